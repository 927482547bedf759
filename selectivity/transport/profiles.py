"""Concentration, potential and pressure through the stack."""

from __future__ import annotations

import numpy as np

from selectivity.constants import FARADAY, GAS_CONSTANT
from selectivity.domain.layered import Profiles
from selectivity.transport.charge import Equilibrium
from selectivity.transport.collocation import Rule
from selectivity.transport.element import Fields, linearise
from selectivity.transport.mesh import Elements, gather
from selectivity.transport.newton import element_ends
from selectivity.transport.refine import Batch


def _cumulative(rule: Rule, values: np.ndarray) -> np.ndarray:
    """Integral from the inlet to inlet, stages and outlet, of values at the stages."""
    inside = np.tensordot(np.linalg.inv(rule.inverse), values, axes=1)
    outlet = np.tensordot(rule.weights, values, axes=1)
    return np.concatenate([np.zeros_like(outlet)[None], inside, outlet[None]])


def _friction(batch: Batch, elements: Elements) -> np.ndarray:
    """Own resistance of each element to water, length/(A RT L). (n_elements, n_cases)"""
    resistance = np.take_along_axis(batch.stack.layer_resistance, batch.mesh.layer, axis=0)
    thickness = np.take_along_axis(batch.stack.thickness, batch.mesh.layer, axis=0)
    return resistance * elements.length / thickness


def _potential(batch: Batch, ends: tuple[Equilibrium, Equilibrium]) -> np.ndarray:
    """Potential against the permeate, in RT/F. (n_points, n_elements, n_cases)"""
    inlet, outlet = ends
    rise = _cumulative(batch.rule, batch.state.field)
    start = np.cumsum(inlet.potential + rise[-1] - outlet.potential, axis=0)
    start = np.concatenate([np.zeros_like(start[:1]), start])
    return start[:-1] + inlet.potential + rise - start[-1]


def _pressure(
    batch: Batch, elements: Elements, stages: np.ndarray, points: np.ndarray
) -> np.ndarray:
    """Total pressure lost from each point to the permeate, over RT (theory 4.3)."""
    state = batch.state
    flux = np.sum(elements.drag_flux * state.ion_flux[:, None], axis=0) * elements.length
    carried = elements.drag_content[:, None] * stages * state.water_flux
    drag = _cumulative(batch.rule, np.sum(carried, axis=0) * elements.length - flux)
    lost = drag + points * _friction(batch, elements) * state.water_flux
    total = np.concatenate([np.zeros_like(lost[-1][:1]), np.cumsum(lost[-1], axis=0)])
    return total[-1] - total[:-1] - lost


def profiles_of(batch: Batch) -> Profiles:
    """Profiles at the ends and the collocation points of every element.

    Parameters
    ----------
    batch : Batch

    Returns
    -------
    Profiles
        Cases first; cases with smaller meshes repeat their last point.
    """
    stack, state = batch.stack, batch.state
    rule, elements = batch.rule, gather(stack, batch.mesh)
    ends = element_ends(stack, elements, state)
    inlet, outlet = ends
    at = Fields(state.field, state.ion_flux, state.water_flux)
    answer = linearise(rule, stack.charge[:, None], elements, ends, at, False)
    stages = answer.stages.swapaxes(0, 1)
    content = np.concatenate(
        [inlet.concentration[:, None], stages, outlet.concentration[:, None]], axis=1
    )
    content = content * stack.present[:, None, None]
    points = np.concatenate([[0.0], rule.nodes, [1.0]])[:, None, None]
    potential = _potential(batch, ends)
    pressure = _pressure(batch, elements, stages, points)
    permeate = np.sum(state.virtual[:, -1] * stack.present, axis=0)
    pressure = (pressure + np.sum(content, axis=0) - permeate) * GAS_CONSTANT * stack.temperature
    reached = np.cumsum(elements.length, axis=0) - elements.length
    position = reached + points * elements.length
    voltage = GAS_CONSTANT * stack.temperature / FARADAY
    layer = np.broadcast_to(batch.mesh.layer, position.shape)
    return Profiles(
        position=_flat(position),
        layer=_flat(layer),
        concentration=_flat_ions(content),
        potential=_flat(potential * voltage),
        pressure=_flat(pressure),
    )


def _flat(values: np.ndarray) -> np.ndarray:
    """(n_points, n_elements, n_cases) as (n_cases, n_positions), elements in order."""
    return values.transpose(2, 1, 0).reshape(values.shape[-1], -1)


def _flat_ions(values: np.ndarray) -> np.ndarray:
    """(n_ions, n_points, n_elements, n_cases) as (n_cases, n_ions, n_positions)."""
    n_ions, _, _, n_cases = values.shape
    return values.transpose(3, 0, 2, 1).reshape(n_cases, n_ions, -1)
