"""Means over blocks of a run with errors by leaving one block out."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from selectivity.md.verdict import Estimate


def halves(blocked: np.ndarray, axis: int = -1) -> tuple[np.ndarray, np.ndarray]:
    """Sums of the first and the second half of the blocks."""
    first, second = np.array_split(blocked, 2, axis=axis)
    return first.sum(axis=axis), second.sum(axis=axis)


def ratio(top: np.ndarray, bottom: np.ndarray) -> np.ndarray:
    """Quotient, NaN where there is nothing to divide by."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(bottom > 0, top / bottom, np.nan)


def block_ratio(top: np.ndarray, bottom: np.ndarray, square: np.ndarray | None = None) -> Estimate:
    """Σ top / Σ bottom over blocks with a jackknife error.

    Parameters
    ----------
    top, bottom : ndarray of shape (..., n_blocks)
        Sum of an observable and number of samples in each block.
    square : ndarray of shape (...), optional
        Mean square of the observable over single samples; gives the independent samples. Without
        it every block with samples counts as one.

    Returns
    -------
    Estimate
        Of shape (...).
    """
    value = ratio(top.sum(axis=-1), bottom.sum(axis=-1))
    left_out = ratio(
        top.sum(axis=-1, keepdims=True) - top, bottom.sum(axis=-1, keepdims=True) - bottom
    )
    filled = bottom > 0
    error = _jackknife(left_out, filled)
    first, second = (ratio(a, b) for a, b in zip(halves(top), halves(bottom), strict=True))
    number = bottom.sum(axis=-1)
    if square is None:
        independent = filled.sum(axis=-1).astype(float)
    else:
        variance = np.maximum(square - value**2, 0)
        with np.errstate(divide="ignore", invalid="ignore"):
            inside = np.where(error > 0, variance / error**2, number)
        independent = np.where(np.isnan(error), np.minimum(number, 1), np.minimum(inside, number))
    return Estimate(value, error, independent, first, second)


def jackknife(
    function: Callable[[np.ndarray], np.ndarray], blocked: np.ndarray, n_effective: float
) -> Estimate:
    """Any function of summed blocks, with its error by leaving one block out.

    Parameters
    ----------
    function : callable
        Takes a sum over blocks, returns a number or an array.
    blocked : ndarray of shape (n_blocks, ...)
    n_effective : float
        Independent samples, to be passed on.

    Returns
    -------
    Estimate
    """
    total = blocked.sum(axis=0)
    value = np.asarray(function(total))
    filled = np.array([np.any(block) for block in blocked])
    left_out = np.array([function(total - block) for block in blocked[filled]])
    if len(left_out):
        error = _jackknife(np.moveaxis(left_out, 0, -1), np.ones(len(left_out), dtype=bool))
    else:
        error = np.full(value.shape, np.nan)
    first, second = (np.asarray(function(half)) for half in halves(blocked, axis=0))
    count = np.full(value.shape, float(n_effective))
    return Estimate(value, np.asarray(error), count, first, second)


def _jackknife(left_out: np.ndarray, filled: np.ndarray) -> np.ndarray:
    """Standard error over the last axis; NaN with fewer than two filled blocks."""
    count = np.broadcast_to(filled, left_out.shape).sum(axis=-1)
    values = np.where(filled, left_out, 0.0)
    safe = np.maximum(count, 1)
    mean = values.sum(axis=-1) / safe
    spread = np.where(filled, (left_out - mean[..., None]) ** 2, 0.0).sum(axis=-1)
    return np.where(count > 1, np.sqrt(spread * (safe - 1) / safe), np.nan)
