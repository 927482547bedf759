"""A cation- and an anion-exchange membrane under one voltage, solved by the transport core."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import NamedTuple

import numpy as np

from selectivity.constants import FARADAY, GAS_CONSTANT
from selectivity.domain.layered import TransportResult
from selectivity.domain.process import SOLVED, Membranes, Solution
from selectivity.process.crossing import Films, cross
from selectivity.process.nonideal import potential_excess
from selectivity.transport import Memory, Options


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

    def part(self, place: np.ndarray) -> PairState:
        """Some of the places."""
        flux, current, voltage = (array[place] for array in self[:3])
        cation, anion = part_of(self.cation, place), part_of(self.anion, place)
        return PairState(flux, current, voltage, cation, anion)


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
    options : Options or None
        Of the core.
    memory : Memory
        Last crossing of each cation-exchange membrane, then of each anion-exchange membrane.
    """

    cation: Membranes
    anion: Membranes
    solution: Solution
    films: Films
    channel: np.ndarray
    drive: dict[str, float]
    options: Options | None = None
    memory: Memory = field(init=False)

    def __post_init__(self) -> None:
        self.memory = Memory(2 * self.cation.n_membranes)

    def to(self, tolerance: float) -> Pair:
        """The same pair with another tolerance of the core, and the same memory."""
        other = replace(self, options=Options(tolerance=tolerance))
        other.memory = self.memory
        return other

    def ohmic(self, rows: np.ndarray, diluate: np.ndarray, concentrate: np.ndarray) -> np.ndarray:
        """Resistance of both channels. [Ω m²]"""
        weight = self.solution.charge**2 * self.solution.diffusivity
        unit = GAS_CONSTANT * self.solution.temperature / FARADAY**2
        return self.channel[rows] * unit * (1 / (diluate @ weight) + 1 / (concentrate @ weight))

    def through_cation(
        self, rows: np.ndarray, sides: tuple[np.ndarray, np.ndarray], current: np.ndarray
    ) -> TransportResult:
        """What crosses the cation-exchange membranes."""
        return self._crossing(self.cation.take(rows), rows, rows, sides, current)

    def through_anion(
        self, rows: np.ndarray, sides: tuple[np.ndarray, np.ndarray], current: np.ndarray
    ) -> TransportResult:
        """What crosses the anion-exchange membranes, under a current the other way."""
        held = rows + self.cation.n_membranes
        return self._crossing(self.anion.take(rows), rows, held, sides, -current)

    def lost(
        self,
        rows: np.ndarray,
        anion: np.ndarray,
        sides: tuple[np.ndarray, np.ndarray],
        current: np.ndarray,
    ) -> np.ndarray:
        """Share of the diluate's salt lost up to the face of single membranes under currents.

        Parameters
        ----------
        rows : ndarray of shape (n_places,)
        anion : ndarray of bool of shape (n_places,)
            The anion-exchange membrane of the pair, else the cation-exchange one.
        sides : tuple of ndarray of shape (n_places, n_ions)
        current : ndarray of shape (n_places,)
            Of the pair. [A/m²]

        Returns
        -------
        ndarray of shape (n_places,)
            NaN where there is no solution. [-]
        """
        out = np.full(len(rows), np.nan)
        for one, through in ((False, self.through_cation), (True, self.through_anion)):
            own = np.flatnonzero(anion == one)
            if len(own):
                mine = tuple(side[own] for side in sides)
                out[own] = self.lost_in(through(rows[own], mine, current[own]))
        return out

    def lost_in(self, crossing: TransportResult) -> np.ndarray:
        """Share of the diluate's salt lost up to the membrane's face. (n_places,) [-]"""
        nodes = np.sum(crossing.node_concentration, axis=-1)
        return 1 - nodes[:, self.films.before] / nodes[:, 0]

    def _crossing(
        self,
        membranes: Membranes,
        rows: np.ndarray,
        held: np.ndarray,
        sides: tuple[np.ndarray, np.ndarray],
        current: np.ndarray,
    ) -> TransportResult:
        """Crossings of some membranes, whose last ones the memory holds in other rows."""
        return cross(
            membranes,
            self.solution,
            self.films.take(rows),
            sides,
            current=current,
            at_faces=False,
            options=self.options,
            recall=self.memory.of(held),
            **{name: np.array(value) for name, value in self.drive.items()},
        )

    def at_current(
        self,
        rows: np.ndarray,
        sides: tuple[np.ndarray, np.ndarray],
        current: np.ndarray,
    ) -> PairState:
        """Both membranes under one current; it is imposed on each."""
        if self.cation.thickness.shape == self.anion.thickness.shape:
            cation, anion = self._together(rows, sides, current)
        else:
            cation = self.through_cation(rows, sides, current)
            anion = self.through_anion(rows, sides, current)
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
    ) -> tuple[TransportResult, TransportResult]:
        """Both membranes in one call of the core, which is cheaper than two."""
        result = self._crossing(
            joined(self.cation.take(rows), self.anion.take(rows)),
            np.tile(rows, 2),
            np.concatenate([rows, rows + self.cation.n_membranes]),
            tuple(np.tile(side, (2, 1)) for side in sides),
            np.concatenate([current, -current]),
        )
        count = len(rows)
        return part_of(result, slice(0, count)), part_of(result, slice(count, None))

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


def part_of(result: TransportResult, place: np.ndarray | slice) -> TransportResult:
    """Some cases of a result, in any order."""
    arrays = {
        item.name: getattr(result, item.name)[place]
        for item in fields(TransportResult)
        if item.name not in ("advice", "profiles")
    }
    advice = tuple(np.array(result.advice, dtype=object)[place])
    return TransportResult(advice=advice, **arrays)
