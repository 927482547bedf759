"""Samples: bounds, medians, independence of neighbours and of each other."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selectivity.screening import sampling


def test_points_lie_inside_and_are_balanced():
    points = sampling.sobol_points(256, 5, 7)
    assert points.shape == (256, 5)
    assert points.min() > 0
    assert points.max() < 1
    # one point in each of 256 equal strata, in every dimension: what Sobol promises
    assert np.array_equal(np.sort(np.floor(points * 256), axis=0)[:, 0], np.arange(256))


def test_own_points_keep_the_balance_and_ignore_neighbours():
    both = sampling.candidate_points(["a", "b"], 256, 5, 3)
    alone = sampling.candidate_points(["b"], 256, 5, 3)
    assert np.array_equal(both[:, 1], alone[:, 0])
    strata = np.sort(np.floor(both[:, 0] * 256), axis=0)
    assert np.array_equal(strata[:, 4], np.arange(256))


def test_candidates_and_shared_inputs_are_uncorrelated():
    own = sampling.candidate_points([f"m{index}" for index in range(40)], 256, 3, 1)[:, :, 0]
    shared = sampling.sobol_points(256, 3, 1)[:, :1]
    correlation = np.corrcoef(np.hstack([shared, own]).T)
    off = correlation[~np.eye(len(correlation), dtype=bool)]
    assert np.abs(off).max() < 0.35  # 5 sigma of 1/sqrt(256); unshuffled nets reach 0.75
    assert np.std(off) == pytest.approx(1 / 16, rel=0.2)


def test_seed_changes_the_points():
    first = sampling.candidate_points(["a"], 64, 2, 1)
    assert not np.array_equal(first, sampling.candidate_points(["a"], 64, 2, 2))


def test_any_sample_number_is_allowed():
    assert sampling.sobol_points(100, 2, 1).shape == (100, 2)


@settings(max_examples=20, deadline=None)
@given(
    median=st.floats(1e-10, 1e3),
    log_spread=st.floats(0, 2),
    low=st.floats(0.1, 0.9),
    high=st.floats(1.1, 10),
)
def test_lognormal_holds_its_bounds(median, log_spread, low, high):
    points = sampling.sobol_points(64, 1, 0)
    drawn = sampling.draw_lognormal(points, median, log_spread, low * median, high * median)
    assert np.all(drawn >= low * median * (1 - 1e-12))
    assert np.all(drawn <= high * median * (1 + 1e-12))


def test_normal_has_its_mean_and_spread():
    drawn = sampling.draw_normal(sampling.sobol_points(4096, 1, 0), 2.0, 0.5)
    assert drawn.mean() == pytest.approx(2.0, abs=1e-3)
    assert drawn.std() == pytest.approx(0.5, rel=5e-3)


def test_spread_of_zero_gives_the_value():
    points = sampling.sobol_points(8, 1, 0)
    assert np.all(sampling.draw_normal(points, 0.3, 0.0, 0.0, 1.0) == 0.3)
    assert np.all(sampling.draw_lognormal(points, 0.3, 0.0) == pytest.approx(0.3, rel=1e-15))


def test_relative_uncertainty_becomes_a_log_spread():
    spread = sampling.lognormal_spread(np.array([2.0, 0.0]), np.array([0.2, 1.0]))
    assert spread[0] == pytest.approx(np.sqrt(np.log(1.01)))
    assert spread[1] == 0


def test_interval_orders_infinities():
    samples = np.array([[1.0, np.inf], [2.0, np.inf], [np.inf, np.inf], [0.5, -np.inf]])
    low, middle, high = sampling.interval(samples)
    assert middle[0] == 1.5
    assert np.isinf(middle[1])
    assert np.isinf(high[0])
    assert low[1] == -np.inf


def test_interval_covers_ninety_percent():
    low, _, high = sampling.interval(np.linspace(0, 1, 1001)[:, None])
    assert (low[0], high[0]) == pytest.approx((0.05, 0.95), abs=1e-12)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.floats(-5, 5), min_size=1, max_size=12))
def test_interval_of_known_is_that_of_the_values_alone(values):
    padded = np.array([*values, np.nan, np.nan])[:, None]
    expected = sampling.interval(np.array(values)[:, None])
    assert np.array_equal(sampling.interval_of_known(padded), expected)
