"""Damped least squares of many starts at once: every step is one batch of the core."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from selectivity.screening.calibration.membrane.data import Curves
from selectivity.screening.calibration.membrane.model import (
    coordinate_limits,
    rejections,
    to_values,
)

STEP: Final = 1e-4
"""Of the differences that make the Jacobian, in coordinates. [-]"""
FIRST_DAMPING: Final = 1e-2
_UNSOLVED: Final = 10.0
"""Residual that stands for a case that the core did not solve. [standard uncertainties]"""


@dataclass(frozen=True)
class Search:
    """Ends of a search, each with its start's index first.

    Attributes
    ----------
    coordinates : ndarray of shape (n_starts, n_parameters)
    cost : ndarray of shape (n_starts,)
        Σ residual².
    jacobian : ndarray of shape (n_starts, n_points, n_parameters)
        Of the residuals.
    """

    coordinates: np.ndarray
    cost: np.ndarray
    jacobian: np.ndarray


def residuals(curves: Curves, coordinates: np.ndarray) -> np.ndarray:
    """(model - measured)/uncertainty. (n_starts, n_points)"""
    found = rejections(curves, to_values(coordinates))
    scaled = (found - curves.rejection) / curves.uncertainty
    return np.where(np.isfinite(scaled), scaled, _UNSOLVED)


def search(
    curves: Curves,
    starts: np.ndarray,
    free: np.ndarray,
    n_steps: int,
    tick: Callable[[int], None] = lambda _: None,
) -> Search:
    """Levenberg–Marquardt from every start, together.

    Parameters
    ----------
    curves : Curves
    starts : ndarray of shape (n_starts, n_parameters)
    free : ndarray of bool of shape (n_starts, n_parameters)
        False holds a parameter where it is.
    n_steps : int
    tick : callable
        Told the number of steps done.

    Returns
    -------
    Search
    """
    low, high = coordinate_limits()
    point = np.clip(starts, low, high)
    value = residuals(curves, point)
    slope = _jacobian(curves, point, value, free)
    damping = np.full(len(point), FIRST_DAMPING)
    for step in range(n_steps):
        trial = np.clip(point + _move(slope, value, damping, free), low, high)
        tried = residuals(curves, trial)
        better = np.sum(tried**2, axis=1) < np.sum(value**2, axis=1)
        point = np.where(better[:, None], trial, point)
        value = np.where(better[:, None], tried, value)
        damping = np.where(better, damping / 5, damping * 4)
        slope = _jacobian(curves, point, value, free)
        tick(step + 1)
    return Search(point, np.sum(value**2, axis=1), slope)


def _jacobian(curves: Curves, point: np.ndarray, value: np.ndarray, free: np.ndarray) -> np.ndarray:
    """Forward differences, towards the inside of the limits; one batch. (n, n_points, n_par)"""
    _, high = coordinate_limits()
    n_starts, n_parameters = point.shape
    step = np.where(point + STEP > high, -STEP, STEP)
    moved = point[:, None, :] + np.eye(n_parameters) * step[:, None, :]
    found = residuals(curves, moved.reshape(-1, n_parameters))
    change = found.reshape(n_starts, n_parameters, -1) - value[:, None, :]
    slope = change / step[:, :, None] * free[:, :, None]
    return np.swapaxes(slope, 1, 2)


def _move(
    slope: np.ndarray, value: np.ndarray, damping: np.ndarray, free: np.ndarray
) -> np.ndarray:
    normal = np.einsum("npi,npj->nij", slope, slope)
    size = np.einsum("nii->ni", normal)
    diagonal = damping[:, None] * (size + 1e-6) + np.where(free, 0.0, 1.0)
    system = normal + np.eye(slope.shape[2]) * diagonal[:, None, :]
    gradient = np.einsum("npi,np->ni", slope, value)
    return -np.linalg.solve(system, gradient[:, :, None])[:, :, 0]
