"""Entry: free energies, partition and Donnan equilibrium of one region; access resistance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from selectivity.constants import thermal_energy
from selectivity.domain.channels import Region
from selectivity.stages.binding import Sites, prepare_sites
from selectivity.stages.donnan import DonnanProblem, DonnanState, solve_donnan
from selectivity.stages.hindrance import held_hindrance
from selectivity.stages.prepare import Case
from selectivity.terms import TERMS, Surroundings
from selectivity.terms.base import Hydration
from selectivity.terms.hydration import hydration_state


@dataclass(frozen=True)
class RegionState:
    """What one region does to the ions; arrays of shape (paths, ..., candidates, ions or 1).

    Attributes
    ----------
    energies : dict of str to ndarray
        Every term that is on. [J/mol]
    hydration : Hydration
    ratio : ndarray
        λ. [-]
    partition : ndarray
        Φ = exp(-Σ terms/RT); exactly 0 for an excluded ion. [-]
    problem : DonnanProblem
    donnan : DonnanState
    hindrance_diffusion, hindrance_convection : ndarray
        K_d and K_c, or the given K_f for both. [-]
    extrapolated : ndarray of bool
        λ beyond the range of the hindrance correlation, and the correlation is used.
    """

    energies: dict[str, np.ndarray]
    hydration: Hydration
    ratio: np.ndarray
    partition: np.ndarray
    problem: DonnanProblem
    donnan: DonnanState
    hindrance_diffusion: np.ndarray
    hindrance_convection: np.ndarray
    extrapolated: np.ndarray


def region_state(case: Case, region: Region) -> RegionState:
    """Free energies, Donnan equilibrium and hindrance of one region.

    Parameters
    ----------
    case : Case
    region : Region
        Interior or mouth of ``case.channels``.

    Returns
    -------
    RegionState
    """
    permittivity = case.feed.water_permittivity
    hydration = hydration_state(case.ions, region, permittivity, case.options)
    around = Surroundings(region, case.channels, permittivity, case.options, hydration)
    temperature = case.feed.temperature
    energies = {
        name: TERMS[name].energy(case.ions, around, temperature) for name in case.options.terms
    }
    partition = partition_coefficient(list(energies.values()), temperature)
    if not energies:
        partition = np.ones_like(case.concentration)
    problem = donnan_problem(case, region, partition)
    diffusion, convection, extrapolated = _hindrance(case, region, around.ratio)
    return RegionState(
        energies=energies,
        hydration=hydration,
        ratio=around.ratio,
        partition=partition,
        problem=problem,
        donnan=solve_donnan(problem),
        hindrance_diffusion=diffusion,
        hindrance_convection=convection,
        extrapolated=extrapolated,
    )


def partition_coefficient(energies: list[np.ndarray], temperature: float) -> np.ndarray:
    """Φ = exp(-Σ ΔG/RT), 0 for an infinite barrier.

    Parameters
    ----------
    energies : list of ndarray
        Non-electrostatic terms. [J/mol]
    temperature : float
        [K]

    Returns
    -------
    ndarray
        >= 0. Above about 1800 kJ/mol it underflows to 0 and counts as excluded. [-]
    """
    total = np.zeros(())
    for energy in energies:
        total = total + energy
    return np.exp(-total / thermal_energy(temperature))


def donnan_problem(case: Case, region: Region, partition: np.ndarray) -> DonnanProblem:
    """The composition of one region, to be closed by the Donnan potential."""
    return DonnanProblem(
        strength=case.concentration * partition,
        charge=case.ions.charge,
        fixed_charge=region.fixed_charge,
        proton_concentration=case.proton_concentration,
        sites=sites_of(case, region),
    )


def sites_of(case: Case, region: Region, binding: bool | None = None) -> Sites | None:
    """Groups of one region; ions bind them if ``binding`` is ``langmuir``, unless overruled."""
    if region.site_density.shape[-1] == 0:
        return None
    binds = case.options.binding == "langmuir" if binding is None else binding
    return prepare_sites(case.groups, region.site_density, case.ion_charge, case.shape, binds)


def _hindrance(
    case: Case, region: Region, ratio: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """K_d, K_c and the flag; a given wall friction K_f stands for both (theory 2.1)."""
    friction = case.channels.wall_friction
    diffusion, convection, extrapolated = held_hindrance(ratio, region.is_slit)
    hydrodynamic = np.isnan(friction)
    if hydrodynamic.all():
        return diffusion, convection, extrapolated
    return (
        np.where(hydrodynamic, diffusion, friction),
        np.where(hydrodynamic, convection, friction),
        extrapolated & hydrodynamic,
    )


def access_resistance(
    size: np.ndarray, is_slit: np.ndarray, porosity: np.ndarray, diffusivity: np.ndarray
) -> np.ndarray:
    """Resistance from the bulk to the pore mouths of one face, per membrane area.

    Parameters
    ----------
    size : ndarray
        Radius r of the mouth, or half its gap h. [m]
    is_slit : ndarray of bool
        True for a slit.
    porosity : ndarray
        ε in (0, 1]. [-]
    diffusivity : ndarray
        In bulk. [m²/s]

    Returns
    -------
    ndarray
        π r/(4 ε D) for cylinders, (2h/(π ε D)) ln csc(π ε/2) for slits. [s/m]

    References
    ----------
    hall1975
    """
    blocked = -np.log(np.sin(0.5 * np.pi * porosity))
    shape_factor = np.where(is_slit, 2.0 / np.pi * blocked, 0.25 * np.pi)
    return shape_factor * size / (porosity * diffusivity)
