"""Candidates in Parquet parts read like a CSV file with the same cells."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from selectivity.errors import DataError
from selectivity.tables import batches
from selectivity.tables.candidates import load_candidate_groups, load_candidates
from selectivity.tables.check_parts import check_parts
from selectivity.tables.wanted import Wanted

ROWS = pd.DataFrame(
    {
        "candidate": ["a", "b", "c", "d", "e"],
        "geometry": ["cylinder", "slit", None, "cylinder", "slit"],
        "material_class": ["MOF", "MOF", "", "other", "other"],
        "pore_radius_nm": [0.4, None, None, 0.31, None],
        "slit_width_nm": [None, 0.7, None, None, 0.9],
        "isoelectric_point_pH": [4.5, None, 7.0, None, None],
        "thickness_nm": [100, 20, 30, 40, 50],
        "note": ["", "é", None, "x", "y"],
    }
)
CLASSES = ("MOF", "other")


def write_parts(folder, *frames):
    folder.mkdir()
    for number, frame in enumerate(frames):
        table = pa.Table.from_pandas(frame, preserve_index=False)
        pq.write_table(table, folder / f"part-{number}.parquet")
    return folder


def same(first, second):
    drop = ["row"]
    pd.testing.assert_frame_equal(
        first.drop(columns=drop).reset_index(drop=True),
        second.drop(columns=drop).reset_index(drop=True),
        check_dtype=False,
    )


@pytest.fixture
def as_csv(tmp_path):
    ROWS.to_csv(tmp_path / "t.csv", index=False)
    return load_candidates(tmp_path / "t.csv", CLASSES)


def test_parts_read_like_the_csv_file(tmp_path, as_csv):
    same(load_candidates(write_parts(tmp_path / "p", ROWS[:2], ROWS[2:]), CLASSES), as_csv)


def test_a_file_reads_like_the_csv_file(tmp_path, as_csv):
    pq.write_table(pa.Table.from_pandas(ROWS), tmp_path / "t.parquet")
    same(load_candidates(tmp_path / "t.parquet", CLASSES), as_csv)


def test_a_long_csv_file_is_read_in_batches(tmp_path, as_csv, monkeypatch):
    monkeypatch.setattr(batches, "LONG_TEXT", 10)
    monkeypatch.setattr(batches, "ROWS", 2)
    found = load_candidates(tmp_path / "t.csv", CLASSES)
    same(found, as_csv)
    assert found["row"].tolist() == as_csv["row"].tolist()
    (tmp_path / "t.csv").write_text((tmp_path / "t.csv").read_text().replace("0.9", "-0.9"))
    with pytest.raises(DataError, match=r"t\.csv, row 6, column slit_width_nm: found '-0\.9'"):
        load_candidates(tmp_path / "t.csv", CLASSES)


def test_only_the_wanted_are_kept(tmp_path):
    folder = write_parts(tmp_path / "p", ROWS[:2], ROWS[2:])
    named = load_candidates(folder, CLASSES, wanted=Wanted(names={"b", "d"}))
    assert named["candidate"].tolist() == ["b", "d"]
    mine = load_candidates(folder, CLASSES, wanted=Wanted(bucket=(1, 2)))
    assert mine["candidate"].tolist() == ["c", "d", "e"]


def test_groups_of_the_parts_that_were_read(tmp_path):
    folder = write_parts(tmp_path / "p", ROWS[:2], ROWS[2:])
    sites = pd.DataFrame({"candidate": ["a", "d"], "location": "wall", "group": "carboxylate",
                          "site_density_mol_m3": [10.0, 20.0]})  # fmt: skip
    groups = write_parts(tmp_path / "g", sites[:1], sites[1:])
    mine = load_candidates(folder, CLASSES, wanted=Wanted(bucket=(1, 2)))
    found = load_candidate_groups(groups, mine, ["carboxylate"], wanted=Wanted(bucket=(1, 2)))
    assert found["candidate"].tolist() == ["d"]
    assert found["site_density"].tolist() == [20.0]


def problems_of(tmp_path, **changed):
    rows = ROWS.assign(**changed)
    problems = []
    folder = write_parts(tmp_path / "p", rows[:2], rows[2:])
    assert check_parts(folder, None, (CLASSES, ()), problems) == len(ROWS)
    return [str(problem) for problem in problems]


@pytest.mark.parametrize(
    ("column", "cells", "said"),
    [
        ("pore_radius_nm", [0.4, None, None, -1.0, None],
         "row 3, column pore_radius_nm: found '-1'; allowed: number in nm, (0, 100]"),
        ("thickness_nm", [100.0, np.inf, 30, 40, 50], "row 3, column thickness_nm: found 'inf'"),
        ("material_class", ["MOF", "mof", "", "other", "other"], "did you mean 'MOF'?"),
        ("geometry", ["cylinder", "slot", "", "", ""], "did you mean 'slit'?"),
        ("candidate", ["a", "b", "c", "a", "e"], "found 2 rows of 'a'"),
        ("candidate", ["a", "b", "c", None, "e"], "found an empty cell"),
        ("pore_diameter_nm", [1.0] * 5, "unknown column 'pore_diameter_nm'"),
        ("thickness_nm", ["100", "20", "x", "40", "50"], "row 2, column thickness_nm: found 'x'"),
    ],
)  # fmt: skip
def test_every_problem_of_a_part_is_told(tmp_path, column, cells, said):
    told = problems_of(tmp_path, **{column: cells})
    assert any(said in line for line in told), told


def test_good_parts_have_no_problem(tmp_path):
    assert problems_of(tmp_path) == []


def test_a_folder_without_parts(tmp_path):
    (tmp_path / "p").mkdir()
    with pytest.raises(DataError, match=r"a folder without \.parquet files"):
        load_candidates(tmp_path / "p")


def test_rows_that_are_asked_for_by_name_are_those_of_the_whole(tmp_path):
    spaced = ROWS.replace({"candidate": {"d": " d "}})
    folder = write_parts(tmp_path / "p", spaced[:2], spaced[2:])
    whole = load_candidates(folder, CLASSES)
    named = load_candidates(folder, CLASSES, wanted=Wanted(names={"b", "d", "unknown"}))
    chosen = whole[whole["candidate"].isin(["b", "d"])].reset_index(drop=True)
    pd.testing.assert_frame_equal(named, chosen)
    assert named["row"].tolist() == [3, 3]


def test_nobody_asked_for_reads_no_groups(tmp_path, monkeypatch):
    groups = pd.DataFrame({"candidate": ["a"], "location": "wall", "group": "carboxylate",
                           "site_density_mol_m3": 10.0})  # fmt: skip
    folder = write_parts(tmp_path / "g", groups)
    nobody = load_candidates(write_parts(tmp_path / "p", ROWS), CLASSES, wanted=Wanted(names=()))
    monkeypatch.setattr("selectivity.tables.candidates.read_frames", None)
    kept = load_candidate_groups(folder, nobody, ["carboxylate"], wanted=Wanted(names=()))
    assert len(nobody) == len(kept) == 0
