"""The differences between two runs, for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from selectivity.provenance.changes import Change, Changes
from selectivity.provenance.runs import Run

if TYPE_CHECKING:
    import pandas as pd

MAX_SHOWN: Final = 30
"""Moves of a feed that are printed; `--output` writes all."""
_DIGITS: Final = 12
_CHECKSUM_LENGTH: Final = 64


def describe(before: Run, after: Run, differences: Changes, moved: pd.DataFrame) -> str:
    """Text of a comparison.

    Parameters
    ----------
    before, after : Run
    differences : Changes
    moved : DataFrame
        From `moves.moves`.

    Returns
    -------
    str
    """
    lines = [f"A  {_title(before)}", f"B  {_title(after)}"]
    for name in ("inputs", "configuration", "code", "versions"):
        lines += ["", *_section(name.capitalize(), getattr(differences, name))]
    for feed, ranking in after.rankings.items():
        rows = moved[moved["feed"] == feed]
        lines += ["", *_moves(feed, rows, len(ranking))]
    return "\n".join(lines)


def _title(run: Run) -> str:
    record = run.record
    commit = f", commit {record['commit'][:_DIGITS]}" if record.get("commit") else ""
    return f"{run.name}: selectivity {record.get('version', '?')}{commit}, {record.get('started')}"


def _section(title: str, found: tuple[Change, ...]) -> list[str]:
    if not found:
        return [f"{title}: the same"]
    return [f"{title}:", *(f"  {_line(change)}" for change in found)]


def _line(change: Change) -> str:
    before, after = _short(change.before), _short(change.after)
    effect = f"acts on {change.cause}" if change.cause == "own rows" else f"cause: {change.cause}"
    note = effect if change.cause else "no selectivity depends on it"
    return f"{change.what}: {before} -> {after} ({note})"


def _short(text: str) -> str:
    if not text:
        return "absent"
    return text[:_DIGITS] if len(text) == _CHECKSUM_LENGTH else text


def _moves(feed: str, rows: pd.DataFrame, n_candidates: int) -> list[str]:
    n_moved = int((rows["rank_a"] != rows["rank_b"]).sum())
    n_changed = int((rows["because"] != "others moved").sum())
    title = (
        f"Ranks, feed {feed}: {n_moved} of {n_candidates} moved, the selectivity of {n_changed} "
        "changed"
    )
    if not len(rows):
        return [title]
    shown = rows.drop(columns="feed").head(MAX_SHOWN)
    more = [f"  and {len(rows) - MAX_SHOWN} more: --output"] if len(rows) > MAX_SHOWN else []
    text = shown.to_string(index=False).splitlines()
    return [title, *(f"  {line}" for line in text), *more]
