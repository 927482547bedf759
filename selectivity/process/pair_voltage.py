"""The current of cell pairs under a voltage."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np

from selectivity.process.cell_pair import Pair, PairState

_MOST: Final = 25
_FIRST_SHARE: Final = 5.0
"""Resistance of a pair over that of its channels, before two currents are known. [-]"""


class _Point(NamedTuple):
    """What is needed of a state that was solved before; see ``PairState``."""

    flux: np.ndarray
    current: np.ndarray
    voltage: np.ndarray


@dataclass
class Course:
    """Cell pairs along their way: each place starts from what the last one found.

    Attributes
    ----------
    pair : Pair
    voltage : float
        Wanted. [V]
    known : ndarray of shape (n_membranes, n_ions + 3)
        Current, differential resistance and flux per current of the last place; NaN before.
    """

    pair: Pair
    voltage: float
    known: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        shape = (self.pair.cation.n_membranes, len(self.pair.solution.charge) + 3)
        self.known = np.full(shape, np.nan)

    def at(
        self,
        rows: np.ndarray,
        sides: tuple[np.ndarray, np.ndarray],
        close: float,
        known: np.ndarray | None = None,
    ) -> PairState:
        """The current at which membranes and channels together take the voltage, by secants.

        A current beyond the limiting one has no voltage; it is cut back halfway to the last one
        that has. Within ``close`` of the voltage the state follows by its tangent, which leaves an
        error of the square.

        Parameters
        ----------
        rows : ndarray of shape (n_places,)
            Membranes.
        sides : tuple of ndarray of shape (n_places, n_ions)
            Diluate and concentrate. [mol/m³]
        close : float
            Difference of the voltage, relative. [-]
        known : ndarray of shape (n_places, n_ions + 3), optional
            As of the class, at or near these places in place of the last ones.

        Returns
        -------
        PairState
        """
        start = self._start(rows, sides, self.known[rows] if known is None else known)
        old, current, slope, rate = start
        for _ in range(_MOST):
            state = self.pair.at_current(rows, sides, current)
            has = np.isfinite(state.voltage)
            slope, rate = _tangents(old, state, slope, rate)
            gap = self.voltage - state.voltage
            done = (
                has & (np.abs(gap) <= close * abs(self.voltage)) & np.all(np.isfinite(rate), axis=1)
            )
            if np.all(done):
                break
            back = np.where(np.isnan(old.current), 0.0, old.current)
            moved = np.where(has, current + gap / slope, (current + back) / 2)
            old = _kept(old, state, has)
            current = np.where(done, current, moved)
        step = np.where(done, gap / slope, np.nan)
        found = np.concatenate([(current + step)[:, None], slope[:, None], rate], axis=1)
        self.known[rows] = np.where(done[:, None], found, np.nan)
        return state._replace(
            flux=state.flux + step[:, None] * rate,
            current=state.current + step,
            voltage=state.voltage + step * slope,
        )

    def _start(
        self, rows: np.ndarray, sides: tuple[np.ndarray, np.ndarray], known: np.ndarray
    ) -> tuple[_Point, np.ndarray, np.ndarray, np.ndarray]:
        """Currents to begin with, and what is known; two currents where nothing is known yet."""
        current, slope, rate = known[:, 0].copy(), known[:, 1].copy(), known[:, 2:].copy()
        old = _Point(rate * np.nan, current * np.nan, current * np.nan)
        new = np.flatnonzero(~np.all(np.isfinite(known), axis=1))
        if not len(new):
            return old, current, slope, rate
        own = tuple(side[new] for side in sides)
        resistance = _FIRST_SHARE * self.pair.ohmic(rows[new], *own)
        tried = self.voltage / resistance
        rest, driven = self._two(rows[new], own, tried)
        slope[new], rate[new] = _tangents(rest, driven, resistance, rate[new])
        has = np.isfinite(driven.voltage)
        gap = self.voltage - driven.voltage
        current[new] = np.where(has, tried + gap / slope[new], tried / 2)
        for whole, part in zip(old, _kept(rest, driven, has), strict=True):
            whole[new] = part
        return old, current, slope, rate

    def _two(
        self, rows: np.ndarray, sides: tuple[np.ndarray, np.ndarray], current: np.ndarray
    ) -> tuple[_Point, PairState]:
        """Pairs without current and with one, in one call."""
        both = self.pair.at_current(
            np.tile(rows, 2),
            tuple(np.tile(side, (2, 1)) for side in sides),
            np.concatenate([0 * current, current]),
        )
        rest, driven = (both.part(half) for half in np.split(np.arange(2 * len(rows)), 2))
        return _Point(rest.flux, rest.current, rest.voltage), driven


def _tangents(
    old: _Point, state: PairState, slope: np.ndarray, rate: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Resistance and flux per current from two currents, where they are two."""
    with np.errstate(all="ignore"):
        apart = state.current - old.current
        secant = (state.voltage - old.voltage) / apart
        change = (state.flux - old.flux) / apart[:, None]
    new = np.isfinite(secant) & (secant > 0) & np.all(np.isfinite(change), axis=1)
    return np.where(new, secant, slope), np.where(new[:, None], change, rate)


def _kept(old: _Point, state: PairState, has: np.ndarray) -> _Point:
    """The newer state where it has a voltage."""
    return _Point(
        flux=np.where(has[:, None], state.flux, old.flux),
        current=np.where(has, state.current, old.current),
        voltage=np.where(has, state.voltage, old.voltage),
    )
