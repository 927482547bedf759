"""``selectivity crate``: a finished run packed to be published and repeated."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

HELP: Final = """Pack the finished run as a Workflow Run RO-Crate (Provenance Run Crate 0.5).

It holds inputs and outputs with their SHA-256, every setting, the versions, the workflow, and a
README with the commands that repeat the run to the same bytes. Who ran it and under which licence
it may be used is left to you: `--author`, `--orcid`, `--license`. Refused if an input or a result
is no longer what the run read or wrote.

Examples: `selectivity crate`; `selectivity crate -o crates/first --author "A. Name"`
"""


def register(app: typer.Typer) -> None:
    """Add the sub-command to the application."""
    app.command("crate", help=HELP)(crate)


def crate(
    config: Annotated[Path, typer.Option(help="Configuration of the run.")] = Path(
        "config/config.yaml"
    ),
    results: Annotated[Path, typer.Option(help="Results directory.")] = Path("results"),
    output: Annotated[
        Path, typer.Option("--output", "-o", help="File that ends in .zip, or a new directory.")
    ] = Path("crate.zip"),
    name: Annotated[str, typer.Option(help="Title of the crate.")] = "",
    author: Annotated[str, typer.Option(help="Who ran it.")] = "",
    orcid: Annotated[str, typer.Option(help="https://orcid.org/0000-…")] = "",
    license_: Annotated[
        str, typer.Option("--license", help="Terms of reuse: an address, or words.")
    ] = "",
    simulations: Annotated[bool, typer.Option(help="Pack the trajectories of the study.")] = True,
) -> None:
    """See `HELP`."""
    from selectivity.provenance.contents import contents
    from selectivity.provenance.crate import About, write_crate

    found = contents(config, results, simulations)
    written = write_crate(found, About(name, author, orcid, license_), output)
    for file in found.left_out:
        typer.echo(f"not packed: {file}", err=True)
    print(f"{written}: {len(found.files)} files")
