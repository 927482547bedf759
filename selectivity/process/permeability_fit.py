"""Permeabilities that follow the feed, fitted to rejections and used to predict a feed left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.optimize import least_squares

from selectivity.domain.layered import DRAG_NONE
from selectivity.domain.process import SOLVED, Membranes, Solution
from selectivity.process.crossing import Films, cross, salt_diffusivity
from selectivity.transport import Memory, Recall

_THICKNESS: Final = 1e-7
"""Of the stand-in layer; only P = D/L matters. [m]"""
_LEAST_TRANSFER, _MOST_TRANSFER = 1e-6, 1e-2  # m/s; from a stirred cell at rest to no polarization
_LEAST_PERMEABILITY, _MOST_PERMEABILITY = 1e-9, 1e-2  # m/s
_STARTS: Final = ((1e-4, 1e-3), (1e-5, 5e-3))
_DIFFERENCE: Final = 1e-4  # step of the numerical derivatives, in ln


@dataclass(frozen=True)
class Series:
    """Feeds filtered through one membrane.

    Attributes
    ----------
    solution : Solution
        Ions; two cations and their anion last.
    feed : ndarray of shape (n_feeds, n_ions)
        [mol/m³]
    water_flux : ndarray of shape (n_feeds,)
        [m/s]
    rejection : ndarray of shape (n_feeds, n_cations)
        Observed. [-]
    permeability : ndarray of shape (n_feeds, n_cations)
        [m/s]
    """

    solution: Solution
    feed: np.ndarray
    water_flux: np.ndarray
    rejection: np.ndarray
    permeability: np.ndarray

    def take(self, index: np.ndarray) -> Series:
        """The feeds of an index array."""
        return Series(
            self.solution,
            self.feed[index],
            self.water_flux[index],
            self.rejection[index],
            self.permeability[index],
        )


@dataclass(frozen=True)
class Fit:
    """Anion permeability and mass transfer that reproduce a series.

    Attributes
    ----------
    anion_permeability, mass_transfer : float
        [m/s]
    rejection : ndarray of shape (n_feeds, n_cations)
        By the fit. [-]
    root_mean_square : float
        Of the rejections' errors. [-]
    """

    anion_permeability: float
    mass_transfer: float
    rejection: np.ndarray
    root_mean_square: float


def permeability_membranes(permeability: np.ndarray) -> Membranes:
    """Membranes given by ion permeabilities alone (theory 4.2).

    Parameters
    ----------
    permeability : ndarray of shape (n_membranes, n_ions)
        [m/s]

    Returns
    -------
    Membranes
        Without resistance to water.
    """
    n_membranes = len(permeability)
    one = np.ones((n_membranes, 1, permeability.shape[1]))
    single = np.ones((n_membranes, 1))
    return Membranes(
        names=tuple(f"feed {i}" for i in range(n_membranes)),
        thickness=_THICKNESS * single,
        fixed_charge=0 * single,
        partition=one,
        hindrance_convection=0 * one,
        hindrance_diffusion=one,
        diffusivity=permeability[:, None] * _THICKNESS,
        water_permeability=np.inf * single,
        drag=np.full((n_membranes, 1), DRAG_NONE),
    )


def predict(
    series: Series,
    permeability: np.ndarray,
    mass_transfer: float,
    recall: Recall | None = None,
) -> np.ndarray:
    """Observed rejections of the cations, swept permeate.

    Parameters
    ----------
    series : Series
    permeability : ndarray of shape (n_feeds, n_ions)
        Of all ions. [m/s]
    mass_transfer : float
        k_cp of the first feed's main salt. [m/s]
    recall : Recall, optional
        Of the feeds' crossings by the last prediction.

    Returns
    -------
    ndarray of shape (n_feeds, n_cations)
        NaN where the core found no solution.
    """
    n_feeds = len(series.feed)
    film = np.full(n_feeds, salt_diffusivity(series.solution) / mass_transfer)
    result = cross(
        permeability_membranes(permeability),
        series.solution,
        Films(feed=film),
        (series.feed, None),
        water_flux=series.water_flux,
        recall=recall,
    )
    rejection = 1 - result.permeate / series.feed
    rejection[result.status != SOLVED] = np.nan
    return rejection[:, : series.rejection.shape[1]]


def fit_series(series: Series) -> Fit:
    """Anion permeability and k_cp that bring tabulated cation permeabilities to the rejections.

    Parameters
    ----------
    series : Series

    Returns
    -------
    Fit

    Notes
    -----
    Two numbers for 2 × n_feeds rejections; k_cp ends at its upper bound where the tabulated
    permeabilities already contain the polarization.
    """

    n_feeds = len(series.feed)
    recall = Memory(n_feeds).of(np.arange(n_feeds))

    def rejection(logs: np.ndarray) -> np.ndarray:
        permeability = np.hstack([series.permeability, np.full((n_feeds, 1), np.exp(logs[0]))])
        return predict(series, permeability, float(np.exp(logs[1])), recall)

    lower = np.log([_LEAST_PERMEABILITY, _LEAST_TRANSFER])
    upper = np.log([_MOST_PERMEABILITY, _MOST_TRANSFER])
    runs = [
        least_squares(
            lambda logs: (rejection(logs) - series.rejection).ravel(),
            np.log(start),
            bounds=(lower, upper),
            diff_step=_DIFFERENCE,
        )
        for start in _STARTS
    ]
    best = min(runs, key=lambda run: run.cost)
    anion, transfer = np.exp(best.x)
    error = float(np.sqrt(np.mean(best.fun**2)))
    return Fit(float(anion), float(transfer), rejection(best.x), error)


def predict_left_out(series: Series, left_out: int) -> np.ndarray:
    """Rejections of one feed from the others: P(c), anion permeability and k_cp without it.

    Parameters
    ----------
    series : Series
    left_out : int
        Index of the feed; its permeabilities and rejections are not used.

    Returns
    -------
    ndarray of shape (n_cations,)

    Notes
    -----
    ln P of each cation is a straight line in ln of the feed's total concentration.
    """
    others = np.delete(np.arange(len(series.feed)), left_out)
    known = series.take(others)
    fit = fit_series(known)
    total = np.log(series.feed.sum(axis=1))
    line = np.polyfit(total[others], np.log(known.permeability), 1)
    cations = np.exp(line[0] * total[left_out] + line[1])
    permeability = np.append(cations, fit.anion_permeability)[None]
    return predict(series.take(np.array([left_out])), permeability, fit.mass_transfer)[0]
