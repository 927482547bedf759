"""Osmosis against the salt flux through an ion-exchange membrane (theory 5.5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from selectivity.constants import GAS_CONSTANT
from selectivity.domain.layered import DRAG_FRICTION, TransportResult
from selectivity.domain.process import Membranes, ProcessResult, Solution
from selectivity.process import dialysis
from selectivity.process.crossing import Films, cross
from selectivity.process.dialysis import DialysisSettings

LMH: Final = 1e-3 / 3600  # m/s
BAR: Final = 1e5  # Pa
OPEN_CIRCUIT: Final = "open_circuit"
"""A = 1/[RT L (f_wm + Σ c_i/D_m,i)]: what a permeance measured without current holds."""
FRICTION: Final = "friction"
"""A = k_wm/RT: friction with the wall alone."""
READINGS: Final = (OPEN_CIRCUIT, FRICTION)


@dataclass(frozen=True)
class OsmosisMembrane:
    """A cation-exchange membrane between two salt solutions; values of the review's Fig. 6.

    Attributes
    ----------
    fixed_charge : float
        [mol/m³]
    partition, friction : float
        Φ and K_f of both ions. [-]
    ion_coefficient : float
        k_m = D_m/L. [m/s]
    thickness : float
        [m]
    permeance : float
        A. [m/(s Pa)]
    porosity : float
        Of interstitial velocities. [-]
    temperature : float
        [K]

    References
    ----------
    biesheuvel2022
    """

    fixed_charge: float = -5100.0
    partition: float = 0.82
    friction: float = 0.5
    ion_coefficient: float = 2.25 * LMH
    thickness: float = 120e-6
    permeance: float = 9.2e-3 * LMH / BAR
    porosity: float = 0.34
    temperature: float = 298.15


def sodium_chloride(concentration: float, temperature: float) -> Solution:
    """NaCl in water. [mol/m³]"""
    return Solution(
        names=("Na+", "Cl-"),
        charge=np.array([1.0, -1.0]),
        diffusivity=np.array([1.334e-9, 2.032e-9]),
        molar_mass=np.array([22.99e-3, 35.45e-3]),
        concentration=np.full(2, concentration),
        temperature=temperature,
    )


def membranes(values: OsmosisMembrane, reading: str) -> Membranes:
    """The membrane for the core, its permeance read in one of two ways.

    Parameters
    ----------
    values : OsmosisMembrane
    reading : str
        One of ``READINGS``.

    Returns
    -------
    Membranes
    """
    energy = GAS_CONSTANT * values.temperature
    permeability = values.permeance
    if reading == OPEN_CIRCUIT:
        drag = energy * abs(values.fixed_charge) / values.ion_coefficient
        permeability = 1 / (1 / values.permeance - drag)
    one = np.ones((1, 1, 2))
    single = np.ones((1, 1))
    return Membranes(
        names=(reading,),
        thickness=values.thickness * single,
        fixed_charge=values.fixed_charge * single,
        partition=values.partition * one,
        hindrance_convection=values.friction * one,
        hindrance_diffusion=values.friction * one,
        diffusivity=values.ion_coefficient * values.thickness * one,
        water_permeability=permeability * single,
        drag=np.full((1, 1), DRAG_FRICTION),
    )


def crossing(
    values: OsmosisMembrane, reading: str, diluate: float, concentrate: float
) -> TransportResult:
    """Fluxes from the diluate to the concentrate, without pressure or current."""
    salt = sodium_chloride(diluate, values.temperature)
    sides = (np.full((1, 2), diluate), np.full((1, 2), concentrate))
    return cross(membranes(values, reading), salt, Films(), sides, pressure=np.array(0.0))


def interstitial_velocities(
    values: OsmosisMembrane, reading: str, diluate: float, concentrate: float
) -> tuple[float, float]:
    """Velocities in the pores of water and, the other way, of the counter-ion.

    Returns
    -------
    tuple of float
        J_w/p and −J_ct/(p |X|). [m/s]
    """
    result = crossing(values, reading, diluate, concentrate)
    counter = 0 if values.fixed_charge < 0 else 1
    water = float(result.water_flux[0]) / values.porosity
    ion = float(result.ion_flux[0, counter]) / values.porosity / abs(values.fixed_charge)
    return water, -ion


def tanks(
    values: OsmosisMembrane, reading: str, salts: tuple[float, float], area_time: float
) -> ProcessResult:
    """Two tanks of one cubic metre each, diluate first.

    Parameters
    ----------
    values : OsmosisMembrane
    reading : str
    salts : tuple of float
        Of the diluate and of the concentrate at the start. [mol/m³]
    area_time : float
        Area over the volume of a tank, times the duration. [s/m]

    Returns
    -------
    ProcessResult
    """
    settings = DialysisSettings(
        contact="batch",
        area=1.0,
        duration=area_time,
        feed_volume=1.0,
        receiver_volume=1.0,
        receiver=np.full(2, salts[1]),
        tolerance=1e-7,
    )
    salt = sodium_chloride(salts[0], values.temperature)
    return dialysis.solve(membranes(values, reading), salt, settings)
