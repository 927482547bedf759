"""Checksums beside results, in the form that ``sha256sum --check`` reads."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from selectivity.tables.parts import parts_of
from selectivity.tables.write import checksum, write_text

FOLDER_SUMS: Final = "SHA256SUMS"
"""In the folder of a bucket."""
_LINE: Final = re.compile(r"([0-9a-f]{64})  (.+)")


def write_sums(path: Path, files: Iterable[Path]) -> Path:
    """Write the checksums of files.

    Parameters
    ----------
    path : Path
        Wanted file; names are relative to its folder.
    files : iterable of Path
        A folder stands for the parts in it.

    Returns
    -------
    Path
    """
    whole = [part for file in files for part in parts_of(file)]
    lines = [f"{checksum(file)}  {os.path.relpath(file, path.parent)}" for file in whole]
    return write_text(path, "\n".join(lines) + "\n")


def read_sums(path: Path) -> dict[Path, str]:
    """Checksums by file, as `write_sums` wrote them.

    Parameters
    ----------
    path : Path
        One that does not exist, or cannot be read, holds nothing.

    Returns
    -------
    dict of Path to str
    """
    if not path.is_file():
        return {}
    text = path.read_text(encoding="utf-8", errors="replace")
    found = (_LINE.fullmatch(line) for line in text.splitlines())
    return {path.parent / match[2]: match[1] for match in found if match}
