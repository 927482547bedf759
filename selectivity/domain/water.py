"""Properties of bulk liquid water against temperature, at 0.1 MPa, by named correlations."""

from __future__ import annotations

from typing import Final

import numpy as np

from selectivity.constants import REFERENCE_TEMPERATURE
from selectivity.errors import OutOfRangeError

ZERO_CELSIUS: Final = 273.15  # K
PERMITTIVITY_RANGE: Final = (273.15, 373.15)
"""Range of Malmberg & Maryott. [K]"""
VISCOSITY_RANGE: Final = (253.15, 383.15)
"""Range of Pátek et al. [K]"""

_PERMITTIVITY: Final = (87.740, -0.40008, 9.398e-4, -1.410e-6)  # in powers of °C
_VISCOSITY: Final = ((280.68, -1.9), (511.45, -7.7), (61.131, -19.6), (0.45903, -40.0))  # µPa s
_VISCOSITY_TEMPERATURE: Final = 300.0  # K
_MICRO: Final = 1e-6


def _check_range(temperature: float, limits: tuple[float, float], name: str) -> None:
    low, high = limits
    if not low <= temperature <= high:
        raise OutOfRangeError(
            f"{name}: temperature {temperature:g} K; allowed: {low:g} to {high:g} K; "
            "choose a temperature inside the range of the correlation"
        )


def permittivity_malmberg(temperature: float) -> float:
    """Relative permittivity of bulk water.

    Parameters
    ----------
    temperature : float
        273.15 to 373.15. [K]

    Returns
    -------
    float
        78.30 at 298.15 K. Falls with temperature. [-]

    Raises
    ------
    OutOfRangeError
        Outside the range.

    References
    ----------
    malmberg1956
    """
    _check_range(temperature, PERMITTIVITY_RANGE, "permittivity_malmberg")
    return float(np.polynomial.polynomial.polyval(temperature - ZERO_CELSIUS, _PERMITTIVITY))


def viscosity_patek(temperature: float) -> float:
    """Dynamic viscosity of water.

    Parameters
    ----------
    temperature : float
        253.15 to 383.15. [K]

    Returns
    -------
    float
        8.900e-4 at 298.15 K. Falls with temperature. [Pa s]

    Raises
    ------
    OutOfRangeError
        Outside the range.

    References
    ----------
    patek2009
    """
    _check_range(temperature, VISCOSITY_RANGE, "viscosity_patek")
    reduced = temperature / _VISCOSITY_TEMPERATURE
    return _MICRO * sum(factor * reduced**power for factor, power in _VISCOSITY)


def diffusivity_at(
    diffusivity: np.ndarray | float, temperature: float, reference: float = REFERENCE_TEMPERATURE
) -> np.ndarray | float:
    """Diffusivity carried to another temperature by Stokes–Einstein, D ∝ T/η.

    Parameters
    ----------
    diffusivity : ndarray or float
        At the reference temperature. [m²/s]
    temperature, reference : float
        Wanted and tabulated temperature. [K]

    Returns
    -------
    ndarray or float
        Same shape; the Stokes radius stays. [m²/s]

    Raises
    ------
    OutOfRangeError
        Outside the range of the viscosity.
    """
    ratio = viscosity_patek(reference) / viscosity_patek(temperature)
    return diffusivity * (temperature / reference) * ratio
