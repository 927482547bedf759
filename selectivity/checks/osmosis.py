"""Osmosis against the salt flux through a cation-exchange membrane (theory 5.5)."""

from __future__ import annotations

from typing import Final

import numpy as np

from selectivity.checks.base import Check
from selectivity.checks.stacks import Layer, stack_cases
from selectivity.constants import GAS_CONSTANT, REFERENCE_TEMPERATURE
from selectivity.domain.layered import DRAG_FRICTION, DRAG_HINDRANCE, TransportResult
from selectivity.transport import solve
from selectivity.transport.closed_forms import open_circuit_permeability

FIXED_CHARGE: Final = -5100.0  # mol/m³
PARTITION: Final = 0.82
FRICTION: Final = 0.5
THICKNESS: Final = 120e-6  # m
DIFFUSIVITY: Final = 2.25e-3 / 3600 * THICKNESS  # m²/s, k_m L with k_m = 2.25 LMH
PERMEANCE: Final = 9.2e-6 / 3600 / 1e5  # m/(s Pa), 9.2 mLMH/bar
POROSITY: Final = 0.34
READINGS: Final = ("open circuit", "k_wm/RT")
_NANO: Final = 1e9


def water_permeability(reading: str) -> float:
    """k_wm/RT of the membrane under one reading of its measured A. [m/(s Pa)]

    Parameters
    ----------
    reading : str
        One of ``READINGS``.
    """
    if reading == "k_wm/RT":
        return PERMEANCE
    drag = THICKNESS * abs(FIXED_CHARGE) / DIFFUSIVITY
    return open_circuit_permeability(PERMEANCE, drag, REFERENCE_TEMPERATURE)


def osmosis(
    dilute: np.ndarray | float,
    concentrated: np.ndarray | float,
    reading: str = "open circuit",
    drag: int = DRAG_FRICTION,
) -> TransportResult:
    """Water and salt through the membrane without pressure or current.

    Parameters
    ----------
    dilute, concentrated : float or ndarray of shape (n_cases,)
        NaCl on the feed and on the permeate side. [mol/m³]
    reading : str
        One of ``READINGS``.
    drag : int
        How the ions' drag on the water is counted (theory 4.3).

    Returns
    -------
    TransportResult
    """
    membrane = Layer(
        THICKNESS,
        FIXED_CHARGE,
        PARTITION,
        FRICTION,
        water_permeability=water_permeability(reading),
        drag=drag,
    )
    feed = np.multiply.outer(np.asarray(dilute, dtype=float), [1.0, 1.0])
    permeate = np.multiply.outer(np.asarray(concentrated, dtype=float), [1.0, 1.0])
    mobility = [DIFFUSIVITY, DIFFUSIVITY]
    return solve(stack_cases([1.0, -1.0], mobility, feed, [membrane], permeate, pressure=0.0))


def water_velocity(result: TransportResult) -> np.ndarray:
    """Interstitial velocity of the water towards the concentrated side. [nm/s]"""
    return result.water_flux / POROSITY * _NANO


def ion_velocity(result: TransportResult) -> np.ndarray:
    """Interstitial velocity of the counter-ions the other way, J/(|X| porosity). [nm/s]"""
    return -result.ion_flux[:, 0] / (POROSITY * abs(FIXED_CHARGE)) * _NANO


def osmosis_checks() -> list[Check]:
    """Both readings of the permeance, and the two forms of the drag."""
    opened, measured = (osmosis(4.0, 800.0, reading) for reading in READINGS)
    paired = osmosis(4.0, 800.0, "k_wm/RT", DRAG_HINDRANCE)
    head = 2 * GAS_CONSTANT * REFERENCE_TEMPERATURE * (800.0 - 4.0)
    rows = [
        ("water, A as open-circuit permeance", 281.0, water_velocity(opened)[0], 0.5),
        ("counter-ion, A as open-circuit permeance", 13.0, ion_velocity(opened)[0], 0.5),
        ("water, A as k_wm/RT", 185.0, water_velocity(measured)[0], 0.5),
        ("counter-ion, A as k_wm/RT", 13.5, ion_velocity(measured)[0], 0.05),
        ("water, A as k_wm/RT, drag of hindrance pairs", 224.0, water_velocity(paired)[0], 0.5),
        ("water, A ΔΠ over the porosity alone", 297.0, PERMEANCE * head / POROSITY * _NANO, 0.5),
    ]
    return [
        Check("5.5", name, expected, float(obtained), "nm/s", "theory 5.5", tolerance)
        for name, expected, obtained, tolerance in rows
    ]
