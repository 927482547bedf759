"""Integration along a module comes to its end, also where a membrane stops."""

import numpy as np
import pytest

from selectivity.process.march import march

STAGES = 6  # of a step, after the first slope


@pytest.mark.parametrize("wall", [0.3, 0.70001, 0.9999999])
def test_a_slope_that_ends_stops_there(wall):
    def slope(_position, state):
        return np.where(state < wall, 1.0, np.nan)

    course = march(slope, np.zeros((2, 1)), 1.0, np.ones(1), 1e-5)
    assert np.all(np.isfinite(course.error))
    assert course.stopped == pytest.approx(wall, abs=3e-4)
    assert course.state[-1] == pytest.approx(wall, abs=3e-4)


def test_a_slope_that_fails_only_at_the_end_of_a_step_is_tried_nearer():
    """There the state is finite and its error is not."""
    calls = []

    def slope(_position, state):
        calls.append(1)
        assert len(calls) < 1000
        return np.full_like(state, np.nan if len(calls) == 1 + STAGES else 1.0)

    course = march(slope, np.zeros((1, 1)), 1.0, np.ones(1), 1e-5)
    assert np.isinf(course.stopped[0])
    assert course.state[-1, 0] == pytest.approx(1.0, rel=1e-12)


def test_others_go_on():
    def slope(_position, state):
        return np.where(state < np.array([[0.4], [9.0]]), 1.0, np.nan)

    course = march(slope, np.zeros((2, 1)), 1.0, np.ones(1), 1e-5)
    assert np.isinf(course.stopped[1])
    assert course.state[-1, 1] == pytest.approx(1.0, rel=1e-9)


def test_a_way_on_which_little_changes_takes_one_step():
    """Kutta's step is of third order; where more changes, the usual steps follow."""
    rate, calls = np.array([[0.02, 0.05]]), []

    def slope(_position, state):
        calls.append(1)
        return -rate * state

    start, accepted = np.ones((1, 2)), []
    course = march(slope, start, 1.0, np.ones(2), 1e-4, lambda: accepted.append(len(calls)))
    assert accepted == [1, 3]
    np.testing.assert_allclose(course.state[-1], np.exp(-rate), atol=1e-6)
    assert np.max(np.abs(course.state[-1] - np.exp(-rate))) <= course.error[0] <= 1e-4
    calls.clear()
    far = march(slope, start, 40.0, np.ones(2), 1e-4, lambda: None)
    assert len(calls) > STAGES
    np.testing.assert_allclose(far.state[-1], np.exp(-40 * rate), atol=1e-4)
