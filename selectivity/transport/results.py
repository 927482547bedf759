"""From a solved batch to what users read."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from selectivity.constants import FARADAY, GAS_CONSTANT
from selectivity.domain.layered import RESERVOIR
from selectivity.transport.element import Fields, Linearised, linearise
from selectivity.transport.gross import gross_flux
from selectivity.transport.mesh import Elements, gather
from selectivity.transport.newton import element_ends
from selectivity.transport.refine import Batch
from selectivity.transport.stack import Stack
from selectivity.transport.state import State

_TINY: Final = 1e-300


class Readings(NamedTuple):
    """Quantities of a batch, cases last; see ``domain.layered.TransportResult``.

    ``drag`` (n_elements, n_cases) is the water drag of the ions in each element [mol/m³].
    """

    ion_flux: np.ndarray
    permeate: np.ndarray
    current: np.ndarray
    potential_drop: np.ndarray
    pressure: np.ndarray
    node_concentration: np.ndarray
    node_potential: np.ndarray
    residual: np.ndarray
    drag: np.ndarray


def _layer_ends(batch: Batch, n_layers: int) -> np.ndarray:
    """Index of the last element of each layer. (n_layers, n_cases)"""
    layers = np.arange(n_layers)[:, None, None]
    inside = (batch.mesh.layer == layers) & (batch.mesh.length > 0)
    places = np.arange(len(batch.mesh.length))[:, None]
    return np.max(np.where(inside, places, 0), axis=1)


def faces_of(batch: Batch) -> np.ndarray:
    """Virtual concentrations at the downstream face of each layer. (n_ions, n_layers, n_cases)"""
    ends = _layer_ends(batch, len(batch.stack.thickness))
    wide = np.broadcast_to(ends, (batch.stack.n_ions, *ends.shape))
    return np.take_along_axis(batch.state.virtual, wide, axis=1)


def _permeate(stack: Stack, state: State) -> np.ndarray:
    carried = state.ion_flux / np.where(state.carrier == 0, np.nan, state.carrier)
    permeate = np.where(stack.closure == RESERVOIR, stack.permeate, carried)
    return permeate * stack.present


def _residual(
    batch: Batch, elements: Elements, answer: Linearised, inside: tuple[np.ndarray, np.ndarray]
) -> np.ndarray:
    """Largest relative defect: continuity of each ion, electroneutrality, and the closures."""
    stack, state = batch.stack, batch.state
    size = np.maximum(np.maximum(*inside), _TINY)
    gap = answer.end[:, -1] - inside[1]
    joints = np.max(np.abs(gap) / size, axis=(0, 1))
    imbalance = np.max(answer.imbalance, axis=0)
    carried = np.sum(stack.charge * state.ion_flux, axis=0)
    both_ways = np.maximum(gross_flux(elements, inside, state.water_flux), np.abs(state.ion_flux))
    gross = np.sum(np.abs(stack.charge) * both_ways, axis=0)
    imposed = np.where(np.isnan(stack.current), carried, stack.current)
    return np.max([joints, imbalance, np.abs(carried - imposed) / np.maximum(gross, _TINY)], axis=0)


def _current(stack: Stack, state: State) -> np.ndarray:
    """I/F: what is imposed, which the fluxes meet to rounding, or what they carry."""
    carried = np.sum(stack.charge * state.ion_flux, axis=0)
    return np.where(np.isnan(stack.current), carried, stack.current)


def read(batch: Batch) -> Readings:
    """Fluxes, potentials, pressure and residual of a batch.

    Parameters
    ----------
    batch : Batch

    Returns
    -------
    Readings
    """
    stack, state = batch.stack, batch.state
    rule, elements = batch.rule, gather(stack, batch.mesh)
    with np.errstate(all="ignore"):
        inlet, outlet = element_ends(stack, elements, state)
        at = Fields(state.field, state.ion_flux, state.water_flux)
        answer = linearise(rule, stack.charge[:, None], elements, (inlet, outlet), at, True)
        inside_both = inlet.concentration, outlet.concentration
        residual = _residual(batch, elements, answer, inside_both)
        permeate = _permeate(stack, state)
    inside = np.einsum("k,keb->eb", rule.weights, state.field)
    gain = np.cumsum(inlet.potential + inside - outlet.potential, axis=0)
    ends = _layer_ends(batch, len(stack.thickness))
    nodes = faces_of(batch) * stack.present[:, None]
    nodes = np.concatenate([(stack.feed * stack.present)[:, None], nodes], axis=1)
    voltage = GAS_CONSTANT * stack.temperature / FARADAY
    potential = np.take_along_axis(gain, ends, axis=0) * voltage
    drag = answer.drag[-1]
    osmotic = np.sum(stack.feed * stack.present - permeate, axis=0)
    head = osmotic + stack.water_resistance * state.water_flux + np.sum(drag, axis=0)
    return Readings(
        ion_flux=state.ion_flux * stack.present,
        permeate=permeate,
        current=_current(stack, state) * FARADAY,
        potential_drop=-gain[-1] * voltage,
        pressure=head * GAS_CONSTANT * stack.temperature,
        node_concentration=nodes,
        node_potential=np.concatenate([np.zeros_like(potential[:1]), potential]),
        residual=residual,
        drag=drag,
    )
