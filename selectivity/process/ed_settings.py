"""Settings of an electrodialysis stack and what they must keep."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from selectivity.domain.process import Membranes, Solution
from selectivity.errors import ModelError
from selectivity.process.base import (
    COMPOSITION,
    MEMBRANE,
    check_neutral,
    check_settings,
    choice,
    setting,
)
from selectivity.process.scaling import saturation_setting

WATER_SPLITTING: Final = 1.23
"""Equilibrium voltage of water electrolysis at 298 K; crc2014. [V]"""
FLOW: Final = "flow"
BATCH: Final = "batch"


@dataclass(frozen=True)
class ElectrodialysisSettings:
    """A stack of cell pairs; the membrane of the case is the cation-exchange one.

    Give ``voltage`` or ``current``, not both.

    Attributes
    ----------
    partner : Membranes
        The anion-exchange membrane, from the diluate to the concentrate.
    voltage : float
        Of a cell pair. [V]
    current : float
        Density, the same everywhere. [A/m²]
    contact : str
        ``flow`` (co-current) or ``batch`` (two tanks).
    concentrate : ndarray of shape (n_ions,) or None
        Enters the concentrate's channels; None for the feed itself. [mol/m³]
    pairs : int
    area : float
        Of one membrane. [m²]
    feed_flow, concentrate_flow : float
        Of the whole stack. [m³/s]
    feed_volume, concentrate_volume : float
        Of the tanks. [m³]
    duration : float
        Of a batch. [s]
    mass_transfer : float
        k_cp in both channels. [m/s]
    channel_height : float
        [m]
    electrode_voltage : float
        Lost at the ends of the stack. [V]
    limiting_currents : bool
        Compute them at both ends, which takes most of the time; NaN if not.
    tolerance : float
    saturation_index : float
        log₁₀ of the supersaturation of the concentrate that is told; needs a table of
        activities. [-]
    """

    partner: Membranes | None = field(default=None, metadata=MEMBRANE)
    voltage: float | None = setting(None, "V", 0.0, open_low=True)
    current: float | None = setting(None, "A_m2", 0.0, open_low=True)
    contact: str = choice(FLOW, (FLOW, BATCH))
    concentrate: np.ndarray | None = field(default=None, metadata=COMPOSITION)
    pairs: int = setting(1, "", 1, 10_000)
    area: float = setting(0.1, "m2", 0.0, open_low=True)
    feed_flow: float = setting(1e-6, "m3_s", 0.0, open_low=True)
    concentrate_flow: float = setting(1e-6, "m3_s", 0.0, open_low=True)
    feed_volume: float = setting(1e-3, "m3", 0.0, open_low=True)
    concentrate_volume: float = setting(1e-3, "m3", 0.0, open_low=True)
    duration: float = setting(3600.0, "s", 0.0, open_low=True)
    mass_transfer: float = setting(np.inf, "m_s", 0.0, open_low=True)
    channel_height: float = setting(5e-4, "m", 0.0, open_low=True)
    electrode_voltage: float = setting(0.0, "V", 0.0)
    limiting_currents: bool = True
    tolerance: float = setting(1e-5, "", 1e-10, 1e-2)
    saturation_index: float = saturation_setting()


def check(feed: Solution, settings: ElectrodialysisSettings) -> None:
    check_settings(settings)
    check_neutral(feed.concentration, feed.names, feed.charge, "the feed")
    if settings.partner is None:
        raise ModelError("no anion-exchange membrane; give partner_layers")
    if (settings.voltage is None) == (settings.current is None):
        raise ModelError("give either voltage or current, not both and not neither")
    if settings.voltage is not None and settings.voltage >= WATER_SPLITTING:
        excess = settings.voltage - WATER_SPLITTING
        raise ModelError(
            f"{settings.voltage:g} V per cell pair is {excess:.2g} V above {WATER_SPLITTING} V, "
            "where water can split; the model has no H+ or OH- from it; lower the voltage"
        )
