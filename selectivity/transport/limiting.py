"""Limiting current: the current at which a face runs out of salt (theory 4.4, 5.4)."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from selectivity.transport.continuation import VOLTAGE, Path, advance_path, choose, start_path
from selectivity.transport.join import join_parts, padded
from selectivity.transport.refine import Batch, converge
from selectivity.transport.results import faces_of
from selectivity.transport.solver import Options
from selectivity.transport.stack import Stack

_DEPLETED: Final = 1e-4
"""Share of its content without voltage at which a face counts as run out."""
_NEAR: Final = 2e-3
"""Share below which the current extrapolates in proportion to what is left."""
_SURE: Final = 0.02
"""Largest extrapolation, over the current that was reached."""
_MOST: Final = 40
_SHORTEST: Final = 1e-3
_BISECTIONS: Final = 10
_TOLERANCE: Final = 1e-4


def face_content(batch: Batch) -> np.ndarray:
    """Charge that the ions hold outside each face inside the stack. (n_layers - 1, n_cases)"""
    inside = faces_of(batch)[:, :-1]
    return np.sum(batch.stack.charge[:, None] ** 2 * inside, axis=0)


def _carried(batch: Batch) -> np.ndarray:
    return np.sum(batch.stack.charge * batch.state.ion_flux, axis=0)


class _Course:
    """The last two currents of each case, and what was left at its poorest face."""

    def __init__(self, n_cases: int) -> None:
        self.current = np.full((2, n_cases), np.nan)
        self.left = np.full((2, n_cases), np.inf)

    def record(self, places: np.ndarray, current: np.ndarray, left: np.ndarray) -> None:
        """Add a solution of some cases."""
        self.current[:, places] = self.current[1, places], current
        self.left[:, places] = self.left[1, places], left

    def limit(self, direction: np.ndarray) -> np.ndarray:
        """Extrapolation to nothing left; infinite where a face never ran out."""
        with np.errstate(all="ignore"):
            gap = self.left[0] - self.left[1]
            rise = (self.current[1] - self.current[0]) * self.left[1] / gap
            sure = np.abs(rise) < _SURE * np.abs(self.current[1])
        near = (self.left[1] < _NEAR) & sure
        return np.where(near, self.current[1] + rise, direction * np.inf)


def limiting_current(stack: Stack, options: Options) -> tuple[np.ndarray, np.ndarray]:
    """Current that exhausts a face, from the currents at growing voltage.

    The current nears its limit in proportion to what is left at the poorest face, so the last two
    solutions extrapolate to it.

    Parameters
    ----------
    stack : Stack
        With reservoirs on both sides and a current, whose sign gives the direction.
    options : Options

    Returns
    -------
    tuple of ndarray of shape (n_cases,)
        I_lim/F [mol/(m² s)], signed, infinite where no face runs out up to 200 RT/F; and the
        largest current that was solved.
    """
    direction = np.where(stack.current < 0, -1.0, 1.0)
    course = _Course(stack.n_cases)
    path, part, places = start_path(stack, VOLTAGE, options), stack, np.arange(stack.n_cases)
    rest = face_content(path.batch)
    for _ in range(_MOST):
        before = path.share
        path = advance_path(path, part, options)
        left = np.min(face_content(path.batch) / rest[:, places], axis=0, initial=np.inf)
        moved = path.share > before
        course.record(places[moved], _carried(path.batch)[moved], left[moved])
        over = (left < _DEPLETED) | (path.share >= 1) | (path.stride < _SHORTEST)
        if np.any(over):
            keep = ~over
            places, part = places[keep], part.take(keep)
            path = Path(VOLTAGE, path.batch.trimmed(keep), path.share[keep], path.stride[keep])
        if not len(places):
            break
    return course.limit(direction), course.current[1]


def follow_current(stack: Stack, options: Options) -> Batch:
    """Cases led by a voltage to their current, then solved at it.

    Parameters
    ----------
    stack : Stack
        With currents.
    options : Options

    Returns
    -------
    Batch
        Cases whose ``change`` is not finite have not been reached.
    """
    done: list[tuple[np.ndarray, Batch]] = []
    path, part, places = start_path(stack, VOLTAGE, options), stack, np.arange(stack.n_cases)
    bisecting = np.zeros(stack.n_cases, dtype=int)
    for _ in range(_MOST):
        last = path
        path = advance_path(path, part, options)
        beyond = np.abs(_carried(path.batch)) > np.abs(part.current)
        path, bisecting[places] = _stepped_back(last, path, beyond, bisecting[places])
        stuck = (path.share >= 1) | (path.stride < _SHORTEST * _SHORTEST)
        over = stuck | (bisecting[places] > _BISECTIONS)
        if np.any(over):
            done.append((places[over], path.batch.trimmed(over)))
            places, part = places[~over], part.take(~over)
            path = Path(VOLTAGE, path.batch.trimmed(~over), path.share[~over], path.stride[~over])
        if not len(places):
            break
    if len(places):
        done.append((places, path.batch))
    reached = replace(join_parts(stack, done), stack=stack)
    return converge(reached, _TOLERANCE, 3 * _BISECTIONS)


def _stepped_back(
    last: Path, path: Path, beyond: np.ndarray, bisecting: np.ndarray
) -> tuple[Path, np.ndarray]:
    """Cases that passed their current return to where they were, with half the stride."""
    if not np.any(beyond):
        return path, bisecting
    size = max(len(last.batch.mesh.length), len(path.batch.mesh.length))
    kept = choose(padded(last.batch, size), padded(path.batch, size), ~beyond)
    share = np.where(beyond, last.share, path.share)
    half = (path.share - last.share) / 2
    stride = np.where(beyond, half, np.where(bisecting > 0, path.stride / 2.5, path.stride))
    return Path(VOLTAGE, kept, share, stride), bisecting + (beyond | (bisecting > 0))
