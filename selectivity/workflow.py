"""Calls Snakemake on a study directory: arguments, signals and the lock of a run that died."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import IO, Final

from selectivity.errors import SelectivityError
from selectivity.parent import end_with_parent

REPORT: Final = Path("results/report.html")
DEFAULT_CONFIG: Final = Path("config/config.yaml")

STUDY_SNAKEFILE: Final = """\
# The rules of the installed `selectivity`; add your own below.
from selectivity.tables.paths import shipped_root


include: str(shipped_root() / "Snakefile")


rule study:
    input:
        rules.all.input,
    localrule: True
"""

_LOCKS: Final = Path(".snakemake/locks")
_RECORD: Final = Path(".snakemake/selectivity_run.json")
_PROFILE_OPTIONS: Final = ("--workflow-profile",)
_STILL_RUNNING: Final = "a run is already going on in this directory"


def snakefile() -> Path:
    """Snakefile of the current study, else the packaged one.

    Returns
    -------
    Path
    """
    from selectivity.tables.paths import shipped_root

    own = Path("Snakefile")
    return own if own.is_file() else shipped_root() / "Snakefile"


def default_profile() -> Path:
    """Folder of the default profile: the study's own, else the packaged one.

    Returns
    -------
    Path
    """
    from selectivity.tables.paths import shipped_root

    own = Path("workflow/profiles/default")
    return own if own.is_dir() else shipped_root() / own


def command(
    config: Path | None,
    arguments: Sequence[str],
    prior_only: bool = False,
    again: Sequence[Path] = (),
) -> list[str]:
    """Snakemake's command line for this study.

    Parameters
    ----------
    config : Path or None
        Configuration instead of ``config/config.yaml``.
    arguments : sequence of str
        The user's own options and targets, passed on as they stand.
    prior_only : bool
        Screen with the priors instead of the calibrated constants.
    again : sequence of Path
        Results to make again whether or not they look up to date.

    Returns
    -------
    list of str
    """
    line = [sys.executable, "-m", "snakemake", "--snakefile", str(snakefile())]
    if config is not None:
        line += [f"--configfile={config}"]
    if not any(argument.startswith(_PROFILE_OPTIONS) for argument in arguments):
        line += ["--workflow-profile", str(default_profile())]
    if again:
        line += ["--forcerun", *map(str, again)]
    choice = ["--config", "prior_only=true"] if prior_only else []
    return [*line, "--rerun-incomplete", *arguments, *choice]


def call(
    line: Sequence[str], environment: Mapping[str, str] | None = None, lock: IO[str] | None = None
) -> int:
    """Run Snakemake with its output shown live, pass signals on and leave a record meanwhile.

    Parameters
    ----------
    line : sequence of str
        From `command`.
    environment : mapping of str to str, optional
        Variables besides those of this process.
    lock : file, optional
        From `one_run.alone`: held by Snakemake too.

    Returns
    -------
    int
        Exit code; 128 + signal if a signal ended it.
    """
    options = {
        "env": {**os.environ, **(environment or {})},
        "pass_fds": [lock.fileno()] if lock else [],
        "preexec_fn": end_with_parent,
    }
    with (
        subprocess.Popen(line, **options) as process,
        _recorded(process.pid),
        _passing_signals(process),
    ):
        code = process.wait()
    return code if code >= 0 else 128 - code


def lock_of_dead_run() -> bool:
    """Whether Snakemake's lock is there and the run that `call` recorded is surely dead.

    Returns
    -------
    bool
        False without a lock.

    Raises
    ------
    SelectivityError
        If the run lives, or if nobody can tell from here: another machine, or a run that was not
        started by ``selectivity run``.
    """
    if not _locked():
        return False
    if not _RECORD.is_file():
        raise SelectivityError(
            "another Snakemake works in this directory, or one died here. If you are sure that "
            "none is running: selectivity unlock"
        )
    record = json.loads(_RECORD.read_text())
    if record["host"] != socket.gethostname():
        raise SelectivityError(
            f"a run on {record['host']} works in this directory, or died there. If you are sure "
            "that it is over: selectivity unlock"
        )
    if _alive(int(record["pid"])):
        raise SelectivityError(f"{_STILL_RUNNING} (process {record['pid']}); wait for its end")
    return True


def unlock(config: Path | None = None) -> int:
    """Remove Snakemake's lock; outputs that were being written are made again by the next run.

    Parameters
    ----------
    config : Path, optional
        As for `command`.

    Returns
    -------
    int
        Snakemake's exit code.

    Raises
    ------
    SelectivityError
        If the recorded run lives on this machine.
    """
    if _RECORD.is_file():
        record = json.loads(_RECORD.read_text())
        if record["host"] == socket.gethostname() and _alive(int(record["pid"])):
            raise SelectivityError(f"{_STILL_RUNNING} (process {record['pid']}); end it first")
    code = subprocess.run(command(config, ["--unlock", "--quiet"]), check=False).returncode
    if code == 0:
        _RECORD.unlink(missing_ok=True)
    return code


def _alive(pid: int) -> bool:
    """Whether the process runs and is a Snakemake (a number is used again after a restart)."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    line = Path(f"/proc/{pid}/cmdline")
    return b"snakemake" in line.read_bytes() if line.is_file() else True


@contextmanager
def _recorded(pid: int) -> Iterator[None]:
    """Say in a file who runs here; another run's record is left alone, since it holds the lock."""
    mine = not _RECORD.is_file() or not _alive(int(json.loads(_RECORD.read_text())["pid"]))
    if mine:
        _RECORD.parent.mkdir(exist_ok=True)
        _RECORD.write_text(json.dumps({"host": socket.gethostname(), "pid": pid}))
    yield
    if mine and not _locked():  # a Snakemake that was killed leaves its lock
        _RECORD.unlink(missing_ok=True)


def _locked() -> bool:
    return _LOCKS.is_dir() and any(_LOCKS.iterdir())


@contextmanager
def _passing_signals(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """SIGTERM goes on to Snakemake; Ctrl-C reaches it by itself, so here it only must not kill."""

    def pass_on(number: int, _frame: FrameType | None) -> None:
        if number == signal.SIGTERM and process.poll() is None:
            os.kill(process.pid, number)

    before = {number: signal.signal(number, pass_on) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
