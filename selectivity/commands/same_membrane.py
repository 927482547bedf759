"""``selectivity same_membrane``: a candidate through every process."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

HELP: Final = """The first candidate of a ranking, or a named one, through every process: one table.

Example: `selectivity same_membrane --output results/same_membrane.parquet`
"""


def register(app: typer.Typer) -> None:
    """Add the sub-command to the application."""
    app.command("same_membrane", help=HELP)(same_membrane)


def same_membrane(
    output: Annotated[Path, typer.Option("-o", "--output", help="Parquet file.")],
    config: Annotated[Path, typer.Option(help="Configuration.")] = Path("config/config.yaml"),
    ranking: Annotated[Path, typer.Option(help="Ranking of the study.")] = Path(
        "results/ranking.csv"
    ),
    candidate: Annotated[
        str | None, typer.Option(help="Candidate; the first of the ranking unless given.")
    ] = None,
) -> None:
    """See `HELP`."""
    from selectivity.screening.same_membrane import write_same_membrane

    print(write_same_membrane(config, ranking, output, candidate))
