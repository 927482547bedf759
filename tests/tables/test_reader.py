"""Tables in SI, alike from CSV, Excel and Parquet."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from selectivity.errors import DataError
from selectivity.tables.reader import read_table
from selectivity.tables.schema import load_schema

TEXT = """\
candidate,name,geometry,pore_radius_nm,pore_radius_uncertainty_nm,zeta_potential_mV,peg400_rejection_pct,isoelectric_point_pH,water_permeance_LMH_bar
a-1,"Alpha, one",cylinder,0.42,0.05,-15,97,4.5,10
001,Beta,,,,,,,
"""


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "candidates.csv"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_numbers_become_si_and_lose_their_suffix(table):
    frame = read_table(table, "candidates")
    first = frame.iloc[0]
    assert first["pore_radius"] == pytest.approx(0.42e-9, rel=1e-12)
    assert first["pore_radius_uncertainty"] == pytest.approx(0.05e-9, rel=1e-12)
    assert first["zeta_potential"] == pytest.approx(-0.015, rel=1e-12)
    assert first["peg400_rejection"] == pytest.approx(0.97, rel=1e-12)
    assert first["isoelectric_point"] == pytest.approx(4.5, rel=1e-12)
    assert first["water_permeance"] == pytest.approx(10 * 1e-3 / 3600 / 1e5, rel=1e-12)


def test_empty_cells_absent_columns_and_rows(table):
    frame = read_table(table, "candidates")
    assert list(frame["row"]) == [2, 3]
    assert list(frame["candidate"]) == ["a-1", "001"]  # never a number
    assert np.isnan(frame["pore_radius"][1])
    assert frame["geometry"][1] == ""
    assert frame["slit_width"].isna().all()
    assert list(frame["note"]) == ["", ""]
    fields = {column.field for column in load_schema("candidates").columns}
    assert fields <= set(frame)


def test_excel_and_parquet_read_as_csv_does(table, tmp_path):
    expected = read_table(table, "candidates")
    source = pd.read_csv(table, dtype={"candidate": str})
    source.to_excel(tmp_path / "t.xlsx", index=False, sheet_name="candidates")
    source.to_parquet(tmp_path / "t.parquet", index=False)
    for name in ("t.xlsx", "t.parquet"):
        frame = read_table(tmp_path / name, "candidates")
        pd.testing.assert_frame_equal(frame, expected, check_exact=True)


def test_the_sheet_of_the_schema_is_preferred(table, tmp_path):
    with pd.ExcelWriter(tmp_path / "t.xlsx") as book:
        pd.DataFrame({"x": [1]}).to_excel(book, sheet_name="other", index=False)
        source = pd.read_csv(table, dtype={"candidate": str})
        source.to_excel(book, sheet_name="candidates", index=False)
    assert len(read_table(tmp_path / "t.xlsx", "candidates")) == 2


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\ufeff" + text,  # byte-order mark
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.rstrip("\n"),
        lambda text: text.replace(",97,", ", 97 ,"),
        lambda text: text.replace("-15", "\u221215"),  # a typeset minus
    ],
)
def test_harmless_differences_are_accepted(table, change):
    expected = read_table(table, "candidates")
    table.write_bytes(change(TEXT).encode())
    pd.testing.assert_frame_equal(read_table(table, "candidates"), expected)


def test_comments_above_and_empty_lines_between_keep_the_row_numbers(table):
    expected = read_table(table, "candidates")
    lines = TEXT.splitlines()
    table.write_text("\n".join(["# from the notebook", *lines[:2], ",,", "", lines[2]]))
    frame = read_table(table, "candidates")
    assert list(frame["row"]) == [3, 6]
    pd.testing.assert_frame_equal(frame.drop(columns="row"), expected.drop(columns="row"))


def test_all_problems_are_raised_together(table):
    table.write_text(TEXT.replace("0.42", "x").replace("001", "a-1").replace("name", "nme"))
    with pytest.raises(DataError) as raised:
        read_table(table, "candidates")
    assert [problem.row for problem in raised.value.problems] == ["1", "2", "3"]
    assert all(problem.file == str(table) for problem in raised.value.problems)


def test_problems_can_be_collected_instead(table):
    table.write_text(TEXT.replace("0.42", "x"))
    problems = []
    frame = read_table(table, "candidates", problems)
    assert len(problems) == 1
    assert len(frame) == 2
    assert np.isnan(frame["pore_radius"][0])


def test_two_spellings_of_one_unicode_name_are_duplicates(table):
    table.write_text("candidate\nMembran\u00e9\nMembrane\u0301\n", encoding="utf-8")
    with pytest.raises(DataError, match="duplicate"):
        read_table(table, "candidates")


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(content=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
def test_no_file_whatever_makes_a_traceback(tmp_path, content):
    path = tmp_path / "any.csv"
    path.write_bytes(content)
    with pytest.raises(DataError) as raised:
        read_table(path, "candidates")
    assert raised.value.problems


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(value=st.floats(min_value=1e-3, max_value=99.0))
def test_a_written_number_reads_back(tmp_path, value):
    path = tmp_path / "any.csv"
    path.write_text(f"candidate,pore_radius_nm\na,{value!r}\n")
    assert read_table(path, "candidates")["pore_radius"][0] == pytest.approx(
        value * 1e-9, rel=1e-15
    )
