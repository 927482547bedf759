"""Channels as users have them: structures alone, slits, reservoirs that no ion visits."""

import numpy as np
import pytest

from selectivity.errors import DataError
from selectivity.md.analysis import analyse
from selectivity.md.axis import channel_share
from selectivity.md.contact import residence_time
from selectivity.md.force_constant import require_near_centres
from selectivity.md.inputs import read_runs
from selectivity.md.pmf import umbrella_profile
from selectivity.md.run import Geometry
from selectivity.md.verdict import INSUFFICIENT, WEAK, Settings
from tests.md.synthetic import GEOMETRY, TEMPERATURE, harmonic_windows, write_runs, write_xyz

SETTINGS = Settings(pore_frames=4)
SLAB_EDGES = (20.0, 30.0, 30.0)  # Å
HALF_GAP, RADIUS = 8.0, 1.85  # Å; carbon


def runs_of(folder, **columns):
    row = {"candidate": "c", "ion": "Na+", "run": "a", "temperature_K": 300} | columns
    runs, problems = read_runs(write_runs(folder / "config/runs.csv", [row]), folder)
    assert problems == {}
    return runs["c", "Na+"]


def slab(folder, inside=True, n_frames=20):
    """A slab of carbon with its gap across the boundary of z, open along y; one ion, one water."""
    random = np.random.default_rng(2)
    grid = np.meshgrid(
        np.arange(0, 20, 1.0), np.arange(8, 22.1, 1.0), np.arange(8, 22.1, 3.5), indexing="ij"
    )
    wall = np.stack(grid, axis=-1).reshape(-1, 3)
    place = random.uniform(0, 1, (n_frames, 2, 3)) * np.array([20, 14, 10]) + np.array([0, 8, -5])
    place[:, :, 2] %= 30
    if not inside:
        place[:, 0, 1] = 2.0
    frames = np.concatenate([np.broadcast_to(wall, (n_frames, *wall.shape)), place], axis=1)
    write_xyz(folder / "slab.xyz", ["C"] * len(wall) + ["NA", "OW"], frames)
    files = {"topology": "slab.xyz", "trajectory": "slab.xyz", "dt_ps": 1, "box_nm": "2 3 3"}
    return files | {"wall_selection": "name C", "axis": "y"}


def of(frame, quantity):
    return frame[frame["quantity"] == quantity]


def test_structure_alone_has_a_pore_radius(tmp_path):
    """Gramicidin, as HOLE finds it, along y and without an ion."""
    from MDAnalysisTests.datafiles import PDB_HOLE

    columns = {"topology": PDB_HOLE, "ion_selection": "none", "wall_selection": "all"}
    given = columns | {"axis": "y", "mouth_low_nm": -1.1, "mouth_high_nm": 1.1}
    frame = analyse(runs_of(tmp_path, **given), SETTINGS)
    assert set(frame["quantity"]) == {"pore_radius", "pore_radius_smallest"}
    smallest = of(frame, "pore_radius_smallest").iloc[0]
    assert smallest["value"] == pytest.approx(0.1197, abs=0.001)
    assert smallest["verdict"] == WEAK and "one structure" in smallest["reason"]


@pytest.mark.parametrize("inside", [True, False])
def test_gap_across_the_boundary(tmp_path, inside):
    """The middle of the wall's atoms lies in the slab, not in the gap."""
    ends = {"mouth_low_nm": -0.5, "mouth_high_nm": 0.5, "bulk_low_nm": 1.2}
    frame = analyse(runs_of(tmp_path, **slab(tmp_path, inside), **ends), SETTINGS)
    found = of(frame, "pore_radius_smallest").iloc[0]["value"]
    assert 0.1 * (HALF_GAP - RADIUS) <= found <= 0.1 * (HALF_GAP - RADIUS) + 0.02


def test_wall_without_mouths_has_a_pore_radius(tmp_path):
    frame = analyse(runs_of(tmp_path, **slab(tmp_path)), SETTINGS)
    assert of(frame, "pore_radius")["value"].min() == pytest.approx(0.62, abs=0.02)


def test_bulk_that_no_ion_visits_costs_the_energies_only(tmp_path):
    ends = {"mouth_low_nm": -0.5, "mouth_high_nm": 0.5, "bulk_low_nm": 1.2}
    frame = analyse(runs_of(tmp_path, **slab(tmp_path), **ends), SETTINGS)
    barrier = of(frame, "barrier").iloc[0]
    assert barrier["verdict"] == INSUFFICIENT and "no sample between" in barrier["reason"]
    assert len(of(frame, "pore_radius")) and not len(of(frame, "pmf"))


@pytest.mark.parametrize("column", ["wall_selection", "water_selection", "group_selection"])
def test_a_selection_that_takes_nothing_is_refused(tmp_path, column):
    runs = runs_of(tmp_path, **slab(tmp_path) | {column: "name ABSENT"})
    with pytest.raises(DataError, match=f"{column} 'name ABSENT' selects no atom"):
        analyse(runs, SETTINGS)


@pytest.mark.parametrize("ends", [(0.5, ""), (0.5, -0.5)])
def test_mouths_come_in_pairs(tmp_path, ends):
    row = {"candidate": "c", "ion": "Na+", "run": "a", "temperature_K": 300} | slab(tmp_path)
    row |= dict(zip(("mouth_low_nm", "mouth_high_nm"), ends, strict=True))
    _, problems = read_runs(write_runs(tmp_path / "config/runs.csv", [row]), tmp_path)
    assert "give both ends, rising" in str(problems["c", "Na+"])


def test_share_of_bins_does_not_hang_on_rounding():
    """A mouth at a bin's centre, where the coordinate's zero is somewhere else."""
    z = np.arange(-4, 5) * 0.05e-9
    here = Geometry(mouth_low=-0.1e-9, mouth_high=0.1e-9)
    there = Geometry(mouth_low=2.9e-9, mouth_high=3.1e-9, centre=3e-9)
    share = channel_share(z, here, 0.05e-9)
    assert share == pytest.approx([0, 0, 0.5, 1, 1, 1, 0.5, 0, 0])
    assert channel_share(z, there, 0.05e-9) == pytest.approx(share)


def test_samples_in_another_unit_than_their_windows_are_refused():
    windows = harmonic_windows(np.arange(0, 10, 1.0) * 1e-9, well=50 * 1200e21)
    with pytest.raises(DataError, match="check window_unit") as raised:
        require_near_centres(windows, TEMPERATURE)
    assert "and 4 more" in str(raised.value)
    with pytest.raises(DataError, match="check window_unit"):
        umbrella_profile(windows, GEOMETRY, TEMPERATURE, SETTINGS)


def test_windows_that_leave_out_half_the_channel_are_insufficient(tmp_path):
    rows = []
    for window in harmonic_windows(np.arange(0, 0.91, 0.1) * 1e-9):
        file = tmp_path / f"{window.name}.csv"
        lines = [f"{i},{value * 1e9:.9f}" for i, value in enumerate(window.value)]
        file.write_text("\n".join(lines) + "\n")
        rows.append(
            {"candidate": "c", "ion": "Na+", "run": window.name, "temperature_K": TEMPERATURE}
            | {"window_centre": window.name, "force_constant": 1200, "bulk_low_nm": 0.75}
            | {"force_constant_convention": "half", "coordinate_file": file.name}
            | {"coordinate_format": "csv", "mouth_low_nm": -0.4, "mouth_high_nm": 0.4}
        )
    for symmetry, left_out in (("none", True), ("mirror", False)):
        table = write_runs(tmp_path / "runs.csv", [row | {"symmetry": symmetry} for row in rows])
        runs, problems = read_runs(table, tmp_path)
        assert problems == {}
        frame = analyse(runs["c", "Na+"], SETTINGS)
        reason = of(frame, "pmf")["reason"].iloc[0]
        assert ("leave out a part of the channel (-0.4 to 0.4 nm)" in reason) == left_out
        assert (of(frame, "pmf")["verdict"] == INSUFFICIENT).all() == left_out
        phi = of(frame, "partition_coefficient").iloc[0]
        assert "no absolute area" in phi["reason"] and np.isnan(phi["value"])


def test_contacts_that_never_end_are_a_bound():
    always = np.ones((50, 2), dtype=bool)
    found = residence_time(always, 1e-12)
    assert found.departures == 0 and np.isnan(found.time.value)
    assert found.watched == pytest.approx(100e-12)
