"""Tables that grow by pieces, whole or not at all."""

import numpy as np
import pyarrow.parquet as pq
import pytest

from selectivity.screening import tidy


def test_labels_follow_the_array_in_c_order():
    values = np.arange(6.0).reshape(2, 3)
    first, second = tidy.labels([["a", "b"], ["x", "y", "z"]])
    frame = tidy.table({"row": first, "column": second, "value": values}).to_pandas()
    assert frame.set_index(["row", "column"]).value["b", "y"] == values[1, 1]


def test_pieces_become_one_file(tmp_path):
    with tidy.writers(tmp_path / "new") as out:
        for part in range(3):
            out.add("terms", tidy.table({"value": np.full(2, float(part))}))
    assert pq.read_table(tmp_path / "new" / "terms.parquet")["value"].to_pylist() == [
        0.0, 0.0, 1.0, 1.0, 2.0, 2.0,
    ]  # fmt: skip
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["terms.parquet"]


def test_a_failure_leaves_the_earlier_file(tmp_path):
    with tidy.writers(tmp_path) as out:
        out.add("terms", tidy.table({"value": np.ones(1)}))
    with pytest.raises(RuntimeError), tidy.writers(tmp_path) as out:
        out.add("terms", tidy.table({"value": np.zeros(1)}))
        raise RuntimeError
    assert pq.read_table(tmp_path / "terms.parquet")["value"].to_pylist() == [1.0]


def test_samples_as_lists():
    lists = tidy.fixed_list(np.arange(6.0).reshape(2, 3))
    assert lists.to_pylist() == [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]
