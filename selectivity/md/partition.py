"""Partition coefficient of a channel from its profile, areas included."""

from __future__ import annotations

import numpy as np

from selectivity.constants import thermal_energy
from selectivity.md.verdict import Estimate


def partition_coefficient(
    share: np.ndarray, profile: Estimate, areas: tuple[float, float], temperature: float
) -> Estimate:
    """Mean concentration in the channel over that in bulk.

    Φ = (A_bulk/A_pore) mean exp(−W/RT) over the channel, because W counts ions per length.

    Parameters
    ----------
    share : ndarray of shape (n,)
        Of each bin between the mouths. [-]
    profile : Estimate
        W, zero in bulk. [J/mol]
    areas : tuple of float
        Open to the ion in bulk, and of the pore to its wall's van der Waals surface. [m²]
    temperature : float
        [K]

    Returns
    -------
    Estimate
        Scalar; the error takes the profile's errors as fully correlated. [-]
    """
    inside = share > 0
    ratio = areas[0] / areas[1]
    thermal = thermal_energy(temperature)

    def mean(energy: np.ndarray) -> float:
        if not np.any(inside):
            return float("nan")
        return ratio * float(np.average(np.exp(-energy[inside] / thermal), weights=share[inside]))

    weight = share[inside] * np.exp(-profile.value[inside] / thermal)
    relative = np.sum(weight * profile.error[inside]) / np.sum(weight) / thermal
    value = mean(profile.value)
    return Estimate(
        np.asarray(value),
        np.asarray(value * relative),
        np.asarray(profile.n_effective[inside].min(initial=np.inf)),
        np.asarray(mean(profile.first)),
        np.asarray(mean(profile.second)),
    )


def area_corrected(
    profile: Estimate, areas: tuple[np.ndarray, np.ndarray], temperature: float
) -> Estimate:
    """W per concentration rather than per length: W + RT ln(A(z)/A_bulk).

    Parameters
    ----------
    profile : Estimate
        [J/mol]
    areas : tuple of ndarray
        A_bulk and A(z), broadcastable with the profile. [m²]
    temperature : float
        [K]
    """
    shift = thermal_energy(temperature) * np.log(areas[1] / areas[0])
    return Estimate(
        profile.value + shift,
        profile.error,
        profile.n_effective,
        profile.first + shift,
        profile.second + shift,
    )
