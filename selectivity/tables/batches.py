"""Tables of any length as frames of SI columns, one batch after the other."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from selectivity.errors import Problem
from selectivity.tables import reader
from selectivity.tables.columns import parquet_frames
from selectivity.tables.parts import is_parquet, parts_of
from selectivity.tables.plan import Piece
from selectivity.tables.raw import READABLE, table_of
from selectivity.tables.schema import load_schema
from selectivity.tables.typed import UnreadableError

if TYPE_CHECKING:
    import pandas as pd

ROWS: Final = 32768
"""Rows of a batch: some tens of MB as a frame. [-]"""

LONG_TEXT: Final = 4_000_000
"""Size from which a text file is read in batches. [bytes]"""

ENOUGH: Final = 2000
"""Problems after which the rest of a long table is not looked at. [-]"""


def read_frames(
    where: Path | Piece,
    schema_name: str,
    problems: list[Problem],
    names: Collection[str] | None = None,
) -> Iterator[pd.DataFrame]:
    """Rows of a file, or a run of rows of a part, batch by batch.

    Parameters
    ----------
    where : Path or Piece
        CSV, Excel or Parquet.
    schema_name : str
        Schema, such as ``candidates``.
    problems : list of Problem
        Receives every problem; a long table is left after `ENOUGH` of them.
    names : collection of str, optional
        Candidates that are asked for: the rows of others may be left out of a Parquet file.

    Yields
    ------
    DataFrame
        As from `reader.read_table`, at most `ROWS` long where the file is long.
    """
    piece = where if isinstance(where, Piece) else Piece(where, 0, -1)
    path = piece.part
    if is_parquet(path):
        yield from _parquet(piece, schema_name, problems, names)
    elif path.is_file() and path.suffix.lower() != ".xlsx" and path.stat().st_size > LONG_TEXT:
        yield from _text(path, schema_name, problems)
    else:
        found: list[Problem] = []
        frame = reader.read_table(path, schema_name, found)
        problems += found
        yield frame


def folder_problem(path: Path) -> Problem:
    """A folder without a part of a table."""
    advice = "name a folder of Parquet parts (`selectivity enumerate` writes one), or a file"
    return Problem(str(path), "", "", "a folder without .parquet files", READABLE, advice)


def has_parts(path: Path) -> bool:
    """Whether there is a file, or a part in a folder, to read."""
    return bool(parts_of(path))


def _parquet(
    piece: Piece, schema_name: str, problems: list[Problem], names: Collection[str] | None
) -> Iterator[pd.DataFrame]:
    """The rows of a piece; batches before it are passed over."""
    end = piece.stop if piece.stop >= 0 else None
    names = names if end is None else None
    start = 0
    found: list[Problem] = []
    try:
        for frame in parquet_frames(piece.part, load_schema(schema_name), found, ROWS, names):
            stop = start + len(frame)
            low = max(piece.start, start)
            high = stop if end is None else min(end, stop)
            if low < high:
                yield frame.iloc[low - start : high - start].reset_index(drop=True)
            start = stop
            if (end is not None and start >= end) or len(found) > ENOUGH:
                break
    except UnreadableError as error:
        advice = "write it again"
        found.append(Problem(str(piece.part), "", "", str(error), READABLE, advice))
    problems += dict.fromkeys(found)


def _text(path: Path, schema_name: str, problems: list[Problem]) -> Iterator[pd.DataFrame]:
    """A long CSV file: its records in batches, each with the header above it."""
    found: list[Problem] = []
    with path.open("rb") as handle:
        head = handle.read(1 << 16)
    if b"\x00" in head or head.startswith((b"\xff\xfe", b"\xfe\xff", b"PK\x03\x04")):
        yield reader.read_table(path, schema_name, problems)
        return
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            yield from _records(path, stream, schema_name, found)
    except (UnicodeDecodeError, csv.Error) as error:
        found.append(Problem(str(path), "", "", str(error), "CSV in UTF-8", "save it as CSV UTF-8"))
    problems += dict.fromkeys(found)


def _records(
    path: Path, stream: io.TextIOWrapper, schema_name: str, problems: list[Problem]
) -> Iterator[pd.DataFrame]:
    records = csv.reader(stream, strict=True)
    header: list[list[str]] = []
    above = 0
    while block := list(itertools.islice(records, ROWS)):
        raw = table_of(path, [*header, *block], problems)
        if raw is None or len(problems) > ENOUGH:
            return
        raw.numbers = [number + above - len(header) for number in raw.numbers]
        yield reader.frame_of_raw(path, raw, load_schema(schema_name), problems)
        above += len(block)
        header = header or [raw.header]
