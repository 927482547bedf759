"""Diffusivity: in windows, along the channel, and in bulk with its finite-size correction."""

from __future__ import annotations

from math import pi
from typing import Final

import numpy as np

from selectivity.constants import BOLTZMANN
from selectivity.md.blocks import block_ratio, jackknife
from selectivity.md.tally import Grid, Tally
from selectivity.md.umbrella import Window, statistical_inefficiency
from selectivity.md.verdict import Estimate

YEH_HUMMER: Final = 2.837297  # of a cubic lattice; Yeh & Hummer, J. Phys. Chem. B 108, 15873, 2004
_WINDOW_BLOCKS: Final = 4  # each still holds many correlation times
_SHARE_LEFT_OUT: Final = 0.5  # of the lags: before it motion is not yet diffusive
_COARSE: Final = 1.5  # inefficiency below which the series does not resolve its correlation
_AXES: Final = 3
_LEAST_SAMPLES: Final = 10  # for a correlation time
_LEAST_LAGS: Final = 2  # for a slope


def window_diffusivity(windows: tuple[Window, ...]) -> tuple[np.ndarray, Estimate]:
    """D at each window from the fluctuation in it.

    D = var(ξ)/τ, τ the correlation time of ξ.

    Parameters
    ----------
    windows : tuple of Window

    Returns
    -------
    place : ndarray of shape (n_windows,)
        Mean ξ. [m]
    Estimate
        Of shape (n_windows,); NaN where the series is too coarse to show a correlation. [m²/s]

    Notes
    -----
    Overdamped motion in a harmonic well; inertia and slow water make it an estimate.

    References
    ----------
    hummer2005diffusion
    """
    place = np.array([window.value.mean() for window in windows])
    whole = np.array([_variance_over_time(window.value, window.time_step) for window in windows])
    parts = np.array(
        [
            [
                _variance_over_time(part, window.time_step)
                for part in np.array_split(window.value, _WINDOW_BLOCKS)
            ]
            for window in windows
        ]
    )
    error = parts.std(axis=1, ddof=1) / np.sqrt(_WINDOW_BLOCKS)
    halves = [
        np.array([_variance_over_time(w.half(h).value, w.time_step) for w in windows])
        for h in (0, 1)
    ]
    count = np.array([len(window.value) / window.inefficiency for window in windows])
    return place, Estimate(whole, error, count, *halves)


def local_diffusivity(tally: Tally, grid: Grid, lag_time: float) -> Estimate:
    """D along the axis by starting place, from displacements of an unbiased run.

    Parameters
    ----------
    tally : Tally
    grid : Grid
    lag_time : float
        Between stored positions. [s]

    Returns
    -------
    Estimate
        Of shape (n_z,): slope of the squared displacement between half and all of the lags,
        over 2. [m²/s]
    """
    early, late = _lag_pair(grid)
    counts = tally.origins
    if early == late:
        nothing = np.full(grid.n_z, np.nan)
        return Estimate(nothing, nothing, counts.sum(axis=(1, 2)), nothing, nothing)
    rise = _mean(tally.axial[..., late], counts[..., late]) - _mean(
        tally.axial[..., early], counts[..., early]
    )
    slope = rise / (2 * (late - early) * lag_time)
    weight = np.where(np.isfinite(slope), counts[..., late], 0.0)
    estimate = block_ratio(np.nan_to_num(slope) * weight, weight)
    # Origins closer than the lag share their displacement.
    independent = counts[..., late].sum(axis=-1) / late
    return Estimate(estimate.value, estimate.error, independent, estimate.first, estimate.second)


def bulk_diffusivity(tally: Tally, grid: Grid, lag_time: float, axial: bool = False) -> Estimate:
    """D of a run without a channel, from displacements; not yet corrected.

    Parameters
    ----------
    tally : Tally
    grid : Grid
    lag_time : float
        Between stored positions. [s]
    axial : bool
        Along the axis only, for ions between walls.

    Returns
    -------
    Estimate
        Scalar. [m²/s]
    """
    lags = np.arange(int(_SHARE_LEFT_OUT * grid.lags), grid.lags + 1)
    counts = tally.origins.sum(axis=0)
    squares = tally.axial.sum(axis=0) if axial else tally.spatial
    blocked = np.stack([squares, counts], axis=1)

    def slope(total: np.ndarray) -> np.ndarray:
        square, number = total[0][lags], total[1][lags]
        if len(lags) < _LEAST_LAGS or np.any(number == 0):
            return np.array(np.nan)
        rise = np.polyfit(lags * lag_time, square / number, 1)[0]
        return np.asarray(rise / (2 if axial else 2 * _AXES))

    return jackknife(slope, blocked, float(counts[:, -1].sum() / grid.lags))


def finite_size_correction(temperature: float, viscosity: float, edge: float) -> float:
    """What a periodic box takes from D: 2.837297 k_B T / (6 π η L). [m²/s]

    Parameters
    ----------
    temperature : float
        [K]
    viscosity : float
        Of the simulated solvent. [Pa s]
    edge : float
        Box edge; third root of the volume for other boxes. [m]

    References
    ----------
    yeh2004finite
    """
    return YEH_HUMMER * BOLTZMANN * temperature / (6 * pi * viscosity * edge)


def _variance_over_time(value: np.ndarray, time_step: float) -> float:
    if len(value) < _LEAST_SAMPLES or np.ptp(value) == 0:
        return float("nan")
    inefficiency = statistical_inefficiency(value)
    if inefficiency < _COARSE:
        return float("nan")
    return float(np.var(value) / ((inefficiency - 1) / 2 * time_step))


def _lag_pair(grid: Grid) -> tuple[int, int]:
    return max(1, int(_SHARE_LEFT_OUT * grid.lags)), grid.lags


def _mean(total: np.ndarray, number: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(number > 0, total / number, np.nan)
