"""The bibliography: keys and entries of ``data/references.bib``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from selectivity.errors import Problem
from selectivity.tables.cells import did_you_mean, show
from selectivity.tables.schema import ROW, load_schema

if TYPE_CHECKING:
    import pandas as pd

KEY_DESCRIPTION: Final = "Key of references.bib"
_ENTRY: Final = re.compile(r"^@(\w+)\s*\{\s*([^,\s]+)\s*,", re.MULTILINE)
_SEPARATOR: Final = re.compile(r"[;|,\s]+")


def load_references(path: Path | str, problems: list[Problem] | None = None) -> dict[str, str]:
    """Entries of a BibTeX file by key.

    Parameters
    ----------
    path : Path or str
        BibTeX in UTF-8, each entry starting at the beginning of a line.
    problems : list of Problem, optional
        Receives a missing file and duplicate keys.

    Returns
    -------
    dict of str to str
        Key to the text of the entry.
    """
    path, found = Path(path), problems if problems is not None else []
    if not path.is_file():
        advice = "copy the shipped references.bib"
        found.append(Problem(str(path), "", "", "no such file", "a BibTeX file", advice))
        return {}
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    entries: dict[str, str] = {}
    starts = [match for match in _ENTRY.finditer(text) if match[1].lower() != "comment"]
    ends = [match.start() for match in starts[1:]] + [len(text)]
    for match, end in zip(starts, ends, strict=True):
        if match[2] in entries:
            row = str(text.count("\n", 0, match.start()) + 1)
            what = f"a second entry {show(match[2])}"
            found.append(Problem(str(path), row, "", what, "each key once", "rename one"))
        entries[match[2]] = text[match.start() : end].strip()
    return entries


def split_keys(cell: str) -> list[str]:
    """Reference keys of a cell, separated by semicolons, commas, bars or spaces."""
    return [key for key in _SEPARATOR.split(cell.strip()) if key]


def check_sources(
    frame: pd.DataFrame,
    schema_name: str,
    references: Mapping[str, str],
    problems: list[Problem],
) -> None:
    """Every key of the columns that the schema calls keys is in the bibliography.

    Parameters
    ----------
    frame : DataFrame
        As `read_table` returns it.
    schema_name : str
        Its schema; descriptions that start with ``Key of references.bib`` mark the columns.
    references : mapping of str
        Keys of the bibliography; with none of them nothing is checked.
    problems : list of Problem
        Receives unknown keys.
    """
    schema = load_schema(schema_name)
    columns = [c.field for c in schema.columns if c.description.startswith(KEY_DESCRIPTION)]
    for column in columns if references else ():
        for cell, row in zip(frame[column], frame[ROW], strict=True):
            for key in _unknown(split_keys(cell), references):
                advice = did_you_mean(key, references, "add the reference to references.bib")
                allowed = "a key of references.bib"
                problems.append(
                    Problem(frame.attrs["path"], str(row), column, show(key), allowed, advice)
                )


def _unknown(keys: Iterable[str], references: Mapping[str, str]) -> list[str]:
    return [key for key in keys if key not in references]
