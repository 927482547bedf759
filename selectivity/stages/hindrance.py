"""Hydrodynamic hindrance of spheres in cylinders and slits (theory 2.1).

Closed forms of Dechadilok and Deen (2006), averaged over the section, for neutral spheres without
adsorption. K_d = H/Φ and K_c = W/Φ leave the steric partition coefficient out.
"""

from __future__ import annotations

import numpy as np

from selectivity.errors import OutOfRangeError
from selectivity.terms.steric import steric_partition

MAX_RATIO = 0.95
"""End of the range of the closed forms (dechadilok2006). [-]"""

# H(λ) = 1 + a λ ln λ + Σ b_n λ^n, W as printed in the source; each sums to 0 at λ = 1.
_H_CYLINDER_LOG = 9 / 8
_H_CYLINDER = (-1.56034, 0.528155, 1.91521, -2.81903, 0.270788, 1.10115, -0.435933)
_H_SLIT_LOG = 9 / 16
_H_SLIT = (-1.19358, 0.0, 0.4285, -0.3192, 0.08428)
_W_CYLINDER_UP = (3.867, -1.907, -0.834)
_W_CYLINDER_DOWN = (1.867, -0.741)
_W_SLIT = (0.0, -3.02, 5.776, -12.3675, 18.9775, -15.2185, 4.8525)


def _polynomial(ratio: np.ndarray, coefficients: tuple[float, ...]) -> np.ndarray:
    """1 + Σ b_n λ^n by Horner's rule."""
    result = np.zeros_like(ratio)
    for coefficient in reversed(coefficients):
        result = (result + coefficient) * ratio
    return 1.0 + result


def _check_range(ratio: np.ndarray) -> np.ndarray:
    """Raise outside 0 <= λ <= 0.95."""
    ratio = np.asarray(ratio, dtype=float)
    if np.any(~((ratio >= 0) & (ratio <= MAX_RATIO))):
        raise OutOfRangeError(
            f"solute_pore_ratio: found {np.min(ratio):.3g} to {np.max(ratio):.3g}; allowed: 0 to "
            f"{MAX_RATIO}; use the held form, which flags the candidate"
        )
    return ratio


def hindrance_diffusion(ratio: np.ndarray, is_slit: np.ndarray) -> np.ndarray:
    """K_d = H/Φ, diffusivity in the pore over that in bulk.

    Parameters
    ----------
    ratio : ndarray
        λ in [0, 0.95]. [-]
    is_slit : ndarray of bool
        True for a slit; broadcasts.

    Returns
    -------
    ndarray
        In (0, 1]. [-]

    Raises
    ------
    OutOfRangeError
        Outside the range.

    References
    ----------
    dechadilok2006
    """
    return _diffusion(_check_range(ratio), is_slit)


def _diffusion(ratio: np.ndarray, is_slit: np.ndarray) -> np.ndarray:
    """K_d without a look at the range."""
    log_term = ratio * np.log(np.maximum(ratio, np.finfo(float).tiny))
    is_slit = np.asarray(is_slit)
    enhanced = np.zeros(np.broadcast_shapes(ratio.shape, is_slit.shape))
    if not is_slit.all():
        enhanced = enhanced + _H_CYLINDER_LOG * log_term + _polynomial(ratio, _H_CYLINDER)
    if is_slit.any():
        slit = _H_SLIT_LOG * log_term + _polynomial(ratio, _H_SLIT)
        enhanced = np.where(is_slit, slit, enhanced)
    return enhanced / steric_partition(ratio, is_slit)


def hindrance_convection(ratio: np.ndarray, is_slit: np.ndarray) -> np.ndarray:
    """K_c = W/Φ, velocity of the solute over that of the water.

    Parameters, range and errors as ``hindrance_diffusion``; 1 to 1.35 in a cylinder, 0.79 to
    1.18 in a slit, where a closely fitting sphere lags. [-]

    References
    ----------
    dechadilok2006
    """
    return _convection(_check_range(ratio), is_slit)


def _convection(ratio: np.ndarray, is_slit: np.ndarray) -> np.ndarray:
    """K_c without a look at the range."""
    is_slit = np.asarray(is_slit)
    enhanced = np.zeros(np.broadcast_shapes(ratio.shape, is_slit.shape))
    if not is_slit.all():
        up, down = _polynomial(ratio, _W_CYLINDER_UP), _polynomial(ratio, _W_CYLINDER_DOWN)
        enhanced = enhanced + up / down
    if is_slit.any():
        slit = _polynomial(ratio, _W_SLIT) / (1.0 - ratio)
        enhanced = np.where(is_slit, slit, enhanced)
    return enhanced


def held_hindrance(
    ratio: np.ndarray, is_slit: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """K_d and K_c with the value at λ = 0.95 held beyond it.

    Parameters
    ----------
    ratio : ndarray
        λ >= 0; NaN stays NaN. [-]
    is_slit : ndarray of bool
        True for a slit.

    Returns
    -------
    tuple of ndarray
        K_d, K_c, and ``extrapolated``: True where λ lay beyond the range.
    """
    inside = np.minimum(ratio, MAX_RATIO)
    diffusion, convection = _diffusion(inside, is_slit), _convection(inside, is_slit)
    return diffusion, convection, ratio > MAX_RATIO
