"""Priors of the physical constants, as quasi-random samples."""

from __future__ import annotations

from typing import Final

import numpy as np

from selectivity.screening.calibration.physics_constants import CONSTANTS, PhysicsConstants
from selectivity.screening.calibration.trees import SEED

PRIORS: Final[dict[str, tuple[str, float, float]]] = {
    "radius_scale": ("lognormal", 1.0, 0.2),
    "charge_scale": ("lognormal", 0.7, 1.0),
    "charge_shift": ("normal", 5.0, 20.0),
    "permittivity_scale": ("lognormal", 1.3, 0.2),
    "path_scale": ("lognormal", 1.0, 1.0),
    "unreplaced_dense": ("lognormal", 0.03, 0.8),
    "unreplaced_layered": ("lognormal", 0.05, 0.8),
    "unreplaced_channel": ("lognormal", 0.1, 0.8),
}
"""Distribution, median and spread (of the logarithm for lognormal): the uncertainties of
data/default_uncertainty.csv (radius 10 % and its estimator, charge model error, ε/τ model error),
and the provisional χ and ε_p scale of data/materials.csv with twice their spread."""


def draw_constants(n_samples: int, seed: int = SEED) -> np.ndarray:
    """Samples of the prior.

    Parameters
    ----------
    n_samples : int
        A power of two keeps the balance of the Sobol points.
    seed : int

    Returns
    -------
    ndarray of shape (n_samples, n_constants)
        In the order of `forward.CONSTANTS`.
    """
    from scipy.stats import norm, qmc

    points = qmc.Sobol(len(CONSTANTS), seed=seed).random(n_samples)
    normal = norm.ppf(points)
    columns = []
    for i, name in enumerate(CONSTANTS):
        shape, median, spread = PRIORS[name]
        step = spread * normal[:, i]
        columns.append(median + step if shape == "normal" else median * np.exp(step))
    return np.stack(columns, axis=1)


def constants_of(sample: np.ndarray) -> PhysicsConstants:
    """Constants of one sample. (n_constants,)"""
    return PhysicsConstants(*(float(value) for value in sample))
