"""One membrane through every process, and one that fails some of them."""

from dataclasses import replace

import numpy as np
import pytest

from selectivity.process.conditions import SHARE
from selectivity.process.registry import PROCESSES
from selectivity.process.same_membrane import through_all
from tests.process import examples


@pytest.fixture(scope="module")
def rows():
    return {
        row.process: row for row in through_all(examples.membranes((-60.0,)), examples.feed(), 1)
    }


def test_every_process_of_the_registry_has_its_conditions(rows):
    assert set(rows) == set(PROCESSES)
    assert all(entry.conditions for entry in PROCESSES.values())


def test_every_process_gives_its_numbers(rows):
    for row in rows.values():
        assert row.status in ("solved", "unconverged"), row.advice
        assert row.separation > 0
        assert 0 < row.recovery <= 1
        assert np.isfinite(row.energy)
        assert np.isnan(row.area) if row.process == "electrode" else row.area > 0


def test_areas_follow_from_the_membrane(rows):
    """The area is that of the inlet's rate without films: less is recovered, of the same order."""
    assert SHARE / 6 < rows["dialysis"].recovery < SHARE
    assert rows["fo"].recovery > 0.8


def test_a_process_that_cannot_run_says_why_and_stops_no_other():
    shut = replace(examples.membranes((-60.0,)), water_permeability=np.full((1, 2), np.inf))
    found = {row.process: row for row in through_all(shut, examples.feed(), 1)}
    assert found["fo"].status == "not_run"
    assert "water permeability" in found["fo"].advice
    assert found["dialysis"].status == "solved"


def test_a_process_without_conditions_says_so_and_stops_no_other(monkeypatch):
    new = replace(PROCESSES["dialysis"], name="pervaporation", conditions=None)
    few = {"pervaporation": new, "electrode": PROCESSES["electrode"]}
    monkeypatch.setattr("selectivity.process.same_membrane.PROCESSES", few)
    first, second = through_all(examples.membranes((-60.0,)), examples.feed(), 1)
    assert (first.process, first.status) == ("pervaporation", "not_run")
    assert "conditions" in first.advice and "registry" in first.advice
    assert np.isnan(first.separation)
    assert second.status == "solved"
