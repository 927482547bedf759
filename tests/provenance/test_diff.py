"""What changed between two runs, and which rank moved because of which."""

import csv
import shutil
import zipfile

import pytest

from selectivity.cli import main
from selectivity.errors import DataError, MissingDataError
from selectivity.provenance.changes import changes
from selectivity.provenance.moves import moves
from selectivity.provenance.runs import read_run
from tests.provenance.synthetic import CONFIG, INPUTS, write_results


def compared(tmp_path, **after):
    """Differences and moves, by candidate, from the plain results to changed ones."""
    runs = [
        read_run(write_results(tmp_path / "a")),
        read_run(write_results(tmp_path / "b", **after)),
    ]
    found = changes(*runs)
    return found, moves(*runs, found).set_index("candidate")


def test_the_same_run_has_no_differences(tmp_path):
    found, moved = compared(tmp_path)
    assert found.all == ()
    assert len(moved) == 0


def test_a_move_by_own_rows_and_those_it_passes(tmp_path):
    inputs = {**INPUTS, "config/candidates.csv": "d" * 64}
    numbers = {"first": 30.0, "second": 20.0, "third": 40.0}
    _, moved = compared(tmp_path, selectivity=numbers, own_rows={"third": "other"}, inputs=inputs)
    columns = ["rank_a", "rank_b", "by_itself", "by_others", "because"]
    assert list(moved.loc["third", columns]) == ["3", "1", "-2", "+0", "own rows"]
    assert list(moved.loc["first", columns]) == ["1", "2", "+0", "+1", "others moved"]


def test_shared_inputs_are_named_and_own_changes_stand_apart(tmp_path):
    inputs = {**INPUTS, "data/ions.csv": "x" * 64, "config/candidates.csv": "d" * 64}
    numbers = {"first": 31.0, "second": 5.0, "third": 10.0}
    _, moved = compared(tmp_path, selectivity=numbers, own_rows={"second": "other"}, inputs=inputs)
    assert moved.loc["first", "because"] == "shared inputs (data/ions.csv)"
    told = moved.loc["second", "because"]
    assert told == "cannot be told apart: own rows; shared inputs (data/ions.csv)"


def test_code_versions_and_settings_cannot_be_told_apart(tmp_path):
    config = {**CONFIG, "sampling": {"n_samples": 64}, "report": {"title": "b"}}
    found, moved = compared(
        tmp_path,
        selectivity={"first": 30.5, "second": 20.0, "third": 10.0},
        config=config,
        code_hash="d" * 64,
        versions={"numpy": "2.1"},
    )
    told = moved.loc["first", "because"]
    assert told == (
        "cannot be told apart: configuration (sampling.n_samples); code (physics code); "
        "versions (numpy)"
    )
    assert {change.what: change.cause for change in found.configuration}["report.title"] == ""
    assert list(moved.index) == ["first"]


def test_what_no_rank_depends_on_is_no_cause_and_an_edit_is_named(tmp_path):
    inputs = {**INPUTS, "data/references.bib": "x" * 64}
    _, moved = compared(
        tmp_path, selectivity={"first": 33.0, "second": 20.0, "third": 10.0}, inputs=inputs
    )
    assert "edited" in moved.loc["first", "because"]


def test_candidates_that_come_and_go(tmp_path):
    _, moved = compared(tmp_path, selectivity={"first": 30.0, "new": 25.0, "third": 10.0})
    assert moved.loc["new", "because"].startswith("new")
    assert moved.loc["second", "because"].startswith("gone")
    assert "third" not in moved.index


@pytest.mark.parametrize("place", ["", "run.json", "study", "crate.zip"])
def test_a_run_is_found_wherever_it_lies(tmp_path, place):
    results = write_results(tmp_path / "study/results")
    if place.endswith(".zip"):
        with zipfile.ZipFile(tmp_path / place, "w") as archive:
            for file in results.iterdir():
                archive.write(file, f"results/{file.name}")
    path = {"": results, "run.json": results / place, "study": tmp_path / place}
    run = read_run(path.get(place, tmp_path / place))
    assert list(run.rankings["standard"].index) == ["first", "second", "third"]
    assert run.own_rows["first"] == "same"


def test_no_run_and_a_broken_one_are_said(tmp_path):
    with pytest.raises(MissingDataError, match=r"no run\.json"):
        read_run(tmp_path)
    broken = write_results(tmp_path / "broken")
    (broken / "ranking.csv").unlink()
    with pytest.raises(MissingDataError, match=r"ranking\.csv is missing"):
        read_run(broken)
    (broken / "run.json").write_text("{")
    with pytest.raises(DataError, match="cannot be read"):
        read_run(broken)


def test_the_command_prints_and_writes_every_move(tmp_path, capsys):
    write_results(tmp_path / "a")
    write_results(
        tmp_path / "b",
        selectivity={"first": 30.0, "second": 40.0, "third": 10.0},
        code_hash="d" * 64,
    )
    out = tmp_path / "moves.csv"
    with pytest.raises(SystemExit) as end:
        main(["diff", str(tmp_path / "a"), str(tmp_path / "b"), "-o", str(out)])
    assert not end.value.code
    printed = capsys.readouterr().out
    assert "2 of 3 moved, the selectivity of 1 changed" in printed
    assert "Inputs: the same" in printed
    with out.open() as stream:
        rows = {row["candidate"]: row for row in csv.DictReader(stream)}
    assert rows["second"]["because"] == "code (physics code)"


def test_two_real_runs(study, tmp_path):
    before = tmp_path / "before"
    shutil.copytree(study.folder / "results", before)
    table = study.folder / "config/candidates.test.csv"
    head, row, *rest = table.read_text().splitlines()
    cells = row.split(",")
    cells[head.split(",").index("pore_radius_nm")] = "0.6"
    table.write_text("\n".join([head, ",".join(cells), *rest]) + "\n")
    run = study.selectivity("run", "--config", "config/config.test.yaml", "results/ranking.csv")
    assert run.returncode == 0, run.stderr
    ended = study.selectivity("diff", str(before), "results", "-o", "moves.csv")
    assert ended.returncode == 0, ended.stderr
    assert "config/candidates.test.csv" in ended.stdout
    with (study.folder / "moves.csv").open() as stream:
        because = {row["candidate"]: row["because"] for row in csv.DictReader(stream)}
    assert because.pop(cells[0]) == "own rows"
    assert set(because.values()) <= {"others moved"}
