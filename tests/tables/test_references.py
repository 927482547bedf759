"""The bibliography and the keys that tables name."""

import pytest

from selectivity.tables.paths import data_dir
from selectivity.tables.reader import read_table
from selectivity.tables.references import check_sources, load_references, split_keys

BIB = "% a comment\n@article{one2020,\n title={A @ b}\n}\n\n@misc{two, note={x}}\n"


def test_entries_by_key(tmp_path):
    (tmp_path / "r.bib").write_text(BIB)
    entries = load_references(tmp_path / "r.bib")
    assert list(entries) == ["one2020", "two"]
    assert entries["two"] == "@misc{two, note={x}}"


def test_a_key_twice_and_a_missing_file(tmp_path):
    problems = []
    (tmp_path / "r.bib").write_text(BIB + "@misc{two,}\n")
    load_references(tmp_path / "r.bib", problems)
    assert [(problem.row, problem.found) for problem in problems] == [("7", "a second entry 'two'")]
    assert load_references(tmp_path / "none.bib", problems) == {}
    assert len(problems) == 2


@pytest.mark.parametrize("name", ["ions", "groups", "materials"])
def test_every_source_of_the_shipped_tables_resolves(name):
    problems = []
    frame = read_table(data_dir() / f"{name}.csv", name)
    check_sources(frame, name, load_references(data_dir() / "references.bib"), problems)
    assert problems == []
    check_sources(frame, name, {"nothing": ""}, problems)
    assert len(problems) >= len(frame)


def test_several_keys_in_a_cell():
    assert split_keys("a2020; b2021|c") == ["a2020", "b2021", "c"]
    assert split_keys("  ") == []
