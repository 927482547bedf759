"""Which bucket a candidate belongs to, and a fingerprint of a bucket's rows.

Read when the Snakefile is parsed, so nothing heavy is imported: an edit of one candidate changes
the fingerprint of its own bucket and of no other.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from selectivity.tables.parts import content_hash

IDENTIFIER_COLUMN = "candidate"
"""First column of the candidates and of their group table."""

TEXT_TABLES = (".csv", ".tsv", ".txt")
"""Read row by row; any other table counts as a whole."""

_DIGEST_SIZE = 2**256


def bucket_of(identifier: str, n_buckets: int) -> int:
    """Bucket of a candidate; depends on the identifier and the number of buckets alone.

    Parameters
    ----------
    identifier : str
        Candidate identifier.
    n_buckets : int
        Number of buckets, >= 1.

    Returns
    -------
    int
        In [0, n_buckets).
    """
    return _digest(identifier.strip()) % n_buckets


def bucket_hashes(tables: Iterable[str | Path], n_buckets: int) -> list[str]:
    """Fingerprint of the rows of each bucket over several tables.

    Parameters
    ----------
    tables : iterable of path
        CSV tables whose rows name a candidate. A table of another form, or one without the
        identifier column, changes every bucket when it changes; a missing one counts as empty.
    n_buckets : int
        Number of buckets, >= 1.

    Returns
    -------
    list of str
        Hexadecimal, one per bucket; independent of the order of rows and columns and of empty
        cells.
    """
    sums = [0] * n_buckets
    for path in map(Path, tables):
        if not path.is_file():
            continue
        if path.suffix.lower() not in TEXT_TABLES or not _has_identifiers(path):
            whole = int(content_hash(path), 16)
            sums = [(total + whole) % _DIGEST_SIZE for total in sums]
            continue
        for identifier, row in _rows(path):
            bucket = bucket_of(identifier, n_buckets)
            sums[bucket] = (sums[bucket] + _digest(path.name + "\x1e" + row)) % _DIGEST_SIZE
    return [f"{total:064x}" for total in sums]


def _has_identifiers(path: Path) -> bool:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        return IDENTIFIER_COLUMN in next(csv.reader(stream), ())


def _rows(path: Path) -> Iterator[tuple[str, str]]:
    """Identifier and canonical text of each row, one after the other."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        for row in csv.DictReader(stream):
            yield row[IDENTIFIER_COLUMN] or "", _canonical(row)


def _canonical(row: dict[str | None, object]) -> str:
    """Non-empty cells as sorted ``column=value`` pairs."""
    cells = {str(column): str(value).strip() for column, value in row.items() if value}
    return "\x1f".join(f"{column}={value}" for column, value in sorted(cells.items()) if value)


def _digest(text: str) -> int:
    return int.from_bytes(sha256(text.encode()).digest(), "big")
