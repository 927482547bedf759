"""``selectivity run``: checks the inputs, then lets Snakemake bring the study up to date."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Annotated, Final

import typer

from selectivity import one_run, rooms, scheduler, workflow
from selectivity.errors import ConfigError, DataError

HELP: Final = """Bring the study in this directory up to date and print the report's path.

Only what depends on a change is computed again. The constants of theory are those fitted to
measured selectivities; with --prior-only they keep their priors. Every further option and target
goes to Snakemake.

Examples: `selectivity run`; `selectivity run --cores 4`; `selectivity run -n` (what would run);
`selectivity run results/ranking.csv`;
`selectivity run --workflow-profile workflow/profiles/slurm`
"""


_TIMED: Final = (Path("config"), Path("data"))
"""Folders of a study whose files are inputs."""


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
    arguments = list(context.args)
    inputs = check_inputs(config or workflow.DEFAULT_CONFIG)

    def line(again: Sequence[Path]) -> list[str]:
        return workflow.command(config, arguments, prior_only, again)

    with one_run.alone() as lock:
        code = _run(config, line, inputs, lock, _looked_only(arguments))
    if code == 0 and workflow.REPORT.is_file() and not _looked_only(arguments):
        print(workflow.REPORT.resolve())
    raise typer.Exit(code)


def _run(
    config: Path | None,
    line: Callable[[Sequence[Path]], list[str]],
    inputs: Sequence[Path],
    lock: IO[str],
    looked: bool,
) -> int:
    """Put right what the last run or somebody left, then call Snakemake; its exit code."""
    from selectivity.tables import snapshot

    if workflow.lock_of_dead_run():
        print("The last run was killed: removing its lock.", file=sys.stderr)
        workflow.unlock(config)
    results = workflow.REPORT.parent
    if not looked:
        _say_future(rooms.bring_to_now([*inputs, *_below(*_TIMED, results)]))
    again = put_right(results, only_say=looked)
    environment = {**snapshot.take(inputs), **rooms.cache()}
    began = time.time()
    code = workflow.call(line(again), environment, lock)
    if code:
        for sentence in filter(None, [rooms.full(results), *scheduler.ended_jobs(began)]):
            print(f"selectivity: {sentence}", file=sys.stderr)
    return code


def _below(*folders: Path) -> Iterator[Path]:
    """Every file and folder in some folders."""
    for folder in folders:
        yield from folder.rglob("*")


def _say_future(n_files: int) -> None:
    if n_files:
        print(f"{n_files} files carry a time of the future (did the clock go back?): set to now. "
              "What runs again is decided by contents.", file=sys.stderr)  # fmt: skip


def put_right(results: Path, only_say: bool) -> list[Path]:
    """Remove what killed jobs were writing; keep and name what somebody edited.

    Parameters
    ----------
    results : Path
        Results directory.
    only_say : bool
        Change nothing.

    Returns
    -------
    list of Path
        Results to make again: what is only on the way to others, the workflow would not.

    Raises
    ------
    SelectivityError
        If the results cannot be written.
    """
    from selectivity.provenance import edited

    if not results.is_dir():
        return []
    found = edited.edited_results(results)
    if only_say:
        for file in found:
            print(f"{file}: not what the run wrote; a run would make it again", file=sys.stderr)
        return []
    rooms.check_writable(results)
    edited.remove_leftovers(results)
    for file, kept in edited.set_aside(results, found):
        print(f"{file}: not what the run wrote (truncated, or edited by hand); kept as {kept} and "
              "made again", file=sys.stderr)  # fmt: skip
    return found


def check_inputs(config: Path) -> tuple[Path, ...]:
    """Every problem of every input at once, before anything is written.

    Parameters
    ----------
    config : Path

    Returns
    -------
    tuple of Path
        Every input that was read.

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

    study, problems = find_problems(config)
    if problems:
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        message = f"{count}; nothing was computed, earlier results stay as they are"
        raise DataError(message, problems[:MAX_SHOWN])
    return study.inputs


def _looked_only(arguments: list[str]) -> bool:
    """Whether Snakemake was asked to show something and not to make the report."""
    return any(
        argument.startswith(("--dry", "-n", "--list", "--dag", "--summary", "--lint"))
        for argument in arguments
    )
