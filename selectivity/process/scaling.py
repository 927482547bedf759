"""Minerals that a concentrate would precipitate, and where on its way it would."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from selectivity.domain.activity import SoluteTable
from selectivity.domain.process import SCALING, SOLVED
from selectivity.process.base import setting

_CLOSE: Final = 1e-9


def saturation_setting() -> float:
    """Field of a settings class: log₁₀ of the supersaturation that a stream may reach."""
    return setting(0.0, "", -5.0, 10.0)


class Scaling(NamedTuple):
    """First mineral along the way; arrays (n_membranes,).

    ``place`` the position, infinite where none; ``mineral`` its name; ``start``, ``end`` its
    saturation index at the first and last point; ``already`` names of the minerals that the first
    point exceeds the limit by.
    """

    place: np.ndarray
    mineral: tuple[str, ...]
    start: np.ndarray
    end: np.ndarray
    already: tuple[str, ...]


def first_mineral(
    table: SoluteTable | None, along: np.ndarray, content: np.ndarray, limit: float
) -> Scaling | None:
    """Where a stream first exceeds a saturation index that it started below.

    Parameters
    ----------
    table : SoluteTable or None
        Without one nothing is known of minerals.
    along : ndarray of shape (n_points,)
    content : ndarray of shape (n_membranes, n_points, n_ions)
        [mol/m³]
    limit : float
        Saturation index. [-]

    Returns
    -------
    Scaling or None
    """
    if table is None or not table.minerals:
        return None
    index = table.saturation_index(np.maximum(content, 0.0))
    before = index[:, :1] > limit + _CLOSE
    over = (index > limit + _CLOSE) & ~before
    first = np.argmax(over, axis=1)
    rows, columns = np.indices(first.shape)
    with np.errstate(all="ignore"):
        last = np.maximum(first - 1, 0)
        low, high = index[rows, last, columns], index[rows, first, columns]
        share = np.clip((limit - low) / (high - low), 0.0, 1.0)
        place = along[last] + share * (along[first] - along[last])
    place = np.where(np.any(over, axis=1), place, np.inf)
    which = np.argmin(place, axis=1)
    n = np.arange(len(which))
    named = np.any(np.isfinite(place), axis=1)
    names = np.array(table.minerals)
    return Scaling(
        place[n, which],
        tuple(names[i] if there else "" for i, there in zip(which, named, strict=True)),
        index[n, 0, which],
        index[n, -1, which],
        tuple(", ".join(names[row]) for row in before[:, 0]),
    )


def told(
    found: Scaling | None,
    state: tuple[np.ndarray, tuple[str, ...]],
    limit: float,
    where: tuple[str, float],
) -> tuple[np.ndarray, tuple[str, ...]]:
    """Status and advice with the minerals that a stream would precipitate.

    Parameters
    ----------
    found : Scaling or None
    state : tuple of ndarray and tuple of str
        Status and advice so far; what went wrong before stays.
    limit : float
        Saturation index.
    where : tuple of str and float
        The stream, and the end of its way.

    Returns
    -------
    tuple of ndarray and tuple of str
    """
    status, advice = state
    if found is None:
        return state
    stream, whole = where
    scaled = (status == SOLVED) & np.isfinite(found.place)
    text = tuple(
        f"{found.mineral[i]} would precipitate in the {stream} from {found.place[i] / whole:.1%} "
        f"of its way on: saturation index {found.end[i]:.2f} at the end, allowed {limit:g}; take "
        "less out, dilute, or remove one of its ions first"
        if scaled[i]
        else words
        for i, words in enumerate(advice)
    )
    return np.where(scaled, SCALING, status), text
