"""Potential of mean force from an unbiased run: where the ions were, over where they could be."""

from __future__ import annotations

import numpy as np

from selectivity.constants import thermal_energy
from selectivity.md.blocks import halves
from selectivity.md.verdict import Estimate


def unbiased_profile(
    visits: np.ndarray, region: np.ndarray, temperature: float
) -> tuple[Estimate, np.ndarray]:
    """W(z) = −RT ln(visits per bin over their mean in the bulk region).

    Parameters
    ----------
    visits : ndarray of shape (n_z, n_blocks)
        Frames times ions.
    region : ndarray of bool of shape (n_z,)
        Bulk.
    temperature : float
        [K]

    Returns
    -------
    profile : Estimate
        Of shape (n_z,), per length of channel: the area is that of the box everywhere. [J/mol]
    empty : ndarray of bool of shape (n_z,)
        Bins that were never visited: the value is a lower bound, that of one visit; its error is
        NaN.
    """
    thermal = thermal_energy(temperature)
    total = visits.sum(axis=1)
    empty = total == 0
    value = thermal * _minus_log(np.maximum(total, 1.0), region, total)
    first, second = (thermal * _minus_log(half, region, half) for half in halves(visits))
    left_out = np.array(
        [thermal * _minus_log(total - visits[:, b], region, total - visits[:, b])
         for b in range(visits.shape[1])]
    )  # fmt: skip
    blocks = len(left_out)
    with np.errstate(invalid="ignore"):
        spread = ((left_out - left_out.mean(axis=0)) ** 2).sum(axis=0)
    error = np.sqrt(spread * (blocks - 1) / blocks)
    # The number of visits that would have this error if they were independent.
    with np.errstate(divide="ignore", invalid="ignore"):
        independent = np.where(error > 0, (thermal / error) ** 2, total)
    independent = np.where(np.isnan(error), np.minimum(total, 1), np.minimum(independent, total))
    return Estimate(value, np.where(empty, np.nan, error), independent, first, second), empty


def _minus_log(count: np.ndarray, region: np.ndarray, bulk: np.ndarray) -> np.ndarray:
    mean = bulk[region].mean() if np.any(region) else 0.0
    if mean == 0:
        return np.full(len(count), np.nan)
    return np.where(count > 0, -np.log(np.maximum(count, 1e-300) / mean), np.nan)
