"""The commands on the shipped studies, and their refusals."""

import pytest

from selectivity.cli import main
from selectivity.commands.check import find_problems
from selectivity.tables.paths import shipped_root


def run(*arguments):
    with pytest.raises(SystemExit) as left:
        main([str(argument) for argument in arguments])
    return left.value.code or 0


@pytest.mark.parametrize("name", ["config.yaml", "config.test.yaml"])
def test_the_shipped_study_has_no_problems(name, capsys):
    assert run("check", "--config", shipped_root() / "config" / name) == 0
    assert "No problems" in capsys.readouterr().out


def test_the_shipped_study_is_large_enough():
    study, problems = find_problems(shipped_root() / "config/config.yaml")
    assert problems == []
    assert len(study.candidates) >= 200


def test_a_problem_is_an_error(tmp_path, capsys):
    (tmp_path / "config.yaml").write_text("sampling: {n_sample: 1}\n")
    assert run("check", "-c", tmp_path / "config.yaml") == 2
    printed = capsys.readouterr().err
    assert "3 problems" in printed  # the key and the two tables that are not there
    assert "did you mean 'n_samples'?" in printed


@pytest.mark.parametrize("arguments", [["mine.xlsx"], ["-o", "mine.csv"]])
def test_template_prints_what_it_wrote(tmp_path, monkeypatch, capsys, arguments):
    monkeypatch.chdir(tmp_path)
    assert run("template", *arguments) == 0
    assert arguments[-1] in capsys.readouterr().out.splitlines()
    assert (tmp_path / arguments[-1]).is_file()


def test_template_refuses_to_replace(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.csv").write_text("my work")
    assert run("template", "mine.csv") == 2
    assert "--force" in capsys.readouterr().err
    assert (tmp_path / "mine.csv").read_text() == "my work"
    assert run("template") == 2
