"""One membrane through every process under one set of stated conditions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from selectivity.domain.process import UNCONVERGED, Membranes, ProcessResult, Solution
from selectivity.errors import SelectivityError
from selectivity.process.base import Process
from selectivity.process.registry import PROCESSES

_MILLILITRE_PER_SECOND = 1e-6  # m³/s


@dataclass(frozen=True)
class Passed:
    """What one process makes of the membrane; NaN where it does not run, with what limits.

    ``separation`` of the target over the other ion; ``recovery`` of the target; ``energy`` [J/kg
    target]; ``polarization`` of the target at the feed face; ``area`` [m²] for a feed of 1 mL/s.
    """

    process: str
    drive: str
    status: str
    advice: str
    separation: float
    recovery: float
    energy: float
    polarization: float
    area: float


def through_all(membrane: Membranes, feed: Solution, other: int) -> list[Passed]:
    """A membrane through every process of the registry.

    Parameters
    ----------
    membrane : Membranes
        One membrane.
    feed : Solution
        One composition with a target.
    other : int
        Index of the ion that the target is separated from.

    Returns
    -------
    list of Passed
        A process that cannot run says why; it does not stop the others.
    """
    return [_pass(entry, membrane, feed, other) for entry in PROCESSES.values()]


def _pass(entry: Process, membrane: Membranes, feed: Solution, other: int) -> Passed:
    if entry.conditions is None:
        advice = (
            f"no conditions are stated for {entry.name}: give its line of process/registry.py "
            "`conditions` (process/conditions.py)"
        )
        return Passed(entry.name, "", "not_run", advice, *(np.nan,) * 5)
    drive = entry.conditions.drive
    try:
        own, settings = entry.conditions.make(membrane, feed)
        result = entry.solve(own, feed, settings)
    except SelectivityError as error:
        return Passed(entry.name, drive, "not_run", str(error), *(np.nan,) * 5)
    return _row(entry.name, drive, result, (feed, other))


def _row(name: str, drive: str, result: ProcessResult, who: tuple[Solution, int]) -> Passed:
    (feed, other), metrics = who, result.metrics
    separation = metrics.separation_factor[0, other]
    if "removed_ratio_to_feed" in result.scalars:
        separation = result.scalars["removed_ratio_to_feed"][0, other]
    if result.status[0] == UNCONVERGED:  # what was reached is no answer
        return Passed(name, drive, UNCONVERGED, result.advice[0], *(np.nan,) * 5)
    return Passed(
        name,
        drive,
        str(result.status[0]),
        result.advice[0],
        float(separation),
        float(metrics.target_recovery[0]),
        float(metrics.energy_per_target[0]),
        float(metrics.polarization[0, feed.target, 0]),
        _area(result),
    )


def _area(result: ProcessResult) -> float:
    """NaN for a closed cell, which no feed flows through, and where a process states none. [m²]"""
    if "cell" in result.streams.labels or "area_m2" not in result.scalars:
        return float("nan")
    return float(
        result.scalars["area_m2"][0] * _MILLILITRE_PER_SECOND / result.streams.of("feed")[0][0]
    )
