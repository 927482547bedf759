"""One cell of membrane capacitive deionization in time: electrodes, membranes, spacer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from selectivity.constants import FARADAY, GAS_CONSTANT
from selectivity.domain.layered import TransportResult
from selectivity.domain.process import Membranes, Solution
from selectivity.process.cell_pair import Pair
from selectivity.process.mcdi_settings import CONSTANT_CURRENT, CapacitiveSettings
from selectivity.process.micropores import Equilibrium, equilibrium, filled

_VOLTAGE_ERROR: Final = 1e-4  # V
_MOST: Final = 15
_FIRST_RESISTANCE: Final = 3e-2  # Ω m², before two points are known


@dataclass(frozen=True)
class State:
    """Contents (n_membranes, n_ions): electrodes [mol/m³ electrode] and spacer [mol/m³]."""

    cathode: np.ndarray
    anode: np.ndarray
    spacer: np.ndarray


class Moment(NamedTuple):
    """What flows at a moment: fluxes out of the spacer, current and voltage, and the crossing."""

    to_cathode: np.ndarray
    to_anode: np.ndarray
    current: np.ndarray
    voltage: np.ndarray
    cation: TransportResult


class Half(NamedTuple):
    """A half cycle: effluent amounts (n, n_ions) [mol], charge [C], energy [J], and the course."""

    state: State
    effluent: np.ndarray
    charge: np.ndarray
    energy: np.ndarray
    voltage: np.ndarray
    spacer: np.ndarray
    first: Moment


def _filled(state: State) -> np.ndarray:
    """True where a step has emptied nothing. (n_membranes,)"""
    parts = np.concatenate([state.cathode, state.anode, state.spacer], axis=1)
    return np.all(np.isfinite(parts) & (parts >= 0), axis=1)


def _with(state: State, rows: np.ndarray, other: State) -> State:
    """Some rows replaced, so that the others can be solved."""
    mask = rows[:, None]
    return State(
        np.where(mask, other.cathode, state.cathode),
        np.where(mask, other.anode, state.anode),
        np.where(mask, other.spacer, state.spacer),
    )


@dataclass
class Cell:
    """Membranes, solution and settings of one cell."""

    membranes: Membranes
    feed: Solution
    settings: CapacitiveSettings
    pair: Pair

    def start(self) -> State:
        """Uncharged, in equilibrium with the feed."""
        n = self.membranes.n_membranes
        content = self.feed.contents(n).copy()
        full = filled(self.settings.carbon, content)
        return State(full, full, content)

    def sides(self, state: State) -> tuple[Equilibrium, Equilibrium]:
        """Both electrodes in equilibrium with themselves."""
        s, f = self.settings.carbon, self.feed
        return (
            equilibrium(s, state.cathode, f.charge, f.temperature),
            equilibrium(s, state.anode, f.charge, f.temperature),
        )

    def at(self, state: State, current: np.ndarray) -> Moment:
        """Fluxes and voltage under a current, positive while charging."""
        empty = ~_filled(state)
        state = _with(state, empty, self.start())
        cathode, anode = self.sides(state)
        rows = np.arange(len(current))
        cation = self.pair.through_cation(rows, (state.spacer, cathode.macropores), current)
        anion = self.pair.through_anion(rows, (state.spacer, anode.macropores), current)
        weight = self.feed.charge**2 * self.feed.diffusivity * self.settings.spacer_porosity
        unit = GAS_CONSTANT * self.feed.temperature / FARADAY**2
        ohmic = unit * self.settings.spacer_thickness / (state.spacer @ weight)
        voltage = anode.potential - cathode.potential
        voltage = voltage + cation.potential_drop - anion.potential_drop + current * ohmic
        cation.ion_flux[empty] = np.nan
        voltage = np.where(empty, np.nan, voltage)
        return Moment(cation.ion_flux, anion.ion_flux, current, voltage, cation)

    def at_voltage(self, state: State, wanted: float, guess: np.ndarray) -> Moment:
        """The same under a voltage, by secants; no more than ``current`` either way."""
        most = self.settings.current
        current, old = np.clip(guess, -most, most), None
        moment = self.at(state, current)
        resistance = np.full(len(current), _FIRST_RESISTANCE)
        for _ in range(_MOST):
            gap = moment.voltage - wanted
            done = np.abs(gap) <= _VOLTAGE_ERROR
            done |= ((current >= most) & (gap < 0)) | ((current <= -most) & (gap > 0))
            if np.all(done):
                break
            if old is not None:
                with np.errstate(all="ignore"):
                    slope = (moment.voltage - old.voltage) / (moment.current - old.current)
                resistance = np.where(np.isfinite(slope) & (slope > 0), slope, resistance)
            moved = np.where(np.isnan(gap), current / 2, current - gap / resistance)
            old, current = moment, np.where(done, current, np.clip(moved, -most, most))
            moment = self.at(state, current)
        return moment

    def step(self, state: State, moment: Moment, time: float) -> tuple[State, np.ndarray]:
        """Linearly implicit in the spacer's flow; every mole that leaves one place arrives."""
        s = self.settings
        deep = s.electrode_thickness
        flow = s.feed_flow / s.area
        hold = s.spacer_thickness * s.spacer_porosity / time
        gone = moment.to_cathode + moment.to_anode
        spacer = (hold * state.spacer + flow * self.feed.concentration - gone) / (hold + flow)
        after = State(
            state.cathode + moment.to_cathode * time / deep,
            state.anode + moment.to_anode * time / deep,
            spacer,
        )
        return after, s.feed_flow * time * spacer

    def half(self, state: State, charging: bool, guess: np.ndarray) -> Half:
        """One half cycle from a state."""
        s = self.settings
        time = (s.charge_time if charging else s.discharge_time) / s.steps
        sign = 1.0 if charging else -1.0
        wanted = s.voltage if charging else s.discharge_voltage
        current = guess
        parts: list[tuple[np.ndarray, np.ndarray]] = []

        def now(state: State, current: np.ndarray) -> Moment:
            if s.operation == CONSTANT_CURRENT:
                return self.at(state, np.full(len(guess), sign * s.current))
            return self.at_voltage(state, wanted, current)

        moments = [now(state, current)]
        for _ in range(s.steps):
            state, out = self.step(state, moments[-1], time)
            parts.append((out, state.spacer))
            moments.append(now(state, moments[-1].current))
        voltage = np.stack([moment.voltage for moment in moments], axis=1)
        current = np.stack([moment.current for moment in moments[:-1]], axis=1)
        area_time = s.area * time
        return Half(
            state,
            sum(part[0] for part in parts),
            area_time * np.sum(current, axis=1),
            area_time * np.sum(current * (voltage[:, 1:] + voltage[:, :-1]) / 2, axis=1),
            voltage[:, 1:],
            np.stack([part[1] for part in parts], axis=1),
            moments[0],
        )
