"""Charge of the walls in local equilibrium, and the Donnan equilibrium with a solution."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from selectivity.transport.stack import WallGroups

_LARGEST_STEP: Final = 4.0  # in RT/F; keeps exp() of a step far from overflow
_MOST_STEPS: Final = 80
_ENOUGH: Final = 1e-7  # quadratic: the step after this one is below _TOLERANCE
_LEAST: Final = 1e-200  # mol/m³; an ion that is absent from a point has a slope there too


class WallCharge(NamedTuple):
    """Charge of groups with what is bound to them, Σ (s C_s + q_H) + Σ z_j q_j, and its slopes.

    ``density`` [mol/m³] has the shape of one concentration; ``per_concentration`` is the slope
    against each c_i at constant proton concentration, ``per_log_proton`` against ln c_H.
    """

    density: np.ndarray
    per_concentration: np.ndarray
    per_log_proton: np.ndarray


class Equilibrium(NamedTuple):
    """Donnan equilibrium of a charged layer with a virtual solution.

    ``potential`` Δ is inside minus outside [-], ``concentration`` c = Φ v exp(−zΔ) [mol/m³],
    ``slope`` ζ with dΔ = Σ ζ_i d ln v_i.
    """

    potential: np.ndarray
    concentration: np.ndarray
    slope: np.ndarray


def wall_charge(
    charge: np.ndarray, concentration: np.ndarray, proton: np.ndarray, groups: WallGroups
) -> WallCharge:
    """Charge of the groups by competitive binding of ions and protons (theory 1.5).

    One form covers all three kinds: a site holds nothing (weight b; 0 for a quaternary group),
    a cation (K c), a proton (y = c_H/K_a; 1 for a quaternary group) or a proton with an anion
    (y K c).

    Parameters
    ----------
    charge : ndarray of shape (n_ions, ..., n_cases)
        z_i. [-]
    concentration : ndarray of shape (n_ions, ..., n_elements, n_cases)
        c_i in the pore. [mol/m³]
    proton : ndarray of shape (..., n_elements, n_cases)
        c_H in the pore. [mol/m³]
    groups : WallGroups

    Returns
    -------
    WallCharge

    References
    ----------
    theory.md 1.5
    """
    total = np.zeros_like(proton)
    per_ion = np.zeros_like(concentration)
    per_proton = np.zeros_like(proton)
    middle = (1,) * (concentration.ndim - 2)
    for group, sites in enumerate(groups.site_density):
        own = float(groups.charge[group, 0, 0])
        constant = groups.acid_constant[group]
        titrates = float(np.isfinite(constant[0, 0]))
        protonated = proton / constant if titrates else np.ones_like(proton)
        binding = groups.association[group].reshape(len(charge), *middle, -1)
        cation = np.where((charge > 0) & (own <= 0), binding, 0.0)
        anion = np.where((charge < 0) & (own >= 0), binding, 0.0)
        with_anion = 1 + np.sum(anion * concentration, axis=0)
        held = protonated * with_anion
        states = held + titrates + np.sum(cation * concentration, axis=0)
        bound = np.sum(charge * (cation + protonated * anion) * concentration, axis=0)
        mean = (own * states + titrates * held + bound) / states
        by_ion = cation + protonated * anion
        carried = own * by_ion + titrates * protonated * anion + charge * by_ion
        anions = protonated * np.sum(charge * anion * concentration, axis=0)
        total += sites * mean
        per_ion += sites * (carried - mean * by_ion) / states
        per_proton += sites * titrates * ((own + titrates - mean) * held + anions) / states
    return WallCharge(total, per_ion, per_proton)


def _proton(
    concentration: np.ndarray, potential: np.ndarray, groups: WallGroups, is_proton: np.ndarray
) -> np.ndarray:
    """Local c_H: that of the ion H⁺, or the bath's by the local Donnan potential."""
    own = np.sum(is_proton * concentration, axis=0)
    return np.where(np.isnan(groups.bath_proton), own, groups.bath_proton * np.exp(-potential))


def local_charge(
    charge: np.ndarray, concentration: np.ndarray, partition: np.ndarray, groups: WallGroups
) -> tuple[np.ndarray, np.ndarray]:
    """Charge of the walls inside a layer, and its slope against each concentration.

    Parameters
    ----------
    charge : ndarray of shape (n_ions, 1, 1, n_cases)
    concentration : ndarray of shape (n_ions, n_stages, n_elements, n_cases)
        [mol/m³]
    partition : ndarray of shape (n_ions, 1, n_elements, n_cases)
    groups : WallGroups

    Returns
    -------
    tuple of ndarray
        Density [mol/m³] and slope [-], the pH of the bath held and its Donnan potential followed.
    """
    concentration = np.maximum(concentration, _LEAST)
    none = np.zeros(concentration.shape[1:])
    virtual = donnan(-charge, concentration / partition, none, None)
    is_proton = groups.is_proton[:, None, None]
    proton = _proton(concentration, virtual.potential, groups, is_proton)
    wall = wall_charge(charge, concentration, proton, groups)
    weight = charge * virtual.concentration
    shift = weight / (concentration * np.sum(charge * weight, axis=0))
    follows = np.where(np.isnan(groups.bath_proton), is_proton / concentration, shift)
    return wall.density, wall.per_concentration + wall.per_log_proton * follows


def _first_guess(charge: np.ndarray, outside: np.ndarray, fixed: np.ndarray) -> np.ndarray:
    """Donnan potential as if all ions were monovalent."""
    cations = np.sum(np.maximum(charge, 0) * outside, axis=0)
    anions = np.sum(np.maximum(-charge, 0) * outside, axis=0)
    root = np.sqrt(fixed**2 + 4 * cations * anions) + np.abs(fixed)
    facing = np.where(fixed < 0, cations, anions)
    safe = np.where((root > 0) & (facing > 0), root / (2 * np.where(facing > 0, facing, 1)), 1)
    return np.where(fixed < 0, -1.0, 1.0) * np.log(np.where(safe > 0, safe, 1))


def donnan(
    charge: np.ndarray,
    outside: np.ndarray,
    fixed: np.ndarray,
    groups: WallGroups | None,
    start: np.ndarray | None = None,
) -> Equilibrium:
    """Donnan equilibrium Σ z_i (Φ_i v_i exp(−z_i Δ) + q_i) + X = 0.

    Newton's method on the logarithm of positive over negative charge, whose slope never vanishes.

    Parameters
    ----------
    charge : ndarray of shape (n_ions, 1, n_cases)
        z_i. [-]
    outside : ndarray of shape (n_ions, n_elements, n_cases)
        Φ_i v_i. [mol/m³]
    fixed : ndarray of shape (n_elements, n_cases)
        X of the charge that does not depend on the solution. [mol/m³]
    groups : WallGroups or None
        Charge that does.
    start : ndarray of shape (n_elements, n_cases), optional
        First guess of Δ. [-]

    Returns
    -------
    Equilibrium
        Δ = 0 where a case has neither charged solutes nor charge.
    """
    positive, negative = np.maximum(charge, 0), np.maximum(-charge, 0)
    potential = _first_guess(charge, outside, fixed) if start is None else start
    shift = 0.0 if groups is None else np.sum(groups.site_density, 0) * np.max(np.abs(charge))
    for _ in range(_MOST_STEPS):
        inside = outside * np.exp(-charge * potential)
        plus, minus = positive * inside, negative * inside
        above = np.sum(plus, axis=0) + np.maximum(fixed, 0) + shift
        below = np.sum(minus, axis=0) + np.maximum(-fixed, 0) + shift
        fall_above, fall_below = np.sum(charge * plus, axis=0), -np.sum(charge * minus, axis=0)
        if groups is not None:
            wall, fall = _wall_at(charge, inside, potential, groups)
            above, fall_above = above + wall, fall_above + fall
        none = (above <= 0) | (below <= 0)
        above, below = np.where(none, 1, above), np.where(none, 1, below)
        slope = fall_above / above + fall_below / below
        step = np.log(above / below) / np.where(slope > 0, slope, 1)
        potential = potential + np.clip(step, -_LARGEST_STEP, _LARGEST_STEP)
        largest = np.max(np.abs(step), initial=0.0)
        if not largest > _ENOUGH:
            break
    return _equilibrium(charge, outside, potential, groups)


def _wall_at(
    charge: np.ndarray, inside: np.ndarray, potential: np.ndarray, groups: WallGroups
) -> tuple[np.ndarray, np.ndarray]:
    """Charge of the groups, and how much it falls with the Donnan potential."""
    is_proton = groups.is_proton[:, None]
    proton = _proton(inside, potential, groups, is_proton)
    wall = wall_charge(charge, inside, proton, groups)
    ions = np.sum(charge * inside * wall.per_concentration, axis=0)
    return wall.density, ions + wall.per_log_proton


def _equilibrium(
    charge: np.ndarray, outside: np.ndarray, potential: np.ndarray, groups: WallGroups | None
) -> Equilibrium:
    inside = outside * np.exp(-charge * potential)
    weight = charge * inside
    proton_fall = np.zeros_like(potential)
    if groups is not None:
        is_proton = groups.is_proton[:, None]
        proton = _proton(inside, potential, groups, is_proton)
        wall = wall_charge(charge, inside, proton, groups)
        bath = ~np.isnan(groups.bath_proton)
        weight = weight + inside * wall.per_concentration
        weight = weight + np.where(bath, 0, is_proton * wall.per_log_proton)
        proton_fall = np.where(bath, wall.per_log_proton, 0.0)
    total = np.sum(charge * weight, axis=0) + proton_fall
    return Equilibrium(potential, inside, weight / np.where(total > 0, total, 1))


def neutralise(charge: np.ndarray, concentration: np.ndarray) -> np.ndarray:
    """Concentrations shifted by a potential to electroneutrality, c exp(−zΔ). [mol/m³]

    Parameters
    ----------
    charge : ndarray of shape (n_ions, 1, n_cases)
    concentration : ndarray of shape (n_ions, n_nodes, n_cases)
        [mol/m³]
    """
    zero = np.zeros(concentration.shape[1:])
    return donnan(charge, concentration, zero, None, zero).concentration
