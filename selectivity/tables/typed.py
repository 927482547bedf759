"""Excel and Parquet files as rows of text."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from selectivity.errors import Problem
from selectivity.tables.cells import show

MAX_UNPACKED_BYTES: Final = 500_000_000
MAX_CELLS: Final = 20_000_000
_WHOLE_NUMBERS: Final = 1e15
"""Below it every whole float is an integer that can be written out."""


class UnreadableError(ValueError):
    """The file is not what its first bytes promise."""


def excel_records(path: Path, problems: list[Problem], sheet: str) -> list[list[str]]:
    """Cells of one sheet.

    Parameters
    ----------
    path : Path
        .xlsx file.
    problems : list of Problem
        Receives formulas without a stored value.
    sheet : str
        Sheet to prefer; the first one otherwise.

    Returns
    -------
    list of list of str

    Raises
    ------
    UnreadableError
        If the file cannot be opened or is too large unpacked.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(item.file_size for item in archive.infolist())
        if size > MAX_UNPACKED_BYTES:
            raise UnreadableError(f"an Excel file of {size / 1e6:.0f} MB when unpacked")
        values = _cells(path, sheet, data_only=True)
        formulas = _cells(path, sheet, data_only=False)
    except UnreadableError:
        raise
    except Exception as error:  # a damaged archive makes its readers raise almost anything
        raise UnreadableError(f"an Excel file that cannot be opened ({show(error)})") from error
    for number, (row, written) in enumerate(zip(values, formulas, strict=False), start=1):
        for value, formula in zip(row, written, strict=False):
            if value is None and formula is not None:
                found = f"the formula {show(formula)} without a stored value"
                advice = "open the file in a spreadsheet program and save it, or write the value"
                problems.append(Problem(str(path), str(number), "", found, "a value", advice))
    return [[as_text(cell) for cell in row] for row in values]


def _cells(path: Path, sheet: str, data_only: bool) -> list[tuple[Any, ...]]:
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # extensions that hold no values
        book = openpyxl.load_workbook(path, read_only=True, data_only=data_only)
        try:
            page = book[sheet] if sheet in book.sheetnames else book[book.sheetnames[0]]
            return _bounded(page.iter_rows(values_only=True))
        finally:
            book.close()


def _bounded(rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Rows up to ``MAX_CELLS``: a cell in the last corner stands for a sheet of empty ones."""
    found, cells = [], 0
    for row in rows:
        cells += len(row) + 1
        if cells > MAX_CELLS:
            raise UnreadableError(f"an Excel sheet of more than {MAX_CELLS} cells")
        found.append(row)
    return found


def parquet_records(path: Path) -> list[list[str]]:
    """Header and cells.

    Parameters
    ----------
    path : Path
        .parquet file.

    Returns
    -------
    list of list of str

    Raises
    ------
    UnreadableError
        If the file cannot be opened or is too large unpacked.
    """
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
        cells = file.metadata.num_rows * file.metadata.num_columns
        if cells > MAX_CELLS:
            raise UnreadableError(f"a Parquet file of {cells} cells, more than {MAX_CELLS}")
        table = file.read()
        names = [name for name in table.column_names if name != "__index_level_0__"]
        columns = [[as_text(cell) for cell in table[name].to_pylist()] for name in names]
    except UnreadableError:
        raise
    except Exception as error:  # damaged text inside a valid file raises outside of pyarrow
        raise UnreadableError(f"a Parquet file that cannot be opened ({show(error)})") from error
    return [names, *(list(row) for row in zip(*columns, strict=True))]


def as_text(cell: Any) -> str:
    """Cell of a typed file as it would stand in a CSV file; empty for nothing and for NaN."""
    if cell is None or (isinstance(cell, float) and cell != cell):
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _WHOLE_NUMBERS:
        return str(int(cell))
    return repr(cell) if isinstance(cell, float) else str(cell)
