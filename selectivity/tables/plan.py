"""How the candidates of a study are divided into buckets, each of them one job.

A table in one file is divided by the hash of the identifier (`buckets`), a folder of Parquet parts
(and a long Parquet file) by runs of rows, so that a part that changes makes few buckets new and no
row has to be looked at for it. Read when the Snakefile is parsed: light imports only.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from selectivity.tables import buckets
from selectivity.tables.parts import content_hash, count_rows, is_parquet, parts_of
from selectivity.tables.paths import study_root

if TYPE_CHECKING:
    from selectivity.config import Config

LARGEST: Final = 16384
"""Rows of a bucket: some seconds of work and tens of MB. [-]"""

FEWEST: Final = 4
"""Buckets of a small study, so that a few cores share it. [-]"""

DETAILED_UP_TO: Final = 20_000
"""Candidates up to which every table holds all of them, unless the configuration says otherwise."""

MOST: Final = 4096
"""Buckets of the largest study, each then with more rows: Snakemake plans every job. [-]"""


class Piece(NamedTuple):
    """A run of rows of one part."""

    part: Path
    start: int
    stop: int


@dataclass(frozen=True)
class Plan:
    """Division of the candidates.

    Attributes
    ----------
    n_rows : int
        Candidates, as far as their number is known without reading them.
    fingerprints : tuple of str
        Of the rows of each bucket, hexadecimal.
    pieces : tuple of tuple of Piece
        Rows of each bucket; empty where buckets go by the hash of the identifier.
    """

    n_rows: int
    fingerprints: tuple[str, ...]
    pieces: tuple[tuple[Piece, ...], ...]

    @property
    def n_buckets(self) -> int:
        """Number of buckets, >= 1."""
        return len(self.fingerprints)

    def buckets_with(self, names: set[str]) -> set[int]:
        """Buckets that hold these candidates."""
        if not names:
            return set()
        if not self.pieces:
            return {buckets.bucket_of(name, self.n_buckets) for name in names}
        return {
            number
            for number, pieces in enumerate(self.pieces)
            if any(names & set(identifiers(piece)) for piece in pieces)
        }


def plan(candidates: Path, groups: Path | None = None, wanted: int | None = None) -> Plan:
    """Divide the candidates of a study.

    Parameters
    ----------
    candidates, groups : Path
        Tables, or folders of Parquet parts; groups in parts named like those of the candidates
        belong to these.
    wanted : int, optional
        Number of buckets; by the size otherwise. Of a folder never more than it has pieces.

    Returns
    -------
    Plan
    """
    if is_parted(candidates):
        return _by_rows(candidates, groups, wanted)
    n_rows = count_rows(candidates)
    n_buckets = wanted or _number(n_rows)
    tables = [candidates] if groups is None else [candidates, *parts_of(groups)]
    return Plan(n_rows, tuple(buckets.bucket_hashes(tables, n_buckets)), ())


def number_of_buckets(config_path: Path, config: Config) -> int:
    """Buckets of a study, as its rules count them.

    Parameters
    ----------
    config_path : Path
        Configuration file.
    config : Config
        Its content.

    Returns
    -------
    int
    """
    candidates = study_root(config_path) / config.tables.candidates
    wanted = config.workflow.buckets
    if is_parted(candidates):
        return len(pieces_of(candidates, wanted))
    return wanted or _number(count_rows(candidates))


def is_parted(candidates: Path) -> bool:
    """Whether buckets are runs of rows: a folder, or a Parquet file of more than a small study."""
    if candidates.is_dir():
        return True
    return is_parquet(candidates) and count_rows(candidates) > FEWEST * LARGEST


def pieces_of(candidates: Path, wanted: int | None = None) -> tuple[tuple[Piece, ...], ...]:
    """Rows of each bucket of a table in parts.

    Parameters
    ----------
    candidates : Path
        See `is_parted`.
    wanted : int, optional
        Number of buckets, as far as there are as many pieces.

    Returns
    -------
    tuple of tuple of Piece
        At least one bucket.
    """
    found = [piece for part in parts_of(candidates) for piece in _cut(part, count_rows(part))]
    if not found:
        return ((),)
    together = -(-len(found) // (wanted or min(len(found), MOST)))
    if wanted is None:
        together = max(together, _together(found))
    return tuple(tuple(found[start : start + together]) for start in range(0, len(found), together))


def identifiers(piece: Piece) -> list[str]:
    """Identifiers of the rows of a piece; none where the part cannot be read."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        column = pq.read_table(piece.part, columns=[buckets.IDENTIFIER_COLUMN]).column(0)
    except (OSError, pa.ArrowException, KeyError, IndexError):
        return []
    return [str(name) for name in column.slice(piece.start, piece.stop - piece.start).to_pylist()]


def _number(n_rows: int) -> int:
    """Buckets of a table in one file: doubled, so that a few rows more rarely divide it anew."""
    number = FEWEST
    while n_rows > number * LARGEST and number < MOST:
        number *= 2
    return number


def _cut(part: Path, n_rows: int) -> list[Piece]:
    """Equal runs of rows of a part, none larger than a bucket."""
    count = max(-(-n_rows // LARGEST), 1)
    edges = [n_rows * number // count for number in range(count + 1)]
    return [Piece(part, *edge) for edge in itertools.pairwise(edges)]


def _together(pieces: list[Piece]) -> int:
    """Neighbours that make a bucket where parts are small: a power of two, which seldom changes."""
    mean = sum(piece.stop - piece.start for piece in pieces) / len(pieces)
    together = 1
    while 2 * together * mean <= LARGEST and FEWEST * 2 * together <= len(pieces):
        together *= 2
    return together


def _by_rows(candidates: Path, groups: Path | None, wanted: int | None) -> Plan:
    divided = pieces_of(candidates, wanted)
    parts = {piece.part: content_hash(piece.part) for pieces in divided for piece in pieces}
    of_groups = _group_hashes(groups)
    fingerprints = []
    for pieces in divided:
        digest = sha256()
        for piece in pieces:
            beside = of_groups.get(piece.part.name, of_groups.get("", ""))
            told = (piece.part.name, piece.start, piece.stop, parts[piece.part], beside)
            digest.update("\x1f".join(map(str, told)).encode() + b"\x1e")
        fingerprints.append(digest.hexdigest())
    n_rows = sum(piece.stop - piece.start for pieces in divided for piece in pieces)
    return Plan(n_rows, tuple(fingerprints), divided)


def _group_hashes(groups: Path | None) -> dict[str, str]:
    """Content of each part of the groups by its name, or under "" that of the whole table."""
    if groups is None or not groups.exists():
        return {}
    if not groups.is_dir():
        return {"": content_hash(groups)}
    return {part.name: content_hash(part) for part in parts_of(groups)}
