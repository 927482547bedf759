"""A study read whole: ions in order, feeds in SI, the folder of its tables."""

from pathlib import Path

import numpy as np
import pytest

from selectivity.errors import DataError
from selectivity.tables.paths import data_dir, study_data_dir, study_root
from selectivity.tables.study import load_study

CONFIG = """\
pair: {wanted: Li, unwanted: Mg²⁺}
feeds:
  standard: {concentrations_mM: {Li+: 3.4, Mg: 19.6, Cl-: 42.6}}
  sulfate: {concentrations_mM: {SO4-2: 5, Na+: 10}, pH: 3, temperature_C: 40}
"""
CANDIDATES = "candidate,material_class\nfirst,mof\nsecond,cof\n"
GROUPS = "candidate,location,group,site_density_mol_m3,source\nsecond,mouth,sulfonate,50,x\n"


@pytest.fixture
def config(tmp_path):
    (tmp_path / "config").mkdir()
    (tmp_path / "config/candidates.csv").write_text(CANDIDATES)
    (tmp_path / "config/candidate_groups.csv").write_text(GROUPS)
    (tmp_path / "config/config.yaml").write_text(CONFIG, encoding="utf-8")
    return tmp_path / "config/config.yaml"


def test_ions_of_pair_and_feeds_once_each(config):
    study = load_study(config)
    assert study.ions.names == ("Li+", "Mg2+", "Cl-", "SO4^2-", "Na+")
    assert study.pair == ("Li+", "Mg2+")


def test_feeds_are_neutral_and_in_the_order_of_the_ions(config):
    study = load_study(config)
    standard, sulfate = study.feeds
    assert standard.concentration == pytest.approx([3.4, 19.6, 42.6, 0, 0])
    assert sulfate.concentration == pytest.approx([0, 0, 0, 5, 10])
    for feed in (standard, sulfate):
        assert study.ions.charge @ feed.concentration == pytest.approx(0, abs=1e-12)
    assert sulfate.temperature == pytest.approx(313.15, rel=1e-12)
    assert sulfate.proton_concentration == pytest.approx(1.0, rel=1e-12)
    assert sulfate.water_permittivity < standard.water_permittivity


def test_candidates_groups_and_inputs(config):
    study = load_study(config)
    assert list(study.candidates["candidate"]) == ["first", "second"]
    assert list(study.candidate_groups["group"]) == ["sulfonate"]
    assert study.candidate_groups["site_density"][0] == 50.0
    assert np.isnan(study.candidates["pore_radius"]).all()
    assert all(path.is_file() for path in study.inputs)
    assert study.data == data_dir()


def test_no_groups_at_all(config):
    config.write_text(CONFIG + "tables: {candidate_groups: null}\n", encoding="utf-8")
    assert len(load_study(config).candidate_groups) == 0


def test_relative_paths_start_from_the_study():
    assert study_root(Path("config/config.yaml")) == Path()
    assert study_root(Path("a/config/c.yaml")) == Path("a")
    assert study_root(Path("a/c.yaml")) == Path("a")


def test_tables_of_the_study_go_before_the_shipped_ones(tmp_path):
    config = tmp_path / "config/config.yaml"
    assert study_data_dir(config) == data_dir()
    (tmp_path / "data").mkdir()
    (tmp_path / "data/ions.csv").touch()
    assert study_data_dir(config) == tmp_path / "data"
    assert study_data_dir(config, "mine") == tmp_path / "mine"


def test_a_missing_data_folder_is_one_problem_a_table(config):
    config.write_text(CONFIG + "tables: {data_dir: nowhere}\n", encoding="utf-8")
    with pytest.raises(DataError) as raised:
        load_study(config)
    files = {Path(problem.file).name for problem in raised.value.problems}
    assert files == {"ions.csv", "groups.csv", "materials.csv", "references.bib"}
