"""``selectivity enumerate``: a space of designs to a table of candidates."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

if TYPE_CHECKING:
    from selectivity.tables.space import Space

HELP: Final = """Make candidates out of a space of designs: ranges, lists and constraints.

Writes OUTPUT/candidates and, with groups, OUTPUT/candidate_groups: Parquet parts that the
configuration may name as they are. With an OUTPUT that ends in .parquet or .csv it writes one
file. The same space gives the same bytes, and another number of candidates the same first ones.

Example: `selectivity enumerate docs/cases/space/channels.yaml -o design`
"""


def register(app: typer.Typer) -> None:
    """Add the sub-command to the application."""
    app.command("enumerate", help=HELP)(enumerate_space)


def enumerate_space(
    space: Annotated[Path, typer.Argument(help="YAML: columns, groups, constraints.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder, .parquet or .csv.")],
    candidates: Annotated[
        int | None,
        typer.Option(
            "--candidates", "-n", min=1, max=100_000_000, help="Instead of the space's number."
        ),
    ] = None,
) -> None:
    """See `HELP`."""
    from selectivity.tables.space import read_space
    from selectivity.tables.space_files import write_space

    wanted = read_space(space)
    if candidates is not None:
        wanted = wanted.model_copy(update={"candidates": candidates})
    written = write_space(wanted, output)
    print(f"{output}: {written.candidates} candidates of {written.draws} draws")
    print(_tell(wanted, written.tables))


def _tell(space: Space, tables: list[Path]) -> str:
    """Lines for the configuration."""
    groups = tables[1] if len(tables) > 1 else "null"
    return f"tables:\n  candidates: {tables[0]}\n  candidate_groups: {groups}"
