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
    }


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
    series = []
    for (candidate, ion), part in rows.dropna(subset=["z_nm"]).groupby(
        ["candidate", "ion"], sort=False, dropna=False
    ):
        name = f"{ion_label(str(ion))} in {candidate}" if isinstance(ion, str) else str(candidate)
        points = [_point(row) for _, row in part.sort_values("z_nm").iterrows()]
        series.append({"name": name, "candidate": str(candidate), "line": True, "points": points})
    return {
        "id": f"md-{quantity.replace('_', '-')}",
        "title": title,
        "x": {"label": "position along the channel axis, nm", "log": False},
        "y": {"label": label.format(unit=rows["unit"].iloc[0]), "log": False},
        "series": series,
    }


def _point(row: pd.Series) -> dict[str, float | None]:
    half = Z_90 * row["error"]
    return {
        "x": rounded(row["z_nm"]),
        "y": rounded(row["value"]),
        "y_lo": rounded(row["value"] - half),
        "y_hi": rounded(row["value"] + half),
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
