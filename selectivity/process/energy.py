"""Minimum energy of a separation and how well a process uses its energy (theory 5.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import pi

import numpy as np
from scipy.special import xlogy

from selectivity.constants import AVOGADRO, GAS_CONSTANT
from selectivity.errors import ModelError

BJERRUM_B = 0.0605  # mM^(-1/3); Biesheuvel et al. 2021, section 2.3.2
BJERRUM_SIZE_FACTOR = {"NaCl": 0.19, "KCl": 0.125}  # same place

JOULE_PER_KWH = 3.6e6


@dataclass(frozen=True)
class Stream:
    """A solution that enters or leaves a process.

    Attributes
    ----------
    flow : float
        Volume flow, positive for a product or concentrate, negative for a feed. [m³/s]
    concentration : ndarray of shape (n_ions,)
        [mol/m³]
    """

    flow: float
    concentration: np.ndarray


def mixing_energy_density(concentration: np.ndarray, temperature: float) -> np.ndarray:
    """Ideal free energy density RT Σ c ln c of a solution.

    Parameters
    ----------
    concentration : ndarray of shape (..., n_ions)
        Not negative; an absent ion contributes zero. [mol/m³]
    temperature : float
        [K]

    Returns
    -------
    ndarray of shape (...)
        [J/m³]

    References
    ----------
    biesheuvel2022
    """
    return GAS_CONSTANT * temperature * np.sum(xlogy(concentration, concentration), axis=-1)


def coulomb_energy_density(
    salt: np.ndarray, temperature: float, size_factor: float = BJERRUM_SIZE_FACTOR["NaCl"]
) -> np.ndarray:
    """Extended Bjerrum free energy density of a 1:1 salt; negative.

    Parameters
    ----------
    salt : ndarray
        Salt concentration. [mol/m³]
    temperature : float
        [K]
    size_factor : float
        q; 0.19 for NaCl, 0.125 for KCl. [-]

    Returns
    -------
    ndarray
        −2RTc(¾ b c^⅓ + (3/20) b² c^⅔ − 3 b³ q c). [J/m³]

    References
    ----------
    biesheuvel2022
    """
    root = BJERRUM_B * np.cbrt(salt)
    series = 0.75 * root + 0.15 * root**2 - 3 * size_factor * root**3
    return -2 * GAS_CONSTANT * temperature * np.asarray(salt) * series


def ion_volume_fraction(total: np.ndarray, diameter: float) -> np.ndarray:
    """Volume fraction of hydrated ions of one size. [-]

    Parameters
    ----------
    total : ndarray
        Concentration of all ions together. [mol/m³]
    diameter : float
        [m]
    """
    return np.asarray(total) * AVOGADRO * pi / 6 * diameter**3


def volume_energy_density(total: np.ndarray, diameter: float, temperature: float) -> np.ndarray:
    """Carnahan-Starling excess free energy density of equal spheres; positive.

    Parameters
    ----------
    total : ndarray
        Concentration of all ions together. [mol/m³]
    diameter : float
        Hydrated size. [m]
    temperature : float
        [K]

    Returns
    -------
    ndarray
        RT c_tot (4φ − 3φ²)/(1−φ)². [J/m³]

    References
    ----------
    biesheuvel2022
    """
    fraction = ion_volume_fraction(total, diameter)
    factor = (4 * fraction - 3 * fraction**2) / (1 - fraction) ** 2
    return GAS_CONSTANT * temperature * np.asarray(total) * factor


def minimum_power(streams: Sequence[Stream], temperature: float) -> float:
    """Least power that turns the feeds into the products, for ideal solutions of any ions.

    Parameters
    ----------
    streams : sequence of Stream
        Products and concentrate with positive flow, feeds with negative flow; water and each ion
        in balance.
    temperature : float
        [K]

    Returns
    -------
    float
        −TΔS per time; positive for a separation. [W]

    Raises
    ------
    ModelError
        If water or an ion is not in balance to 1e-9.

    References
    ----------
    biesheuvel2022
    """
    flow = np.array([stream.flow for stream in streams])
    concentration = np.array([stream.concentration for stream in streams])
    _check_balance(flow, concentration)
    return float(np.sum(flow * mixing_energy_density(concentration, temperature)))


def minimum_energy_symmetric(
    feed: float, product: float, water_recovery: float, temperature: float
) -> float:
    """Minimum energy of a 1:1 salt per volume of product, exact. [J/m³]

    Parameters
    ----------
    feed, product : float
        Salt concentrations. [mol/m³]
    water_recovery : float
        Product flow over feed flow, in (0, 1). [-]
    temperature : float
        [K]

    References
    ----------
    biesheuvel2022
    """
    concentrate = _concentrate(feed, product, water_recovery)
    to_product = xlogy(product, concentrate) - xlogy(product, product)
    energy = feed / water_recovery * np.log(concentrate / feed) - to_product
    return float(2 * GAS_CONSTANT * temperature * energy)


def minimum_energy_small_recovery(feed: float, product: float, temperature: float) -> float:
    """Limit of the minimum energy of a 1:1 salt for little water recovery. [J/m³]

    Parameters
    ----------
    feed, product : float
        Salt concentrations. [mol/m³]
    temperature : float
        [K]

    References
    ----------
    biesheuvel2022
    """
    energy = feed - product - (xlogy(product, feed) - xlogy(product, product))
    return float(2 * GAS_CONSTANT * temperature * energy)


def nonideal_energy_symmetric(
    feed: float, product: float, water_recovery: float, temperature: float, diameter: float
) -> float:
    """Minimum energy of NaCl per product volume with Coulomb and volume terms. [J/m³]

    Parameters
    ----------
    feed, product : float
        Salt concentrations. [mol/m³]
    water_recovery : float
        In (0, 1). [-]
    temperature : float
        [K]
    diameter : float
        Hydrated size of the ions. [m]

    Notes
    -----
    The source states 1.23 kWh/m³ for 525 mM, half recovery and 0.5 nm; its printed equations give
    1.211, which is what this returns.

    References
    ----------
    biesheuvel2022
    """
    salt = np.array([product, _concentrate(feed, product, water_recovery), feed])
    weight = np.array([1.0, 1 / water_recovery - 1, -1 / water_recovery])
    excess = coulomb_energy_density(salt, temperature)
    excess = excess + volume_energy_density(2 * salt, diameter, temperature)
    ideal = minimum_energy_symmetric(feed, product, water_recovery, temperature)
    return ideal + float(weight @ excess)


def single_stage_efficiency(water_recovery: float) -> float:
    """Thermodynamic efficiency of one reverse-osmosis stage at its osmotic limit. [-]

    Parameters
    ----------
    water_recovery : float
        In (0, 1); complete rejection. [-]

    References
    ----------
    biesheuvel2022
    """
    return float(-(1 - water_recovery) / water_recovery * np.log1p(-water_recovery))


def _concentrate(feed: float, product: float, water_recovery: float) -> float:
    if not 0 < water_recovery < 1:
        raise ModelError(
            f"water recovery is {water_recovery}; it lies between 0 and 1: give a share of the feed"
        )
    return (feed - water_recovery * product) / (1 - water_recovery)


def _check_balance(flow: np.ndarray, concentration: np.ndarray) -> None:
    amount = flow[:, None] * concentration
    gap = np.abs(np.append(amount.sum(axis=0), flow.sum()))
    scale = np.append(np.abs(amount).sum(axis=0), np.abs(flow).sum())
    if np.any(gap > 1e-9 * np.maximum(scale, np.finfo(float).tiny)):
        raise ModelError(
            "the streams do not balance: flows out (positive) and in (negative) must cancel for "
            "water and for each ion; check the concentrate"
        )
