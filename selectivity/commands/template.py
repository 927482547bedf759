"""``selectivity template``: an empty table in which every column is explained."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

HELP: Final = """Write an empty table to fill in, every column explained with unit and bounds.

A name that ends in .xlsx gives an Excel file whose second sheet explains the columns; .csv gives
the header row alone, and beside it NAME.columns.csv that explains them. Delete the columns that you
do not need: only the identifier is required.

Example: `selectivity template candidates.xlsx`,
`selectivity template -o config/candidate_groups.csv --table candidate_groups`
"""


def register(app: typer.Typer) -> None:
    """Add the sub-command to the application."""
    app.command("template", help=HELP)(template)


def template(
    file: Annotated[Path | None, typer.Argument(help="File to write: .csv or .xlsx.")] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The same, as an option.")
    ] = None,
    table: Annotated[
        str, typer.Option("--table", help="Which table, such as candidates or candidate_groups.")
    ] = "candidates",
    force: Annotated[bool, typer.Option("--force", help="Replace an existing file.")] = False,
) -> None:
    """See `HELP`."""
    from selectivity.errors import DataError
    from selectivity.tables.template import write_template

    path = output or file
    if path is None:
        raise DataError("no file name; write `selectivity template candidates.xlsx`")
    for written in write_template(path, table, replace=force):
        print(written)
