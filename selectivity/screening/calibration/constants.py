"""Predictions by a constant per definition and pair, with wider and wider classes behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from selectivity.screening.calibration.rows import Rows
from selectivity.screening.calibration.weights import weighted_median

Key = tuple[str, ...]


def _keys(rows: Rows) -> list[list[Key]]:
    """Classes of each row, narrow first."""
    found = []
    for kind, form, pair in zip(rows.kind, rows.form, rows.pair, strict=True):
        ions, step = (pair.first, pair.second), str(pair.charge_step)
        channel = "channel" if form == "channel" else "membrane"
        found.append([(kind, *ions), (form, *ions), (form, "any", step), (channel, "any", step)])
    return found


@dataclass(frozen=True)
class Constants:
    """Medians by class.

    Attributes
    ----------
    medians : dict of tuple to float
        log10 selectivity by class, joined by spaces.
    overall : float
        Of all rows with the same sign convention.
    """

    medians: dict[str, float]
    overall: float

    def predict(self, rows: Rows) -> np.ndarray:
        """log10 selectivity by the narrowest class that is known. (n_rows,)"""
        return np.array([self._one(classes) for classes in _keys(rows)])

    def support(self, rows: Rows) -> np.ndarray:
        """How far the class is from the row's own: 0 kind and pair, … 4 nothing. (n_rows,)"""
        return np.array(
            [
                next((i for i, k in enumerate(classes) if _name(k) in self.medians), len(classes))
                for classes in _keys(rows)
            ]
        )

    def _one(self, classes: list[Key]) -> float:
        names = (_name(key) for key in classes)
        return next((self.medians[n] for n in names if n in self.medians), self.overall)


def _name(key: Key) -> str:
    return " | ".join(key)


def fit_constants(
    rows: Rows, weigh: Callable[[tuple[str, ...]], np.ndarray] | None = None
) -> Constants:
    """Medians of the rows.

    Parameters
    ----------
    rows : Rows
        Measured ones.
    weigh : callable, optional
        Weights from papers; by default each row counts once, as issue 7 §3 defines the baseline.

    Returns
    -------
    Constants
    """
    weight = np.ones(rows.n_rows) if weigh is None else weigh(rows.paper)
    places: dict[str, list[int]] = {}
    for i, classes in enumerate(_keys(rows)):
        for key in classes:
            places.setdefault(_name(key), []).append(i)
    medians = {
        name: weighted_median(rows.measured[index], weight[index]) for name, index in places.items()
    }
    return Constants(medians, weighted_median(rows.measured, weight))
