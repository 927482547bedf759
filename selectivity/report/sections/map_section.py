"""What membrane a target needs: the map of the study with its candidates on it."""

from __future__ import annotations

from typing import Any

from selectivity.report.headline import feed_label
from selectivity.report.heat import LINE_WORDS
from selectivity.report.map_figure import draw, label_of, placed
from selectivity.report.sections.base import Section
from selectivity.report.study import Study
from selectivity.tables.map_section import MapSection


def _map(study: Study) -> dict[str, Any] | None:
    frame = study.tables["map"]
    if frame.empty:
        return None
    section = MapSection(**(study.config.get("map") or {}))
    candidates = placed(study.tables, study.first, section)
    drawn = draw(frame, section, study.pair, candidates)
    return {
        "figures": [],
        "section": section,
        "fixed": [(label_of(name), value) for name, value in section.fixed.items()],
        "words": list(LINE_WORDS.values()),
        "maps": [(feed_label(study, each.feed), each) for each in drawn],
    }


MAP = Section("map", "What membrane does a target need?", _map)
