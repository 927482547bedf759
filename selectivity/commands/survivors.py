"""``selectivity survivors``: which candidates of a staged screening get all samples."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

HELP: Final = """Choose who goes on after the filter of a staged screening.

Keeps the share `scale.staged_keep` with the largest medians over few samples, and a random audit of
the others. `selectivity run` calls it where the configuration has `scale.staged_samples`.

Example: `selectivity survivors --config config/config.yaml --of 62 -o results/survivors.parquet`
"""


def register(app: typer.Typer) -> None:
    """Add the sub-command to the application."""
    app.command("survivors", help=HELP)(survivors)


def survivors(
    output: Annotated[Path, typer.Option("--output", "-o", help="Parquet file.")],
    of: Annotated[int, typer.Option(min=1, help="Number of buckets.")],
    config: Annotated[Path, typer.Option(help="Configuration.")] = Path("config/config.yaml"),
    buckets: Annotated[Path, typer.Option(help="Folder of the filter's buckets.")] = Path(
        "results/filter"
    ),
) -> None:
    """See `HELP`."""
    from selectivity.screening.gather import SUMMARY, bucket_files
    from selectivity.screening.long.rows import Names
    from selectivity.screening.long.staged import KEPT, Choice, choose
    from selectivity.tables.study import load_study
    from selectivity.tables.wanted import Wanted
    from selectivity.tables.write import write_parquet

    study = load_study(config, wanted=Wanted(names=()))
    scale = study.config.scale
    choice = Choice(scale.staged_keep, scale.staged_audit, study.config.sampling.seed)
    paths = bucket_files(buckets, SUMMARY, of)
    chosen = choose(paths, list(study.config.feeds), Names.of(study.pair), choice)
    kept = chosen.loc[chosen["why"] == KEPT, "candidate"].nunique()
    print(f"{write_parquet(output, chosen)}: {kept} kept, {len(chosen) - kept} audited")
