"""Empty tables: every column there, explained, and accepted by the reader once filled in."""

import csv

import openpyxl
import pytest

from selectivity.errors import DataError
from selectivity.tables.reader import read_table
from selectivity.tables.schema import load_schema
from selectivity.tables.template import EXPLANATION_SHEET, write_template

NAMES = [column.name for column in load_schema("candidates").columns]


def test_csv(tmp_path):
    table, explained = write_template(tmp_path / "mine.csv")
    assert table.read_text() == ",".join(NAMES) + "\n"
    rows = list(csv.DictReader(explained.read_text().splitlines()))
    assert [row["column"] for row in rows] == NAMES
    assert all(row["description"] for row in rows)
    radius = next(row for row in rows if row["column"] == "pore_radius_nm")
    assert (radius["unit"], radius["bounds"]) == ("nm", "(0, 100]")


def test_excel(tmp_path):
    (path,) = write_template(tmp_path / "mine.xlsx")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["candidates", EXPLANATION_SHEET]
    assert [cell.value for cell in book["candidates"][1]] == NAMES
    assert [row[0].value for row in book[EXPLANATION_SHEET].iter_rows(min_row=2)] == NAMES


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_filled_template_is_a_table(tmp_path, suffix):
    path = write_template(tmp_path / f"mine.{suffix}")[0]
    with pytest.raises(DataError, match="no rows"):
        read_table(path, "candidates")
    if suffix == "csv":
        path.write_text(path.read_text() + "mine" + "," * (len(NAMES) - 1) + "\n")
    else:
        book = openpyxl.load_workbook(path)
        book["candidates"].append(["mine"])
        book.save(path)
    assert list(read_table(path, "candidates")["candidate"]) == ["mine"]


def test_refusals(tmp_path):
    write_template(tmp_path / "mine.csv")
    with pytest.raises(DataError, match="exists"):
        write_template(tmp_path / "mine.csv")
    write_template(tmp_path / "mine.csv", replace=True)
    with pytest.raises(DataError, match=r"\.csv or \.xlsx"):
        write_template(tmp_path / "mine.ods")
    with pytest.raises(DataError, match="did you mean 'candidates'"):
        write_template(tmp_path / "x.csv", table="candidate")
