"""Gaussian process over features with fixed lengths: a smooth and a linear part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from selectivity.screening.calibration.descriptors import NAMES
from selectivity.screening.calibration.scaling import Scaling, fit_scaling

KERNEL_LENGTH: Final = 4.0
"""In standard deviations, over all features together. [-]"""
KERNEL_NOISE: Final = 0.15
"""Noise variance over that of the data; rows of one paper share errors, so well above the
replicates' (0.068/0.5)² = 0.02. [-]"""
CURVED: Final = 0.2
STRAIGHT: Final = 0.05
"""Prior variance of the curved and of the linear part over that of the data. [-]"""
ZETA_SCALE: Final = 25.0
"""Thermal voltage, over which the effect of a charge saturates. [mV]"""
ZETA_RANGE: Final = (-60.0, 25.0)
"""Zeta potentials beyond act like its ends. [mV]"""


@dataclass(frozen=True)
class Kernel:
    """Fitted process.

    Attributes
    ----------
    scaling : Scaling
    points : ndarray of shape (n_points, n_scaled)
        Scaled features of the training rows.
    dual : ndarray of shape (n_points,)
        Inverse of the covariance times the scaled measurements.
    centre, spread : float
        Of the measurements. [decades]
    """

    scaling: Scaling
    points: np.ndarray
    dual: np.ndarray
    centre: float
    spread: float

    def predict(self, values: np.ndarray) -> np.ndarray:
        """Posterior mean, log10. (n_rows,)"""
        new = self.scaling.apply(shaped(values))
        return self.centre + self.spread * covariance(new, self.points) @ self.dual


def fit_kernel(values: np.ndarray, measured: np.ndarray, weight: np.ndarray) -> Kernel:
    """Process of given rows.

    Parameters
    ----------
    values : ndarray of shape (n_rows, n_features)
        NaN where unknown.
    measured, weight : ndarray of shape (n_rows,)
        log10 selectivity; the noise variance goes as 1/weight.

    Returns
    -------
    Kernel
    """
    scaling = fit_scaling(shaped(values))
    points = scaling.apply(shaped(values))
    centre, spread = float(np.average(measured, weights=weight)), float(measured.std())
    matrix = covariance(points, points) + np.diag(KERNEL_NOISE / weight)
    dual = np.linalg.solve(matrix, (measured - centre) / spread)
    return Kernel(scaling, points, dual, centre, spread)


def covariance(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Prior covariance. (n_a, n_b)"""
    square = (a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1)[None, :] - 2 * a @ b.T
    curved = CURVED * np.exp(-0.5 * np.maximum(square, 0.0) / KERNEL_LENGTH**2)
    return curved + STRAIGHT * (a @ b.T + 1.0)


def shaped(values: np.ndarray) -> np.ndarray:
    """Features with the saturating effect of a charge in place of the zeta potential."""
    zeta = values[:, [NAMES.index("zeta")]]
    low, high = ZETA_RANGE
    bent = [
        np.tanh(zeta / ZETA_SCALE),
        np.clip(zeta, 0.0, high) / high,
        np.clip(zeta, low, 0.0) / low,
    ]
    others = [i for i, name in enumerate(NAMES) if name != "zeta"]
    return np.concatenate([*bent, values[:, others]], axis=1)
