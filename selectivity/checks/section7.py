"""Checks of theory §7: estimators."""

from __future__ import annotations

import numpy as np

from selectivity.checks.base import Check
from selectivity.checks.reference_case import NANO, WATER_PERMITTIVITY
from selectivity.constants import (
    FARADAY,
    REFERENCE_TEMPERATURE,
    VACUUM_PERMITTIVITY,
    thermal_energy,
    thermal_voltage,
)
from selectivity.stages import estimators


def _grahame() -> list[Check]:
    zeta, salt = np.array(-0.025), 10.0
    surface = estimators.surface_charge_grahame(
        zeta,
        np.array([salt, salt]),
        np.array([1.0, -1.0]),
        REFERENCE_TEMPERATURE,
        WATER_PERMITTIVITY,
    )
    stiffness = 8 * WATER_PERMITTIVITY * VACUUM_PERMITTIVITY * salt
    closed = np.sqrt(stiffness * thermal_energy(REFERENCE_TEMPERATURE))
    closed = closed * np.sinh(zeta / (2 * thermal_voltage(REFERENCE_TEMPERATURE)))
    cylinder = estimators.volume_charge(surface, np.array(0.5 * NANO), np.array(False))
    return [
        Check("7", "Grahame, 1:1 salt, √(8εε0RTc) sinh(ζ/2V_T)", float(closed) * 1e3,
              float(surface) * 1e3, "mC/m2", "grahame1947", 1e-9),
        Check("7", "charge of a 0.5 nm cylinder, 2σ/(rF)", float(2 * closed / (5e-10 * FARADAY)),
              float(cylinder), "mol/m3", "theory 7", 1e-9),
    ]  # fmt: skip


def checks() -> list[Check]:
    """All checks of the estimators, computed now."""
    peg = float(estimators.radius_from_mwco(np.array(0.4)))
    back = float(estimators.radius_from_peg400(np.array((0.75 * 1.25) ** 2)))
    water = estimators.path_factor_from_permeance(
        np.array(1e-11), np.array(0.5 * NANO), np.array(False), 8.9e-4
    )
    return [
        *_grahame(),
        Check("7", "Stokes radius of PEG 400", 0.471, peg / NANO, "nm", "singh1998", 1e-3),
        # λ = 0.75: Φ = 1/16 and R = (15/16)².
        Check("7", "PEG 400 radius over pore radius at R = 0.879", 0.75, peg / back, "-",
              "ferry1936", 1e-12),
        Check("7", "path factor at A = 1e-11 m/(s Pa), r = 0.5 nm", 8 * 8.9e-4 * 1e-11 / 25e-20,
              float(water), "1/m", "theory 7", 1e-3),
    ]  # fmt: skip
