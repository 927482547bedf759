"""A table as files: one file, or a folder of Parquet parts that are read one after the other.

Read when the Snakefile is parsed, so nothing heavy is imported before a Parquet file is met.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Final

PART_SUFFIX: Final = ".parquet"
_BLOCK: Final = 1 << 20
_BYTES_PER_EXCEL_ROW: Final = 60


def parts_of(path: Path) -> list[Path]:
    """Files of a table in the order in which they are read.

    Parameters
    ----------
    path : Path
        A file, or a folder whose ``.parquet`` files are parts of one table.

    Returns
    -------
    list of Path
        The file itself; the parts of a folder by name, without hidden ones.
    """
    if not path.is_dir():
        return [path]
    return sorted(p for p in path.glob(f"*{PART_SUFFIX}") if not p.name.startswith("."))


def is_parquet(path: Path) -> bool:
    """Whether the file starts like a Parquet file."""
    if not path.is_file():
        return False
    with path.open("rb") as handle:
        return handle.read(4) == b"PAR1"


def count_rows(path: Path) -> int:
    """Rows of a file: of Parquet by its footer, of text by its line ends, of Excel by its size.

    Parameters
    ----------
    path : Path
        A missing or unreadable file counts as empty (`selectivity check` says why).

    Returns
    -------
    int
    """
    if is_parquet(path):
        return _parquet_rows(path)
    if not path.is_file():
        return 0
    if path.suffix.lower() == ".xlsx":
        return path.stat().st_size // _BYTES_PER_EXCEL_ROW
    with path.open("rb") as handle:
        lines = sum(block.count(b"\n") for block in iter(lambda: handle.read(_BLOCK), b""))
    return max(lines - 1, 0)


def _parquet_rows(path: Path) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.read_metadata(path).num_rows
    except (OSError, pa.ArrowException):
        return 0


def content_hash(path: Path) -> str:
    """SHA-256 of a file, or of the names and contents of a folder's parts; hexadecimal.

    Parameters
    ----------
    path : Path
        A missing file counts as empty.

    Returns
    -------
    str
    """
    digest = sha256()
    if path.is_dir():
        for part in parts_of(path):
            digest.update(f"\x1e{part.name}\x1f{content_hash(part)}".encode())
    elif path.is_file():
        with path.open("rb") as handle:
            for block in iter(lambda: handle.read(_BLOCK), b""):
                digest.update(block)
    return digest.hexdigest()
