"""Real osmotic pressures and membrane potentials where solutions are not ideal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any, Final, NamedTuple

import numpy as np

from selectivity.constants import thermal_voltage
from selectivity.domain.activity import SoluteTable
from selectivity.domain.layered import TransportResult
from selectivity.transport import Recall

_LEAST: Final = 0.05
"""A feedback this close to one is not extrapolated. [-]"""
_ENOUGH: Final = 1e-5
"""Change of the excess osmotic difference, over the pressures that act. [-]"""
_MOST: Final = 12


def excess_difference(table: SoluteTable, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Π − RT Σ c on the left less that on the right, of solutions (n, n_ions). [Pa]"""
    return table.excess_pressure(left) - table.excess_pressure(right)


class Barrier(NamedTuple):
    """Layers before and behind the membrane's faces, and its resistance to water [Pa s/m]."""

    before: int
    after: int
    resistance: np.ndarray

    def excess(self, table: SoluteTable, result: TransportResult) -> np.ndarray:
        """Pressure that real solutions take beyond ideal ones, as far as the membrane reflects.

        A membrane that ions pass freely feels no osmotic difference, whatever the solutions are:
        the excess counts with the apparent reflection coefficient of the ideal crossing,
        (P − J_w/A)/RT ΔΣc, held between 0 and 1.
        """
        nodes = result.node_concentration
        left, right = nodes[:, self.before], nodes[:, nodes.shape[1] - 1 - self.after]
        ideal = table.ideal_pressure(left) - table.ideal_pressure(right)
        with np.errstate(all="ignore"):
            share = (result.pressure - result.water_flux * self.resistance) / ideal
        share = np.where(np.isfinite(share), np.clip(share, 0.0, 1.0), 1.0)
        return share * excess_difference(table, left, right)


class Held:
    """The last excess pressure of each place of many membranes, and how it feeds back.

    Parameters
    ----------
    n_rows : int
        Membranes.
    """

    def __init__(self, n_rows: int) -> None:
        self._excess, self._slope = np.full((2, n_rows, 1), np.nan)

    def of(self, rows: np.ndarray) -> Start:
        """The membranes that the cases of a call stand for; one stands there for each place."""
        order = np.argsort(rows, kind="stable")
        ranked = rows[order]
        place = np.empty(len(rows), dtype=int)
        place[order] = np.arange(len(rows)) - np.searchsorted(ranked, ranked)
        more = np.max(place, initial=0) + 1 - self._excess.shape[1]
        if more > 0:
            wider = ((0, 0), (0, more))
            self._excess, self._slope = (
                np.pad(part, wider, constant_values=np.nan) for part in (self._excess, self._slope)
            )
        return Start(self, rows, place)

    def guess(self, at: tuple[np.ndarray, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        """Excess pressure [Pa] and its slope [-] of places; NaN where they are not known."""
        return self._excess[at], self._slope[at]

    def keep(
        self, at: tuple[np.ndarray, np.ndarray], excess: np.ndarray, slope: np.ndarray
    ) -> None:
        """What was found, from now on."""
        self._excess[at], self._slope[at] = excess, slope


class Start(NamedTuple):
    """What is held, and the membrane and place of it that each case of a call stands for."""

    held: Held
    rows: np.ndarray
    place: np.ndarray

    @property
    def at(self) -> tuple[np.ndarray, np.ndarray]:
        """Index into what is held."""
        return self.rows, self.place


def with_activities(
    table: SoluteTable,
    solve: Callable[[dict[str, Any], np.ndarray | None], TransportResult],
    drive: dict[str, Any],
    barrier: Barrier,
    sides: tuple[np.ndarray, np.ndarray | None],
    start: Start | None = None,
) -> TransportResult:
    """A crossing whose water feels the real osmotic pressures at the membrane's faces.

    The core is ideal. It gets the pressure less the excess osmotic difference, found by secants
    from that of the bulk, or from where an earlier call ended.

    Parameters
    ----------
    table : SoluteTable
    solve : callable
        Crossing of ideal solutions under a drive, of some membranes or, for None, of all.
    drive : dict
        Arguments of ``solve``; a water flux needs no iteration.
    barrier : Barrier
    sides : tuple of ndarray of shape (n_membranes, n_ions)
        Both solutions; None for a permeate that is not known. [mol/m³]
    start : Start, optional
        From ``Held.of``; a first guess only.

    Returns
    -------
    TransportResult
        Its pressure is the real one.
    """
    left = sides[0]
    if "pressure" not in drive:
        result = solve(drive, None)
        return replace(result, pressure=result.pressure + barrier.excess(table, result))
    guess, slope = _first(table, sides, start)
    scale = np.abs(drive["pressure"]) + table.osmotic_pressure(left)
    tried = excess = np.full_like(guess, np.nan)
    rows = None
    for _ in range(_MOST):
        part = solve({**drive, "pressure": drive["pressure"] - guess}, rows)
        result = part if rows is None else _replaced(result, rows, part)
        found = barrier.excess(table, result)
        with np.errstate(all="ignore"):
            secant = (found - excess) / (guess - tried)
        slope = np.where(np.isfinite(secant) & (secant < 1 - _LEAST), secant, slope)
        wrong = np.abs(found - guess) > _ENOUGH * scale
        if not np.any(wrong):
            break
        rows, tried, excess = np.flatnonzero(wrong), guess, found
        guess = np.where(wrong, guess + (found - guess) / (1 - slope), guess)
    if start is not None:
        start.held.keep(start.at, np.where(np.isnan(found), np.nan, guess), slope)
    return replace(result, pressure=result.pressure + guess)


def part_of(value: Any, rows: np.ndarray, count: int) -> Any:
    """Part of a drive for some membranes; a number or an option for all stays."""
    if isinstance(value, Recall):
        return value.take(rows)
    each = isinstance(value, np.ndarray) and value.ndim > 0 and len(value) == count
    return value[rows] if each else value


def _replaced(result: TransportResult, rows: np.ndarray, part: TransportResult) -> TransportResult:
    """A result with some of its cases solved again."""
    arrays, advice = {}, list(result.advice)
    for item in fields(result):
        whole, own = getattr(result, item.name), getattr(part, item.name)
        if isinstance(whole, np.ndarray):
            kind = np.result_type(whole, own)  # a longer status needs a longer text
            arrays[item.name] = whole.astype(kind)
            arrays[item.name][rows] = own
    for row, text in zip(rows, part.advice, strict=True):
        advice[row] = text
    return replace(result, advice=tuple(advice), **arrays)


def _first(
    table: SoluteTable, sides: tuple[np.ndarray, np.ndarray | None], start: Start | None
) -> tuple[np.ndarray, np.ndarray]:
    """Excess pressure and slope to begin with: those held, else of the bulk and none."""
    left, right = sides
    guess = table.excess_pressure(left)
    guess = guess if right is None else guess - table.excess_pressure(right)
    guess = np.where(np.isfinite(guess), guess, 0.0)  # a side that is not known stays unsolved
    slope = np.zeros_like(guess)
    if start is not None:
        held, steep = start.held.guess(start.at)
        known = np.isfinite(held)
        guess, slope = np.where(known, held, guess), np.where(known, steep, slope)
    return guess, slope


def potential_excess(
    table: SoluteTable, charge: np.ndarray, sides: tuple[np.ndarray, np.ndarray], flux: np.ndarray
) -> np.ndarray:
    """What activities add to the voltage over a membrane, counter-ions by their share in the flux.

    Parameters
    ----------
    table : SoluteTable
    charge : ndarray of shape (n_ions,)
        [-]
    sides : tuple of ndarray of shape (n_membranes, n_ions)
        Left and right. [mol/m³]
    flux : ndarray of shape (n_membranes, n_ions)
        [mol/(m² s)]

    Returns
    -------
    ndarray of shape (n_membranes,)
        Right over left: V_T Σ t_i/z_i ln(γ_right/γ_left), t of the ions of the sign that carries
        most. [V]
    """
    carried = np.abs(charge * flux)
    positive = np.sum(carried * (charge > 0), axis=1) >= np.sum(carried * (charge < 0), axis=1)
    own = carried * np.where(positive[:, None], charge > 0, charge < 0)
    with np.errstate(all="ignore"):
        share = own / np.sum(own, axis=1, keepdims=True)
        per_charge = np.where(own > 0, share / np.where(charge == 0, 1, charge), 0.0)
    ratio = table.log_coefficient(sides[1]) - table.log_coefficient(sides[0])
    return thermal_voltage(table.temperature) * np.sum(per_charge * ratio, axis=1)
