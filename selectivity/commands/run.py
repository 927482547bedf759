"""``selectivity run``: checks the inputs, then lets Snakemake bring the study up to date."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Final

import typer

from selectivity import workflow
from selectivity.errors import ConfigError, DataError

HELP: Final = """Bring the study in this directory up to date and print the report's path.

Only what depends on a change is computed again. The constants of theory are those fitted to
measured selectivities; with --prior-only they keep their priors. Every further option and target
goes to Snakemake.

Examples: `selectivity run`; `selectivity run --cores 4`; `selectivity run -n` (what would run);
`selectivity run results/ranking.csv`;
`selectivity run --workflow-profile workflow/profiles/slurm`
"""


def register(app: typer.Typer) -> None:
    """Add the sub-command to the application."""
    passing_on = {"allow_extra_args": True, "ignore_unknown_options": True}
    app.command("run", help=HELP, context_settings=passing_on)(run)


def run(
    context: typer.Context,
    config: Annotated[
        Path | None,
        typer.Option(
            "--config", "--configfile", help="Configuration; config/config.yaml by default."
        ),
    ] = None,
    prior_only: Annotated[
        bool, typer.Option("--prior-only", help="Priors instead of the calibrated constants.")
    ] = False,
) -> None:
    """See `HELP`."""
    check_inputs(config or workflow.DEFAULT_CONFIG)
    if workflow.lock_of_dead_run():
        print("The last run was killed: removing its lock.", file=sys.stderr)
        workflow.unlock(config)
    arguments = list(context.args)
    code = workflow.call(workflow.command(config, arguments, prior_only))
    if code == 0 and workflow.REPORT.is_file() and not _looked_only(arguments):
        print(workflow.REPORT.resolve())
    raise typer.Exit(code)


def check_inputs(config: Path) -> None:
    """Every problem of every input at once, before anything is written.

    Parameters
    ----------
    config : Path

    Raises
    ------
    ConfigError
        If there is no configuration here.
    DataError
        If an input has problems.
    """
    if not config.is_file():
        raise ConfigError(
            f"no {config} here. Make a study with `selectivity init DIRECTORY`, or change into one."
        )
    from selectivity.commands.check import MAX_SHOWN, find_problems

    _, problems = find_problems(config)
    if problems:
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        message = f"{count}; nothing was computed, earlier results stay as they are"
        raise DataError(message, problems[:MAX_SHOWN])


def _looked_only(arguments: list[str]) -> bool:
    """Whether Snakemake was asked to show something and not to make the report."""
    return any(
        argument.startswith(("--dry", "-n", "--list", "--dag", "--summary", "--lint"))
        for argument in arguments
    )
