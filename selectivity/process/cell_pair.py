"""A cation- and an anion-exchange membrane under one voltage, solved by the transport core."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Final, NamedTuple

import numpy as np

from selectivity.constants import FARADAY, GAS_CONSTANT
from selectivity.domain.layered import TransportResult
from selectivity.domain.process import SOLVED, Membranes, Solution
from selectivity.process.crossing import Films, cross
from selectivity.process.nonideal import potential_excess

_ENOUGH: Final = 1e-6
"""Difference of the voltage from the wanted one, relative. [-]"""
_MOST: Final = 25
_FIRST_SHARE: Final = 5.0
"""Resistance of a pair over that of its channels, before two currents are known. [-]"""


class PairState(NamedTuple):
    """A cell pair at some places; NaN where it has no solution.

    ``flux`` (n, n_ions + 1) from diluate to concentrate through both membranes, water last;
    ``current`` (n,) [A/m²]; ``voltage`` (n,) of the whole pair [V]; ``cation`` and ``anion`` the
    crossings.
    """

    flux: np.ndarray
    current: np.ndarray
    voltage: np.ndarray
    cation: TransportResult
    anion: TransportResult


@dataclass
class Pair:
    """Membranes, films and channels of a cell pair.

    Attributes
    ----------
    cation, anion : Membranes
        From the diluate to the concentrate.
    solution : Solution
    films : Films
        The same at both membranes.
    channel : ndarray of shape (n_membranes,)
        Width of each channel outside its films. [m]
    drive : dict
        Of the water.
    """

    cation: Membranes
    anion: Membranes
    solution: Solution
    films: Films
    channel: np.ndarray
    drive: dict[str, float]
    last: np.ndarray = field(default_factory=lambda: np.zeros((0, 2)))

    def ohmic(self, rows: np.ndarray, diluate: np.ndarray, concentrate: np.ndarray) -> np.ndarray:
        """Resistance of both channels. [Ω m²]"""
        weight = self.solution.charge**2 * self.solution.diffusivity
        unit = GAS_CONSTANT * self.solution.temperature / FARADAY**2
        return self.channel[rows] * unit * (1 / (diluate @ weight) + 1 / (concentrate @ weight))

    def side(
        self, membranes: Membranes, rows: np.ndarray, sides: tuple[np.ndarray, np.ndarray],
        **electric: np.ndarray | bool,
    ) -> TransportResult:  # fmt: skip
        """What crosses one of the membranes."""
        water = {name: np.array(value) for name, value in self.drive.items()}
        films = self.films.take(rows)
        return cross(
            membranes.take(rows), self.solution, films, sides, at_faces=False, **water, **electric
        )

    def at_current(
        self,
        rows: np.ndarray,
        sides: tuple[np.ndarray, np.ndarray],
        current: np.ndarray,
        limits: bool = False,
    ) -> PairState:
        """Both membranes under one current; it is imposed on each."""
        if self.cation.thickness.shape == self.anion.thickness.shape:
            cation, anion = self._together(rows, sides, current, limits)
        else:
            cation = self.side(self.cation, rows, sides, current=current, with_limits=limits)
            anion = self.side(self.anion, rows, sides, current=-current, with_limits=limits)
        voltage = cation.potential_drop - anion.potential_drop
        voltage = voltage + current * self.ohmic(rows, *sides)
        if self.solution.table is not None:
            voltage = voltage + self._excess(sides, cation) - self._excess(sides, anion)
        return self._state(cation, anion, current, voltage)

    def _excess(
        self, sides: tuple[np.ndarray, np.ndarray], crossing: TransportResult
    ) -> np.ndarray:
        """What activities add to the potential drop over a membrane. [V]"""
        solution = self.solution
        return potential_excess(solution.table, solution.charge, sides, crossing.ion_flux)

    def _together(
        self,
        rows: np.ndarray,
        sides: tuple[np.ndarray, np.ndarray],
        current: np.ndarray,
        limits: bool,
    ) -> tuple[TransportResult, TransportResult]:
        """Both membranes in one call of the core, which is cheaper than two."""
        both = joined(self.cation.take(rows), self.anion.take(rows))
        result = cross(
            both,
            self.solution,
            self.films.take(np.tile(rows, 2)),
            tuple(np.tile(side, (2, 1)) for side in sides),
            current=np.concatenate([current, -current]),
            with_limits=limits,
            at_faces=False,
            **{name: np.array(value) for name, value in self.drive.items()},
        )
        count = len(rows)
        return part_of(result, slice(0, count)), part_of(result, slice(count, None))

    def at_voltage(
        self, rows: np.ndarray, sides: tuple[np.ndarray, np.ndarray], voltage: float
    ) -> PairState:
        """The current at which membranes and channels together take the voltage, by secants.

        A current beyond the limiting one has no voltage; it is cut back halfway to the last one
        that has.
        """
        if len(self.last) != self.cation.n_membranes:
            self.last = np.full((self.cation.n_membranes, 2), np.nan)
        current, slope = self.last[rows].T.copy()
        fresh = np.isnan(current)
        current = np.where(fresh, 0.0, current)
        slope = np.where(np.isnan(slope), _FIRST_SHARE * self.ohmic(rows, *sides), slope)
        good = np.full((2, len(rows)), np.nan)  # the last current with a voltage, and that
        for _ in range(_MOST):
            state = self.at_current(rows, sides, current)
            found = state.voltage
            has = np.isfinite(found)
            with np.errstate(all="ignore"):
                secant = (found - good[1]) / (current - good[0])
            slope = np.where(np.isfinite(secant) & (secant > 0), secant, slope)
            done = np.abs(found - voltage) <= _ENOUGH * abs(voltage)
            if np.all(done):
                break
            good = np.where(has, np.stack([current, found]), good)
            back = np.where(np.isnan(good[0]), 0.0, good[0])
            moved = np.where(has, current + (voltage - found) / slope, (current + back) / 2)
            current = np.where(done, current, moved)
        known = np.stack([current, slope], axis=1)
        self.last[rows] = np.where(np.all(np.isfinite(known), axis=1)[:, None], known, np.nan)
        return state._replace(flux=np.where(done[:, None], state.flux, np.nan))

    def _state(
        self,
        cation: TransportResult,
        anion: TransportResult,
        current: np.ndarray,
        voltage: np.ndarray,
    ) -> PairState:
        ions = cation.ion_flux + anion.ion_flux
        water = cation.water_flux + anion.water_flux
        flux = np.concatenate([ions, water[:, None]], axis=1)
        good = (cation.status == SOLVED) & (anion.status == SOLVED)
        flux[~good] = np.nan
        return PairState(flux, current, voltage, cation, anion)


def joined(first: Membranes, second: Membranes) -> Membranes:
    """Two sets of membranes with the same number of layers as one."""
    arrays = {
        item.name: np.concatenate([getattr(first, item.name), getattr(second, item.name)])
        for item in fields(Membranes)
        if item.name != "names"
    }
    return Membranes(names=first.names + second.names, **arrays)


def part_of(result: TransportResult, place: slice) -> TransportResult:
    """Some cases of a result."""
    arrays = {
        item.name: getattr(result, item.name)[place]
        for item in fields(TransportResult)
        if item.name != "profiles"
    }
    return TransportResult(**arrays)
