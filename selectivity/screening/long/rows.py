"""Rows of the buckets' summaries as arrow batches of one feed, and their ranked quantity."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from selectivity.screening import summary, table

if TYPE_CHECKING:
    import pyarrow as pa

ROWS: Final = 16384
"""Rows of a batch: some tens of MB with their samples. [-]"""


@dataclass(frozen=True)
class Names:
    """Columns that the ranking goes by.

    Attributes
    ----------
    selectivity, permeability : str
        Median selectivity, and permeability of the wanted ion.
    """

    selectivity: str
    permeability: str

    @property
    def ranked_by(self) -> tuple[str, ...]:
        """Columns of a bucket's summary that a rank follows from, samples apart."""
        return ("feed", "status", self.selectivity, self.permeability)

    @classmethod
    def of(cls, pair: tuple[str, str]) -> Names:
        """Names for a pair of ions."""
        columns = table.column_names(pair)
        return cls(
            columns[table.FIRST.index("selectivity_{pair}")],
            columns[table.FIRST.index("permeability_{wanted}_m_s")],
        )


@dataclass(frozen=True)
class Part:
    """Some rows of one feed.

    Attributes
    ----------
    rows : pyarrow.Table
        Columns of a bucket's summary.
    ranked : ndarray of bool of shape (n_rows,)
        Candidates with a rank.
    selectivity, permeability : ndarray of shape (n_rows,)
        Median; NaN without a rank.
    """

    rows: pa.Table
    ranked: np.ndarray
    selectivity: np.ndarray
    permeability: np.ndarray

    @classmethod
    def of(cls, rows: pa.Table, names: Names) -> Part:
        """What the ranking needs of some rows."""
        status = rows["status"].to_pandas()
        selectivity = numbers(rows, names.selectivity)
        ranked = ~status.isin([summary.FAILED, summary.EXCLUDED]).to_numpy()
        ranked &= ~np.isnan(selectivity)
        permeability = numbers(rows, names.permeability)
        blank = np.where(ranked, 0.0, np.nan)
        return cls(rows, ranked, selectivity + blank, permeability + blank)

    @property
    def samples(self) -> np.ndarray:
        """Samples of the ranked candidates. (n_samples, n_ranked) of float32"""
        return samples_of(self.rows)[:, self.ranked]

    @property
    def logs(self) -> tuple[np.ndarray, np.ndarray]:
        """log10 of permeability and selectivity; NaN where there is none."""
        found = []
        for values in (self.permeability, self.selectivity):
            positive = np.where(values > 0, values, np.nan)
            found.append(np.log10(positive))
        return found[0], found[1]


def numbers(rows: pa.Table, name: str) -> np.ndarray:
    """A numeric column; NaN for nothing."""
    return rows[name].to_numpy().astype(float)


def samples_of(rows: pa.Table) -> np.ndarray:
    """Samples of all rows. (n_samples, n_rows) of float32"""
    column = rows[table.SAMPLES].combine_chunks()
    flat = column.flatten().to_numpy(zero_copy_only=False)
    return flat.reshape(len(rows), -1).T


def feed_parts(
    paths: Sequence[Path], feed: str, names: Names, only: Sequence[str] | None = None
) -> Iterator[Part]:
    """Rows of one feed out of all buckets, batch by batch.

    Parameters
    ----------
    paths : sequence of Path
        Summaries of the buckets.
    feed : str
    names : Names
    only : sequence of str, optional
        Columns to read beside those that the ranking goes by; all by default.

    Yields
    ------
    Part
    """
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    columns = None if only is None else [*names.ranked_by, *only]
    for path in paths:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=ROWS, columns=columns):
                if not batch.num_columns or not batch.num_rows:
                    continue
                rows = pa.Table.from_batches([batch])
                rows = rows.filter(pc.equal(rows["feed"], feed))
                if len(rows):
                    yield Part.of(rows, names)
