"""The shipped nanotube against the values found with other programs (data/md/README.md)."""

import csv
import hashlib
import time

import numpy as np
import pytest

from selectivity.md.analysis import analyse
from selectivity.md.coordinate import read_series
from selectivity.md.pmf import umbrella_profile
from selectivity.md.umbrella import Window
from selectivity.md.verdict import INSUFFICIENT, Settings
from tests.md.conftest import ROOT

# Barrier and its error by MBAR on decorrelated samples, by WHAM, and in the halves. [kJ/mol]
BARRIERS = {"Li+": (22, 5, 26, (36, 21)), "Mg2+": (122, 7, 118, (135, 101))}
# Waters of the first shell; of the second outside and inside.
SHELLS = {"Li+": ((4.0, 4.6), 13.8, 6.8), "Mg2+": ((6.0, 6.0), 14.0, 7.7)}
PORE_RADIUS = 0.358  # HOLE, carbon 0.185 nm
SHARE = 0.12  # of a second shell, whose end is known to 0.02 nm


@pytest.fixture(scope="module", params=["Li+", "Mg2+"])
def analysed(request, nanotube_runs):
    runs = nanotube_runs["cnt-8-8", request.param]
    return request.param, analyse(runs, Settings())


def scalar(frame, quantity):
    return frame[frame["quantity"] == quantity].iloc[0]


def profile(frame, quantity):
    return frame[frame["quantity"] == quantity].set_index("z_nm")["value"]


def test_barrier_and_its_verdict(analysed):
    ion, frame = analysed
    known, error, by_wham, halves = BARRIERS[ion]
    found = scalar(frame, "barrier")
    assert found["value"] == pytest.approx(known, abs=error)
    assert found["error"] == pytest.approx(error, abs=1)
    assert scalar(frame, "barrier_wham")["value"] == pytest.approx(by_wham, abs=4)
    assert found["half_difference"] == pytest.approx(abs(halves[0] - halves[1]), abs=2)
    assert found["verdict"] == INSUFFICIENT
    assert "halves of the run give" in found["reason"]
    assert "more per window would mend it" in found["reason"]
    assert set(frame[frame["quantity"] == "pmf"]["verdict"]) == {INSUFFICIENT}


def test_shells_along_the_axis(analysed):
    ion, frame = analysed
    (low, high), outside, inside = SHELLS[ion]
    first = profile(frame, "coordination_first_shell")
    assert low - 0.01 <= first.mean() <= high + 0.01
    assert first[0.0] == pytest.approx(np.clip(first[0.0], low - 0.05, high + 0.05))
    second = profile(frame, "coordination_second_shell")
    bulk = second[(second.index > 1.5) & (second.index < 1.85)].mean()
    assert bulk == pytest.approx(outside, rel=SHARE)
    assert second[np.abs(second.index) < 0.2].mean() == pytest.approx(inside, rel=SHARE)


def test_what_the_runs_say_of_the_channel_stands_beside_the_profile(analysed):
    frame = analysed[1]
    ends = [scalar(frame, name)["value"] for name in ("mouth_low", "mouth_high")]
    assert ends == pytest.approx([-0.676, 0.676])
    assert scalar(frame, "simulated_fixed_charge")["value"] == 0.0  # an uncharged tube


def test_pore_radius(analysed):
    radius = profile(analysed[1], "pore_radius")
    assert radius[np.abs(radius.index) < 0.6].mean() == pytest.approx(PORE_RADIUS, abs=0.002)


def test_profiles_are_mirrored(analysed):
    _, frame = analysed
    pmf = profile(frame, "pmf")
    assert pmf.index.to_numpy() == pytest.approx(-pmf.index.to_numpy()[::-1])
    assert pmf.to_numpy() == pytest.approx(pmf.to_numpy()[::-1])


def test_pmf_of_both_ions_takes_less_than_a_second(nanotube_runs):
    windows = [
        tuple(
            Window(
                run.name, run.restraint, read_series(run.coordinate).after(run.discard).value, 1e-13
            )
            for run in runs
        )
        for runs in nanotube_runs.values()
    ]
    umbrella_profile(windows[0][-5:], nanotube_runs["cnt-8-8", "Li+"][0].geometry, 300, Settings())
    start = time.process_time()
    for part, runs in zip(windows, nanotube_runs.values(), strict=True):
        umbrella_profile(part, runs[0].geometry, 300.0, Settings())
    assert time.process_time() - start < 1


def test_shipped_files_are_those_of_the_inventory():
    with (ROOT / "data/md/inventory.csv").open(newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert sum(int(row["bytes"]) for row in rows) < 15e6
    assert max(int(row["bytes"]) for row in rows) < 3e6
    for row in rows:
        content = (ROOT / row["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == row["sha256"], row["file"]
