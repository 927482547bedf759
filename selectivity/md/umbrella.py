"""Potential of mean force from umbrella windows: MBAR on decorrelated samples."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from selectivity.constants import thermal_energy
from selectivity.errors import DataError
from selectivity.md.run import Restraint

_LONGEST_FOR_CORRELATION = 20_000
_MOST_SAMPLES = 5_000  # of one window; MBAR takes minutes for 10⁶ in all
_SINGULAR = 1e-10  # one eigenvalue is zero by construction, the free constant of the energies


@dataclass(frozen=True)
class Window:
    """Samples of one window, equilibration left out.

    Attributes
    ----------
    name : str
    restraint : Restraint
    value : ndarray of shape (n,)
        ξ in rising time, evenly spaced. [m]
    time_step : float
        Between samples. [s]
    """

    name: str
    restraint: Restraint
    value: np.ndarray
    time_step: float

    @cached_property
    def inefficiency(self) -> float:
        """Statistical inefficiency g = 1 + 2τ/Δt, samples per independent sample. [-]"""
        return statistical_inefficiency(self.value)

    @property
    def independent(self) -> np.ndarray:
        """Samples g apart, by pymbar; of very long series a part, which MBAR can solve. [m]"""
        pick = _pymbar().timeseries.subsample_correlated_data(self.value, g=self.inefficiency)
        return self.value[pick][:: -(-len(pick) // _MOST_SAMPLES)]

    @property
    def duration(self) -> float:
        """[s]"""
        return len(self.value) * self.time_step

    def half(self, which: int) -> Window:
        """First (0) or second (1) half of the samples."""
        middle = len(self.value) // 2
        part = self.value[:middle] if which == 0 else self.value[middle:]
        return Window(self.name, self.restraint, part, self.time_step)


@dataclass(frozen=True)
class BinnedEnergy:
    """Free energy of bins over RT with its covariance; empty bins are NaN.

    Attributes
    ----------
    energy : ndarray of shape (n_bins,)
        Up to a constant. [-]
    covariance : ndarray of shape (n_bins, n_bins)
        Only differences mean something: use it with weights that sum to zero.
    counts : ndarray of shape (n_bins,)
        Independent samples.
    overlap : ndarray of shape (n_windows, n_windows)
        MBAR overlap matrix, windows in the order given.
    """

    energy: np.ndarray
    covariance: np.ndarray
    counts: np.ndarray
    overlap: np.ndarray

    def contrast(self, weights: np.ndarray) -> tuple[float, float]:
        """Σ w F and its standard error, for weights that sum to zero. [-]"""
        used = weights != 0
        if np.any(np.isnan(self.energy[used])):
            return np.nan, np.nan
        variance = weights[used] @ self.covariance[np.ix_(used, used)] @ weights[used]
        return float(weights[used] @ self.energy[used]), float(np.sqrt(max(variance, 0.0)))


def statistical_inefficiency(value: np.ndarray) -> float:
    """g of a series by pymbar; long series are thinned first.

    Raises
    ------
    DataError
        If the series is too short or does not vary.
    """
    pymbar_timeseries = _pymbar().timeseries
    if len(value) < 4 or np.ptp(value) == 0:  # pymbar needs three lags
        raise DataError(
            f"a window has {len(value)} samples that vary by {np.ptp(value) if len(value) else 0}; "
            "is this the right column, and is discard_ps shorter than the run?"
        )
    stride = max(1, len(value) // _LONGEST_FOR_CORRELATION)
    return stride * float(pymbar_timeseries.statistical_inefficiency(value[::stride]))


def mbar(windows: tuple[Window, ...], edges: np.ndarray, temperature: float) -> BinnedEnergy:
    """Free energy of bins along ξ by MBAR.

    Parameters
    ----------
    windows : tuple of Window
    edges : ndarray of shape (n_bins + 1,)
        Bin edges. Samples outside count in the weights, in no bin. [m]
    temperature : float
        [K]

    Returns
    -------
    BinnedEnergy

    Notes
    -----
    Errors are MBAR's asymptotic ones, with the bins as further states.

    References
    ----------
    shirts2008mbar
    """
    samples = [window.independent for window in windows]
    value = np.concatenate(samples)
    sizes = np.array([len(part) for part in samples])
    reduced = bias(windows, value, temperature)
    with pymbar_options():
        solved = _pymbar().MBAR(reduced, sizes, verbose=False)
    log_weight = -np.logaddexp.reduce(
        np.log(sizes)[:, None] + solved.f_k[:, None] - reduced, axis=0
    )
    index = np.digitize(value, edges) - 1
    member = index[:, None] == np.arange(len(edges) - 1)
    filled = np.flatnonzero(member.any(axis=0))
    energy = np.full(len(edges) - 1, np.nan)
    energy[filled] = [-np.logaddexp.reduce(log_weight[member[:, b]]) for b in filled]
    inside = member[:, filled]
    weights = np.where(inside, np.exp(log_weight[:, None] + energy[filled]), 0.0)
    covariance = np.full((len(energy), len(energy)), np.nan)
    covariance[np.ix_(filled, filled)] = _covariance(solved.weights(), sizes, weights)
    return BinnedEnergy(
        energy, covariance, member.sum(axis=0), np.asarray(solved.compute_overlap()["matrix"])
    )


def cut_overlap(overlap: np.ndarray, centres: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Overlap across each gap between neighbouring windows.

    Parameters
    ----------
    overlap : ndarray of shape (n_windows, n_windows)
    centres : ndarray of shape (n_windows,)
        [m]

    Returns
    -------
    value : ndarray of shape (n_gaps,)
        Best overlap of a window on one side with all on the other; the poorer direction.
    gap : ndarray of shape (n_gaps, 2)
        Centres on both sides. [m]
    """
    order = np.argsort(centres, kind="stable")
    matrix, rising = overlap[np.ix_(order, order)], centres[order]
    cuts = np.flatnonzero(np.diff(rising) > 0) + 1
    value = [min(matrix[:i, i:].sum(axis=1).max(), matrix[i:, :i].sum(axis=1).max()) for i in cuts]
    return np.array(value), np.column_stack([rising[cuts - 1], rising[cuts]])


def variance_ratio(window: Window, temperature: float) -> float:
    """Observed variance over RT/k: 1 where the force constant is right and the PMF flat. [-]"""
    return float(
        np.var(window.value) * window.restraint.force_constant / thermal_energy(temperature)
    )


def bias(windows: tuple[Window, ...], value: np.ndarray, temperature: float) -> np.ndarray:
    """Bias of every window at every ξ over RT, shape (n_windows, n_values). [-]"""
    centre = np.array([window.restraint.centre for window in windows])[:, None]
    stiffness = np.array([window.restraint.force_constant for window in windows])[:, None]
    return 0.5 * stiffness * (value - centre) ** 2 / thermal_energy(temperature)


def _covariance(states: np.ndarray, sizes: np.ndarray, bins: np.ndarray) -> np.ndarray:
    """Block of the bins in MBAR's asymptotic covariance matrix (Shirts & Chodera, eq. D5)."""
    weights = np.hstack([states, bins])
    samples = np.diag(np.append(sizes, np.zeros(bins.shape[1])))
    square, vectors = np.linalg.eigh(weights.T @ weights)
    root = vectors * np.sqrt(np.clip(square, 0, None))
    inner = np.eye(len(samples)) - root.T @ samples @ root
    covariance = root @ np.linalg.pinv(inner, rcond=_SINGULAR, hermitian=True) @ root.T
    return covariance[len(sizes) :, len(sizes) :]


@contextmanager
def pymbar_options() -> Iterator[None]:
    """Without scipy's complaint about options that pymbar's own default solver passes."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Unknown solver options")
        yield


def _pymbar() -> Any:
    """pymbar without its advertisement for JAX; imported late because it takes a second."""
    logging.getLogger("pymbar").setLevel(logging.ERROR)
    import pymbar

    return pymbar
