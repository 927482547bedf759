"""Weights of rows: a paper with many rows counts more than one with few, but not in proportion."""

from __future__ import annotations

from collections import Counter
from typing import Final

import numpy as np

POWER: Final = 0.5
"""Weight of a row is n^-POWER, n the rows of its paper: between one vote per row (0) and one vote
per paper (1), because rows of one paper share its errors but not all of them."""


def paper_weights(papers: tuple[str, ...], power: float = POWER) -> np.ndarray:
    """Weights with mean 1.

    Parameters
    ----------
    papers : tuple of str
        Paper of each row.
    power : float
        0: rows alike; 1: papers alike. [-]

    Returns
    -------
    ndarray of shape (n_rows,)
    """
    counts = Counter(papers)
    weight = np.array([counts[paper] ** -power for paper in papers])
    return weight / weight.mean()


def weighted_median(values: np.ndarray, weight: np.ndarray) -> float:
    """Median of weighted values: the middle of the two nearest where they tie.

    Parameters
    ----------
    values, weight : ndarray of shape (n,)

    Returns
    -------
    float
    """
    order = np.argsort(values, kind="stable")
    cumulated = np.cumsum(weight[order])
    half = cumulated[-1] / 2
    low = int(np.searchsorted(cumulated, half * (1 - 1e-12)))
    high = int(np.searchsorted(cumulated, half * (1 + 1e-12)))
    high = min(high, len(values) - 1)
    return float((values[order][low] + values[order][high]) / 2)
