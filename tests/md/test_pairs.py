"""Jobs of the workflow: names, what reruns, and nothing heavy."""

import subprocess
import sys

from selectivity.md.pairs import pair_jobs
from tests.md.conftest import ROOT
from tests.md.synthetic import write_runs


def row(**changes):
    return {"candidate": "a/b c", "ion": "SO4^2-", "run": "1", "topology": "t.tpr"} | changes


def test_one_job_per_pair_with_the_files_that_exist(tmp_path):
    (tmp_path / "t.tpr").write_text("")
    rows = [row(trajectory="x.xtc|y.xtc"), row(run="2"), row(ion="Li+")]
    jobs = pair_jobs(write_runs(tmp_path / "runs.csv", rows), tmp_path)
    assert [(job.candidate, job.ion) for job in jobs.values()] == [
        ("a/b c", "SO4^2-"),
        ("a/b c", "Li+"),
    ]
    assert all(name.replace("_", "").replace("-", "").isalnum() for name in jobs)
    assert all(job.files == (str(tmp_path / "t.tpr"),) for job in jobs.values())


def test_an_edited_row_changes_its_own_job_only(tmp_path):
    table = tmp_path / "runs.csv"
    before = pair_jobs(write_runs(table, [row(), row(ion="Li+")]), tmp_path)
    after = pair_jobs(write_runs(table, [row(), row(ion="Li+", note="new")]), tmp_path)
    changed = [name for name in before if before[name].rows != after[name].rows]
    assert len(changed) == 1 and "Li" in changed[0]


def test_names_that_differ_in_unsafe_characters_stay_apart(tmp_path):
    rows = [row(candidate="a b"), row(candidate="a/b")]
    assert len(pair_jobs(write_runs(tmp_path / "runs.csv", rows), tmp_path)) == 2


def test_no_table_no_jobs(tmp_path):
    assert pair_jobs(tmp_path / "absent.csv", tmp_path) == {}
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    assert pair_jobs(tmp_path / "other.csv", tmp_path) == {}


def test_shipped_table_has_two_jobs():
    assert len(pair_jobs(ROOT / "config/trajectories.csv", ROOT)) == 2


def test_jobs_and_configuration_import_nothing_heavy():
    heavy = ("MDAnalysis", "pymbar", "waterdynamics", "scipy")
    code = "import sys, selectivity.md.pairs; print([m for m in sys.modules])"
    printed = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    assert not [name for name in heavy if f"'{name}'" in printed]
    code = "import sys, selectivity.config; print([m for m in sys.modules])"
    printed = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    assert not [name for name in heavy[:3] if f"'{name}'" in printed]
