"""Bounds, exclusion and status of the ranked quantity."""

import numpy as np
import pytest

from selectivity.screening import summary

LIMIT = 1e-12


def columns(*pairs):
    """Candidates as (wanted, unwanted) lists of samples."""
    wanted, unwanted = zip(*pairs, strict=True)
    return np.array(wanted, float).T, np.array(unwanted, float).T


def test_plain_ratio():
    wanted, unwanted = columns(([1e-6] * 4, [1e-7, 1e-8, 1e-8, 1e-9]))
    ranked = summary.ranked_quantity(wanted, unwanted, LIMIT)
    low, middle, high = summary.selectivity_columns(ranked)
    assert ranked.status.tolist() == ["ok"]
    assert (low[0], middle[0], high[0]) == pytest.approx((10, 100, 1000))


def test_excluded_unwanted_is_a_lower_bound():
    wanted, unwanted = columns(([1e-6, 1e-6, 1e-5], [0, 0, 1e-9]))
    ranked = summary.ranked_quantity(wanted, unwanted, LIMIT)
    low, middle, high = summary.selectivity_columns(ranked)
    assert (ranked.status[0], ranked.bound[0]) == ("bound", "lower")
    assert middle[0] == pytest.approx(1e6)
    assert low[0] == pytest.approx(1e6)
    assert np.isnan(high[0])
    assert ranked.excluded_unwanted[0] == pytest.approx(2 / 3)


def test_minority_of_exclusion_opens_the_upper_end_only():
    wanted, unwanted = columns(([1e-6] * 4, [1e-7, 1e-8, 1e-8, 0]))
    low, middle, high = summary.selectivity_columns(
        summary.ranked_quantity(wanted, unwanted, LIMIT)
    )
    assert middle[0] == pytest.approx(100)
    assert np.isnan(high[0])
    assert low[0] == pytest.approx(10)


def test_both_excluded_has_no_number():
    wanted, unwanted = columns(([0, 0, 1e-6], [0, 0, 1e-9]))
    ranked = summary.ranked_quantity(wanted, unwanted, LIMIT)
    assert ranked.status.tolist() == ["excluded"]
    assert np.isnan(summary.selectivity_columns(ranked)).all()
    assert not np.isnan(ranked.samples).any()


def test_only_the_wanted_excluded_is_an_upper_bound():
    wanted, unwanted = columns(([0, 0, 1e-6], [1e-8, 1e-8, 1e-8]))
    ranked = summary.ranked_quantity(wanted, unwanted, LIMIT)
    low, middle, _ = summary.selectivity_columns(ranked)
    assert (ranked.status[0], ranked.bound[0]) == ("bound", "upper")
    assert middle[0] == pytest.approx(1e-4)
    assert np.isnan(low[0])


def test_a_sample_that_failed_fails_the_candidate_alone():
    wanted, unwanted = columns(([np.nan, 1e-6], [1e-7, 1e-7]), ([1e-6, 1e-6], [1e-7, 1e-7]))
    ranked = summary.ranked_quantity(wanted, unwanted, LIMIT)
    assert ranked.status.tolist() == ["failed", "ok"]


def test_interval_leaves_out_what_is_not_a_number():
    samples = np.array([[1.0, np.nan], [2.0, np.nan], [3.0, 1.0], [np.nan, np.inf]])
    _, middle, _ = summary.finite_interval(samples)
    assert middle[0] == 2.0
    assert np.isnan(middle[1])


def test_energies_leave_out_samples_without_one_and_keep_exclusion():
    samples = np.array([[1.0, np.inf], [np.nan, 2.0], [3.0, np.inf]])
    _, middle, _, share = summary.energy_interval(samples)
    assert middle.tolist() == [2.0, np.inf]
    assert share == pytest.approx([0, 2 / 3])


def test_dominant_is_the_largest_drop():
    change = np.array([[-1.0, 0.0, np.nan], [-0.2, 0.3, np.nan]])
    assert summary.dominant(["a", "b"], change).tolist() == ["a", "none", ""]
    share = np.array([[0.1, 0.2, 0.0], [0.9, 0.8, 0.0]])
    assert summary.dominant(["a", "b"], change, share).tolist() == ["a", "b", ""]


def test_samples_in_which_nothing_passes_are_left_out_of_the_interval_and_lose():
    wanted, unwanted = columns(([1e-6, 1e-6, 1e-6, 0], [1e-7, 1e-8, 1e-9, 0]))
    ranked = summary.ranked_quantity(wanted, unwanted, LIMIT)
    low, middle, high = summary.selectivity_columns(ranked)
    assert (low[0], middle[0], high[0]) == pytest.approx((10, 100, 1000))
    assert ranked.samples[3, 0] == -np.inf
