"""Results that were edited or truncated: noticed, kept, made again; leftovers go."""

import json
import os
import subprocess
import time

import pytest

from selectivity.provenance import edited
from selectivity.screening.record import OWN_CHECKSUM, own_checksum
from selectivity.tables.sums import FOLDER_SUMS, read_sums, write_sums
from selectivity.tables.write import checksum

CONFIG = "config/config.test.yaml"


@pytest.fixture
def results(tmp_path, monkeypatch):
    """Results of a run with a ranking, a report and one bucket."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".snakemake").mkdir()
    folder = tmp_path / "results"
    (folder / "buckets/0").mkdir(parents=True)
    for name in ("ranking.csv", "report.html", "buckets/0/terms.parquet"):
        (folder / name).write_text(f"the {name}")
    record = {"outputs": {"ranking.csv": checksum(folder / "ranking.csv")}, "started": "today"}
    record[OWN_CHECKSUM] = own_checksum(record)
    (folder / "run.json").write_text(json.dumps(record))
    write_sums(folder / "report.sha256", [folder / "report.html", folder / "run.json"])
    write_sums(folder / "buckets/0" / FOLDER_SUMS, [folder / "buckets/0/terms.parquet"])
    return folder


def test_what_a_run_wrote_is_left_alone_and_not_read_twice(results, monkeypatch):
    assert edited.edited_results(results) == []
    monkeypatch.setattr(edited, "checksum", lambda file: pytest.fail("read again"))
    assert edited.edited_results(results) == []


@pytest.mark.parametrize(
    "name", ["ranking.csv", "report.html", "run.json", "buckets/0/terms.parquet"]
)
def test_an_edit_is_noticed_also_with_its_time_and_size_put_back(results, name):
    assert edited.edited_results(results) == []
    file = results / name
    state = file.stat()
    text = file.read_text()
    file.write_text(text[:-3] + "xyz" if name != "run.json" else text.replace("today", "other"))
    os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert file.stat().st_size == state.st_size
    assert edited.edited_results(results) == [file]


@pytest.mark.parametrize("name", ["ranking.csv", "run.json"])
def test_a_truncated_file_is_noticed(results, name):
    os.truncate(results / name, 3)
    assert results / name in edited.edited_results(results)


def test_a_missing_file_is_the_workflows_business(results):
    (results / "ranking.csv").unlink()
    assert edited.edited_results(results) == []


def test_what_was_edited_is_kept_and_never_overwritten(results):
    kept = []
    for text in ("first", "second"):
        (results / "ranking.csv").write_text(text)
        kept += edited.set_aside(results, [results / "ranking.csv"])
    assert [place.read_text() for _, place in kept] == ["first", "second"]
    assert [place.name for _, place in kept] == ["ranking.csv", "ranking-2.csv"]
    assert not (results / "ranking.csv").exists()


def test_leftovers_of_killed_jobs_go_and_nothing_else(results):
    for name in (".ranking.ab12cd_8.csv", "buckets/0/.terms.x1y2z3w4.parquet"):
        (results / name).write_text("half")
    (results / ".gitkeep").write_text("")
    assert edited.remove_leftovers(results) == 2
    left = {path.name for path in results.rglob("*") if path.is_file()}
    assert {".gitkeep", "ranking.csv", "terms.parquet"} <= left
    assert not any("half" in path.read_text() for path in results.rglob("*") if path.is_file())


def test_sums_are_those_of_sha256sum(results):
    line = ["sha256sum", "--check", "--quiet", "report.sha256"]
    assert subprocess.run(line, cwd=results, check=False).returncode == 0
    assert set(read_sums(results / "report.sha256")) == {
        results / "report.html",
        results / "run.json",
    }


def test_an_edited_ranking_is_said_kept_and_made_again(study):
    results = study.folder / "results"
    names = ("ranking.csv", "report.html", "terms.parquet")
    before = {name: (results / name).read_bytes() for name in names}
    (results / "ranking.csv").write_bytes(before["ranking.csv"].replace(b"1,1,", b"1,2,", 1))
    os.truncate(results / "terms.parquet", 100)
    looked = study.selectivity("run", "--config", CONFIG, "-n")
    assert "ranking.csv: not what the run wrote; a run would make it again" in looked.stderr
    assert not (results / "edited").exists()
    ended = study.selectivity("run", "--config", CONFIG, "--cores", "1", "results/ranking.csv")
    assert ended.returncode == 0, ended.stderr
    assert "kept as results/edited/ranking.csv and made again" in ended.stderr
    for name in names:
        assert (results / name).read_bytes() == before[name]
    assert b"1,2," in (results / "edited/ranking.csv").read_bytes()


def test_a_clock_that_went_back_hides_no_change(study):
    ahead = time.time() + 3600
    for file in study.folder.rglob("*"):
        os.utime(file, (ahead, ahead), follow_symlinks=False)
    table = study.folder / "config/candidates.test.csv"
    head, row, rest = table.read_text().split("\n", 2)
    table.write_text("\n".join([head, row.replace(",7.9,", ",7.8,"), rest]))
    ended = study.selectivity("run", "--config", CONFIG, "--cores", "1", "--until", "screen")
    assert "carry a time of the future" in ended.stderr
    assert ended.returncode == 0, ended.stderr
    assert study.would_run() == [
        "Finding what to measure next",
        "Ranking all candidates",
        "Writing the report",
    ]
