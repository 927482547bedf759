"""One run at a time, whatever dies; jobs that end with their workflow."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from selectivity import one_run
from selectivity.errors import SelectivityError
from selectivity.parent import JOB

HOLDS = """
import subprocess, sys, time
from selectivity.one_run import alone
with alone() as lock:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"],
                             pass_fds=[lock.fileno()])
    print(child.pid, flush=True)
    time.sleep(60)
"""
STARTS_A_JOB = f"""
import os, subprocess, sys, time
job = "import time; from selectivity import parent; parent.prepare(); " \\
      "print('ready', flush=True); time.sleep(60)"
child = subprocess.Popen([sys.executable, "-c", job], env={{**os.environ, "{JOB}": "1"}},
                         stdout=subprocess.PIPE, text=True)
child.stdout.readline()
print(child.pid, flush=True)
time.sleep(60)
"""
PATIENCE_S = 30


def started(program, folder):
    process = subprocess.Popen(
        [sys.executable, "-c", program], cwd=folder, stdout=subprocess.PIPE, text=True
    )
    with process.stdout:
        return process, int(process.stdout.readline())


def gone(pid):
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
                return True
        except FileNotFoundError:
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_second_run_is_refused_and_the_lock_dies_with_its_holders(folder, capsys):
    process, child = started(HOLDS, folder)
    with (
        pytest.raises(SelectivityError, match=f"already going on.*{process.pid}"),
        one_run.alone(),
    ):
        pass
    process.kill()
    process.wait()
    with (
        pytest.raises(SelectivityError, match="already going on"),
        one_run.alone(patience=0.5),
    ):
        pass
    assert "waiting for it" in capsys.readouterr().err
    os.kill(child, signal.SIGKILL)
    with one_run.alone():
        pass


def test_a_lock_left_by_nobody_hinders_nobody(folder):
    with one_run.alone():
        pass
    assert one_run.LOCK.is_file()
    with one_run.alone(patience=0):
        pass


def test_a_job_ends_with_its_workflow(folder):
    process, job = started(STARTS_A_JOB, folder)
    process.kill()
    process.wait()
    assert gone(job)


def test_told_to_end_a_job_removes_what_it_was_writing(folder):
    program = """
from selectivity import parent
from selectivity.tables.write import write_atomically
import time
parent.prepare()
def writer(file):
    file.write_text("half")
    print(1, flush=True)
    time.sleep(60)
write_atomically("table.csv", writer)
"""
    process, _ = started(program, folder)
    process.terminate()
    assert process.wait() == 128 + signal.SIGTERM
    assert list(folder.iterdir()) == []
