"""One job per simulated candidate and ion: read when the Snakefile is parsed, so light."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from selectivity.tables.raw import read_raw

_FILE_COLUMNS: Final = ("topology", "trajectory", "coordinate_file")
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9.-]+")
_DIGITS: Final = 8


@dataclass(frozen=True)
class PairJob:
    """A candidate and ion with what their terms depend on.

    Attributes
    ----------
    candidate, ion : str
    rows : str
        Fingerprint of their rows.
    files : tuple of str
        Files of theirs that exist; a missing one is the job's refusal, not the workflow's end.
    """

    candidate: str
    ion: str
    rows: str
    files: tuple[str, ...]


def pair_jobs(table: Path, root: Path, candidates: Path | None = None) -> dict[str, PairJob]:
    """Jobs of a table of runs by a name that is safe in a path.

    Parameters
    ----------
    table : Path
        ``config/trajectories.csv``; without it there are no jobs.
    root : Path
        Study directory.
    candidates : Path, optional
        Table of candidates: simulations of others are left alone.

    Returns
    -------
    dict of str to PairJob
        In the order of the table; empty where the table cannot be read (`check` says why).
    """
    raw = read_raw(table, [], sheet="trajectories") if table.is_file() else None
    if raw is None or not {"candidate", "ion"} <= set(raw.header):
        return {}
    wanted = _identifiers(candidates)
    rows: dict[tuple[str, str], list[dict[str, str]]] = {}
    for cells in raw.rows:
        row = dict(zip(raw.header, cells, strict=True))
        rows.setdefault((row["candidate"], row["ion"]), []).append(row)
    return {
        _safe_name(*pair): PairJob(*pair, _fingerprint(members), _files(members, root))
        for pair, members in rows.items()
        if any(pair) and (wanted is None or pair[0] in wanted)
    }


def _identifiers(table: Path | None) -> set[str] | None:
    """Candidates of a table; None where it is not given or cannot be read (`check` says why)."""
    raw = read_raw(table, [], sheet="candidates") if table and table.is_file() else None
    if raw is None or "candidate" not in raw.header:
        return None
    place = raw.header.index("candidate")
    return {cells[place].strip() for cells in raw.rows}


def _safe_name(candidate: str, ion: str) -> str:
    digest = sha256(f"{candidate}\x1f{ion}".encode()).hexdigest()[:_DIGITS]
    return _UNSAFE.sub("_", f"{candidate}_{ion}").strip("_") + f"_{digest}"


def _fingerprint(rows: list[dict[str, str]]) -> str:
    text = "\x1e".join(
        "\x1f".join(f"{name}={cell}" for name, cell in sorted(row.items()) if cell) for row in rows
    )
    return sha256(text.encode()).hexdigest()


def _files(rows: list[dict[str, str]], root: Path) -> tuple[str, ...]:
    named = [
        root / part.strip()
        for row in rows
        for column in _FILE_COLUMNS
        for part in row.get(column, "").split("|")
        if part.strip()
    ]
    return tuple(dict.fromkeys(str(file) for file in named if file.is_file()))
