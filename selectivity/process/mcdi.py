"""Membrane capacitive deionization: cycles to periodic steady state (theory 5.7)."""

from __future__ import annotations

import numpy as np

from selectivity.constants import FARADAY
from selectivity.domain.process import (
    OUTSIDE,
    SOLVED,
    UNCONVERGED,
    Membranes,
    ProcessResult,
    Solution,
    Streams,
)
from selectivity.process import contact as shared
from selectivity.process.cell_pair import Pair
from selectivity.process.ed_settings import WATER_SPLITTING
from selectivity.process.mcdi_cell import Cell, Half, State
from selectivity.process.mcdi_settings import CapacitiveSettings, check
from selectivity.process.metrics import assemble, local_metrics
from selectivity.process.scaling import first_mineral, told


def _cell(membranes: Membranes, feed: Solution, settings: CapacitiveSettings) -> Cell:
    n = membranes.n_membranes
    partner = settings.partner
    if partner.n_membranes != n:
        partner = partner.take(np.zeros(n, dtype=int))
    coefficient = settings.mass_transfer
    left = shared.boundary(feed, (coefficient, np.inf), n)
    width = np.full(n, settings.spacer_thickness)
    pair = Pair(membranes, partner, feed, left, width, {"water_flux": 0.0})
    return Cell(membranes, feed, settings, pair)


def solve(membranes: Membranes, feed: Solution, settings: CapacitiveSettings) -> ProcessResult:
    """Charge and discharge until a cycle repeats itself.

    Parameters
    ----------
    membranes : Membranes
        Cation-exchange membranes, from the spacer to their electrode.
    feed : Solution
        Flows through the spacer all the time.
    settings : CapacitiveSettings

    Returns
    -------
    ProcessResult
        Of the last cycle; what leaves during discharge is the product. Volumes stand for flows,
        and what the cell itself holds before and after enters and leaves as a stream.

    Raises
    ------
    ModelError
        Contradictory settings, or a voltage that splits water.
    """
    check(feed, settings)
    cell = _cell(membranes, feed, settings)
    state = cell.start()
    guess = np.full(membranes.n_membranes, settings.current)
    change = np.full(membranes.n_membranes, np.inf)
    held = None
    for _ in range(settings.cycles):
        before = state
        charge = cell.half(state, True, guess)
        discharge = cell.half(charge.state, False, -guess)
        state = discharge.state
        removed = _removed(cell, charge)
        if held is not None:
            change = np.max(np.abs(removed - held), axis=1) / np.max(np.abs(removed), axis=1)
        held = removed
        if np.all((change <= settings.periodic) | np.isnan(change)):
            break
    return _report(cell, before, charge, discharge, change)


def _removed(cell: Cell, charge: Half) -> np.ndarray:
    """Amounts that the feed lost while charging (n_membranes, n_ions). [mol]"""
    s = cell.settings
    return s.feed_flow * s.charge_time * cell.feed.concentration - charge.effluent


def _inventory(cell: Cell, state: State) -> tuple[float, np.ndarray]:
    """Volume of the cell and its mean concentration. [m³], [mol/m³]"""
    s = cell.settings
    spacer = s.area * s.spacer_thickness * s.spacer_porosity
    deep = s.area * s.electrode_thickness
    amount = deep * (state.cathode + state.anode) + spacer * state.spacer
    return 2 * deep + spacer, amount / (2 * deep + spacer)


def _streams(cell: Cell, before: State, charge: Half, discharge: Half) -> Streams:
    s = cell.settings
    volume, first = _inventory(cell, before)
    _, last = _inventory(cell, discharge.state)
    taken, given = s.feed_flow * s.charge_time, s.feed_flow * s.discharge_time
    flows = np.array([taken + given, volume, taken, given, volume])
    feed = np.broadcast_to(cell.feed.concentration, first.shape)
    content = np.stack(
        [feed, first, charge.effluent / taken, discharge.effluent / given, last], axis=1
    )
    return Streams(
        ("feed", "cell_before", "diluate", "concentrate", "cell_after"),
        np.array([-1, -1, 1, 1, 1]),
        np.tile(flows, (len(first), 1)),
        content,
    )


def _report(
    cell: Cell, before: State, charge: Half, discharge: Half, change: np.ndarray
) -> ProcessResult:
    s, feed = cell.settings, cell.feed
    n = len(change)
    streams = _streams(cell, before, charge, discharge)
    spent = charge.energy + np.where(
        discharge.energy < 0, s.energy_recovery * discharge.energy, discharge.energy
    )
    local = local_metrics(feed, cell.pair.films, charge.first.cation)
    removed = _removed(cell, charge)
    cations = np.maximum(feed.charge, 0.0)
    carbon = 2 * s.area * s.electrode_thickness * s.electrode_density
    voltage = np.concatenate([charge.voltage, discharge.voltage], axis=1)
    status, advice = _status(s, voltage, change)
    effluent = np.concatenate([feed.contents(n)[:, None], discharge.spacer], axis=1)
    moments = np.linspace(0.0, s.discharge_time, effluent.shape[1])
    mineral = first_mineral(feed.table, moments, effluent, s.saturation_index)
    status, advice = told(
        mineral, (status, advice), s.saturation_index, ("concentrate", s.discharge_time)
    )
    times = np.concatenate(
        [
            np.arange(1, s.steps + 1) * s.charge_time / s.steps,
            s.charge_time + np.arange(1, s.steps + 1) * s.discharge_time / s.steps,
        ]
    )
    return ProcessResult(
        process="mcdi",
        status=status,
        advice=advice,
        streams=streams,
        metrics=assemble(feed, streams, "concentrate", spent, local),
        scalars={
            "area_m2": np.full(n, s.area),
            "removed_mol": removed,
            "removed_ratio_to_feed": _per_feed(feed, removed),
            "charge_C": charge.charge,
            "charge_efficiency": FARADAY * (removed @ cations) / charge.charge,
            "salt_adsorption_mol_per_kg_carbon": removed @ cations / carbon,
            "energy_charge_J": charge.energy,
            "energy_discharge_J": discharge.energy,
            "highest_voltage_V": np.max(voltage, axis=1),
            "change_between_cycles": change,
        },
        profiles={
            "time_s": np.tile(times, (n, 1)),
            "effluent_mol_m3": np.concatenate([charge.spacer, discharge.spacer], axis=1),
            "voltage_V": voltage,
        },
    )


def _per_feed(feed: Solution, removed: np.ndarray) -> np.ndarray:
    """Removed ratio of the target to each ion over the feed's: separation per cycle. [-]"""
    if feed.target < 0:
        return np.full_like(removed, np.nan)
    taken = removed / feed.concentration
    with np.errstate(all="ignore"):
        return taken[:, [feed.target]] / taken


def _status(
    settings: CapacitiveSettings, voltage: np.ndarray, change: np.ndarray
) -> tuple[np.ndarray, tuple[str, ...]]:
    highest = np.max(np.abs(voltage), axis=1)
    lost = ~np.isfinite(highest) | np.isnan(change)
    split = highest > WATER_SPLITTING
    early = ~(change <= settings.periodic)
    words = {
        SOLVED: lambda i: "",
        OUTSIDE: lambda i: (
            f"the voltage reaches {highest[i]:.3g} V, {highest[i] - WATER_SPLITTING:.2g} V above "
            f"{WATER_SPLITTING} V where water can split; lower the current or the charge time"
        ),
        UNCONVERGED: lambda i: (
            "a step emptied a place, or the core found no solution; lower the current or give "
            "more steps"
            if lost[i]
            else f"cycles still change by {change[i]:.2g}; give more cycles"
        ),
    }
    state = np.where(lost | early, UNCONVERGED, SOLVED)
    state = np.where(split & ~lost, OUTSIDE, state)
    return state, tuple(words[str(one)](i) for i, one in enumerate(state))
