"""How well predictions meet measurements, counted by paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

LEAST_ROWS: Final = 4
"""Rows that a (paper, kind, ion_a) needs for a rank correlation (issue 7 §3)."""
_CONSTANT: Final = 1e-9


@dataclass(frozen=True)
class Score:
    """Quality of a set of predictions.

    Attributes
    ----------
    n_rows, n_papers, n_groups : int
        Rows, papers, and groups of at least `LEAST_ROWS` rows.
    error : float
        Mean absolute error in log10, averaged over papers. [decades]
    ratio : float
        That of the constant baseline over the same rows, underneath. [-]
    correlation : float
        Mean rank correlation within (paper, kind, ion_a); NaN without a group. [-]
    """

    n_rows: int
    n_papers: int
    n_groups: int
    error: float
    ratio: float
    correlation: float


def paper_error(error: np.ndarray, papers: np.ndarray) -> float:
    """Mean absolute error of each paper, averaged over papers.

    Parameters
    ----------
    error : ndarray of shape (n_rows,)
        Predicted minus measured, log10; NaN rows are left out.
    papers : ndarray of shape (n_rows,)

    Returns
    -------
    float
        NaN if there is no row. [decades]
    """
    known = ~np.isnan(error)
    if not known.any():
        return float("nan")
    _, place = np.unique(papers[known], return_inverse=True)
    sums = np.bincount(place, weights=np.abs(error[known]))
    return float(np.mean(sums / np.bincount(place)))


def rank_correlations(
    predicted: np.ndarray, measured: np.ndarray, groups: Sequence[tuple[str, ...]]
) -> np.ndarray:
    """Spearman's correlation within each group of at least `LEAST_ROWS` rows.

    Parameters
    ----------
    predicted, measured : ndarray of shape (n_rows,)
        log10 selectivity.
    groups : sequence of tuple
        (paper, kind, ion_a) of each row.

    Returns
    -------
    ndarray of shape (n_groups,)
        A constant prediction counts as 0; groups whose measurements are all equal are left out.
    """
    from scipy.stats import spearmanr

    found = []
    for rows in _groups(groups):
        a, b = predicted[rows], measured[rows]
        if len(rows) < LEAST_ROWS or np.ptp(b) < _CONSTANT:
            continue
        constant = np.ptp(a) < _CONSTANT
        found.append(0.0 if constant else float(spearmanr(a, b).statistic))
    return np.array(found)


def _groups(groups: Sequence[tuple[str, ...]]) -> Iterator[np.ndarray]:
    places: dict[tuple[str, ...], list[int]] = {}
    for i, key in enumerate(groups):
        places.setdefault(key, []).append(i)
    for rows in places.values():
        yield np.array(rows)


def score(
    predicted: np.ndarray,
    measured: np.ndarray,
    constant: np.ndarray,
    keys: Sequence[tuple[str, str, str]],
) -> Score:
    """Score of predictions, over rows that are measured.

    Parameters
    ----------
    predicted, measured, constant : ndarray of shape (n_rows,)
        log10 selectivity; ``constant`` is predicted by the constant baseline.
    keys : sequence of tuple
        (paper, kind, ion_a).

    Returns
    -------
    Score
    """
    papers = np.array([paper for paper, _, _ in keys])
    error = paper_error(predicted - measured, papers)
    correlations = rank_correlations(predicted, measured, keys)
    return Score(
        n_rows=len(measured),
        n_papers=len(np.unique(papers)),
        n_groups=len(correlations),
        error=error,
        ratio=error / paper_error(constant - measured, papers),
        correlation=float(correlations.mean()) if len(correlations) else float("nan"),
    )


def coverage(
    lower: np.ndarray, upper: np.ndarray, measured: np.ndarray, papers: np.ndarray
) -> tuple[float, float, float]:
    """Share of measurements inside their interval, by row and by paper, and the mean width.

    Parameters
    ----------
    lower, upper, measured : ndarray of shape (n_rows,)
        log10.
    papers : ndarray of shape (n_rows,)

    Returns
    -------
    tuple of float
        Coverage over rows, coverage averaged over papers [-], width averaged over papers
        [decades].
    """
    inside = (measured >= lower) & (measured <= upper)
    names = np.unique(papers)
    by_paper = [inside[papers == name].mean() for name in names]
    width = [(upper - lower)[papers == name].mean() for name in names]
    return float(inside.mean()), float(np.mean(by_paper)), float(np.mean(width))
