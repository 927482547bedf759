"""Donnan equilibrium with charge regulation and competitive binding (theory 1.5, 1.6, 1.8).

c_m,i = c_i Φ_i exp(-z_i Δϕ_D) and Σ z_i (c_m,i + q_i) + X = 0. The residual falls monotonically
with Δϕ_D (each site is a small grand ensemble), so the bracketed root is the only one.
"""

from __future__ import annotations

import numpy as np

from selectivity.errors import ConvergenceError
from selectivity.stages.binding import (
    bound_concentration,
    charge_parts,
    group_charge,
    site_loading,
)
from selectivity.stages.composition import DonnanProblem, DonnanState, problem_rows

STEP_TOLERANCE = 1e-8
"""A Newton step below this leaves an error of its square. [V_T]"""

SHARED_STEPS = 16
"""Steps that all candidates take together."""

MAX_STEPS = 150
TINY = 1e-300
MAX_EXPONENT = 600.0
"""Largest exponent that leaves room for concentrations and constants in a double."""


def solve_donnan(problem: DonnanProblem) -> DonnanState:
    """Donnan potential and in-pore composition by bracketed Newton on ln(positive/negative).

    Parameters
    ----------
    problem : DonnanProblem

    Returns
    -------
    DonnanState

    Raises
    ------
    ConvergenceError
        If the bracket does not close.

    Notes
    -----
    A 1:1 salt of equal Φ without binding gives asinh(X/2Φc).

    References
    ----------
    biesheuvel2022
    """
    limit = _potential_limit(problem)
    closed = _is_closed(problem, limit)
    potential = _initial_potential(problem, limit)
    bracket = np.full_like(potential, -limit), np.full_like(potential, limit)
    potential, pending = _newton(problem, potential, bracket, ~closed, SHARED_STEPS)
    rows = pending[..., 0]
    if rows.any():
        # The few that take long go on alone.
        rest = problem_rows(problem, rows, potential.shape)
        bracket = tuple(np.full_like(potential[rows], end) for end in (-limit, limit))
        found, late = _newton(rest, potential[rows], bracket, pending[rows], MAX_STEPS)
        potential[rows] = found
        if late.any():
            raise ConvergenceError("Donnan potential: found no root; report this case")
    return _finish(problem, potential, closed)


def _newton(
    problem: DonnanProblem,
    potential: np.ndarray,
    bracket: tuple[np.ndarray, ...],
    pending: np.ndarray,
    steps: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Newton inside a bracket that each step narrows; the potential, and where it still moves."""
    low, high = bracket
    for _ in range(steps):
        positive, negative, slope = _balance(problem, potential)
        residual = np.log(positive / negative)
        low = np.where(residual > 0, potential, low)
        high = np.where(residual > 0, high, potential)
        # The floor keeps a flat residual (nothing enters) from dividing by zero.
        newton = residual / np.minimum(slope, -1e-12)
        new = potential - newton
        outside = (new <= low + STEP_TOLERANCE) | (new >= high - STEP_TOLERANCE)
        outside &= np.abs(newton) > STEP_TOLERANCE
        new = np.where(outside, 0.5 * (low + high), new)
        # A candidate with a missing input (NaN) stays NaN and holds nobody up.
        pending = pending & (np.abs(new - potential) >= STEP_TOLERANCE)
        potential = new
        if not pending.any():
            break
    return potential, pending


def _potential_limit(problem: DonnanProblem) -> float:
    """Largest |Δϕ_D| whose Boltzmann factors stay finite. [-]"""
    highest = max(float(np.max(np.abs(problem.charge))), 1.0)
    if problem.sites is None or problem.sites.single:
        return MAX_EXPONENT / highest
    return MAX_EXPONENT / 2 / highest / float(np.max(problem.sites.sites_per_ion))


def _initial_potential(problem: DonnanProblem, limit: float) -> np.ndarray:
    """Donnan potential as if every ion were monovalent and every group deprotonated."""
    charge = problem.fixed_charge + 0.0 * problem.strength[..., :1]
    if problem.sites is not None:
        charge = charge + np.sum(problem.sites.density * problem.sites.charge, axis=-2)
    moles = problem.charge * problem.strength
    cations = np.maximum(np.sum(np.maximum(moles, 0.0), axis=-1, keepdims=True), 1e-100)
    anions = np.maximum(np.sum(np.maximum(-moles, 0.0), axis=-1, keepdims=True), 1e-100)
    guess = np.arcsinh(0.5 * charge / np.sqrt(cations * anions)) + 0.5 * np.log(cations / anions)
    return np.clip(guess, -limit / 2, limit / 2)


def _balance(
    problem: DonnanProblem, potential: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Positive charge, negative charge, and the slope of ln(positive/negative)."""
    ions = problem.strength * np.exp(-problem.charge * potential)
    up, down = np.maximum(problem.charge, 0.0), np.maximum(-problem.charge, 0.0)
    cations, anions = up * ions, down * ions
    positive = np.sum(cations, -1, keepdims=True) + np.maximum(problem.fixed_charge, 0.0)
    negative = np.sum(anions, -1, keepdims=True) + np.maximum(-problem.fixed_charge, 0.0)
    positive_slope = -np.sum(up * cations, -1, keepdims=True)
    negative_slope = np.sum(down * anions, -1, keepdims=True)
    if problem.sites is not None:
        loading = site_loading(problem.sites, ions, _protons(problem, potential))
        parts = charge_parts(problem.sites, loading)
        positive, negative = positive + parts[0], negative + parts[1]
        positive_slope, negative_slope = positive_slope + parts[2], negative_slope + parts[3]
    positive, negative = np.maximum(positive, TINY), np.maximum(negative, TINY)
    return positive, negative, positive_slope / positive - negative_slope / negative


def _protons(problem: DonnanProblem, potential: np.ndarray) -> np.ndarray:
    """In-pore proton concentration. [mol/m³]"""
    return problem.proton_concentration * np.exp(-potential)


def _is_closed(problem: DonnanProblem, limit: float) -> np.ndarray:
    """True where charge cannot be balanced by what fits, even at the largest potential."""
    moles = problem.charge * problem.strength
    cations = np.max(moles, axis=-1, keepdims=True) > TINY ** (1 / 3)
    anions = np.min(moles, axis=-1, keepdims=True) < -(TINY ** (1 / 3))
    both = cations & anions
    if both.all():
        return ~both
    ends = np.full_like(moles[..., :1], limit)
    up, down, _ = _balance(problem, -ends)
    balanced = up >= down
    up, down, _ = _balance(problem, ends)
    known = ~np.isnan(np.sum(moles, axis=-1, keepdims=True) + problem.fixed_charge)
    return ~both & ~(balanced & (up <= down)) & known


def _finish(problem: DonnanProblem, potential: np.ndarray, closed: np.ndarray) -> DonnanState:
    """Composition at the root."""
    ions = problem.strength * np.exp(-problem.charge * potential)
    ions = np.where(closed, 0.0, ions) if closed.any() else ions
    fixed_charge = problem.fixed_charge + 0.0 * potential
    if problem.sites is None:
        return DonnanState(
            potential, ions, np.zeros_like(ions), fixed_charge, fixed_charge, None, closed
        )
    loading = site_loading(problem.sites, ions, _protons(problem, potential))
    bound = bound_concentration(problem.sites, loading)
    fixed_charge = fixed_charge + group_charge(problem.sites, loading)
    effective = fixed_charge + np.sum(problem.charge * bound, axis=-1, keepdims=True)
    return DonnanState(potential, ions, bound, fixed_charge, effective, loading, closed)
