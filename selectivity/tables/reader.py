"""Any table of the project as a frame of SI columns, or every problem it has."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
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
    frame = frame_of_raw(path, raw or RawTable(), schema, found)
    if problems is None and found:
        raise DataError(problems=found)
    if problems is not None:
        problems.extend(found)
    return frame


def frame_of_raw(
    path: Path, raw: RawTable, schema: Schema, problems: list[Problem]
) -> pd.DataFrame:
    """Frame of cells that are text.

    Parameters
    ----------
    path : Path
        File, for messages.
    raw : RawTable
    schema : Schema
    problems : list of Problem
        Receives every problem.

    Returns
    -------
    DataFrame
        See `read_table`.
    """
    placed = match_header(path, raw, schema, problems) if raw.header else {}
    if raw.header and not raw.rows:
        advice = "add a row; `selectivity template` explains every column"
        problems.append(Problem(str(path), "", "", "no rows", "at least one row", advice))
    cells: dict[str, np.ndarray | list[str]] = {}
    for place, column in placed.items():
        texts = [row[place] for row in raw.rows]
        cells[column.field] = values_of(path, raw, column, texts, problems)
    return assembled(path, raw, schema, cells, problems)


def assembled(
    path: Path,
    raw: RawTable,
    schema: Schema,
    cells: Mapping[str, np.ndarray | list[str]],
    problems: list[Problem],
) -> pd.DataFrame:
    """Frame of columns, with those that are absent, and checks between columns.

    Parameters
    ----------
    path : Path
        File, for messages.
    raw : RawTable
        Gives the row numbers.
    schema : Schema
    cells : mapping of str to array or list
        Columns that the file has, by field: SI numbers or text.
    problems : list of Problem
        Receives every problem.

    Returns
    -------
    DataFrame
        See `read_table`.
    """
    import pandas as pd

    columns: dict[str, np.ndarray | list[str]] = {}
    for column in schema.columns:
        absent = column.field not in cells
        columns[column.field] = _absent(column, len(raw.numbers)) if absent else cells[column.field]
    columns |= {name: values for name, values in cells.items() if name not in columns}
    columns[ROW] = np.asarray(raw.numbers, dtype=np.int64)
    frame = pd.DataFrame(columns)
    frame.attrs["path"] = str(path)
    _check_key(path, raw, schema, frame, problems)
    told = {(problem.row, problem.column) for problem in problems}
    for column in schema.columns:
        found = companion_problems(path, column, schema, frame, set(cells))
        problems += [each for each in found if (each.row, column.name) not in told]
    return frame


def empty_frame(schema_name: str) -> pd.DataFrame:
    """Columns of a schema without rows."""
    return assembled(Path(schema_name), RawTable(), load_schema(schema_name), {}, [])


def _absent(column: Column, n_rows: int) -> np.ndarray | list[str]:
    return np.full(n_rows, np.nan) if column.is_number else [""] * n_rows


def values_of(
    path: Path, raw: RawTable, column: Column, cells: list[str], problems: list[Problem]
) -> np.ndarray | list[str]:
    """Cells of one column as SI numbers or checked text.

    Parameters
    ----------
    path : Path
        File, for messages.
    raw : RawTable
        Gives the row numbers.
    column : Column
    cells : list of str
    problems : list of Problem
        Receives every problem.

    Returns
    -------
    ndarray or list of str
        Numbers with NaN for a cell that is empty or wrong; text as it stands.
    """
    if column.is_required:
        for row, cell in zip(raw.numbers, cells, strict=True):
            if not cell:
                problems.append(empty_cell(path, row, column))
    if column.is_number:
        return _numbers(path, raw, column, cells, problems)
    for row, cell in zip(raw.numbers, cells, strict=True):
        if cell and (problem := _text_problem(path, row, column, cell)):
            problems.append(problem)
    return cells


def empty_cell(path: Path, row: int, column: Column) -> Problem:
    """An empty cell where there must be a value."""
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
    return values * si_factor(column.unit) + offset_of(column)


def offset_of(column: Column) -> float:
    """What is added after the factor of the unit; 0 for an uncertainty. [SI]"""
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
    parts = ([unicodedata.normalize("NFC", str(part)) for part in frame[name].tolist()]
             for name in key)  # fmt: skip
    keys = list(zip(*parts, strict=True))
    if len(set(keys)) == len(keys):
        return
    names = [column.name for column in schema.columns if column.field in key]
    first: dict[tuple[str, ...], int] = {}
    for row, whole in zip(raw.numbers, keys, strict=True):
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
