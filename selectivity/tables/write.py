"""Output files: whole or not at all, the same bytes for the same content."""

from __future__ import annotations

import csv
import json
import math
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from selectivity.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
"""First characters that make a spreadsheet run a text cell as a formula."""
_FILE_MODE: Final = 0o666
_FOLDER_MODE: Final = 0o777


def write_atomically(path: Path | str, writer: Callable[[Path], object]) -> Path:
    """Write a file under another name in the same folder, then give it its name.

    Parameters
    ----------
    path : Path or str
        Wanted file; its folder is made.
    writer : callable
        Called with the temporary path, which it has to write.

    Returns
    -------
    Path
        The file. An interrupted or failed writer leaves an earlier file as it was.

    Raises
    ------
    DataError
        If the path is a folder, or lies in what is no folder.
    """
    path = Path(path)
    if path.is_dir():
        raise DataError(f"{path}: found a folder; allowed: a file; choose another name")
    _make_parent(path)
    handle, name = tempfile.mkstemp(prefix=f".{path.stem[:40]}.", suffix=path.suffix,
                                    dir=path.parent)  # fmt: skip
    os.close(handle)
    temporary = Path(name)
    try:
        writer(temporary)
        temporary.chmod(_FILE_MODE & ~_umask())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return path


def write_folder(path: Path | str, writer: Callable[[Path], object]) -> Path:
    """Write a folder under another name beside its place, then give it its name.

    Parameters
    ----------
    path : Path or str
        Wanted folder; an earlier one of that name goes when the new one is whole.
    writer : callable
        Called with the temporary folder, which it fills.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    DataError
        If the path lies in what is no folder.
    """
    path = Path(path)
    _make_parent(path)
    temporary = Path(tempfile.mkdtemp(prefix=f".{path.name[:40]}.", dir=path.parent))
    try:
        writer(temporary)
        temporary.chmod(_FOLDER_MODE & ~_umask())
        if path.is_dir():
            shutil.rmtree(path)
        temporary.replace(path)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return path


def _make_parent(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        found = f"{path}: {error.filename} is no folder"
        raise DataError(f"{found}; allowed: a folder; choose another place") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def write_text(path: Path | str, text: str) -> Path:
    """Text as UTF-8 with the line ends it has."""
    return write_atomically(path, lambda file: file.write_bytes(text.encode()))


def write_csv(path: Path | str, frame: pd.DataFrame) -> Path:
    """Frame as CSV: UTF-8, commas, ``\\n``; numbers as their shortest text that reads back alike.

    Parameters
    ----------
    path : Path or str
        Wanted file.
    frame : DataFrame
        Without its index. Empty cell for None and NaN; ``true`` and ``false``; text cells that
        a spreadsheet would run as a formula start with an apostrophe.

    Returns
    -------
    Path
    """
    columns = [frame[name].tolist() for name in frame.columns]

    def writer(file: Path) -> None:
        with file.open("w", encoding="utf-8", newline="") as handle:
            out = csv.writer(handle, lineterminator="\n")
            out.writerow([cell_text(str(name)) for name in frame.columns])
            for row in zip(*columns, strict=True):
                out.writerow([cell_text(cell) for cell in row])

    return write_atomically(path, writer)


def cell_text(cell: Any) -> str:
    """Text of a CSV cell.

    Parameters
    ----------
    cell : object
        Number, bool, text or nothing.

    Returns
    -------
    str
    """
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return ""
    if isinstance(cell, bool | np.bool_):
        return "true" if cell else "false"
    if isinstance(cell, float | np.floating):
        return repr(float(cell))
    text = str(cell)
    is_text = isinstance(cell, str)
    if text in ("<NA>", "NaT"):
        return ""
    return f"'{text}" if is_text and text.startswith(FORMULA_STARTS) else text


def write_parquet(path: Path | str, frame: pd.DataFrame) -> Path:
    """Frame as Parquet, without index and without pandas' own metadata.

    Parameters
    ----------
    path : Path or str
        Wanted file.
    frame : DataFrame
        Columns of one type each.

    Returns
    -------
    Path
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    return write_atomically(path, lambda file: pq.write_table(table, file, compression="zstd"))


def write_json(path: Path | str, content: Any) -> Path:
    """JSON with two spaces, keys in the order given; NaN and infinity become null.

    Parameters
    ----------
    path : Path or str
        Wanted file.
    content : object
        Mappings, sequences, arrays, numbers, text, paths.

    Returns
    -------
    Path
    """
    text = json.dumps(_plain(content), indent=2, ensure_ascii=False, allow_nan=False)
    return write_text(path, text + "\n")


def _plain(content: Any) -> Any:
    if isinstance(content, Mapping):
        return {str(key): _plain(value) for key, value in content.items()}
    if isinstance(content, np.ndarray):
        return _plain(content.tolist())
    if isinstance(content, list | tuple | set | frozenset):
        items = sorted(content) if isinstance(content, set | frozenset) else content
        return [_plain(item) for item in items]
    if isinstance(content, np.generic):
        return _plain(content.item())
    if isinstance(content, float):
        return content if math.isfinite(content) else None
    return content if content is None or isinstance(content, bool | int | str) else str(content)


def checksum(path: Path | str) -> str:
    """SHA-256 of a file, hexadecimal."""
    digest = sha256()
    with Path(path).open("rb") as handle:
        for block in iter(lambda: handle.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()
