"""Where a filtration module ends: at its recovery, at what stops it, or at a mineral."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from scipy.interpolate import CubicSpline

from selectivity.domain.process import SCALING, SOLVED
from selectivity.process.march import Course
from selectivity.process.nf_module import Module
from selectivity.process.scaling import Scaling, first_mineral

_FINE: Final = 65
"""Places at which saturation is looked up along a module."""


class Ended(NamedTuple):
    """The course of each membrane up to its own end.

    ``positions`` (n_membranes, n_points) s = −ln(1 − recovery); ``states`` (n_membranes, n_points,
    n_states); ``last`` (n_membranes, n_states); ``recovery``, ``status``, ``error``
    (n_membranes,).
    """

    positions: np.ndarray
    states: np.ndarray
    last: np.ndarray
    recovery: np.ndarray
    status: np.ndarray
    error: np.ndarray
    scaling: Scaling | None


def end_of(module: Module, course: Course, end: float) -> Ended:
    """The last state of every membrane; a mineral cuts the course without a new integration.

    Parameters
    ----------
    module : Module
    course : Course
    end : float
        s of the wanted recovery.

    Returns
    -------
    Ended
    """
    stopped = np.minimum(course.stopped, end)
    reason = np.where(np.isinf(course.stopped), SOLVED, module.reason)
    last = course.state[-1]
    found = _minerals(module, course)
    if found is not None:
        path, scaling = found
        scaled = scaling.place < stopped
        rows = np.arange(len(stopped))
        stopped = np.minimum(stopped, scaling.place)
        reason = np.where(scaled, SCALING, reason)
        last = np.where(scaled[:, None], path(stopped)[rows, rows], last)
    positions = np.minimum(course.position, stopped[:, None])
    states = np.moveaxis(course.state, 0, 1)
    ended = (course.position >= stopped[:, None])[..., None]
    return Ended(
        positions,
        np.where(ended, last[:, None], states),
        last,
        -np.expm1(-stopped),
        reason.astype(str),
        course.error,
        None if found is None else found[1],
    )


def _minerals(module: Module, course: Course) -> tuple[CubicSpline, Scaling] | None:
    """The course as a spline, and the first mineral on it."""
    if module.feed.table is None or len(course.position) < 2:
        return None
    feed = module.feed.contents(len(module.reason))
    path = CubicSpline(course.position, course.state, axis=0)
    fine = np.linspace(0.0, course.position[-1], _FINE)
    left = np.exp(-fine)[:, None, None]
    content = np.moveaxis((feed - path(fine)[..., :-2]) / left, 0, 1)
    found = first_mineral(module.feed.table, fine, content, module.settings.saturation_index)
    return None if found is None else (path, found)
