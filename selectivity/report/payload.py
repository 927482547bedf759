"""The data that the page carries, small and safe to stand inside HTML."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from selectivity.report.beyond import NOTE, far_limit
from selectivity.report.headline import feed_label, headline, quantity, telling_top_k
from selectivity.report.measured_on import measured_on
from selectivity.report.names import DESCRIPTORS, STAGES, measurement_label
from selectivity.report.numbers import ion_label
from selectivity.report.study import Study, ranked_rows
from selectivity.screening.measurements import words

if TYPE_CHECKING:
    import pandas as pd

DETAIL_TABLES = (
    *("terms", "resistances", "descriptors", "explain", "regimes"),
    *("measurements", "sensitivity"),
)
DETAIL_BYTES = 3_000_000
MAX_ROWS = 4000
TOP_SHARE = 0.5
DIGITS = 4


def payload(study: Study, figures: list[dict[str, Any]], bibtex: str) -> dict[str, Any]:
    """Everything that the scripts of the page read.

    Parameters
    ----------
    study : Study
    figures : list of dict
        Declared charts of the sections (docs/report.md).
    bibtex : str
        The references used.

    Returns
    -------
    dict
        Finite numbers, text, lists and dictionaries only.
    """
    wanted, unwanted = study.pair
    return {
        "pair": {
            "key": study.pair_key,
            "wanted": wanted,
            "unwanted": unwanted,
            "label": f"{ion_label(wanted)}/{ion_label(unwanted)}",
            "quantity": quantity(study.pair),
        },
        "top_k": telling_top_k(study),
        "beyond": {"limit": far_limit(study), "note": NOTE},
        "descriptor_labels": DESCRIPTORS,
        "stage_meanings": STAGES,
        "measured_on": measured_on(study),
        "measurement_labels": _measurement_labels(study),
        "input_labels": words.INPUTS,
        "ion_labels": _ion_labels(study),
        "feeds": [_feed(study, feed) for feed in study.feeds],
        "figures": figures,
        "bibtex": bibtex,
        **_details(study),
    }


def json_for_html(value: object) -> str:
    """JSON that cannot end the element it stands in, nor break a script line."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def embedded_rows(frame: pd.DataFrame, n_feeds: int = 1) -> pd.DataFrame:
    """All rows, or of a long ranking the top, the Pareto set and an even sample of the rest."""
    limit = MAX_ROWS // n_feeds
    if len(frame) <= limit:
        return frame
    order = list(ranked_rows(frame).index)
    chosen = set(order[: int(limit * TOP_SHARE)])
    if "pareto" in frame:
        chosen |= set(frame.index[frame["pareto"].str.lower() == "true"])
    rest = [index for index in frame.index if index not in chosen]
    stride = math.ceil(len(rest) / max(1, limit - len(chosen)))
    return frame.loc[sorted(chosen | set(rest[::stride]))]


def _feed(study: Study, feed: str) -> dict[str, Any]:
    frame = embedded_rows(study.rankings[feed], len(study.feeds))
    return {
        "name": feed,
        "label": feed_label(study, feed),
        "headline": headline(study, feed),
        "ranking": {"columns": list(frame.columns), "rows": frame.to_numpy().tolist()},
    }


def _ion_labels(study: Study) -> dict[str, str]:
    names = set(study.pair)
    for table in ("terms", "resistances", "regimes"):
        if "ion" in study.tables[table]:
            names |= set(study.tables[table]["ion"].astype(str))
    return {name: ion_label(name) for name in sorted(names)}


def _measurement_labels(study: Study) -> dict[str, str]:
    return {name: measurement_label(name) for name in _names(study.tables["measurements"])}


def _names(frame: pd.DataFrame) -> list[str]:
    return sorted(set(frame["measurement"])) if "measurement" in frame else []


def _details(study: Study) -> dict[str, Any]:
    """Details in rank order until the budget is used; the others are in the Parquet tables."""
    order = ranked_rows(study.first)["candidate"].tolist()
    order += [name for name in study.first["candidate"] if name not in set(order)]
    words: dict[str, int] = {}
    blocks = {}
    rows: dict[str, dict[str, list]] = {}
    for table in DETAIL_TABLES:
        blocks[table], rows[table] = _encode(study.tables[table], words)
    kept: list[str] = []
    used = 0
    for name in order:
        used += sum(len(json.dumps(rows[table].get(name, []))) for table in DETAIL_TABLES)
        if used > DETAIL_BYTES:
            break
        kept.append(name)
    for table in DETAIL_TABLES:
        blocks[table]["rows"] = [rows[table].get(name, []) for name in kept]
    return {"detail_candidates": kept, "words": list(words), "details": blocks}


def _encode(frame: pd.DataFrame, words: dict[str, int]) -> tuple[dict, dict[str, list]]:
    if "candidate" not in frame:
        return {"columns": [], "text": []}, {}
    columns = [column for column in frame.columns if column != "candidate"]
    text = [frame[column].dtype.kind not in "fiub" for column in columns]
    encoded = [
        [_word(v, words) for v in frame[c]] if is_text else [_number(v) for v in frame[c]]
        for c, is_text in zip(columns, text, strict=True)
    ]
    rows: dict[str, list] = {}
    cells = zip(*encoded, strict=True) if encoded else ()
    for candidate, row in zip(frame["candidate"].astype(str), cells, strict=True):
        rows.setdefault(candidate, []).append(list(row))
    return {"columns": columns, "text": text}, rows


def _word(value: object, words: dict[str, int]) -> int | None:
    if value is None or value != value:
        return None
    return words.setdefault(str(value), len(words))


def _number(value: Any) -> float | int | None:
    """Four significant digits; booleans as 0 and 1; None where it is not finite."""
    if not math.isfinite(value):
        return None
    rounded = float(f"{value:.{DIGITS}g}")
    return int(rounded) if rounded.is_integer() and abs(rounded) < 10**DIGITS else rounded
