"""Binding at functional groups: contact free energy, occupancy and residence time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from selectivity.constants import thermal_energy
from selectivity.md.blocks import block_ratio, jackknife
from selectivity.md.distribution import find_shells, radial_distribution
from selectivity.md.tally import GROUP, Grid, Tally
from selectivity.md.verdict import Estimate

_LONGEST_TAIL: Final = 500  # frames of the survival function


@dataclass(frozen=True)
class Residence:
    """How long contacts last.

    Attributes
    ----------
    time : Estimate
        Mean time of a contact; NaN if none was seen to end. [s]
    departures : int
        Contacts that were seen to end.
    watched : float
        Time in contact, summed over ions. [s]
    fall : float
        When the survival probability is down to 1/e: the same for an exponential decay. [s]
    """

    time: Estimate
    departures: int
    watched: float
    fall: float


def contact_distance(tally: Tally, grid: Grid) -> float:
    """First minimum of the ion-group g(r): what counts as contact; NaN if there is none. [m]"""
    visits = float(tally.visits.sum())
    density = tally.density[:, GROUP].sum() / max(tally.frames.sum(), 1)
    counts = tally.neighbours[:, :, GROUP].sum(axis=(0, 1))
    return find_shells(radial_distribution(counts, visits, density, grid), grid).first


def contact_energy(tally: Tally, grid: Grid, temperature: float) -> Estimate:
    """Depth of the contact minimum, −RT ln g at the first peak; negative attracts. [J/mol]"""
    blocked = np.column_stack(
        [
            tally.neighbours[:, :, GROUP].sum(axis=0),
            tally.visits.sum(axis=0),
            tally.density[:, GROUP],
            tally.frames,
        ]
    )

    def depth(total: np.ndarray) -> np.ndarray:
        density = total[-2] / max(total[-1], 1.0)
        distribution = radial_distribution(total[:-3], total[-3], density, grid)
        peak = find_shells(distribution, grid).peak
        if np.isnan(peak):
            return np.array(np.nan)
        index = int(peak / grid.radius[-1] * grid.n_r)
        height = distribution[max(index - 1, 0) : index + 2].mean()
        return np.asarray(-thermal_energy(temperature) * np.log(height))

    return jackknife(depth, blocked, float(tally.neighbours[:, :, GROUP].sum()))


def contact_occupancy(contact: np.ndarray, blocks: int) -> Estimate:
    """Share of time that an ion is in contact.

    Parameters
    ----------
    contact : ndarray of bool of shape (n_frames, n_ions)
    blocks : int

    Returns
    -------
    Estimate
        Scalar. [-]
    """
    parts = np.array_split(contact, blocks)
    top = np.array([part.sum() for part in parts], dtype=float)
    bottom = np.array([part.size for part in parts], dtype=float)
    return block_ratio(top, bottom, np.asarray(contact.mean()))


def residence_time(contact: np.ndarray, time_step: float) -> Residence:
    """Mean time of a contact by counted departures.

    Parameters
    ----------
    contact : ndarray of bool of shape (n_frames, n_ions)
        Whether an ion touches a group, frame by frame.
    time_step : float
        [s]

    Returns
    -------
    Residence
        Its error is that of counted departures, θ/√n.

    Notes
    -----
    Maximum likelihood of an exponential decay seen at each frame: a contact ends in a step with
    probability p = departures over contacts that could end, θ = −Δt/ln(1 − p). Contacts that begin
    before or end after the run count for the time they are seen. A least-squares line through
    ln S(τ) scatters 1.5 times as much.
    """
    ended = int((contact[:-1] & ~contact[1:]).sum())
    middle = len(contact) // 2
    times = [_mean_time(part) * time_step for part in (contact, contact[:middle], contact[middle:])]
    error = times[0] / np.sqrt(ended) if ended else np.nan
    estimate = Estimate(
        *(np.asarray(x) for x in (times[0], error, float(ended), times[1], times[2]))
    )
    watched = float(contact.sum()) * time_step
    return Residence(estimate, ended, watched, _fall(contact) * time_step)


def survival_probability(contact: np.ndarray, longest: int) -> np.ndarray:
    """Share of contacts that last for each lag without a break.

    Parameters
    ----------
    contact : ndarray of bool of shape (n_frames, n_ions)
    longest : int
        Longest lag, in frames.

    Returns
    -------
    ndarray of shape (longest + 1,)
        One at lag 0; NaN where no contact could be followed so far.

    Notes
    -----
    All starting frames and ions count alike; waterdynamics' ``SurvivalProbability`` weighs starting
    frames alike, which is the same for one ion.
    """
    left = np.zeros(contact.shape, dtype=np.int64)  # frames that each contact still lasts
    later = np.zeros(contact.shape[1], dtype=np.int64)
    for i in range(len(contact) - 1, -1, -1):
        later = np.where(contact[i], later + 1, 0)
        left[i] = later
    survival = np.full(longest + 1, np.nan)
    for lag in range(longest + 1):
        start = left[: len(left) - lag]
        begun = np.count_nonzero(start)
        if begun:
            survival[lag] = np.count_nonzero(start > lag) / begun
    return survival


def _mean_time(contact: np.ndarray) -> float:
    """Mean time of a contact in frames; NaN if none ended, or all within a frame."""
    could_end = int(contact[:-1].sum())
    ended = int((contact[:-1] & ~contact[1:]).sum())
    if not 0 < ended < could_end:
        return float("nan")
    return float(-1 / np.log1p(-ended / could_end))


def _fall(contact: np.ndarray) -> float:
    """Frames after which the survival probability is below 1/e; NaN if it stays above."""
    longest = min(len(contact) - 1, _LONGEST_TAIL)
    if longest < 1 or not np.any(contact):
        return float("nan")
    survival = survival_probability(contact, longest)
    below = np.flatnonzero(survival < np.exp(-1))
    if not len(below):
        return float("nan")
    after = below[0]
    step = np.log(survival[after - 1] / max(survival[after], np.finfo(float).tiny))
    return float(after - 1 + (1 + np.log(survival[after - 1])) / step)
