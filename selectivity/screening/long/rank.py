"""One feed of a long study: three passes over the buckets, batch by batch.

The first gathers what ranks are told from (`sketch`, `front`), the second divides the rows into
ranges of the ranked quantity with their rank intervals, the third orders each range and writes it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from selectivity.screening import table
from selectivity.screening.long.front import Density, Front
from selectivity.screening.long.order import RANGE_ROWS, Ranges
from selectivity.screening.long.rows import Names, Part, feed_parts, numbers, samples_of
from selectivity.screening.long.shown import Shown, Wish
from selectivity.screening.long.sketch import Quantiles, SampleSketch
from selectivity.screening.long.ties import Ties
from selectivity.screening.sampling import interval_positions

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

SHARES: Final = (0.0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1.0)
"""Shares of the quantiles that are told."""


@dataclass
class Seen:
    """What the first pass finds."""

    sketch: SampleSketch | None = None
    front: Front = field(default_factory=Front)
    density: Density = field(default_factory=Density)
    selectivity: Quantiles = field(default_factory=Quantiles)
    permeability: Quantiles = field(default_factory=Quantiles)
    n_rows: int = 0
    n_ranked: int = 0


@dataclass(frozen=True)
class Ranked:
    """A ranked feed.

    Attributes
    ----------
    shown : DataFrame
        Rows of ``ranking.csv`` before rounding.
    seen : Seen
    n_groups, n_first : int
        Tie groups, and members of the first one.
    """

    shown: pd.DataFrame
    seen: Seen
    n_groups: int
    n_first: int


def rank_feed(paths: Sequence[Path], feed: str, wish: Wish, folder: Path) -> Ranked:
    """Rank one feed and write every row in order.

    Parameters
    ----------
    paths : sequence of Path
        Summaries of the buckets.
    feed : str
    wish : Wish
    folder : Path
        Receives ``part-00000.parquet`` and so on in the order of the rank, then the candidates
        without one.

    Returns
    -------
    Ranked
    """
    names = Names.of(wish.pair)
    seen = look(feed_parts(paths, feed, names, [table.SAMPLES]), max(wish.first, wish.top_k))
    with tempfile.TemporaryDirectory(prefix=".ranges-", dir=folder.parent) as scratch:
        ranges = Ranges(Path(scratch), seen.selectivity.cuts(RANGE_ROWS))
        for part in feed_parts(paths, feed, names):
            ranges.add(_with_intervals(part, seen, wish.top_k), part.logs[1])
        if seen.sketch is not None:
            seen.sketch.release()
        shown, ties = _write(ranges, seen, (names, wish), folder)
    return Ranked(shown, seen, ties.group, ties.n_first)


def look(parts: Iterator[Part], exact: int) -> Seen:
    """The first pass.

    Parameters
    ----------
    parts : iterator of Part
    exact : int
        Ranks up to this one are exact in every sample.

    Returns
    -------
    Seen
    """
    seen = Seen()
    for part in parts:
        samples = part.samples
        if seen.sketch is None:
            seen.sketch = SampleSketch(samples.shape[0], exact)
        seen.sketch.add(samples)
        permeability, selectivity = part.logs
        seen.front.add(permeability, selectivity)
        seen.density.add(permeability, selectivity)
        seen.selectivity.add(selectivity)
        seen.permeability.add(permeability)
        seen.n_rows += len(part.rows)
        seen.n_ranked += int(part.ranked.sum())
    return seen


def _with_intervals(part: Part, seen: Seen, top_k: int) -> pa.Table:
    """Rows with the ends of their rank intervals, P(rank <= k) and the Pareto set."""
    import pyarrow as pa

    low, high, share = (np.full(len(part.rows), np.nan) for _ in range(3))
    if seen.sketch is not None and part.ranked.any():
        least, most = seen.sketch.ranks(part.samples)
        bottom, top = interval_positions(least.shape[0])
        low[part.ranked] = np.sort(least, axis=0)[bottom]
        high[part.ranked] = np.sort(most, axis=0)[top]
        share[part.ranked] = np.mean(most <= top_k, axis=0)
    member, distance = seen.front.place(*part.logs)
    added = {"rank_lo": low, "rank_hi": high, "p_top_k": share, "pareto": member}
    rows = part.rows
    for name, values in (added | {"pareto_distance_decades": distance}).items():
        rows = rows.append_column(name, pa.array(values))
    return rows


def _write(
    ranges: Ranges, seen: Seen, asked: tuple[Names, Wish], folder: Path
) -> tuple[pd.DataFrame, Ties]:
    """Ordered parts, and the rows that are shown."""
    names, wish = asked
    ties, shown = Ties(wish.tie_probability), Shown(wish, seen.n_ranked)
    with _parts(folder, wish.pair) as write:
        start = 0
        for rows in ranges.ranked(names.selectivity):
            rank = np.arange(start + 1, start + len(rows) + 1)
            ordered = _with_ranks(rows, rank, ties.of(samples_of(rows)))
            write(ordered)
            shown.add(ordered, rank)
            start += len(rows)
        for rows in ranges.unranked():
            blank = np.full(len(rows), np.nan)
            ordered = _with_ranks(rows, blank, blank)
            write(ordered)
            shown.add_unranked(ordered)
    return shown.frame(), ties


def _with_ranks(rows: pa.Table, rank: np.ndarray, groups: np.ndarray) -> pa.Table:
    """Ranks as whole numbers, their intervals widened to hold them, and tie groups."""
    ends = {
        "rank": rank,
        "rank_lo": np.fmin(numbers(rows, "rank_lo"), rank),
        "rank_hi": np.fmax(numbers(rows, "rank_hi"), rank),
        "tie_group": groups,
    }
    rows = rows.drop_columns([table.SAMPLES, "feed", "rank_lo", "rank_hi"])
    for name, values in ends.items():
        rows = rows.append_column(name, _whole(values))
    return rows


def _whole(values: np.ndarray) -> pa.Array:
    import pyarrow as pa

    empty = np.isnan(values)
    return pa.array(np.where(empty, 0, values).astype(np.int64), mask=empty)


@contextmanager
def _parts(folder: Path, pair: tuple[str, str]) -> Iterator[Any]:
    """Writer of numbered parts with the columns of the ranking in their order."""
    import pyarrow.parquet as pq

    folder.mkdir(parents=True, exist_ok=True)
    names = [name for name in table.column_names(pair) if name not in at_work(pair)]
    number = 0

    def write(rows: pa.Table) -> None:
        nonlocal number
        path = folder / f"part-{number:05d}.parquet"
        pq.write_table(rows.select(names), path, compression="zstd")
        number += 1

    yield write


def at_work(pair: tuple[str, str]) -> list[str]:
    """Columns that only shown candidates have."""
    return table.column_names(pair, table.AT_WORK)
