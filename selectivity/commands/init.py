"""``selectivity init``: a new study directory from packaged data."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated, Final

import typer

from selectivity.errors import SelectivityError

COPIED: Final = ("config", "data", "workflow/profiles")
LEFT_OUT: Final = (".*", "schema", "*.test.*")
"""Hidden files; schemas, which belong to the code; the small study of the tests."""

HELP: Final = """Make a study directory: configuration, tables and Snakefile.

It holds the shipped membranes, ready to run; replace `config/candidates.csv` by your own table
(`selectivity template` writes an empty one). Nothing that exists is overwritten.

Example: `selectivity init mystudy`, `cd mystudy`, `selectivity run`
"""


def register(app: typer.Typer) -> None:
    """Add the sub-command to the application."""
    app.command("init", help=HELP)(init)


def init(
    directory: Annotated[Path, typer.Argument(help="New or empty directory.")],
) -> None:
    """See `HELP`."""
    make_study(directory)
    print(f"Made {directory}. Next: cd {directory} && selectivity run")


def make_study(directory: Path) -> None:
    """Copy the packaged study into a new or empty directory, whole or not at all.

    Parameters
    ----------
    directory : Path

    Raises
    ------
    SelectivityError
        If the directory holds anything, or is a file.
    """
    from selectivity.tables.paths import shipped_root
    from selectivity.workflow import STUDY_SNAKEFILE

    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise SelectivityError(
            f"{directory} exists and is not empty; nothing was written. "
            "Name a new or an empty directory."
        )
    source = shipped_root()
    unfinished = directory.parent / f".{directory.name}.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    for part in COPIED:
        shutil.copytree(source / part, unfinished / part, ignore=shutil.ignore_patterns(*LEFT_OUT))
    (unfinished / "Snakefile").write_text(STUDY_SNAKEFILE)
    unfinished.replace(directory)
