"""What `run` does before and after Snakemake."""

import pytest
import typer

from selectivity import workflow
from selectivity.commands import check, run
from selectivity.errors import ConfigError, DataError, Problem


@pytest.fixture
def call(monkeypatch, tmp_path):
    """`run` without inputs to check and with a Snakemake that only answers an exit code."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(run, "check_inputs", lambda config: ())

    def with_answer(code, *arguments):
        lines = []
        monkeypatch.setattr(workflow, "call", lambda line, *_: lines.append(line) or code)
        context = typer.Context(typer.main.get_command(typer.Typer(callback=lambda: None)))
        context.args = list(arguments)
        with pytest.raises(typer.Exit) as end:
            run.run(context, None)
        return end.value.exit_code, lines[0]

    return with_answer


def test_no_configuration_names_init(tmp_path):
    with pytest.raises(ConfigError, match="selectivity init"):
        run.check_inputs(tmp_path / "config/config.yaml")


def test_problems_of_the_inputs_stop_the_run(tmp_path, monkeypatch):
    config = tmp_path / "config.yaml"
    config.write_text("")
    problem = Problem("c.csv", "3", "mwco_Da", "-1", "above 0", "correct it")
    monkeypatch.setattr(check, "find_problems", lambda path: (None, [problem]))
    with pytest.raises(DataError, match="1 problem; nothing was computed") as error:
        run.check_inputs(config)
    assert error.value.problems == (problem,)


@pytest.mark.parametrize("code", [0, 1, 143])
def test_the_exit_code_is_snakemakes(call, code):
    assert call(code)[0] == code


def test_the_last_line_is_the_reports_path_if_it_was_made(call, tmp_path, capsys):
    report = tmp_path / "results/report.html"
    report.parent.mkdir()
    report.write_text("<p>")
    call(0)
    assert capsys.readouterr().out.splitlines()[-1] == str(report)
    call(0, "-n")
    call(1)
    assert capsys.readouterr().out == ""


def test_options_go_to_snakemake_as_they_stand(call):
    _, line = call(0, "--cores", "3", "results/ranking.csv")
    assert line[-3:] == ["--cores", "3", "results/ranking.csv"]
