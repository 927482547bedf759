"""Constants of theory for the screening: χ of each material class pooled, papers pooled, one scale
each for the permittivity, the charge of a zeta potential and ε/τ.

Every row is predicted by the forward model of its definition (`forward`). ln(1 - χ) of a class is
that of all classes plus a deviation (`BETWEEN`). What the rows of a paper err in common is a
deviation of the paper, the rest of a row's error its own, both with heavy tails. Permeability
ratios and fluxes without pressure are what the screening predicts, so they have no offset; kinds
made under pressure have one each, drawn towards zero where few papers speak, because cells and
cross-flow are not told. Sizes stay what they are said to be, and no row tells site densities, so K
of the groups keeps its prior.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from selectivity.screening.calibration import kinds
from selectivity.screening.calibration.forward import predict_rows
from selectivity.screening.calibration.physics_constants import RowConstants
from selectivity.screening.calibration.rows import Rows
from selectivity.screening.calibration.situation import Situation, tiled

SCALES: Final[dict[str, tuple[float, float]]] = {
    "permittivity_scale": (1.0, 0.25),
    "charge_scale": (1.0, 0.55),
    "path_scale": (1.0, 0.47),
}
"""Median and spread of the logarithm under the prior: the layered model itself, and the errors of
the estimators in data/default_uncertainty.csv (60 % and 50 %)."""
UNREPLACED: Final = (0.1, 0.7)
"""1 - χ of all classes: median and spread of its logarithm under the prior (`selectivity2026`)."""
BETWEEN: Final = 0.5
"""Spread of ln(1 - χ) between material classes: a factor of 1.6 (`selectivity2026`)."""
WITHIN: Final = 0.34
"""Spread of log10 selectivities within a paper (issue 7). [decades]"""
PAPERS: Final = 0.43
"""Spread of log10 selectivities between papers (issue 7). [decades]"""
DEGREES: Final = 4.0
"""Of freedom of a paper's error: wild papers do not decide. [-]"""
OFFSET_PAPERS: Final = 2.0
"""Papers that the prior offset of zero counts for. [-]"""
MOST_ROWS: Final = 8
"""Rows of one paper, definition and class that are used, spread over its range: more of them tell
the same, and a fit should not wait for them. [-]"""
UNPREDICTED: Final = 3.0
"""Error that stands for a row that no forward model solved. [decades]"""
TOGETHER: Final = 16
"""Parameter sets that go through the core as one batch. [-]"""
_WITHOUT_OFFSET: Final = (kinds.PERMEABILITY, kinds.CHANNEL)


@dataclass(frozen=True)
class Hierarchy:
    """Rows, what the forward models need of them, and their classes.

    Attributes
    ----------
    rows : Rows
        Of unlike charge, measured, usable.
    case : Situation
    classes : tuple of str
        Material classes that occur.
    of_row : ndarray of int of shape (n_rows,)
        Class of each row.
    """

    rows: Rows
    case: Situation
    classes: tuple[str, ...]
    of_row: np.ndarray

    @property
    def prior(self) -> tuple[np.ndarray, np.ndarray]:
        """Mean and standard deviation of the parameters: ln of `SCALES`, ln(1 - χ) of all classes,
        deviation of each class. (n_parameters,) each"""
        mean = [np.log(median) for median, _ in SCALES.values()] + [np.log(UNREPLACED[0])]
        spread = [width for _, width in SCALES.values()] + [UNREPLACED[1]]
        n_classes = len(self.classes)
        return np.array(mean + [0.0] * n_classes), np.array(spread + [BETWEEN] * n_classes)

    def predict(self, parameters: np.ndarray) -> np.ndarray:
        """log10 selectivity of each row. (n_sets, n_rows)

        Parameters
        ----------
        parameters : ndarray of shape (n_sets, n_parameters)
        """
        parts = [
            self._batch(parameters[start : start + TOGETHER])
            for start in range(0, len(parameters), TOGETHER)
        ]
        return np.concatenate(parts)

    def _batch(self, parameters: np.ndarray) -> np.ndarray:
        n_rows, n_scales = self.rows.n_rows, len(SCALES)
        scales = np.exp(parameters[:, :n_scales])
        log = parameters[:, n_scales, None] + parameters[:, n_scales + 1 + self.of_row]
        constants = RowConstants(
            radius_scale=1.0,
            charge_shift=0.0,
            unreplaced=np.minimum(np.exp(log), 1.0).ravel(),
            **{name: np.repeat(scales[:, i], n_rows) for i, name in enumerate(SCALES)},
        )
        found = predict_rows(tiled(self.case, len(parameters)), constants)
        return found.reshape(len(parameters), n_rows)

    def log_likelihood(self, predicted: np.ndarray) -> np.ndarray:
        """Log likelihood of each paper. (n_sets, n_papers)

        Parameters
        ----------
        predicted : ndarray of shape (n_sets, n_rows)
            Of `predict`.
        """
        error = self.rows.measured - predicted
        error = np.where(np.isfinite(error), error, UNPREDICTED)
        error = error - self.offsets(error)
        papers = np.array(self.rows.paper, dtype=object)
        parts = [_of_paper(error[:, papers == name]) for name in dict.fromkeys(self.rows.paper)]
        return np.stack(parts, axis=1)

    def offsets(self, error: np.ndarray) -> np.ndarray:
        """What a kind made under pressure errs in common. (n_sets, n_rows) [decades]"""
        papers = np.array(self.rows.paper, dtype=object)
        found = np.zeros_like(error)
        for form in set(self.rows.form) - set(_WITHOUT_OFFSET):
            here = self.rows.form == form
            names = sorted(set(papers[here]))
            middle = [np.median(error[:, here & (papers == name)], axis=1) for name in names]
            share = len(names) / (len(names) + OFFSET_PAPERS)
            found[:, here] = share * np.median(middle, axis=0)[:, None]
        return found


def _of_paper(error: np.ndarray) -> np.ndarray:
    """Student-t of the common and the own errors of a paper's rows. (n_sets,)

    n rows count for √n: rows of a paper share more than one number.
    """
    count = np.sqrt(error.shape[1])
    common = error.mean(axis=1) ** 2 / (PAPERS**2 + WITHIN**2 / count)
    own = count * error.var(axis=1) / WITHIN**2
    return -(DEGREES + count) / 2 * np.log1p((common + own) / DEGREES)


def thinned(rows: Rows, classes: np.ndarray) -> np.ndarray:
    """Places of the rows to fit: at most `MOST_ROWS` of one paper, definition and class.

    Parameters
    ----------
    rows : Rows
    classes : ndarray of str of shape (n_rows,)

    Returns
    -------
    ndarray of int
        In the order of the rows; those of a group are spread evenly over what was measured.
    """
    groups: dict[tuple[str, str, str], list[int]] = {}
    for i, key in enumerate(zip(rows.paper, rows.form, classes, strict=True)):
        groups.setdefault(key, []).append(i)
    kept = []
    for places in groups.values():
        ordered = sorted(places, key=lambda i: (rows.measured[i], rows.row_id[i]))
        steps = np.linspace(0, len(ordered) - 1, min(len(ordered), MOST_ROWS))
        kept += [ordered[round(step)] for step in steps]
    return np.array(sorted(kept), dtype=int)
