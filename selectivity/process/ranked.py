"""Designs of the samples of one membrane, as one line: medians with their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from selectivity.process.target import Design

NUMBERS: Final = (
    "purity",
    "recovery",
    "ratio",
    "area_per_rate",
    "energy_per_mass",
    "water_per_mass",
    "strength",
    "pressure",
)
_LEVELS: Final = (5, 50, 95)
"""Median and 90 % interval, as in the screening. [%]"""


@dataclass(frozen=True)
class Ranked:
    """A membrane in a process over its samples.

    Attributes
    ----------
    middle : Design
        The sample whose energy is the median, of the feasible ones where most are feasible: a
        design that was run, whose streams and limits are shown.
    share_feasible : float
        Of the samples. [-]
    spread : dict of str to tuple of float
        5, 50 and 95 % of each number over all samples, each number by itself; NaN where no sample
        has it. The median lies between the others however few samples there are; a number of
        ``middle`` need not.
    samples : int
    """

    middle: Design
    share_feasible: float
    spread: dict[str, tuple[float, float, float]]
    samples: int


def summarise(designs: Sequence[Design]) -> Ranked:
    """One line for the samples of a membrane.

    Parameters
    ----------
    designs : sequence of Design
        At least one.

    Returns
    -------
    Ranked
    """
    feasible = [one for one in designs if one.feasible]
    mostly = 2 * len(feasible) >= len(designs) and feasible
    pool = feasible if mostly else [one for one in designs if not one.feasible]
    order = sorted(pool, key=lambda one: np.nan_to_num(one.energy_per_mass, nan=np.inf))
    finite = [one for one in order if np.isfinite(one.energy_per_mass)] or order
    return Ranked(
        finite[(len(finite) - 1) // 2],
        len(feasible) / len(designs),
        {name: _spread([getattr(one, name) for one in designs]) for name in NUMBERS},
        len(designs),
    )


def _spread(values: list[float]) -> tuple[float, float, float]:
    finite = [value for value in values if np.isfinite(value)]
    if not finite:
        return np.nan, np.nan, np.nan
    low, middle, high = np.percentile(finite, _LEVELS)
    return float(low), float(middle), float(high)
