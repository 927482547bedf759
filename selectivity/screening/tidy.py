"""Tidy tables made of whole arrays, written as they grow: memory stays flat."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from selectivity.tables.write import write_atomically

if TYPE_CHECKING:
    import pyarrow as pa

DIGITS: Final = 9
"""Significant digits of the tables. [-]"""

ROWS_PER_GROUP: Final = 65536
"""Rows that are gathered before a table is written on. [-]"""


def labels(axes: Sequence[Sequence[str]]) -> list[pa.Array]:
    """Label columns of an array that is written out in C order.

    Parameters
    ----------
    axes : sequence of sequence of str
        Labels along each axis, the slowest first.

    Returns
    -------
    list of pyarrow string arrays
        One per axis, each as long as the array has elements.
    """
    import pyarrow as pa

    shape = tuple(len(axis) for axis in axes)
    columns = []
    for position, axis in enumerate(axes):
        index = np.arange(len(axis), dtype=np.int32)
        view = index.reshape([-1 if place == position else 1 for place in range(len(axes))])
        flat = np.broadcast_to(view, shape).ravel()
        values = pa.array([str(label) for label in axis], pa.string())
        columns.append(pa.DictionaryArray.from_arrays(flat, values).dictionary_decode())
    return columns


def table(columns: Mapping[str, Any]) -> pa.Table:
    """Arrow table of columns: arrow arrays, or numpy arrays that are flattened in C order.

    Parameters
    ----------
    columns : mapping of str to array

    Returns
    -------
    pyarrow.Table
    """
    import pyarrow as pa

    arrays = {
        name: pa.array(_flat(column), from_pandas=False)
        if isinstance(column, np.ndarray)
        else column
        for name, column in columns.items()
    }
    return pa.table(arrays)


def _flat(column: np.ndarray) -> np.ndarray:
    flat = np.ascontiguousarray(column).ravel()
    return rounded(flat) if flat.dtype.kind == "f" else flat


def rounded(values: np.ndarray) -> np.ndarray:
    """Numbers to `DIGITS` significant digits, so that no last bit reaches a file.

    Parameters
    ----------
    values : ndarray of float
        NaN, infinities and zeros stay.

    Returns
    -------
    ndarray
        Same shape.
    """
    plain = np.isfinite(values) & (values != 0)
    size = np.abs(np.where(plain, values, 1.0))
    scale = 10.0 ** (DIGITS - 1 - np.floor(np.log10(size)))
    fits = plain & np.isfinite(scale) & (scale > 0)
    scale = np.where(fits, scale, 1.0)
    return np.where(fits, np.rint(np.where(fits, values, 1.0) * scale) / scale, values)


def fixed_list(samples: np.ndarray) -> pa.Array:
    """Samples as one list per row.

    Parameters
    ----------
    samples : ndarray of shape (n_rows, n_samples)

    Returns
    -------
    pyarrow.FixedSizeListArray of float32
    """
    import pyarrow as pa

    flat = pa.array(np.ascontiguousarray(samples, dtype=np.float32).ravel())
    return pa.FixedSizeListArray.from_arrays(flat, samples.shape[1])


class Writers:
    """Parquet files that grow by pieces; see `writers`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._open: dict[str, Any] = {}
        self._waiting: dict[str, list[pa.Table]] = {}

    def add(self, name: str, piece: pa.Table) -> None:
        """Append rows to a table.

        Parameters
        ----------
        name : str
            File without its suffix.
        piece : pyarrow.Table
            All pieces of a name have the same columns.
        """
        waiting = self._waiting.setdefault(name, [])
        waiting.append(piece)
        if sum(part.num_rows for part in waiting) >= ROWS_PER_GROUP:
            self._flush(name)

    def complete(self, names: Sequence[str]) -> None:
        """Make sure that every table is there, if need be without rows and columns."""
        for name in names:
            if name not in self._open and name not in self._waiting:
                self.add(name, table({}))

    def _flush(self, name: str) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        pieces = self._waiting.pop(name, [])
        if not pieces:
            return
        whole = pa.concat_tables(pieces)
        if name not in self._open:
            path = self.folder / f"{name}.parquet"
            self._open[name] = pq.ParquetWriter(path, whole.schema, compression="zstd")
        self._open[name].write_table(whole)

    def close(self) -> list[str]:
        """Write what waits; names of the tables."""
        for name in list(self._waiting):
            self._flush(name)
        for writer in self._open.values():
            writer.close()
        return list(self._open)


@contextmanager
def writers(folder: Path) -> Iterator[Writers]:
    """Tables that appear in a folder together, after all of them are whole.

    Parameters
    ----------
    folder : Path
        Made if it is not there.

    Yields
    ------
    Writers
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".writing-", dir=folder) as name:
        growing = Writers(Path(name))
        try:
            yield growing
        finally:
            names = growing.close()
        for table_name in names:
            made = Path(name) / f"{table_name}.parquet"
            write_atomically(
                folder / made.name, lambda temporary, made=made: shutil.move(made, temporary)
            )
