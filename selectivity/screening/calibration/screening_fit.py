"""The constants that the screening uses, fitted to measured rows, as a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from selectivity.errors import DataError
from selectivity.screening.calibration.forward import TEMPERATURE
from selectivity.screening.calibration.hierarchy import (
    BETWEEN,
    CHANNELS,
    FIRST_CLASS,
    OF_ALL,
    OF_CHANNELS,
    SCALES,
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

    lines = _lines(model, materials)
    mean, covariance = posterior.moments()
    lift = np.stack([line.lift for line in lines])
    centre = lift @ mean
    joint = lift @ covariance @ lift.T + np.diag([line.own**2 for line in lines])
    spread = np.sqrt(np.diag(joint))
    correlation = joint / np.outer(spread, spread)
    before = lift @ model.prior[0]
    width = np.sqrt(lift**2 @ model.prior[1] ** 2 + [line.own**2 for line in lines])
    records = []
    for i, line in enumerate(lines):
        rows, papers = _count(model, line.material)
        records.append(
            {
                "constant": line.constant,
                "material_class": line.material,
                "median": np.exp(centre[i]),
                "log_spread": spread[i],
                "lower_90": np.exp(centre[i] - INTERVAL * spread[i]),
                "upper_90": np.exp(centre[i] + INTERVAL * spread[i]),
                "prior_median": np.exp(before[i]),
                "prior_log_spread": width[i],
                "rows": rows,
                "papers": papers,
                "effective_samples": posterior.effective,
                "data_version": data_version,
                "correlations": " ".join(f"{x:.{DIGITS}f}" for x in correlation[i, :i]),
                "source": "selectivity2026",
                "kind": "fitted",
                "note": "" if rows else "no row of the class: what the others share",
            }
        )
    return pd.DataFrame(records)


@dataclass(frozen=True)
class _Line:
    """A constant of a class: its logarithm is ``lift`` times the parameters, and an own spread."""

    constant: str
    material: str
    lift: np.ndarray
    own: float = 0.0


def _lines(model: Hierarchy, materials: tuple[str, ...]) -> list[_Line]:
    unit = np.eye(len(model.prior[0]))
    found = [_Line(name, EVERY_CLASS, unit[i]) for i, name in enumerate(SCALES)]
    wet = unit[list(SCALES).index("permittivity_scale")] + unit[OF_CHANNELS]
    found += [_Line("permittivity_scale", name, wet) for name in materials if name in CHANNELS]
    for name in materials:
        if name in model.classes:
            lift = unit[OF_ALL] + unit[FIRST_CLASS + model.classes.index(name)]
            found.append(_Line("hydration_unreplaced", name, lift))
        else:
            found.append(_Line("hydration_unreplaced", name, unit[OF_ALL], BETWEEN))
    return found


def _count(model: Hierarchy, material: str) -> tuple[int, int]:
    """Rows and papers of a class, or of all."""
    here = np.ones(model.rows.n_rows, dtype=bool)
    if material != EVERY_CLASS:
        here = np.array([model.classes[i] == material for i in model.of_row], dtype=bool)
    papers = {name for name, used in zip(model.rows.paper, here, strict=True) if used}
    return int(here.sum()), len(papers)
