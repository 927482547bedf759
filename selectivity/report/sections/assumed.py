"""What was assumed: statements that hold for all, and counts per descriptor."""

from __future__ import annotations

from typing import Any

from selectivity.report.beyond import spread
from selectivity.report.names import descriptor_label
from selectivity.report.sections.base import Section
from selectivity.report.study import Study, setting

ORIGINS = ("measured", "derived", "assumed")
CONSTANTS = ("hydration_replaced", "permittivity_scale")
"""Descriptors that are constants of theory."""


def _assumed(study: Study) -> dict[str, Any]:
    frame = study.tables["descriptors"]
    counts = _counts(frame) if "origin" in frame else []
    totals = {origin: sum(row[origin] for row in counts) for origin in ORIGINS}
    return {
        "counts": counts,
        "totals": totals,
        "total": sum(totals.values()),
        "origins": ORIGINS,
        "spread": spread(study),
        "constants": study.run.get("constants") or {"origin": ""},
        "detection_limit": setting(study.config, "detection_limit_m_s"),
    }


def _counts(frame: Any) -> list[dict[str, Any]]:
    table = frame.groupby(["descriptor", "origin"]).size().unstack(fill_value=0)
    table = table.reindex(columns=list(ORIGINS), fill_value=0)
    table = table.sort_values(["assumed", "derived"], ascending=False, kind="stable")
    return [
        {
            "descriptor": descriptor_label(str(name)),
            "constant": name in CONSTANTS,
            **{origin: int(row[origin]) for origin in ORIGINS},
        }
        for name, row in table.iterrows()
    ]


ASSUMED = Section("assumed", "What was assumed?", _assumed)
