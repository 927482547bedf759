"""Physical constants (CODATA through scipy) and the few numbers that theory.md fixes. SI."""

from __future__ import annotations

from math import pi
from typing import Final

from scipy import constants as _codata

GAS_CONSTANT: Final = _codata.R  # J/(mol K)
FARADAY: Final = _codata.value("Faraday constant")  # C/mol
AVOGADRO: Final = _codata.N_A  # 1/mol
ELEMENTARY_CHARGE: Final = _codata.e  # C
BOLTZMANN: Final = _codata.k  # J/K
VACUUM_PERMITTIVITY: Final = _codata.epsilon_0  # F/m

BORN_PREFACTOR: Final = ELEMENTARY_CHARGE**2 * AVOGADRO / (8 * pi * VACUUM_PERMITTIVITY)
"""e²N_A/8πε0, the Born energy of a unit charge per inverse radius. [J m/mol] (69.47 kJ nm/mol)"""

WATER_DIAMETER: Final = 0.276e-9
"""Diameter of a water molecule in the shell model, theory 1.3. [m]"""

WATER_RADIUS: Final = WATER_DIAMETER / 2
"""[m]"""

WATER_MOLAR_MASS: Final = 18.015e-3
"""prohaska2022. [kg/mol]"""

REFERENCE_TEMPERATURE: Final = 298.15
"""Temperature of the tabulated ion properties. [K]"""


def thermal_energy(temperature: float) -> float:
    """RT. [J/mol]"""
    return GAS_CONSTANT * temperature


def thermal_voltage(temperature: float) -> float:
    """RT/F. [V]"""
    return GAS_CONSTANT * temperature / FARADAY
