"""Files as rows of text: CSV, Excel and Parquet, before any schema is looked at."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from selectivity.errors import Problem
from selectivity.tables.cells import show
from selectivity.tables.typed import UnreadableError, excel_records, parquet_records

MAX_FILE_BYTES: Final = 200_000_000
MAX_COLUMNS: Final = 500
MAX_CELL_CHARACTERS: Final = 20_000
MAX_READ_CHARACTERS: Final = 131_072
"""Of a CSV cell; a longer one is an unclosed quotation mark."""
READABLE: Final = "CSV (.csv), Excel (.xlsx) or Parquet (.parquet)"
SAVE_AS: Final = "save it as 'CSV UTF-8 (comma delimited)' or as .xlsx"


@dataclass
class RawTable:
    """Header and cells of a file as text.

    Attributes
    ----------
    header : list of str
        Column names as written, without surrounding space.
    rows : list of list of str
        Cells, each row as long as the header.
    numbers : list of int
        Row of the file as a spreadsheet counts it, per row; the first line is 1.
    header_row : int
        Row of the header.
    """

    header: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    header_row: int = 1


def read_raw(path: Path, problems: list[Problem], sheet: str = "") -> RawTable | None:
    """Cells of a file as text.

    Parameters
    ----------
    path : Path
        CSV (UTF-8, with or without a byte-order mark), .xlsx or .parquet; told by content first.
    problems : list of Problem
        Receives what is wrong with the file.
    sheet : str
        Excel sheet to prefer; the first one otherwise.

    Returns
    -------
    RawTable or None
        None if nothing can be read; then ``problems`` says why.
    """
    if not _is_readable(path, problems):
        return None
    try:
        content = path.read_bytes()
    except OSError as error:
        problems.append(_file_problem(path, f"{error.strerror}", "a file that can be read", ""))
        return None
    if not content.strip():
        advice = "fill it in, or make a new one with `selectivity template`"
        problems.append(_file_problem(path, "an empty file", "a header row and rows", advice))
        return None
    records = _records(path, content, problems, sheet)
    return None if records is None else table_of(path, records, problems)


def _file_problem(path: Path, found: str, allowed: str, advice: str) -> Problem:
    return Problem(str(path), "", "", found, allowed, advice or "check the path and its rights")


def _is_readable(path: Path, problems: list[Problem]) -> bool:
    if not path.exists():
        found, advice = "no such file", "check the path in the configuration"
        beside = sorted(p.name for p in path.parent.glob("*") if p.suffix == path.suffix)[:5]
        if beside:
            advice += f"; in that folder are: {', '.join(beside)}"
    elif not path.is_file():
        found, advice = "a folder", "name a file"
    elif path.stat().st_size > MAX_FILE_BYTES:
        found = f"{path.stat().st_size / 1e6:.0f} MB"
        advice = f"split it; at most {MAX_FILE_BYTES / 1e6:.0f} MB"
    else:
        return True
    problems.append(_file_problem(path, found, READABLE, advice))
    return False


def _records(
    path: Path, content: bytes, problems: list[Problem], sheet: str
) -> list[list[str]] | None:
    try:
        if content.startswith(b"PAR1"):
            return parquet_records(path)
        if content.startswith(b"PK\x03\x04"):
            return excel_records(path, problems, sheet)
    except UnreadableError as error:
        problems.append(_file_problem(path, str(error), READABLE, SAVE_AS))
        return None
    if content.startswith(b"\xd0\xcf\x11\xe0") or b"\x00" in content[:2]:
        problems.append(_file_problem(path, "an old Excel or binary file", READABLE, SAVE_AS))
        return None
    if path.suffix.lower() in (".xlsx", ".parquet"):
        found = f"a {path.suffix} file whose content is something else"
        problems.append(_file_problem(path, found, READABLE, SAVE_AS))
        return None
    return _csv(path, content, problems)


def _decoded(path: Path, content: bytes, problems: list[Problem]) -> str | None:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        problems.append(_file_problem(path, "UTF-16 text", "UTF-8 text", SAVE_AS))
        return None
    if b"\x00" in content:
        row = str(content[: content.index(b"\x00")].count(b"\n") + 1)
        found = "a NUL byte"
        problems.append(Problem(str(path), row, "", found, "UTF-8 text", SAVE_AS))
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = str(content[: error.start].count(b"\n") + 1)
        found = f"byte {content[error.start : error.start + 1]!r}, which is not UTF-8"
        problems.append(Problem(str(path), row, "", found, "UTF-8 text", SAVE_AS))
        return content.decode("utf-8-sig", errors="replace")


def _csv(path: Path, content: bytes, problems: list[Problem]) -> list[list[str]] | None:
    text = _decoded(path, content, problems)
    if text is None:
        return None
    separator = _separator(path, text, problems)
    if _is_too_wide(path, text, separator, problems):
        return None
    records: list[list[str]] = []
    csv.field_size_limit(MAX_READ_CHARACTERS)  # other libraries set it for the whole process
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            records.append(record)
    except csv.Error as error:
        advice = "close every quotation mark; double those inside a cell"
        row = str(len(records) + 1)
        problems.append(Problem(str(path), row, "", str(error), "CSV cells", advice))
        return None
    return records or None


def _is_too_wide(path: Path, text: str, separator: str, problems: list[Problem]) -> bool:
    """Refuse a line of millions of cells before they are made."""
    most = 10 * MAX_COLUMNS  # cells may hold separators in quotation marks
    for number, line in enumerate(text.splitlines(), start=1):
        if line.count(separator) > most:
            found = f"more than {most} cells"
            allowed = f"at most {MAX_COLUMNS} columns"
            advice = "keep the columns of the schema"
            problems.append(Problem(str(path), str(number), "", found, allowed, advice))
            return True
    return False


def _separator(path: Path, text: str, problems: list[Problem]) -> str:
    """Separator of the header line; anything but a comma is a problem, but is read."""
    lines = (line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    header = next(lines, "")
    names = {";": "semicolons", "\t": "tabs"}
    counts = {mark: header.count(mark) for mark in names}
    mark = max(counts, key=lambda key: counts[key])
    if counts[mark] <= header.count(","):
        return ","
    found = f"{names[mark]} between the columns"
    advice = f"{SAVE_AS}; decimal commas become points with it"
    problems.append(Problem(str(path), "1", "", found, "commas between the columns", advice))
    return mark


def table_of(path: Path, records: list[list[str]], problems: list[Problem]) -> RawTable | None:
    """Header and rows; comment lines may stand above the header, empty lines anywhere.

    Parameters
    ----------
    path : Path
        File, for messages.
    records : list of list of str
        Cells, from the first line of the file on.
    problems : list of Problem
        Receives what is wrong.

    Returns
    -------
    RawTable or None
        None without a header row.
    """
    first = 0
    while first < len(records) and _is_comment(records[first]):
        first += 1
    if first == len(records):
        advice = "start it with a header row, as `selectivity template` writes it"
        problems.append(_file_problem(path, "no header row", "a header row and rows", advice))
        return None
    header = [name.strip() for name in records[first]]
    while header and not header[-1]:
        header.pop()
    if len(header) > MAX_COLUMNS:
        found = f"{len(header)} columns"
        advice = "keep the columns of the schema"
        problems.append(_file_problem(path, found, f"at most {MAX_COLUMNS} columns", advice))
        return None
    table = RawTable(header, header_row=first + 1)
    for number, record in enumerate(records[first + 1 :], start=first + 2):
        if any(cell.strip() for cell in record):
            table.rows.append(_row(path, number, record, header, problems))
            table.numbers.append(number)
    return table


def _is_comment(record: list[str]) -> bool:
    return not any(cell.strip() for cell in record) or record[0].lstrip().startswith("#")


def _row(
    path: Path, number: int, record: list[str], header: list[str], problems: list[Problem]
) -> list[str]:
    cells = [cell.strip() for cell in record]
    width = len(header)
    if any(cells[width:]):
        found = f"{len(cells)} cells"
        advice = "quote cells that hold a comma, and write decimal points, not decimal commas"
        problems.append(Problem(str(path), str(number), "", found, f"{width} cells", advice))
    for name, cell in zip(header, cells, strict=False):
        if len(cell) > MAX_CELL_CHARACTERS:
            found = f"{len(cell)} characters, {show(cell)}"
            allowed = f"at most {MAX_CELL_CHARACTERS} characters"
            problems.append(Problem(str(path), str(number), name, found, allowed, "shorten it"))
    return (cells + [""] * width)[:width]
