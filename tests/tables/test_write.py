"""Outputs: whole or not at all, the same bytes, harmless in a spreadsheet."""

import json
from hashlib import sha256

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selectivity.tables.write import (
    FORMULA_STARTS,
    cell_text,
    checksum,
    write_atomically,
    write_csv,
    write_json,
    write_parquet,
)


@pytest.fixture
def frame():
    return pd.DataFrame(
        {
            "rank": pd.array([1, None], dtype="Int64"),
            "candidate": ["a, b", "=1+1"],
            "value": [1 / 3, np.nan],
            "bound": ["", "lower"],
            "pareto": [True, False],
        }
    )


def test_a_failing_writer_leaves_the_earlier_file(tmp_path):
    path = tmp_path / "out" / "x.csv"
    write_atomically(path, lambda file: file.write_text("whole"))

    def fail(file):
        file.write_text("ha")
        raise RuntimeError("stopped")

    with pytest.raises(RuntimeError):
        write_atomically(path, fail)
    assert path.read_text() == "whole"
    assert list(path.parent.iterdir()) == [path]


def test_csv_text(tmp_path, frame):
    text = write_csv(tmp_path / "t.csv", frame).read_text()
    assert text == (
        "rank,candidate,value,bound,pareto\n"
        '1,"a, b",0.3333333333333333,,true\n'
        ",'=1+1,,lower,false\n"
    )


def test_the_same_content_gives_the_same_bytes(tmp_path, frame):
    for writer, suffix in ((write_csv, "csv"), (write_parquet, "parquet")):
        sums = {checksum(writer(tmp_path / f"{i}.{suffix}", frame)) for i in range(2)}
        assert len(sums) == 1
    assert checksum(tmp_path / "0.csv") == sha256((tmp_path / "0.csv").read_bytes()).hexdigest()


def test_parquet_reads_back(tmp_path, frame):
    back = pd.read_parquet(write_parquet(tmp_path / "t.parquet", frame))
    pd.testing.assert_frame_equal(back, frame, check_dtype=False)


def test_json_has_no_nan_and_keeps_the_order(tmp_path):
    content = {"b": np.array([1.0, np.nan]), "a": {"x": np.float64(np.inf), "p": tmp_path}}
    text = write_json(tmp_path / "t.json", content).read_text()
    assert json.loads(text) == {"b": [1.0, None], "a": {"x": None, "p": str(tmp_path)}}
    assert text.index('"b"') < text.index('"a"')


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_text_is_never_a_formula(start):
    assert cell_text(f"{start}cmd") == f"'{start}cmd"


def test_negative_numbers_stay_numbers():
    assert cell_text(-1.5) == "-1.5"
    assert cell_text(np.float64(-1e-12)) == "-1e-12"
    assert cell_text(-2) == "-2"


@settings(max_examples=30, deadline=None)
@given(number=st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_read_back_exactly(number):
    assert float(cell_text(number)) == number
