"""References that a run used, cut out of ``references.bib``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from selectivity.report.study import Study, read_json
from selectivity.tables.references import load_references, split_keys

if TYPE_CHECKING:
    import pandas as pd

IONS = "ions.csv"
CITING_TABLES = (IONS, "groups.csv", "materials.csv")


def field(entry: str, name: str) -> str:
    """One field of an entry without braces and quotes; empty if absent."""
    match = re.search(rf"^\s*{name}\s*=\s*", entry, re.MULTILINE | re.IGNORECASE)
    if match is None:
        return ""
    depth, quoted = 0, False
    for index, character in enumerate(entry[match.end() :]):
        depth += {"{": 1, "}": -1}.get(character, 0)
        quoted ^= character == '"' and depth == 0
        if (character in ",\n" and depth == 0 and not quoted) or depth < 0:
            value = entry[match.end() : match.end() + index]
            plain = re.sub(r"[{}\"]", "", value).replace("\\&", "&")
            return re.sub(r"\s+", " ", plain).strip()
    return ""


def used_references(study: Study) -> dict[str, str]:
    """BibTeX entries whose key stands in a source cell of the results or of the data tables."""
    entries = load_references(study.data / "references.bib")
    cited: set[str] = set()
    for text in _source_cells(study):
        cited |= set(split_keys(text))
    return {key: entry for key, entry in sorted(entries.items()) if key in cited}


def _source_cells(study: Study) -> set[str]:
    cells: set[str] = set()
    for frame in (study.tables["descriptors"], *_data_tables(study)):
        for column in frame.columns:
            if column == "source" or column.endswith("_source"):
                cells |= set(frame[column].dropna().astype(str))
    return cells | _design_sources(study)


def _design_sources(study: Study) -> set[str]:
    """Sources of a design's analysis, activities and prices; none without a design."""
    if study.tables["design"].empty:
        return set()
    about = read_json(study.results / "design.json")
    parts = [about.get("analysis", {}), about.get("solution", {}), *about.get("prices", [])]
    return {part["source"] for part in parts if part.get("source")}


def _data_tables(study: Study) -> Iterator[pd.DataFrame]:
    """Data tables as text; of the ions only those of the study."""
    import pandas as pd

    terms = study.tables["terms"]
    ions = set(terms["ion"]) | set(study.pair) if "ion" in terms else set(study.pair)
    for name in CITING_TABLES:
        path = study.data / name
        if path.is_file():
            frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
            yield frame[frame["ion"].isin(ions)] if name == IONS else frame
