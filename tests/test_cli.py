"""The frame of the command line: what is listed, exit codes, messages."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from selectivity import cli, commands
from selectivity.errors import DataError, Problem

HELP_BUDGET_S = 0.5


def leave_code(capsys, *arguments):
    with pytest.raises(SystemExit) as end:
        cli.main(list(arguments))
    return end.value.code, capsys.readouterr()


def failing_app(error):
    app = typer.Typer(pretty_exceptions_enable=False)

    @app.command()
    def fail(debug: bool = False):
        raise error

    return lambda: app


def test_every_module_of_commands_is_listed_and_every_listed_one_is_there():
    modules = {path.stem for path in Path(commands.__path__[0]).glob("*.py")} - {"__init__"}
    assert modules == set(cli.COMMANDS)


def test_help_lists_the_commands(capsys):
    code, printed = leave_code(capsys, "--help")
    assert code == 0
    for name in ("init", "run", "unlock"):
        assert name in printed.out


@pytest.mark.parametrize("name", ["init", "run"])
def test_help_of_a_command_has_an_example(capsys, name):
    code, printed = leave_code(capsys, name, "--help")
    assert code == 0
    assert "Example" in printed.out


def test_version(capsys):
    code, printed = leave_code(capsys, "--version")
    assert (code, printed.out) == (0, f"selectivity {cli.__version__}\n")


def test_an_error_of_ours_is_a_message_and_exit_code_2(capsys, monkeypatch):
    problem = Problem("c.csv", "3", "pore_radius_nm", "'-1'", "above 0", "correct the sign")
    monkeypatch.setattr(cli, "build_app", failing_app(DataError("1 problem", [problem])))
    code, printed = leave_code(capsys)
    assert code == cli.EXIT_BAD_INPUT
    assert "c.csv, row 3, column pore_radius_nm: found '-1'" in printed.err
    assert "Traceback" not in printed.err


def test_an_unexpected_error_is_a_sentence_and_exit_code_1(capsys, monkeypatch):
    monkeypatch.setattr(cli, "build_app", failing_app(ZeroDivisionError("by zero")))
    code, printed = leave_code(capsys)
    assert code == cli.EXIT_UNEXPECTED
    assert "unexpected ZeroDivisionError" in printed.err
    assert "--debug" in printed.err
    assert "Traceback" not in printed.err


def test_debug_shows_the_traceback(capsys, monkeypatch):
    monkeypatch.setattr(cli, "build_app", failing_app(ZeroDivisionError("by zero")))
    code, printed = leave_code(capsys, "--debug")
    assert code == cli.EXIT_UNEXPECTED
    assert "Traceback" in printed.err


def test_a_wrong_option_is_exit_code_2(capsys):
    code, printed = leave_code(capsys, "--nonsense")
    assert code == cli.EXIT_BAD_INPUT
    assert "nonsense" in printed.err


def test_help_within_its_budget():
    def seconds():
        start = os.times()  # of the processor: other work on the machine does not count
        subprocess.run(
            [sys.executable, "-m", "selectivity", "--help"], check=True, capture_output=True
        )
        end = os.times()
        used = end.children_user + end.children_system
        return used - start.children_user - start.children_system

    assert min(seconds() for _ in range(5)) <= HELP_BUDGET_S
