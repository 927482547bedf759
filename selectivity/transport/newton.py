"""Newton's method for a batch of cases on their meshes."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np

from selectivity.domain.layered import RESERVOIR
from selectivity.transport.chain import relations, solve_chain
from selectivity.transport.charge import Equilibrium, donnan, neutralise
from selectivity.transport.closures import closure_rows
from selectivity.transport.collocation import Rule
from selectivity.transport.element import Fields, Linearised, linearise
from selectivity.transport.gross import flux_size, gross_flux
from selectivity.transport.mesh import Elements
from selectivity.transport.stack import Stack
from selectivity.transport.state import Scales, State, needs_sums

_LARGEST_CHANGE: Final = 3.0
"""Largest change of a logarithm or of a field in one step, in RT/F."""
_HALF: Final = 0.5
_LEAST_FACTOR: Final = 0.1
_MOST_FACTOR: Final = 100.0
"""Bounds on the factor by which one step changes a concentration."""
_FOLLOWED: Final = 0.1
"""Change of a Donnan potential up to which it follows a step by its slope. [-]"""
WATER_SHARE: Final = 1e-6
"""A water flux that is a smaller share of its scale is judged against that share."""


class Step(NamedTuple):
    """Full Newton step from a state; see ``State`` for the shapes.

    ``log_virtual`` is δ ln v; ``change`` (n_cases,) the largest of its relative parts, which is
    the error left in the state once it is small; ``defect`` (n_cases,) the largest relative
    defect of the equations at the state; ``answer`` the elements at the state.
    """

    log_virtual: np.ndarray
    field: np.ndarray
    ion_flux: np.ndarray
    water_flux: np.ndarray
    carrier: np.ndarray
    change: np.ndarray
    defect: np.ndarray
    ends: tuple[Equilibrium, Equilibrium]
    answer: Linearised


def element_ends(stack: Stack, elements: Elements, state: State) -> tuple[Equilibrium, Equilibrium]:
    """Donnan equilibria inside each element, at its upstream and its downstream end."""
    charge = stack.charge[:, None]
    before = np.concatenate([stack.feed[:, None], state.virtual[:, :-1]], axis=1)
    if elements.groups is None:
        return _both_ends(charge, elements, (before, state.virtual), (state.inlet, state.outlet))
    return tuple(
        donnan(charge, elements.partition * outside, elements.fixed_charge, elements.groups, start)
        for outside, start in ((before, state.inlet), (state.virtual, state.outlet))
    )


def _both_ends(
    charge: np.ndarray,
    elements: Elements,
    outside: tuple[np.ndarray, np.ndarray],
    starts: tuple[np.ndarray | None, np.ndarray | None],
) -> tuple[Equilibrium, Equilibrium]:
    """Both ends in one iteration, whose steps cost little more than those of one end."""
    inlet, outlet = starts
    start = None if inlet is None or outlet is None else np.concatenate([inlet, outlet])
    content = np.concatenate([elements.partition * part for part in outside], axis=1)
    fixed = np.concatenate([elements.fixed_charge, elements.fixed_charge])
    both = donnan(charge, content, fixed, None, start)
    n = elements.n_elements
    return tuple(
        Equilibrium(both.potential[own], both.concentration[:, own], both.slope[:, own])
        for own in (slice(None, n), slice(n, None))
    )


def newton_step(stack: Stack, elements: Elements, rule: Rule, state: State, scales: Scales) -> Step:
    """One full Newton step.

    Parameters
    ----------
    stack : Stack
    elements : Elements
    rule : Rule
    state : State
    scales : Scales

    Returns
    -------
    Step
        NaN where a system is singular.
    """
    charge = stack.charge[:, None]
    sums = needs_sums(stack)
    ends = element_ends(stack, elements, state)
    at = Fields(state.field, state.ion_flux, state.water_flux)
    answer = linearise(rule, charge, elements, ends, at, sums)
    chain = relations(charge, state.virtual, ends, answer, scales, sums)
    closure = closure_rows(stack, state, scales, chain.value.shape[-1])
    nodes, border = solve_chain(chain, closure)
    n_ions = len(charge)
    log_virtual = nodes[..., :n_ions].transpose(2, 1, 0)
    ion_flux = border[:, :n_ions].T * scales.ion_flux
    water_flux, carrier = border[:, n_ions] * scales.water_flux, border[:, -1] * scales.water_flux
    field = _field(charge, ends[0], answer, log_virtual, (ion_flux, water_flux))
    defect = np.maximum(
        np.max(np.abs(chain.value[..., :n_ions]), axis=(1, 2)), np.max(answer.imbalance, axis=0)
    )
    inside = ends[0].concentration, ends[1].concentration
    size = flux_size(state, gross_flux(elements, inside, state.water_flux))
    change = _change(state, (size, scales.water_flux), log_virtual, field, (ion_flux, water_flux))
    return Step(log_virtual, field, ion_flux, water_flux, carrier, change, defect, ends, answer)


def _field(
    charge: np.ndarray,
    inlet: Equilibrium,
    answer: Linearised,
    log_virtual: np.ndarray,
    fluxes: tuple[np.ndarray, np.ndarray],
) -> np.ndarray:
    """Change of the field in each element, from those of its inlet and of the fluxes."""
    n_ions = len(charge)
    before = np.concatenate([np.zeros_like(log_virtual[:, :1]), log_virtual[:, :-1]], axis=1)
    inside = before - charge * np.sum(inlet.slope * before, axis=0)
    slopes = answer.field
    return (
        np.einsum("kj...,j...->k...", slopes[:, :n_ions], inside)
        + np.einsum("kjeb,jb->keb", slopes[:, n_ions : 2 * n_ions], fluxes[0])
        + slopes[:, 2 * n_ions] * fluxes[1]
        + slopes[:, -1]
    )


def _change(
    state: State,
    sizes: tuple[np.ndarray, np.ndarray],
    log_virtual: np.ndarray,
    field: np.ndarray,
    fluxes: tuple[np.ndarray, np.ndarray],
) -> np.ndarray:
    water = np.maximum(np.abs(state.water_flux), WATER_SHARE * sizes[1])
    parts = [
        np.max(np.abs(log_virtual), axis=(0, 1)),
        np.max(np.abs(field), axis=(0, 1)),
        np.max(np.abs(fluxes[0]) / sizes[0], axis=0),
        np.abs(fluxes[1]) / np.where(water > 0, water, 1),
    ]
    return np.max(parts, axis=0)


def _weighed(stack: Stack, state: State, step: Step) -> np.ndarray:
    """Largest logarithmic change of a concentration, by the ion's share of the conduction.

    An ion that carries no charge to speak of may change by any factor: it follows linearly.
    """
    square = stack.charge[:, None] ** 2
    shares = []
    for concentration in (state.virtual, step.ends[1].concentration):
        part = square * concentration
        total = np.sum(part, axis=0)
        shares.append(part / np.where(total > 0, total, 1))
    return np.max(np.maximum(*shares) * np.abs(step.log_virtual), axis=(0, 1))


def advance(stack: Stack, state: State, step: Step) -> State:
    """State after a step, shortened where it is long and kept positive.

    Parameters
    ----------
    stack : Stack
    state : State
    step : Step

    Returns
    -------
    State
    """
    longest = np.maximum(_weighed(stack, state, step), np.max(np.abs(step.field), axis=(0, 1)))
    share = np.minimum(1.0, _LARGEST_CHANGE / np.maximum(longest, _LARGEST_CHANGE))
    log_change = share * step.log_virtual
    before = np.concatenate([np.zeros_like(log_change[:, :1]), log_change[:, :-1]], axis=1)
    deep = _HALF * np.exp((np.minimum(log_change, 0) + _HALF) / _HALF)
    factor = np.where(log_change > -_HALF, 1 + log_change, deep)
    factor = np.clip(factor, _LEAST_FACTOR, _MOST_FACTOR)
    virtual = state.virtual * factor
    ion_flux = state.ion_flux + share * step.ion_flux
    carrier = state.carrier + share * step.carrier
    with np.errstate(all="ignore"):
        carried = ion_flux / carrier
    direct = (stack.closure != RESERVOIR) & (carried > 0)
    virtual[:, -1] = np.where(direct, carried, virtual[:, -1])
    return replace(
        state,
        virtual=neutralise(stack.charge[:, None], virtual),
        field=state.field + share * step.field,
        ion_flux=ion_flux,
        water_flux=state.water_flux + share * step.water_flux,
        carrier=carrier,
        inlet=_followed(step.ends[0], before),
        outlet=_followed(step.ends[1], log_change),
    )


def _followed(end: Equilibrium, log_change: np.ndarray) -> np.ndarray:
    """Donnan potential after a step, to first order; as before where the step is long."""
    moved = np.sum(end.slope * log_change, axis=0)
    return end.potential + np.where(np.abs(moved) < _FOLLOWED, moved, 0.0)
