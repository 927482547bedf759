"""Ions that only one side holds: a case is solved, and solved the same with neighbours."""

import numpy as np
import pytest

from selectivity.checks.stacks import CL, LI, NA, Layer, stack_cases
from selectivity.transport import solve

PERMEATE = np.array([0.0, 10.0, 10.0])
FEEDS = ([50.0, 50.0, 100.0], [100.0, 0.0, 100.0])


def _solve(feeds):
    return solve(
        stack_cases([1, 1, -1], [NA, LI, CL], feeds, [Layer(1e-6)], PERMEATE, water_flux=0.0)
    )


def test_two_solutions_without_a_common_cation():
    result = _solve([FEEDS[1]])
    assert result.status.tolist() == ["solved"]
    sodium, lithium, chloride = result.ion_flux[0]
    assert sodium > 0 > lithium
    assert sodium + lithium == pytest.approx(chloride, rel=1e-10)


def test_neighbours_change_nothing():
    together = _solve(list(FEEDS))
    assert together.status.tolist() == ["solved", "solved"]
    for row, feed in enumerate(FEEDS):
        np.testing.assert_allclose(together.ion_flux[row], _solve([feed]).ion_flux[0], rtol=1e-6)


def test_the_trace_limit_is_reached():
    trace = _solve([[100.0 * (1 - 1e-9), 100.0 * 1e-9, 100.0]])
    np.testing.assert_allclose(trace.ion_flux, _solve([FEEDS[1]]).ion_flux, rtol=1e-6)
