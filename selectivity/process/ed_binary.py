"""Co-current electrodialysis cell pair for a 1:1 salt in closed form (theory 5.4)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

from selectivity.constants import FARADAY, thermal_voltage
from selectivity.errors import ConvergenceError

FORMS = ("expansion", "exact", "exact_mean_content")


@dataclass(frozen=True)
class CellPair:
    """A cell pair with equal, ideal membranes and a 1:1 salt of equal diffusivities.

    Attributes
    ----------
    voltage : float
        Cell-pair voltage. [V]
    fixed_charge : float
        |X| of both membranes per pore liquid. [mol/m³]
    membrane_coefficient : float
        k*_m, transport coefficient of an ion in a membrane. [m/s]
    channel_coefficient : float
        k_ch, transport coefficient across a channel. [m/s]
    partition_coefficient : float
        Φ. [-]
    temperature : float
        [K]
    form : str
        ``"expansion"`` for c ≪ |X|; ``"exact"`` for exact Donnan potential and co-ion content with
        |X| in the resistance; ``"exact_mean_content"`` with the mean ion content there too.

    References
    ----------
    biesheuvel2022
    """

    voltage: float
    fixed_charge: float
    membrane_coefficient: float
    channel_coefficient: float
    partition_coefficient: float = 1.0
    temperature: float = 298.0
    form: str = "exact"


def membrane_content(pair: CellPair, salt: np.ndarray) -> np.ndarray:
    """Total ion concentration in a membrane at the face of a solution, exact. [mol/m³]"""
    return np.hypot(pair.fixed_charge, 2 * pair.partition_coefficient * salt)


def _donnan_sum(pair: CellPair, diluate: np.ndarray, concentrate: np.ndarray) -> np.ndarray:
    if pair.form == "expansion":
        ratio = pair.partition_coefficient**2 / pair.fixed_charge**2
        return 2 * (np.log(concentrate / diluate) - ratio * (concentrate**2 - diluate**2))
    half = pair.fixed_charge / (2 * pair.partition_coefficient)
    return 2 * (np.arcsinh(half / diluate) - np.arcsinh(half / concentrate))


def current_density(pair: CellPair, diluate: np.ndarray, concentrate: np.ndarray) -> np.ndarray:
    """Current density at which the voltages over channels and membranes add up.

    Parameters
    ----------
    pair : CellPair
    diluate, concentrate : ndarray
        Salt concentrations across from each other. [mol/m³]

    Returns
    -------
    ndarray
        Positive when it desalts the diluate. [A/m²]

    References
    ----------
    biesheuvel2022
    """
    content = pair.fixed_charge
    if pair.form == "exact_mean_content":
        faces = membrane_content(pair, diluate) + membrane_content(pair, concentrate)
        content = faces / 2
    channels = (1 / diluate + 1 / concentrate) / (2 * pair.channel_coefficient)
    membranes = 2 / (pair.membrane_coefficient * content)
    driving = pair.voltage / thermal_voltage(pair.temperature)
    return FARADAY * (driving - _donnan_sum(pair, diluate, concentrate)) / (channels + membranes)


def salt_leakage(pair: CellPair, diluate: np.ndarray, concentrate: np.ndarray) -> np.ndarray:
    """Salt that diffuses back through both membranes, from concentrate to diluate.

    Parameters
    ----------
    pair : CellPair
    diluate, concentrate : ndarray
        [mol/m³]

    Returns
    -------
    ndarray
        [mol/(m² s)]

    References
    ----------
    biesheuvel2022
    """
    if pair.form == "expansion":
        squares = concentrate**2 - diluate**2
        excess = 2 * pair.partition_coefficient**2 * squares / pair.fixed_charge
    else:
        excess = membrane_content(pair, concentrate) - membrane_content(pair, diluate)
    return pair.membrane_coefficient * excess


def current_efficiency(pair: CellPair, diluate: np.ndarray, concentrate: np.ndarray) -> np.ndarray:
    """Salt removed per charge, λ = 1 − leakage F/I; below zero when diffusion wins. [-]

    Parameters
    ----------
    pair : CellPair
    diluate, concentrate : ndarray
        [mol/m³]

    References
    ----------
    biesheuvel2022
    """
    current = current_density(pair, diluate, concentrate)
    return 1 - FARADAY * salt_leakage(pair, diluate, concentrate) / current


@dataclass(frozen=True)
class ChannelCourse:
    """Profiles along the channel (or in time, in a batch); every array has shape (n_points,).

    Attributes
    ----------
    position : ndarray
        t* = z/v_z, the residence time. [s]
    diluate, concentrate : ndarray
        [mol/m³]
    current : ndarray
        [A/m²]
    efficiency : ndarray
        λ. [-]
    """

    position: np.ndarray
    diluate: np.ndarray
    concentrate: np.ndarray
    current: np.ndarray
    efficiency: np.ndarray


def run_channel(
    pair: CellPair, feed: float, water_recovery: float, area_per_volume: float, time: np.ndarray
) -> ChannelCourse:
    """Concentrations and current along a co-current channel.

    Parameters
    ----------
    pair : CellPair
    feed : float
        Salt in both inlets. [mol/m³]
    water_recovery : float
        Diluate flow over all flow, in (0, 1). [-]
    area_per_volume : float
        a = 1/L_ch, or N·area/V_d in a batch. [1/m]
    time : ndarray of shape (n_points,)
        Increasing residence times, first one 0. [s]

    Returns
    -------
    ChannelCourse

    Raises
    ------
    ConvergenceError
        If the integration fails.

    References
    ----------
    biesheuvel2022
    """

    def opposite(diluate: np.ndarray) -> np.ndarray:
        return (feed - water_recovery * diluate) / (1 - water_recovery)

    def slope(_time: float, diluate: np.ndarray) -> np.ndarray:
        concentrate = opposite(diluate)
        removed = current_density(pair, diluate, concentrate) / FARADAY
        return -area_per_volume * (removed - salt_leakage(pair, diluate, concentrate))

    span = (float(time[0]), float(time[-1]))
    run = solve_ivp(slope, span, [feed], method="LSODA", t_eval=time, rtol=1e-10, atol=1e-9)
    if not run.success:
        raise ConvergenceError(f"the channel could not be integrated: {run.message}")
    diluate = run.y[0]
    concentrate = opposite(diluate)
    return ChannelCourse(
        time,
        diluate,
        concentrate,
        current_density(pair, diluate, concentrate),
        current_efficiency(pair, diluate, concentrate),
    )


def end_of_desalination(pair: CellPair, feed: float, water_recovery: float) -> tuple[float, float]:
    """Diluate concentration and current at which the efficiency reaches zero.

    Parameters
    ----------
    pair : CellPair
    feed : float
        Salt in both inlets. [mol/m³]
    water_recovery : float
        In (0, 1). [-]

    Returns
    -------
    tuple of float
        c_d [mol/m³] and the current density that still flows [A/m²].

    References
    ----------
    biesheuvel2022
    """

    def balance(diluate: float) -> float:
        concentrate = (feed - water_recovery * diluate) / (1 - water_recovery)
        current = current_density(pair, np.asarray(diluate), np.asarray(concentrate))
        return float(current / FARADAY - salt_leakage(pair, diluate, np.asarray(concentrate)))

    diluate = float(brentq(balance, 1e-9 * feed, feed * (1 - 1e-12), xtol=1e-12 * feed))
    concentrate = (feed - water_recovery * diluate) / (1 - water_recovery)
    return diluate, float(current_density(pair, np.asarray(diluate), np.asarray(concentrate)))
