"""Transit: mobile ions and ions that hop between sites (theory 2.1, 2.2)."""

from __future__ import annotations

import numpy as np

from selectivity.constants import thermal_energy
from selectivity.domain.channels import Region
from selectivity.stages.entry import RegionState, sites_of
from selectivity.stages.layout import divide
from selectivity.stages.prepare import Case

REFERENCE_VOLUME = 1e-3
"""v_0 of K = v_0 exp(|ΔG_b|/RT), one litre per mole (theory 2.2). [m³/mol]"""


def binding_depth(association: np.ndarray, temperature: float) -> np.ndarray:
    """Depth of the well |ΔG_b| = RT ln(K/v_0).

    Parameters
    ----------
    association : ndarray
        K. [m³/mol]
    temperature : float
        [K]

    Returns
    -------
    ndarray
        >= 0; 0 for K <= v_0, where there is no well. [J/mol]
    """
    return thermal_energy(temperature) * np.log(np.maximum(association / REFERENCE_VOLUME, 1.0))


def association_constant(depth: np.ndarray, temperature: float) -> np.ndarray:
    """K = v_0 exp(|ΔG_b|/RT), the inverse of ``binding_depth``. [m³/mol]"""
    return REFERENCE_VOLUME * np.exp(depth / thermal_energy(temperature))


def hopping_diffusivity(
    attempt_diffusivity: np.ndarray,
    intrinsic_barrier: np.ndarray | float,
    depth: np.ndarray,
    temperature: float,
) -> np.ndarray:
    """D_hop = D_0 exp(-(ΔG‡_0 + |ΔG_b|)/RT); the barrier starts at the bottom of the well.

    Parameters
    ----------
    attempt_diffusivity : ndarray
        D_0. [m²/s]
    intrinsic_barrier : ndarray or float
        ΔG‡_0. [J/mol]
    depth : ndarray
        |ΔG_b|. [J/mol]
    temperature : float
        [K]

    Returns
    -------
    ndarray
        [m²/s]
    """
    barrier = (intrinsic_barrier + depth) / thermal_energy(temperature)
    return attempt_diffusivity * np.exp(-barrier)


def hopping_conductance(
    diffusivity: np.ndarray, bound: np.ndarray, vacant: np.ndarray, concentration: np.ndarray
) -> np.ndarray:
    """D_hop q (1 - θ)/c_feed, the share of bound ions in the local conductance of 3.1.

    Parameters
    ----------
    diffusivity : ndarray
        D_hop. [m²/s]
    bound : ndarray
        q. [mol/m³]
    vacant : ndarray
        1 - θ; 1 without blocking. [-]
    concentration : ndarray
        c of the ion in the feed; an absent ion has no hopping path. [mol/m³]

    Returns
    -------
    ndarray
        [m²/s]
    """
    return divide(diffusivity * bound * vacant, concentration, 0.0)


def boltzmann_factor(state: RegionState, case: Case) -> np.ndarray:
    """e^(-G/RT) = Φ exp(-z Δϕ_D), content of mobile ions per concentration in the feed. [-]"""
    factor = state.partition * np.exp(-case.ions.charge * state.donnan.potential)
    return np.where(state.donnan.closed, 0.0, factor) if state.donnan.closed.any() else factor


def membrane_factor(case: Case) -> np.ndarray:
    """ε/τ_f, from pore to membrane area and length. [-]"""
    return case.channels.porosity / case.channels.tortuosity_factor


def mobile_diffusivity(case: Case, state: RegionState) -> np.ndarray:
    """K_d D_m with D_m = (ε/τ_f) D_∞. [m²/s]"""
    return state.hindrance_diffusion * case.ions.diffusivity * membrane_factor(case)


def conductance(case: Case, region: Region, state: RegionState, content: np.ndarray) -> np.ndarray:
    """Local conductance of every ion, mobile path and, if chosen, hopping path.

    Parameters
    ----------
    case : Case
    region : Region
    state : RegionState
    content : ndarray
        From ``boltzmann_factor``. [-]

    Returns
    -------
    ndarray
        e^(-G/RT) K_d D_m + Σ_groups D_hop q (1 - θ)/c_feed; superficial, so that both paths carry
        ε/τ_f. [m²/s]
    """
    mobile = content * mobile_diffusivity(case, state)
    if not case.options.hopping or state.donnan.loading is None:
        return mobile
    return mobile + _hopping(case, region, state)


def _hopping(case: Case, region: Region, state: RegionState) -> np.ndarray:
    """Hopping conductance summed over the groups. [m²/s]

    An ion hops to an empty site of the form that it binds, so 1 - θ is the free share of acids
    and quaternary groups; for anions on amines it is the protonated, unoccupied share.
    """
    sites, loading = sites_of(case, region), state.donnan.loading
    given = case.options.hopping_parameters
    attempt = given.get("attempt_diffusivity", case.ions.diffusivity) * membrane_factor(case)
    temperature = case.feed.temperature
    diffusivity = hopping_diffusivity(
        np.broadcast_to(attempt, case.concentration.shape)[..., None, :],
        given.get("intrinsic_barrier", 0.0),
        binding_depth(sites.association, temperature),
        temperature,
    )
    vacant = np.where(sites.on_protonated > 0, loading.protonated, loading.free)
    vacant = vacant if case.options.blocking else np.ones_like(vacant)
    bound = sites.density * loading.bound
    paths = hopping_conductance(diffusivity, bound, vacant, case.concentration[..., None, :])
    return np.sum(paths, axis=-2)


def apparent_diffusivity(
    diffusivity: np.ndarray, concentration: np.ndarray, bound: np.ndarray
) -> np.ndarray:
    """Steady chord D_app = K_f D_m c_m/(c_m + q) of ions that bind (theory 2.2).

    Never combined with a content that leaves q out. An ion absent from the pore keeps K_f D_m.
    [m²/s]
    """
    return diffusivity * divide(concentration, concentration + bound, 1.0)
