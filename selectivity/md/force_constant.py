"""Whether the force constant of umbrella windows fits what they show."""

from __future__ import annotations

import numpy as np

from selectivity.md.axis import bulk_mask
from selectivity.md.run import Geometry
from selectivity.md.umbrella import Window, variance_ratio

_BORDER = np.sqrt(2)  # halfway, on a logarithmic scale, between right and off by two
_BULK_WINDOWS = 3  # fewer do not make a median


def force_constant_warning(
    windows: tuple[Window, ...], geometry: Geometry, temperature: float
) -> str:
    """Words if the observed variance says that the force constant is off by two; else empty.

    A steep PMF narrows or widens windows too, so that those in the bulk must say the same, where
    there are some.
    """
    ratio = np.array([variance_ratio(window, temperature) for window in windows])
    centre = np.array([window.restraint.centre for window in windows])
    medians = [float(np.median(ratio))]
    bulk = ratio[bulk_mask(centre - geometry.centre, geometry)]
    if len(bulk) >= _BULK_WINDOWS:
        medians.append(float(np.median(bulk)))
    if all(median <= 1 / _BORDER for median in medians):
        advice = "twice as large as given: did the engine leave out the ½ (convention full)?"
    elif all(median >= _BORDER for median in medians):
        advice = "half as large as given: does the engine include the ½ (convention half)?"
    else:
        return ""
    return (
        f"the variance in the windows is {medians[-1]:.2g} times RT/k, as if the force constant "
        f"were {advice}"
    )
