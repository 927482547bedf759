"""Predicted against measured: every kind, by models that never saw the paper."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from selectivity.report.out_of_paper import by_kind, read_out_of_paper
from selectivity.report.sections.base import Section
from selectivity.report.study import Study
from selectivity.screening.calibration.kinds import (
    CHANNEL,
    MIXED_FACTOR,
    MIXED_REJECTION,
    PERMEABILITY,
    SINGLE_REJECTION,
    form_of,
)

if TYPE_CHECKING:
    import pandas as pd

MAX_LISTED = 600
FORM_NAMES: Final = {
    SINGLE_REJECTION: "single-salt rejection",
    MIXED_REJECTION: "mixed rejection",
    MIXED_FACTOR: "separation factor",
    PERMEABILITY: "permeability",
    CHANNEL: "flux, conductance",
}
"""Definitions as the legend names them: short, and no more than there are colours."""


def _measured(study: Study) -> dict[str, Any]:
    predicted = read_out_of_paper(study)
    shown = {"figures": [_figure(predicted)], "kinds": by_kind(predicted)}
    frame = study.tables["comparison"]
    if "comparable" not in frame:
        return shown | {"others": [], "n_comparable": 0, "n_found": 0, "total_others": 0}
    same = frame[frame["comparable"].astype(bool)]
    found = same[same["predicted_log10"].notna() & same["measured_log10"].notna()]
    others = frame[~frame["comparable"].astype(bool)]
    return {
        **shown,
        "n_comparable": len(same),
        "n_found": len(found),
        "groups": _reasons(others),
        "others": [_listed(row) for _, row in others.head(MAX_LISTED).iterrows()],
        "total_others": len(others),
        **_agreement(found),
    }


def _agreement(drawn: pd.DataFrame) -> dict[str, Any]:
    """How the ranked quantity itself meets the measurements that it was fitted to."""
    if drawn.empty:
        return {}
    error = (drawn["predicted_log10"] - drawn["measured_log10"]).abs()
    inside = drawn["measured_log10"].between(drawn["lo_log10"], drawn["hi_log10"])
    width = drawn["hi_log10"] - drawn["lo_log10"]
    return {
        "n_membranes": int(drawn["candidate"].nunique()),
        "median_width": float(width.median()),
        "median_factor": float(10 ** error.median()),
        "n_inside": int(inside.sum()),
        "inside_percent": float(100 * inside.mean()),
    }


def _figure(drawn: pd.DataFrame) -> dict[str, Any]:
    forms = drawn["kind"].map(lambda kind: FORM_NAMES[form_of(str(kind)).name])
    series = [
        {"name": name, "points": [_point(row) for row in rows.to_dict("records")]}
        for name, rows in drawn.groupby(forms)
    ]
    return {
        "id": "predicted-measured",
        "title": "Predicted against measured selectivity",
        "x": {"label": "measured selectivity", "log": True},
        "y": {"label": "predicted without the paper, 90 % interval", "log": True},
        "diagonal": True,
        "series": series,
    }


def _point(row: dict[Any, Any]) -> dict[str, Any]:
    known = f"{row['candidate']}, " if row["candidate"] else ""
    kind = str(row["kind"]).replace("_", " ")
    return {
        "x": _power(row["measured_log10"]),
        "y": _power(row["predicted_log10"]),
        "y_lo": _power(row["lo_log10"]),
        "y_hi": _power(row["hi_log10"]),
        "label": f"{known}{row['row_id']} ({row['pair']}, {kind}, {row['paper']})",
        "candidate": row["candidate"],
    }


def _power(value: float) -> float | None:
    return float(f"{10**value:.4g}") if math.isfinite(value) else None


def _reasons(others: pd.DataFrame) -> list[dict[str, Any]]:
    counts = Counter(zip(others["kind"].astype(str), others["reason"].astype(str), strict=True))
    return [
        {"kind": kind.replace("_", " "), "reason": reason, "count": count}
        for (kind, reason), count in counts.most_common()
    ]


def _listed(row: pd.Series) -> dict[str, Any]:
    value = row["measured_log10"]
    return {
        "row_id": row["row_id"],
        "candidate": row["candidate"],
        "kind": str(row["kind"]).replace("_", " "),
        "pair": row["pair"],
        "measured": 10**value if math.isfinite(value) else None,
    }


MEASURED = Section("measured", "Does it agree with measurements?", _measured)
