"""``selectivity report``: the results as one offline HTML file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

TABLES: Final = (".json", ".parquet", ".csv")
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
    from selectivity.tables import snapshot
    from selectivity.tables.sums import write_sums

    page = write_report(config, results, output or results / "report.html")
    snapshot.verify()
    write_sums(page.with_suffix(".sha256"), [page, *_made_from(results)])
    typer.echo(page)


def _made_from(results: Path) -> list[Path]:
    """The run's record, and the results that the record has no checksum of."""
    import json

    from selectivity.screening.record import RUN

    record = results / RUN
    listed = json.loads(record.read_text(encoding="utf-8"))["outputs"] if record.is_file() else {}
    files = sorted(file for file in results.iterdir() if file.suffix in TABLES)
    return [file for file in files if file.name not in listed]
