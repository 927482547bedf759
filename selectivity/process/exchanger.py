"""Two streams that exchange ions and water through membranes; flows, or volumes in a batch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from selectivity.process.march import march

Exchange = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]
"""``exchange(rows, left, right)``: membranes' indices and the concentrations on their two sides
(n_rows, n_ions) to fluxes from left to right (n_rows, n_ions + 1), water last; NaN where there is
no solution. [mol/(m² s), m/s]"""


@dataclass(frozen=True)
class Sides:
    """Amounts of ions and water of two streams.

    Attributes
    ----------
    left, right : ndarray of shape (n_membranes, n_ions + 1)
        Ion amounts and, last, the volume; per time for flows. [mol, m³]
    """

    left: np.ndarray
    right: np.ndarray

    @classmethod
    def of(
        cls, contents: tuple[np.ndarray, np.ndarray], volumes: tuple[float, float], count: int
    ) -> Sides:
        """Streams of one composition for all membranes or one each, and of one volume."""
        left, right = (
            np.concatenate(
                [
                    np.broadcast_to(content * volume, (count, content.shape[-1])),
                    np.full((count, 1), volume),
                ],
                axis=1,
            )
            for content, volume in zip(contents, volumes, strict=True)
        )
        return cls(left, right)


class Exchanged(NamedTuple):
    """Both streams along the way.

    ``along`` (n_points,) area, or area × time in a batch; ``left``, ``right`` (n_membranes,
    n_points, n_ions + 1) amounts; ``stopped`` (n_membranes,) where the core found no solution,
    infinite where it did; ``error`` (n_membranes,).
    """

    along: np.ndarray
    left: np.ndarray
    right: np.ndarray
    stopped: np.ndarray
    error: np.ndarray

    @property
    def sides(self) -> tuple[np.ndarray, np.ndarray]:
        """Concentrations of both streams (n_membranes, n_points, n_ions)."""
        return concentration(self.left), concentration(self.right)


def concentration(amount: np.ndarray) -> np.ndarray:
    """Concentrations of amounts whose last entry is the volume. [mol/m³]"""
    return amount[..., :-1] / amount[..., -1:]


def cocurrent(
    sides: Sides,
    exchange: Exchange,
    area: float,
    tolerance: float,
    accepted: Callable[[], None] | None = None,
) -> Exchanged:
    """Both streams start together: side by side, or two tanks in time.

    Parameters
    ----------
    sides : Sides
        At the start.
    exchange : callable
    area : float
        [m²], or [m² s] for tanks.
    tolerance : float
        Relative to what both sides hold. [-]
    accepted : callable, optional
        As of ``march``.

    Returns
    -------
    Exchanged
    """
    total = sides.left + sides.right

    def slope(_position: float, left: np.ndarray) -> np.ndarray:
        out = np.full_like(left, np.nan)
        right = total - left
        ions = np.concatenate([left, right], axis=1)
        rows = np.flatnonzero(np.all(np.isfinite(ions) & (ions >= 0), axis=1))
        if len(rows):
            out[rows] = -exchange(rows, concentration(left[rows]), concentration(right[rows]))
        return out

    course = march(slope, sides.left, area, total, tolerance, accepted)
    left = np.moveaxis(course.state, 0, 1)
    return Exchanged(course.position, left, total[:, None] - left, course.stopped, course.error)


def _nodes(count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Gauss points of [0, 1], the matrix that integrates up to each, and the weights."""
    x, weights = np.polynomial.legendre.leggauss(count)
    vander = np.polynomial.legendre.legvander(x, count - 1)
    upto = np.stack(
        [
            np.polynomial.legendre.legval(
                x, np.polynomial.legendre.legint(np.eye(count)[k], lbnd=-1)
            )
            for k in range(count)
        ],
        axis=1,
    )
    return (x + 1) / 2, upto @ np.linalg.inv(vander) / 2, weights / 2


class _Counter:
    """Unknown fluxes at the points of a counter-current contact."""

    def __init__(self, sides: Sides, exchange: Exchange, count: int) -> None:
        self.sides, self.exchange, self.count = sides, exchange, count
        self.points, self.upto, self.weights = _nodes(count)

    def amounts(self, flux: np.ndarray, area: float) -> tuple[np.ndarray, np.ndarray]:
        """Both streams at the points; the right one enters at the far end."""
        gone = area * np.einsum("jk,nkm->njm", self.upto, flux)
        whole = area * np.einsum("k,nkm->nm", self.weights, flux)[:, None]
        return self.sides.left[:, None] - gone, self.sides.right[:, None] + whole - gone

    def flux(self, rows: np.ndarray, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        """Fluxes that the streams of some membranes drive at each point; NaN for NaN."""
        n, k, m = left.shape
        out = np.full((n * k, m), np.nan)
        sides = [concentration(part).reshape(n * k, m - 1) for part in (left, right)]
        known = np.flatnonzero(np.all(np.isfinite(np.concatenate(sides, axis=1)), axis=1))
        if len(known):
            places = np.repeat(rows, k)[known]
            out[known] = self.exchange(places, *(side[known] for side in sides))
        return out.reshape(n, k, m)


def countercurrent(
    sides: Sides, exchange: Exchange, area: float, tolerance: float, count: int = 8
) -> Exchanged:
    """The right stream enters where the left one leaves.

    Parameters
    ----------
    sides : Sides
        Each at its own inlet.
    exchange : callable
    area : float
        [m²]
    tolerance : float
        Of the fixed point, relative. [-]
    count : int
        Points; the fluxes are a polynomial through them.

    Returns
    -------
    Exchanged
        ``right`` against the left stream's position: its inlet is the last point.
    """
    contact = _Counter(sides, exchange, count)
    n = len(sides.left)
    start = exchange(np.arange(n), concentration(sides.left), concentration(sides.right))
    flux = np.repeat(start[:, None], count, axis=1)
    error = np.full(n, np.inf)
    for share in _SHARES:
        flux, error = _relax(contact, flux, share * area, tolerance)
    whole = area * np.einsum("k,nkm->nm", contact.weights, flux)
    left, right = contact.amounts(flux, area)
    left = np.concatenate([sides.left[:, None], left, (sides.left - whole)[:, None]], axis=1)
    right = np.concatenate([(sides.right + whole)[:, None], right, sides.right[:, None]], axis=1)
    along = area * np.concatenate([[0.0], contact.points, [1.0]])
    filled = np.all(np.minimum(left, right) >= 0, axis=(1, 2))  # a used-up stream is no answer
    stopped = np.where((error <= tolerance) & filled, np.inf, 0.0)
    return Exchanged(along, left, right, stopped, error)


_SHARES = (0.2, 0.5, 1.0)
_STEPS = 200
_MEMORY = 6
_PATIENCE, _BETTER = 40, 0.7
"""Steps after which a membrane is given up whose gap has not fallen to that share."""
_LEAST_CHANGE = 1e-6
"""Share of what both streams hold below which a flux need not be right to the tolerance. [-]"""
_LEAST_LEFT = 0.02
"""Share of an entering amount that an iterate leaves in its stream. [-]"""


def _relax(
    contact: _Counter, flux: np.ndarray, area: float, tolerance: float
) -> tuple[np.ndarray, np.ndarray]:
    """Fixed point of the fluxes by Anderson's acceleration, each membrane by itself."""
    past: list[tuple[np.ndarray, np.ndarray]] = []
    held = (contact.sides.left + contact.sides.right)[:, None]
    largest = np.max(np.abs(flux), axis=1, keepdims=True)
    scale = np.maximum(largest, _LEAST_CHANGE * held / area) + 1e-300
    error = np.full(len(flux), np.inf)
    least, waited = error.copy(), np.zeros(len(flux), dtype=int)
    for _ in range(_STEPS):
        rows = np.flatnonzero((error > tolerance) & (waited < _PATIENCE))
        if not len(rows):
            break
        left, right = (part[rows] for part in _positive(contact, flux, area))
        gap = np.zeros_like(flux)
        gap[rows] = (contact.flux(rows, left, right) - flux[rows]) / scale[rows]
        error[rows] = np.max(np.abs(np.nan_to_num(gap[rows], nan=np.inf)), axis=(1, 2))
        waited = np.where(error < _BETTER * least, 0, waited + 1)
        least = np.fmin(least, error)
        gap[error <= tolerance] = 0.0
        past = [*past, (flux / scale, np.nan_to_num(gap))][-_MEMORY:]
        flux = scale * _mixed(past).reshape(flux.shape)
    return flux, error


def _positive(contact: _Counter, flux: np.ndarray, area: float) -> tuple[np.ndarray, np.ndarray]:
    """Streams with all fluxes cut back alike as far as they would empty one of them."""
    left, right = contact.amounts(flux, area)
    base_left, base_right = contact.sides.left[:, None], contact.sides.right[:, None]
    share = np.ones(len(flux))
    for amount, base in ((left, base_left), (right, base_right)):
        low = amount < _LEAST_LEFT * base
        room = (1 - _LEAST_LEFT) * base / np.where(low, base - amount, 1.0)
        share = np.minimum(share, np.min(np.where(low, room, 1.0), axis=(1, 2)))
    share = share[:, None, None]
    return base_left + share * (left - base_left), base_right + share * (right - base_right)


def _mixed(past: list[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """Next iterate from the last ones and their gaps."""
    x, g = past[-1]
    n = len(x)
    x, g = x.reshape(n, -1), g.reshape(n, -1)
    if len(past) == 1:
        return x + 0.5 * g
    dx = np.stack([x - a.reshape(n, -1) for a, _ in past[:-1]], axis=2)
    dg = np.stack([g - b.reshape(n, -1) for _, b in past[:-1]], axis=2)
    normal = np.einsum("nij,nik->njk", dg, dg)
    normal += 1e-12 * np.trace(normal, axis1=1, axis2=2)[:, None, None] * np.eye(dg.shape[2])
    normal += 1e-300 * np.eye(dg.shape[2])
    weight = np.linalg.solve(normal, np.einsum("nij,ni->nj", dg, g)[..., None])[..., 0]
    return x + g - np.einsum("nij,nj->ni", dx + dg, weight)
