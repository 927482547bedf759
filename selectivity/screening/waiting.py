"""Chunks that wait for their explanation, so that many small ones are explained together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from selectivity.domain.channels import Channels
from selectivity.domain.feed import Feed
from selectivity.screening import explain, summary, tidy
from selectivity.screening.fields import central, concatenate, select
from selectivity.screening.pieces import Done
from selectivity.screening.settings import Settings
from selectivity.screening.shared import Shared

if TYPE_CHECKING:
    import pyarrow as pa

TOGETHER: Final = 512
"""Candidates that are explained together. [-]"""

CHANGE_DECIMALS: Final = 9
"""Decimals of a change of log10: below them is rounding, not physics."""


class Waiting:
    """Computed chunks of one feed, with their summaries and their central channels."""

    def __init__(
        self, feed: Feed, shared: Shared, settings: Settings, tables: Sequence[str]
    ) -> None:
        self.feed, self.shared, self.settings = feed, shared, settings
        self._explains = "explain" in tables
        self._columns: list[dict[str, Any]] = []
        self._centres: list[Channels] = []
        self._good: list[np.ndarray] = []

    def add(self, done: Done, columns: dict[str, Any]) -> Iterator[tuple[str, pa.Table]]:
        """Take a chunk; yields the pieces of all that wait when they are many.

        Parameters
        ----------
        done : Done
        columns : dict of str to array
            From `pieces.summary_columns`.

        Yields
        ------
        tuple of str and pyarrow.Table
        """
        good = (done.advice == "") & ~done.simulated
        centre = central(done.resolved.channels)
        self._columns.append(columns)
        self._good.append(good)
        if good.any():
            self._centres.append(select(centre, list(np.flatnonzero(good))))
        if sum(map(len, self._good)) >= TOGETHER:
            yield from self.flush()

    def flush(self) -> Iterator[tuple[str, pa.Table]]:
        """Pieces of everything that waits."""
        if not self._columns:
            return
        good = np.concatenate(self._good)
        switched = None
        if self._centres:
            centre = concatenate(self._centres)
            switched = explain.tolerant(centre, self.feed, self.shared, self.settings)
        start = 0
        for columns in self._columns:
            stop = start + len(columns["candidate"])
            part = None if switched is None else _spread(switched, good, slice(start, stop))
            yield "summary", tidy.table(columns | _dominant(part, stop - start))
            if part is not None and self._explains:
                yield "explain", _explanation(part, columns["candidate"], self.feed.name)
            start = stop
        self._columns, self._centres, self._good = [], [], []


def _spread(switched: explain.Switched, good: np.ndarray, where: slice) -> explain.Switched:
    """Explanation of one chunk: NaN for the candidates that were not explained.

    Those are the failed ones, and those whose terms a simulated profile holds all together.
    """
    place = np.cumsum(good)[where] - 1

    def pick(values: np.ndarray) -> np.ndarray:
        return np.where(good[where], values[..., np.maximum(place, 0)], np.nan)

    return explain.Switched(
        switched.terms,
        switched.stages,
        pick(switched.whole),
        pick(switched.without_term),
        pick(switched.without_stage),
        pick(switched.stage_share),
    )


def _dominant(switched: explain.Switched | None, count: int) -> dict[str, np.ndarray]:
    if switched is None:
        blank = np.full(count, "", dtype=object)
        return {"dominant_term": blank}
    with np.errstate(invalid="ignore"):
        terms = switched.without_term - switched.whole
    return {"dominant_term": summary.dominant(list(switched.terms), terms)}


def _explanation(switched: explain.Switched, candidates: np.ndarray, feed: str) -> pa.Table:
    """Selectivity with one term or stage off. (candidates × switches)"""
    without = np.concatenate([switched.without_term, switched.without_stage]).T
    with np.errstate(invalid="ignore", over="ignore"):
        change = np.round(without - switched.whole[:, None], CHANGE_DECIMALS)
        values = 10.0**without
    names = [*switched.terms, *switched.stages]
    kinds = ["term"] * len(switched.terms) + ["stage"] * len(switched.stages)
    candidate, of_feed, off = tidy.labels([list(candidates), [feed], names])
    columns: dict[str, Any] = {"candidate": candidate, "feed": of_feed}
    columns["kind"] = np.array(kinds * len(candidates), dtype=object)
    columns["switched_off"] = off
    return tidy.table(columns | {"selectivity_without": values, "log10_change": change})
