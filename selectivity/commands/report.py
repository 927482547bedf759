"""``selectivity report``: the results as one offline HTML file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

HELP: Final = """Make the HTML report of a results directory.

One offline file that answers which candidates, how sure, at what cost in permeability, why, with
which assumptions, and against which measurements.

Examples: `selectivity report`; `selectivity report --results results --output my_report.html`
"""


def register(app: typer.Typer) -> None:
    """Add the sub-command to the application."""
    app.command("report", help=HELP)(report)


def report(
    config: Annotated[Path, typer.Option(help="Configuration of the study.")] = Path(
        "config/config.yaml"
    ),
    results: Annotated[Path, typer.Option(help="Directory with ranking.csv.")] = Path("results"),
    output: Annotated[Path | None, typer.Option(help="The file; RESULTS/report.html.")] = None,
) -> None:
    """See `HELP`."""
    from selectivity.report.page import write_report

    typer.echo(write_report(config, results, output or results / "report.html"))
