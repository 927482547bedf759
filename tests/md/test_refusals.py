"""What stops one candidate and ion, says why, and leaves the others alone."""

import shutil

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from selectivity.cli import build_app, main
from selectivity.errors import DataError
from selectivity.md.inputs import read_runs
from selectivity.md.names import element, ion_atoms
from selectivity.md.passes import run_passes
from selectivity.md.system import open_system
from selectivity.md.verdict import Settings
from tests.md.conftest import ROOT
from tests.md.synthetic import write_runs, write_xyz

TUBE = ROOT / "data/md/cnt_umbrella"


@pytest.fixture
def folder(tmp_path):
    """Two windows of each ion in a study of their own, and a table to be spoiled."""
    for ion in ("LI", "MG"):
        (tmp_path / ion).mkdir()
        for name in ("topology.tpr", "w_0.0.xtc", "w_0.0_pullx.xvg.gz"):
            shutil.copyfile(TUBE / ion / name, tmp_path / ion / name)
    return tmp_path


def row(ion="Li+", **changes):
    part = "LI" if ion == "Li+" else "MG"
    return {
        "candidate": "tube",
        "ion": ion,
        "run": "a",
        "topology": f"{part}/topology.tpr",
        "trajectory": f"{part}/w_0.0.xtc",
        "temperature_K": 300,
    } | changes


WINDOW = {
    "window_centre": 0,
    "force_constant": 1200,
    "force_constant_convention": "half",
    "coordinate_format": "trajectory",
    "bulk_low_nm": 1.5,
}


def refusal_of(folder, *rows):
    """The message about the one pair that these rows describe."""
    runs, problems = read_runs(write_runs(folder / "config/runs.csv", list(rows)), folder)
    if problems:
        return "\n".join(str(problem) for found in problems.values() for problem in found)
    with pytest.raises(DataError) as raised:
        run_passes(next(iter(runs.values())), Settings(), 1, lambda done: None, None)
    return str(raised.value)


def test_trajectory_of_another_system(folder):
    text = refusal_of(folder, row(trajectory="MG/w_0.0.xtc"))
    assert "trajectory of another system than the topology" in text
    assert "1683" in text and "1678" in text


def test_same_number_of_atoms_but_another_order(folder):
    import MDAnalysis

    from selectivity.md.system import quiet

    with quiet():
        universe = MDAnalysis.Universe(
            str(folder / "LI/topology.tpr"), str(folder / "LI/w_0.0.xtc")
        )
        shuffled = universe.atoms[np.random.default_rng(0).permutation(universe.atoms.n_atoms)]
        shuffled.write(str(folder / "LI/mixed.xtc"), frames=universe.trajectory[:2])
    text = refusal_of(folder, row(trajectory="LI/mixed.xtc"))
    assert "trajectory of another system than the topology" in text
    assert "atoms of one molecule are" in text


def test_missing_ion(folder):
    text = refusal_of(folder, row(ion="K+", topology="LI/topology.tpr", trajectory="LI/w_0.0.xtc"))
    assert "missing ion: the usual names of K+" in text
    assert "LI (1 atoms)" in text and "SOL (1227 atoms)" in text
    text = refusal_of(folder, row(ion_selection="resname POT"))
    assert "ion_selection 'resname POT' selects no atom" in text


def test_selection_that_is_not_understood(folder):
    assert "is not understood" in refusal_of(folder, row(ion_selection="resnam LI"))
    assert "wall_selection" in refusal_of(folder, row(wall_selection="((name C"))


def test_truncated_trajectory(folder):
    file = folder / "LI/w_0.0.xtc"
    file.write_bytes(file.read_bytes()[:-300])
    text = refusal_of(folder, row())
    assert "truncated" in text and "copy the file again" in text


def test_windows_of_different_temperature(folder):
    text = refusal_of(folder, row(**WINDOW), row(run="b", **WINDOW | {"temperature_K": 310}))
    assert "found 310 K; allowed: 300 K, as in row 2" in text


@pytest.mark.parametrize(
    "changes", [{"mouth_low_nm": -0.7, "mouth_high_nm": 0.7}, WINDOW | {"bulk_low_nm": ""}]
)
def test_no_bulk_region(folder, changes):
    assert "found no bulk region" in refusal_of(folder, row(**changes))


def test_lammps_dump_without_units(tmp_path):
    dump = [
        *("ITEM: TIMESTEP", "0", "ITEM: NUMBER OF ATOMS", "2", "ITEM: BOX BOUNDS pp pp pp"),
        *("0 20", "0 20", "0 20", "ITEM: ATOMS id type x y z", "1 1 5 5 5", "2 2 7 5 5"),
    ]
    (tmp_path / "run.lammpstrj").write_text("\n".join(dump) + "\n")
    given = row(topology="run.lammpstrj", trajectory="run.lammpstrj", ion_selection="type 1")
    assert "does not say its units; give length_unit" in refusal_of(tmp_path, given)
    text = refusal_of(tmp_path, given | {"length_unit": "A"})
    assert "time between frames" in text and "give dt_ps" in text
    table = write_runs(
        tmp_path / "runs.csv",
        [given | {"length_unit": "nm", "dt_ps": 1, "water_selection": "type 2"}],
    )
    runs, problems = read_runs(table, tmp_path)
    assert problems == {}
    universe = open_system(runs["tube", "Li+"][0].files)
    assert universe.dimensions[:3] == pytest.approx([200, 200, 200])
    assert universe.atoms.positions[0] == pytest.approx([50, 50, 50])


def test_units_of_a_format_that_has_its_own(folder):
    text = refusal_of(folder, row(length_unit="A"))
    assert "XTC files are in nm by definition" in text


def test_discard_longer_than_the_run(folder):
    assert "discard_ps leaves nothing" in refusal_of(folder, row(discard_ps=500))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"topology": "LI/absent.tpr"}, "a file that exists"),
        (WINDOW | {"force_constant_convention": ""}, "half for GROMACS"),
        (WINDOW | {"force_constant": ""}, "a window needs its centre and its constant"),
        (WINDOW | {"force_constant_unit": "kJ/mol"}, "energy per length squared"),
        ({"coordinate_file": "LI/w_0.0_pullx.xvg.gz"}, "the program that wrote"),
        ({"topology": "", "trajectory": ""}, "give a topology or a coordinate file"),
        ({"box_nm": "2 2"}, "three edges"),
        ({"temperature_K": -3}, "temperature_K"),
        ({"axsi": "z"}, "axis"),
    ],
)
def test_bad_cells(folder, changes, message):
    assert message in refusal_of(folder, row(**changes))


def test_one_bad_pair_leaves_the_others(folder, monkeypatch):
    table = write_runs(
        folder / "config/trajectories.csv",
        [row(), row(ion="Mg2+", temperature_K=-1), row(candidate="other", ion="K+")],
    )
    runs, problems = read_runs(table, folder)
    assert set(runs) == {("tube", "Li+"), ("other", "K+")}
    assert set(problems) == {("tube", "Mg2+")}
    monkeypatch.chdir(folder)
    for candidate, ion in (("tube", "Li+"), ("tube", "Mg2+"), ("other", "K+")):
        result = CliRunner().invoke(
            build_app(),
            ["md", "analyse", "--candidate", candidate, "--ion", ion, "--keep-going",
             "--output", f"{candidate}_{ion}.parquet"],
        )  # fmt: skip
        assert result.exit_code == 0, result.output
    parts = sorted(str(file) for file in folder.glob("*.parquet"))
    assert CliRunner().invoke(build_app(), ["md", "gather", *parts]).exit_code == 0
    terms = pd.read_parquet("results/md_terms.parquet")
    refused = terms[terms["quantity"] == "refused"].set_index("ion")["reason"]
    assert set(refused.index) == {"K+", "Mg2+"}
    assert "missing ion" in refused["K+"]
    assert "temperature_K" in refused["Mg2+"]
    assert (terms["ion"] == "Li+").sum() > 3


def test_refusal_by_hand_is_exit_two_without_traceback(folder, monkeypatch, capsys):
    write_runs(folder / "config/trajectories.csv", [row(ion="K+")])
    monkeypatch.chdir(folder)
    with pytest.raises(SystemExit) as ended:
        main(["md", "analyse", "--candidate", "tube", "--ion", "K+", "--output", "k.parquet"])
    assert ended.value.code == 2
    printed = capsys.readouterr().err
    assert "missing ion" in printed and "Traceback" not in printed
    assert not (folder / "k.parquet").exists()


def test_without_trajectories_there_is_an_empty_table(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(build_app(), ["md", "check"])
    assert result.exit_code == 0 and "nothing to check" in result.output
    assert CliRunner().invoke(build_app(), ["md", "gather"]).exit_code == 0
    table = pd.read_parquet("results/md_terms.parquet")
    assert len(table) == 0
    assert list(table.columns) == [
        *("candidate", "ion", "quantity", "z_nm", "value", "error", "unit"),
        *("n_effective", "half_difference", "verdict", "reason"),
    ]


def test_check_says_what_usually_goes_wrong(folder, monkeypatch):
    wrong = row(**WINDOW) | {
        "force_constant": 2400,
        "coordinate_file": "LI/w_0.0_pullx.xvg.gz",
        "coordinate_format": "gromacs_xvg",
        "dt_ps": 1,
    }
    write_runs(folder / "config/trajectories.csv", [wrong])
    monkeypatch.chdir(folder)
    result = CliRunner().invoke(build_app(), ["md", "check"])
    assert result.exit_code == 0, result.output
    assert "water: 409 atoms (OW 409)" in result.output
    assert "the trajectory lasts 37 ps and the series 112 ps" in result.output
    assert "1683 atoms" in result.output and "box: 2.13 x 2.214 x 4.153 nm" in result.output


@pytest.mark.parametrize(
    ("name", "residue"),
    [("NA", "NA+"), ("SOD", "SOD"), ("Na+", "Na+"), ("NA", "NA"), ("Na", "UNK")],
)
def test_ions_are_found_under_other_names(name, residue):
    import MDAnalysis

    universe = MDAnalysis.Universe.empty(
        4, n_residues=2, atom_resindex=[0, 0, 0, 1], residue_segindex=[0, 0], trajectory=True
    )
    universe.add_TopologyAttr("names", ["NA", "CA", "C", name])
    universe.add_TopologyAttr("resnames", ["ALA", residue])
    assert ion_atoms(universe, "Na+", "").indices.tolist() == [3]
    assert element("Na+") == "NA"


def test_xyz_without_box_is_warned(tmp_path, monkeypatch):
    write_xyz(tmp_path / "run.xyz", ["Na", "O"], np.tile([[[0.0], [3.0]]], (3, 1, 3)))
    given = row(ion="Na+", topology="run.xyz", trajectory="run.xyz", dt_ps=1, length_unit="A")
    write_runs(tmp_path / "config/trajectories.csv", [given])
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(build_app(), ["md", "check"])
    assert "warning: no box" in result.output
    assert "warning: no water oxygens found" in result.output
