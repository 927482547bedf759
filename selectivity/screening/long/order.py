"""Rows into the order of their rank by ranges: no more than one range is in memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa

RANGE_ROWS: Final = 65536
"""Rows of a range, about: with their samples some tens of MB. [-]"""

WAITING_ROWS: Final = 4096
"""Rows of a range that wait before they are written. [-]"""

UNRANKED: Final = -1
"""Number of the range of the candidates without a rank."""


class Ranges:
    """Rows divided by their ranked quantity, in temporary files.

    Parameters
    ----------
    folder : Path
        Holds the files.
    cuts : ndarray
        Falling edges of the ranges.
    """

    def __init__(self, folder: Path, cuts: np.ndarray) -> None:
        self.folder, self.cuts = folder, cuts
        self._writers: dict[int, Any] = {}
        self._waiting: dict[int, list[pa.Table]] = {}

    def add(self, rows: pa.Table, logs: np.ndarray) -> None:
        """Take rows.

        Parameters
        ----------
        rows : pyarrow.Table
        logs : ndarray of shape (n_rows,)
            What they are ordered by, the largest first; NaN without a rank.
        """
        place = np.searchsorted(-self.cuts, -np.nan_to_num(logs), side="right")
        place = np.where(np.isnan(logs), UNRANKED, place)
        for number in np.unique(place):
            self._keep(int(number), rows.take(np.flatnonzero(place == number)))

    def _keep(self, number: int, rows: pa.Table) -> None:
        waiting = self._waiting.setdefault(number, [])
        waiting.append(rows)
        if sum(map(len, waiting)) >= WAITING_ROWS:
            self._flush(number)

    def _flush(self, number: int) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        rows = pa.concat_tables(self._waiting.pop(number))
        if number not in self._writers:
            path = self.folder / f"{number}.parquet"
            self._writers[number] = pq.ParquetWriter(path, rows.schema, compression="lz4")
        self._writers[number].write_table(rows)

    def ranked(self, key: str) -> Iterator[pa.Table]:
        """The ranges from the best on, each in order: largest first, then by identifier.

        Parameters
        ----------
        key : str
            Column to order by.

        Yields
        ------
        pyarrow.Table
        """
        self._close()
        for number in sorted(set(self._writers) - {UNRANKED}):
            rows = self._read(number)
            yield rows.sort_by([(key, "descending"), ("candidate", "ascending")])

    def unranked(self) -> Iterator[pa.Table]:
        """The candidates without a rank, by identifier within each batch."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        self._close()
        if UNRANKED in self._writers:
            with pq.ParquetFile(self.folder / f"{UNRANKED}.parquet") as file:
                for batch in file.iter_batches(batch_size=RANGE_ROWS):
                    yield pa.Table.from_batches([batch]).sort_by("candidate")

    def _read(self, number: int) -> pa.Table:
        import pyarrow.parquet as pq

        with pq.ParquetFile(self.folder / f"{number}.parquet") as file:
            return file.read()

    def _close(self) -> None:
        for number in list(self._waiting):
            self._flush(number)
        for writer in self._writers.values():
            writer.close()
