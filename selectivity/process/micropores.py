"""Porous carbon electrodes: improved modified Donnan equilibrium of micropores (theory 5.7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from selectivity.constants import FARADAY, thermal_voltage

_MOST: Final = 100
_ENOUGH: Final = 1e-11


@dataclass(frozen=True)
class Carbon:
    """An electrode.

    Attributes
    ----------
    thickness : float
        [m]
    macroporosity, microporosity : float
        Shares of the electrode's volume. [-]
    attraction : float
        E of the improved modified Donnan model, μ_att = E/Σ c_mi. [mol/m³]
    stern_capacitance, stern_slope : float
        C = C_0 + α σ², per micropore volume [F/m³], [F m³/mol²]

    References
    ----------
    biesheuvel2014carbon
    """

    thickness: float
    macroporosity: float
    microporosity: float
    attraction: float
    stern_capacitance: float
    stern_slope: float


class Equilibrium(NamedTuple):
    """An electrode at equilibrium with itself.

    ``macropores``, ``micropores`` (n, n_ions) [mol/m³ of their pores]; ``charge`` (n,) of the ions
    in the micropores [mol/m³]; ``potential`` (n,) electrode minus macropore solution [V].
    """

    macropores: np.ndarray
    micropores: np.ndarray
    charge: np.ndarray
    potential: np.ndarray


def filled(carbon: Carbon, concentration: np.ndarray) -> np.ndarray:
    """Content of an uncharged electrode in equilibrium with a solution. [mol/m³ electrode]

    Parameters
    ----------
    carbon : Carbon
    concentration : ndarray of shape (..., n_ions)
        [mol/m³]
    """
    total = np.sum(concentration, axis=-1, keepdims=True)
    attraction = np.zeros_like(total)
    for _ in range(_MOST):
        # m e^m = E/Σc, solved by Newton's method
        value = attraction * np.exp(attraction) - carbon.attraction / total
        attraction = attraction - value / ((1 + attraction) * np.exp(attraction))
    share = carbon.macroporosity + carbon.microporosity * np.exp(attraction)
    return share * concentration


def equilibrium(
    carbon: Carbon, content: np.ndarray, charge: np.ndarray, temperature: float
) -> Equilibrium:
    """How an electrode's content divides between macropores and micropores.

    Parameters
    ----------
    carbon : Carbon
    content : ndarray of shape (n, n_ions)
        Above 0. [mol/m³ electrode]
    charge : ndarray of shape (n_ions,)
        [-]
    temperature : float
        [K]

    Returns
    -------
    Equilibrium
        The macropores are neutral; the micropores hold Σ z_i n_i.

    References
    ----------
    biesheuvel2014carbon
    """
    n = len(content)
    potential, attraction = np.zeros(n), np.zeros(n)
    macro, micro = carbon.macroporosity, carbon.microporosity
    for _ in range(_MOST):
        factor = np.exp(-charge * potential[:, None] + attraction[:, None])
        outside = content / (macro + micro * factor)
        inside = outside * factor
        excess = outside @ charge
        slope = (outside * micro * factor / (macro + micro * factor)) @ charge**2
        step = np.clip(-excess / slope, -2.0, 2.0)
        wanted = carbon.attraction / np.sum(inside, axis=1)
        change = wanted - attraction
        potential, attraction = potential + step, wanted
        if np.all(np.abs(step) + np.abs(change) <= _ENOUGH):
            break
    held = inside @ charge
    capacitance = carbon.stern_capacitance + carbon.stern_slope * held**2
    stern = -FARADAY * held / capacitance
    return Equilibrium(outside, inside, held, thermal_voltage(temperature) * potential + stern)
