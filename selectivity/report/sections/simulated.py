"""Molecular dynamics beside the analytic model: profiles with their verdicts."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from selectivity.report.numbers import ion_label, number
from selectivity.report.sections.base import Section
from selectivity.report.sections.rejection import rounded
from selectivity.report.sections.shell_model import shell_model
from selectivity.report.study import Study

if TYPE_CHECKING:
    import pandas as pd

FILE = "md_terms"
BESIDE = "simulated"
ESTIMATES = "md_estimates"
Z_90 = 1.645  # half width of a 90 % interval in standard errors of a normal distribution
READABLE = (1e-2, 1e4)  # numbers beyond are shown in powers of ten of the unit
LEAST_SPAN = 0.3  # of the largest value: an axis that spans less shows noise about a constant
BADNESS = {"sufficient": 0, "weak": 1, "insufficient": 2}
PROFILES = {
    "pmf": ("Free-energy profiles", "potential of mean force, {unit}"),
    "coordination_first_shell": ("Waters in the first shell", "water molecules"),
    "coordination_second_shell": ("Waters in the second shell", "water molecules"),
    "diffusivity": ("Local diffusivity", "diffusivity, {unit}"),
    "pore_radius": ("Pore radius along the axis", "pore radius, {unit}"),
}


def _simulated(study: Study) -> dict[str, Any] | None:
    frame = study.tables[FILE]
    if frame.empty:
        return None
    return {
        "figures": [
            _figure(quantity, frame[frame["quantity"] == quantity])
            for quantity in PROFILES
            if (frame.loc[frame["quantity"] == quantity, "z_nm"].notna()).any()
        ],
        "beside": _beside(study.tables[BESIDE]),
        **shell_model(study.tables[ESTIMATES]),
        "verdicts": _verdicts(frame),
        "unused": _none_counts(frame, study.tables[BESIDE]),
    }


def _none_counts(frame: pd.DataFrame, beside: pd.DataFrame) -> bool:
    """Whether every profile is insufficient, and none counts on request."""
    profiles = frame.loc[frame["quantity"] == "pmf", "verdict"]
    forced = "forced" in beside and bool(beside["forced"].any())
    return len(profiles) > 0 and bool((profiles == "insufficient").all()) and not forced


def _beside(frame: pd.DataFrame) -> list[dict[str, str]]:
    """Analytic and simulated permeability of each candidate, feed and ion, and which one counts."""
    return [
        {
            "candidate": row["candidate"],
            "feed": row["feed"],
            "ion": ion_label(row["ion"]),
            "analytic": number(row["permeability_analytic_m_s"]),
            "simulated": number(row["permeability_simulated_m_s"]),
            "interval": " to ".join(
                number(row[f"permeability_simulated_{end}_m_s"], 2) for end in ("lo", "hi")
            ),
            "barrier": number(row["barrier_kJ_mol"]),
            "electrostatics": row["electrostatics"],
            "used": _used(row),
        }
        for _, row in frame.iterrows()
    ]


def _used(row: pd.Series) -> str:
    if row["forced"]:
        return f"simulated, on request ({row['verdict']})"
    return f"{'simulated' if row['origin'] == 'md' else 'analytic'} ({row['verdict']})"


def _figure(quantity: str, rows: pd.DataFrame) -> dict[str, Any]:
    title, label = PROFILES[quantity]
    placed = rows.dropna(subset=["z_nm"])
    largest = float(placed["value"].abs().max())
    power = _power(largest)
    unit = f"1e{power} " * bool(power) + rows["unit"].iloc[0]
    series = []
    pairs = placed.groupby(["candidate", "ion"], sort=False, dropna=False)
    for (candidate, ion), part in pairs:
        name = f"{ion_label(str(ion))} in {candidate}" if isinstance(ion, str) else str(candidate)
        points = [_point(row, 10.0**-power) for _, row in part.sort_values("z_nm").iterrows()]
        series.append({"name": name, "candidate": str(candidate), "line": True, "points": points})
    return {
        "id": f"md-{quantity.replace('_', '-')}",
        "title": title,
        "x": {"label": "position along the channel axis, nm", "log": False},
        "y": {
            "label": label.format(unit=unit.replace("m2/s", "m²/s")),
            "log": False,
            "least": LEAST_SPAN * largest * 10.0**-power,
        },
        "series": series,
    }


def _power(largest: float) -> int:
    """Power of ten, a multiple of three, that belongs to the unit; 0 for readable numbers."""
    if not math.isfinite(largest) or largest == 0 or READABLE[0] <= largest < READABLE[1]:
        return 0
    return 3 * math.floor(math.log10(largest) / 3)


def _point(row: pd.Series, factor: float) -> dict[str, float | None]:
    value, half = factor * row["value"], factor * Z_90 * row["error"]
    return {
        "x": rounded(row["z_nm"]),
        "y": rounded(value),
        "y_lo": rounded(value - half),
        "y_hi": rounded(value + half),
    }


def _verdicts(frame: pd.DataFrame) -> list[dict[str, str]]:
    """One line per quantity with the worst verdict along its profile and the reason for it."""
    filled = frame.fillna({"ion": "", "verdict": "", "reason": ""})
    filled = filled.assign(badness=filled["verdict"].map(BADNESS).fillna(0))
    lines = []
    for _, rows in filled.groupby(["candidate", "ion", "quantity"], sort=False):
        worst = rows.iloc[int(rows["badness"].to_numpy().argmax())]
        lines.append(
            {
                "candidate": worst["candidate"],
                "ion": ion_label(worst["ion"]),
                "quantity": worst["quantity"].replace("_", " "),
                "value": _value(rows),
                "verdict": worst["verdict"],
                "reason": worst["reason"],
            }
        )
    return lines


def _value(rows: pd.DataFrame) -> str:
    row = rows.iloc[0]
    if len(rows) > 1 or math.isfinite(row["z_nm"]):
        return f"{len(rows)} positions"
    if not math.isfinite(row["value"]):
        return ""
    unit = "" if row["unit"] == "1" else f" {row['unit']}"
    return f"{number(row['value'])} ± {number(Z_90 * row['error'], 2)}{unit}"


SIMULATED = Section("simulated", "What does molecular dynamics say?", _simulated)
