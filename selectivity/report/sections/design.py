"""A brine to a target: flows through the best cascade, area, energy and purity, the ranking."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from selectivity.report.numbers import interval, ion_label, number
from selectivity.report.sankey import Flow, draw
from selectivity.report.sections.base import Section
from selectivity.report.sections.rejection import rounded
from selectivity.report.study import Study, read_json
from selectivity.screening.design_rows import NUMBERS

if TYPE_CHECKING:
    import pandas as pd

ION_CLASSES: Final = {"Li+": "i0", "Mg2+": "i1"}
PROCESS_NAMES: Final = {
    "nf": "nanofiltration",
    "dialysis": "dialysis",
    "ed": "electrodialysis",
    "mcdi": "capacitive deionization",
}
AREA: Final = "area_m2_per_kg_Li_per_day"
ENERGY: Final = "energy_kWh_per_kg_Li"
LEAST_RECOVERY: Final = 1e-3
"""Below it a design has no area worth drawing; it stays in the table. [-]"""
COST: Final = "cost_USD_per_kg_Li"
_COLUMNS: Final = (
    ("purity_mol", "Li of all cations", "mol/mol"),
    ("recovery", "Recovery of Li", "–"),
    ("magnesium_to_lithium_mol", "Mg/Li", "mol/mol"),
    (AREA, "Area", "m² per kg Li a day"),
    (ENERGY, "Energy", "kWh per kg Li"),
    ("inlet_pressure_bar", "Highest pressure", "bar"),
    ("water_m3_per_kg_Li", "Added water", "m³ per kg Li, dilution included"),
    (COST, "Membranes and electricity", "USD per kg Li"),
)


def _shown(about: dict[str, Any]) -> dict[str, float]:
    """Numbers of the sample whose streams are drawn; NaN for none."""
    own = about["designs"][0]["shown_sample"]
    names = {"recovery": "recovery", "ratio": "magnesium_to_lithium_mol", "area": AREA}
    return {key: math.nan if own[name] is None else own[name] for key, name in names.items()}


def _design(study: Study) -> dict[str, Any] | None:
    frame = study.tables["design"]
    if frame.empty:
        return None
    about = read_json(study.results / "design.json")
    best = frame.iloc[0]
    shown = [column for column in _COLUMNS if _has(frame, column[0])]
    return {
        "about": about,
        "target": _target(about["target"]),
        "left_out": ", ".join(ion_label(ion) for ion in about["ions_left_out"]) or "none",
        "best": {
            "name": best["candidate"],
            "process": PROCESS_NAMES[best["process"]],
            "feasible": bool(best["feasible"]),
            "stages": int(best["stages"]),
            "share": float(best["share_of_samples_that_meet_the_target"]),
            "samples": int(best["samples"]),
            "shown": _shown(about),
        },
        "n_feasible": int(frame["feasible"].sum()),
        "n_designs": len(frame),
        "sankeys": _sankeys(study.tables["design_streams"], best),
        "columns": [{"title": title, "unit": unit} for _, title, unit in shown],
        "rows": [_row(row, [column for column, _, _ in shown]) for _, row in frame.iterrows()],
        "figures": _figures(frame, shown),
        "costs": about.get("prices"),
        **_solution(about, best, [column for column in shown if column[0] in NUMBERS]),
    }


def _solution(
    about: dict[str, Any], best: pd.Series, columns: list[tuple[str, str, str]]
) -> dict[str, Any]:
    """How solutions were taken, and the first design for real and for ideal ones."""
    own, beside = about.get("solution", {}), about.get("first_design_with_ideal_solutions")
    lent = [f"{other} for {ion_label(ion)}" for ion, other in own.get("stand_ins", {}).items()]
    found = {"solution": own, "stand_ins": ", ".join(lent), "beside": []}
    if beside is None:
        return found
    stages = [str(int(row["stages"])) for row in (best, beside)]
    compared = [
        {"title": "Stages", "unit": "", "real": stages[0], "ideal": stages[1], "change": ""}
    ] + [
        {"title": title, "unit": unit, "real": number(best[name]), "ideal": number(beside[name]),
         "change": _change(best[name], beside[name])}
        for name, title, unit in columns
        if beside[name] is not None
    ]  # fmt: skip
    return {**found, "beside": compared}


def _change(real: float, ideal: float) -> str:
    """Of real over ideal solutions, in percent."""
    if not (math.isfinite(real) and math.isfinite(ideal)) or ideal == 0:
        return "–"
    text = f"{100 * (real / ideal - 1):+.1f}"
    return "none" if float(text) == 0 else f"{text} %".replace("-", "−")


def _has(frame: pd.DataFrame, name: str) -> bool:
    """Whether a column says anything: some number of it is neither missing nor zero."""
    return name in frame and bool((frame[name].fillna(0.0) != 0).any())


def _target(target: dict[str, float | None]) -> str:
    words = {
        "purity_mol": "Li at least {} of all cations (mol)",
        "recovery": "at least {} of the brine's Li recovered",
        "magnesium_to_lithium_mol": "Mg/Li at most {} (mol)",
    }
    given = [text.format(f"{target[k]:g}") for k, text in words.items() if target.get(k)]
    return ", ".join(given)


def _sankeys(streams: pd.DataFrame, best: pd.Series) -> list[dict[str, Any]]:
    """Lithium and magnesium through the best cascade."""
    own = streams[streams["rank"] == best["rank"]]
    if own["amount"].isna().any():
        return []
    found = []
    for ion, colour in ION_CLASSES.items():
        table = own[own["ion"] == ion].pivot(index="stage", columns="stream", values="amount")
        if table.empty:
            continue
        parts = {name: table[name].tolist() for name in ("inlet", "added", "product", "rest")}
        recycle = bool(best["recycle"])
        back = parts["rest"][1] if recycle and len(table) > 1 else 0.0
        flow = Flow(**parts, brine=parts["inlet"][0] - back)
        found.append(
            {
                "ion": ion_label(ion),
                "colour": colour,
                "amount": flow.brine,
                "drawing": draw(flow, recycle),
            }
        )
    return found


def _row(row: pd.Series, columns: list[str]) -> dict[str, Any]:
    many = row["samples"] > 1
    return {
        "rank": int(row["rank"]),
        "name": row["candidate"],
        "process": PROCESS_NAMES[row["process"]],
        "stages": int(row["stages"]),
        "cells": [
            {
                "value": number(row[name]),
                "interval": interval(row[f"{name}_lo"], row[f"{name}_hi"], 2)
                if many and math.isfinite(row[f"{name}_hi"])
                else "",
            }
            for name in columns
        ],
        "share": f"{row['share_of_samples_that_meet_the_target']:.0%}" if many else "",
        "feasible": bool(row["feasible"]),
        "limits": row["limits"] or "target met",
    }


def _figures(frame: pd.DataFrame, shown: list[tuple[str, str, str]]) -> list[dict[str, Any]]:
    """Energy and purity against area, with their intervals."""
    labels = {name: f"{title}, {unit}" for name, title, unit in shown}
    return [
        {
            "id": f"design-{key}",
            "title": title,
            "x": {"label": labels.get(AREA, "area"), "log": True},
            "y": {"label": labels.get(name, name), "log": name == ENERGY},
            "series": _series(frame, name),
        }
        for key, name, title in (
            ("energy", ENERGY, "Energy against membrane area"),
            ("purity", "purity_mol", "Purity against membrane area"),
        )
    ]


def _series(frame: pd.DataFrame, name: str) -> list[dict[str, Any]]:
    found = []
    drawn = frame[frame["recovery"] >= LEAST_RECOVERY]
    for (process, feasible), rows in drawn.groupby(["process", "feasible"], sort=False):
        points = [_point(row, name) for _, row in rows.iterrows()]
        good = [point for point in points if point["x"] and point["y"]]
        if good:
            words = "met" if feasible else "not met"
            found.append({"name": f"{PROCESS_NAMES[process]}, {words}", "points": good})
    return found


def _point(row: pd.Series, name: str) -> dict[str, Any]:
    ends = {
        f"{axis}{end}": rounded(row[f"{column}{end}"])
        for axis, column in (("x", AREA), ("y", name))
        for end in ("", "_lo", "_hi")
    }
    positive = {key: value if value and value > 0 else None for key, value in ends.items()}
    label = f"{int(row['rank'])}. {row['candidate']}, {int(row['stages'])} stages"
    return {**positive, "candidate": row["candidate"], "label": label}


DESIGN = Section("design", "Which process brings a brine to the target?", _design)
