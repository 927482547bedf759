"""``selectivity rank``: gathers the buckets and ranks."""

from __future__ import annotations

import json
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
    of: Annotated[
        int | None, typer.Option(min=1, help="Number of buckets; that of the configuration.")
    ] = None,
    brief: Annotated[
        bool, typer.Option("--brief", help="The buckets were screened by `screen --brief`.")
    ] = False,
    md_terms: Annotated[
        Path | None, typer.Option(help="Table of MD terms, as for `screen`; used by --brief.")
    ] = None,
) -> None:
    """See `HELP`."""
    from selectivity.config import load_config
    from selectivity.provenance.datapackage import write_results_package
    from selectivity.screening.gather import gather
    from selectivity.screening.long.gather import gather_long
    from selectivity.screening.record import RUN
    from selectivity.tables import snapshot
    from selectivity.tables.plan import number_of_buckets
    from selectivity.tables.study import load_study

    folder = buckets or results / "buckets"
    n_buckets = of or number_of_buckets(config, load_config(config))
    if brief:
        snapshot.verify()
        ranking = gather_long(config, folder, results, n_buckets, md_terms, prior_only)
    else:
        study = load_study(config, prior_only)
        snapshot.verify()
        ranking = gather(study, folder, results, n_buckets)
    outputs = json.loads((results / RUN).read_text(encoding="utf-8"))["outputs"]
    write_results_package(results, list(outputs))
    print(ranking)
