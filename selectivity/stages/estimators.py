"""Descriptors from what is usually measured instead of them (theory 7). Pure formulas, SI."""

from __future__ import annotations

from typing import Final

import numpy as np

from selectivity.constants import (
    FARADAY,
    VACUUM_PERMITTIVITY,
    thermal_energy,
    thermal_voltage,
)

PEG_RADIUS_FACTOR: Final = 0.01673e-9
"""Stokes radius of poly(ethylene glycol) of 1 g/mol in r = a M^b (singh1998). [m]"""

PEG_RADIUS_EXPONENT: Final = 0.557
"""Exponent b of that relation (singh1998). [-]"""

GRAM: Final = 1e-3
"""[kg]"""

PEG400_MOLAR_MASS: Final = 0.4
"""[kg/mol]"""

WATER_DENSITY: Final = 997.0
"""Liquid water at 25 °C (crc2014). [kg/m³]"""


def radius_from_mwco(molar_mass: np.ndarray) -> np.ndarray:
    """Pore radius from a molecular weight cut-off, r[nm] = 0.01673 (M/(g/mol))^0.557.

    The pore is taken as large as the Stokes radius of a poly(ethylene glycol) of that mass.

    Parameters
    ----------
    molar_mass : ndarray
        Molecular weight cut-off. [kg/mol]

    Returns
    -------
    ndarray
        [m]

    References
    ----------
    singh1998
    """
    return PEG_RADIUS_FACTOR * (np.asarray(molar_mass) / GRAM) ** PEG_RADIUS_EXPONENT


def radius_from_peg400(rejection: np.ndarray) -> np.ndarray:
    """Radius of a cylinder that rejects PEG 400 as observed.

    Ferry's steric rejection R = (1 - Φ)² with Φ = (1 - λ)², inverted: λ = 1 - √(1 - √R).

    Parameters
    ----------
    rejection : ndarray
        R as a fraction. [-]

    Returns
    -------
    ndarray
        The radius of the molecule for R >= 1, an upper bound of the pore; NaN for R <= 0, which
        tells no size. [m]

    References
    ----------
    ferry1936
    """
    rejection = np.minimum(np.asarray(rejection, dtype=float), 1.0)
    root = np.sqrt(np.where(rejection > 0, rejection, np.nan))
    ratio = 1.0 - np.sqrt(1.0 - root)
    return radius_from_mwco(np.asarray(PEG400_MOLAR_MASS)) / ratio


def surface_charge_grahame(
    zeta_potential: np.ndarray,
    concentration: np.ndarray,
    charge: np.ndarray,
    temperature: float,
    permittivity: float,
) -> np.ndarray:
    """Effective surface charge from a zeta potential by Grahame's equation.

    σ = sgn(ζ) √(2 ε ε0 RT Σ c_i (exp(-z_i ζ/V_T) - 1)); opposite to the diffuse layer's and
    already net of bound ions.

    Parameters
    ----------
    zeta_potential : ndarray
        ζ. [V]
    concentration : ndarray of shape (n_ions,)
        Solution in which ζ was measured, electroneutral. [mol/m³]
    charge : ndarray of shape (n_ions,)
        z. [-]
    temperature : float
        [K]
    permittivity : float
        ε of water. [-]

    Returns
    -------
    ndarray
        Shape of ``zeta_potential``. [C/m²]

    References
    ----------
    grahame1947
    """
    zeta_potential = np.asarray(zeta_potential, dtype=float)
    exponent = -np.asarray(charge) * zeta_potential[..., None] / thermal_voltage(temperature)
    excess = np.sum(np.asarray(concentration) * np.expm1(exponent), axis=-1)
    # Rounding at ζ near 0 may leave a sum just below zero.
    pressure = 2.0 * permittivity * VACUUM_PERMITTIVITY * thermal_energy(temperature)
    return np.sign(zeta_potential) * np.sqrt(pressure * np.maximum(excess, 0.0))


def zeta_potential_grahame(
    surface_charge: np.ndarray, concentration: float, temperature: float, permittivity: float
) -> np.ndarray:
    """Zeta potential of a surface charge: Grahame's equation turned round for a 1:1 salt.

    ζ = 2 V_T asinh(σ/√(8 ε ε0 RT c)).

    Parameters
    ----------
    surface_charge : ndarray
        σ. [C/m²]
    concentration : float
        Of the salt in which ζ is measured. [mol/m³]
    temperature : float
        [K]
    permittivity : float
        ε of water. [-]

    Returns
    -------
    ndarray
        Sign of the charge. [V]

    References
    ----------
    grahame1947
    """
    energy = thermal_energy(temperature)
    scale = np.sqrt(8.0 * permittivity * VACUUM_PERMITTIVITY * energy * concentration)
    return 2.0 * thermal_voltage(temperature) * np.arcsinh(np.asarray(surface_charge) / scale)


def volume_charge(surface_charge: np.ndarray, size: np.ndarray, is_slit: np.ndarray) -> np.ndarray:
    """Charge per pore water from a surface charge: 2σ/(r F) in a cylinder, σ/(h F) in a slit.

    Parameters
    ----------
    surface_charge : ndarray
        σ. [C/m²]
    size : ndarray
        Radius, or half the gap. [m]
    is_slit : ndarray of bool
        True for a slit.

    Returns
    -------
    ndarray
        Signed. [mol/m³]
    """
    return np.where(is_slit, 1.0, 2.0) * surface_charge / (size * FARADAY)


def charge_from_capacity(capacity: np.ndarray, water_content: np.ndarray) -> np.ndarray:
    """Charge per pore water from an ion-exchange capacity.

    Parameters
    ----------
    capacity : ndarray
        Per dry mass, signed as the fixed charge. [mol/kg]
    water_content : ndarray
        Water per dry mass. [kg/kg]

    Returns
    -------
    ndarray
        [mol/m³]
    """
    return capacity * WATER_DENSITY / water_content


def amphoteric_charge(
    isoelectric_point: np.ndarray,
    proton_concentration: np.ndarray | float,
    acid_pka: float,
    base_pka: float,
) -> np.ndarray:
    """Mean charge per site of a wall of acids and bases that is neutral at a given pH.

    The share of acids follows from neutrality at the isoelectric point; protons at the wall are
    taken as in the bulk.

    Parameters
    ----------
    isoelectric_point : ndarray
        [-]
    proton_concentration : ndarray or float
        10^(3 - pH). [mol/m³]
    acid_pka, base_pka : float
        pKa of the acid and of the protonated base. [-]

    Returns
    -------
    ndarray
        In (-1, 1). [-]
    """
    at_point = 10.0 ** (3.0 - np.asarray(isoelectric_point, dtype=float))
    acid, base = 10.0 ** (3.0 - acid_pka), 10.0 ** (3.0 - base_pka)
    dissociated, protonated = acid / (acid + at_point), at_point / (base + at_point)
    acid_share = protonated / (protonated + dissociated)
    now = np.asarray(proton_concentration)
    return (1.0 - acid_share) * now / (base + now) - acid_share * acid / (acid + now)


def path_factor_from_permeance(
    permeance: np.ndarray, size: np.ndarray, is_slit: np.ndarray, viscosity: float
) -> np.ndarray:
    """ε/(τ_f L) from the water permeance, by Poiseuille's law.

    A = ε r²/(8 μ τ_f L) in cylinders, ε h²/(3 μ τ_f L) in slits.

    Parameters
    ----------
    permeance : ndarray
        A. [m/(s Pa)]
    size : ndarray
        r or h. [m]
    is_slit : ndarray of bool
        True for a slit.
    viscosity : float
        μ of water. [Pa s]

    Returns
    -------
    ndarray
        [1/m]
    """
    return np.where(is_slit, 3.0, 8.0) * viscosity * permeance / size**2
