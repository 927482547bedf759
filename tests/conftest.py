"""A copy of the checkout in which a small study was run once; a headless browser."""

import fcntl
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
COPIED = ("selectivity", "Snakefile", "rules", "workflow", "config", "data")
CONFIG = "config/config.test.yaml"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(frozen=True)
class Study:
    """Folder with package, rules, tables and results of its own."""

    folder: Path
    package: Path | None = None
    """Folder of the package if it is not a copy in the study."""

    def selectivity(
        self, *arguments: str, environment: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """The command line of the copied package, in the copy."""
        return self._call("selectivity", arguments, environment)

    def snakemake(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Snakemake itself, in the copy."""
        return self._call("snakemake", arguments)

    def would_run(self) -> list[str]:
        """Messages of the jobs that a dry run plans; empty if there is nothing to do."""
        options = ("-n", "--configfile", CONFIG, "--cores", "1", "--workflow-profile", "none")
        ended = self.snakemake(*options)
        assert ended.returncode == 0, ended.stdout + ended.stderr
        text = ended.stdout + ended.stderr
        lines = re.findall(r"^Job \d+: (.*)$", text, re.MULTILINE)
        assert bool(lines) != ("Nothing to be done" in text), text
        return sorted(lines)

    def copy(self, folder: Path) -> "Study":
        """The same study elsewhere, with its results and Snakemake's memory of them."""
        shutil.copytree(self.folder, folder, symlinks=True)
        return Study(folder, folder)

    def _call(
        self,
        module: str,
        arguments: Sequence[str],
        environment: Mapping[str, str] | None = None,
    ) -> subprocess.CompletedProcess[str]:
        package = str(self.package or self.folder)
        return subprocess.run(
            [sys.executable, "-m", module, *arguments],
            cwd=self.folder,
            env={
                **os.environ,
                "PYTHONPATH": package,
                "PYTHONDONTWRITEBYTECODE": "1",
                **(environment or {}),
            },
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="session")
def finished_study(tmp_path_factory) -> Study:
    """The small study, run once by the first worker that needs it; for reading only."""
    root = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent
    folder, done = root / "checkout" / "study", root / "checkout.done"
    with (root / "checkout.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            _run_small_study(folder)
            done.touch()
    return Study(folder, folder)


def _run_small_study(folder: Path) -> None:
    """Copy what a study needs, and run it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    ended = Study(folder, folder).selectivity("run", "--config", CONFIG, "--cores", "2")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert ended.stdout.splitlines()[-1] == str(folder / "results/report.html")


@pytest.fixture
def study(finished_study, tmp_path) -> Study:
    """A copy of the finished study, to change."""
    return finished_study.copy(tmp_path / "study")


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium, driven by playwright."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield chromium
        chromium.close()
