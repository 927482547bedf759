"""``selectivity measurements``: what to measure next, and the most sensitive inputs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

HELP: Final = """Say what to measure next on the first candidates of a ranking.

Writes measurements.parquet (what each possible measurement is expected to settle of the ranking)
and sensitivity.parquet (Sobol indices). `selectivity run` calls it after `rank`.

Example: `selectivity measurements --config config/config.yaml --results results`
"""


def register(app: typer.Typer) -> None:
    """Add the sub-command to the application."""
    app.command("measurements", help=HELP)(measurements)


def measurements(
    config: Annotated[Path, typer.Option(help="Configuration.")] = Path("config/config.yaml"),
    results: Annotated[
        Path, typer.Option("--results", "--output", "-o", help="Directory with ranking.csv.")
    ] = Path("results"),
    md_terms: Annotated[
        Path | None, typer.Option(help="Table of MD terms (`selectivity md gather`); none.")
    ] = None,
) -> None:
    """See `HELP`."""
    from selectivity.screening.measurements.tables import write_tables
    from selectivity.tables.study import load_study
    from selectivity.tables.wanted import shown_in

    study = load_study(config, wanted=shown_in(results))
    for path in write_tables(study, results, md_terms):
        print(path)
