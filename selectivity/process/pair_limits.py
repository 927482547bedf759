"""The current that exhausts the diluate of cell pairs at a face."""

from __future__ import annotations

from typing import Final

import numpy as np

from selectivity.constants import FARADAY
from selectivity.process.cell_pair import Pair, PairState

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
        pointed = _pointed(tried, lost.reshape(2, -1))
        found, used = _ahead(tried, pointed), np.where(np.isnan(pointed[1]), tried[0], tried[1])
        limit[left] = np.where(np.isnan(found), limit[left], found)
        guess[left] *= np.where(np.isnan(found), _BACK, 1.0)
        guess[left] = np.where(np.isfinite(found), found, guess[left])
        left = left[~((found == np.inf) | (used >= _SURE * found))]
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
