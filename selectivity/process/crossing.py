"""One membrane with its boundary layers between two solutions, solved by the transport core."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from selectivity import transport
from selectivity.domain.layered import (
    DRAG_FRICTION,
    RESERVOIR,
    SWEPT,
    LayeredCases,
    TransportResult,
)
from selectivity.domain.process import Membranes, Solution
from selectivity.process.nonideal import Barrier, part_of, with_activities

RESERVOIR_SIDE: Final = RESERVOIR
SWEPT_SIDE: Final = SWEPT
_TRACE: Final = 1e-8
"""Share of an ion that a side lacks: the core solves in logarithms of concentrations. [-]"""


@dataclass(frozen=True)
class Films:
    """Boundary layers of stagnant solution.

    Attributes
    ----------
    feed, permeate : ndarray of shape (n_membranes,) or None
        Thickness; None where there is no boundary layer. [m]
    supports : tuple of int
        Layers of free solution that are given among the membrane's, before and behind it.
    """

    feed: np.ndarray | None = None
    permeate: np.ndarray | None = None
    supports: tuple[int, int] = (0, 0)

    @property
    def before(self) -> int:
        """Index of the membrane's first face among the nodes."""
        return self.supports[0] + (0 if self.feed is None else 1)

    @property
    def after(self) -> int:
        """Number of layers behind the membrane."""
        return self.supports[1] + (0 if self.permeate is None else 1)

    def take(self, rows: np.ndarray) -> Films:
        """Those of some membranes; a row may stand there several times."""
        feed, permeate = (
            None if part is None else part[rows] for part in (self.feed, self.permeate)
        )
        return Films(feed, permeate, self.supports)


def salt_diffusivity(feed: Solution) -> np.ndarray:
    """D_hm of the salt of the most abundant cation and anion (theory 4.4). [m²/s]

    Parameters
    ----------
    feed : Solution

    Returns
    -------
    ndarray of shape () or (n_membranes,)
        (z₊ + |z₋|) D₊ D₋ / (z₊ D₊ + |z₋| D₋), for each composition of the feed.
    """
    amount = np.abs(feed.charge) * feed.concentration
    cation = np.argmax(np.where(feed.charge > 0, amount, -1.0), axis=-1)
    anion = np.argmax(np.where(feed.charge < 0, amount, -1.0), axis=-1)
    z_plus, z_minus = feed.charge[cation], -feed.charge[anion]
    d_plus, d_minus = feed.diffusivity[cation], feed.diffusivity[anion]
    return (z_plus + z_minus) * d_plus * d_minus / (z_plus * d_plus + z_minus * d_minus)


def _film(membranes: Membranes, solution: Solution, thickness: np.ndarray) -> Membranes:
    """Boundary layer as a one-layer membrane of solution."""
    shape = (membranes.n_membranes, 1, len(solution.charge))
    one = np.ones(shape)
    return Membranes(
        names=membranes.names,
        thickness=np.broadcast_to(thickness, (membranes.n_membranes,))[:, None],
        fixed_charge=np.zeros(shape[:2]),
        partition=one,
        hindrance_convection=one,
        hindrance_diffusion=one,
        diffusivity=np.broadcast_to(solution.diffusivity, shape),
        water_permeability=np.full(shape[:2], np.inf),
        drag=np.full(shape[:2], DRAG_FRICTION),
    )


def with_films(membranes: Membranes, solution: Solution, films: Films) -> Membranes:
    """Membranes between their boundary layers, as one stack of layers.

    Parameters
    ----------
    membranes : Membranes
    solution : Solution
    films : Films

    Returns
    -------
    Membranes
    """
    parts = [membranes]
    if films.feed is not None:
        parts.insert(0, _film(membranes, solution, films.feed))
    if films.permeate is not None:
        parts.append(_film(membranes, solution, films.permeate))
    if len(parts) == 1:
        return membranes

    def join(name: str) -> np.ndarray:
        return np.concatenate([getattr(part, name) for part in parts], axis=1)

    names = (
        "thickness",
        "fixed_charge",
        "partition",
        "hindrance_convection",
        "hindrance_diffusion",
        "diffusivity",
        "water_permeability",
        "drag",
    )
    return Membranes(names=membranes.names, **{name: join(name) for name in names})


def with_traces(content: np.ndarray, other: np.ndarray, charge: np.ndarray) -> np.ndarray:
    """A trace of every ion that only the other side holds, balanced by the most abundant ion.

    Parameters
    ----------
    content, other : ndarray of shape (n_membranes, n_ions)
        [mol/m³]
    charge : ndarray of shape (n_ions,)
        [-]

    Returns
    -------
    ndarray of shape (n_membranes, n_ions)
        Neutral as ``content``; a side without any ions stays as it is. [mol/m³]
    """
    total = np.sum(content, axis=1, keepdims=True)
    missing = np.where((other > 0) | (content > 0), np.maximum(_TRACE * total - content, 0), 0)
    excess = missing @ charge
    opposite = np.where(charge * excess[:, None] < 0, content, -1.0)
    balance = np.argmax(opposite, axis=1)
    out = content + missing
    rows = np.arange(len(content))
    out[rows, balance] -= excess / np.where(charge[balance] == 0, 1, charge[balance])
    return out


def cross(
    membranes: Membranes,
    solution: Solution,
    films: Films,
    sides: tuple[np.ndarray, np.ndarray | None],
    **drive: Any,
) -> TransportResult:
    """What crosses membranes under a drive.

    Where the solution has a table of activities, a pressure is counted against the real osmotic
    pressures at the membrane's faces, and the result's pressure holds them.

    Parameters
    ----------
    membranes : Membranes
    solution : Solution
        Ions, temperature and table; its concentrations are not used.
    films : Films
    sides : tuple of ndarray of shape (n_membranes, n_ions)
        Feed and permeate; None for a permeate that the water sweeps off. [mol/m³]
    **drive
        ``water_flux`` or ``pressure``, ``current`` (0 by default) or ``voltage``, each
        (n_membranes,) or a number; other fields of ``LayeredCases`` such as ``closure``;
        ``with_limits`` asks for limiting currents, ``options`` and ``recall`` are the core's,
        ``start`` is where excess pressures begin (``nonideal.Held``), ``at_faces=False`` takes the
        osmotic pressures of the bulk, which needs no iteration.

    Returns
    -------
    TransportResult
    """
    at_faces, start = bool(drive.pop("at_faces", True)), drive.pop("start", None)

    def plain(own: dict[str, Any], rows: np.ndarray | None = None) -> TransportResult:
        if rows is None:
            return _cross(membranes, solution, films, sides, own)
        few = {name: part_of(value, rows, membranes.n_membranes) for name, value in own.items()}
        left, right = (side if side is None else side[rows] for side in sides)
        return _cross(membranes.take(rows), solution, films.take(rows), (left, right), few)

    if solution.table is None or np.all(np.isinf(membranes.water_permeability)):
        return plain(drive)
    faces = (films.before, films.after) if at_faces else (0, 0)
    barrier = Barrier(*faces, np.sum(1 / membranes.water_permeability, axis=1))
    return with_activities(solution.table, plain, drive, barrier, sides, start)


def _cross(
    membranes: Membranes,
    solution: Solution,
    films: Films,
    sides: tuple[np.ndarray, np.ndarray | None],
    drive: dict[str, Any],
) -> TransportResult:
    """What crosses between ideal solutions."""
    drive = dict(drive)
    limits, options = bool(drive.pop("with_limits", False)), drive.pop("options", None)
    recall = drive.pop("recall", None)
    stack = with_films(membranes, solution, films)
    if "voltage" not in drive:
        drive.setdefault("current", np.array(0.0))
    feed, permeate = sides
    if permeate is not None:
        feed, permeate = (
            with_traces(feed, permeate, solution.charge),
            with_traces(permeate, feed, solution.charge),
        )
    drive.setdefault("closure", np.array(SWEPT if permeate is None else RESERVOIR))
    cases = LayeredCases(
        temperature=np.array(solution.temperature),
        charge=solution.charge,
        feed=np.broadcast_to(feed, (membranes.n_membranes, len(solution.charge))),
        thickness=stack.thickness,
        fixed_charge=stack.fixed_charge,
        partition=stack.partition,
        hindrance_convection=stack.hindrance_convection,
        hindrance_diffusion=stack.hindrance_diffusion,
        diffusivity=stack.diffusivity,
        water_permeability=stack.water_permeability,
        drag=stack.drag,
        permeate=np.zeros_like(feed) if permeate is None else permeate,
        **{name: np.asarray(value) for name, value in drive.items()},
    )
    return transport.solve(cases, options, with_limits=limits, recall=recall)
