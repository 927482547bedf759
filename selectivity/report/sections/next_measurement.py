"""What to measure next: for the study, and for each of the first candidates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from selectivity.report.names import measurement_label
from selectivity.report.numbers import number
from selectivity.report.sections.base import Section
from selectivity.report.study import Study, ranked_rows, setting
from selectivity.screening.measurements import words

if TYPE_CHECKING:
    import pandas as pd

IN_STUDY = 5


def _next(study: Study) -> dict[str, Any] | None:
    feed = study.feeds[0]
    rows, indices = (_of(study.tables[name], feed) for name in ("measurements", "sensitivity"))
    if rows.empty:
        return None
    titles = dict(zip(study.first["candidate"], study.first["name"], strict=True))
    useful = words.useful(rows)
    first = rows.iloc[0]
    n_candidates = rows["candidate"].nunique()
    return {
        "n_candidates": n_candidates,
        "n_pairs": n_candidates * (n_candidates - 1) // 2,
        "pairs_now": first["criterion_now"],
        "best": [_row(each, titles) for each in useful.head(IN_STUDY).to_dict("records")],
        "each": _each(study, useful, indices, titles),
        "flux": setting(study.config, "water_flux_m_s"),
    }


def _of(frame: pd.DataFrame, feed: str) -> pd.DataFrame:
    return frame[frame["feed"] == feed] if "feed" in frame else frame


def _each(
    study: Study, useful: pd.DataFrame, indices: pd.DataFrame, titles: dict[str, str]
) -> list[dict[str, Any]]:
    """Most useful measurement and most sensitive input of each candidate, in rank order."""
    known = set(indices["candidate"]) if len(indices) else set(useful["candidate"])
    found = []
    for _, ranked in ranked_rows(study.first).iterrows():
        name = ranked["candidate"]
        if name not in known:
            continue
        own = useful[useful["candidate"] == name]
        row = _row(own.iloc[0].to_dict(), titles) if len(own) else _nothing(name, titles)
        index = (
            words.most_sensitive(indices[indices["candidate"] == name]) if len(indices) else None
        )
        found.append({"rank": ranked["rank"], "sensitive": _sensitive(index), **row})
    return found


def _row(record: dict[str, Any], titles: dict[str, str]) -> dict[str, Any]:
    unit = "" if record["unit"] == "-" else f" {record['unit']}"
    now, after = (record[f"expected_interval_{when}"] for when in ("now", "after"))
    return {
        "name": titles.get(record["candidate"]) or record["candidate"],
        "measurement": measurement_label(record["measurement"]),
        "error": f"± {number(record['assumed_error'], 2)}{unit}",
        "known_now": record["known_now"],
        "pairs": f"{number(record['criterion_now'])} → {number(record['criterion_after'])}",
        "fewer": f"{number(record['expected_reduction'], 2)} ± "
        f"{number(record['expected_reduction_error'], 1)}",
        "interval": f"{words.decades(now)} → {words.decades(after)}",
    }


def _nothing(name: str, titles: dict[str, str]) -> dict[str, Any]:
    blank = dict.fromkeys(("error", "known_now", "pairs", "fewer", "interval"), "–")
    none = "no single one settles more of the ranking"
    return {"name": titles.get(name) or name, "measurement": none, **blank}


def _sensitive(index: pd.Series | None) -> str:
    if index is None:
        return "–"
    shown = f"{number(index['total'], 2)} ± {number(index['total_confidence'], 1)}"
    return f"{words.input_name(index['input'])} ({shown})"


NEXT = Section("next-measurement", "What should be measured next?", _next)
