"""Steric exclusion: what a wall takes from the centres of ions of finite size (theory 1.1)."""

from __future__ import annotations

import numpy as np

from selectivity.constants import thermal_energy
from selectivity.domain.ions import Ions
from selectivity.domain.options import ModelOptions
from selectivity.errors import ModelError
from selectivity.terms.base import EXCLUDED_VOLUME, SHELL_VOLUME, Surroundings, Term

RADIUS_MODELS = ("retained", "stokes")


def steric_partition(ratio: np.ndarray, is_slit: np.ndarray) -> np.ndarray:
    """Share of the pore section open to the centre of a sphere.

    Parameters
    ----------
    ratio : ndarray
        λ = ion radius over pore radius or half gap, >= 0. [-]
    is_slit : ndarray of bool
        True for a slit; broadcasts with ``ratio``.

    Returns
    -------
    ndarray
        (1 - λ)² in a cylinder, 1 - λ in a slit, exactly 0 for λ >= 1. [-]

    References
    ----------
    dechadilok2006
    """
    gap = np.maximum(1.0 - ratio, 0.0)
    return np.where(is_slit, gap, gap * gap)


def steric_free_energy(ratio: np.ndarray, is_slit: np.ndarray, temperature: float) -> np.ndarray:
    """Free energy of steric exclusion, -RT ln Φ; ``inf`` for λ >= 1.

    Parameters
    ----------
    ratio : ndarray
        λ. [-]
    is_slit : ndarray of bool
        True for a slit.
    temperature : float
        [K]

    Returns
    -------
    ndarray
        >= 0. [J/mol]
    """
    partition = steric_partition(ratio, is_slit)
    barrier = np.full_like(partition, np.inf)
    np.log(partition, out=barrier, where=partition > 0)
    barrier *= -thermal_energy(temperature)
    return np.abs(barrier)


def radius_in_channel(ions: Ions, mean_intact: np.ndarray, model: str) -> np.ndarray:
    """Radius that an ion has inside the channel.

    ``retained``: r_bare + (max(r_Stokes, r_bare) - r_bare) f̄, so that an ion shrinks as it sheds
    water; ``stokes``: the rigid Stokes radius (never below the bare one).

    Parameters
    ----------
    ions : Ions
    mean_intact : ndarray
        f̄ of ``hydration_state``. [-]
    model : str
        One of ``RADIUS_MODELS``.

    Returns
    -------
    ndarray
        [m]

    Raises
    ------
    ModelError
        For any other model.
    """
    if model not in RADIUS_MODELS:
        raise ModelError(
            f"channel_radius_model: found {model!r}; allowed: {RADIUS_MODELS}; choose one"
        )
    hydrodynamic = np.maximum(ions.stokes_radius, ions.bare_radius)
    if model == "stokes":
        return hydrodynamic + 0.0 * mean_intact
    return ions.bare_radius + (hydrodynamic - ions.bare_radius) * mean_intact


def _energy(ions: Ions, surroundings: Surroundings, temperature: float) -> np.ndarray:
    """Steric free energy of the radius in the channel. [J/mol]"""
    return steric_free_energy(surroundings.ratio, surroundings.region.is_slit, temperature)


def _covers(options: ModelOptions) -> frozenset[str]:
    """A rigid Stokes radius also excludes the volume that dehydration pays for."""
    if options.channel_radius_model == "stokes":
        return frozenset({EXCLUDED_VOLUME, SHELL_VOLUME})
    return frozenset({EXCLUDED_VOLUME})


STERIC = Term("steric", _energy, _covers)
