"""Settings of membrane capacitive deionization and what they must keep."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from selectivity.domain.process import Membranes, Solution
from selectivity.errors import ModelError
from selectivity.process.base import MEMBRANE, check_neutral, check_settings, choice, setting
from selectivity.process.ed_settings import WATER_SPLITTING
from selectivity.process.micropores import Carbon
from selectivity.process.scaling import saturation_setting

CONSTANT_CURRENT: Final = "constant_current"
CONSTANT_VOLTAGE: Final = "constant_voltage"


@dataclass(frozen=True)
class CapacitiveSettings:
    """Electrode, cation-exchange membrane, spacer, anion-exchange membrane, electrode.

    Attributes
    ----------
    partner : Membranes
        The anion-exchange membrane, from the spacer to its electrode.
    operation : str
        ``constant_current`` or ``constant_voltage``.
    current : float
        While charging, its opposite while discharging; of a constant voltage the most either
        way. [A/m²]
    voltage, discharge_voltage : float
        Of ``constant_voltage``. [V]
    charge_time, discharge_time : float
        [s]
    area : float
        [m²]
    feed_flow : float
        Through the spacer. [m³/s]
    spacer_thickness, spacer_porosity : float
        [m], [-]
    mass_transfer : float
        k_cp on both membranes. [m/s]
    electrode_thickness, macroporosity, microporosity, attraction, stern_capacitance, stern_slope
        See ``micropores.Carbon``.
    electrode_density : float
        Dry, for capacities per mass. [kg/m³]
    energy_recovery : float
        Share of the discharge's energy that is used again. [-]
    steps : int
        Of each half cycle.
    cycles : int
        At most; the last one is reported.
    periodic : float
        Change between cycles that counts as periodic, relative. [-]
    saturation_index : float
        log₁₀ of the supersaturation during discharge that is told; needs a table of
        activities. [-]
    """

    partner: Membranes | None = field(default=None, metadata=MEMBRANE)
    operation: str = choice(CONSTANT_CURRENT, (CONSTANT_CURRENT, CONSTANT_VOLTAGE))
    current: float = setting(20.0, "A_m2", 0.0, open_low=True)
    voltage: float = setting(1.0, "V", 0.0, open_low=True)
    discharge_voltage: float = setting(0.0, "V", -WATER_SPLITTING)
    charge_time: float = setting(200.0, "s", 0.0, open_low=True)
    discharge_time: float = setting(200.0, "s", 0.0, open_low=True)
    area: float = setting(1.0, "m2", 0.0, open_low=True)
    feed_flow: float = setting(1e-5, "m3_s", 0.0, open_low=True)
    spacer_thickness: float = setting(2e-4, "m", 0.0, open_low=True)
    spacer_porosity: float = setting(0.7, "", 0.0, 1.0, open_low=True)
    mass_transfer: float = setting(np.inf, "m_s", 0.0, open_low=True)
    electrode_thickness: float = setting(3e-4, "m", 0.0, open_low=True)
    macroporosity: float = setting(0.4, "", 0.0, 1.0, open_low=True)
    microporosity: float = setting(0.3, "", 0.0, 1.0, open_low=True)
    attraction: float = setting(300.0, "mol_m3", 0.0)
    stern_capacitance: float = setting(1.45e8, "F_m3", 0.0, open_low=True)
    stern_slope: float = setting(30.0, "F_m3_mol2", 0.0)
    electrode_density: float = setting(550.0, "kg_m3", 0.0, open_low=True)
    energy_recovery: float = setting(0.0, "", 0.0, 1.0)
    steps: int = setting(30, "", 4, 10_000)
    cycles: int = setting(10, "", 1, 1000)
    periodic: float = setting(1e-3, "", 0.0, 1.0, open_low=True)
    saturation_index: float = saturation_setting()

    @property
    def carbon(self) -> Carbon:
        """Both electrodes."""
        return Carbon(
            self.electrode_thickness,
            self.macroporosity,
            self.microporosity,
            self.attraction,
            self.stern_capacitance,
            self.stern_slope,
        )


def check(feed: Solution, settings: CapacitiveSettings) -> None:
    """Refuse what the model does not hold for.

    Raises
    ------
    ModelError
        Without a partner, for pores beyond the volume, or a voltage that splits water.
    """
    check_settings(settings)
    check_neutral(feed.concentration, feed.names, feed.charge, "the feed")
    if settings.partner is None:
        raise ModelError("no anion-exchange membrane; give partner_layers")
    pores = settings.macroporosity + settings.microporosity
    if pores >= 1:
        raise ModelError(f"the pores fill {pores:g} of the electrode; allowed: below 1")
    if settings.operation == CONSTANT_VOLTAGE and settings.voltage > WATER_SPLITTING:
        excess = settings.voltage - WATER_SPLITTING
        raise ModelError(
            f"{settings.voltage:g} V is {excess:.2g} V above {WATER_SPLITTING} V, where water can "
            "split; the model has no H+ or OH- from it; lower the voltage"
        )
