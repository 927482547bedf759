"""Intervals that hold for papers nobody has seen: conformal, by paper and class of definition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from selectivity.screening.calibration.crossval import folds
from selectivity.screening.calibration.rows import Rows
from selectivity.screening.calibration.weights import paper_weights

LEVEL: Final = 0.90
SHRINKAGE: Final = 4.0
"""Papers that the error of all classes counts for when a class has few of its own. [-]"""
NEAREST_KIND: Final = 1.5
"""Factor on the width where the nearest definition stands in for an unknown one: single- and
mixed-salt factors of one membrane differ by 0.17 decades (data README), as much as half a width
in the worst case. [-]"""
UNKNOWN_ION: Final = 2.0
"""Factor on the width where an ion is not in the table and its charge alone is used. [-]"""


@dataclass(frozen=True)
class Intervals:
    """Half width = quantile × scale of the class.

    Attributes
    ----------
    scales : dict of str to float
        Mean absolute out-of-paper error by class, drawn towards that of all. [decades]
    overall : float
        Of a class that was never seen. [decades]
    quantile : float
        Of |error|/scale over papers, with the finite-sample correction. [-]
    """

    scales: dict[str, float]
    overall: float
    quantile: float

    def half_width(self, rows: Rows) -> np.ndarray:
        """Half the width of the 90 % interval. (n_rows,) [decades]"""
        scale = np.array([self.scales.get(name, self.overall) for name in _classes(rows)])
        known = np.array([pair.known for pair in rows.pair], dtype=bool)
        factor = np.where(rows.form_known, 1.0, NEAREST_KIND) * np.where(known, 1.0, UNKNOWN_ION)
        return self.quantile * scale * factor


def _classes(rows: Rows) -> list[str]:
    unlike = np.where(rows.charged, "unlike", "like")
    return [f"{form}, {charge} charges" for form, charge in zip(rows.form, unlike, strict=True)]


def fit_intervals(error: np.ndarray, rows: Rows) -> Intervals:
    """Intervals from out-of-paper errors.

    Parameters
    ----------
    error : ndarray of shape (n_rows,)
        Predicted minus measured, each by a model that never saw the paper. [decades]
    rows : Rows

    Returns
    -------
    Intervals
        Each paper counts once, because the next row comes from another paper.
    """
    weight = paper_weights(rows.paper, power=1.0)
    names = np.array(_classes(rows))
    overall = float(np.average(np.abs(error), weights=weight))
    papers = np.array(rows.paper, dtype=object)
    scales = {}
    for name in np.unique(names):
        here = names == name
        n_papers = len(np.unique(papers[here]))
        mean = float(np.average(np.abs(error[here]), weights=weight[here]))
        scales[str(name)] = (n_papers * mean + SHRINKAGE * overall) / (n_papers + SHRINKAGE)
    scale = np.array([scales[name] for name in names])
    quantile = _quantile(np.abs(error) / scale, weight, len(np.unique(papers)))
    widest = max(scales.values())
    return Intervals(scales, widest, quantile)


def _quantile(values: np.ndarray, weight: np.ndarray, n_papers: int) -> float:
    """Weighted quantile at LEVEL (1 + 1/n)."""
    level = min(LEVEL * (1 + 1 / n_papers), 1.0)
    order = np.argsort(values, kind="stable")
    cumulated = np.cumsum(weight[order]) / weight.sum()
    place = min(int(np.searchsorted(cumulated, level)), len(values) - 1)
    return float(values[order][place])


def nested_half_width(error: np.ndarray, rows: Rows) -> np.ndarray:
    """Half widths from the errors of the other papers alone: what an unseen paper would get.

    Parameters
    ----------
    error : ndarray of shape (n_rows,)
    rows : Rows

    Returns
    -------
    ndarray of shape (n_rows,)
    """
    found = np.full(rows.n_rows, np.nan)
    for held_out, others in folds(rows.paper):
        intervals = fit_intervals(error[others], rows.take(others))
        found[held_out] = intervals.half_width(rows.take(held_out))
    return found
