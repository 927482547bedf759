"""Checks of theory §1: free-energy terms, charge, Donnan."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.optimize import brentq, minimize_scalar

from selectivity.checks.base import Check
from selectivity.checks.reference_case import (
    NANO,
    WATER_PERMITTIVITY,
    reference_ions,
    reference_region,
)
from selectivity.constants import BORN_PREFACTOR, REFERENCE_TEMPERATURE
from selectivity.domain.channels import Groups
from selectivity.domain.ions import Ions
from selectivity.domain.options import ModelOptions
from selectivity.stages.binding import bound_concentration, prepare_sites, site_loading
from selectivity.stages.charge import debye_length, effective_charge
from selectivity.stages.donnan import DonnanProblem, solve_donnan
from selectivity.stages.outputs import salt_permeance
from selectivity.terms.base import Hydration
from selectivity.terms.dielectric import confined_permittivity_bandini
from selectivity.terms.hydration import hydration_state, intact_fraction

OPTIONS = ModelOptions(binding="none")
FIVE = ("Mg2+", "Li+", "Na+", "Cl-", "K+")


def hydration_at(ions: Ions, size: float) -> Hydration:
    """Hydration of ions in a cylinder; arrays of shape (1, n_ions). Size in m."""
    region = reference_region(np.array([size]))
    return hydration_state(ions, region, WATER_PERMITTIVITY, OPTIONS)


def dehydration_kj(ions: Ions, size_nm: float) -> np.ndarray:
    """Cost with χ = 0 in a cylinder. (n_ions,) [kJ/mol]"""
    return hydration_at(ions, size_nm * NANO).lost_energy[0] / 1e3


def crossing_nm(lithium_radius_nm: float, low: float, high: float) -> float:
    """Radius at which Na⁺ and Li⁺ pay the same, between two bounds. [nm]"""
    ions = reference_ions("Li+", "Na+")
    ions = replace(ions, bare_radius=np.array([lithium_radius_nm * NANO, ions.bare_radius[1]]))
    return float(brentq(lambda size: float(np.diff(dehydration_kj(ions, size))[0]), low, high))


def _steric() -> list[Check]:
    magnesium = reference_ions("Mg2+")
    ratio = float(hydration_at(magnesium, 0.428 * NANO).radius_in_channel[0, 0]) / (0.428 * NANO)
    return [
        Check("1.1", "Mg2+ solute-pore ratio at 0.428 nm", 0.81, ratio, "-", "theory 1.1", 5e-3)
    ]


def _dehydration() -> list[Check]:
    ions = reference_ions("Li+", "Mg2+")
    cost = dehydration_kj(ions, 0.358)
    region = reference_region(np.array([0.358 * NANO]))
    second = intact_fraction(ions.hydrated_radius, region)[0]
    first = intact_fraction(ions.bare_radius + 0.276 * NANO, region)[0]
    order = dehydration_kj(reference_ions(*FIVE), 0.30)
    rows = [
        Check("1.3", "Li+ cost in an (8,8) nanotube", 7.8, cost[0], "kJ/mol", "theory 1.3", 0.05),
        Check("1.3", "Mg2+ cost in an (8,8) nanotube", 99.0, cost[1], "kJ/mol", "theory 1.3", 0.05),
        Check("1.3", "Li+ second layer intact", 0.57, second[0], "-", "theory 1.3", 5e-3),
        Check("1.3", "Mg2+ second layer intact", 0.35, second[1], "-", "theory 1.3", 5e-3),
        Check("1.3", "first layers intact", 1.0, float(first.min()), "-", "theory 1.3", 0.0),
        Check("1.3", "Na+ over Li+ begins", 0.343, crossing_nm(0.071, 0.33, 0.35), "nm",
              "theory 1.3", 5e-4),
        Check("1.3", "Na+ over Li+ begins, Li+ 0.069", 0.340, crossing_nm(0.069, 0.33, 0.35), "nm",
              "theory 1.3", 1e-3),
    ]  # fmt: skip
    rank = float(np.sum(np.diff(order) < 0))
    rows.append(
        Check("1.3", "Mg > Li > Na > Cl > K at 0.30 nm, pairs", 4.0, rank, "-", "theory 1.3", 0.0)
    )
    return rows


def _dielectric() -> list[Check]:
    pore = float(confined_permittivity_bandini(np.array(NANO), np.array(False), WATER_PERMITTIVITY))
    return [
        Check(
            "1.4", "Born prefactor", 69.47, BORN_PREFACTOR * 1e6, "kJ nm/mol", "theory 1.4", 5e-3
        ),
        Check("1.4", "layered water at 1 nm", 55.6, pore, "-", "theory 1.4", 0.1),
    ]


def acid_group(association: np.ndarray) -> Groups:
    """One acid with c_H/K_a = c_H [mol/m³] and given association constants. [m³/mol]"""
    association = np.atleast_2d(association)
    one = np.ones(1)
    return Groups(("acid",), -one, one, association, np.ones_like(association))


def _binding() -> list[Check]:
    charge = np.array([2.0])
    sites = prepare_sites(acid_group(np.ones((1, 1))), np.array([[1000.0]]), charge, (1,), True)
    content, protons = np.array([[9.0]]), np.ones((1, 1))
    net = float(effective_charge(sites, np.zeros((1, 1)), content, protons)[0, 0])
    bound = float(bound_concentration(sites, site_loading(sites, content, protons))[0, 0])
    return [
        Check("1.5", "acid with divalent ions, X + z q", 727.0, net, "mol/m3", "theory 1.5", 0.5),
        Check("1.5", "bound ions of that acid", 9000 / 11, bound, "mol/m3", "exact", 1e-9),
    ]


def binary_problem(fixed_charge: float, strength: float = 1.0) -> DonnanProblem:
    """A 1:1 salt of given Φc at given X, as arrays of shape (1, 2)."""
    return DonnanProblem(
        np.full((1, 2), strength), np.array([[1.0, -1.0]]), np.array([[fixed_charge]]), 0.0, None
    )


def best_charge(cation: float, anion: float) -> float:
    """X/Φc at which the zero-current permeance of a 1:1 salt is greatest. [-]"""

    def loss(fixed_charge: float) -> float:
        content = solve_donnan(binary_problem(fixed_charge)).concentration[0]
        charges = np.array(1.0), np.array(-1.0)
        return -float(salt_permeance(content[0] * cation, content[1] * anion, *charges))

    return float(minimize_scalar(loss, bounds=(-2, 2), options={"xatol": 1e-9}, method="bounded").x)


def _charge() -> list[Check]:
    lithium, potassium, chloride = reference_ions("Li+", "K+", "Cl-").diffusivity / 1e-9
    salt, signs = np.array([100.0, 100.0]), np.array([1.0, -1.0])
    length = debye_length(salt, signs, WATER_PERMITTIVITY, REFERENCE_TEMPERATURE)
    return [
        Check("1.6", "KCl permeance greatest at X/Φc", -0.04, best_charge(potassium, chloride), "-",
              "theory 1.6", 5e-3),
        Check("1.6", "LiCl permeance greatest at X/Φc", -0.69, best_charge(lithium, chloride), "-",
              "theory 1.6", 5e-3),
        Check("1.7", "Debye length, 1:1 salt 0.1 M", 0.961, float(length[0]) / NANO, "nm",
              "0.304 nm/√(I/M), israelachvili2011", 2e-3),
    ]  # fmt: skip


def _donnan() -> list[Check]:
    state = solve_donnan(binary_problem(-300.0, 80.0))
    return [
        Check("1.8", "Δϕ_D of a 1:1 salt, asinh(X/2Φc)", float(np.arcsinh(-300 / 160)),
              float(state.potential[0, 0]), "-", "[B] 36", 1e-12),
        Check("1.8", "sum of pore ions, √(X² + (2Φc)²)", float(np.hypot(300, 160)),
              float(state.concentration.sum()), "mol/m3", "[B] 46", 1e-9),
    ]  # fmt: skip


def checks() -> list[Check]:
    """All checks of §1, computed now."""
    parts = (_steric, _dehydration, _dielectric, _binding, _charge, _donnan)
    return [check for part in parts for check in part()]
