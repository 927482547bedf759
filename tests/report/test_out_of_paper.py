"""Predictions without the paper: whose file, which errors, papers alike."""

from dataclasses import replace

import pandas as pd
import pytest

from selectivity.errors import DataError
from selectivity.report.out_of_paper import COLUMNS, FILE, by_kind, read_out_of_paper

ROWS = [
    ("S0001", "A", "single_salt_rejection_ratio", "Li+/Mg2+", 1.0, 1.2, 0.5, 1.9),
    ("S0002", "A", "single_salt_rejection_ratio", "Li+/Mg2+", 1.0, 1.4, 1.1, 2.1),
    ("S9999", "B", "conductance_ratio", "Na+/Li+", 0.0, 1.0, 0.3, 1.7),
]


@pytest.fixture
def own(study, tmp_path):
    pd.DataFrame(ROWS, columns=list(COLUMNS)).to_csv(tmp_path / FILE, index=False)
    return replace(study, data=tmp_path)


def test_the_file_of_the_study_wins_and_rows_find_their_candidate(own):
    found = read_out_of_paper(own)
    assert list(found["row_id"]) == ["S0001", "S0002", "S9999"]
    assert found["candidate"][0] and found["candidate"][2] == ""


def test_papers_count_alike(own):
    lines = {line["kind"]: line for line in by_kind(read_out_of_paper(own))}
    assert lines["all kinds"]["error"] == pytest.approx((0.3 + 1.0) / 2)
    assert lines["all kinds"]["inside_percent"] == pytest.approx(100 * (0.5 + 0) / 2)
    single = lines["single salt rejection ratio"]
    assert (single["n_rows"], single["n_papers"]) == (2, 1)
    assert single["factor"] == pytest.approx(10**0.3)


def test_a_foreign_file_is_refused(own, tmp_path):
    (tmp_path / FILE).write_text("row_id,paper\nx,A\n")
    with pytest.raises(DataError, match="selectivity fit --predictions"):
        read_out_of_paper(own)
