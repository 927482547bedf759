"""The composition of a pore: the problem that the Donnan equilibrium closes, and its solution."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from selectivity.errors import ModelError
from selectivity.stages.binding import Loading, Sites

SITE_ARRAYS = ("density", "charge", "proton_affinity", "association")
"""Fields of ``Sites`` that have the candidates in front."""

TINY = 1e-300

NEUTRALITY_TOLERANCE = 1e-6
"""Relative charge imbalance of a feed that is taken for rounding."""


@dataclass(frozen=True)
class DonnanProblem:
    """One composition to be closed, in every candidate at once.

    Attributes
    ----------
    strength : ndarray of shape (..., n_ions)
        c_i Φ_i, >= 0. [mol/m³]
    charge : ndarray of shape (..., n_ions)
        z_i. [-]
    fixed_charge : ndarray of shape (..., 1)
        Given charge, groups not included. [mol/m³]
    proton_concentration : ndarray or float
        Outside; protons are a trace and enter with Φ = 1. [mol/m³]
    sites : Sites or None
        Groups.

    NaN in one candidate (an input that is missing) gives NaN there and nowhere else.
    """

    strength: np.ndarray
    charge: np.ndarray
    fixed_charge: np.ndarray
    proton_concentration: np.ndarray | float
    sites: Sites | None


@dataclass(frozen=True)
class DonnanState:
    """The closed composition.

    Attributes
    ----------
    potential : ndarray of shape (..., 1)
        Δϕ_D, pore minus solution, in units of RT/F. [-]
    concentration : ndarray of shape (..., n_ions)
        c_m,i. [mol/m³]
    bound : ndarray of shape (..., n_ions)
        q_i. [mol/m³]
    fixed_charge : ndarray of shape (..., 1)
        X, given plus groups with their protons, bound ions not counted. [mol/m³]
    effective_charge : ndarray of shape (..., 1)
        X + Σ z_i q_i. [mol/m³]
    loading : Loading or None
        Shares of the sites.
    closed : ndarray of bool, shape (..., 1)
        True where no ion that fits can balance the charge, so that nothing enters.
    """

    potential: np.ndarray
    concentration: np.ndarray
    bound: np.ndarray
    fixed_charge: np.ndarray
    effective_charge: np.ndarray
    loading: Loading | None
    closed: np.ndarray


def check_electroneutral(concentration: np.ndarray, charge: np.ndarray) -> None:
    """Raise ``ModelError`` if a solution is not electroneutral (relative 1e-6)."""
    imbalance = np.abs(np.sum(charge * concentration, axis=-1))
    total = np.sum(np.abs(charge) * concentration, axis=-1)
    if np.any(imbalance > NEUTRALITY_TOLERANCE * total):
        worst = float(np.max(imbalance / np.maximum(total, TINY)))
        raise ModelError(
            f"feed: found a charge imbalance of {worst:.2e} of its ionic charge; allowed: "
            f"{NEUTRALITY_TOLERANCE:g}; adjust the concentration of one ion"
        )


def problem_rows(problem: DonnanProblem, rows: np.ndarray, shape: tuple[int, ...]) -> DonnanProblem:
    """The problem of some candidates, in one row each."""
    protons = np.broadcast_to(problem.proton_concentration, shape)[rows]
    return DonnanProblem(
        strength=problem.strength[rows],
        charge=problem.charge[rows],
        fixed_charge=np.broadcast_to(problem.fixed_charge, shape)[rows],
        proton_concentration=protons,
        sites=None if problem.sites is None else _cut(problem.sites, rows),
    )


def centre_problem(problem: DonnanProblem, centre: int) -> DonnanProblem:
    """The problem of one path, the path axis kept."""
    one = slice(centre, centre + 1)
    return replace(
        problem,
        strength=problem.strength[one],
        charge=problem.charge[one],
        fixed_charge=problem.fixed_charge[one],
        sites=None if problem.sites is None else _cut(problem.sites, one),
    )


def _cut(sites: Sites, where: np.ndarray | slice) -> Sites:
    """Some of the candidates (or paths) of the sites."""
    return replace(sites, **{name: getattr(sites, name)[where] for name in SITE_ARRAYS})
