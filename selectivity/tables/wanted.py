"""Which candidates of a study are wanted: all, those of one bucket, or some by name."""

from __future__ import annotations

import csv
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from selectivity.tables.buckets import bucket_of
from selectivity.tables.parts import parts_of
from selectivity.tables.plan import Piece, is_parted, pieces_of


def names_in(path: Path | None) -> set[str] | None:
    """Identifiers in the column ``candidate`` of a Parquet file; None for no file."""
    if path is None:
        return None
    import pyarrow.parquet as pq

    return set(pq.read_table(path, columns=["candidate"]).column(0).to_pylist())


@dataclass(frozen=True)
class Wanted:
    """Candidates to read; all of them by default.

    Attributes
    ----------
    bucket : tuple of int, optional
        Number of a bucket, and number of buckets.
    names : collection of str, optional
        Identifiers.
    """

    bucket: tuple[int, int] | None = None
    names: Collection[str] | None = None

    @property
    def everything(self) -> bool:
        """True where no candidate is left out."""
        return self.bucket is None and self.names is None

    def pieces(self, candidates: Path) -> list[Piece | Path]:
        """Files of the candidates, or runs of their rows, that hold all the wanted ones."""
        if self.names is not None and not self.names:
            return []
        if self.bucket is None or not is_parted(candidates):
            return list(parts_of(candidates))
        number, n_buckets = self.bucket
        divided = pieces_of(candidates, n_buckets)
        return list(divided[number]) if number < len(divided) else []

    def mask(self, names: Sequence[str], parted: bool) -> np.ndarray:
        """Which of some identifiers are wanted. (n,) of bool

        Parameters
        ----------
        names : sequence of str
            Read from `pieces`.
        parted : bool
            Whether buckets are runs of rows; then all that was read belongs to the bucket.
        """
        mine = np.ones(len(names), dtype=bool)
        if self.names is not None:
            chosen = set(self.names)
            mine &= np.fromiter((name in chosen for name in names), bool, len(names))
        if self.bucket is not None and not parted:
            number, n_buckets = self.bucket
            found = (bucket_of(name, n_buckets) == number for name in names)
            mine &= np.fromiter(found, bool, len(names))
        return mine


def shown_in(results: Path) -> Wanted:
    """Candidates that the rankings of a long study show; all of another study.

    Parameters
    ----------
    results : Path
        Results directory.

    Returns
    -------
    Wanted
    """
    if not any(results.glob("ranking*.parquet")):
        return Wanted()
    names: set[str] = set()
    for path in results.glob("ranking*.csv"):
        with path.open(encoding="utf-8", newline="") as handle:
            names |= {row["candidate"] for row in csv.DictReader(handle)}
    return Wanted(names=names)
