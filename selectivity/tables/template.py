"""Empty tables for people to fill in."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Final

from selectivity.errors import DataError
from selectivity.tables.cells import did_you_mean, show
from selectivity.tables.paths import schema_dir
from selectivity.tables.schema import SCHEMA_COLUMNS, Column, Schema, load_schema
from selectivity.tables.write import write_atomically, write_text

EXPLANATION_SHEET: Final = "columns"
_WIDTHS: Final = (36, 12, 10, 26, 12, 90)  # characters of the explanation's columns
_MIN_WIDTH: Final = 14


def write_template(
    path: Path | str, table: str = "candidates", replace: bool = False
) -> list[Path]:
    """Empty table and the explanation of its columns.

    Parameters
    ----------
    path : Path or str
        ``.xlsx``: two sheets; ``.csv``: header row, and the explanation in ``NAME.columns.csv``.
    table : str
        Schema, such as ``candidates``.
    replace : bool
        True to replace existing files.

    Returns
    -------
    list of Path
        What was written.

    Raises
    ------
    DataError
        For another ending, an unknown table, or a file that exists.
    """
    path = Path(path)
    known = sorted(file.stem for file in schema_dir().glob("*.csv"))
    if table not in known:
        advice = did_you_mean(table, known, "choose one of them")
        raise DataError(f"unknown table {show(table)}; allowed: {', '.join(known)}; {advice}")
    kind = path.suffix.lower()
    if kind not in (".csv", ".xlsx"):
        raise DataError(f"{path}: found the ending {show(path.suffix)}; allowed: .csv or .xlsx")
    beside = path.with_name(f"{path.stem}.columns.csv")
    files = [path] if kind == ".xlsx" else [path, beside]
    if not replace and (existing := [file for file in files if file.exists()]):
        raise DataError(f"{existing[0]} exists; choose another name, or add --force to replace it")
    schema = load_schema(table)
    if kind == ".xlsx":
        return [write_atomically(path, lambda file: _workbook(file, schema))]
    header = [[column.name for column in schema.columns]]
    return [write_text(path, _csv(header)), write_text(beside, _csv(_explanation(schema)))]


def _explanation(schema: Schema) -> list[list[str]]:
    return [list(SCHEMA_COLUMNS), *(_explained(column) for column in schema.columns)]


def _explained(column: Column) -> list[str]:
    bounds = " | ".join(column.choices) if column.choices else ""
    if column.is_number and str(column.bounds) != "any number":
        bounds = str(column.bounds)
    requirement = "required, unique" if column.requirement == "key" else column.requirement
    return [column.name, column.unit, column.type, bounds, requirement, column.description]


def _csv(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _workbook(path: Path, schema: Schema) -> None:
    """Sheet of the table with header and choices, and sheet of the explanation."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    sheet.title = schema.name
    sheet.append([column.name for column in schema.columns])
    for place, column in enumerate(schema.columns, start=1):
        width = max(_MIN_WIDTH, len(column.name) + 2)
        sheet.column_dimensions[get_column_letter(place)].width = width
        if column.choices:
            _add_choices(sheet, get_column_letter(place), column.choices)
    explained = book.create_sheet(EXPLANATION_SHEET)
    for row in _explanation(schema):
        explained.append([f"'{cell}" if cell.startswith("=") else cell for cell in row])
    for place, width in enumerate(_WIDTHS, start=1):
        explained.column_dimensions[get_column_letter(place)].width = width
    for page in (sheet, explained):
        page.freeze_panes = "B2"
        for cell in page[1]:
            cell.font = Font(bold=True)
    book.save(path)


def _add_choices(sheet: object, letter: str, choices: tuple[str, ...]) -> None:
    """Drop-down list for the cells of a column."""
    from openpyxl.worksheet.datavalidation import DataValidation

    rule = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=True)
    sheet.add_data_validation(rule)  # type: ignore[attr-defined]
    rule.add(f"{letter}2:{letter}1048576")
