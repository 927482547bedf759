"""``selectivity show``: one candidate explained in the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

HELP: Final = """Explain one candidate: its descriptors and where they come from, energies, stages.

The study must have been run. An unknown name gets the nearest ones offered.

Examples: `selectivity show nf270`; `selectivity show nf270 --feed seawater`
"""


def register(app: typer.Typer) -> None:
    """Add the sub-command to the application."""
    app.command("show", help=HELP)(show)


def show(
    candidate: Annotated[str, typer.Argument(help="Identifier or name of a candidate.")],
    results: Annotated[Path, typer.Option(help="Results directory.")] = Path("results"),
    feed: Annotated[str | None, typer.Option(help="Named feed; the first by default.")] = None,
) -> None:
    """See `HELP`."""
    from rich.console import Console

    from selectivity.screening.show import show as print_candidate

    print_candidate(Console(highlight=False), results, candidate, feed)
