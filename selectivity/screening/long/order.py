"""Rows into the order of their rank by ranges: no more than one range is in memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa

RANGE_ROWS: Final = 32768
"""Rows of a range, about: with their samples some tens of MB. [-]"""

WAITING_ROWS: Final = 2048
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

        rows = pa.concat_tables(self._waiting.pop(number))
        if number not in self._writers:
            options = pa.ipc.IpcWriteOptions(compression="lz4")
            path = self._path(number)
            self._writers[number] = pa.ipc.new_file(path, rows.schema, options=options)
        self._writers[number].write_table(rows)

    def _path(self, number: int) -> Path:
        return self.folder / f"{number}.arrow"

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

        self._close()
        if UNRANKED not in self._writers:
            return
        with pa.ipc.open_file(self._path(UNRANKED)) as file:
            waiting: list[pa.RecordBatch] = []
            for place in range(file.num_record_batches):
                waiting.append(file.get_batch(place))
                is_last = place == file.num_record_batches - 1
                if is_last or sum(map(len, waiting)) >= RANGE_ROWS:
                    yield pa.Table.from_batches(waiting).sort_by("candidate")
                    waiting = []

    def _read(self, number: int) -> pa.Table:
        import pyarrow as pa

        with pa.ipc.open_file(self._path(number)) as file:
            return file.read_all()

    def _close(self) -> None:
        for number in list(self._waiting):
            self._flush(number)
        for writer in self._writers.values():
            writer.close()
