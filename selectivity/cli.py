"""The command line: builds the application from ``COMMANDS`` and turns errors into exit codes."""

from __future__ import annotations

import importlib
import os
import sys
import threading
import traceback
from typing import Annotated, Final

import typer

from selectivity import __version__, parent, rooms
from selectivity.errors import SelectivityError

COMMANDS: Final[dict[str, str]] = {
    "init": "make a study directory",
    "template": "empty input tables, explained",
    "check": "every problem of every input at once",
    "run": "the whole study",
    "unlock": "after a run that was killed",
    "show": "one candidate explained",
    "map": "what membrane a target needs",
    "simulate": "layered membranes under a driving force",
    "process": "a membrane in a process",
    "design": "a brine to a target",
    "md": "trajectories to free-energy terms",
    "validate": "predicted against measured selectivities",
    "fit": "the calibration to measured selectivities",
    "references": "every check of the theory",
    "diff": "what changed between two runs",
    "crate": "a run packed to be published and repeated",
    "screen": "rule: candidates of one bucket",
    "survivors": "rule: who passes the filter of a staged screening",
    "rank": "rule: gather and rank",
    "measurements": "rule: what to measure next",
    "design_part": "rule: one process and few candidates of a design",
    "same_membrane": "rule: one candidate through every process",
    "report": "rule: the HTML report",
    "enumerate": "a space of designs to candidates",
    "candidates": "shipped data: measured table to candidates",
}
"""Module in ``selectivity.commands`` and what it is for, in the order of ``--help``."""

EXIT_UNEXPECTED: Final = 1
EXIT_BAD_INPUT: Final = 2
EXIT_PIPE: Final = 141  # 128 + SIGPIPE, what a shell reports for `selectivity … | head`

HELP: Final = """Which membranes separate Li⁺ from Mg²⁺, how surely, at which stage, by which term.

Start with: `selectivity init mystudy`, `cd mystudy`, `selectivity run`.
"""


def build_app() -> typer.Typer:
    """Application with every sub-command; imports the modules in `commands`, which are light.

    Returns
    -------
    typer.Typer
    """
    app = typer.Typer(
        help=HELP,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        rich_markup_mode="markdown",
    )
    app.callback()(_global_options)
    for name in COMMANDS:
        importlib.import_module(f"selectivity.commands.{name}").register(app)
    return app


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave by `SystemExit`.

    Parameters
    ----------
    arguments : list of str, optional
        Without the program's name; `sys.argv[1:]` by default.

    Raises
    ------
    SystemExit
        0 done; 1 something unexpected; 2 wrong use or wrong input; otherwise the code of the
        program that was called.
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    if threading.current_thread() is threading.main_thread():
        parent.prepare()
    try:
        build_app()(args=arguments, prog_name="selectivity")
    except SelectivityError as error:
        if "--debug" in arguments:
            traceback.print_exc()
        print(f"selectivity: {error}", file=sys.stderr)
        sys.exit(EXIT_BAD_INPUT)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_PIPE)
    except Exception as error:  # the last net: a person gets a sentence, --debug the traceback
        if "--debug" in arguments:
            traceback.print_exc()
        print(f"selectivity: {rooms.advice(error) or _unexpected(error)}", file=sys.stderr)
        sys.exit(EXIT_UNEXPECTED)


def _unexpected(error: Exception) -> str:
    return (
        f"unexpected {type(error).__name__}: {error}\n"
        "This is a fault of the program, not of your input. Run the same command as "
        "`selectivity --debug …` and report what it prints, "
        f"with the version ({__version__})."
    )


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"selectivity {__version__}")
        raise typer.Exit


def _global_options(
    debug: Annotated[
        bool, typer.Option("--debug", help="Print the traceback of an error.")
    ] = False,
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the version.", callback=_print_version, is_eager=True
        ),
    ] = False,
) -> None:
    """Options before the sub-command; read by `main` and by typer's callbacks."""
