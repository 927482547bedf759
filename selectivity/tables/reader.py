"""Any table of the project as a frame of SI columns, or every problem it has."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from selectivity.errors import DataError, Problem
from selectivity.tables.cells import did_you_mean, in_bounds, number_advice, show, to_number
from selectivity.tables.companions import companion_problems
from selectivity.tables.header import match_header
from selectivity.tables.raw import RawTable, read_raw
from selectivity.tables.schema import ROW, Column, Schema, load_schema
from selectivity.units import si_factor, si_offset

if TYPE_CHECKING:
    import pandas as pd

MAX_NAME_CHARACTERS: int = 200


def read_table(
    path: Path | str, schema_name: str, problems: list[Problem] | None = None
) -> pd.DataFrame:
    """Table of a file in SI.

    Parameters
    ----------
    path : Path or str
        CSV (UTF-8), Excel (.xlsx; the sheet named like the schema, else the first) or Parquet.
    schema_name : str
        Schema, such as ``candidates``.
    problems : list of Problem, optional
        Receives the problems, and the frame holds what could be read. Without it they are raised.

    Returns
    -------
    DataFrame
        Every column of the schema by its name without the unit suffix: numbers in SI with NaN for
        an empty cell, text with "" for an empty cell; companions that the file has; ``row``, the
        row in the file. ``attrs["path"]`` is the file.

    Raises
    ------
    DataError
        With every problem of the file, if ``problems`` is not given.
    """
    path = Path(path)
    found: list[Problem] = []
    schema = load_schema(schema_name)
    raw = read_raw(path, found, sheet=schema_name)
    frame = _frame(path, raw or RawTable(), schema, found)
    if problems is None and found:
        raise DataError(problems=found)
    if problems is not None:
        problems.extend(found)
    return frame


def _frame(path: Path, raw: RawTable, schema: Schema, problems: list[Problem]) -> pd.DataFrame:
    import pandas as pd

    placed = match_header(path, raw, schema, problems) if raw.header else {}
    if raw.header and not raw.rows:
        advice = "add a row; `selectivity template` explains every column"
        problems.append(Problem(str(path), "", "", "no rows", "at least one row", advice))
    present = {column.field: (place, column) for place, column in placed.items()}
    columns: dict[str, np.ndarray | list[str]] = {}
    for column in [*schema.columns, *(c for _, c in present.values())]:
        if column.field in columns:
            continue
        if column.field in present:
            cells = [row[present[column.field][0]] for row in raw.rows]
            columns[column.field] = _values(path, raw, column, cells, problems)
        else:
            columns[column.field] = _absent(column, len(raw.rows))
    columns[ROW] = np.asarray(raw.numbers, dtype=np.int64)
    frame = pd.DataFrame(columns)
    frame.attrs["path"] = str(path)
    _check_key(path, raw, schema, frame, problems)
    told = {(problem.row, problem.column) for problem in problems}
    for column in schema.columns:
        found = companion_problems(path, column, schema, frame, set(present))
        problems += [each for each in found if (each.row, column.name) not in told]
    return frame


def _absent(column: Column, n_rows: int) -> np.ndarray | list[str]:
    return np.full(n_rows, np.nan) if column.is_number else [""] * n_rows


def _values(
    path: Path, raw: RawTable, column: Column, cells: list[str], problems: list[Problem]
) -> np.ndarray | list[str]:
    if column.is_required:
        for row, cell in zip(raw.numbers, cells, strict=True):
            if not cell:
                problems.append(_empty(path, row, column))
    if column.is_number:
        return _numbers(path, raw, column, cells, problems)
    for row, cell in zip(raw.numbers, cells, strict=True):
        if cell and (problem := _text_problem(path, row, column, cell)):
            problems.append(problem)
    return cells


def _empty(path: Path, row: int, column: Column) -> Problem:
    advice = f"fill it in: {column.description}".rstrip(": ")
    return Problem(str(path), str(row), column.name, "an empty cell", column.allowed, advice)


def _numbers(
    path: Path, raw: RawTable, column: Column, cells: list[str], problems: list[Problem]
) -> np.ndarray:
    """SI values; NaN where the cell is empty or wrong."""
    values = np.full(len(cells), np.nan)
    for place, (row, cell) in enumerate(zip(raw.numbers, cells, strict=True)):
        number = to_number(cell)
        if number is None:
            advice = number_advice(cell, column)
        elif not cell or in_bounds(number, column):
            values[place] = number
            continue
        else:
            advice = "check the value and its unit, or leave the cell empty"
        problems.append(
            Problem(str(path), str(row), column.name, show(cell), column.allowed, advice)
        )
    return values * si_factor(column.unit) + _offset(column)


def _offset(column: Column) -> float:
    return 0.0 if column.field.endswith("_uncertainty") else si_offset(column.unit)


def _text_problem(path: Path, row: int, column: Column, cell: str) -> Problem | None:
    if not cell.isprintable() and column.requirement == "key":
        found, allowed, advice = show(cell), "printable text on one line", "retype the name"
    elif column.requirement == "key" and len(cell) > MAX_NAME_CHARACTERS:
        found, allowed = f"{len(cell)} characters", f"at most {MAX_NAME_CHARACTERS}"
        advice = "shorten it, and put the rest into another column"
    elif column.choices and cell not in column.choices:
        found, allowed = show(cell), column.allowed
        advice = did_you_mean(cell, column.choices, "choose one of them")
    else:
        return None
    return Problem(str(path), str(row), column.name, found, allowed, advice)


def _check_key(
    path: Path, raw: RawTable, schema: Schema, frame: pd.DataFrame, problems: list[Problem]
) -> None:
    """One row for each combination of the key columns."""
    key = [name for name in schema.key if name in frame]
    if not key:
        return
    names = [column.name for column in schema.columns if column.field in key]
    first: dict[tuple[str, ...], int] = {}
    for row, *parts in zip(raw.numbers, *(frame[name] for name in key), strict=True):
        whole = tuple(unicodedata.normalize("NFC", str(part)) for part in parts)
        if not any(whole):
            continue
        if whole in first:
            found = f"duplicate {', '.join(show(part) for part in whole)}"
            allowed = "an identifier that occurs once"
            advice = f"rename it or merge it with row {first[whole]}"
            place = " and ".join(names)
            problems.append(Problem(str(path), str(row), place, found, allowed, advice))
        else:
            first[whole] = row
