"""Whether force constant and centre of umbrella windows fit what they show."""

from __future__ import annotations

import numpy as np

from selectivity.constants import thermal_energy
from selectivity.errors import DataError
from selectivity.md.axis import bulk_mask
from selectivity.md.conversion import NANOMETRE
from selectivity.md.run import Geometry
from selectivity.md.umbrella import Window, variance_ratio

_BORDER = np.sqrt(2)  # halfway, on a logarithmic scale, between right and off by two
_BULK_WINDOWS = 3  # fewer do not make a median
_LARGEST_BIAS = 200.0  # RT, of a window's mean: 500 kJ/mol of work against a restraint
_LISTED = 5


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


def require_near_centres(windows: tuple[Window, ...], temperature: float) -> None:
    """Raise if samples lie where no force of an ion in a channel could hold them.

    MBAR takes hours over such windows, and the reason is a wrong unit or column.
    """
    thermal = thermal_energy(temperature)
    far = []
    for window in windows:
        away = float(window.value.mean()) - window.restraint.centre
        if 0.5 * window.restraint.force_constant * away**2 > _LARGEST_BIAS * thermal:
            far.append(f"{window.name} ({away / NANOMETRE:.3g} nm)")
    if far:
        more = f" and {len(far) - _LISTED} more" if len(far) > _LISTED else ""
        raise DataError(
            f"the samples lie far from the centre of windows {', '.join(far[:_LISTED])}{more}: the "
            f"restraint would be at {_LARGEST_BIAS:g} RT or more; check window_unit, "
            "force_constant_unit, coordinate_length_unit and coordinate_column"
        )
