"""Reader for tables of measured selectivities as people really fill them in.

Nothing a paper leaves out or names differently is refused: an empty cell, an unknown column, a
number with words around it and a feed in free text are all read, with a remark where something
had to be interpreted. Only a `row_id` that stands twice is an error, because predictions and
measurements could then not be told apart.
"""

from __future__ import annotations

import csv
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from selectivity.errors import DataError, Problem
from selectivity.tables.cells import show, to_number
from selectivity.tables.raw import RawTable, read_raw

if TYPE_CHECKING:
    import pandas as pd

NUMBERS: Final = (
    "selectivity",
    "log10_selectivity",
    "R_a_pct",
    "R_b_pct",
    "P_a_um_s",
    "P_b_um_s",
    "J_a_mol_m2_h",
    "J_b_mol_m2_h",
    "water_permeance_LMH_bar",
    "flux_LMH",
    "pressure_bar",
    "feed_a_mg_L",
    "feed_b_mg_L",
    "pH",
    "pore_radius_nm",
    "MWCO_Da",
    "PEG400_rejection_pct",
    "zeta_mV",
    "IEP_pH",
    "thickness_nm",
)
"""Columns of the measured table that hold numbers, in the unit of their name."""

TEXTS: Final = (
    "row_id",
    "use",
    "paper_group",
    "membrane",
    "family",
    "process",
    "ion_a",
    "ion_b",
    "qualifier",
    "kind",
    "definition",
    "feed",
    "charge_sign",
    "functional_groups",
    "recipe",
)
"""Columns of the measured table that hold text and are looked at."""

_FIRST_NUMBER: Final = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_RESULTS: Final = re.compile(r"^(?:log10_)?selectivity$|^[RPJ]_")
_FRACTION: Final = 1.0
_FULL: Final = 100.0


def read_measured(path: Path | str) -> pd.DataFrame:
    """Table of measured selectivities.

    Parameters
    ----------
    path : Path or str
        CSV (UTF-8), .xlsx or .parquet with the columns of ``data/measured_selectivity.csv``, all
        of them optional.

    Returns
    -------
    DataFrame
        `TEXTS` as text ("" where empty), `NUMBERS` as floats in the unit of their column (NaN
        where empty), ``row`` (row of the file) and ``remarks``: what had to be interpreted.

    Raises
    ------
    DataError
        If the file cannot be read or has no rows, or a `row_id` stands twice: every such row.
    """
    path = Path(path)
    problems: list[Problem] = []
    raw = read_raw(path, problems)
    if raw is not None and not raw.rows:
        advice = "fill in a row for each measurement"
        problems.append(Problem(str(path), "", "", "no rows", "rows under the header", advice))
    if raw is None or not raw.rows:
        raise DataError(problems=problems)
    frame = _frame(raw)
    if doubt := "; ".join(f"file: {problem.found}" for problem in problems):
        frame["remarks"] = [f"{remark}; {doubt}".strip("; ") for remark in frame["remarks"]]
    if duplicates := _duplicates(path, frame):
        raise DataError(problems=duplicates)
    return frame


def read_rows_as_text(path: Path) -> list[dict[str, str]]:
    """Every cell of a CSV file as it stands, for captions."""
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def read_together(paths: Sequence[Path]) -> pd.DataFrame:
    """Several tables under each other.

    Parameters
    ----------
    paths : sequence of Path
        At least one.

    Returns
    -------
    DataFrame
        As `read_measured`.

    Raises
    ------
    DataError
        If there is no table, or a `row_id` stands in two of them.
    """
    import pandas as pd

    if not paths:
        raise DataError("fit: found no table; allowed: at least one; name a table")
    frames = [read_measured(path) for path in paths]
    together = pd.concat(frames, ignore_index=True)
    if duplicates := _duplicates(Path(paths[-1]), together):
        raise DataError(problems=duplicates)
    return together


def _frame(raw: RawTable) -> pd.DataFrame:
    import pandas as pd

    place = {name.strip().casefold(): i for i, name in reversed(list(enumerate(raw.header)))}
    remarks: list[list[str]] = [[] for _ in raw.rows]
    columns: dict[str, list[object]] = {"row": list(raw.numbers)}
    for name in TEXTS:
        index = place.get(name.casefold())
        columns[name] = ["" if index is None else row[index].strip() for row in raw.rows]
    for name in NUMBERS:
        index = place.get(name.casefold())
        cells = ["" if index is None else row[index] for row in raw.rows]
        columns[name] = [_number(c, name, r) for c, r in zip(cells, remarks, strict=True)]
    frame = pd.DataFrame(columns)
    _name_rows(frame, remarks)
    frame["remarks"] = ["; ".join(found) for found in remarks]
    return frame


def _number(text: str, column: str, remarks: list[str]) -> float:
    """Number of a cell; the first one of a cell that says more."""
    number = to_number(text)
    if number is not None:
        return number
    plain = unicodedata.normalize("NFKC", text).replace("−", "-").replace("–", "-")
    found = _FIRST_NUMBER.search(plain)
    value = float(found[0]) if found else math.nan
    if not _RESULTS.match(column):
        read = f"read as {value:g}" if math.isfinite(value) else "not a number, taken as empty"
        remarks.append(f"{column} {show(text)} {read}")
    return value if math.isfinite(value) else math.nan


def _name_rows(frame: pd.DataFrame, remarks: list[list[str]]) -> None:
    """Rows without an identifier are called by their place."""
    for index in frame.index[frame["row_id"] == ""]:
        frame.loc[index, "row_id"] = f"row {frame.loc[index, 'row']}"
        remarks[index].append("no row_id: named after its row")


def _duplicates(path: Path, frame: pd.DataFrame) -> list[Problem]:
    twice = {name for name, count in Counter(frame["row_id"]).items() if count > 1}
    rows: dict[str, list[str]] = {}
    for name, row in zip(frame["row_id"], frame["row"], strict=True):
        if name in twice:
            rows.setdefault(name, []).append(str(row))
    return [
        Problem(
            str(path),
            found[1],
            "row_id",
            f"{show(name)}, which also stands in row {found[0]}",
            "each row_id once",
            "give this row another identifier, or remove it",
        )
        for name, found in rows.items()
    ]


def doubts(frame: pd.DataFrame) -> list[str]:
    """What looks wrong with the measured result of each row; predictions do not depend on it.

    Parameters
    ----------
    frame : DataFrame
        Of `read_measured`.

    Returns
    -------
    list of str
        Empty text where nothing is wrong.
    """
    found = []
    for a, b, chosen in zip(frame["R_a_pct"], frame["R_b_pct"], frame["selectivity"], strict=True):
        if a >= _FULL and b >= _FULL:
            found.append("R_a_pct and R_b_pct are both 100 or more: no selectivity follows")
        elif 0 < abs(a) <= _FRACTION and 0 < abs(b) <= _FRACTION:
            found.append("R_a_pct and R_b_pct look like fractions; the columns are in percent")
        elif chosen <= 0:
            found.append("selectivity is not above 0: a ratio is expected")
        else:
            found.append("")
    return found
