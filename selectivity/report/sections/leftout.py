"""Candidates without a rank, each with its reason and what to do."""

from __future__ import annotations

from typing import Any

from selectivity.report.sections.base import Section
from selectivity.report.study import Study

MAX_LISTED = 500


def _left_out(study: Study) -> dict[str, Any]:
    frame = study.first
    rows = frame[frame["rank"] == ""]
    listed = [
        {
            "candidate": row["candidate"],
            "name": row.get("name") or row["candidate"],
            "status": row["status"].replace("_", " "),
            "advice": row.get("advice") or "no advice was written",
        }
        for _, row in rows.head(MAX_LISTED).iterrows()
    ]
    whole = study.whole(study.feeds[0])
    total = whole["candidates"] - whole["ranked"] if whole else len(rows)
    return {"rows": listed, "total": total, "feed": study.feeds[0]}


LEFT_OUT = Section("left-out", "Which candidates have no rank, and what helps?", _left_out)
