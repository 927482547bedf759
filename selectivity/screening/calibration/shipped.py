"""The calibration that ships: how it is fitted, stored, and what it predicts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from selectivity.errors import DataError
from selectivity.screening.calibration.constants import Constants, fit_constants
from selectivity.screening.calibration.crossval import out_of_paper
from selectivity.screening.calibration.descriptors import NAMES
from selectivity.screening.calibration.intervals import Intervals, fit_intervals
from selectivity.screening.calibration.learners import MONOTONE
from selectivity.screening.calibration.pairs import PairTable
from selectivity.screening.calibration.physics_rows import with_physics
from selectivity.screening.calibration.posterior import Physics, fit_physics
from selectivity.screening.calibration.prior import draw_constants
from selectivity.screening.calibration.process import Kernel, fit_kernel
from selectivity.screening.calibration.rows import Rows
from selectivity.screening.calibration.store import from_state, to_state
from selectivity.screening.calibration.structures import SHIPPED, STRUCTURES, by_paper
from selectivity.screening.calibration.trees import SEED, Trees, fit_trees
from selectivity.screening.calibration.weights import paper_weights

FILE: Final = "calibration.json"
N_SAMPLES: Final = 128
"""Samples of the prior; with 64 to 512 the out-of-paper error stays within 0.01 decades."""
LEAST_PAPERS: Final = 3
"""Papers below which an error of an unseen paper says nothing."""


@dataclass(frozen=True)
class Calibration:
    """Fitted model with its intervals.

    Attributes
    ----------
    structure : str
        Key of `structures.STRUCTURES`.
    features : tuple of str
        Names of the features, in order.
    seed, n_rows, n_papers : int
    fitted_rows : tuple of str
        Identifiers of the rows that it has seen.
    data_version : str
        First digits of the SHA-256 of the row identifiers and measured values.
    constants : Constants
    samples : ndarray of shape (n_kept, n_constants)
        Constants of theory, in the order of `forward.CONSTANTS`.
    physics : Physics
        Their weights, and an offset per definition.
    process : Kernel
        Of what the physics leaves.
    trees : Trees
    intervals : Intervals
    """

    structure: str
    features: tuple[str, ...]
    seed: int
    n_rows: int
    n_papers: int
    fitted_rows: tuple[str, ...]
    data_version: str
    constants: Constants
    samples: np.ndarray
    physics: Physics
    process: Kernel
    trees: Trees
    intervals: Intervals

    def predict(self, rows: Rows) -> np.ndarray:
        """log10 selectivity in canonical order; ``rows`` from `prepared`. (n_rows,)"""
        found = self.constants.predict(rows)
        here = rows.take(rows.charged)
        if here.n_rows:
            beneath = self.physics.combine(here.physics, here.form)
            over = beneath + self.process.predict(here.values)
            found[rows.charged] = (over + self.trees.predict(here.values)) / 2
        return found

    def prepared(self, rows: Rows, pairs: PairTable) -> Rows:
        """Rows with the forward models of the kept constants."""
        return with_physics(rows, pairs, self.samples)


def with_prior(rows: Rows, pairs: PairTable, tick: Callable[[int], None] = lambda _: None) -> Rows:
    """Usable rows with the forward models of `N_SAMPLES` prior samples: what `fit` needs."""
    return with_physics(usable(rows), pairs, draw_constants(N_SAMPLES), tick)


def out_of_paper_predictions(rows: Rows) -> np.ndarray:
    """log10 selectivity of each row by the shipped structure fitted without its paper."""
    _require(rows)
    return out_of_paper(STRUCTURES[SHIPPED], rows)


def fit(rows: Rows, errors: np.ndarray | None = None) -> Calibration:
    """Fit the shipped structure and its intervals.

    Parameters
    ----------
    rows : Rows
        Of `with_prior`; those with ``use = 0`` or without a measurement are left out.
    errors : ndarray of shape (n_used,), optional
        Out-of-paper errors of the used rows, if already at hand; computed otherwise.

    Returns
    -------
    Calibration
        The same for the same rows, to all stored digits.

    Raises
    ------
    DataError
        If fewer than `LEAST_PAPERS` papers, or no pair of unlike charge, can be fitted.
    """
    used = usable(rows)
    _require(used)
    if errors is None:
        errors = out_of_paper_predictions(used) - used.measured
    unlike = used.take(used.charged)
    weight = paper_weights(unlike.paper)
    physics = fit_physics(unlike)
    beneath = physics.combine(unlike.physics[:, physics.kept], unlike.form)
    signs = [MONOTONE.get(name, 0) for name in NAMES]
    return Calibration(
        structure=SHIPPED,
        features=NAMES,
        seed=SEED,
        n_rows=used.n_rows,
        n_papers=len(set(used.paper)),
        fitted_rows=used.row_id,
        data_version=_version(used),
        constants=fit_constants(used, by_paper),
        samples=draw_constants(rows.physics.shape[1])[physics.kept],
        physics=physics,
        process=fit_kernel(unlike.values, unlike.measured - beneath, weight),
        trees=fit_trees(unlike.values, unlike.measured, weight, signs),
        intervals=fit_intervals(errors, used),
    )


def _require(rows: Rows) -> None:
    n_papers = len(set(rows.paper))
    if n_papers < LEAST_PAPERS or not rows.charged.any():
        raise DataError(
            f"fit: found {rows.n_rows} usable rows of {n_papers} papers; allowed: at least "
            f"{LEAST_PAPERS} papers and a pair of unlike charge; add measurements"
        )


def usable(rows: Rows) -> Rows:
    """Rows that may be fitted: ``use`` is not 0, something was measured, both ions are known."""
    known = np.array([pair.known for pair in rows.pair], dtype=bool)
    return rows.take(rows.use & np.isfinite(rows.measured) & known)


def _version(rows: Rows) -> str:
    lines = [f"{name} {value:.6g}" for name, value in zip(rows.row_id, rows.measured, strict=True)]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()[:12]


def save(calibration: Calibration, path: Path) -> Path:
    """Write a calibration as JSON, whole or not at all."""
    from selectivity.tables.write import write_atomically

    text = json.dumps(to_state(calibration), ensure_ascii=False, separators=(",", ":"))
    text = text.replace('},"', '},\n"').replace('],"', '],\n"')
    return write_atomically(path, lambda file: file.write_text(text + "\n", encoding="utf-8"))


def load(path: Path) -> Calibration:
    """Read a calibration.

    Parameters
    ----------
    path : Path
        Written by `save`.

    Raises
    ------
    DataError
        If it cannot be read, or was fitted by a version with other features.
    """
    try:
        found: Calibration = from_state(Calibration, json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(
            f"{path}: found {error!r}; allowed: a calibration; make one with `selectivity fit`"
        ) from error
    if found.features != NAMES:
        raise DataError(
            f"{path}: found features {', '.join(found.features)}; allowed: {', '.join(NAMES)}; "
            "make it again with `selectivity fit`"
        )
    return found
