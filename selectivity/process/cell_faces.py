"""Compositions at two electrodes that keep every ion but one in the cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from selectivity.constants import FARADAY
from selectivity.domain.layered import RESERVOIR, LayeredCases, TransportResult
from selectivity.domain.process import SOLVED, Membranes, Solution
from selectivity.transport import solve

_STEP: Final = 1e-6  # of the numerical derivatives, in ln c
_MOST: Final = 30
_ENOUGH: Final = 1e-7
_LARGEST: Final = 2.0  # of a step, in ln c
_LEAST_SHARE: Final = 1e-4
"""Of the limiting current: ions at rest are judged by no smaller current. [-]"""
_NEARLY: Final = (2e-3, 1e-3)
"""Target at the cathode over the cell's, from which its exhaustion is extrapolated. [-]"""


@dataclass(frozen=True)
class Faces:
    """A solved cell.

    ``left``, ``right`` (n_membranes, n_ions) at the electrodes; ``good`` (n_membranes,);
    ``kept`` (n_membranes,) mean over initial amount of the worst inert ion; ``result`` between.
    """

    left: np.ndarray
    right: np.ndarray
    good: np.ndarray
    kept: np.ndarray
    result: TransportResult


class _Cell:
    """Residuals of the cell: no flux and the old amount of each inert ion."""

    def __init__(self, membranes: Membranes, feed: Solution) -> None:
        self.membranes, self.feed = membranes, feed
        amount = np.where(feed.charge < 0, feed.concentration, -1.0)
        self.balance = int(np.argmax(amount))
        self.inert = np.flatnonzero(np.arange(len(feed.charge)) != feed.target)
        self.free = np.flatnonzero(np.arange(len(feed.charge)) != self.balance)
        self.least = _LEAST_SHARE * _guess(membranes, feed)

    def compose(self, logs: np.ndarray) -> np.ndarray:
        """Neutral compositions from the logarithms of all ions but the balancing anion."""
        out = np.zeros((len(logs), len(self.feed.charge)))
        out[:, self.free] = np.exp(logs)
        out[:, self.balance] = -(out @ self.feed.charge) / self.feed.charge[self.balance]
        return out

    def cross(self, left: np.ndarray, right: np.ndarray, current: np.ndarray) -> TransportResult:
        m = self.membranes
        cases = LayeredCases(
            temperature=np.array(self.feed.temperature),
            charge=self.feed.charge,
            feed=left,
            thickness=m.thickness,
            fixed_charge=m.fixed_charge,
            partition=m.partition,
            hindrance_convection=m.hindrance_convection,
            hindrance_diffusion=m.hindrance_diffusion,
            diffusivity=m.diffusivity,
            closure=np.array(RESERVOIR),
            permeate=right,
            water_flux=np.array(0.0),
            current=current,
            water_permeability=m.water_permeability,
            drag=m.drag,
        )
        return solve(cases, with_profiles=True)

    def mean(self, result: TransportResult) -> np.ndarray:
        """Mean concentration along the layers (n_membranes, n_ions); trapezia on the profile."""
        x, c = result.profiles.position, result.profiles.concentration
        width = np.diff(x, axis=1)[:, None]
        area = np.nansum(width * (c[..., 1:] + c[..., :-1]) / 2, axis=-1)
        return area / np.nansum(width, axis=-1)

    def residual(
        self, left: np.ndarray, right: np.ndarray, current: np.ndarray
    ) -> tuple[np.ndarray, TransportResult]:
        result = self.cross(left, right, current)
        scale = np.maximum(np.abs(current), self.least)[:, None] / FARADAY
        flux = result.ion_flux[:, self.inert] / scale
        amount = self.mean(result)[:, self.inert] / self.feed.concentration[self.inert] - 1
        return np.concatenate([flux, amount], axis=1), result


def _newton(function: object, start: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Newton's method with numerical derivatives; rows are membranes."""
    x = start
    size = x.shape[1]
    error = np.full(len(x), np.inf)
    for _ in range(_MOST):
        value = function(x)
        error = np.max(np.abs(np.nan_to_num(value, nan=np.inf)), axis=1)
        if np.all((error <= _ENOUGH) | ~np.isfinite(error)):
            break
        slopes = [(function(x + _STEP * np.eye(size)[k]) - value) / _STEP for k in range(size)]
        matrix = np.nan_to_num(np.stack(slopes, axis=2)) + 1e-14 * np.eye(size)
        step = np.linalg.solve(matrix, -np.nan_to_num(value)[..., None])[..., 0]
        longest = np.max(np.abs(step), axis=1, keepdims=True)
        x = x + step * np.minimum(1.0, _LARGEST / np.maximum(longest, 1e-300))
    return x, error


def solve_faces(
    membranes: Membranes, feed: Solution, current: np.ndarray, limit: np.ndarray
) -> Faces:
    """Compositions at both electrodes of a closed cell.

    Parameters
    ----------
    membranes : Membranes
    feed : Solution
        Mean filling.
    current : ndarray of shape (n_membranes,)
        [A/m²]
    limit : ndarray of shape (n_membranes,)
        Limiting current, NaN where unknown; beyond it the cell at 99.9 % of it is returned.
        [A/m²]

    Returns
    -------
    Faces
    """
    cell = _Cell(membranes, feed)
    n = membranes.n_membranes
    drawn = np.fmin(current, 0.999 * limit)
    base = np.log(np.tile(feed.concentration[cell.free], (n, 2)))
    share = np.nan_to_num(drawn / limit)[:, None]
    half = len(cell.free)
    base[:, :half] += np.log1p(share)
    base[:, half:] += np.log1p(-share)

    def function(x: np.ndarray) -> np.ndarray:
        return cell.residual(cell.compose(x[:, :half]), cell.compose(x[:, half:]), drawn)[0]

    x, error = _newton(function, base)
    left, right = cell.compose(x[:, :half]), cell.compose(x[:, half:])
    value, result = cell.residual(left, right, drawn)
    kept = 1 + np.max(np.abs(value[:, half:]), axis=1)
    return Faces(left, right, (error <= _ENOUGH) & (result.status == SOLVED), kept, result)


def limit_of(membranes: Membranes, feed: Solution) -> np.ndarray:
    """Current at which the target is exhausted at the cathode. [A/m²]

    Parameters
    ----------
    membranes : Membranes
    feed : Solution

    Returns
    -------
    ndarray of shape (n_membranes,)
        NaN where it was not found.
    """
    cell = _Cell(membranes, feed)
    found = [_current_at(cell, share) for share in _NEARLY]
    return 2 * found[1] - found[0]


def _current_at(cell: _Cell, share: float) -> np.ndarray:
    """Current that leaves a share of the mean target concentration at the cathode."""
    feed, half = cell.feed, len(cell.free)
    reacting = half + int(np.flatnonzero(cell.free == feed.target)[0])
    guess = _guess(cell.membranes, feed)
    content = feed.concentration[cell.free]
    start = np.tile(np.log(np.append(2 * content, content)), (cell.membranes.n_membranes, 1))
    start[:, reacting] = 0.0
    low = np.log(share * feed.concentration[feed.target])

    def parts(x: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        right = x[:, half:].copy()
        right[:, reacting - half] = low
        return cell.compose(x[:, :half]), cell.compose(right), guess * np.exp(x[:, reacting])

    x, error = _newton(lambda x: cell.residual(*parts(x))[0], start)
    return np.where(error <= _ENOUGH, parts(x)[2], np.nan)


def _guess(membranes: Membranes, feed: Solution) -> np.ndarray:
    """4 F D c/L over the layers. [A/m²]"""
    ion = feed.target
    conductance = membranes.partition * membranes.hindrance_diffusion * membranes.diffusivity
    resistance = np.sum(membranes.thickness / conductance[..., ion], axis=1)
    return 4 * FARADAY * feed.charge[ion] * feed.concentration[ion] / resistance
