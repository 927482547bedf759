"""The slope of a filtration module: what permeates where a share of the feed has permeated."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from selectivity.constants import GAS_CONSTANT
from selectivity.domain.layered import TransportResult
from selectivity.domain.process import OSMOTIC_LIMIT, SOLVED, UNCONVERGED, Membranes, Solution
from selectivity.process.base import choice, setting
from selectivity.process.channel import (
    SHERWOOD,
    Channel,
    length_per_area,
    mass_transfer,
    pressure_gradient,
)
from selectivity.process.crossing import Films, cross, salt_diffusivity
from selectivity.process.nonideal import Held
from selectivity.process.scaling import saturation_setting
from selectivity.transport import Memory

GIVEN: Final = "given"
_DRY: Final = 1e-3
"""Flux over the flux at the inlet below which the pressure counts as used up. [-]"""


@dataclass(frozen=True)
class FiltrationSettings:
    """One stage of pressure-driven filtration; give ``pressure`` or ``water_flux``, not both.

    Attributes
    ----------
    pressure : float
        At the inlet, above that of the permeate. [Pa]
    water_flux : float
        The same all along the module. [m/s]
    recovery : float
        Permeate over feed. [-]
    feed_flow : float
        [m³/s]
    mass_transfer : float
        k_cp of the salt, for the correlation ``given``; infinite without polarization. [m/s]
    sherwood : str
        ``given`` or a correlation.
    channel_height, spacer_porosity, channel_length, velocity
        Feed channel [m, -, m, m/s]; a velocity of 0 leaves the pressure drop out.
    pump_efficiency, recovery_efficiency : float
        Of the pump, and of the device that recovers the concentrate's pressure. [-]
    tolerance : float
        Of the integration along the module, relative to the feed. [-]
    saturation_index : float
        log₁₀ of the supersaturation at which the recovery ends; needs a table of activities. [-]
    """

    pressure: float | None = setting(None, "Pa", 0.0, open_low=True)
    water_flux: float | None = setting(None, "m_s", 0.0, open_low=True)
    recovery: float = setting(0.5, "", 0.0, 0.999, open_low=True)
    feed_flow: float = setting(1e-3, "m3_s", 0.0, open_low=True)
    mass_transfer: float = setting(np.inf, "m_s", 0.0, open_low=True)
    sherwood: str = choice(GIVEN, (GIVEN, *SHERWOOD))
    channel_height: float = setting(0.7e-3, "m", 0.0, open_low=True)
    spacer_porosity: float = setting(0.85, "", 0.0, 1.0, open_low=True)
    channel_length: float = setting(1.0, "m", 0.0, open_low=True)
    velocity: float = setting(0.0, "m_s", 0.0)
    pump_efficiency: float = setting(0.8, "", 0.0, 1.0, open_low=True)
    recovery_efficiency: float = setting(0.9, "", 0.0, 1.0)
    tolerance: float = setting(1e-5, "", 1e-10, 1e-2)
    saturation_index: float = saturation_setting()


def osmotic_pressure(concentration: np.ndarray, feed: Solution) -> np.ndarray:
    """Osmotic pressure by the feed's table, or RT Σ c_i without one. [Pa]

    Parameters
    ----------
    concentration : ndarray of shape (..., n_ions)
        [mol/m³]
    feed : Solution
        Its temperature and table.
    """
    if feed.table is not None:
        return feed.table.osmotic_pressure(concentration)
    return GAS_CONSTANT * feed.temperature * np.sum(concentration, axis=-1)


@dataclass
class Module:
    """One run: what the slope needs, and why membranes stopped."""

    membranes: Membranes
    feed: Solution
    settings: FiltrationSettings
    reason: np.ndarray
    highest: np.ndarray
    first: np.ndarray
    memory: Memory = field(init=False)
    held: Held = field(init=False)

    def __post_init__(self) -> None:
        self.memory = Memory(self.membranes.n_membranes)
        self.held = Held(self.membranes.n_membranes)

    @property
    def channel(self) -> Channel:
        s = self.settings
        return Channel(s.channel_height, s.spacer_porosity, s.channel_length, s.velocity)

    def films(self, left: float, rows: np.ndarray) -> Films:
        """Boundary layers of some membranes where a share ``left`` of the feed still flows."""
        s = self.settings
        diffusivity = np.broadcast_to(salt_diffusivity(self.feed), self.first.shape)[rows]
        coefficient = np.asarray(s.mass_transfer)
        if s.sherwood != GIVEN:
            speed = np.asarray(s.velocity * left)
            coefficient = mass_transfer(
                s.sherwood, self.channel, speed, diffusivity, self.feed.temperature
            )
        if np.all(np.isinf(coefficient)):
            return Films()
        return Films(feed=diffusivity / coefficient)

    def drive(self, pressure: np.ndarray) -> dict[str, np.ndarray]:
        """What is imposed on the core."""
        if self.settings.water_flux is not None:
            return {"water_flux": np.full(len(pressure), self.settings.water_flux)}
        return {"pressure": pressure}

    def slope(self, position: float, state: np.ndarray) -> np.ndarray:
        """d/ds of permeate amounts, area and pressure; s = −ln(1 − recovery)."""
        left = np.exp(-position)
        left_over = self.feed.contents(len(state)) - state[:, :-2]
        alive = np.all(np.isfinite(state), axis=1) & np.all(left_over >= 0, axis=1)
        out = np.full_like(state, np.nan)
        if not np.any(alive):
            return out
        rows = np.flatnonzero(alive)
        retentate = left_over[rows] / left
        result = cross(
            self.membranes.take(rows),
            self.feed,
            self.films(left, rows),
            (retentate, None),
            recall=self.memory.of(rows),
            start=self.held.of(rows),
            **self.drive(state[rows, -1]),
        )
        good = self._judge(rows, result, state[rows, -1])
        with np.errstate(all="ignore"):
            area = left / result.water_flux
        if self.settings.water_flux is not None:
            self.highest[rows] = np.fmax(self.highest[rows], result.pressure - state[rows, -1])
        out[rows, :-2] = left * result.permeate
        out[rows, -2] = area
        out[rows, -1] = -self.drop_per_area(left) * area
        out[rows[~good]] = np.nan
        return out

    def drop_per_area(self, left: float) -> float:
        """Pressure lost per membrane area and feed flow. [Pa m/s... per (m²/(m³/s))]"""
        speed = self.settings.velocity * left
        if speed == 0:
            return 0.0
        gradient = pressure_gradient(self.channel, np.asarray(speed), self.feed.temperature)
        return float(gradient) * length_per_area(self.channel)

    def _judge(self, rows: np.ndarray, result: TransportResult, pressure: np.ndarray) -> np.ndarray:
        """True where water flows; else the reason is noted."""
        converged = result.status == SOLVED
        first = np.where(np.isnan(self.first[rows]), result.water_flux, self.first[rows])
        self.first[rows] = first
        wet = result.water_flux > _DRY * np.abs(first)
        osmotic = osmotic_pressure(result.node_concentration[:, 0], self.feed)
        spent = (pressure <= 0) | (pressure < osmotic)  # the core has no osmotic one to tell then
        limited = (self.settings.pressure is not None) & spent
        dry = np.where(converged, ~wet, limited)
        self.reason[rows[dry]] = OSMOTIC_LIMIT
        self.reason[rows[~converged & ~dry]] = UNCONVERGED
        return converged & wet
