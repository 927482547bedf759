"""The small study in a folder of its own, with a copy of the package, to be maltreated."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
COPIED = ("selectivity", "Snakefile", "rules", "workflow", "config", "data")
CONFIG = "config/config.test.yaml"
LINE = [sys.executable, "-m", "selectivity", "run", "--config", CONFIG, "--cores", "2"]
TIMES = ("started", "seconds", "sha256")
PATIENCE_S = 600


@dataclass
class Study:
    """A folder with package, rules, tables and results."""

    folder: Path
    package: Path

    def environment(self, **more: str) -> dict[str, str]:
        """Variables of a process that uses the copy of the package."""
        return {**os.environ, "PYTHONPATH": str(self.package), **more}

    def start(self, **environment: str) -> subprocess.Popen[str]:
        """The ordinary command, in a process group of its own."""
        return subprocess.Popen(
            LINE,
            cwd=self.folder,
            env=self.environment(**environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, **environment: str) -> tuple[int, str]:
        """The ordinary command to its end: exit code and what it printed."""
        process = self.start(**environment)
        text, _ = process.communicate(timeout=PATIENCE_S)
        return process.returncode, text

    def results(self) -> dict[str, bytes]:
        """Every result; of run.json what is not a time."""
        folder = self.folder / "results"
        left_out = ("logs", "benchmarks", "edited")
        found = {}
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            name = file.relative_to(folder).as_posix()
            if name.split("/")[0] not in left_out and name != "README.md":
                found[name] = _content(file)
        return found

    def wipe(self) -> None:
        """Back to a study that was never run."""
        for name in ("results", ".snakemake"):
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def wait_for(self, pattern: str, process: subprocess.Popen[str]) -> None:
        """Until a file that matches is there, or the process ends."""
        while process.poll() is None and not list(self.folder.glob(pattern)):
            time.sleep(0.02)


def _content(file: Path) -> bytes:
    if file.name == "run.json":
        record = json.loads(file.read_text())
        return json.dumps({key: record[key] for key in record if key not in TIMES}).encode()
    if file.name == "report.sha256":  # of a record with times
        return file.read_text().splitlines()[0].encode()
    return file.read_bytes()


def make(folder: Path) -> Study:
    """A study in a new folder."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(source, folder / name, ignore=ignored)
        else:
            shutil.copy(source, folder / name)
    return Study(folder, folder)


def family(pid: int) -> list[int]:
    """Descendants of a process, the oldest first."""
    found, queue = [], [pid]
    while queue:
        parent = queue.pop(0)
        for task in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                fields = task.read_text().rsplit(")", 1)[1].split()
                if int(fields[1]) == parent:
                    child = int(task.parent.name)
                    found.append(child)
                    queue.append(child)
    return found


def kill(pids: list[int], number: int = signal.SIGKILL) -> int:
    """Send a signal to those that are still there; how many."""
    n_sent = 0
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
            n_sent += 1
    return n_sent
