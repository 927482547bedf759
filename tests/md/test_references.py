"""Simulations that others published, against values found with other programs."""

import numpy as np
import pandas as pd
import pytest

from selectivity.md.analysis import analyse
from selectivity.md.check import check_pair
from selectivity.md.pore import frame_profile, frame_wall, wall_radii
from selectivity.md.run import Files, Run
from selectivity.md.system import quiet
from selectivity.md.verdict import SUFFICIENT, Settings

PEAK, COORDINATION = 0.2425, 5.925  # nm; within 0.32 nm, water oxygens only
WATERS = 11084
GRAMICIDIN = 1.197  # Å, HOLE


@pytest.fixture(scope="module")
def sodium():
    with quiet():
        from pathlib import Path

        from MDAnalysisTests.datafiles import TPR, XTC
    return [Run("water", "Na+", "a", 2, 300.0, files=Files(Path(TPR), (Path(XTC),)))]


def test_sodium_in_water(sodium):
    frame = analyse(sodium, Settings()).set_index("quantity")
    peak, number = frame.loc["rdf_first_peak"], frame.loc["coordination_first_shell"]
    assert peak["value"] == pytest.approx(PEAK, abs=0.0015)
    assert number["value"] == pytest.approx(COORDINATION, abs=number["error"])
    assert 0.29 < frame.loc["rdf_first_minimum", "value"] < 0.35
    assert number["verdict"] != SUFFICIENT, "forty ions are few"
    assert "ns more would mend it" in number["reason"]
    # Hydrogens and M sites would raise the number.
    assert frame.loc["coordination_first_shell_water", "value"] < 6.2


def test_check_counts_oxygens_only(sodium):
    text = "\n".join(check_pair(sodium))
    assert f"water: {WATERS} atoms (OW {WATERS})" in text
    assert "ion: 4 atoms (NA 4)" in text
    assert "8.002 x 8.002 x 8.002 nm, angles 60, 60, 90" in text


def test_gramicidin_radius():
    with quiet():
        import MDAnalysis
        from MDAnalysisTests.datafiles import PDB_HOLE

        atoms = MDAnalysis.Universe(PDB_HOLE).atoms
        wall = frame_wall(atoms, wall_radii(atoms))
    centre = atoms.center_of_geometry() * 1e-10
    places = centre[1] + np.arange(-1.1e-9, 1.1001e-9, 0.02e-9)
    radius = frame_profile(wall, 1, places, centre[[0, 2]]) * 1e10
    assert radius.min() == pytest.approx(GRAMICIDIN, abs=0.01)
    assert radius.max() < 2


def test_lammps_dump_of_an_electrolyte(tmp_path):
    """Types only, no names: an ion with four neighbours at 0.2 nm, as a LAMMPS user has it."""
    random = np.random.default_rng(7)
    directions = np.array([[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]]) / np.sqrt(3)
    lines = []
    for step in range(40):
        ion = random.uniform(0, 24, 3)
        near = ion + 2.0 * directions + random.normal(0, 0.08, (4, 3))
        others = random.uniform(0, 24, (80, 3))
        apart = np.linalg.norm((others - ion + 12) % 24 - 12, axis=1) > 4
        atoms = np.vstack([ion, near, others[apart]]) % 24
        atoms = np.vstack([atoms, np.full((85 - len(atoms), 3), (ion + 12) % 24)])
        lines += ["ITEM: TIMESTEP", str(step * 1000), "ITEM: NUMBER OF ATOMS", "85"]
        lines += ["ITEM: BOX BOUNDS pp pp pp"] + ["0 24"] * 3 + ["ITEM: ATOMS id type x y z"]
        lines += [
            f"{i + 1} {1 if i == 0 else 2} {x:.4f} {y:.4f} {z:.4f}"
            for i, (x, y, z) in enumerate(atoms)
        ]
    (tmp_path / "run.lammpstrj").write_text("\n".join(lines) + "\n")
    from tests.md.synthetic import write_runs

    row = {"candidate": "c", "ion": "Li+", "run": "a", "topology": "run.lammpstrj"}
    row |= {"trajectory": "run.lammpstrj", "length_unit": "A", "dt_ps": 1, "temperature_K": 298}
    row |= {"ion_selection": "type 1", "water_selection": "type 2"}
    from selectivity.md.inputs import read_runs

    runs, problems = read_runs(write_runs(tmp_path / "runs.csv", [row]), tmp_path)
    assert problems == {}
    frame: pd.DataFrame = analyse(runs["c", "Li+"], Settings()).set_index("quantity")
    assert frame.loc["rdf_first_peak", "value"] == pytest.approx(0.2, abs=0.01)
    assert frame.loc["coordination_first_shell", "value"] == pytest.approx(4, abs=0.01)
