"""Pareto set and density of many candidates, kept up to date batch by batch."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import numpy as np

from selectivity.screening.ranking import front_distance, pareto_front

if TYPE_CHECKING:
    import pandas as pd

CELL: Final = 0.1
"""Width of a cell of the density, on both axes. [decades]"""


class Front:
    """Corners of the Pareto set of what was added."""

    def __init__(self) -> None:
        self.first = np.empty(0)
        self.second = np.empty(0)

    def add(self, first: np.ndarray, second: np.ndarray) -> None:
        """Take candidates.

        Parameters
        ----------
        first, second : ndarray of shape (n_candidates,)
            Quantities to be large; those that are not finite are left out.
        """
        x, y = np.concatenate([self.first, first]), np.concatenate([self.second, second])
        front = pareto_front(x, y)
        points = np.unique(np.stack([x[front], y[front]], axis=1), axis=0)
        self.first, self.second = points[:, 0], points[:, 1]

    def place(self, first: np.ndarray, second: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Which candidates are in the set, and how far the others are from it.

        Parameters
        ----------
        first, second : ndarray of shape (n_candidates,)

        Returns
        -------
        tuple of ndarray
            bool; decades, NaN for a candidate without finite values.
        """
        finite = np.isfinite(first) & np.isfinite(second)
        pairs = np.where(finite, first, 0.0) + 1j * np.where(finite, second, 0.0)
        members = finite & np.isin(pairs, self.first + 1j * self.second)
        count = len(self.first)
        corners = np.concatenate([np.ones(count, bool), np.zeros(len(first), bool)])
        x, y = np.concatenate([self.first, first]), np.concatenate([self.second, second])
        return members, front_distance(x, y, corners)[count:]


class Density:
    """Candidates in cells of log permeability and log selectivity."""

    def __init__(self) -> None:
        self._cells: Counter[tuple[int, int]] = Counter()

    def add(self, permeability: np.ndarray, selectivity: np.ndarray) -> None:
        """Take decimal logarithms; those that are not finite are left out."""
        known = np.isfinite(permeability) & np.isfinite(selectivity)
        cells = np.floor(np.stack([permeability[known], selectivity[known]], axis=1) / CELL)
        places, counts = np.unique(cells.astype(np.int64), axis=0, return_counts=True)
        for place, count in zip(places.tolist(), counts.tolist(), strict=True):
            self._cells[tuple(place)] += count

    def frame(self, feed: str) -> pd.DataFrame:
        """Cells with candidates: ``feed``, the centre of the cell, its width, the count."""
        import pandas as pd

        cells = sorted(self._cells)
        centre = (np.array(cells, dtype=float).reshape(-1, 2) + 0.5) * CELL
        return pd.DataFrame(
            {
                "feed": feed,
                "log10_permeability_m_s": centre[:, 0].round(6),
                "log10_selectivity": centre[:, 1].round(6),
                "width_decades": CELL,
                "candidates": np.array([self._cells[cell] for cell in cells], dtype=np.int64),
            }
        )
