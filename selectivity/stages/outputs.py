"""Outputs of the three-stage model that follow from the solved regions."""

from __future__ import annotations

import numpy as np

from selectivity.constants import WATER_RADIUS, thermal_energy, thermal_voltage
from selectivity.stages.charge import debye_length, isoelectric_point, stern_thickness
from selectivity.stages.composition import centre_problem
from selectivity.stages.entry import RegionState
from selectivity.stages.layout import divide
from selectivity.stages.prepare import Case


def energies(
    case: Case, interior: RegionState, mouth: RegionState
) -> dict[str, dict[str, np.ndarray]]:
    """Every term by region, Donnan and binding beside them. [J/mol]"""
    inner = _region_energies(case, interior)
    return {
        "interior": inner,
        "mouth": inner if mouth is interior else _region_energies(case, mouth),
    }


def _region_energies(case: Case, state: RegionState) -> dict[str, np.ndarray]:
    """Terms of one region at the median size. [J/mol]"""
    centre, donnan = case.centre, state.donnan
    energy = thermal_energy(case.feed.temperature)
    charge, potential = case.ions.charge[centre], donnan.potential[centre]
    terms = {name: value[centre] for name, value in state.energies.items()}
    terms["donnan"] = charge * potential * energy
    content, bound = donnan.concentration[centre], donnan.bound[centre]
    terms["binding"] = -energy * np.log1p(divide(bound, content, 0.0))
    return terms


def potential(case: Case, state: RegionState) -> np.ndarray:
    """Donnan potential at the median size, pore minus solution. (..., 1) [V]"""
    return state.donnan.potential[case.centre] * thermal_voltage(case.feed.temperature)


def charge_outputs(case: Case, interior: RegionState) -> dict[str, object]:
    """Isoelectric point, permselectivity, Debye and Stern lengths with their overlap flags."""
    centre, donnan = case.centre, interior.donnan
    charge, size = case.ions.charge[centre], case.channels.interior.size[centre]
    content, effective = donnan.concentration[centre], donnan.effective_charge[centre]
    length = debye_length(
        case.concentration[centre], charge, case.feed.water_permittivity, case.feed.temperature
    )
    stern = stern_thickness(
        case.channels.stern_thickness[centre],
        case.ions.hydrated_radius[centre],
        charge * content,
        effective,
    )
    strength = interior.problem.strength[centre]
    return {
        "isoelectric_point": isoelectric_point(centre_problem(interior.problem, centre))[0],
        "permselectivity_prefactor": differential_permselectivity(content, charge, effective),
        "finite_charge_correction": _first_order_loss(strength, charge, effective),
        "debye_length": length,
        "debye_overlap": length >= size,
        "stern_thickness": stern,
        "stern_overlap": stern >= size,
    }


def differential_permselectivity(
    concentration: np.ndarray, charge: np.ndarray, effective_charge: np.ndarray
) -> np.ndarray:
    """Prefactor of [B] 38 for two solutions of one composition that differ little in strength.

    dΔϕ_D/d ln c = -X_eff/Σ z²c_m, over the 1/z_ct of a membrane that blocks its co-ions; z_ct is
    the mean valence of the counter-ions by the charge that they carry. For a 1:1 salt
    |X|/√(X² + (2Φc)²).

    Parameters
    ----------
    concentration : ndarray (..., n_ions)
        In-pore. [mol/m³]
    charge : ndarray (..., n_ions)
        z. [-]
    effective_charge : ndarray (..., 1)
        [mol/m³]

    Returns
    -------
    ndarray (..., 1)
        1 for an ideal membrane, 0 for an uncharged one. [-]

    References
    ----------
    biesheuvel2022
    """
    moles = charge * concentration
    counter = np.maximum(-np.sign(effective_charge) * moles, 0.0)
    carried = np.sum(counter, axis=-1, keepdims=True)
    squared = np.sum(np.abs(charge) * counter, axis=-1, keepdims=True)
    all_squared = np.sum(charge * moles, axis=-1, keepdims=True)
    valence = divide(squared, carried, 0.0)
    return valence * divide(np.abs(effective_charge), all_squared, 0.0)


def _first_order_loss(
    strength: np.ndarray, charge: np.ndarray, effective_charge: np.ndarray
) -> np.ndarray:
    """2 (Φc)²/X², with Φc the geometric mean of cation and anion charge. (..., 1) [-]"""
    moles = charge * strength
    cations = np.sum(np.maximum(moles, 0.0), axis=-1, keepdims=True)
    anions = np.sum(np.maximum(-moles, 0.0), axis=-1, keepdims=True)
    return divide(2.0 * cations * anions, effective_charge**2, np.inf)


def size_outputs(case: Case, interior: RegionState) -> dict[str, object]:
    """Size regime (theory 1.2), radius in the channel and the flags that belong to it."""
    centre, ions = case.centre, case.ions
    bare, hydrated = ions.bare_radius[centre], ions.hydrated_radius[centre]
    size = case.channels.interior.size[centre]
    regime = (size > bare).astype(np.int8)
    regime += size > 0.5 * (bare + hydrated)
    regime += size > hydrated
    return {
        "size_regime": regime,
        "radius_in_channel": interior.hydration.radius_in_channel[centre],
        "solute_pore_ratio": interior.ratio[centre],
        "intact_hydration": interior.hydration.mean_intact[centre],
        "weakly_hydrated": hydrated - bare < WATER_RADIUS,
        "extrapolated": interior.extrapolated[centre],
    }


def salt_permeance(
    cation: np.ndarray, anion: np.ndarray, cation_charge: np.ndarray, anion_charge: np.ndarray
) -> np.ndarray:
    """Permeance of a binary salt at zero current, (z₊ + |z₋|) P₊P₋/(z₊P₊ + |z₋|P₋).

    Parameters
    ----------
    cation, anion : ndarray
        Ion permeabilities. [m/s]
    cation_charge, anion_charge : ndarray
        Signed; swapping the two ions gives the same number. [-]

    Returns
    -------
    ndarray
        0 where either ion is excluded. [m/s]
    """
    first, second = np.abs(cation_charge), np.abs(anion_charge)
    numerator = (first + second) * cation * anion
    return divide(numerator, first * cation + second * anion, 0.0)


def salt_outputs(case: Case, permeability: np.ndarray) -> dict[str, object]:
    """Zero-current permeance of each ion with the main ion of opposite charge in the feed."""
    charge = case.ion_charge
    carried = charge * case.concentration.reshape(-1, len(charge)).mean(axis=0)
    partner = np.where(charge > 0, np.argmin(carried), np.argmax(carried))
    permeance = salt_permeance(permeability, permeability[..., partner], charge, charge[partner])
    names = tuple(np.asarray(case.ions.names)[partner])
    return {"salt_permeance": permeance, "salt_partner": names}
