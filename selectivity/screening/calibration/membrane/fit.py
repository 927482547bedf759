"""Parameters of one membrane with 90 % intervals, correlations, and what the data leave open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from selectivity.screening.calibration.membrane.curves import Curves
from selectivity.screening.calibration.membrane.intervals import (
    Permeability,
    covariance_of,
    degrees_of_freedom,
    measured,
    permeability_of,
)
from selectivity.screening.calibration.membrane.misfit import (
    Measurement,
    measurements_of,
    n_repeated,
)
from selectivity.screening.calibration.membrane.model import (
    PARAMETERS,
    coordinate_limits,
    to_coordinates,
    to_values,
)
from selectivity.screening.calibration.membrane.search import Search, residuals, search
from selectivity.screening.calibration.membrane.single_element import rejections_of_one_element
from selectivity.screening.calibration.trees import SEED

N_STARTS: Final = 64
"""Points of the range that are tried."""
N_SEARCHES: Final = 8
"""Best of them, from which a search starts, beside the middle."""
N_STEPS: Final = 30
PROFILE_STEPS: Final = 12
PROFILE_DISTANCES: Final = (1.2, 2.2, 4.0)
"""Held values of a parameter to both sides of the best one, in its standard error. [-]"""
LONGEST_STEP: Final = 0.5
"""Standard error at most, in coordinates, so that a profile stays inside the limits."""
N_TICKS: Final = N_STEPS + PROFILE_STEPS * len(PROFILE_DISTANCES)
"""Steps of one round. [-]"""
ROUNDS: Final = 3
"""Times that a better place found by a profile is taken up."""
BETTER: Final = 0.1
"""Fall of Σ residual² that counts as one. [-]"""
START_RANGE: Final = ((0.2e-9, 1.5e-9), (-300.0, 300.0), (3e5, 3e7), (25.0, 77.0))


@dataclass(frozen=True)
class MembraneFit:
    """Fitted membrane; arrays in the order of `model.PARAMETERS`, SI.

    Attributes
    ----------
    values, lower, upper : ndarray of shape (4,)
        Best values and ends of the 90 % intervals (profile likelihood).
    covariance, correlation : ndarray of shape (4, 4)
        Between coordinates.
    reduced : float
        Σ residual² over the degrees of freedom; above 1 it widens the intervals. [-]
    profiles : dict of str to ndarray of shape (n, 2)
        Held value (SI) and rise of Σ residual².
    plain : ndarray of shape (4,)
        What plain least squares from one start (the middle) finds with the usual model of one
        linear element across the pore.
    plain_cost, cost : float
        Σ residual² of both. [-]
    remarks : tuple of str
        What the data do not determine.
    permeability : tuple of Permeability
        P_i(c) of every salt solution that was measured.
    n_assumed : int
        Measurements whose uncertainty was assumed.
    n_repeated : int
        Measurements that repeat the solution and flux of another.
    measurements : tuple of Measurement
        Each beside what the best values give.
    """

    values: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    covariance: np.ndarray
    correlation: np.ndarray
    reduced: float
    profiles: dict[str, np.ndarray]
    plain: np.ndarray
    plain_cost: float
    cost: float
    remarks: tuple[str, ...]
    permeability: tuple[Permeability, ...]
    n_assumed: int
    n_repeated: int
    measurements: tuple[Measurement, ...]


def fit_membrane(curves: Curves, tick: Callable[[int], None] = lambda _: None) -> MembraneFit:
    """Fit one membrane.

    Parameters
    ----------
    curves : Curves
    tick : callable
        Told the steps done, of `N_TICKS`; a second round tells the same again.

    Returns
    -------
    MembraneFit
        The same for the same data.
    """
    starts = _best(curves, _starts())
    free = np.ones_like(starts, dtype=bool)
    first = search(curves, starts, free, N_STEPS, tick)
    plain = search(curves, starts[:1], free[:1], N_STEPS, model=rejections_of_one_element)
    ends, best, profile = _settled(
        curves, _with_other_sign(curves, first), lambda n: tick(N_STEPS + n)
    )
    freedom = degrees_of_freedom(curves, ends, best)
    told = measured(ends, best, profile, freedom)
    told["remarks"] = (*_too_few(curves), *told["remarks"])
    return MembraneFit(
        **told,
        permeability=permeability_of(curves, ends.coordinates[best], told["covariance"]),
        plain=to_values(plain.coordinates[0]),
        plain_cost=float(plain.cost[0]),
        n_assumed=curves.n_assumed,
        n_repeated=n_repeated(curves),
        measurements=measurements_of(curves, told["values"]),
    )


def _too_few(curves: Curves) -> list[str]:
    """Said first where the intervals cannot be trusted."""
    if curves.n_measured > len(PARAMETERS):
        return []
    return [
        f"{curves.n_measured} measurements for {len(PARAMETERS)} parameters: the data fix "
        "combinations only, and the true intervals are wider than those given"
    ]


def _with_other_sign(curves: Curves, ends: Search) -> Search:
    """The ends, and one that starts from the best with the charge of the other sign.

    Salts of alike ions tell the sign of the charge hardly or not at all.
    """
    start = ends.coordinates[[int(np.argmin(ends.cost))]]
    start[:, PARAMETERS.index("fixed_charge")] *= -1.0
    other = search(curves, start, np.ones_like(start, dtype=bool), N_STEPS)
    return Search(*(np.concatenate(pair) for pair in zip(ends, other, strict=True)))


def _settled(
    curves: Curves, ends: Search, tick: Callable[[int], None]
) -> tuple[Search, int, Search]:
    """Best end and its profiles; searched again from any profile that finds a better place."""
    for left in range(ROUNDS, 0, -1):
        best = int(np.argmin(ends.cost))
        profile = _profiles(curves, ends.coordinates[best], _moves(ends, best, curves), tick)
        place = int(np.argmin(profile.cost))
        if left == 1 or profile.cost[place] > ends.cost[best] - BETTER:
            return ends, best, profile
        free = np.ones((1, len(PARAMETERS)), dtype=bool)
        ends = search(curves, profile.coordinates[[place]], free, N_STEPS)
    raise AssertionError("the last round returns")


def _moves(ends: Search, best: int, curves: Curves) -> np.ndarray:
    """One standard error of each parameter, with what the others do along with it. (4, 4)"""
    freedom = degrees_of_freedom(curves, ends, best)
    covariance = covariance_of(ends, best) * max(float(ends.cost[best]) / freedom, 1.0)
    error = np.minimum(np.sqrt(np.diag(covariance)), LONGEST_STEP)
    return covariance / np.diag(covariance)[None, :] * error[None, :]


def _starts() -> np.ndarray:
    """The middle, then quasi-random points of the range. (N_STARTS, 4)"""
    from scipy.stats import qmc

    low = to_coordinates(np.array([ends[0] for ends in START_RANGE]))
    high = to_coordinates(np.array([ends[1] for ends in START_RANGE]))
    points = qmc.Sobol(len(PARAMETERS), seed=SEED).random(N_STARTS)
    points[0] = 0.5
    return low + points * (high - low)


def _best(curves: Curves, starts: np.ndarray) -> np.ndarray:
    """The middle, and the starts that fit best. (N_SEARCHES + 1, 4)"""
    cost = np.sum(residuals(curves, starts) ** 2, axis=1)
    cost[0] = -1.0
    return starts[np.argsort(cost, kind="stable")[: N_SEARCHES + 1]]


def _profiles(
    curves: Curves, point: np.ndarray, moves: np.ndarray, tick: Callable[[int], None]
) -> Search:
    """Everything else fitted again while one parameter is held, further and further out.

    ``moves[:, i]`` is one standard error of parameter i with what the others do along with it; each
    distance starts where the nearer one leads, and all parameters and both sides are one batch.
    """
    low, high = coordinate_limits()
    sides = np.concatenate([moves.T, -moves.T])
    free = np.tile(~np.eye(len(point), dtype=bool), (2, 1))
    found, nearer, before = [], sides, 1.0
    for stage, distance in enumerate(PROFILE_DISTANCES):
        starts = np.where(free, point + nearer * (distance / before), point + sides * distance)
        starts = np.clip(starts, low, high)
        done = stage * PROFILE_STEPS
        found.append(search(curves, starts, free, PROFILE_STEPS, lambda n, d=done: tick(d + n)))
        nearer, before = found[-1].coordinates - point, distance
    return Search(*(_by_parameter(values, len(point)) for values in zip(*found, strict=True)))


def _by_parameter(stages: tuple[np.ndarray, ...], n_parameters: int) -> np.ndarray:
    """Distances × (sides × parameters) with the parameter first. (n_parameters × …, …)"""
    shape = (len(stages), 2, n_parameters, *stages[0].shape[1:])
    first = np.moveaxis(np.stack(stages).reshape(shape), 2, 0)
    return first.reshape(-1, *stages[0].shape[1:])
