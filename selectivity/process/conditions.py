"""The stated conditions under which one membrane goes through each process."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import numpy as np

from selectivity.constants import FARADAY
from selectivity.domain.process import Membranes, Solution
from selectivity.process import ed
from selectivity.process.base import Conditions
from selectivity.process.crossing import Films, cross
from selectivity.process.dialysis import DialysisSettings
from selectivity.process.ed_settings import ElectrodialysisSettings
from selectivity.process.electrode import ElectrodeSettings
from selectivity.process.fo import OsmosisSettings
from selectivity.process.mcdi_settings import CapacitiveSettings
from selectivity.process.nf_module import FiltrationSettings

TRANSFER: Final = 3e-5  # m/s, k_cp on every side of every membrane
PRESSURE: Final = 15e5  # Pa
VOLTAGE: Final = 0.15  # V per cell pair
DRAW: Final = 300.0  # mol/m³ of the draw's salt
SHARE: Final = 0.3
"""Of the feed's lithium (dialysis), water (FO) or charge (ED) that the area could take at the
rate of the inlet: areas follow from it, so that thin and thick membranes are compared alike."""
_FLOW: Final = 1e-6  # m³/s


def _mirrored(membrane: Membranes) -> tuple[Membranes, Membranes]:
    """The membrane as cation- and as anion-exchange membrane: one of them with mirrored charge."""
    other = replace(membrane, fixed_charge=-membrane.fixed_charge)
    charge = np.sum(membrane.fixed_charge * membrane.thickness)
    return (membrane, other) if charge <= 0 else (other, membrane)


def _filtration(membrane: Membranes, feed: Solution) -> tuple[Membranes, Any]:
    return membrane, FiltrationSettings(
        pressure=PRESSURE, mass_transfer=TRANSFER, feed_flow=_FLOW, tolerance=1e-4
    )


def _dialysis(membrane: Membranes, feed: Solution) -> tuple[Membranes, Any]:
    trace = 1e-2 * feed.concentration[None]
    result = cross(
        membrane, feed, Films(), (feed.contents(1), trace), water_flux=np.array(0.0)
    )  # fmt: skip
    rate = float(result.ion_flux[0, feed.target])
    area = SHARE * _FLOW * float(feed.concentration[feed.target]) / rate
    return membrane, DialysisSettings(
        area=area, feed_flow=_FLOW, receiver_flow=_FLOW, mass_transfer=TRANSFER,
        receiver_mass_transfer=TRANSFER, tolerance=1e-4,
    )  # fmt: skip


def _osmosis(membrane: Membranes, feed: Solution) -> tuple[Membranes, Any]:
    draw = _draw(feed)
    rest = OsmosisSettings(
        draw=draw, feed_flow=_FLOW, draw_flow=_FLOW, mass_transfer=TRANSFER,
        draw_mass_transfer=TRANSFER, tolerance=1e-4,
    )  # fmt: skip
    sides = (feed.contents(1), draw[None])
    water = cross(membrane, feed, Films(), sides, pressure=np.array(0.0)).water_flux
    return membrane, replace(rest, area=SHARE * _FLOW / float(np.abs(water[0])))


def _draw(feed: Solution) -> np.ndarray:
    """The salt of the most concentrated multivalent cation, else of any other cation."""
    other = np.where(feed.charge > 0, feed.concentration * feed.charge**2, -1.0)
    other[feed.target] = -1.0
    cation = int(np.argmax(other))
    anion = int(np.argmax(np.where(feed.charge < 0, feed.concentration, -1.0)))
    draw = np.zeros_like(feed.concentration)
    draw[cation] = DRAW
    draw[anion] = -DRAW * feed.charge[cation] / feed.charge[anion]
    return draw


def _electrodialysis(membrane: Membranes, feed: Solution) -> tuple[Membranes, Any]:
    cation, anion = _mirrored(membrane)
    settings = ElectrodialysisSettings(
        partner=anion, voltage=VOLTAGE, area=1e-6, mass_transfer=TRANSFER, tolerance=1e-3,
        feed_flow=_FLOW, concentrate_flow=_FLOW, limiting_currents=False,
    )  # fmt: skip
    first = ed.solve(cation, feed, settings).scalars["first_current_A_m2"][0]
    charge = float(feed.concentration @ np.maximum(feed.charge, 0))
    return cation, replace(settings, area=SHARE * _FLOW * FARADAY * charge / float(first))


def _capacitive(membrane: Membranes, feed: Solution) -> tuple[Membranes, Any]:
    cation, anion = _mirrored(membrane)
    return cation, CapacitiveSettings(
        partner=anion, current=10.0, charge_time=60.0, discharge_time=60.0, steps=30, cycles=8,
        periodic=2e-2, feed_flow=1e-5, area=1.0,
    )  # fmt: skip


def _electrode(membrane: Membranes, feed: Solution) -> tuple[Membranes, Any]:
    return membrane, ElectrodeSettings(current=3.0)


FILTRATION: Final = Conditions("15 bar, half the water", _filtration)
DIALYSIS: Final = Conditions("pure water, counter-current", _dialysis)
OSMOSIS: Final = Conditions("300 mol/m³ of the divalent salt", _osmosis)
ELECTRODIALYSIS: Final = Conditions(
    "0.15 V per cell pair, the partner has the mirrored charge", _electrodialysis
)
CAPACITIVE: Final = Conditions("10 A/m², 60 s, the partner has the mirrored charge", _capacitive)
ELECTRODE: Final = Conditions("3 A/m²", _electrode)
