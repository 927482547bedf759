"""Samples of one descriptor from its points: as stated in a row, or as its prior says."""

from __future__ import annotations

import numpy as np

from selectivity.screening import sampling
from selectivity.screening.catalogue import Descriptor
from selectivity.tables.materials import LOGNORMAL_COMPLEMENT, Prior


def draw_stated(
    descriptor: Descriptor, points: np.ndarray, value: np.ndarray, spread: np.ndarray
) -> np.ndarray:
    """Samples of what a row states, within the physical bounds. Shape of ``points``. [SI]"""
    bounds = descriptor.lower, descriptor.upper
    if descriptor.positive:
        log_spread = sampling.lognormal_spread(value, spread)
        return sampling.draw_lognormal(points, value, log_spread, *bounds)
    return sampling.draw_normal(points, value, spread, *bounds)


def draw_prior(descriptor: Descriptor, points: np.ndarray, found: Prior) -> np.ndarray:
    """Samples of a prior, within the physical bounds. Shape of ``points``. [SI]"""
    bounds = descriptor.lower, descriptor.upper
    value, spread = np.array([float(found.value)]), np.array([found.uncertainty])
    if found.distribution == "lognormal":
        size, sign = np.abs(value), np.sign(value)
        log_spread = sampling.lognormal_spread(size, spread)
        low, high = max(descriptor.lower, 0.0), descriptor.upper
        return sign * sampling.draw_lognormal(points, size, log_spread, low, high)
    if found.distribution == LOGNORMAL_COMPLEMENT:
        log_spread = sampling.lognormal_spread(1.0 - value, spread)
        low, high = 1.0 - descriptor.upper, 1.0 - descriptor.lower
        return 1.0 - sampling.draw_lognormal(points, 1.0 - value, log_spread, low, high)
    if found.distribution == "uniform":
        return np.clip(value + spread * (2 * points - 1), *bounds)
    return sampling.draw_normal(points, value, spread, *bounds)
