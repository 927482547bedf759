"""Charge of the wall against pH, isoelectric point, double-layer overlap (theory 1.6, 1.7)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from selectivity.constants import FARADAY, VACUUM_PERMITTIVITY, thermal_energy
from selectivity.stages.binding import Sites, bound_concentration, group_charge, site_loading
from selectivity.stages.donnan import DonnanProblem, solve_donnan

PH_RANGE = (-2.0, 16.0)
"""Where an isoelectric point is looked for."""

PH_TOLERANCE = 1e-5
"""A last step below this leaves an error of its square."""

BRACKET_STEPS = 80


def effective_charge(
    sites: Sites,
    fixed_charge: np.ndarray,
    concentration: np.ndarray,
    proton_concentration: np.ndarray,
) -> np.ndarray:
    """X + Σ z_i q_i at a given in-pore composition, what a zeta potential sees.

    Parameters
    ----------
    sites : Sites
    fixed_charge : ndarray of shape (..., 1)
        Given charge beside the groups. [mol/m³]
    concentration : ndarray of shape (..., n_ions)
        In-pore. [mol/m³]
    proton_concentration : ndarray of shape (..., 1)
        In-pore. [mol/m³]

    Returns
    -------
    ndarray of shape (..., 1)
        [mol/m³]
    """
    loading = site_loading(sites, concentration, proton_concentration)
    bound = bound_concentration(sites, loading)
    own = fixed_charge + group_charge(sites, loading)
    return own + np.sum(sites.ion_charge * bound, axis=-1, keepdims=True)


def isoelectric_point(problem: DonnanProblem) -> np.ndarray:
    """pH of the feed at which X + Σ z_i q_i = 0.

    There the mobile ions alone are neutral, so the Donnan potential does not depend on the pH: it
    is solved once, then the charge of the groups is brought to zero by Ridders' rule in the pH.

    Parameters
    ----------
    problem : DonnanProblem
        Its proton concentration is not used.

    Returns
    -------
    ndarray of shape (..., 1)
        NaN where the charge does not change sign between pH -2 and 16, or where there are no
        groups. [-]
    """
    if problem.sites is None:
        return np.full_like(problem.strength[..., :1], np.nan)
    uncharged = DonnanProblem(
        problem.strength, problem.charge, 0.0 * problem.strength[..., :1], 0.0, None
    )
    neutral = solve_donnan(uncharged)

    charge_of = _protonation(problem.sites, neutral.concentration)

    def charge_at(ph: np.ndarray) -> np.ndarray:
        protons = 10.0 ** (3.0 - ph) * np.exp(-neutral.potential)
        return problem.fixed_charge + charge_of(protons)

    low, high = (np.full_like(neutral.potential, end) for end in PH_RANGE)
    return _ridders(charge_at, low, high)


def _protonation(sites: Sites, concentration: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    """Charge of sites and bound ions against the proton concentration alone, ions held.

    With one site per ion the charge of a group is s + (a + b h)/(c + d h), and the four sums are
    taken once.
    """
    if not sites.single:
        zero = np.zeros_like(concentration[..., :1])
        return lambda protons: effective_charge(sites, zero, concentration, protons)
    weight = sites.association * concentration[..., None, :]
    on_acid = weight * sites.on_protonated
    on_base = weight - on_acid
    below = 1.0 + np.sum(on_base, axis=-1, keepdims=True)
    below_h = 1.0 + np.sum(on_acid, axis=-1, keepdims=True)
    above = np.sum(on_base * sites.ion_charge, axis=-1, keepdims=True)
    above_h = below_h + np.sum(on_acid * sites.ion_charge, axis=-1, keepdims=True)

    def charge(protons: np.ndarray) -> np.ndarray:
        ratio = protons[..., None, :] * sites.proton_affinity
        share = sites.charge + (above + above_h * ratio) / (below + below_h * ratio)
        return np.sum(sites.density * share, axis=-2)

    return charge


def _ridders(
    function: Callable[[np.ndarray], np.ndarray], low: np.ndarray, high: np.ndarray
) -> np.ndarray:
    """Root between low and high by Ridders' rule, NaN without a change of sign."""
    at_low, at_high = function(low), function(high)
    bracketed = at_low * at_high < 0
    root = low
    for _ in range(BRACKET_STEPS):
        middle = 0.5 * (low + high)
        value = function(middle)
        scale = np.sqrt(np.maximum(value * value - at_low * at_high, np.finfo(float).tiny))
        new = middle + (middle - low) * np.sign(at_low - at_high) * value / scale
        new = np.clip(new, *PH_RANGE)
        at_new = function(new)
        moved, root = np.where(bracketed, np.abs(new - root), 0.0), new
        if np.max(moved, initial=0.0) < PH_TOLERANCE:
            break
        across, below = value * at_new < 0, at_low * at_new < 0
        kept = np.where(below, low, high), np.where(below, at_low, at_high)
        low, at_low = np.where(across, middle, kept[0]), np.where(across, value, kept[1])
        high, at_high = new, at_new
    return np.where(bracketed, root, np.nan)


def debye_length(
    concentration: np.ndarray, charge: np.ndarray, water_permittivity: float, temperature: float
) -> np.ndarray:
    """Debye length of the feed, √(ε_w ε0 RT / F² Σ z²c).

    Parameters
    ----------
    concentration : ndarray of shape (..., n_ions)
        [mol/m³]
    charge : ndarray
        z. [-]
    water_permittivity : float
        ε_w. [-]
    temperature : float
        [K]

    Returns
    -------
    ndarray of shape (..., 1)
        [m]
    """
    strength = np.sum(charge**2 * concentration, axis=-1, keepdims=True)
    energy = water_permittivity * VACUUM_PERMITTIVITY * thermal_energy(temperature)
    return np.sqrt(energy / (FARADAY**2 * strength))


def stern_thickness(
    given: np.ndarray, hydrated_radius: np.ndarray, charge_density: np.ndarray, charge: np.ndarray
) -> np.ndarray:
    """Stern thickness: the given one, or one hydrated counter-ion diameter.

    With several counter-ions the diameters are weighted by the charge that they carry in the pore.

    Parameters
    ----------
    given : ndarray of shape (..., 1)
        NaN selects the diameter. [m]
    hydrated_radius : ndarray of shape (..., n_ions)
        [m]
    charge_density : ndarray of shape (..., n_ions)
        z_i c_m,i. [mol/m³]
    charge : ndarray of shape (..., 1)
        Effective charge of the wall; 0 leaves no counter-ion. [mol/m³]

    Returns
    -------
    ndarray of shape (..., 1)
        0 where there is neither a value nor a counter-ion. [m]
    """
    counter = np.maximum(-np.sign(charge) * charge_density, 0.0)
    total = np.sum(counter, axis=-1, keepdims=True)
    diameter = 2.0 * np.sum(counter * hydrated_radius, axis=-1, keepdims=True)
    mean = np.divide(diameter, total, out=np.zeros_like(total), where=total > 0)
    return np.where(np.isnan(given), mean, given)
