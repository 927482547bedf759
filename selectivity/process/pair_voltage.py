"""The current of cell pairs under a voltage, and the current that exhausts their diluate."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np

from selectivity.constants import FARADAY
from selectivity.process.cell_pair import Pair, PairState

_MOST: Final = 25
_FIRST_SHARE: Final = 5.0
"""Resistance of a pair over that of its channels, before two currents are known. [-]"""
_CAUTIOUS: Final = 0.3
"""Of F D Σc/δ, where the imposed current itself has no solution."""
_SHARES: Final = ((0.65, 0.8), (0.8, 0.92), (0.8, 0.92))
"""Of the expected limiting current at which it is looked for."""
_SURE: Final = 0.85
"""Share of the limiting current from which the line to it is short enough. [-]"""
_BACK: Final = 0.6
"""Share of a guess of the limiting current that is left where it has no solution. [-]"""
_STEEPEST: Final = 0.5
"""Slope of a pointed limit against the current above which it is no line to follow. [-]"""
_APART: Final = 1.5
"""Pointed limit over the other membrane's from which a membrane is not the limiting one. [-]"""
_ROUGH: Final = 1e-3
"""Tolerance of the core for limiting currents. [-]"""


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


def limiting_current(
    pair: Pair, rows: np.ndarray, sides: tuple[np.ndarray, np.ndarray], seen: np.ndarray
) -> np.ndarray:
    """Current at which the diluate is used up at a face of one of the membranes.

    In a film without convection Σ c falls in a straight line by δ/F I Σ t_i/(z_i D_i), whatever
    the ions, so that L(I) = I/(1 − Σc_face/Σc_bulk) is the limit for the transport numbers t at I.
    The limit is L(I) = I, found on the line through L at two currents that are near enough to it.

    Parameters
    ----------
    pair : Pair
    rows : ndarray of shape (n_places,)
    sides : tuple of ndarray of shape (n_places, n_ions)
    seen : ndarray of shape (2, n_places)
        Limits of both membranes that a state under some current above zero points to, NaN where
        there is none. [A/m²]

    Returns
    -------
    ndarray of shape (n_places,)
        Infinite without films. [A/m²]
    """
    if pair.films.feed is None:
        return np.full(len(rows), np.inf)
    least = np.min(seen, axis=0)
    near = ~np.isfinite(least) | (seen <= _APART * least)
    kind, place = np.nonzero(near)
    limit = seen.copy()
    limit[kind, place] = _limits(
        pair.to(_ROUGH),
        (rows[place], kind == 1),
        tuple(side[place] for side in sides),
        seen[kind, place],
    )
    return np.min(limit, axis=0)


def _limits(
    pair: Pair,
    which: tuple[np.ndarray, np.ndarray],
    sides: tuple[np.ndarray, np.ndarray],
    seen: np.ndarray,
) -> np.ndarray:
    """Limits of membranes, by pair and whether it is the anion-exchange one. (n_items,) [A/m²]"""
    rows, anion = which
    limit = seen.copy()
    guess = np.where(np.isfinite(seen), seen, _CAUTIOUS * _scale(pair, rows, sides[0]))
    left = np.arange(len(rows))
    for shares in _SHARES:
        tried = np.outer(shares, guess[left])
        own = tuple(np.tile(side[left], (2, 1)) for side in sides)
        twice = np.tile(left, 2)
        lost = pair.lost(rows[twice], anion[twice], own, tried.ravel())
        found = _ahead(tried, _pointed(tried, lost.reshape(2, -1)))
        limit[left] = np.where(np.isnan(found), limit[left], found)
        guess[left] *= np.where(np.isnan(found), _BACK, 1.0)
        guess[left] = np.where(np.isfinite(found), found, guess[left])
        left = left[~((found == np.inf) | (tried[1] >= _SURE * found))]
        if not len(left):
            break
    return limit


def _pointed(current: np.ndarray, lost: np.ndarray) -> np.ndarray:
    """Limit that the share of salt lost in a film points to; infinite where none is."""
    with np.errstate(all="ignore"):
        return np.where(lost <= 0, np.inf, np.abs(current) / lost)


def _ahead(tried: np.ndarray, limit: np.ndarray) -> np.ndarray:
    """Where the line through two pointed limits (2, n_items) meets its current."""
    with np.errstate(all="ignore"):
        slope = (limit[1] - limit[0]) / (tried[1] - tried[0])
        ahead = (limit[1] - slope * tried[1]) / (1 - slope)
    straight = np.isfinite(ahead) & (slope < _STEEPEST)
    return np.where(straight, ahead, np.where(np.isnan(limit[1]), limit[0], limit[1]))


def _scale(pair: Pair, rows: np.ndarray, diluate: np.ndarray) -> np.ndarray:
    """F D Σ c/δ, the limiting current of a 1:1 salt at an ideal membrane. [A/m²]"""
    weight = pair.solution.charge**2 * diluate
    mean = np.sum(weight * pair.solution.diffusivity, axis=1) / np.sum(weight, axis=1)
    return FARADAY * mean * np.sum(diluate, axis=1) / pair.films.feed[rows]


def pointed_limits(pair: Pair, state: PairState) -> np.ndarray:
    """Limits that both membranes' diluate faces point to.

    Parameters
    ----------
    pair : Pair
    state : PairState

    Returns
    -------
    ndarray of shape (2, n_places)
        Infinite where no face loses salt. [A/m²]
    """
    both = [(state.cation, 1.0), (state.anion, -1.0)]
    return np.stack([_pointed(sign * part.current, pair.lost_in(part)) for part, sign in both])
