"""Features on one scale, gaps filled with the mean and marked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

_CONSTANT = 1e-12


@dataclass(frozen=True)
class Scaling:
    """Mean and spread of each feature, and which features have gaps.

    Attributes
    ----------
    mean, spread : ndarray of shape (n_features,)
    low, high : ndarray of shape (n_features,)
        Range of the training rows; beyond it a feature acts like the end of the range.
    gap_mean, gap_spread : ndarray of shape (n_features,)
        Of the indicator of a gap; a spread of 0 leaves the indicator out.
    """

    mean: np.ndarray
    spread: np.ndarray
    low: np.ndarray
    high: np.ndarray
    gap_mean: np.ndarray
    gap_spread: np.ndarray

    def apply(self, values: np.ndarray) -> np.ndarray:
        """Features and indicators on the scale. (n_rows, 2 n_features), NaN-free."""
        gap = np.isnan(values).astype(float)
        held = np.clip(values, self.low, self.high)
        scaled = np.where(gap > 0, 0.0, (held - self.mean) / _safe(self.spread))
        scaled = np.where(self.spread > _CONSTANT, scaled, 0.0)
        marked = (gap - self.gap_mean) / _safe(self.gap_spread)
        marked = np.where(self.gap_spread > _CONSTANT, marked, 0.0)
        return np.concatenate([scaled, marked], axis=1)


def _safe(spread: np.ndarray) -> np.ndarray:
    return np.where(spread > _CONSTANT, spread, 1.0)


def fit_scaling(values: np.ndarray) -> Scaling:
    """Scaling by the mean and standard deviation of what is known.

    Parameters
    ----------
    values : ndarray of shape (n_rows, n_features)
        NaN where unknown.

    Returns
    -------
    Scaling
    """
    known = ~np.isnan(values)
    count = np.maximum(known.sum(axis=0), 1)
    mean = np.where(known, values, 0.0).sum(axis=0) / count
    spread = np.sqrt((np.where(known, values - mean, 0.0) ** 2).sum(axis=0) / count)
    gap = (~known).astype(float)
    low = np.where(known.any(axis=0), np.where(known, values, np.inf).min(axis=0), 0.0)
    high = np.where(known.any(axis=0), np.where(known, values, -np.inf).max(axis=0), 0.0)
    return Scaling(mean, spread, low, high, gap.mean(axis=0), gap.std(axis=0))
