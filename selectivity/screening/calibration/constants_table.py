"""Posterior of the constants of theory as a table: medians, intervals, correlations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from selectivity.screening.calibration.forward import CONSTANTS
from selectivity.screening.calibration.posterior import Physics, effective_samples
from selectivity.screening.calibration.prior import PRIORS

if TYPE_CHECKING:
    import pandas as pd

UNITS: Final = {"charge_shift": "mol/m³"}


def constants_table(samples: np.ndarray, physics: Physics, data_version: str) -> pd.DataFrame:
    """Prior and posterior of each constant.

    Parameters
    ----------
    samples : ndarray of shape (n_kept, n_constants)
        Kept samples.
    physics : Physics
        Their weights.
    data_version : str
        Of the measurements.

    Returns
    -------
    DataFrame
        ``constant, unit, prior_median, prior_spread, distribution, median, lower_90, upper_90,
        effective_samples, data_version`` and the correlation with each constant (of logarithms
        where the prior is lognormal).
    """
    import pandas as pd

    shown = np.stack([_line(samples[:, i], name) for i, name in enumerate(CONSTANTS)], axis=1)
    centred = shown - physics.weight @ shown
    spread = np.sqrt(physics.weight @ centred**2)
    covariance = (centred * physics.weight[:, None]).T @ centred
    scale = np.outer(spread, spread)
    correlation = covariance / np.where(scale > 0, scale, 1.0)
    records = []
    for i, name in enumerate(CONSTANTS):
        shape, median, prior_spread = PRIORS[name]
        low, middle, high = (
            _quantile(samples[:, i], physics.weight, level) for level in (0.05, 0.5, 0.95)
        )
        records.append(
            {
                "constant": name,
                "unit": UNITS.get(name, "-"),
                "distribution": shape,
                "prior_median": median,
                "prior_spread": prior_spread,
                "median": middle,
                "lower_90": low,
                "upper_90": high,
                "effective_samples": effective_samples(physics),
                "data_version": data_version,
            }
            | {f"correlation_{other}": correlation[i, j] for j, other in enumerate(CONSTANTS)}
        )
    return pd.DataFrame(records)


def _line(values: np.ndarray, name: str) -> np.ndarray:
    return values if PRIORS[name][0] == "normal" else np.log(values)


def _quantile(values: np.ndarray, weight: np.ndarray, level: float) -> float:
    order = np.argsort(values, kind="stable")
    place = (np.cumsum(weight[order]) - weight[order] / 2) / weight.sum()
    return float(np.interp(level, place, values[order]))
