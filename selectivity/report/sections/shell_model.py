"""The shell model beside simulations, and what they say of its constants."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from selectivity.report.numbers import ion_label, number

if TYPE_CHECKING:
    import pandas as pd


def shell_model(frame: pd.DataFrame) -> dict[str, Any]:
    """Rows of two tables: energies and intact shells, and estimates of χ and ε_p.

    Parameters
    ----------
    frame : DataFrame
        Table of estimates; empty for none.

    Returns
    -------
    dict
        ``shells`` and ``estimates``.
    """
    rows = [row for _, row in frame.iterrows()]
    return {
        "shells": [_shells(row) for row in rows if row["ion"]],
        "estimates": [_estimates(row) for row in rows],
    }


def _shells(row: pd.Series) -> dict[str, str]:
    keys = ("barrier", "steric", "shells", "dielectric")
    energies = {key: number(row[f"{key}_kJ_mol"]) for key in keys}
    error = _error(row, "barrier_uncertainty_kJ_mol")
    model = row["steric_kJ_mol"] + row["shells_kJ_mol"] + row["dielectric_kJ_mol"]
    intact = {
        f"{shell}_{which}": _share(row, f"intact_{shell}_{which}")
        for shell in ("first", "second")
        for which in ("model", "simulated")
    }
    who = {"candidate": row["candidate"], "ion": ion_label(row["ion"])}
    return who | energies | intact | {"error": error, "model": number(model)}


def _share(row: pd.Series, name: str) -> str:
    return f"{row[name]:.2f}" if math.isfinite(row[name]) else ""


def _estimates(row: pd.Series) -> dict[str, str]:
    return {
        "candidate": row["candidate"],
        "ion": ion_label(row["ion"]) if row["ion"] else "all together",
        "replaced": _with_error(row, "hydration_replaced"),
        "permittivity": _with_error(row, "pore_permittivity"),
        "origin": row["permittivity_origin"],
        "verdict": row["verdict"],
        "reason": row["reason"],
    }


def _with_error(row: pd.Series, name: str) -> str:
    if not math.isfinite(row[name]):
        return ""
    return f"{number(row[name])}{_error(row, f'{name}_uncertainty')}"


def _error(row: pd.Series, name: str) -> str:
    return f" ± {number(row[name], 2)}" if math.isfinite(row[name]) else ""
