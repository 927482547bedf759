"""Intervals, correlations and what a membrane's data do not determine."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np

from selectivity.screening.calibration.membrane.curves import Curves
from selectivity.screening.calibration.membrane.model import (
    AT_LIMIT,
    PARAMETERS,
    coordinate_limits,
    permeabilities,
    spoken,
    to_values,
)
from selectivity.screening.calibration.membrane.search import STEP, Search

NORMAL: Final = 1.645
"""Standard errors to each end of a 90 % interval. [-]"""
TOLD: Final = 0.01
"""Σ residual² for a step of 1 in coordinates from which the data tell of a combination. [-]"""
UNKNOWN: Final = 50.0
"""Half width of ln P that says nothing at all. [-]"""
LEVEL: Final = 0.95
"""Of each end of a 90 % interval."""
CORRELATED: Final = 0.9
MISFIT: Final = 4.0
"""Σ residual² per degree of freedom from which the model itself is in doubt. [-]"""
OPEN: Final = 1.0
"""Half interval in coordinates from which a parameter is called not determined: a factor e."""


class Permeability(NamedTuple):
    """P of cation and anion in equilibrium with one salt solution.

    Attributes
    ----------
    salt : str
    concentration : float
        Of the salt. [mol/m³]
    value : ndarray of shape (2,)
        [m/s]
    spread : ndarray of shape (2,)
        Half width of the 90 % interval of ln P; `UNKNOWN` at most.
    """

    salt: str
    concentration: float
    value: np.ndarray
    spread: np.ndarray


def degrees_of_freedom(curves: Curves, ends: Search, best: int) -> int:
    """Measurements less the parameters that they tell anything of; at least 1."""
    slope = ends.jacobian[best]
    n_told = int(np.sum(np.linalg.eigvalsh(slope.T @ slope) > TOLD))
    return max(curves.n_measured - n_told, 1)


def covariance_of(ends: Search, best: int) -> np.ndarray:
    slope = ends.jacobian[best]
    return np.linalg.pinv(slope.T @ slope + 1e-9 * np.eye(slope.shape[1]))


def measured(ends: Search, best: int, profile: Search, freedom: int) -> dict[str, Any]:
    """Values, intervals, correlations and what the data do not determine."""
    from scipy.stats import t

    point, cost = ends.coordinates[best], float(ends.cost[best])
    reduced = max(cost / freedom, 1.0)
    covariance = covariance_of(ends, best) * reduced
    rises = np.maximum(profile.cost - cost, 0.0).reshape(len(PARAMETERS), -1) / reduced
    held = profile.coordinates.reshape(len(PARAMETERS), -1, len(PARAMETERS))
    raised = float(t.ppf(LEVEL, freedom)) ** 2
    ranges = zip(*coordinate_limits(), strict=True)
    limits = np.array(
        [
            _limits(point[i], (held[i, :, i], rises[i]), raised, span)
            for i, span in enumerate(ranges)
        ]
    )
    near = ends.coordinates[ends.cost - cost < raised * reduced]
    other = _elsewhere(limits, near)
    limits = np.stack(
        [np.minimum(limits[:, 0], near.min(axis=0)), np.maximum(limits[:, 1], near.max(axis=0))],
        axis=1,
    )
    correlation = covariance / np.sqrt(np.outer(np.diag(covariance), np.diag(covariance)))
    return {
        "values": to_values(point),
        "lower": to_values(limits[:, 0]),
        "upper": to_values(limits[:, 1]),
        "covariance": covariance,
        "correlation": correlation,
        "reduced": cost / freedom,
        "cost": cost,
        "profiles": _tables(held, rises),
        "remarks": (*_doubts(point, cost / freedom), *other, *_remarks(limits, correlation)),
    }


def _elsewhere(limits: np.ndarray, near: np.ndarray) -> list[str]:
    """Names the parameters of which a start elsewhere found values that fit as well."""
    outside = ((near < limits[:, 0]) | (near > limits[:, 1])).any(axis=0)
    names = [spoken(name) for name, out in zip(PARAMETERS, outside, strict=True) if out]
    if not names:
        return []
    return [
        f"a different solution fits as well, with another {', '.join(names)}: the interval spans "
        "both; a salt of other charges or a conductance tells them apart"
    ]


def _limits(
    best: float, profile: tuple[np.ndarray, np.ndarray], raised: float, limits: tuple[float, float]
) -> tuple[float, float]:
    """Where the rise passes that of Student's t; what is looked for at all where it never does."""
    held, rise = profile
    ends = []
    for side, limit in zip((-1.0, 1.0), limits, strict=True):
        beyond = (held - best) * side > 0
        order = np.argsort(np.abs(held[beyond] - best))
        distance = np.concatenate([[0.0], np.abs(held[beyond] - best)[order]])
        height = np.concatenate([[0.0], np.sqrt(np.maximum.accumulate(rise[beyond][order]))])
        reach = float(np.interp(np.sqrt(raised), height, distance))
        ends.append(best + side * reach if height[-1] >= np.sqrt(raised) else limit)
    return ends[0], ends[1]


def permeability_of(
    curves: Curves, point: np.ndarray, covariance: np.ndarray
) -> tuple[Permeability, ...]:
    """P_i of every salt and feed that was measured, with what the covariance leaves of it."""
    points = {}
    for part in (curves.points, curves.baths):
        for place, name in enumerate(part.solute):
            if np.any(part.charge[place]):
                points.setdefault((name, float(part.feed[place].max())), (part, place))
    found = []
    for (name, _), (part, place) in points.items():
        one = part.take([place])
        moved = point + STEP * np.concatenate([np.zeros((1, len(point))), np.eye(len(point))])
        logs = np.log(permeabilities(one, to_values(moved))[:, 0])
        slope = (logs[1:] - logs[0]) / STEP
        error = np.sqrt(np.einsum("pi,pq,qi->i", slope, covariance, slope))
        spread = np.minimum(NORMAL * error, UNKNOWN)
        found.append(Permeability(name, float(one.concentrations()[0]), np.exp(logs[0]), spread))
    return tuple(found)


def _tables(held: np.ndarray, rises: np.ndarray) -> dict[str, np.ndarray]:
    values = to_values(held)
    return {
        name: np.stack([values[i, :, i], rises[i]], axis=1) for i, name in enumerate(PARAMETERS)
    }


def _doubts(point: np.ndarray, reduced: float) -> list[str]:
    """What speaks against the model itself."""
    low, high = coordinate_limits()
    said = [
        f"{spoken(name)} ends at the limit of what is looked for: its value is a bound"
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
            said.append(
                f"{spoken(name)} is not determined: the interval spans more than a factor of seven"
            )
        for j in range(i):
            if abs(correlation[i, j]) > CORRELATED:
                sign = "together" if correlation[i, j] > 0 else "against each other"
                said.append(
                    f"{spoken(PARAMETERS[j])} and {spoken(name)} trade {sign} (correlation "
                    f"{correlation[i, j]:+.2f}): the data fix their combination better than each; "
                    "a measurement of one of them fixes the other"
                )
    return tuple(said)
