"""``selectivity design_part``: one process and a few candidates of a study's design."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

HELP: Final = """Design a part: one process with a few candidates of the configuration's design.

`selectivity run` calls it, a job for each part; `selectivity design --config` gathers them.

Example: `selectivity design_part nf_0 --output results/design_parts/nf_0.json`
"""


def register(app: typer.Typer) -> None:
    """Add the sub-command to the application."""
    app.command("design_part", help=HELP)(design_part)


def design_part(
    name: Annotated[str, typer.Argument(help="Process and number, such as nf_0.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="JSON file.")],
    config: Annotated[Path, typer.Option(help="Configuration.")] = Path("config/config.yaml"),
    ranking: Annotated[Path, typer.Option(help="Ranking of the study.")] = Path(
        "results/ranking.csv"
    ),
) -> None:
    """See `HELP`."""
    from selectivity.screening.design_parts import solve_part

    print(solve_part(config, ranking, name, output))
