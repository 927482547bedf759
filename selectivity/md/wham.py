"""Weighted histogram analysis, written apart from MBAR so that it can check it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from selectivity.errors import ConvergenceError

_STEPS = 200
_TOLERANCE = 1e-9
_NO_OVERLAP = "WHAM does not converge: neighbouring windows do not overlap"


@dataclass(frozen=True)
class Histograms:
    """Counts of biased samples.

    Attributes
    ----------
    counts : ndarray of shape (n_windows, n_bins)
        Independent samples: raw counts over the statistical inefficiency.
    bias : ndarray of shape (n_windows, n_bins)
        Bias energy at the bin's centre over RT. [-]
    """

    counts: np.ndarray
    bias: np.ndarray


def wham(histograms: Histograms) -> np.ndarray:
    """Free energy of each bin over RT; NaN in empty bins, zero at the lowest.

    Parameters
    ----------
    histograms : Histograms

    Returns
    -------
    ndarray of shape (n_bins,)

    Raises
    ------
    ConvergenceError
        If the convex problem does not close; windows that do not overlap do that.

    Notes
    -----
    Maximum likelihood: minimises Σ_b M_b ln Σ_k N_k exp(g_k − u_kb) − Σ_k N_k g_k by damped
    Newton steps, with N_k samples in window k and M_b in bin b.

    References
    ----------
    kumar1992wham
    zhu2012wham
    """
    filled = histograms.counts.sum(axis=0) > 0
    samples = histograms.counts.sum(axis=1)
    total = histograms.counts.sum(axis=0)[filled]
    bias = histograms.bias[:, filled]
    shift = _window_free_energies(samples, total, bias)
    log_terms = np.log(samples)[:, None] + shift[:, None] - bias
    energy = np.full(len(filled), np.nan)
    energy[filled] = np.logaddexp.reduce(log_terms, axis=0) - np.log(total)
    return energy - np.nanmin(energy)


def _window_free_energies(samples: np.ndarray, total: np.ndarray, bias: np.ndarray) -> np.ndarray:
    shift = np.zeros(len(samples))
    objective = _objective(shift, samples, total, bias)
    for _ in range(_STEPS):
        try:
            step, gradient = _newton_step(shift, samples, total, bias)
        except np.linalg.LinAlgError as error:
            raise ConvergenceError(_NO_OVERLAP) from error
        if np.max(np.abs(gradient)) <= _TOLERANCE * samples.sum():
            return shift
        damping = 1.0
        while damping > _TOLERANCE:
            trial = shift - damping * step
            value = _objective(trial, samples, total, bias)
            if value <= objective:
                break
            damping /= 2
        shift, objective = trial - trial[0], value
    raise ConvergenceError(_NO_OVERLAP)


def _objective(
    shift: np.ndarray, samples: np.ndarray, total: np.ndarray, bias: np.ndarray
) -> float:
    log_terms = np.log(samples)[:, None] + shift[:, None] - bias
    return float(total @ np.logaddexp.reduce(log_terms, axis=0) - samples @ shift)


def _newton_step(
    shift: np.ndarray, samples: np.ndarray, total: np.ndarray, bias: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    log_terms = np.log(samples)[:, None] + shift[:, None] - bias
    share = np.exp(log_terms - np.logaddexp.reduce(log_terms, axis=0))
    gradient = share @ total - samples
    hessian = np.diag(share @ total) - (share * total) @ share.T
    # The first window is the reference: the others move.
    step = np.zeros(len(shift))
    ridge = _TOLERANCE * np.trace(hessian) / len(shift) * np.eye(len(shift) - 1)
    if len(shift) > 1:
        step[1:] = np.linalg.solve(hessian[1:, 1:] + ridge, gradient[1:])
    return step, gradient
