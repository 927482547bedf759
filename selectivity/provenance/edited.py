"""Results that are no longer what a run wrote: found by their checksums, kept, made again."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from selectivity.screening.record import OWN_CHECKSUM, RUN, own_checksum
from selectivity.tables.sums import FOLDER_SUMS, read_sums
from selectivity.tables.write import checksum, write_json

ASIDE: Final = "edited"
"""Folder in the results that keeps what was edited."""
SEEN: Final = Path(".snakemake/selectivity_seen.json")
"""Sizes and times of files whose checksum was found right, so that the next run need not read."""
_LEFTOVER: Final = re.compile(r"\..+\.[a-z0-9_]{8}(\.\w+)?")
"""Name of a file that a killed job was writing; see `write_atomically`."""


def edited_results(results: Path) -> list[Path]:
    """Files that exist and are not what a run wrote.

    Parameters
    ----------
    results : Path
        Results directory.

    Returns
    -------
    list of Path
        A missing file is not among them: the workflow makes it again when it is needed.
    """
    seen = _read(SEEN)
    right: dict[str, list[int]] = {}
    found = []
    for file, expected in _expected(results):
        stamp = _stamp(file)
        if stamp is None:
            continue
        key = f"{file} {expected}"
        if seen.get(key) == stamp or _matches(file, expected):
            right[key] = stamp
        else:
            found.append(file)
    if right != seen and SEEN.parent.is_dir():
        write_json(SEEN, right)
    return found


def set_aside(results: Path, files: list[Path]) -> list[tuple[Path, Path]]:
    """Move files out of the way; nothing is overwritten.

    Parameters
    ----------
    results : Path
    files : list of Path
        Inside the results.

    Returns
    -------
    list of tuple of Path
        Each file, and where it is kept.
    """
    moved = []
    for file in files:
        place = results / ASIDE / file.relative_to(results)
        number = 1
        while place.exists():
            number += 1
            place = place.with_name(f"{file.stem}-{number}{file.suffix}")
        place.parent.mkdir(parents=True, exist_ok=True)
        moved.append((file, Path(shutil.move(file, place))))
    return moved


def remove_leftovers(results: Path) -> int:
    """Remove what killed jobs were writing; call it only when no job lives.

    Parameters
    ----------
    results : Path

    Returns
    -------
    int
        Number of files and folders.
    """
    found = [path for path in results.rglob(".*") if _LEFTOVER.fullmatch(path.name)]
    for path in found:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return len(found)


def _expected(results: Path) -> Iterator[tuple[Path, str]]:
    """Results and the checksums that were written beside them."""
    record = _read(results / RUN)
    if record or (results / RUN).is_file():
        yield results / RUN, str(record.get(OWN_CHECKSUM, ""))
    for name, value in dict(record.get("outputs") or {}).items():
        yield results / name, value
    beside = [*sorted(results.glob("*.sha256")), *sorted(results.glob(f"buckets/*/{FOLDER_SUMS}"))]
    for sums in beside:
        for file, value in read_sums(sums).items():
            if file.name != RUN:
                yield file, value


def _matches(file: Path, expected: str) -> bool:
    if file.name == RUN:
        record = _read(file)
        return bool(record) and expected == own_checksum(record)
    return checksum(file) == expected


def _read(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _stamp(file: Path) -> list[int] | None:
    """What changes when a file does, also where its time is set back; None without a file."""
    if not file.is_file():
        return None
    state = file.stat()
    return [state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino]
