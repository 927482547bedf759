"""Which ranks moved between two runs, and because of what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from selectivity.config import pair_suffix
from selectivity.provenance.changes import OWN, Changes
from selectivity.provenance.runs import Run

if TYPE_CHECKING:
    import pandas as pd

COLUMNS: Final = (
    "feed",
    "candidate",
    "rank_a",
    "rank_b",
    "selectivity_a",
    "selectivity_b",
    "by_itself",
    "by_others",
    "because",
)
OTHERS: Final = "others moved"
UNKNOWN: Final = "nothing recorded explains it: were the results edited?"


def moves(before: Run, after: Run, differences: Changes) -> pd.DataFrame:
    """Every candidate whose rank or selectivity differs between two runs.

    Parameters
    ----------
    before, after : Run
    differences : Changes
        Of the same two runs.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`, for the feeds that both have. ``by_itself`` is the number of ranks that
        the candidate's new selectivity moves it among the earlier selectivities of all others;
        ``by_others`` is the rest of the move. Both are empty where it has no rank in one of them.
    """
    import pandas as pd

    causes = _Causes(before, after, differences)
    parts = [
        _of_feed(feed, before, after, causes) for feed in before.rankings if feed in after.rankings
    ]
    filled = [part for part in parts if len(part)]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=list(COLUMNS))


class _Causes:
    """What can have changed the selectivity of a candidate."""

    def __init__(self, before: Run, after: Run, differences: Changes) -> None:
        self._before, self._after = before.own_rows, after.own_rows
        by_cause: dict[str, list[str]] = {}
        for change in differences.all:
            if change.cause:
                by_cause.setdefault(change.cause, []).append(change.what)
        self._own_tables = OWN in by_cause
        self._common = [
            f"{cause} ({', '.join(what)})" for cause, what in by_cause.items() if cause != OWN
        ]

    def of(self, candidate: str) -> str:
        """Words for a candidate whose selectivity differs."""
        own = [OWN] if self._own_changed(candidate) else []
        found = own + self._common
        if len(found) > 1:
            return f"cannot be told apart: {'; '.join(found)}"
        return found[0] if found else UNKNOWN

    def _own_changed(self, candidate: str) -> bool:
        pair = self._before.get(candidate), self._after.get(candidate)
        return self._own_tables if None in pair else pair[0] != pair[1]


def _of_feed(feed: str, before: Run, after: Run, causes: _Causes) -> pd.DataFrame:
    import pandas as pd

    first, second = before.rankings[feed], after.rankings[feed]
    names = list(dict.fromkeys([*second.index, *first.index]))
    columns = [_selectivity(run) for run in (before, after)]
    a, b = first.reindex(names), second.reindex(names)
    frame = pd.DataFrame({"feed": feed, "candidate": names})
    for side, table, column in (("a", a, columns[0]), ("b", b, columns[1])):
        frame[f"rank_{side}"] = table["rank"].fillna("").to_numpy()
        frame[f"selectivity_{side}"] = table[column].fillna("").to_numpy()
    same = _same_numbers(a, b, columns)
    frame["by_itself"], frame["by_others"] = _shares(frame, same)
    frame["because"] = [
        _because(row, alike, causes)
        for row, alike in zip(frame.itertuples(index=False), same, strict=True)
    ]
    moved = (frame["rank_a"] != frame["rank_b"]) | ~same
    return frame.loc[moved, list(COLUMNS)].reset_index(drop=True)


def _selectivity(run: Run) -> str:
    pair = run.record["config"]["pair"]
    return f"selectivity_{pair_suffix(pair['wanted'], pair['unwanted'])}"


def _same_numbers(a: pd.DataFrame, b: pd.DataFrame, columns: list[str]) -> np.ndarray:
    """Whether status, bound, selectivity and interval agree to the last digit. (n_candidates,)"""
    same = np.ones(len(a), dtype=bool)
    ends = ("", "_lo", "_hi")
    pairs = [(columns[0] + end, columns[1] + end) for end in ends]
    for left, right in [("status", "status"), ("bound", "bound"), *pairs]:
        same &= (a[left].fillna("absent") == b[right].fillna("absent")).to_numpy()
    return same


def _shares(frame: pd.DataFrame, same: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Ranks moved by the candidate's own selectivity, and by those of the others."""
    import pandas as pd

    rank_a, rank_b, old, new = (
        pd.to_numeric(frame[name], errors="coerce").to_numpy(dtype=float)
        for name in ("rank_a", "rank_b", "selectivity_a", "selectivity_b")
    )
    ranked = ~np.isnan(rank_a)
    ladder = np.sort(old[ranked & ~np.isnan(old)])
    better = len(ladder) - np.searchsorted(ladder, new, side="right") - (old > new)
    moved = np.where(same, 0.0, better + 1 - rank_a)
    itself = np.where(ranked & ~np.isnan(rank_b), moved, np.nan)
    return _whole(itself), _whole(rank_b - rank_a - itself)


def _whole(values: np.ndarray) -> np.ndarray:
    return np.array(["" if np.isnan(each) else f"{each:+.0f}" for each in values], dtype=object)


def _because(row: tuple, same: bool, causes: _Causes) -> str:
    if row.rank_a == row.selectivity_a == "" and row.rank_b:  # type: ignore[attr-defined]
        return "new, or not ranked before"
    if row.rank_b == row.selectivity_b == "" and row.rank_a:  # type: ignore[attr-defined]
        return "gone, or not ranked any more"
    if same:
        return OTHERS
    return causes.of(row.candidate)  # type: ignore[attr-defined]
