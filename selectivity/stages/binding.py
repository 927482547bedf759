"""Competitive binding of ions and protons to functional groups (theory 1.5).

Every group has one site balance. With x the free share of its sites, h = c_H/K_a and w_i = K_i c_i
(times h^ν where an anion binds the protonated amine)::

    x (1 + h) + Σ ν_i w_i x^ν_i = 1,   q_i = C_s w_i x^ν_i,   q_H = C_s h x + Σ_protonated ν_i q_i

which is the competitive Langmuir isotherm for ν = 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from selectivity.domain.channels import Groups
from selectivity.errors import ModelError
from selectivity.stages.layout import ions_outermost

FREE_SHARE_STEPS = 200
"""Newton steps for ν ≠ 1; the residual is convex, so each step from x = 1 goes down."""


@dataclass(frozen=True)
class Sites:
    """Groups of one region, ready for the solver.

    Attributes
    ----------
    density : ndarray of shape (..., n_groups, 1)
        C_s. [mol/m³]
    charge : ndarray of shape (..., n_groups, 1)
        s, charge of the deprotonated group. [-]
    proton_affinity : ndarray of shape (..., n_groups, 1)
        1/K_a; 0 for a group without a proton. [m³/mol]
    association : ndarray of shape (..., n_groups, n_ions)
        K. [m³/mol]
    sites_per_ion : ndarray of shape (n_groups, n_ions)
        ν. [-]
    on_protonated : ndarray of shape (n_groups, n_ions)
        1.0 where an ion binds the protonated form (anions on amines), else 0.0.
    ion_charge : ndarray of shape (n_ions,)
        z. [-]
    single : bool
        All ν = 1.
    """

    density: np.ndarray
    charge: np.ndarray
    proton_affinity: np.ndarray
    association: np.ndarray
    sites_per_ion: np.ndarray
    on_protonated: np.ndarray
    ion_charge: np.ndarray
    single: bool


@dataclass(frozen=True)
class Loading:
    """Site shares at one composition; shapes (..., n_groups, 1) and (..., n_groups, n_ions).

    Attributes
    ----------
    free : ndarray
        x, deprotonated and unoccupied share. [-]
    protonated : ndarray
        h x, protonated and otherwise unoccupied share. [-]
    bound : ndarray
        q_i/C_s. [-]
    """

    free: np.ndarray
    protonated: np.ndarray
    bound: np.ndarray


def prepare_sites(
    groups: Groups,
    site_density: np.ndarray,
    ion_charge: np.ndarray,
    shape: tuple[int, ...],
    binding: bool,
) -> Sites | None:
    """Groups that occur, as arrays of the full shape; None where there is none.

    Parameters
    ----------
    groups : Groups
    site_density : ndarray of shape (..., n_groups)
        [mol/m³]
    ion_charge : ndarray of shape (n_ions,)
        [-]
    shape : tuple of int
        Shape of the candidates in front (paths, samples, candidates).
    binding : bool
        False keeps the protons and leaves ions unbound.

    Raises
    ------
    ModelError
        If an anion binds an acid or a cation a quaternary group.
    """
    occurs = (site_density > 0).reshape(-1, site_density.shape[-1]).any(axis=0)
    if not occurs.any():
        return None
    n_groups, n_ions = int(occurs.sum()), len(ion_charge)
    column, full = (*shape, n_groups, 1), (*shape, n_groups, n_ions)
    association = groups.association[..., occurs, :]
    _check_partners(groups, occurs, association, ion_charge)
    acid = np.nan_to_num(1.0 / groups.acid_constant[..., occurs], nan=0.0)
    amine = groups.charge[occurs][:, None] == 0
    return Sites(
        density=ions_outermost(site_density[..., occurs, None], column, 2),
        charge=ions_outermost(groups.charge[occurs][:, None], column, 2),
        proton_affinity=ions_outermost(acid[..., None], column, 2),
        association=ions_outermost(association * float(binding), full, 2),
        sites_per_ion=groups.sites_per_ion[occurs],
        on_protonated=(amine & (ion_charge < 0)).astype(float),
        ion_charge=np.asarray(ion_charge, dtype=float),
        single=bool(np.all(groups.sites_per_ion[occurs] == 1)),
    )


def _check_partners(
    groups: Groups, occurs: np.ndarray, association: np.ndarray, ion_charge: np.ndarray
) -> None:
    """Raise where a group binds ions of its own sign."""
    repelled = groups.charge[occurs][:, None] * ion_charge > 0
    wrong = np.any(repelled & (association > 0), axis=-1)
    wrong = wrong.reshape(-1, wrong.shape[-1]).any(axis=0)
    if wrong.any():
        names = ", ".join(np.asarray(groups.names)[occurs][wrong])
        raise ModelError(
            f"association constants of {names}: found one for an ion of the same sign; "
            "allowed: cations on acids, anions on quaternary groups, both on amines; remove it"
        )


def site_loading(
    sites: Sites, concentration: np.ndarray, proton_concentration: np.ndarray
) -> Loading:
    """Loading of every group at an in-pore composition.

    Parameters
    ----------
    sites : Sites
    concentration : ndarray of shape (..., n_ions)
        In-pore c_m,i. [mol/m³]
    proton_concentration : ndarray of shape (..., 1)
        In-pore c_H. [mol/m³]

    Returns
    -------
    Loading
    """
    ratio = proton_concentration[..., None, :] * sites.proton_affinity
    weight = sites.association * concentration[..., None, :]
    if sites.on_protonated.any():
        # Products start with the array of the full shape, which keeps its memory layout.
        carried = weight * sites.on_protonated
        power = ratio if sites.single else ratio**sites.sites_per_ion
        weight = weight + carried * (power - 1.0)
    if sites.single:
        free = 1.0 / (1.0 + ratio + np.sum(weight, axis=-1, keepdims=True))
        return Loading(free, ratio * free, weight * free)
    free = _free_share(ratio, weight, sites.sites_per_ion)
    return Loading(free, ratio * free, weight * free**sites.sites_per_ion)


def _free_share(ratio: np.ndarray, weight: np.ndarray, sites_per_ion: np.ndarray) -> np.ndarray:
    """Root x of x (1 + h) + Σ ν w x^ν = 1 in (0, 1], by Newton from the right."""
    free = np.ones_like(ratio)
    for _ in range(FREE_SHARE_STEPS):
        taken = sites_per_ion * weight * free**sites_per_ion
        residual = free * (1.0 + ratio) + np.sum(taken, axis=-1, keepdims=True) - 1.0
        slope = 1.0 + ratio + np.sum(sites_per_ion * taken, axis=-1, keepdims=True) / free
        step = residual / slope
        free = free - step
        if np.all(np.abs(step) <= 1e-14 * free):
            break
    return free


def bound_protons(sites: Sites, loading: Loading) -> np.ndarray:
    """q_H/C_s of every group, protons under bound anions included. (..., n_groups, 1) [-]"""
    if not sites.on_protonated.any():
        return loading.protonated
    carried = sites.on_protonated * sites.sites_per_ion * loading.bound
    return loading.protonated + np.sum(carried, axis=-1, keepdims=True)


def group_charge(sites: Sites, loading: Loading) -> np.ndarray:
    """Fixed charge of the groups, Σ (s C_s + q_H), bound ions not counted.

    Returns
    -------
    ndarray of shape (..., 1)
        X of the groups, signed. [mol/m³]
    """
    per_group = sites.density * (sites.charge + bound_protons(sites, loading))
    return np.sum(per_group, axis=-2)


def bound_concentration(sites: Sites, loading: Loading) -> np.ndarray:
    """q_i summed over the groups. (..., n_ions) [mol/m³]"""
    return np.sum(sites.density * loading.bound, axis=-2)


def charge_parts(sites: Sites, loading: Loading) -> tuple[np.ndarray, ...]:
    """Positive and negative charge on the sites, and their slopes with the Donnan potential.

    Every state of a site carries a Boltzmann factor exp(-e ϕ), e its charge above that of the
    empty site; d ln x/dϕ = (h x + Σ ν e p)/(x + h x + Σ ν² p), p = q/C_s.

    Returns
    -------
    tuple of four ndarray of shape (..., 1)
        positive, negative (both >= 0), d positive/dϕ, d negative/dϕ. [mol/m³]
    """
    nu, carried = sites.sites_per_ion, sites.on_protonated * sites.sites_per_ion
    excess = sites.ion_charge + carried
    bound, empty = loading.bound, loading.free + loading.protonated
    numerator = loading.protonated + np.sum(nu * excess * bound, axis=-1, keepdims=True)
    drift = numerator / (empty + np.sum(nu**2 * bound, axis=-1, keepdims=True))
    slope = bound * nu * drift - bound * excess
    up, down = np.maximum(sites.ion_charge, 0.0) + carried, np.maximum(-sites.ion_charge, 0.0)
    positive = loading.protonated + np.sum(up * bound, axis=-1, keepdims=True)
    negative = np.sum(down * bound, axis=-1, keepdims=True)
    positive_slope = loading.protonated * (drift - 1.0) + np.sum(up * slope, -1, keepdims=True)
    negative_slope = np.sum(down * slope, axis=-1, keepdims=True)
    parts = (
        positive + np.maximum(sites.charge, 0.0),
        negative + np.maximum(-sites.charge, 0.0),
        positive_slope,
        negative_slope,
    )
    return tuple(np.sum(sites.density * part, axis=-2) for part in parts)
