"""What a heat map shows: axes, values on cells, contours, marks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from selectivity.report.numbers import power_of_ten

_TICK: Final = 5
_MOST_TICKS: Final = 9


@dataclass(frozen=True)
class Axis:
    """One axis of a map.

    Attributes
    ----------
    label : str
    low, high : float
        Ends; decimal logarithms where ``log``.
    log : bool
        Labels are powers of ten of the positions.
    """

    label: str
    low: float
    high: float
    log: bool = False

    def ticks(self) -> list[float]:
        """Round positions inside."""
        span = self.high - self.low
        raw = span / _TICK
        size = 10.0 ** np.floor(np.log10(raw)) if raw > 0 else 1.0
        step = next(s * size for s in (1, 2, 5, 10) if span / (s * size) <= _MOST_TICKS)
        if self.log:
            step = max(1.0, np.ceil(step))
        first = np.ceil(self.low / step - 1e-9) * step
        return [float(v) for v in np.arange(first, self.high + step * 1e-6, step)]

    def text(self, value: float) -> str:
        """Label of a position."""
        if self.log:
            exponent = round(value)
            return power_of_ten(exponent) if abs(exponent) > 2 else f"{10.0**exponent:g}"
        return f"{round(value, 12):g}"


@dataclass(frozen=True)
class Mark:
    """A point on a map."""

    x: float
    y: float
    text: str
    kind: str = "seen"


@dataclass(frozen=True)
class Field:
    """Values on cells.

    Attributes
    ----------
    x, y : ndarray
        Centres of the cells, evenly spaced.
    values : ndarray of shape (n_y, n_x)
        NaN where there is nothing.
    axis : Axis
        Of the colour.
    """

    x: np.ndarray
    y: np.ndarray
    values: np.ndarray
    axis: Axis


@dataclass(frozen=True)
class Contour:
    """Segments along which a field has one value."""

    segments: np.ndarray
    label: str
    kind: str


def contour(field: Field, level: float, label: str, kind: str = "target") -> Contour:
    """Where a field crosses a level, by marching squares.

    Parameters
    ----------
    field : Field
    level : float
    label : str
    kind : str
        ``target`` or ``other``.

    Returns
    -------
    Contour
        Segments of shape (n, 2 ends, 2 coordinates); none next to a cell without a value.
    """
    found = []
    values = field.values - level
    for row in range(len(field.y) - 1):
        for column in range(len(field.x) - 1):
            corners = values[row : row + 2, column : column + 2]
            if np.isfinite(corners).all() and (corners > 0).any() and (corners <= 0).any():
                found += _crossings(field, row, column, corners)
    return Contour(np.array(found).reshape(-1, 2, 2), label, kind)


def _crossings(field: Field, row: int, column: int, corners: np.ndarray) -> list:
    """Segments inside one square of four cell centres."""
    x, y = field.x[column : column + 2], field.y[row : row + 2]
    edges = (((0, 0), (0, 1)), ((0, 1), (1, 1)), ((1, 1), (1, 0)), ((1, 0), (0, 0)))
    points = []
    for (r0, c0), (r1, c1) in edges:
        first, second = corners[r0, c0], corners[r1, c1]
        if (first > 0) != (second > 0):
            share = first / (first - second)
            points.append((x[c0] + share * (x[c1] - x[c0]), y[r0] + share * (y[r1] - y[r0])))
    if len(points) > 2 and (corners[0, 0] > 0) == (corners.mean() > 0):
        points = points[1:] + points[:1]
    return [points[start : start + 2] for start in range(0, len(points) - 1, 2)]
