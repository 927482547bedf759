"""A cation- and an anion-exchange membrane under one voltage, solved by the transport core."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import NamedTuple

import numpy as np

from selectivity.constants import FARADAY, GAS_CONSTANT
from selectivity.domain.layered import TransportResult
from selectivity.domain.process import SOLVED, Membranes, Solution
from selectivity.process.crossing import Films, cross
from selectivity.process.nonideal import potential_excess
from selectivity.transport import Options


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

    def part(self, place: slice) -> PairState:
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
    """

    cation: Membranes
    anion: Membranes
    solution: Solution
    films: Films
    channel: np.ndarray
    drive: dict[str, float]
    options: Options | None = None

    def ohmic(self, rows: np.ndarray, diluate: np.ndarray, concentrate: np.ndarray) -> np.ndarray:
        """Resistance of both channels. [Ω m²]"""
        weight = self.solution.charge**2 * self.solution.diffusivity
        unit = GAS_CONSTANT * self.solution.temperature / FARADAY**2
        return self.channel[rows] * unit * (1 / (diluate @ weight) + 1 / (concentrate @ weight))

    def side(
        self, membranes: Membranes, rows: np.ndarray, sides: tuple[np.ndarray, np.ndarray],
        **electric: np.ndarray,
    ) -> TransportResult:  # fmt: skip
        """What crosses one of the membranes."""
        water = {name: np.array(value) for name, value in self.drive.items()}
        return cross(
            membranes.take(rows),
            self.solution,
            self.films.take(rows),
            sides,
            at_faces=False,
            options=self.options,
            **water,
            **electric,
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
            cation = self.side(self.cation, rows, sides, current=current)
            anion = self.side(self.anion, rows, sides, current=-current)
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
        both = joined(self.cation.take(rows), self.anion.take(rows))
        result = cross(
            both,
            self.solution,
            self.films.take(np.tile(rows, 2)),
            tuple(np.tile(side, (2, 1)) for side in sides),
            current=np.concatenate([current, -current]),
            at_faces=False,
            options=self.options,
            **{name: np.array(value) for name, value in self.drive.items()},
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


def part_of(result: TransportResult, place: slice) -> TransportResult:
    """Some cases of a result."""
    arrays = {
        item.name: getattr(result, item.name)[place]
        for item in fields(TransportResult)
        if item.name != "profiles"
    }
    return TransportResult(**arrays)
