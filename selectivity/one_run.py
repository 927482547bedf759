"""One run at a time in a directory: a lock that no dead process holds."""

from __future__ import annotations

import errno
import fcntl
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from selectivity.errors import SelectivityError

LOCK: Final = Path(".snakemake/selectivity.lock")
PATIENCE_S: Final = 60.0
"""How long the end of a run whose command was killed is waited for. [s]"""
_NOT_SUPPORTED: Final = (errno.ENOLCK, errno.EOPNOTSUPP, errno.EINVAL)
_PAUSE_S: Final = 0.2


@contextmanager
def alone(patience: float = PATIENCE_S) -> Iterator[IO[str]]:
    """Be the only run in this directory until the block ends.

    Parameters
    ----------
    patience : float
        How long a run that has lost its command is waited for. [s]

    Yields
    ------
    file
        Open lock; whoever inherits it (Snakemake does) holds it too, and the kernel lets it go
        when the last of them is dead, however that happened.

    Raises
    ------
    SelectivityError
        If another run lives, or its Snakemake does not end in time.
    """
    LOCK.parent.mkdir(exist_ok=True)
    with LOCK.open("a+", encoding="utf-8") as lock:
        _acquire(lock, patience)
        lock.seek(0)
        lock.truncate()
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield lock


def _acquire(lock: IO[str], patience: float) -> None:
    end = time.monotonic() + patience
    said = False
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            _wait(lock, said, end)
            said = True
        except OSError as error:
            if error.errno in _NOT_SUPPORTED:  # a file system without locks: Snakemake's must do
                return
            raise


def _wait(lock: IO[str], said: bool, end: float) -> None:
    """Wait a moment for a run whose command is dead; one that lives is an error."""
    lock.seek(0)
    holder = lock.read().strip()
    if _lives(holder) or time.monotonic() > end:
        raise SelectivityError(
            f"a run is already going on in this directory (process {holder}); wait for its end"
        )
    if not said:
        print("The last run was killed and is just ending: waiting for it.", file=sys.stderr)
    time.sleep(_PAUSE_S)


def _lives(pid: str) -> bool:
    """Whether the process is there; a zombie is not."""
    status = Path(f"/proc/{pid}/stat")
    if not pid.isdigit() or not Path("/proc/self/stat").is_file():
        return True
    try:
        return status.read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
