"""Tables as people fill them in: everything is read, only a double row_id is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from selectivity.errors import DataError
from selectivity.screening.calibration.feed_text import parse_feed
from selectivity.tables.measured import doubts, read_measured, read_together

Write = Callable[..., Path]


def test_empty_columns_and_unknown_columns_are_read(write: Write) -> None:
    frame = read_measured(write("row_id,ion_a,shoe_size,zeta_mV\nx,Li+,43,\ny,,,-12\n"))
    assert list(frame["row_id"]) == ["x", "y"]
    assert np.isnan(frame["zeta_mV"][0]) and frame["zeta_mV"][1] == -12
    assert np.isnan(frame["pH"]).all()


def test_numbers_with_words_are_read_with_a_remark(write: Write) -> None:
    frame = read_measured(write('row_id,zeta_mV,pressure_bar\nx,"−12 ± 3","about 5 bar"\n'))
    assert frame["zeta_mV"][0] == -12 and frame["pressure_bar"][0] == 5
    assert "read as -12" in frame["remarks"][0]


def test_a_double_row_id_is_an_error_that_names_both_rows(write: Write) -> None:
    with pytest.raises(DataError) as caught:
        read_measured(write("row_id,ion_a\nx,Li+\ny,Li+\nx,Na+\n"))
    assert len(caught.value.problems) == 1
    assert "row 4" in str(caught.value) and "row 2" in str(caught.value)


def test_the_same_row_id_in_two_tables_is_an_error(write: Write) -> None:
    first, second = write("row_id\nx\n", "a.csv"), write("row_id\nx\n", "b.csv")
    with pytest.raises(DataError, match="each row_id once"):
        read_together([first, second])
    with pytest.raises(DataError, match="name a table"):
        read_together([])


def test_rows_without_identifier_are_named_by_place(write: Write) -> None:
    frame = read_measured(write("ion_a,ion_b\nLi+,Mg2+\nNa+,Mg2+\n"))
    assert list(frame["row_id"]) == ["row 2", "row 3"]


def test_doubtful_results_are_said(write: Write) -> None:
    text = "row_id,R_a_pct,R_b_pct,selectivity\na,101,103,\nb,0.3,0.9,\nc,,,-4\nd,30,95,14\n"
    said = doubts(read_measured(write(text)))
    assert "100 or more" in said[0] and "percent" in said[1] and "ratio" in said[2]
    assert said[3] == ""


@pytest.mark.parametrize(
    ("text", "salt", "ratio"),
    [
        ("single salts, 2000ppm", 2000, np.nan),
        ("single salts, 1000", 1000, np.nan),
        ("single salts, 20 mM", 1600, np.nan),
        ("Mg 469.3 mg/L, Li 23.46 mg/L chlorides", 1981.68, 20.0),
        ("mixed, 2000 ppm total, MLR 60", 2000, 60),
        ("mixed salts mass ratio 1:30; total 2000ppm", 2000, 30),
        ("镁锂比 20, 总浓度 2 g/L", 2000, 20),
        ("氯化锂 0.5 克/升，氯化镁 10 克/升", 10500, 31.185),
        ("0.1 mol/L LiCl, 0.1 mol/L MgCl2", 13760, 3.502),
        ("海水", np.nan, np.nan),
        ("", np.nan, np.nan),
    ],
)
def test_feeds_in_words(text: str, salt: float, ratio: float) -> None:
    found = parse_feed(text)
    np.testing.assert_allclose([found.salt, found.ratio], [salt, ratio], rtol=1e-3)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=80))
def test_any_text_is_a_feed(text: str) -> None:
    found = parse_feed(text)
    assert np.isnan(found.salt) or found.salt >= 0
