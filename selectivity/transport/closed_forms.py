"""Special cases of the core that have closed forms; its checks, and figures beside it."""

from __future__ import annotations

import numpy as np

from selectivity.constants import FARADAY, GAS_CONSTANT


def neutral_flux(
    water_flux: float, reflection: float, transfer: float, feed: float, permeate: float
) -> float:
    """Flux of a neutral solute, (1−σ) J_w (c_f e^Pe − c_p)/(e^Pe − 1), Pe = J_w/k_m.

    Parameters
    ----------
    water_flux : float
        J_w, not 0. [m/s]
    reflection : float
        σ = 1 − K_f Φ. [-]
    transfer : float
        k_m = D_m/L. [m/s]
    feed, permeate : float
        [mol/m³]

    Returns
    -------
    float
        [mol/(m² s)]

    References
    ----------
    biesheuvel2022
    """
    grown = np.expm1(water_flux / transfer)
    return (1 - reflection) * water_flux * (feed + (feed - permeate) / grown)


def neutral_rejection(
    peclet: np.ndarray, reflection: float, film_peclet: np.ndarray | float = 0.0
) -> np.ndarray:
    """Observed rejection of a swept neutral solute behind a boundary layer.

    (1−e^−Pe) σ / (e^Pe_film (1−σ) + (1−e^−Pe) σ); without a layer (1−e^−Pe) σ/(1 − σ e^−Pe).

    Parameters
    ----------
    peclet : ndarray
        J_w/k_m. [-]
    reflection : float
        σ. [-]
    film_peclet : ndarray or float
        J_w/k_cp. [-]

    Returns
    -------
    ndarray
        Same shape as ``peclet``. [-]

    References
    ----------
    biesheuvel2022
    """
    kept = -np.expm1(-np.asarray(peclet)) * reflection
    return kept / (np.exp(film_peclet) * (1 - reflection) + kept)


def harmonic_diffusivity(charge: np.ndarray, diffusivity: np.ndarray) -> float:
    """Diffusivity of a binary salt at zero current, (z₊+|z₋|) D₊D₋/(z₊D₊+|z₋|D₋). [m²/s]

    Parameters
    ----------
    charge, diffusivity : ndarray of shape (2,)
        [-], [m²/s]

    References
    ----------
    theory.md 4.4
    """
    number = np.abs(charge)
    return float(np.sum(number) * np.prod(diffusivity) / np.sum(number * diffusivity))


def goldman_voltage(
    charge: np.ndarray,
    permeability: np.ndarray,
    feed: np.ndarray,
    permeate: np.ndarray,
    temperature: float,
) -> float:
    """Potential of the feed minus that of the permeate at zero current in a constant field.

    Parameters
    ----------
    charge : ndarray of shape (n_ions,)
        +1 or -1. [-]
    permeability : ndarray of shape (n_ions,)
        Relative suffices. [m/s]
    feed, permeate : ndarray of shape (n_ions,)
        [mol/m³]
    temperature : float
        [K]

    Returns
    -------
    float
        [V]

    Notes
    -----
    Exact for an uncharged layer between solutions of equal total concentration.

    References
    ----------
    hodgkin1949
    """
    cation = charge > 0
    from_feed = np.sum(permeability * np.where(cation, feed, permeate))
    from_permeate = np.sum(permeability * np.where(cation, permeate, feed))
    return float(GAS_CONSTANT * temperature / FARADAY * np.log(from_permeate / from_feed))


def open_circuit_permeability(
    measured: float, content_over_diffusivity: float, temperature: float
) -> float:
    """k_wm/RT from a permeance measured without current, which the ions' drag has lowered.

    1/A = RT L (f_wm + Σ c_i/D_m,i) is solved for 1/(RT f_wm L), theory 5.5.

    Parameters
    ----------
    measured : float
        A at open circuit. [m/(s Pa)]
    content_over_diffusivity : float
        L Σ c_i/D_m,i over the ions in the membrane. [mol s/m⁴]
    temperature : float
        [K]

    Returns
    -------
    float
        Infinite or negative where the ions alone resist more than was measured. [m/(s Pa)]

    References
    ----------
    biesheuvel2022
    """
    left = 1 / measured - GAS_CONSTANT * temperature * content_over_diffusivity
    return 1 / left
