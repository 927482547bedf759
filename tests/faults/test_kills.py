"""A run that is killed in the middle: the ordinary command again gives the same bytes."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

CONFIG = "config/config.test.yaml"
LINE = [sys.executable, "-m", "selectivity", "run", "--config", CONFIG, "--cores", "2"]
TARGET = "results/ranking.csv"
PATIENCE_S = 300


def children(pid):
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(stat.read_text().rsplit(")", 1)[1].split()[1]) == pid:
                found.append(int(stat.parent.name))
        except OSError:
            continue
    return found


def test_killed_in_the_middle_and_run_again(study):
    results = study.folder / "results"
    before = (study.folder / TARGET).read_bytes()
    shutil.rmtree(results)
    environment = {**os.environ, "PYTHONPATH": str(study.folder), "PYTHONDONTWRITEBYTECODE": "1"}
    run = subprocess.Popen(
        [*LINE, TARGET], cwd=study.folder, env=environment, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    end = time.monotonic() + PATIENCE_S
    while not list(results.glob("logs/screen_*.log")):
        assert run.poll() is None
        assert time.monotonic() < end
        time.sleep(0.05)
    (snakemake,) = children(run.pid)
    jobs = children(snakemake)
    os.kill(snakemake, signal.SIGKILL)
    assert run.wait() == 128 + signal.SIGKILL
    while any(Path(f"/proc/{job}").exists() for job in jobs):
        assert time.monotonic() < end
        time.sleep(0.05)
    ended = study.selectivity("run", "--config", CONFIG, "--cores", "2", TARGET)
    assert ended.returncode == 0, ended.stderr
    assert "removing its lock" in ended.stderr
    assert (study.folder / TARGET).read_bytes() == before
    assert not [path for path in results.rglob(".*") if path.name != ".snakemake_timestamp"]
