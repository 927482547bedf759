"""Calls of Snakemake: exit codes, signals, and the lock of a run that died."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from selectivity import workflow
from selectivity.errors import SelectivityError

SNAKEFILE = """
rule all:
    input: "results/report.html"
rule report:
    output: "results/report.html"
    shell: "{command}"
"""
CALL = "from selectivity import workflow as w; raise SystemExit(w.call(w.command(None, [])))"
PATIENCE_S = 60


@pytest.fixture
def study(tmp_path, monkeypatch):
    """Study directory whose only rule runs a given command."""
    monkeypatch.chdir(tmp_path)
    profile = tmp_path / "workflow/profiles/default"
    profile.mkdir(parents=True)
    (profile / "profile.v9+.yaml").write_text("cores: 1\n")

    def with_command(command):
        (tmp_path / "Snakefile").write_text(SNAKEFILE.format(command=command))
        return tmp_path

    return with_command


def started(folder):
    """A run in its own process whose rule has begun."""
    process = subprocess.Popen(
        [sys.executable, "-c", CALL],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_until(lambda: (folder / "results/begun").exists())
    return process


def wait_until(condition):
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.05)


def record(folder):
    return json.loads((folder / ".snakemake/selectivity_run.json").read_text())


def kill_hard(process, folder):
    snakemake = int(record(folder)["pid"])
    process.kill()
    os.kill(snakemake, signal.SIGKILL)
    process.wait()
    wait_until(lambda: not workflow._alive(snakemake))


def test_exit_codes_are_passed_on_and_no_record_stays(study):
    folder = study("false")
    assert workflow.call(workflow.command(None, [])) == 1
    study("touch {output}")
    assert workflow.call(workflow.command(None, [])) == 0
    assert (folder / "results/report.html").is_file()
    assert not (folder / ".snakemake/selectivity_run.json").exists()
    assert not workflow.lock_of_dead_run()


def test_user_options_and_configuration_are_passed_on(study):
    study("true")
    line = workflow.command(Path("other.yaml"), ["-n", "results/x.csv"])
    assert line[-3:] == ["--rerun-incomplete", "-n", "results/x.csv"]
    assert "--configfile=other.yaml" in line
    assert "--workflow-profile" in line
    line = workflow.command(None, ["--workflow-profile", "mine"])
    assert line.count("--workflow-profile") == 1


def test_the_lock_of_a_killed_run_is_seen_and_unlock_lets_the_next_run_go_on(study):
    folder = study("touch results/begun; sleep 30")
    process = started(folder)
    with pytest.raises(SelectivityError, match="already going on"):
        workflow.lock_of_dead_run()
    with pytest.raises(SelectivityError, match="already going on"):
        workflow.unlock()
    kill_hard(process, folder)
    assert workflow.lock_of_dead_run()
    study("touch {output}")
    assert workflow.unlock() == 0
    assert not workflow.lock_of_dead_run()
    assert workflow.call(workflow.command(None, [])) == 0


def test_sigterm_is_passed_on_and_leaves_no_lock(study):
    folder = study("touch results/begun; sleep 2")
    process = started(folder)
    process.terminate()
    process.wait(timeout=PATIENCE_S)
    assert process.returncode != 0
    assert not workflow.lock_of_dead_run()


@pytest.mark.parametrize("host", [None, "another-machine"])
def test_a_lock_that_nobody_can_judge_is_left_and_unlock_is_named(study, host):
    folder = study("true")
    locks = folder / ".snakemake/locks"
    locks.mkdir(parents=True)
    (locks / "0.input.lock").write_text("x")
    if host:
        text = json.dumps({"host": host, "pid": 1})
        (folder / ".snakemake/selectivity_run.json").write_text(text)
    with pytest.raises(SelectivityError, match="selectivity unlock"):
        workflow.lock_of_dead_run()


def test_a_number_used_again_by_another_program_is_not_our_run(study):
    folder = study("true")
    (folder / ".snakemake/locks").mkdir(parents=True)
    (folder / ".snakemake/locks/0.input.lock").write_text("x")
    with subprocess.Popen(["sleep", "30"]) as other:
        record_text = json.dumps({"host": socket.gethostname(), "pid": other.pid})
        (folder / ".snakemake/selectivity_run.json").write_text(record_text)
        assert workflow.lock_of_dead_run()
        other.kill()


def test_priors_alone_are_a_value_for_snakemake():
    line = workflow.command(None, ["-n", "results/ranking.csv"], prior_only=True)
    assert line[-4:] == ["-n", "results/ranking.csv", "--config", "prior_only=true"]
    assert "--config" not in workflow.command(None, ["-n"])
