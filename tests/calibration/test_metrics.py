"""Scores against numbers worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from selectivity.screening.calibration.metrics import (
    coverage,
    paper_error,
    rank_correlations,
    score,
)
from selectivity.screening.calibration.weights import paper_weights, weighted_median


def test_error_counts_papers_not_rows() -> None:
    error = np.array([1.0, -1.0, 1.0, 0.2])
    papers = np.array(["a", "a", "a", "b"])
    assert paper_error(error, papers) == pytest.approx(0.6)
    assert np.isnan(paper_error(np.array([np.nan]), np.array(["a"])))


def test_constant_predictions_count_as_zero_and_small_groups_not_at_all() -> None:
    keys = [("p", "k", "Na+")] * 4 + [("q", "k", "Na+")] * 4 + [("r", "k", "Na+")] * 3
    measured = np.array([1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3], dtype=float)
    predicted = np.array([1, 2, 3, 4, 5, 5, 5, 5, 3, 2, 1], dtype=float)
    np.testing.assert_allclose(rank_correlations(predicted, measured, keys), [1.0, 0.0])


def test_ratio_of_the_constant_to_itself_is_one() -> None:
    keys = [("p", "k", "Na+"), ("q", "k", "Na+")]
    measured, constant = np.array([0.3, 0.9]), np.array([0.5, 0.5])
    found = score(constant, measured, constant, keys)
    assert found.ratio == 1.0 and found.n_papers == 2 and np.isnan(found.correlation)


def test_coverage_by_paper() -> None:
    measured = np.array([0.0, 0.0, 5.0])
    found = coverage(-np.ones(3), np.ones(3), measured, np.array(["a", "a", "b"]))
    np.testing.assert_allclose(found, (2 / 3, 0.5, 2.0))


def test_weights_and_medians() -> None:
    weight = paper_weights(("a", "a", "b"), power=1.0)
    np.testing.assert_allclose(weight, [0.75, 0.75, 1.5])
    assert weighted_median(np.array([3.0, 1.0, 2.0]), np.ones(3)) == 2.0
    assert weighted_median(np.array([1.0, 2.0]), np.ones(2)) == 1.5
    assert weighted_median(np.array([1.0, 2.0, 9.0]), np.array([1.0, 1.0, 5.0])) == 9.0
