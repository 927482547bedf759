"""Damped least squares of many starts at once: every step is one batch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np

from selectivity.screening.calibration.membrane.curves import Curves
from selectivity.screening.calibration.membrane.model import (
    coordinate_limits,
    misses,
    rejections,
    to_values,
)

STEP: Final = 1e-4
"""Of the differences that make the Jacobian, in coordinates. [-]"""
FIRST_DAMPING: Final = 1e-2
Model = Callable[[Curves, np.ndarray], np.ndarray]
"""Rejections of curves for many membranes: `model.rejections`, or another model."""


class Search(NamedTuple):
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


def residuals(curves: Curves, coordinates: np.ndarray, model: Model = rejections) -> np.ndarray:
    """(model - measured)/uncertainty. (n_starts, n_points)"""
    values = to_values(coordinates)
    return misses(curves, values, model(curves, values))


def search(
    curves: Curves,
    starts: np.ndarray,
    free: np.ndarray,
    n_steps: int,
    tick: Callable[[int], None] = lambda _: None,
    *,
    model: Model = rejections,
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
    model : Model

    Returns
    -------
    Search
    """
    low, high = coordinate_limits()
    point = np.clip(starts, low, high)
    value = residuals(curves, point, model)
    slope = _jacobian((curves, model), point, value, free)
    damping = np.full(len(point), FIRST_DAMPING)
    for step in range(n_steps):
        trial = np.clip(point + _move(slope, value, damping, free), low, high)
        tried = residuals(curves, trial, model)
        better = np.sum(tried**2, axis=1) < np.sum(value**2, axis=1)
        point = np.where(better[:, None], trial, point)
        value = np.where(better[:, None], tried, value)
        damping = np.where(better, damping / 5, damping * 4)
        slope = _jacobian((curves, model), point, value, free)
        tick(step + 1)
    return Search(point, np.sum(value**2, axis=1), slope)


def _jacobian(
    what: tuple[Curves, Model], point: np.ndarray, value: np.ndarray, free: np.ndarray
) -> np.ndarray:
    """Forward differences, towards the inside of the limits; one batch. (n, n_points, n_par)"""
    _, high = coordinate_limits()
    n_starts, n_parameters = point.shape
    step = np.where(point + STEP > high, -STEP, STEP)
    moved = point[:, None, :] + np.eye(n_parameters) * step[:, None, :]
    found = residuals(what[0], moved.reshape(-1, n_parameters), what[1])
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
