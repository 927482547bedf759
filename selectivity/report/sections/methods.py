"""Methods, ranking rule, versions, seeds, checksums and references."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from selectivity.report.citations import field, used_references
from selectivity.report.headline import feed_label, telling_top_k
from selectivity.report.sections.base import Section
from selectivity.report.study import Study, setting
from selectivity.screening.ranking import TIE_PROBABILITY

TIMES = ("started", "seconds", "sha256")  # of run.json alone, so that the same run is the same page
ELSEWHERE = ("config", "configuration", "effective_configuration", "ranking_rule", *TIMES)


def _methods(study: Study) -> dict[str, Any]:
    record = {key: value for key, value in study.run.items() if key not in ELSEWHERE}
    return {
        "top_k": telling_top_k(study),
        "rule": study.run.get("ranking_rule", ""),
        "tie_probability": setting(study.config, "tie_probability") or TIE_PROBABILITY,
        "feeds": [feed_label(study, feed) for feed in study.feeds],
        "record": list(_flat(record)),
        "settings": list(_flat(study.config)),
        "references": [_reference(k, entry) for k, entry in used_references(study).items()],
    }


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Leaves of nested settings as (path, text)."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, f"{path} › {key}" if path else str(key))
    elif isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
        for index, inner in enumerate(value, 1):
            yield from _flat(inner, f"{path} › {index}")
    elif isinstance(value, list):
        yield path, ", ".join(str(item) for item in value)
    else:
        yield path, "–" if value is None else str(value)


def _reference(key: str, entry: str) -> dict[str, str]:
    doi = field(entry, "doi").removeprefix("https://doi.org/")
    authors = field(entry, "author").split(" and ")
    return {
        "key": key,
        "author": authors[0] + (" et al." if len(authors) > 1 else ""),
        "title": field(entry, "title"),
        "where": field(entry, "journal") or field(entry, "howpublished"),
        "year": field(entry, "year"),
        "doi": doi,
    }


METHODS = Section("methods", "How was it computed?", _methods)
