"""Every number that theory.md fixes comes out."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from selectivity.checks import SECTIONS, section_checks
from selectivity.checks.base import Check
from selectivity.cli import main
from selectivity.commands.references import page_of

OWN = ("1", "2", "3", "4", "7")


@pytest.mark.parametrize(
    "check",
    [check for section in OWN for check in section_checks(section)],
    ids=lambda check: f"{check.section} {check.name}",
)
def test_check_holds(check):
    assert np.isfinite([check.expected, check.obtained]).all()
    assert check.obtained == pytest.approx(check.expected, abs=max(check.tolerance, 1e-300))


def test_sections_and_names():
    assert set(OWN) <= set(SECTIONS)
    keys = [(check.section, check.name) for section in OWN for check in section_checks(section)]
    assert len(keys) == len(set(keys))


def rows_of(page):
    """Cells of the page's rows, without the number that the program gives."""
    cells = [re.split(r" +[|] +", line.strip("| ")) for line in page.splitlines() if "|" in line]
    return [row[:3] + row[4:] for row in cells[2:]]


def test_the_page_of_the_docs_lists_every_check():
    page = Path(__file__).parents[2] / "docs/checks.md"
    known = page_of([check for section in SECTIONS for check in section_checks(section)])
    assert rows_of(page.read_text(encoding="utf-8")) == rows_of(known), (
        "stale: `selectivity references -o docs/checks.md` makes it again"
    )


def test_a_check_outside_its_tolerance_does_not_hold():
    assert Check("9", "x", 1.0, 1.1, "-", "s", 0.2).holds
    assert not Check("9", "x", 1.0, 1.3, "-", "s", 0.2).holds


def run(*arguments):
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    return left.value.code or 0


def test_command_writes_a_list_of_objects(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    few = section_checks("7")
    monkeypatch.setattr("selectivity.checks.all_checks", lambda: few)
    assert run("references", "-o", "out.json") == 0
    rows = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert len(rows) == len(few)
    assert list(rows[0]) == ["section", "name", "expected", "obtained", "unit", "source"]
    assert all(isinstance(row["obtained"], float) for row in rows)


def test_command_fails_where_a_number_misses(monkeypatch, capsys):
    wrong = Check("9", "made wrong", 1.0, 2.0, "-", "none", 0.5)
    monkeypatch.setattr("selectivity.checks.all_checks", lambda: [wrong])
    assert run("references") == 1
    captured = capsys.readouterr()
    assert "MISS" in captured.out
    assert "1 of 1" in captured.err


def test_command_makes_the_page(tmp_path, monkeypatch):
    few = section_checks("7")
    monkeypatch.setattr("selectivity.checks.all_checks", lambda: few)
    assert run("references", "-o", str(tmp_path / "checks.md")) == 0
    text = (tmp_path / "checks.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| 7 |")]
    assert len(rows) == len(few)
    assert all(line.count(" | ") == 5 for line in rows)
