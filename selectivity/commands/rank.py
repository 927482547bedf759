"""``selectivity rank``: gathers the buckets and ranks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

HELP: Final = """Rank all candidates out of the buckets that `screen` has written.

Writes ranking.csv (and ranking_FEED.csv for each further feed), the tidy Parquet tables,
comparison.parquet and run.json. `selectivity run` calls it.

Example: `selectivity rank --config config/config.yaml --results results`
"""


def register(app: typer.Typer) -> None:
    """Add the sub-command to the application."""
    app.command("rank", help=HELP)(rank)


def rank(
    config: Annotated[Path, typer.Option(help="Configuration.")] = Path("config/config.yaml"),
    results: Annotated[
        Path, typer.Option("--results", "--output", "-o", help="Results directory.")
    ] = Path("results"),
    buckets: Annotated[
        Path | None, typer.Option(help="Folder of the buckets; RESULTS/buckets by default.")
    ] = None,
    prior_only: Annotated[
        bool, typer.Option("--prior-only", help="Priors instead of the calibrated constants.")
    ] = False,
) -> None:
    """See `HELP`."""
    from selectivity.screening.gather import gather
    from selectivity.tables.study import load_study

    print(gather(load_study(config, prior_only), buckets or results / "buckets", results))
