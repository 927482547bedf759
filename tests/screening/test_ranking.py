"""Ranks, ties and the front, on cases that can be counted by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selectivity.screening import ranking


def test_order_is_by_median_then_by_name():
    order = ranking.order_candidates(np.array([1.0, 3.0, np.nan, 3.0]), ["a", "z", "b", "c"])
    assert order.tolist() == [3, 1, 0]


def test_ranks_per_sample():
    samples = np.array([[3.0, 2.0, 2.0], [-np.inf, 0.0, np.inf]])
    assert ranking.sample_ranks(samples).tolist() == [[1, 2, 2], [3, 2, 1]]


def test_rank_interval_and_probability():
    ranks = np.repeat(np.array([[1, 2], [2, 1]], dtype=np.int32), [90, 10], axis=0)
    low, high, share = ranking.rank_statistics(ranks, top=1)
    assert low.tolist() == [1, 1]
    assert high.tolist() == [2, 2]
    assert share == pytest.approx([0.9, 0.1])


def test_top_probabilities_add_up_to_k():
    samples = np.random.default_rng(0).normal(size=(64, 7))
    _, _, share = ranking.rank_statistics(ranking.sample_ranks(samples), top=3)
    assert share.sum() == pytest.approx(3)


def test_a_tie_lasts_until_the_leader_is_hardly_ever_beaten():
    base = np.zeros(100)
    close, far = base - 1.0, base - 1.0
    close[:5], far[:4] = 1.0, 1.0  # beat the first in 5 % and in 4 % of the samples
    samples = np.column_stack([base, close, far, far - 2])
    assert ranking.tie_groups(samples, np.arange(4)).tolist() == [1, 1, 2, 3]


def test_an_equal_sample_counts_half():
    assert ranking.beat_probability(np.ones(4), np.ones(4)) == 0.5


def test_front_and_distance_by_hand():
    first = np.array([0.0, 1.0, 0.0, 0.5, np.nan])
    second = np.array([1.0, 0.0, 0.0, -1.0, 3.0])
    front = ranking.pareto_front(first, second)
    assert front.tolist() == [True, True, False, False, False]
    distance = ranking.front_distance(first, second, front)
    # from (0, 0) the corner (0, 0) of the staircase is already undominated in one step of zero
    assert distance[:4] == pytest.approx([0.0, 0.0, 0.0, 0.5])
    assert np.isnan(distance[4])


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(-5, 5), st.integers(-5, 5)), min_size=1, max_size=12))
def test_front_agrees_with_the_definition(points):
    first, second = np.array(points, dtype=float).T
    front = ranking.pareto_front(first, second)
    for index in range(len(points)):
        better = (first >= first[index]) & (second >= second[index])
        strictly = (first > first[index]) | (second > second[index])
        assert front[index] == (not np.any(better & strictly))
    distance = ranking.front_distance(first, second, front)
    assert np.all(distance[front] == 0)
    assert np.all(distance >= 0)


def test_a_first_that_is_sometimes_closed_is_not_tied_with_all():
    first = np.array([9.0, 9.0, 9.0, -np.inf])
    samples = np.column_stack([first, np.zeros(4), np.array([10.0, 0.0, 0.0, 0.0])])
    assert ranking.tie_groups(samples, np.array([0, 2, 1]), 0.05).tolist() == [1, 1, 2]
