"""``selectivity unlock``: remove the lock that a killed run left behind."""

from __future__ import annotations

from typing import Final

import typer

HELP: Final = """Remove the lock that a killed run left in this directory.

Results that the killed run was writing are made again by the next `selectivity run`.

Example: `selectivity unlock && selectivity run`
"""


def register(app: typer.Typer) -> None:
    """Add the sub-command to the application."""
    app.command("unlock", help=HELP)(unlock)


def unlock() -> None:
    """See `HELP`."""
    from selectivity import workflow

    raise typer.Exit(workflow.unlock())
