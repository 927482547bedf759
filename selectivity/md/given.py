"""What the table of runs says of a channel and the screening has to know, as quantities."""

from __future__ import annotations

from math import isnan
from typing import Final

import numpy as np

from selectivity.md.run import Geometry
from selectivity.md.table import Quantity
from selectivity.md.verdict import SUFFICIENT, Estimate, Verdict

_GIVEN: Final = Verdict(SUFFICIENT, "given with the runs, not computed")


def given_quantities(geometry: Geometry) -> list[Quantity]:
    """Mouths from the channel's centre, and the charge that was simulated; those that are given.

    Parameters
    ----------
    geometry : Geometry

    Returns
    -------
    list of Quantity
    """
    given = {"simulated_fixed_charge": geometry.fixed_charge}
    if geometry.has_channel:
        given["mouth_low"] = geometry.mouth_low - geometry.centre
        given["mouth_high"] = geometry.mouth_high - geometry.centre
    return [
        Quantity(name, _exact(value), (_GIVEN,))
        for name, value in given.items()
        if not isnan(value)
    ]


def _exact(value: float) -> Estimate:
    """A number that was not sampled."""
    number, unknown = np.array(value), np.array(np.nan)
    return Estimate(number, np.array(0.0), unknown, number, number)
