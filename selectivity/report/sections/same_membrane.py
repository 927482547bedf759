"""One membrane through every process: what is imposed decides what it separates."""

from __future__ import annotations

import math
from typing import Any, Final

from selectivity.report.numbers import number
from selectivity.report.sections.base import Section
from selectivity.report.sections.design import PROCESS_NAMES
from selectivity.report.study import Study

NAMES: Final = {**PROCESS_NAMES, "fo": "forward osmosis", "electrode": "lithium electrodes"}
COLUMNS: Final = (
    ("separation_factor", "Li over Mg", "–"),
    ("recovery", "Li recovery", "–"),
    ("energy_kWh_per_kg_Li", "Energy", "kWh per kg Li"),
    ("polarization", "Li at the feed face over bulk", "–"),
    ("area_m2_per_mL_s", "Area", "m² per mL/s of feed"),
)


def _same_membrane(study: Study) -> dict[str, Any] | None:
    frame = study.tables["same_membrane"]
    if frame.empty:
        return None
    return {
        "name": str(frame.iloc[0]["candidate"]),
        "columns": [{"title": title, "unit": unit} for _, title, unit in COLUMNS],
        "rows": [
            {
                "process": NAMES.get(row["process"], row["process"]),
                "drive": row["drive"],
                "cells": [_cell(row[key]) for key, _, _ in COLUMNS],
                "advice": row["advice"],
            }
            for _, row in frame.iterrows()
        ],
    }


def _cell(value: float) -> str:
    return number(value) if math.isfinite(value) else "–"


SAME_MEMBRANE = Section(
    "same_membrane", "What does the same membrane do in each process?", _same_membrane
)
