"""Fingerprints of what Snakemake cannot see: the package's code, whole tables, the configuration.

Read when the Snakefile is parsed and in every job of a cluster, so nothing heavy is imported.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

PACKAGE: Final = Path(__file__).parents[1]

PHYSICS: Final = (
    "config.py",
    "constants.py",
    "units.py",
    "commands/screen.py",
    "domain",
    "screening",
    "stages",
    "tables",
    "terms",
    "transport",
)
"""What the numbers of a candidate come from; the rest of the package gathers and shows them."""


def code_hash(parts: Iterable[str] = PHYSICS, package: Path = PACKAGE) -> str:
    """Fingerprint of parts of the package's source.

    Parameters
    ----------
    parts : iterable of str
        Files and folders of the package; one that does not exist counts as empty.
    package : Path
        Folder of the package.

    Returns
    -------
    str
        Hexadecimal; the same for the same sources wherever they are installed.
    """
    digest = sha256()
    for part in sorted(parts):
        path = package / part
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.is_file() and "__pycache__" not in file.parts:
                name = file.relative_to(package).as_posix()
                digest.update(f"\x1e{name}\x1f".encode() + _text(file))
    return digest.hexdigest()


def files_hash(paths: Iterable[str | Path]) -> str:
    """Fingerprint of whole files, by content; times, line ends and folders do not count.

    Parameters
    ----------
    paths : iterable of path
        A missing one counts as empty.

    Returns
    -------
    str
        Hexadecimal.
    """
    digest = sha256()
    for path in map(Path, paths):
        digest.update(f"\x1e{path.name}\x1f".encode() + (_text(path) if path.is_file() else b""))
    return digest.hexdigest()


def settings_hash(settings: dict[str, Any], without: Collection[str] = ()) -> str:
    """Fingerprint of a parsed configuration; comments, order and layout do not count.

    Parameters
    ----------
    settings : dict
        Parsed configuration, of plain JSON values.
    without : collection of str
        Top-level sections that do not count.

    Returns
    -------
    str
        Hexadecimal.
    """
    kept = {key: value for key, value in settings.items() if key not in without}
    return sha256(json.dumps(kept, sort_keys=True, default=str).encode()).hexdigest()


def _text(path: Path) -> bytes:
    return path.read_bytes().replace(b"\r\n", b"\n")
