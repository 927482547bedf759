"""Closed forms of the Donnan equilibrium of a 1:1 salt with equal Φ and no binding (theory 1.8)."""

from __future__ import annotations

import numpy as np


def donnan_potential_symmetric(
    concentration: np.ndarray, partition: np.ndarray, fixed_charge: np.ndarray
) -> np.ndarray:
    """Donnan potential of a 1:1 salt of equal Φ without binding, asinh(X/2Φc) ([B] 36).

    Parameters
    ----------
    concentration : ndarray
        c of the 1:1 salt. [mol/m³]
    partition : ndarray
        Φ of both ions. [-]
    fixed_charge : ndarray
        X. [mol/m³]

    Returns
    -------
    ndarray
        Δϕ_D in units of RT/F. [-]

    References
    ----------
    biesheuvel2022
    """
    return np.arcsinh(fixed_charge / (2.0 * partition * concentration))


def total_concentration_symmetric(
    concentration: np.ndarray, partition: np.ndarray, fixed_charge: np.ndarray
) -> np.ndarray:
    """Sum of in-pore ions of a 1:1 salt, √(X² + (2Φc)²) ([B] 46). [mol/m³]"""
    return np.hypot(fixed_charge, 2.0 * partition * concentration)


def permselectivity_prefactor(
    concentrate: np.ndarray, diluate: np.ndarray, partition: np.ndarray, fixed_charge: np.ndarray
) -> np.ndarray:
    """Donnan potential across a membrane over that of an ideal one, ln(c_c/c_d) ([B] 38).

    Parameters
    ----------
    concentrate, diluate : ndarray
        1:1 salt on the two sides. [mol/m³]
    partition : ndarray
        Φ of both ions. [-]
    fixed_charge : ndarray
        X. [mol/m³]

    Returns
    -------
    ndarray
        1 for |X| much above the salt, 0 for an uncharged membrane. [-]
    """
    across = donnan_potential_symmetric(diluate, partition, fixed_charge)
    across = np.abs(across - donnan_potential_symmetric(concentrate, partition, fixed_charge))
    return across / np.log(concentrate / diluate)


def finite_charge_correction(
    concentrate: np.ndarray, diluate: np.ndarray, partition: np.ndarray, fixed_charge: np.ndarray
) -> np.ndarray:
    """What a finite charge takes from ln(c_c/c_d) to first order, Φ²(c_c² - c_d²)/X² ([B] 39).

    In units of RT/F; holds for c much below |X|.
    """
    return (partition / fixed_charge) ** 2 * (concentrate**2 - diluate**2)
