"""One element of a layer: ion by ion exact for the field, the field from electroneutrality."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from selectivity.transport.charge import Equilibrium, local_charge
from selectivity.transport.collocation import Rule, interpolate
from selectivity.transport.mesh import Elements
from selectivity.transport.small import STEEP, solve_pivoted, solve_small, stage_operator

_MIDDLE: Final = np.array([0.5])


class Fields(NamedTuple):
    """What the elements are linearised about.

    ``field`` ε = h dϕ/dx at the stages (n_stages, n_elements, n_cases) [-]; ``ion_flux``
    (n_ions, n_cases) [mol/(m² s)]; ``water_flux`` (n_cases,) [m/s].
    """

    field: np.ndarray
    ion_flux: np.ndarray
    water_flux: np.ndarray


class Linearised(NamedTuple):
    """An element's answer to its inlet, the fluxes and the field that keeps it electroneutral.

    Columns: ln c of each ion at the inlet, each ion flux, the water flux, and last the part that
    depends on none of them (its present value for ``end`` and sums; the defect for ``field``).

    Attributes
    ----------
    field : ndarray of shape (n_stages, n_columns, n_elements, n_cases)
    end : ndarray of shape (n_ions, n_columns, n_elements, n_cases)
        Concentration at the outlet. [mol/m³]
    potential, drag : ndarray of shape (n_columns, n_elements, n_cases)
        Potential gained over the element [-]; water drag ∫Σ(α c J_w − β J) dx [mol/m³].
    stages : ndarray of shape (n_stages, n_ions, n_elements, n_cases)
        Concentrations. [mol/m³]
    imbalance : ndarray of shape (n_elements, n_cases)
        Largest charge at a stage over the charge of its ions. [-]
    """

    field: np.ndarray
    end: np.ndarray
    potential: np.ndarray
    drag: np.ndarray
    stages: np.ndarray
    imbalance: np.ndarray


def linearise(
    rule: Rule,
    charge: np.ndarray,
    elements: Elements,
    ends: tuple[Equilibrium, Equilibrium],
    at: Fields,
    with_drag: bool,
) -> Linearised:
    """Collocation of the flux law with the field eliminated.

    With c' h = g c − h j, j = J/(K_d D), the stage values are linear in inlet and flux,
    C = (1 + Q g) c_0 − Q 1 h j, Q = (A⁻¹ − diag g)⁻¹, and electroneutrality at the stages gives
    the change of the field. The point of linearisation is the stage values that join the two ends
    (each ion with the flux that does so), which are positive whatever the flux of the iterate.

    Parameters
    ----------
    rule : Rule
    charge : ndarray of shape (n_ions, 1, n_cases)
    elements : Elements
    ends : tuple of Equilibrium
        Inside the element, at its upstream and downstream end.
    at : Fields
    with_drag : bool
        Also compute the water drag; zero otherwise.

    Returns
    -------
    Linearised

    References
    ----------
    theory.md 4.1
    """
    inlet, convected = ends[0], elements.length * elements.convection
    operator, growth, carried, resisted = _integrated(rule, charge, elements, inlet, at)
    present = carried - resisted * at.ion_flux[:, None]
    stages = _joining(rule, ends, carried, resisted)
    operator *= stages
    pushed = operator.sum(axis=1) * convected
    excess, weight = _charge(charge, stages, elements)
    excess += np.sum(weight * (present - stages), axis=1)
    water = np.sum(weight * pushed, axis=1)
    columns = [weight * carried, -weight * resisted, water[:, None], excess[:, None]]
    right = np.concatenate(columns, axis=1)
    stiffness = np.einsum("kn...,kmn...->km...", weight * charge, operator)
    size = np.sum(np.abs(charge) * np.abs(stages), axis=1)
    empty = size <= 0
    stiffness += np.where(empty, 1.0, 0.0)[:, None] * np.eye(len(stages))[..., None, None]
    steep = np.max(np.abs(growth), initial=0.0) > STEEP
    field = (solve_pivoted if steep else solve_small)(stiffness, right)
    parts = (carried, resisted, pushed, present)
    imbalance = np.max(np.abs(excess) / np.where(empty, 1, size), axis=0)
    end = _end(rule, charge, inlet, operator, parts, field)
    drag = np.zeros(field.shape[1:])
    if with_drag:
        drag = _drag(rule, charge, elements, (operator, parts, field), at)
    potential = np.einsum("k,kj...->j...", rule.weights, field)
    potential[-1] += np.einsum("k,k...->...", rule.weights, at.field)
    return Linearised(field, end, potential, drag, stages, imbalance)


def _integrated(
    rule: Rule, charge: np.ndarray, elements: Elements, inlet: Equilibrium, at: Fields
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Q, g, and the parts (1 + Q g) c_0 and Q 1 h/(K_d D) of the stage values."""
    length = elements.length
    growth = length * elements.convection * at.water_flux - charge * at.field[:, None]
    operator = stage_operator(rule, growth)
    carried = (1 + np.einsum("km...,m...->k...", operator, growth)) * inlet.concentration
    return operator, growth, carried, operator.sum(axis=1) * (length * elements.resistance)


def halfway(
    rule: Rule,
    charge: np.ndarray,
    elements: Elements,
    ends: tuple[Equilibrium, Equilibrium],
    at: Fields,
) -> np.ndarray:
    """Concentrations in the middle of each element on the profile that joins its ends.

    Parameters
    ----------
    rule, charge, elements, ends, at
        As of ``linearise``.

    Returns
    -------
    ndarray of shape (n_ions, n_elements, n_cases)
        Of the collocation polynomial; it may be negative. [mol/m³]
    """
    carried, resisted = _integrated(rule, charge, elements, ends[0], at)[2:]
    stages = _joining(rule, ends, carried, resisted)
    whole = np.concatenate([ends[0].concentration[None], stages])
    return interpolate(np.append(0.0, rule.nodes), whole, _MIDDLE)[0]


def _joining(
    rule: Rule,
    ends: tuple[Equilibrium, Equilibrium],
    carried: np.ndarray,
    resisted: np.ndarray,
) -> np.ndarray:
    """Stage values from inlet to outlet, each ion at the flux that joins them."""
    inlet, outlet = (end.concentration for end in ends)
    unmoved = (1 - np.sum(rule.end)) * inlet + np.einsum("k,kn...->n...", rule.end, carried)
    slowed = np.einsum("k,kn...->n...", rule.end, resisted)
    flux = (unmoved - outlet) / np.where(slowed == 0, 1, slowed)
    return carried - resisted * flux


def _charge(
    charge: np.ndarray, stages: np.ndarray, elements: Elements
) -> tuple[np.ndarray, np.ndarray]:
    """Charge at each stage, and its slope against each concentration."""
    total = np.sum(charge * stages, axis=1) + elements.fixed_charge
    if elements.groups is None:
        return total, np.broadcast_to(charge, stages.shape)
    by_ion = stages.swapaxes(0, 1)
    wall, slope = local_charge(
        charge[:, None], by_ion, elements.partition[:, None], elements.groups
    )
    return total + wall, (charge[:, None] + slope).swapaxes(0, 1)


def _response(
    weights: np.ndarray,
    charge: np.ndarray,
    operator: np.ndarray,
    parts: tuple[np.ndarray, ...],
    field: np.ndarray,
) -> np.ndarray:
    """Columns of Σ_k weights_k δC_k for each ion; the last one without the present value."""
    carried, resisted, pushed, stages = parts
    n_ions = stages.shape[1]
    through = charge * np.einsum("k,kmn...->mn...", weights, operator)
    answer = -np.einsum("mn...,mj...->nj...", through, field)
    sums = [np.einsum("k,kn...->n...", weights, part) for part in (carried, resisted, pushed)]
    ions = np.arange(n_ions)
    answer[ions, ions] += sums[0]
    answer[ions, n_ions + ions] -= sums[1]
    answer[:, 2 * n_ions] += sums[2]
    return answer


def _end(
    rule: Rule,
    charge: np.ndarray,
    inlet: Equilibrium,
    operator: np.ndarray,
    parts: tuple[np.ndarray, ...],
    field: np.ndarray,
) -> np.ndarray:
    """Concentration at the outlet, c_1 = (1 − Σ d) c_0 + Σ d_k C_k."""
    answer = _response(rule.end, charge, operator, parts, field)
    rest = (1 - np.sum(rule.end)) * inlet.concentration
    ions = np.arange(answer.shape[0])
    answer[ions, ions] += rest
    answer[:, -1] += rest + np.einsum("k,kn...->n...", rule.end, parts[3])
    return answer


def _drag(
    rule: Rule,
    charge: np.ndarray,
    elements: Elements,
    solved: tuple[np.ndarray, tuple[np.ndarray, ...], np.ndarray],
    at: Fields,
) -> np.ndarray:
    """Water drag of the ions over the element, Σ ∫ (α c J_w − β J) dx (theory 4.3)."""
    operator, parts, field = solved
    content = elements.drag_content * elements.length
    by_flux = elements.drag_flux * elements.length
    mean = np.einsum("k,kn...->n...", rule.weights, parts[3])
    response = _response(rule.weights, charge, operator, parts, field)
    answer = np.einsum("n...,nj...->j...", content * at.water_flux, response)
    n_ions = len(mean)
    answer[n_ions : 2 * n_ions] -= by_flux
    answer[2 * n_ions] += np.sum(content * mean, axis=0)
    flux = at.ion_flux[:, None]
    answer[-1] += np.sum(content * mean * at.water_flux - by_flux * flux, axis=0)
    return answer
