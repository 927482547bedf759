"""Rows of the linear system for the permeate, the electrical drive and the water drive."""

from __future__ import annotations

import numpy as np

from selectivity.domain.layered import FLUX_RATIO, RESERVOIR, SWEPT
from selectivity.transport.chain import Closure
from selectivity.transport.stack import Stack
from selectivity.transport.state import Scales, State

Rows = tuple[np.ndarray, np.ndarray, np.ndarray]


def closure_rows(stack: Stack, state: State, scales: Scales, n_node: int) -> Closure:
    """Rows of the permeate, of the water flux and of the carrier flux."""
    n_ions, n_cases = stack.charge.shape
    last = np.zeros((n_ions + 2, n_node, n_cases))
    border = np.zeros((n_ions + 2, n_ions + 2, n_cases))
    value = np.zeros((n_ions + 2, n_cases))
    ions = np.arange(n_ions)
    permeate = state.virtual[:, -1]
    reservoir = stack.closure == RESERVOIR
    scaled = state.carrier * permeate / scales.ion_flux
    last[ions, ions] = np.where(reservoir, 1.0, -scaled)
    border[ions, ions] = np.where(reservoir, 0.0, 1.0)
    border[ions, -1] = np.where(reservoir, 0.0, -permeate * scales.water_flux / scales.ion_flux)
    value[:n_ions] = np.where(reservoir, 0.0, scaled - state.ion_flux / scales.ion_flux)
    _drive_rows(stack, state, scales, (last, border, value))
    _water_rows(stack, state, scales, (last, border, value))
    return Closure(last.transpose(2, 0, 1), border.transpose(2, 0, 1), value.T)


def _drive_rows(stack: Stack, state: State, scales: Scales, rows: Rows) -> None:
    """Current or voltage, z_i times which each row of a reservoir carries."""
    last, border, value = rows
    n_ions = len(stack.charge)
    charge = np.where(stack.closure == RESERVOIR, stack.charge, 0.0)
    size = np.sum(stack.charge**2 * scales.ion_flux, axis=0)
    size = np.where(size > 0, size, 1)
    by_current = ~np.isnan(stack.current)
    share = np.where(by_current, stack.charge * scales.ion_flux / size, 0.0)
    border[:n_ions, :n_ions] += charge[:, None] * share
    carried = np.sum(stack.charge * state.ion_flux, axis=0)
    missing = (np.where(by_current, stack.current, 0) - carried) / size
    value[:n_ions] += charge * np.where(by_current, missing, -stack.voltage)
    if last.shape[1] > n_ions:
        last[:n_ions, n_ions] += np.where(by_current, 0.0, charge)


def _water_rows(stack: Stack, state: State, scales: Scales, rows: Rows) -> None:
    """Water flux or pressure (theory 4.3), then the carrier flux of the permeate."""
    last, border, value = rows
    n_ions = len(stack.charge)
    permeate = state.virtual[:, -1] * stack.present
    by_pressure = ~np.isnan(stack.pressure)
    size = scales.concentration
    resisted = stack.water_resistance * state.water_flux / size
    head = stack.pressure - np.sum(stack.feed * stack.present - permeate, axis=0)
    slope = stack.water_resistance * scales.water_flux / size
    border[n_ions, n_ions] = np.where(by_pressure, slope, 1.0)
    imposed = (stack.water_flux - state.water_flux) / scales.water_flux
    value[n_ions] = np.where(by_pressure, head / size - resisted, imposed)
    if last.shape[1] > n_ions:
        last[n_ions, :n_ions] = np.where(by_pressure, -permeate / size, 0.0)
        last[n_ions, n_ions + 1] = np.where(by_pressure, 1.0, 0.0)
    ratio = stack.closure == FLUX_RATIO
    target = np.where(ratio, stack.permeate_total, 1.0)
    last[n_ions + 1, :n_ions] = np.where(ratio, permeate / target, 0.0)
    border[n_ions + 1, n_ions + 1] = np.where(ratio, 0.0, 1.0)
    border[n_ions + 1, n_ions] = np.where(stack.closure == SWEPT, -1.0, 0.0)
    swept = (state.water_flux - state.carrier) / scales.water_flux
    missing = np.where(ratio, 1 - np.sum(permeate, axis=0) / target, 0.0)
    value[n_ions + 1] = np.where(stack.closure == SWEPT, swept, missing)
