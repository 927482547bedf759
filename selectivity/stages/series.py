"""Entry, transit and exit as resistances in series, and paths in parallel (theory 3.1, 3.2)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from selectivity.stages.layout import divide


@dataclass(frozen=True)
class Series:
    """Resistances of each path and ion; excluded ions have infinite ones, never NaN.

    Attributes
    ----------
    transit : ndarray
        Resistance of the interior. [s/m]
    excess : ndarray
        R_total/R_transit >= 1, finite where only the interior excludes, ``inf`` where only the
        mouth does. [-]
    mouth_share : ndarray
        Share of one face (entry or exit) in the total, in [0, 1/2]. [-]
    """

    transit: np.ndarray
    excess: np.ndarray
    mouth_share: np.ndarray

    @property
    def total(self) -> np.ndarray:
        """R_entry + R_transit + R_exit. [s/m]"""
        return self.transit * self.excess

    @property
    def permeability(self) -> np.ndarray:
        """P = 1/R_total, 0 for an excluded ion. [m/s]"""
        return 1.0 / self.total


def series_resistance(
    interior: np.ndarray,
    mouth: np.ndarray,
    access: np.ndarray,
    length: np.ndarray,
    mouth_length: np.ndarray,
) -> Series:
    """Resistances of two like mouths and an interior.

    Parameters
    ----------
    interior, mouth : ndarray
        Local conductance e^(-G/RT) D of each; 0 for an excluded ion. [m²/s]
    access : ndarray
        Access resistance of one face. [s/m]
    length : ndarray
        L, both mouths inside. [m]
    mouth_length : ndarray
        δ of one mouth. [m]

    Returns
    -------
    Series
        Where mouth and interior exclude an ion alike, shares are those of the limit of equal
        barriers.
    """
    inside = length - 2.0 * mouth_length
    transit = divide(inside + 0.0 * interior, interior, np.inf)
    if mouth is interior:
        narrowing = np.ones_like(interior)
    else:
        narrowing = divide(interior, mouth, np.inf)
        narrowing = np.where((interior == 0) & (mouth == 0), 1.0, narrowing)
    face = (mouth_length * narrowing + access * interior) / inside
    excess = 1.0 + 2.0 * face
    # One face over the total; 1/2 in the limit of a blocked mouth.
    return Series(transit, excess, 0.5 - 0.5 / excess)


def parallel_share(shares: np.ndarray, weights: np.ndarray, permeability: np.ndarray) -> np.ndarray:
    """Mean over paths of a share, weighted by the flux of each; by area where nothing flows.

    Parameters
    ----------
    shares, permeability : ndarray of shape (paths, ..., n_ions)
    weights : ndarray of shape (paths, ..., 1)
        Open-area shares.

    Returns
    -------
    ndarray of shape (..., n_ions)
    """
    if shares.shape[0] == 1:
        return shares[0]
    flux = weights * permeability
    total = np.sum(flux, axis=0)
    by_area = np.sum(weights * shares, axis=0)
    return np.where(total > 0, divide(np.sum(flux * shares, axis=0), total, 0.0), by_area)


def over_paths(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Open-area mean over the paths, which averages fluxes and not sizes. (..., n_ions)"""
    return values[0] if values.shape[0] == 1 else np.sum(weights * values, axis=0)
