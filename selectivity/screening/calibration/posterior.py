"""Constants of theory from measurements: prior samples weighed by a robust likelihood.

Each sample of the constants predicts every row through the forward model of its definition. A
sample counts by its prior (the samples are drawn from it) times a Student-t likelihood in which
papers count alike, with an offset per definition (the term without which kinds are not pooled),
drawn towards zero where few papers speak.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from selectivity.screening.calibration.rows import Rows
from selectivity.screening.calibration.weights import paper_weights, weighted_median

DEGREES: Final = 3.0
"""Of freedom of the error: outliers of some papers do not decide. [-]"""
SCALE: Final = 0.35
"""Spread of log10 selectivities within a paper (issue 7). [decades]"""
PER_PAPER: Final = 0.5
"""Independent observations that a paper counts for; below one, because the forward model errs in
a way that rows and papers of one kind share. [-]"""
OFFSET_PAPERS: Final = 2.0
"""Papers that the prior offset of zero counts for. [-]"""
KEPT: Final = 16
"""Samples that are kept, those of the largest weight."""


@dataclass(frozen=True)
class Physics:
    """Posterior of the constants.

    Attributes
    ----------
    kept : ndarray of int of shape (n_kept,)
        Which of the prior samples.
    weight : ndarray of shape (n_kept,)
        Adds up to 1.
    offsets : dict of str to list of float
        Per form, one per kept sample. [decades]
    level : dict of str to float
        Mean prediction per form: stands in where no forward model applies. [decades]
    """

    kept: np.ndarray
    weight: np.ndarray
    offsets: dict[str, list[float]]
    level: dict[str, float]

    def combine(self, predictions: np.ndarray, form: np.ndarray) -> np.ndarray:
        """Posterior mean of log10 selectivity.

        Parameters
        ----------
        predictions : ndarray of shape (n_rows, n_kept)
            Of the kept samples; NaN where no forward model applies.
        form : ndarray of str of shape (n_rows,)

        Returns
        -------
        ndarray of shape (n_rows,)
        """
        none = np.zeros(len(self.weight))
        shift = np.array([self.offsets.get(str(name), none) for name in form])
        level = np.array([self.level.get(str(name), 0.0) for name in form])
        shift = shift.reshape(len(form), len(self.weight))
        known = np.isfinite(predictions) * self.weight
        share = known.sum(axis=1)
        total = np.sum(known * np.nan_to_num(predictions + shift), axis=1)
        return np.where(share > 0, total / np.where(share > 0, share, 1.0), level)


def fit_physics(rows: Rows) -> Physics:
    """Weigh the prior samples by measured rows.

    Parameters
    ----------
    rows : Rows
        Measured, of unlike charge, with ``physics`` filled.

    Returns
    -------
    Physics
    """
    weight = paper_weights(rows.paper, power=1.0)
    offsets = {
        str(form): _offsets(rows, rows.form == form, weight) for form in np.unique(rows.form)
    }
    shift = np.array([offsets[str(form)] for form in rows.form])
    error = rows.measured[:, None] - np.nan_to_num(rows.physics) - shift
    error = np.where(np.isnan(rows.physics), 2 * SCALE, error)
    per_row = weight * PER_PAPER * len(set(rows.paper)) / weight.sum()
    spread = np.log1p((error / SCALE) ** 2 / DEGREES)
    chance = -(DEGREES + 1) / 2 * (per_row @ spread)
    kept = np.argsort(-chance, kind="stable")[:KEPT]
    share = np.exp(chance[kept] - chance[kept[0]])
    found = Physics(
        kept=kept,
        weight=share / share.sum(),
        offsets={name: [float(x) for x in values[kept]] for name, values in offsets.items()},
        level={},
    )
    mean = found.combine(rows.physics[:, kept], rows.form)
    level = {str(f): float(np.mean(mean[rows.form == f])) for f in np.unique(rows.form)}
    return Physics(found.kept, found.weight, found.offsets, level)


def _offsets(rows: Rows, here: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Median error of each sample over the rows of one form, drawn towards zero. (n_samples,)"""
    error = rows.measured[here, None] - np.nan_to_num(rows.physics[here])
    n_papers = len({rows.paper[i] for i in np.flatnonzero(here)})
    share = n_papers / (n_papers + OFFSET_PAPERS)
    return share * np.array([weighted_median(column, weight[here]) for column in error.T])


def effective_samples(physics: Physics) -> float:
    """1/Σw²: how many samples carry the posterior. [-]"""
    return float(1.0 / np.sum(physics.weight**2))
