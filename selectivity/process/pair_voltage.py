"""The current of cell pairs under a voltage, and the current that exhausts their diluate."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from selectivity.constants import FARADAY
from selectivity.process.cell_pair import Pair, PairState

_MOST: Final = 25
_FIRST_SHARE: Final = 5.0
"""Resistance of a pair over that of its channels, before two currents are known. [-]"""
_CAUTIOUS: Final = 0.3
"""Of F D Σc/δ, where the imposed current itself has no solution."""
_SHARES: Final = (0.8, 0.95, 0.985)
"""Of the expected limiting current at which it is looked for again."""


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

    def at(self, rows: np.ndarray, sides: tuple[np.ndarray, np.ndarray], close: float) -> PairState:
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

        Returns
        -------
        PairState
        """
        current, slope, rate = self._start(rows, sides)
        old: PairState | None = None
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
            back = 0.0 if old is None else np.where(np.isnan(old.current), 0.0, old.current)
            moved = np.where(has, current + gap / slope, (current + back) / 2)
            old = state if old is None else _kept(old, state, has)
            current = np.where(done, current, moved)
        step = np.where(done, gap / slope, np.nan)
        known = np.concatenate([(current + step)[:, None], slope[:, None], rate], axis=1)
        self.known[rows] = np.where(done[:, None], known, np.nan)
        return state._replace(
            flux=state.flux + step[:, None] * rate,
            current=state.current + step,
            voltage=state.voltage + step * slope,
        )

    def _start(
        self, rows: np.ndarray, sides: tuple[np.ndarray, np.ndarray]
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        known = self.known[rows]
        first = _FIRST_SHARE * self.pair.ohmic(rows, *sides)
        slope = np.where(np.isnan(known[:, 1]), first, known[:, 1])
        return np.nan_to_num(known[:, 0]), slope, known[:, 2:]


def _tangents(
    old: PairState | None, state: PairState, slope: np.ndarray, rate: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Resistance and flux per current from two currents, where they are two."""
    if old is None:
        return slope, rate
    with np.errstate(all="ignore"):
        apart = state.current - old.current
        secant = (state.voltage - old.voltage) / apart
        change = (state.flux - old.flux) / apart[:, None]
    new = np.isfinite(secant) & (secant > 0) & np.all(np.isfinite(change), axis=1)
    return np.where(new, secant, slope), np.where(new[:, None], change, rate)


def _kept(old: PairState, state: PairState, has: np.ndarray) -> PairState:
    """The newer state where it has a voltage."""
    return old._replace(
        flux=np.where(has[:, None], state.flux, old.flux),
        current=np.where(has, state.current, old.current),
        voltage=np.where(has, state.voltage, old.voltage),
    )


def limiting_current(
    pair: Pair, rows: np.ndarray, sides: tuple[np.ndarray, np.ndarray], seen: np.ndarray
) -> np.ndarray:
    """Current at which the diluate is used up at a face of one of the membranes.

    In a film without convection Σ c falls in a straight line by δ/F I Σ t_i/(z_i D_i), whatever
    the ions, so that I/(1 − Σc_face/Σc_bulk) is the limit for the transport numbers t at I. They
    are taken again ever nearer to it.

    Parameters
    ----------
    pair : Pair
    rows : ndarray of shape (n_places,)
    sides : tuple of ndarray of shape (n_places, n_ions)
    seen : ndarray of shape (n_places,)
        Limit that a state under some current above zero points to, NaN where there is none.
        [A/m²]

    Returns
    -------
    ndarray of shape (n_places,)
        Infinite without films. [A/m²]
    """
    if pair.films.feed is None:
        return np.full(len(rows), np.inf)
    limit = seen
    cautious = _CAUTIOUS * _scale(pair, rows, sides[0])
    for share in _SHARES:
        tried = np.where(np.isfinite(limit), share * limit, cautious)
        found = pointed_limit(pair, pair.at_current(rows, sides, tried))
        limit = np.where(np.isfinite(found), found, limit)
    return limit


def _scale(pair: Pair, rows: np.ndarray, diluate: np.ndarray) -> np.ndarray:
    """F D Σ c/δ, the limiting current of a 1:1 salt at an ideal membrane. [A/m²]"""
    weight = pair.solution.charge**2 * diluate
    mean = np.sum(weight * pair.solution.diffusivity, axis=1) / np.sum(weight, axis=1)
    return FARADAY * mean * np.sum(diluate, axis=1) / pair.films.feed[rows]


def pointed_limit(pair: Pair, state: PairState) -> np.ndarray:
    """Smaller of the limits that both membranes' diluate faces point to.

    Parameters
    ----------
    pair : Pair
    state : PairState

    Returns
    -------
    ndarray of shape (n_places,)
        Infinite where no face loses salt. [A/m²]
    """
    found = []
    for crossing in (state.cation, state.anion):
        nodes = np.sum(crossing.node_concentration, axis=-1)
        lost = 1 - nodes[:, pair.films.before] / nodes[:, 0]
        with np.errstate(all="ignore"):
            found.append(np.where(lost > 0, np.abs(crossing.current) / lost, np.inf))
    return np.minimum(*found)
