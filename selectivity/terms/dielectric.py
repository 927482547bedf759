"""Dielectric dehydration: confined water solvates less than bulk water (theory 1.4)."""

from __future__ import annotations

import numpy as np

from selectivity.constants import BORN_PREFACTOR
from selectivity.domain.ions import Ions
from selectivity.domain.options import ModelOptions
from selectivity.errors import ModelError
from selectivity.terms.base import CONTINUUM, INNER_SHELLS, Surroundings, Term

BORN_RADII = ("hydrated", "bare", "cavity", "stokes")

LAYER_THICKNESS = 0.28e-9
"""Thickness of the layer of oriented water at the wall (bandini2003). [m]"""

LAYER_PERMITTIVITY = 31.0
"""Relative permittivity of that layer (bandini2003). [-]"""


def born_free_energy(
    charge: np.ndarray,
    radius: np.ndarray,
    pore_permittivity: np.ndarray,
    water_permittivity: float,
) -> np.ndarray:
    """Born energy of moving an ion from bulk water into confined water.

    Parameters
    ----------
    charge : ndarray
        z, signed. [-]
    radius : ndarray
        Born radius. [m]
    pore_permittivity : ndarray
        ε_p. [-]
    water_permittivity : float
        ε_w. [-]

    Returns
    -------
    ndarray
        (z²e²N_A/8πε0 r)(1/ε_p - 1/ε_w); negative for ε_p > ε_w. [J/mol]
    """
    return (charge**2 * BORN_PREFACTOR / radius) * (
        1.0 / pore_permittivity - 1.0 / water_permittivity
    )


def confined_permittivity_bandini(
    size: np.ndarray,
    is_slit: np.ndarray,
    water_permittivity: float,
    thickness: float | np.ndarray = LAYER_THICKNESS,
    layer_permittivity: float | np.ndarray = LAYER_PERMITTIVITY,
) -> np.ndarray:
    """Mean permittivity of a pore whose wall carries one layer of oriented water.

    Parameters
    ----------
    size : ndarray
        Pore radius, or half the free gap of a slit. [m]
    is_slit : ndarray of bool
        True for a slit.
    water_permittivity : float
        ε_w. [-]
    thickness : float or ndarray
        d of the layer. [m]
    layer_permittivity : float or ndarray
        ε_s of the layer. [-]

    Returns
    -------
    ndarray
        Between ε_s and ε_w. [-]

    Notes
    -----
    Image forces are left out.

    References
    ----------
    bandini2003
    """
    share = np.minimum(thickness / size, 1.0)
    layer_share = np.where(is_slit, share, 2.0 * share - share**2)
    return water_permittivity - (water_permittivity - layer_permittivity) * layer_share


def cavity_radius(ions: Ions, water_permittivity: float) -> np.ndarray:
    """Radius at which Born's equation returns the tabulated hydration energy. [m]"""
    born = ions.charge**2 * BORN_PREFACTOR * (1.0 - 1.0 / water_permittivity)
    return born / np.abs(ions.hydration_gibbs)


def _born_radius(ions: Ions, surroundings: Surroundings) -> np.ndarray:
    """The radius that ``options.born_radius`` names. [m]"""
    choice = surroundings.options.born_radius
    if choice == "hydrated":
        return surroundings.hydration.outer_radius
    if choice == "bare":
        return ions.bare_radius
    if choice == "stokes":
        return ions.stokes_radius
    if choice == "cavity":
        return cavity_radius(ions, surroundings.water_permittivity)
    raise ModelError(f"born_radius: found {choice!r}; allowed: {BORN_RADII}; choose one")


def _energy(ions: Ions, surroundings: Surroundings, temperature: float) -> np.ndarray:
    """Born difference; the temperature acts through ε_w. [J/mol]"""
    return born_free_energy(
        ions.charge,
        _born_radius(ions, surroundings),
        surroundings.region.permittivity,
        surroundings.water_permittivity,
    )


def _covers(options: ModelOptions) -> frozenset[str]:
    """At the hydrated radius only the continuum outside; at a smaller one the shells too."""
    if options.born_radius == "hydrated":
        return frozenset({CONTINUUM})
    return frozenset({CONTINUUM, INNER_SHELLS})


DIELECTRIC = Term("dielectric", _energy, _covers)
