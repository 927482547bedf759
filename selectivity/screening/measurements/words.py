"""Measurements and inputs as people call them, and which of them are worth naming."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pandas as pd

MEASUREMENTS: Final = {
    "pore_radius": "pore radius",
    "slit_width": "slit width",
    "pore_permittivity": "pore permittivity",
    "thickness": "thickness",
    "fixed_charge": "fixed charge",
    "zeta_potential": "zeta potential",
    "water_permeance": "water permeance",
}
INPUTS: Final = {
    "pore_size": "pore size",
    "charge": "wall charge",
    "pore_permittivity": "pore permittivity",
    "hydration_replaced": "hydration replaced by the wall (χ)",
    "path": "thickness, porosity and tortuosity",
    "mouth": "size and charge of the mouths",
    "spread_friction_defects": "pore-size spread, wall friction, defects",
    "ion_data": "ion data",
    "group_constants": "acid and association constants",
    "calibrated_constants": "calibrated constants of theory (χ, ε_p, charge, path)",
}
CERTAIN: Final = 2.0
"""Standard errors by which a reduction must exceed 0 to be named. [-]"""
RANKED_OUTPUT: Final = "log10_selectivity"
_REJECTION: Final = "rejection_"


def measurement_name(name: str) -> str:
    """``rejection_Li+`` as *rejection of Li+*."""
    if name.startswith(_REJECTION):
        return f"rejection of {name.removeprefix(_REJECTION)}"
    return MEASUREMENTS.get(name, name.replace("_", " "))


def input_name(name: str) -> str:
    """``pore_size`` as *pore size*."""
    return INPUTS.get(name, name.replace("_", " "))


def useful(measurements: pd.DataFrame) -> pd.DataFrame:
    """Rows of ``measurements.parquet`` whose expected reduction is surely above 0, best first."""
    if not len(measurements):
        return measurements
    sure = measurements["expected_reduction"] > CERTAIN * measurements["expected_reduction_error"]
    return measurements[sure].sort_values("order_in_study", kind="stable")


def most_sensitive(sensitivity: pd.DataFrame) -> pd.Series | None:
    """Row with the largest total index of log10 selectivity, of one candidate and feed.

    Parameters
    ----------
    sensitivity : DataFrame
        Rows of ``sensitivity.parquet``.

    Returns
    -------
    Series or None
        None where nothing was computed.
    """
    if not len(sensitivity):
        return None
    rows = sensitivity[sensitivity["output"] == RANKED_OUTPUT].dropna(subset=["total"])
    return rows.loc[rows["total"].idxmax()] if len(rows) else None


def decades(width: float) -> str:
    """Width of an interval in decades; *open* where an end is not finite."""
    return f"{width:.2g}" if math.isfinite(width) else "open"
