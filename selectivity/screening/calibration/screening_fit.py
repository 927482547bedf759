"""The constants that the screening uses, fitted to measured rows, as a table."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import numpy as np

from selectivity.errors import DataError
from selectivity.screening.calibration.forward import TEMPERATURE
from selectivity.screening.calibration.hierarchy import (
    BETWEEN,
    SCALES,
    UNREPLACED,
    Hierarchy,
    thinned,
)
from selectivity.screening.calibration.pairs import PairTable
from selectivity.screening.calibration.population import Population, sample_posterior
from selectivity.screening.calibration.rows import Rows
from selectivity.screening.calibration.situation import situations
from selectivity.screening.calibration.trees import SEED
from selectivity.tables.calibrated import EVERY_CLASS
from selectivity.tables.membrane_identity import material_class

if TYPE_CHECKING:
    import pandas as pd

INTERVAL: Final = 1.6448536269514722
"""Standard deviations from the median to the ends of a 90 % interval. [-]"""
DIGITS: Final = 3


def hierarchy(rows: Rows, frame: pd.DataFrame, pairs: PairTable) -> Hierarchy:
    """What the fit of the screening's constants needs.

    Parameters
    ----------
    rows : Rows
        Of `shipped.usable`.
    frame : DataFrame
        The table that they were made from; ``family`` tells the material class.
    pairs : PairTable

    Returns
    -------
    Hierarchy

    Raises
    ------
    DataError
        If no row has a forward model.
    """
    used = rows.take(rows.charged)
    if used.n_rows:
        used = used.take(situations(used, pairs, TEMPERATURE).possible)
    if not used.n_rows:
        raise DataError(
            "fit: found no row of two cations of unlike charge; allowed: at least one; add such "
            "measurements"
        )
    family = dict(zip(frame["row_id"], frame["family"], strict=True))
    names = np.array([material_class(family[name]) for name in used.row_id], dtype=object)
    kept = thinned(used, names)
    used, names = used.take(kept), names[kept]
    classes = tuple(sorted(set(names)))
    place = {name: i for i, name in enumerate(classes)}
    return Hierarchy(
        rows=used,
        case=situations(used, pairs, TEMPERATURE),
        classes=classes,
        of_row=np.array([place[name] for name in names], dtype=int),
    )


def fit_screening(
    model: Hierarchy, tick: Callable[[int], None] = lambda _: None, seed: int = SEED
) -> Population:
    """Posterior samples of the parameters of a hierarchy."""

    def likelihood(parameters: np.ndarray) -> np.ndarray:
        return model.log_likelihood(model.predict(parameters)).sum(axis=1)

    return sample_posterior(likelihood, model.prior, seed, tick)


def screening_table(
    model: Hierarchy, posterior: Population, materials: tuple[str, ...], data_version: str
) -> pd.DataFrame:
    """Table of schema ``calibrated_constants``.

    Parameters
    ----------
    model : Hierarchy
    posterior : Population
    materials : tuple of str
        Every material class of the screening; one without a row takes what all share, with the
        spread between classes.
    data_version : str
        Of the measurements.

    Returns
    -------
    DataFrame
    """
    import pandas as pd

    mean, covariance = posterior.moments()
    lift, own = _lift(model, materials)
    centre = lift @ mean
    joint = lift @ covariance @ lift.T + np.diag(own**2)
    spread = np.sqrt(np.diag(joint))
    correlation = joint / np.outer(spread, spread)
    n_scales = len(SCALES)
    prior = [*SCALES.values()] + [(UNREPLACED[0], float(np.hypot(UNREPLACED[1], BETWEEN)))] * len(
        materials
    )
    records = []
    for i, (median, width) in enumerate(prior):
        shared = i < n_scales
        material = EVERY_CLASS if shared else materials[i - n_scales]
        rows, papers = _count(model, None if shared else material)
        records.append(
            {
                "constant": [*SCALES][i] if shared else "hydration_unreplaced",
                "material_class": material,
                "median": np.exp(centre[i]),
                "log_spread": spread[i],
                "lower_90": np.exp(centre[i] - INTERVAL * spread[i]),
                "upper_90": np.exp(centre[i] + INTERVAL * spread[i]),
                "prior_median": median,
                "prior_log_spread": width,
                "rows": rows,
                "papers": papers,
                "effective_samples": posterior.effective,
                "data_version": data_version,
                "correlations": " ".join(f"{x:.{DIGITS}f}" for x in correlation[i, :i]),
                "source": "selectivity2026",
                "kind": "fitted",
                "note": "" if rows else "no row of the class: what all classes share",
            }
        )
    return pd.DataFrame(records)


def _lift(model: Hierarchy, materials: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Parameters to the rows of the table, and the spread that a row adds of its own."""
    n_scales, n_parameters = len(SCALES), len(model.prior[0])
    lift = np.zeros((n_scales + len(materials), n_parameters))
    own = np.zeros(len(lift))
    lift[:n_scales, :n_scales] = np.eye(n_scales)
    lift[n_scales:, n_scales] = 1.0
    for i, material in enumerate(materials, start=n_scales):
        if material in model.classes:
            lift[i, n_scales + 1 + model.classes.index(material)] = 1.0
        else:
            own[i] = BETWEEN
    return lift, own


def _count(model: Hierarchy, material: str | None) -> tuple[int, int]:
    """Rows and papers of a class, or of all."""
    here = np.ones(model.rows.n_rows, dtype=bool)
    if material is not None:
        here = np.array([model.classes[i] == material for i in model.of_row], dtype=bool)
    papers = {name for name, used in zip(model.rows.paper, here, strict=True) if used}
    return int(here.sum()), len(papers)
