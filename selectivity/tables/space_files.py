"""Files of an enumerated space, written block by block, whole or not at all."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from selectivity.errors import DataError
from selectivity.tables.enumeration import blocks, tables
from selectivity.tables.space import Space
from selectivity.tables.write import cell_text, write_atomically, write_folder, write_json

if TYPE_CHECKING:
    import pyarrow as pa

NAMES: Final = ("candidates", "candidate_groups")
RECORD: Final = "enumeration.json"


@dataclass
class Written:
    """What was written.

    Attributes
    ----------
    tables : list of Path
        Candidates and, if the space has groups, their groups.
    candidates, draws : int
    """

    tables: list[Path]
    candidates: int = 0
    draws: int = 0


def write_space(space: Space, output: Path) -> Written:
    """Enumerate a space into files.

    Parameters
    ----------
    space : Space
    output : Path
        A folder, or one file for the candidates (.parquet or .csv) with the groups beside it as
        ``<stem>_groups``.

    Returns
    -------
    Written

    Raises
    ------
    DataError
        If the output is a folder with something else in it, or nothing satisfies the space.
    """
    if output.suffix.lower() in (".parquet", ".csv"):
        return _write_files(space, output)
    strange = [p.name for p in output.glob("*") if p.name not in (*NAMES, RECORD)]
    if output.is_file() or strange:
        found = "a file" if output.is_file() else ", ".join(sorted(strange)[:3])
        raise DataError(f"{output}: found {found}; allowed: a new folder; choose another name")
    return _write_parts(space, output)


def _write_parts(space: Space, output: Path) -> Written:
    import pyarrow.parquet as pq

    names = NAMES if space.groups else NAMES[:1]
    written = Written([output / name for name in names])

    def fill(folder: Path) -> None:
        for name in names:
            (folder / name).mkdir()
        for number, rows in enumerate(_sized(space, written)):
            for name, part in zip(names, rows, strict=False):
                file = folder / name / f"part-{number:05d}.parquet"
                pq.write_table(part, file, compression="zstd")
        settings = space.model_dump(mode="json")
        told = {"candidates": written.candidates, "draws": written.draws, "space": settings}
        write_json(folder / RECORD, told)

    write_folder(output, fill)
    return written


def _sized(space: Space, written: Written) -> Iterator[tuple[pa.Table, pa.Table]]:
    """Candidates and groups in parts of the wanted size."""
    import pyarrow as pa

    waiting: list[tuple[pa.Table, pa.Table]] = []
    for block in blocks(space):
        if len(block.number):
            waiting.append(tables(space, block))
            written.draws = int(block.number[-1]) + 1
        count = sum(len(rows) for rows, _ in waiting)
        while count >= space.part_rows:
            whole = pa.concat_tables([rows for rows, _ in waiting])
            groups = pa.concat_tables([rows for _, rows in waiting])
            first = whole.slice(0, space.part_rows)
            yield _cut(first, groups, written)
            rest = whole.slice(space.part_rows)
            waiting = [(rest, _of(groups, rest))]
            count = len(rest)
    if sum(len(rows) for rows, _ in waiting):
        whole = pa.concat_tables([rows for rows, _ in waiting])
        groups = pa.concat_tables([rows for _, rows in waiting])
        yield _cut(whole, groups, written)


def _cut(rows: pa.Table, groups: pa.Table, written: Written) -> tuple[pa.Table, pa.Table]:
    written.candidates += len(rows)
    return rows.combine_chunks(), _of(groups, rows).combine_chunks()


def _of(groups: pa.Table, rows: pa.Table) -> pa.Table:
    """Groups of these candidates."""
    import pyarrow.compute as pc

    return groups.filter(pc.is_in(groups["candidate"], rows["candidate"].combine_chunks()))


def _write_files(space: Space, output: Path) -> Written:
    """One file per table."""
    beside = output.with_name(f"{output.stem}_groups{output.suffix}")
    written = Written([output, beside] if space.groups else [output])

    def fill(file: Path) -> None:
        with _growing(file) as candidates:
            if not space.groups:
                for rows, _ in _sized(space, written):
                    candidates(rows)
                return
            write_atomically(beside, lambda other: both(candidates, other))

    def both(candidates: Any, other: Path) -> None:
        with _growing(other) as groups:
            for rows, sites in _sized(space, written):
                candidates(rows)
                groups(sites)

    write_atomically(output, fill)
    return written


@contextmanager
def _growing(file: Path) -> Iterator[Any]:
    """Writer of tables that follow each other in one file."""
    import pyarrow.parquet as pq

    if file.suffix.lower() == ".csv":
        with file.open("w", encoding="utf-8", newline="") as handle:
            out = csv.writer(handle, lineterminator="\n")

            def write_rows(rows: pa.Table) -> None:
                if not handle.tell():
                    out.writerow(rows.column_names)
                columns = [column.to_pylist() for column in rows.columns]
                for row in zip(*columns, strict=True):
                    out.writerow([cell_text(cell) for cell in row])

            yield write_rows
        return
    grown: list[Any] = []

    def write_table(rows: pa.Table) -> None:
        if not grown:
            grown.append(pq.ParquetWriter(file, rows.schema, compression="zstd"))
        grown[0].write_table(rows)

    yield write_table
    for writer in grown:
        writer.close()
