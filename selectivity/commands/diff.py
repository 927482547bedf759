"""``selectivity diff``: what changed between two runs, and which ranks moved because of which."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

HELP: Final = """Compare two runs: inputs, settings, code and versions, and the ranks that moved.

A run is a results directory, a study, a crate (folder or zip) or a run.json. Each move is split
into what the candidate's own selectivity did and what the others did, and says because of what: its
own rows, shared inputs, configuration, code or versions; where several changed, that they cannot
be told apart. `--output` writes every move as CSV.

Example: `cp -r results before`, edit a table, `selectivity run`, `selectivity diff before results`
"""


def register(app: typer.Typer) -> None:
    """Add the sub-command to the application."""
    app.command("diff", help=HELP)(diff)


def diff(
    run_a: Annotated[Path, typer.Argument(help="The earlier run.")],
    run_b: Annotated[Path, typer.Argument(help="The later run.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Every move, as CSV.")
    ] = None,
) -> None:
    """See `HELP`."""
    from selectivity.provenance.changes import changes
    from selectivity.provenance.moves import moves
    from selectivity.provenance.runs import read_run
    from selectivity.provenance.words import describe
    from selectivity.tables.write import write_csv

    before, after = read_run(run_a), read_run(run_b)
    differences = changes(before, after)
    moved = moves(before, after, differences)
    print(describe(before, after, differences, moved))
    if output is not None:
        write_csv(output, moved)
