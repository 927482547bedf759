"""Bins along the channel's axis, and which of them are bulk."""

from __future__ import annotations

import numpy as np

from selectivity.errors import DataError
from selectivity.md.run import Geometry
from selectivity.md.umbrella import Window

_ROUNDING = 1e-6  # of a bin


def bin_edges(windows: tuple[Window, ...], symmetric: bool, width: float) -> np.ndarray:
    """Edges that cover every sample, one bin being centred on the channel's centre. [m]"""
    value = np.concatenate([window.value for window in windows]) / width
    low, high = np.floor(value.min() + 0.5), np.ceil(value.max() - 0.5)
    if symmetric:
        high = max(abs(low), abs(high))
        low = -high
    return (np.arange(low, high + 2) - 0.5) * width


def bulk_mask(z: np.ndarray, geometry: Geometry) -> np.ndarray:
    """Bins in the bulk region; with mirror symmetry on both sides. z is from the centre. [m]"""
    low = geometry.bulk_low - geometry.centre
    high = geometry.bulk_high - geometry.centre
    high = np.inf if np.isnan(high) else high
    inside = (z >= low) & (z <= high)
    return inside | ((-z >= low) & (-z <= high)) if geometry.mirror else inside


def channel_share(z: np.ndarray, geometry: Geometry, width: float) -> np.ndarray:
    """Share of each bin that lies between the mouths; ones where there is no channel. [-]"""
    if not geometry.has_channel:
        return np.ones(len(z))
    low, high = geometry.mouth_low - geometry.centre, geometry.mouth_high - geometry.centre
    inside = np.minimum(z + width / 2, high) - np.maximum(z - width / 2, low)
    return np.clip(inside / width, 0.0, 1.0)


def in_channel(z: np.ndarray, geometry: Geometry, width: float) -> np.ndarray:
    """Bins with their centre between the mouths, ends included whatever the rounding."""
    return channel_share(z, geometry, width) >= 0.5 - _ROUNDING


def require_bulk(region: np.ndarray, geometry: Geometry, z: np.ndarray) -> None:
    """Raise if the bulk region is not given or holds no samples."""
    if np.isnan(geometry.bulk_low):
        raise DataError(
            "no bulk region: give bulk_low_nm and bulk_high_nm, where the ion is in free solution; "
            "a PMF has no zero without it"
        )
    if not np.any(region):
        raise DataError(
            f"no bulk region: no sample between bulk_low_nm {geometry.bulk_low * 1e9:g} and "
            f"bulk_high_nm {geometry.bulk_high * 1e9:g}; the samples reach from "
            f"{(z.min() + geometry.centre) * 1e9:.3g} to {(z.max() + geometry.centre) * 1e9:.3g} nm"
        )
