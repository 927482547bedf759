"""Typed columns of a Parquet file as a frame in SI: what `reader` does cell by cell, by columns.

Cells that are not what the schema allows go through `reader` and get its messages.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from selectivity.errors import Problem
from selectivity.tables import reader
from selectivity.tables.cells import number_advice, show
from selectivity.tables.header import match_header
from selectivity.tables.raw import MAX_CELL_CHARACTERS, RawTable
from selectivity.tables.schema import Column, Schema
from selectivity.tables.typed import UnreadableError, as_text
from selectivity.units import si_factor

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

FIRST_ROW: Final = 2
"""Number of the first row below the header, as a spreadsheet counts."""

CANDIDATE: Final = "candidate"
"""Column with the identifiers of the candidates."""

INDEX_COLUMN: Final = "__index_level_0__"
"""Column that pandas writes beside those of a table."""

FEW: Final = 4
"""Cells to a different text from which each text is looked at once. [-]"""

MAX_TOLD: Final = 200
"""Problems of one column of one batch that are told one by one. [-]"""


def parquet_frames(
    path: Path,
    schema: Schema,
    problems: list[Problem],
    rows: int,
    names: Collection[str] | None = None,
) -> Iterator[pd.DataFrame]:
    """Rows of a Parquet file in SI, batch by batch.

    Parameters
    ----------
    path : Path
        File.
    schema : Schema
    problems : list of Problem
        Receives every problem.
    rows : int
        Rows of a batch.
    names : collection of str, optional
        Candidates that are read; nothing is said of the others, which each bucket checks.

    Yields
    ------
    DataFrame
        As from `reader.read_table`; memory is that of a batch and a row group.

    Raises
    ------
    UnreadableError
        If the file cannot be opened.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            number = FIRST_ROW
            for batch in file.iter_batches(batch_size=rows):
                numbers = np.arange(number, number + batch.num_rows)
                number += batch.num_rows
                if names is not None:
                    own = _named(batch, names)
                    batch, numbers = batch.filter(pa.array(own)), numbers[own]
                yield frame_of(batch, (path, numbers.tolist()), schema, problems)
    except (OSError, UnicodeDecodeError, pa.ArrowException) as error:
        raise UnreadableError(f"a Parquet file that cannot be opened ({show(error)})") from error


def _named(batch: pa.RecordBatch, names: Collection[str]) -> np.ndarray:
    """Rows of these candidates, and those that name none. (n_rows,)"""
    import pyarrow as pa
    import pyarrow.compute as pc

    place = batch.schema.get_field_index(CANDIDATE)
    if place < 0:
        return np.ones(batch.num_rows, dtype=bool)
    text = pc.fill_null(pc.cast(batch.column(place), pa.string()), "")
    wanted = pa.array(["", *sorted(names)], pa.string())
    chosen = pc.is_in(pc.utf8_trim_whitespace(text), value_set=wanted)
    return chosen.to_numpy(zero_copy_only=False)


def frame_of(
    batch: pa.RecordBatch, place: tuple[Path, list[int]], schema: Schema, problems: list[Problem]
) -> pd.DataFrame:
    """One batch in SI.

    Parameters
    ----------
    batch : pyarrow.RecordBatch
    place : tuple of Path and list of int
        File, and the numbers of the batch's rows.
    schema : Schema
    problems : list of Problem
        Receives every problem.

    Returns
    -------
    DataFrame
        As from `reader.read_table`.
    """
    path, numbers = place
    names = batch.schema.names
    kept = [place for place, name in enumerate(names) if name != INDEX_COLUMN]
    header = RawTable(header=[names[place] for place in kept], numbers=numbers)
    placed = match_header(path, header, schema, problems)
    cells = {
        column.field: _cells(batch.column(kept[position]), column, header, (path, problems))
        for position, column in placed.items()
    }
    return reader.assembled(path, header, schema, cells, problems)


def _cells(
    values: pa.Array, column: Column, raw: RawTable, place: tuple[Path, list[Problem]]
) -> np.ndarray | list[str]:
    """Cells of one column: numbers in SI, or text."""
    import pyarrow as pa

    path, problems = place
    types, kind = pa.types, values.type
    if column.is_number and (types.is_floating(kind) or types.is_integer(kind)):
        return _numbers(values, column, raw, place)
    if types.is_null(kind):
        blank = [""] * len(values)
        return reader.values_of(path, raw, column, blank, problems)
    if types.is_string(kind):
        return _strings(values, column, raw, place)
    return _texts([as_text(cell).strip() for cell in values.to_pylist()], column, raw, place)


def _strings(
    values: pa.Array, column: Column, raw: RawTable, place: tuple[Path, list[Problem]]
) -> np.ndarray | list[str]:
    """Text; where few values are different each is looked at once, unless one is wrong."""
    path, _ = place
    encoded = values.fill_null("").dictionary_encode()
    own = [text.strip() for text in encoded.dictionary.to_pylist()]
    rows = encoded.indices.to_numpy()
    found: list[Problem] = []
    if len(own) * FEW <= len(rows):
        once = RawTable(raw.header, [], raw.numbers[: len(own)])
        checked = _texts(own, column, once, (path, found))
        if not found:
            whole = np.array(checked)[rows]
            return whole if column.is_number else whole.tolist()
    return _texts([own[row] for row in rows.tolist()], column, raw, place)


def _texts(
    texts: list[str], column: Column, raw: RawTable, place: tuple[Path, list[Problem]]
) -> np.ndarray | list[str]:
    """Cells that are text, with their problems."""
    path, problems = place
    long = [
        n for n, text in zip(raw.numbers, texts, strict=True) if len(text) > MAX_CELL_CHARACTERS
    ]
    for number in long[:MAX_TOLD]:
        allowed = f"at most {MAX_CELL_CHARACTERS} characters"
        problems.append(
            Problem(str(path), str(number), column.name, "a longer text", allowed, "shorten it")
        )
    return reader.values_of(path, raw, column, texts, problems)


def _numbers(
    values: pa.Array, column: Column, raw: RawTable, place: tuple[Path, list[Problem]]
) -> np.ndarray:
    """SI values; NaN where a cell is empty or wrong."""
    import pyarrow.compute as pc

    path, problems = place
    plain = pc.cast(values, "float64", safe=False).to_numpy(zero_copy_only=False)
    empty = np.isnan(plain)
    wrong = ~empty & (np.isinf(plain) | _outside(plain, column))
    if column.is_required:
        for index in np.flatnonzero(empty)[:MAX_TOLD]:
            problems.append(reader.empty_cell(path, raw.numbers[index], column))
    advice = "check the value and its unit, or leave the cell empty"
    for index in np.flatnonzero(wrong)[:MAX_TOLD]:
        text = as_text(float(plain[index]))
        told = number_advice(text, column) if np.isinf(plain[index]) else advice
        where = (str(path), str(raw.numbers[index]), column.name)
        problems.append(Problem(*where, show(text), column.allowed, told))
    plain = np.where(wrong, np.nan, plain)
    return plain * si_factor(column.unit) + reader.offset_of(column)


def _outside(values: np.ndarray, column: Column) -> np.ndarray:
    """Numbers outside the bounds of their column; see `cells.in_bounds`."""
    bounds = column.bounds
    with np.errstate(invalid="ignore"):
        out = (values < bounds.low) | (values > bounds.high)
        out |= bounds.low_open & (values == bounds.low) | bounds.high_open & (values == bounds.high)
        if column.type in ("integer", "int"):
            out |= values != np.round(values)
    return out
