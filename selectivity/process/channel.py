"""Mass transfer and pressure drop along a feed channel, by named correlations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from selectivity.domain.water import viscosity_patek

WATER_DENSITY: Final = 997.05
"""At 298.15 K; crc2014. Salt is left out. [kg/m³]"""
_SPACER_SURFACE: Final = 8.0
"""Surface of a spacer per its volume, times the channel height; Schock & Miquel 1987. [-]"""


@dataclass(frozen=True)
class Channel:
    """A flat feed channel between two membranes.

    Attributes
    ----------
    height : float
        [m]
    porosity : float
        Share of the channel that the spacer leaves open; 1 for an open channel. [-]
    length : float
        Of one element; the entrance length of ``leveque``. [m]
    velocity : float
        At the inlet, in the open share. [m/s]
    """

    height: float
    porosity: float
    length: float
    velocity: float

    @property
    def hydraulic_diameter(self) -> float:
        """4 × open volume over wetted surface. [m]"""
        wetted = 2 / self.height + (1 - self.porosity) * _SPACER_SURFACE / self.height
        return 4 * self.porosity / wetted


class Flow(NamedTuple):
    """Dimensionless numbers: Re, Sc and d_h over the length."""

    reynolds: np.ndarray
    schmidt: float | np.ndarray
    aspect: float


def _spacer(flow: Flow) -> np.ndarray:
    """Schock & Miquel (1987): Sh = 0.065 Re^0.875 Sc^0.25."""
    return 0.065 * flow.reynolds**0.875 * flow.schmidt**0.25


def _leveque(flow: Flow) -> np.ndarray:
    """Laminar, developing, mean over the length: Sh = 1.85 (Re Sc d_h/L)^(1/3)."""
    return 1.85 * np.cbrt(flow.reynolds * flow.schmidt * flow.aspect)


def _turbulent(flow: Flow) -> np.ndarray:
    """Deissler, smooth channel: Sh = 0.023 Re^0.875 Sc^0.25."""
    return 0.023 * flow.reynolds**0.875 * flow.schmidt**0.25


SHERWOOD: Final[dict[str, Callable[[Flow], np.ndarray]]] = {
    "schock1987": _spacer,
    "leveque": _leveque,
    "deissler": _turbulent,
}
"""Named correlations of the mass-transfer coefficient."""


def _flow(
    channel: Channel, velocity: np.ndarray, diffusivity: float | np.ndarray, temperature: float
) -> Flow:
    kinematic = viscosity_patek(temperature) / WATER_DENSITY
    diameter = channel.hydraulic_diameter
    return Flow(velocity * diameter / kinematic, kinematic / diffusivity, diameter / channel.length)


def mass_transfer(
    name: str,
    channel: Channel,
    velocity: np.ndarray,
    diffusivity: float | np.ndarray,
    temperature: float,
) -> np.ndarray:
    """Mass-transfer coefficient k_cp.

    Parameters
    ----------
    name : str
        Key of ``SHERWOOD``.
    channel : Channel
    velocity : ndarray
        [m/s]
    diffusivity : float or ndarray
        Of the salt. [m²/s]
    temperature : float
        [K]

    Returns
    -------
    ndarray
        [m/s]

    References
    ----------
    schock1987
    """
    sherwood = SHERWOOD[name](_flow(channel, velocity, diffusivity, temperature))
    return sherwood * diffusivity / channel.hydraulic_diameter


def pressure_gradient(channel: Channel, velocity: np.ndarray, temperature: float) -> np.ndarray:
    """Pressure lost per length: λ ρ u²/(2 d_h), λ = 6.23 Re^-0.3 with spacer, else 24·4/Re.

    Parameters
    ----------
    channel : Channel
    velocity : ndarray
        [m/s]
    temperature : float
        [K]

    Returns
    -------
    ndarray
        [Pa/m]

    References
    ----------
    schock1987
    """
    reynolds = _flow(channel, velocity, 1.0, temperature).reynolds
    factor = 6.23 * reynolds**-0.3 if channel.porosity < 1 else 96.0 / reynolds
    return factor * WATER_DENSITY * velocity**2 / (2 * channel.hydraulic_diameter)


def length_per_area(channel: Channel) -> float:
    """Length of channel per membrane area and feed flow; both walls are membranes. [m/s]"""
    return channel.height * channel.porosity * channel.velocity / 2
