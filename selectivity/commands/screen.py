"""``selectivity screen``: the physics of the candidates of one bucket."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

HELP: Final = """Compute the candidates of one bucket, with their uncertainty.

Writes summary, terms, resistances, descriptors, explain, regimes and simulated (Parquet) into a
folder.
A candidate belongs to a bucket by the hash of its identifier. `selectivity run` calls it.

Example: `selectivity screen --config config/config.yaml --bucket 3 --output results/buckets/3`
"""


def register(app: typer.Typer) -> None:
    """Add the sub-command to the application."""
    app.command("screen", help=HELP)(screen)


def screen(
    bucket: Annotated[int, typer.Option(min=0, help="Number of the bucket, from 0.")],
    config: Annotated[Path, typer.Option(help="Configuration.")] = Path("config/config.yaml"),
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Folder; results/buckets/BUCKET.")
    ] = None,
    of: Annotated[
        int | None, typer.Option(min=1, help="Number of buckets; that of the configuration.")
    ] = None,
    md_terms: Annotated[
        Path | None, typer.Option(help="Table of MD terms (`selectivity md gather`); none.")
    ] = None,
    prior_only: Annotated[
        bool, typer.Option("--prior-only", help="Priors instead of the calibrated constants.")
    ] = False,
    brief: Annotated[
        bool, typer.Option("--brief", help="Only what the ranking needs: summary and simulated.")
    ] = False,
    samples: Annotated[
        int | None, typer.Option(min=8, help="Samples; those of the configuration.")
    ] = None,
    only: Annotated[
        Path | None, typer.Option(help="Table of candidates (`selectivity survivors`); all.")
    ] = None,
) -> None:
    """See `HELP`."""
    from selectivity.config import load_config
    from selectivity.errors import ConfigError
    from selectivity.screening.screen import screen_bucket
    from selectivity.tables import snapshot
    from selectivity.tables.plan import number_of_buckets
    from selectivity.tables.study import load_study
    from selectivity.tables.sums import FOLDER_SUMS, write_sums
    from selectivity.tables.wanted import Wanted, names_in

    n_buckets = of or number_of_buckets(config, load_config(config))
    if bucket >= n_buckets:
        raise ConfigError(
            f"--bucket: found {bucket}; allowed: 0 to {n_buckets - 1}; give one of these, or more "
            "buckets by --of"
        )
    study = load_study(config, prior_only, Wanted((bucket, n_buckets), names_in(only)))
    if samples is not None:
        study = study.with_samples(samples)
    folder = output or Path("results/buckets") / str(bucket)
    snapshot.verify()
    n_candidates = screen_bucket(study, (bucket, n_buckets), folder, md_terms, brief)
    write_sums(folder / FOLDER_SUMS, sorted(folder.glob("*.parquet")))
    print(f"{folder}: {n_candidates} candidates")
