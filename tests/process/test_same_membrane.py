"""One membrane through every process, and one that fails some of them."""

from dataclasses import replace

import numpy as np
import pytest

from selectivity.process.registry import PROCESSES
from selectivity.process.same_membrane import CONDITIONS, SHARE, through_all
from tests.process import examples


@pytest.fixture(scope="module")
def rows():
    return {
        row.process: row for row in through_all(examples.membranes((-60.0,)), examples.feed(), 1)
    }


def test_every_process_of_the_registry_has_its_conditions(rows):
    assert set(rows) == set(PROCESSES) == set(CONDITIONS)


def test_every_process_gives_its_numbers(rows):
    for row in rows.values():
        assert row.status in ("solved", "unconverged"), row.advice
        assert row.separation > 0
        assert 0 < row.recovery <= 1
        assert np.isfinite(row.energy)


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
