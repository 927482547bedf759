"""Which candidates, how sure, and the trade-off: drawn by the scripts from the ranking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from selectivity.report.beyond import far_limit
from selectivity.report.headline import headline, telling_top_k
from selectivity.report.numbers import bound_label, interval, number
from selectivity.report.payload import embedded_rows
from selectivity.report.sections.base import Section
from selectivity.report.study import Study, ranked_rows, setting
from selectivity.screening.ranking import TIE_PROBABILITY

if TYPE_CHECKING:
    import pandas as pd

STATIC_ROWS = 20


def _which(study: Study) -> dict[str, Any]:
    frame = study.first
    return {
        "headline": headline(study, study.feeds[0]),
        "tie_probability": setting(study.config, "tie_probability") or TIE_PROBABILITY,
        "far_limit": far_limit(study),
        "n_rows": len(frame),
        "whole": study.whole(study.feeds[0]),
        "n_embedded": len(embedded_rows(frame, len(study.feeds))),
        "static_rows": [_static_row(study, row) for _, row in _top(study).iterrows()],
    }


def _top(study: Study) -> pd.DataFrame:
    return ranked_rows(study.first).head(STATIC_ROWS)


def _static_row(study: Study, row: Any) -> dict[str, str]:
    key = f"selectivity_{study.pair_key}"
    value, low, high = (float(row[key + end] or "nan") for end in ("", "_lo", "_hi"))
    is_bound = row.get("bound") == "lower"
    return {
        "rank": row["rank"],
        "name": row.get("name") or row["candidate"],
        "selectivity": bound_label(value, study.pair[1]) if is_bound else number(value),
        "interval": "" if is_bound else interval(low, high),
    }


def _top_k(study: Study) -> dict[str, Any]:
    return {"top_k": telling_top_k(study)}


WHICH = Section("which", "Which candidates?", _which)
SURE = Section("sure", "How sure is that?", _top_k)
TRADEOFF = Section("tradeoff-section", "What does selectivity cost in permeability?", lambda _: {})
