"""Batched integration along a module or in time, all membranes with the same steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np

# Dormand & Prince (1980), 5(4): nodes, rows, and the fifth minus the fourth order's weights.
_NODES: Final = np.array([0, 1 / 5, 3 / 10, 4 / 5, 8 / 9, 1, 1])
_ROWS: Final = (
    np.array([1 / 5]),
    np.array([3 / 40, 9 / 40]),
    np.array([44 / 45, -56 / 15, 32 / 9]),
    np.array([19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729]),
    np.array([9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656]),
    np.array([35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84]),
)
_ERROR: Final = np.array(
    [71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40]
)
_SAFETY: Final = 0.9
_LEAST, _MOST = 0.2, 4.0
_SHORTEST: Final = 1e-4
"""Shortest step as a share of the whole."""

Slope = Callable[[float, np.ndarray], np.ndarray]
"""``slope(position, state) -> (n_membranes, n_states)``; NaN where a membrane has stopped."""


class Course(NamedTuple):
    """States on the accepted steps.

    ``position`` (n_points,), ``state`` (n_points, n_membranes, n_states), ``stopped``
    (n_membranes,) the position at which a membrane stopped, infinite where it did not, ``error``
    (n_membranes,) the sum of the estimated local errors.
    """

    position: np.ndarray
    state: np.ndarray
    stopped: np.ndarray
    error: np.ndarray


def march(
    slope: Slope,
    start: np.ndarray,
    end: float,
    scale: np.ndarray,
    tolerance: float,
    accepted: Callable[[], None] | None = None,
) -> Course:
    """Integrate from 0 to ``end``; a sum that every slope conserves is conserved.

    Parameters
    ----------
    slope : callable
        NaN in a row stops that membrane: it keeps its state.
    start : ndarray of shape (n_membranes, n_states)
    end : float
        Above 0.
    scale : ndarray of shape (n_states,) or (n_membranes, n_states)
        Size that the error of each state is measured against.
    tolerance : float
        Largest error over the whole range, relative to ``scale``. [-]
    accepted : callable, optional
        Called once for each point of the course, right after the last slope there or, at the end
        of a way on which little changes, close to it. Where it is given such a way is looked for.

    Returns
    -------
    Course

    References
    ----------
    dormand1980
    """
    position, step, state = 0.0, end, start
    stopped = np.full(len(start), np.inf)
    error = np.zeros(len(start))
    points, states = [position], [state]
    first = slope(position, state)
    if accepted is not None:
        accepted()
        short = _short(slope, start, end, (first, scale, tolerance))
        if short is not None:
            accepted()
            return short
    while position < end:
        step = min(step, end - position)
        moved, local, last = _step(slope, position, state, first, step)
        dead = ~np.all(np.isfinite(moved) & np.isfinite(local), axis=1)
        new = dead & np.isinf(stopped)
        relative = np.where(dead, 0.0, np.max(np.abs(local) / scale, axis=1))
        worst = float(np.max(relative, initial=0.0)) * end / step
        shortest = step <= _SHORTEST * end
        if (worst <= tolerance and not np.any(new)) or shortest:
            stopped = np.where(new, position, stopped)
            state = np.where(dead[:, None], state, moved)
            error = error + relative
            first, position = last, position + step
            position = end if end - position < _SHORTEST * _SHORTEST * end else position
            points.append(position)
            states.append(state)
            if accepted is not None:
                accepted()
        step *= _LEAST if np.any(new) else _factor(worst, tolerance)
        if np.all(np.isfinite(stopped)):
            break
    return Course(np.array(points), np.array(states), stopped, error)


def _short(
    slope: Slope, start: np.ndarray, end: float, known: tuple[np.ndarray, np.ndarray, float]
) -> Course | None:
    """Kutta's single step of third order where that of second order is within the tolerance.

    Its last slope is looked for only where the step of first order promises that.
    """
    first, scale, tolerance = known
    middle = slope(end / 2, start + end / 2 * first)
    bent = np.max(np.abs(end / 2 * (middle - first)) / scale, axis=1)
    if not np.all(bent**2 <= tolerance):
        return None
    last = slope(end, start + end * (2 * middle - first))
    local = end / 6 * (first - 2 * middle + last)
    error = np.max(np.abs(local) / scale, axis=1)
    if not np.all(error <= tolerance):
        return None
    stopped = np.full(len(start), np.inf)
    states = np.stack([start, start + end * middle + local])
    return Course(np.array([0.0, end]), states, stopped, error)


def _factor(worst: float, tolerance: float) -> float:
    if worst <= 0:
        return _MOST
    return float(np.clip(_SAFETY * (tolerance / worst) ** 0.25, _LEAST, _MOST))


def _step(
    slope: Slope, position: float, state: np.ndarray, first: np.ndarray, step: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """State after a step, its error and the slope there."""
    slopes = [first]
    for row, node in zip(_ROWS, _NODES[1:], strict=True):
        trial = state + step * np.tensordot(row, np.array(slopes), axes=1)
        slopes.append(slope(position + node * step, trial))
    return trial, step * np.tensordot(_ERROR, np.array(slopes), axes=1), slopes[-1]
