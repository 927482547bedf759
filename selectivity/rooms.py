"""Where files go: a full disk, a folder that cannot be written, a cache that cannot be had."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from selectivity.errors import SelectivityError

OWN_CACHE: Final = Path(".snakemake/cache")
"""Stands in for the user's cache where that cannot be written."""
LEAST_FREE_BYTES: Final = 1 << 20
"""Below it a disk counts as full: not even the record of a job fits."""
_FULL: Final = (errno.ENOSPC, errno.EDQUOT)
_FORBIDDEN: Final = (errno.EACCES, errno.EPERM, errno.EROFS)


def check_writable(folder: Path) -> None:
    """Refuse a folder in which nothing can be written, before anything is computed.

    Parameters
    ----------
    folder : Path
        With its sub-folders.

    Raises
    ------
    SelectivityError
        Naming the first that cannot be written.
    """
    for each in [folder, *sorted(path for path in folder.rglob("*") if path.is_dir())]:
        if not writable(each):
            raise SelectivityError(
                f"{each}: cannot be written (read-only, full, or another user's); nothing was "
                "computed; give it back the right to be written or free space, or copy the study "
                "elsewhere"
            )


def writable(folder: Path) -> bool:
    """Whether a file can be made in a folder; found out by making one, since even the superuser
    cannot where the file system is read-only.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    bool
    """
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def cache() -> dict[str, str]:
    """Environment that gives Snakemake and matplotlib a cache where the user's cannot be written.

    Returns
    -------
    dict of str to str
        Empty where the user's can.
    """
    wanted = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    existing = next((each for each in (wanted, *wanted.parents) if each.is_dir()), None)
    if existing is not None and writable(existing):
        return {}
    OWN_CACHE.mkdir(parents=True, exist_ok=True)
    place = str(OWN_CACHE.resolve())
    return {"XDG_CACHE_HOME": place, "MPLCONFIGDIR": place}


def bring_to_now(files: Iterable[Path]) -> int:
    """Give files from the future the time of now: a clock went back, or is ahead elsewhere, and
    Snakemake refuses results that are older than an input. Contents decide what runs, not times.

    Parameters
    ----------
    files : iterable of Path

    Returns
    -------
    int
        Number of files whose time was set.
    """
    now = time.time()
    n_set = 0
    for file in files:
        with contextlib.suppress(OSError):  # another user's, or gone
            if file.stat().st_mtime > now:
                os.utime(file, (now, now))
                n_set += 1
    return n_set


def full(folder: Path) -> str:
    """What to say of a full disk.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    str
        Empty if there is room.
    """
    there = folder if folder.is_dir() else Path()
    if shutil.disk_usage(there).free >= LEAST_FREE_BYTES:
        return ""
    return (
        f"{there.resolve()}: no space left on the disk; every result is whole or not there; free "
        "some space and run the same command again"
    )


def advice(error: Exception) -> str:
    """What to do about an error of the file system.

    Parameters
    ----------
    error : Exception

    Returns
    -------
    str
        Empty for any other error.
    """
    if not isinstance(error, OSError):
        return ""
    where = f"{error.filename}: " if error.filename else ""
    if error.errno in _FULL:
        return f"{where}no space left on the disk; free some and run the same command again"
    if error.errno in _FORBIDDEN:
        return (
            f"{where}cannot be written or read ({error.strerror}); give this user the right to, "
            "or work in another directory"
        )
    return ""
