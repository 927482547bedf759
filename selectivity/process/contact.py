"""Membranes between two streams without current: what dialysis and forward osmosis share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from selectivity.domain.layered import FLUX_RATIO, RESERVOIR, TransportResult
from selectivity.domain.process import SOLVED, UNCONVERGED, Membranes, Solution, Streams
from selectivity.errors import ModelError
from selectivity.process.base import check_neutral
from selectivity.process.crossing import Films, cross, salt_diffusivity
from selectivity.process.exchanger import (
    Exchange,
    Exchanged,
    Sides,
    cocurrent,
    concentration,
    countercurrent,
)
from selectivity.process.nonideal import Held
from selectivity.transport import Memory

COUNTER: Final = "counter"
COCURRENT: Final = "co"
BATCH: Final = "batch"
CONTACTS: Final = (COUNTER, COCURRENT, BATCH)


@dataclass
class Contact:
    """Two streams, a membrane and its boundary layers.

    Attributes
    ----------
    membranes : Membranes
    solution : Solution
        The left stream's.
    films : Films
    drive : dict
        ``pressure`` or ``water_flux``.
    start_total : ndarray of shape () or (n_membranes,)
        Total concentration that a face shows which has received nothing yet (theory 4.2c).
        [mol/m³]
    memory : Memory
        Last crossing of each membrane.
    held : Held
        Last excess osmotic pressures.
    """

    membranes: Membranes
    solution: Solution
    films: Films
    drive: dict[str, float]
    start_total: np.ndarray
    memory: Memory = field(init=False)
    held: Held = field(init=False)

    def __post_init__(self) -> None:
        self.memory = Memory(self.membranes.n_membranes)
        self.held = Held(self.membranes.n_membranes)

    def crossing(self, rows: np.ndarray, left: np.ndarray, right: np.ndarray) -> TransportResult:
        """What crosses between two compositions (n_rows, n_ions)."""
        start = np.broadcast_to(self.start_total, (self.membranes.n_membranes,))[rows]
        pure = np.sum(right, axis=1) < start
        return cross(
            self.membranes.take(rows),
            self.solution,
            self.films.take(rows),
            (left, np.where(pure[:, None], 0.0, right)),
            closure=np.where(pure, FLUX_RATIO, RESERVOIR),
            permeate_total=np.where(pure, start, np.nan),
            recall=self.memory.of(rows),
            start=self.held.of(rows),
            **{name: np.array(value) for name, value in self.drive.items()},
        )

    def exchange(self) -> Exchange:
        """Fluxes as the exchanger wants them."""

        def fluxes(rows: np.ndarray, left: np.ndarray, right: np.ndarray) -> np.ndarray:
            result = self.crossing(rows, left, right)
            out = np.concatenate([result.ion_flux, result.water_flux[:, None]], axis=1)
            out[result.status != SOLVED] = np.nan
            return out

        return fluxes


def boundary(solution: Solution, coefficients: tuple[float, float], count: int) -> Films:
    """Boundary layers of two mass-transfer coefficients; infinite for none. [m/s]"""
    diffusivity = salt_diffusivity(solution)
    left, right = (None if np.isinf(k) else np.full(count, diffusivity / k) for k in coefficients)
    return Films(left, right)


def water_drive(membranes: Membranes, pressure: float) -> dict[str, float]:
    """The pressure where a layer resists water, else no water flux."""
    if np.all(np.isinf(membranes.water_permeability)):
        return {"water_flux": 0.0}
    return {"pressure": pressure}


def other_side(feed: Solution, given: np.ndarray | None, name: str) -> np.ndarray:
    """Composition of the second stream; pure where none is given. [mol/m³]"""
    if given is None:
        return np.zeros(len(feed.charge))
    check_neutral(np.asarray(given), feed.names, feed.charge, name)
    return np.asarray(given, dtype=float)


def run(contact: Contact, sides: Sides, kind: str, length: float, tolerance: float) -> Exchanged:
    """Both streams through the contact.

    Parameters
    ----------
    contact : Contact
    sides : Sides
    kind : str
        One of ``CONTACTS``.
    length : float
        Area, or area × time for tanks. [m²] or [m² s]
    tolerance : float

    Returns
    -------
    Exchanged
    """
    if length <= 0:
        raise ModelError(f"the area is {length:g} m²; allowed: above 0; give area")
    if kind == COUNTER:
        return countercurrent(sides, contact.exchange(), length, tolerance)
    return cocurrent(sides, contact.exchange(), length, tolerance)


def ends(exchanged: Exchanged, kind: str) -> tuple[np.ndarray, np.ndarray]:
    """Amounts that leave on the left and on the right (n_membranes, n_ions + 1)."""
    right = exchanged.right[:, 0] if kind == COUNTER else exchanged.right[:, -1]
    return exchanged.left[:, -1], right


def streams(
    labels: tuple[str, ...], sides: Sides, leaving: tuple[np.ndarray, np.ndarray]
) -> Streams:
    """Two streams in, two out."""
    amounts = np.stack([sides.left, sides.right, *leaving], axis=1)
    return Streams(labels, np.array([-1, -1, 1, 1]), amounts[..., -1], concentration(amounts))


def states(exchanged: Exchanged, length: float) -> tuple[np.ndarray, tuple[str, ...]]:
    """Status and advice of each membrane."""
    good = np.isinf(exchanged.stopped)
    status = np.where(good, SOLVED, UNCONVERGED)
    advice = tuple(
        ""
        if fine
        else f"a stream is used up or the core found no solution at {place / length:.1%} of the "
        "area (or time); give less area or more flow"
        for fine, place in zip(good, exchanged.stopped, strict=True)
    )
    return status, advice


def profiles(exchanged: Exchanged, along: str) -> dict[str, Any]:
    """Both streams along the way."""
    left, right = exchanged.sides
    n = len(left)
    return {
        along: np.broadcast_to(exchanged.along, (n, len(exchanged.along))),
        "left_mol_m3": left,
        "right_mol_m3": right,
        "left_flow": exchanged.left[..., -1],
        "right_flow": exchanged.right[..., -1],
    }
