"""``selectivity candidates``: the measured table to the candidates that the study ships."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

HELP: Final = """Make the candidates of the shipped study from the table of measured membranes.

Rows of one membrane (replicates, repeated reports) become one candidate; what its papers report is
carried over with its source, the rest stays empty. Beside the candidates it writes the groups that
a name tells and which measured rows belong to which candidate. The same tables give the same
bytes. An edited `config/candidates.csv` would be overwritten: choose another `--output` to look.

Example: `selectivity candidates --output config`
"""

TABLES: Final = ("candidates", "candidate_groups", "candidate_measurements")
SCHEMA_OF: Final = {
    "measured_selectivity": "measured_selectivity",
    "added_membranes": "candidates",
    "assumed_groups": "assumed_groups",
}
"""Tables that are read, and their schemas."""


def register(app: typer.Typer) -> None:
    """Add the sub-command to the application."""
    app.command("candidates", help=HELP)(candidates)


def candidates(
    data: Annotated[
        Path,
        typer.Option(
            help="Folder with measured_selectivity.csv, added_membranes.csv, assumed_groups.csv."
        ),
    ] = Path("data"),
    output: Annotated[Path, typer.Option(help="Folder of the three tables.")] = Path("config"),
) -> None:
    """See `HELP`."""
    from selectivity.tables.from_measured import build

    _check(data)
    built = build(*(read_rows(data / f"{name}.csv") for name in SCHEMA_OF))
    written = (built.candidates, built.groups, built.measurements)
    for name, rows in zip(TABLES, written, strict=True):
        typer.echo(f"{write_rows(output / f'{name}.csv', name, rows)}: {len(rows)} rows")
    for membrane, reason in built.left_out.items():
        typer.echo(f"left out: {membrane}: {reason}")


def _check(data: Path) -> None:
    """Raise `DataError` with every problem of the three tables."""
    from selectivity.errors import DataError, Problem
    from selectivity.tables.reader import read_table

    problems: list[Problem] = []
    for name, schema in SCHEMA_OF.items():
        read_table(data / f"{name}.csv", schema, problems)
    if problems:
        raise DataError(problems=problems)


def read_rows(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV file as text, in the units of their columns."""
    import csv

    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def write_rows(path: Path, schema: str, rows: Sequence[Mapping[str, str]]) -> Path:
    """Rows as CSV, whole or not at all: the columns of the schema that any row fills."""
    import csv

    from selectivity.tables.schema import load_schema
    from selectivity.tables.write import write_atomically

    listed = [column.name for column in load_schema(schema).columns]
    columns = [name for name in listed if any(row.get(name) for row in rows)]

    def writer(file: Path) -> None:
        with file.open("w", encoding="utf-8", newline="") as handle:
            out = csv.DictWriter(handle, columns, restval="", lineterminator="\n")
            out.writeheader()
            out.writerows(rows)

    return write_atomically(path, writer)
