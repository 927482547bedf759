"""Parameters of one membrane with 90 % intervals, correlations, and what the data leave open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from selectivity.screening.calibration.membrane.data import Curves
from selectivity.screening.calibration.membrane.model import (
    PARAMETERS,
    coordinate_limits,
    to_coordinates,
    to_values,
)
from selectivity.screening.calibration.membrane.search import Search, residuals, search
from selectivity.screening.calibration.trees import SEED

N_STARTS: Final = 32
"""Points of the range that are tried."""
N_SEARCHES: Final = 4
"""Best of them, from which a search starts, beside the middle."""
N_STEPS: Final = 14
PROFILE_STEPS: Final = 5
PROFILE_POINTS: Final = np.array([-4.0, -2.2, -1.2, 1.2, 2.2, 4.0])
"""Held values of a parameter, in its standard error. [-]"""
LONGEST_STEP: Final = 0.5
"""Standard error at most, in coordinates, so that a profile stays inside the limits."""
LEVEL: Final = 0.95
"""Of each end of a 90 % interval."""
START_RANGE: Final = ((0.2e-9, 1.5e-9), (-300.0, 300.0), (3e5, 3e7), (25.0, 77.0))
CORRELATED: Final = 0.9
AT_LIMIT: Final = 1e-3
MISFIT: Final = 4.0
"""Σ residual² per degree of freedom from which the model itself is in doubt. [-]"""
OPEN: Final = 1.0
"""Half interval in coordinates from which a parameter is called not determined: a factor e."""


@dataclass(frozen=True)
class MembraneFit:
    """Fitted membrane; arrays in the order of `model.PARAMETERS`, SI.

    Attributes
    ----------
    values, lower, upper : ndarray of shape (4,)
        Best values and ends of the 90 % intervals (profile likelihood).
    correlation : ndarray of shape (4, 4)
        Between coordinates.
    reduced : float
        Σ residual² over the degrees of freedom; above 1 it widens the intervals. [-]
    profiles : dict of str to ndarray of shape (n, 2)
        Held value (SI) and rise of Σ residual².
    plain : ndarray of shape (4,)
        What one start of plain least squares from the middle finds.
    plain_cost, cost : float
        Σ residual² of both. [-]
    remarks : tuple of str
        What the data do not determine.
    """

    values: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    correlation: np.ndarray
    reduced: float
    profiles: dict[str, np.ndarray]
    plain: np.ndarray
    plain_cost: float
    cost: float
    remarks: tuple[str, ...]


def fit_membrane(curves: Curves, tick: Callable[[int], None] = lambda _: None) -> MembraneFit:
    """Fit one membrane.

    Parameters
    ----------
    curves : Curves
    tick : callable
        Told the steps done, of N_STEPS + PROFILE_STEPS.

    Returns
    -------
    MembraneFit
        The same for the same data.
    """
    from scipy.stats import t

    starts = _best(curves, _starts())
    free = np.ones_like(starts, dtype=bool)
    ends = search(curves, starts, free, N_STEPS, tick)
    best = int(np.argmin(ends.cost))
    point = ends.coordinates[best]
    freedom = max(len(curves.rejection) - len(PARAMETERS), 1)
    reduced = max(float(ends.cost[best]) / freedom, 1.0)
    covariance = _covariance(ends, best) * reduced
    error = np.minimum(np.sqrt(np.diag(covariance)), LONGEST_STEP)
    lean = covariance / np.diag(covariance)[None, :]
    profile = _profiles(curves, point, lean * error[None, :], lambda n: tick(N_STEPS + n))
    rises = np.maximum(profile.cost - ends.cost[best], 0.0).reshape(len(PARAMETERS), -1) / reduced
    held = profile.coordinates.reshape(len(PARAMETERS), -1, len(PARAMETERS))
    raised = float(t.ppf(LEVEL, freedom)) ** 2
    limits = np.array(
        [_limits(point[i], held[i, :, i], rises[i], raised) for i in range(len(point))]
    )
    correlation = covariance / np.sqrt(np.outer(np.diag(covariance), np.diag(covariance)))
    return MembraneFit(
        values=to_values(point),
        lower=to_values(limits[:, 0]),
        upper=to_values(limits[:, 1]),
        correlation=correlation,
        reduced=float(ends.cost[best]) / freedom,
        profiles=_tables(held, rises),
        plain=to_values(ends.coordinates[0]),
        plain_cost=float(ends.cost[0]),
        cost=float(ends.cost[best]),
        remarks=(*_doubts(point, ends.cost[best] / freedom), *_remarks(limits, correlation)),
    )


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


def _covariance(ends: Search, best: int) -> np.ndarray:
    slope = ends.jacobian[best]
    return np.linalg.pinv(slope.T @ slope + 1e-9 * np.eye(slope.shape[1]))


def _profiles(
    curves: Curves, point: np.ndarray, moves: np.ndarray, tick: Callable[[int], None]
) -> Search:
    """Everything else fitted again while one parameter is held; all in one batch.

    ``moves[:, i]`` is one standard error of parameter i with what the others do along with it.
    """
    low, high = coordinate_limits()
    starts, free = [], []
    for i in range(len(point)):
        for step in PROFILE_POINTS:
            loose = np.ones(len(point), dtype=bool)
            start = np.clip(point + step * moves[:, i], low, high)
            loose[i] = False
            starts.append(start)
            free.append(loose)
    return search(curves, np.array(starts), np.array(free), PROFILE_STEPS, tick)


def _limits(best: float, held: np.ndarray, rise: np.ndarray, raised: float) -> tuple[float, float]:
    """Where the rise passes that of Student's t, between held values; the outermost one if not."""
    ends = []
    for side in (-1.0, 1.0):
        beyond = (held - best) * side > 0
        distance = np.concatenate([[0.0], np.sort(np.abs(held[beyond] - best))])
        order = np.argsort(np.abs(held[beyond] - best))
        height = np.concatenate([[0.0], np.sqrt(np.maximum.accumulate(rise[beyond][order]))])
        reach = float(np.interp(np.sqrt(raised), height, distance))
        ends.append(best + side * reach)
    return ends[0], ends[1]


def _tables(held: np.ndarray, rises: np.ndarray) -> dict[str, np.ndarray]:
    values = to_values(held)
    return {
        name: np.stack([values[i, :, i], rises[i]], axis=1) for i, name in enumerate(PARAMETERS)
    }


def _doubts(point: np.ndarray, reduced: float) -> list[str]:
    """What speaks against the model itself."""
    low, high = coordinate_limits()
    said = [
        f"{name} ends at the limit of what is looked for: its value is a bound"
        for name, x, a, b in zip(PARAMETERS, point, low, high, strict=True)
        if min(x - a, b - x) < AT_LIMIT
    ]
    if reduced > MISFIT:
        said.append(
            f"the model misses the data by {np.sqrt(reduced):.1f} of their uncertainties: check "
            "the uncertainties, polarization at the wall, or a defect"
        )
    return said


def _remarks(limits: np.ndarray, correlation: np.ndarray) -> tuple[str, ...]:
    said = []
    for i, name in enumerate(PARAMETERS):
        if (limits[i, 1] - limits[i, 0]) / 2 > OPEN:
            said.append(f"{name} is not determined: the interval spans more than a factor of seven")
        for j in range(i):
            if abs(correlation[i, j]) > CORRELATED:
                sign = "together" if correlation[i, j] > 0 else "against each other"
                said.append(
                    f"{PARAMETERS[j]} and {name} trade {sign} (correlation "
                    f"{correlation[i, j]:+.2f}): the data fix their combination better than each; "
                    "a measurement of one of them fixes the other"
                )
    return tuple(said)
