"""Division of candidates into buckets: by identifier in one file, by runs of rows in parts."""

import pyarrow as pa
import pyarrow.parquet as pq

from selectivity.tables import plan as division
from selectivity.tables.buckets import bucket_of
from selectivity.tables.parts import count_rows, parts_of


def write_parts(folder, sizes, radius=0.4):
    folder.mkdir(exist_ok=True)
    start = 0
    for number, size in enumerate(sizes):
        names = [f"c{index:06d}" for index in range(start, start + size)]
        rows = pa.table({"candidate": names, "pore_radius_nm": [radius] * size})
        pq.write_table(rows, folder / f"part-{number:02d}.parquet")
        start += size
    return folder


def test_a_file_goes_by_identifier_and_a_small_one_has_four_buckets(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("candidate\na\nb\nc\n")
    found = division.plan(path)
    assert (found.n_rows, found.n_buckets, found.pieces) == (3, 4, ())
    assert found.buckets_with({"b"}) == {bucket_of("b", 4)}
    assert division.plan(path, wanted=7).n_buckets == 7


def test_more_rows_more_buckets_by_doubling(tmp_path):
    path = tmp_path / "t.csv"
    rows = 4 * division.LARGEST + 1
    path.write_text("candidate\n" + "".join(f"m{index}\n" for index in range(rows)))
    assert count_rows(path) == rows
    assert division.plan(path).n_buckets == 8


def test_an_edited_part_makes_its_bucket_new_and_no_other(tmp_path, monkeypatch):
    monkeypatch.setattr(division, "LARGEST", 100)
    folder = write_parts(tmp_path / "p", [100, 100, 100, 40])
    before = division.plan(folder)
    assert (before.n_rows, before.n_buckets) == (340, 4)
    rows = pq.read_table(parts_of(folder)[2]).to_pandas()
    rows.loc[5, "pore_radius_nm"] = 0.5
    pq.write_table(pa.Table.from_pandas(rows), parts_of(folder)[2])
    after = division.plan(folder)
    pairs = zip(before.fingerprints, after.fingerprints, strict=True)
    assert [old == new for old, new in pairs] == [True, True, False, True]
    assert after.buckets_with({"c000205"}) == {2}


def test_groups_in_a_part_of_the_same_name_belong_to_its_bucket(tmp_path, monkeypatch):
    monkeypatch.setattr(division, "LARGEST", 100)
    folder = write_parts(tmp_path / "p", [100, 100])
    groups = write_parts(tmp_path / "g", [3, 3])
    before = division.plan(folder, groups)
    write_parts(groups, [3, 4])
    after = division.plan(folder, groups)
    pairs = zip(before.fingerprints, after.fingerprints, strict=True)
    assert [old == new for old, new in pairs] == [True, False]


def test_a_long_part_is_cut_and_short_ones_are_joined(tmp_path, monkeypatch):
    monkeypatch.setattr(division, "LARGEST", 100)
    long = division.plan(write_parts(tmp_path / "long", [250]))
    assert [(p[0].start, p[0].stop) for p in long.pieces] == [(0, 83), (83, 166), (166, 250)]
    short = division.plan(write_parts(tmp_path / "short", [10] * 64))
    assert [len(pieces) for pieces in short.pieces] == [8] * 8
    wanted = division.plan(write_parts(tmp_path / "wanted", [10] * 6), wanted=4)
    assert [len(pieces) for pieces in wanted.pieces] == [2, 2, 2]


def test_an_empty_folder_has_one_empty_bucket(tmp_path):
    (tmp_path / "p").mkdir()
    assert division.plan(tmp_path / "p").n_buckets == 1
