"""A small study with the shipped data: every route that a descriptor can take, in few samples."""

import shutil
from pathlib import Path

import pytest

from selectivity.screening import gather, screen
from selectivity.tables.study import Study, load_study

HEADER = (
    "candidate,name,material_class,geometry,pore_radius_nm,pore_radius_uncertainty_nm,slit_width_nm,"
    "mwco_Da,peg400_rejection_pct,zeta_potential_mV,isoelectric_point_pH,fixed_charge_mol_m3,"
    "ion_exchange_capacity_mmol_g,water_content_g_g,thickness_nm,water_permeance_LMH_bar,"
    "dry_spacing_nm,source"
)
ROWS = {
    "radius": ",Radius,polyamide_nf,,0.40,0.02,,,,-20,,,,,50,,,yang2011",
    "gap": ",Gap,mxene,slit,,,0.6,,,,,-100,,,,,,yang2011",
    "cutoff": ",Cut-off,polyamide_nf,,,,,300,,,5.0,,,,,8,,yang2011",
    "peg": ",PEG,polyamide_nf,,,,,,92,,,,,,60,9,,yang2011",
    "exchanger": ",Exchanger,ion_exchange,,,,,,,,,,-1.5,0.4,,,,yang2011",
    "laminate": ",Laminate,mxene,,,,,,,,,,,,,,1.25,yang2011",
    "nothing": ",Nothing,,,,,,,,,,,,,,,,",
    "groups": ",Groups,polyamide_nf,,0.35,0.02,,,,,,,,,,,,yang2011",
    "guessed": ",Guessed,polyamide_nf,,0.35,0.02,,,,-15,,,,,,,,yang2011",
}
GROUPS = """candidate,location,group,site_density_mol_m3,site_density_uncertainty_mol_m3,source,note
groups,wall,sulfonate,300,30,yang2011,
guessed,wall,carboxylate,50,40,yang2011,assumed: sized to others
"""
CONFIG = """sampling: {n_samples: 16, seed: 5}
workflow: {buckets: 2}
ranking: {top_k: 2}
"""


CONSTANTS = """constant,material_class,median,log_spread,source,kind
permittivity_scale,all,1.4,0.12,selectivity2026,fitted
charge_scale,all,1,0,selectivity2026,fitted
path_scale,all,1,0,selectivity2026,fitted
hydration_unreplaced,polyamide_nf,0.02,0.2,selectivity2026,fitted
hydration_unreplaced,all,0.045,0.2,selectivity2026,fitted
"""
"""Plain ones, so that no test of physics moves with a new calibration."""


def write_study(folder: Path, names=tuple(ROWS), config: str = CONFIG) -> Path:
    """Write a study with some of the candidates; returns its configuration."""
    (folder / "config").mkdir(parents=True, exist_ok=True)
    rows = [HEADER, *(name + ROWS[name] for name in names)]
    (folder / "config" / "candidates.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    groups = [line for line in GROUPS.splitlines() if line.split(",")[0] in ("candidate", *names)]
    text = "\n".join(groups) + "\n"
    (folder / "config" / "candidate_groups.csv").write_text(text, encoding="utf-8")
    path = folder / "config" / "config.yaml"
    if "calibration" not in config:
        (folder / "constants.csv").write_text(CONSTANTS, encoding="utf-8")
        config += "calibration: {constants: constants.csv}\n"
    if len(groups) == 1:
        config += "tables: {candidate_groups: null}\n"
    path.write_text(config, encoding="utf-8")
    return path


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """All candidates."""
    return load_study(write_study(tmp_path))


@pytest.fixture
def make_study(tmp_path: Path):
    """Function ``(names, config) -> Study`` for some of the candidates."""

    def make(names=tuple(ROWS), config: str = CONFIG, folder: str = "made") -> Study:
        return load_study(write_study(tmp_path / folder, names, config))

    return make


@pytest.fixture(scope="session")
def screened_once(tmp_path_factory) -> Path:
    """Results of all candidates, made once; for reading only."""
    folder = tmp_path_factory.mktemp("screened")
    screened = load_study(write_study(folder / "study"))
    for bucket in range(screened.config.workflow.buckets):
        screen.screen_bucket(screened, (bucket, 2), folder / "out" / "buckets" / str(bucket))
    gather.gather(screened, folder / "out" / "buckets", folder / "out")
    return folder / "out"


@pytest.fixture
def results(screened_once, tmp_path) -> Path:
    """A copy of them, to change."""
    return shutil.copytree(screened_once, tmp_path / "results")
