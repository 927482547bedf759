"""Rejection against water flux of the chosen candidate, where the transport core made it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from selectivity.errors import DataError
from selectivity.report.headline import feed_label
from selectivity.report.numbers import ion_label
from selectivity.report.sections.base import Section
from selectivity.report.study import Study, ranked_rows, setting

if TYPE_CHECKING:
    import pandas as pd

FILE = "rejection_curve"
COLUMNS = ("candidate", "feed", "ion", "water_flux_m_s", "rejection")
MICRO, PERCENT = 1e6, 100.0
FLAT = 1e-3  # A rejection that varies by less is flat on the drawn axis. [-]
PASSING = 1e-6  # Share of the feed below which the transport core says that nothing passes. [-]
NO_ION = "No ion passes: the rejection of every ion is 100 % at every water flux."


def _rejection(study: Study) -> dict[str, Any] | None:
    frame = study.tables[FILE]
    if frame.empty:
        return None
    missing = [column for column in COLUMNS if column not in frame]
    if missing:
        raise DataError(f"results/{FILE}.parquet: columns {', '.join(missing)} are missing")
    shut = _shut(frame)
    return {
        "n_candidates": frame["candidate"].nunique(),
        "n_shut": frame.loc[shut, "candidate"].nunique(),
        "feeds": [feed_label(study, feed) for feed in frame["feed"].unique()],
        "flux": [MICRO * frame["water_flux_m_s"].min(), MICRO * frame["water_flux_m_s"].max()],
        "film": setting(study.config, "film_mass_transfer_m_s"),
        "figures": [_figure(study, frame, shut)],
    }


def _figure(study: Study, frame: pd.DataFrame, shut: pd.Series) -> dict[str, Any]:
    return {
        "id": "rejection-curve",
        "title": "Rejection against water flux",
        "x": {"label": "water flux, µm/s (1 µm/s = 3.6 L m⁻² h⁻¹)", "log": False},
        "y": {
            "label": "rejection, % (below 0: enriched in the permeate)",
            "log": False,
            "zero": True,
        },
        "series": _series(frame[~shut]),
        "follow_selection": True,
        "notes": _notes(frame[shut]),
        "stand_in": _stand_in(study, frame[~shut]),
        "empty": "No curve was computed for this candidate; curves are made for the first "
        "candidates of the ranking, and on request for all.",
    }


def _shut(frame: pd.DataFrame) -> pd.Series:
    """True on the rows of a candidate that no ion passes at any flux."""
    least = frame.groupby(["candidate", "feed"])["rejection"].transform("min")
    return least >= 1.0 - PASSING


def _notes(shut: pd.DataFrame) -> dict[str, dict[str, str]]:
    return {
        str(feed): dict.fromkeys(map(str, rows["candidate"].unique()), NO_ION)
        for feed, rows in shut.groupby("feed")
    }


def _stand_in(study: Study, frame: pd.DataFrame) -> dict[str, str]:
    """Of each feed the first candidate in rank order with a finite curve that varies."""
    found = {}
    for feed, rows in frame.groupby("feed"):
        spread = rows.groupby(["candidate", "ion"])["rejection"].agg(lambda r: r.max() - r.min())
        varying = set(spread[spread > FLAT].index.get_level_values("candidate"))
        order = ranked_rows(study.rankings.get(str(feed), study.first))["candidate"]
        first = next((name for name in order if name in varying), None)
        if first is not None:
            found[str(feed)] = str(first)
    return found


def _series(frame: pd.DataFrame) -> list[dict[str, Any]]:
    groups = frame.groupby(["candidate", "feed", "ion"], sort=False)
    return [
        {
            "name": ion_label(str(ion)),
            "candidate": str(candidate),
            "feed": str(feed),
            "line": True,
            "marks": True,
            "points": _points(rows.sort_values("water_flux_m_s")),
        }
        for (candidate, feed, ion), rows in groups
    ]


def _points(rows: pd.DataFrame) -> list[dict[str, float | None]]:
    ends = {"y_lo": "rejection_lo", "y_hi": "rejection_hi"}
    given = {"y": "rejection"} | {k: name for k, name in ends.items() if name in rows}
    return [
        {"x": rounded(row["water_flux_m_s"] * MICRO)}
        | {key: rounded(row[name] * PERCENT) for key, name in given.items()}
        for _, row in rows.iterrows()
    ]


def rounded(value: float) -> float | None:
    """Four significant digits, None where not finite: what a declared chart holds."""
    return float(f"{value:.4g}") if math.isfinite(value) else None


REJECTION = Section("rejection", "What does it reject under flow?", _rejection)
