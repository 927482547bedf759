"""Buckets: stable, and only the edited one changes."""

from selectivity.tables.buckets import bucket_hashes, bucket_of

HEADER = "candidate,name,pore_radius_nm\n"


def write(path, rows, header=HEADER):
    path.write_text(header + "".join(row + "\n" for row in rows), encoding="utf-8")
    return path


def test_bucket_is_that_of_the_identifier_alone():
    # sha256("NF270") by coreutils' sha256sum: printf NF270 | sha256sum
    assert bucket_of("NF270", 2**256) == int(NF270, 16)
    assert {bucket_of(f"m{index}", 8) for index in range(100)} == set(range(8))


NF270 = "36494fd9196764cadc7d58d673d9979f84d72e1b064f09390fa8109da36cbdbf"


def test_one_edit_changes_one_bucket(tmp_path):
    rows = [f"m{index},,0.{index}" for index in range(10, 40)]
    before = bucket_hashes([write(tmp_path / "t.csv", rows)], 8)
    rows[3] = "m13,,0.99"
    after = bucket_hashes([write(tmp_path / "t.csv", rows)], 8)
    changed = [bucket for bucket in range(8) if before[bucket] != after[bucket]]
    assert changed == [bucket_of("m13", 8)]


def test_order_of_rows_and_columns_and_a_bom_change_nothing(tmp_path):
    first = bucket_hashes([write(tmp_path / "t.csv", ["a,x,1", "b,,2"])], 4)
    swapped = write(
        tmp_path / "t.csv", ["2,b,,", "1,a,x,"], "\ufeffpore_radius_nm,candidate,name,\n"
    )
    assert bucket_hashes([swapped], 4) == first


def test_a_table_of_another_form_changes_every_bucket(tmp_path):
    table = tmp_path / "t.xlsx"
    table.write_bytes(b"one")
    first = bucket_hashes([table], 3)
    table.write_bytes(b"two")
    assert all(old != new for old, new in zip(first, bucket_hashes([table], 3), strict=True))


def test_a_missing_table_is_empty(tmp_path):
    assert len(set(bucket_hashes([tmp_path / "none.csv"], 3))) == 1
