"""``selectivity process``: worked cases run, mistakes are told with their path."""

import json
from pathlib import Path

import pytest

from selectivity.cli import main
from selectivity.process.registry import PROCESSES

CASES = Path(__file__).parents[2] / "docs" / "cases" / "process"


def run(arguments):
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    return stop.value.code


@pytest.mark.parametrize("name", sorted(PROCESSES))
def test_worked_case_of_each_process(name, tmp_path):
    out = tmp_path / "out.json"
    assert run(["process", name, str(CASES / f"{name}.yaml"), "-o", str(out)]) == 0
    membrane = json.loads(out.read_text(encoding="utf-8"))[0]["membranes"][0]
    assert membrane["status"] == "solved"
    assert membrane["water_balance"] <= 1e-9
    assert membrane["ion_balance"] <= 1e-9


@pytest.mark.parametrize("name", ["nf", "electrode"])  # a module, and a cell without streams
def test_plot_stands_beside_the_output(tmp_path, name):
    out = tmp_path / "out.json"
    assert run(["process", name, str(CASES / f"{name}.yaml"), "-o", str(out), "--plot"]) == 0
    assert (tmp_path / "out.svg").read_text(encoding="utf-8").startswith("<?xml")


def test_list(capsys):
    assert run(["process", "list"]) == 0
    assert all(name in capsys.readouterr().out for name in ["nf"])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("pressure_bar: 10.0", "presure_bar: 10.0"), "did you mean 'pressure_Pa'?"),
        (("recovery: 0.5", "recovery: -0.5"), "settings.recovery"),
        (("sherwood: schock1987", "sherwood: schok1987"), "did you mean 'schock1987'?"),
        (("Cl-: 120.0", "Cl-: 110.0"), "feed_mol_m3"),
        (("recovery: 0.5", "recovery: 'half'"), "a number"),
        (("settings:", "setings:"), "did you mean 'settings'?"),
    ],
)
def test_mistakes_are_told_with_their_path(change, words, tmp_path, capsys):
    text = (CASES / "nf.yaml").read_text(encoding="utf-8")
    assert change[0] in text
    case = tmp_path / "case.yaml"
    case.write_text(text.replace(*change), encoding="utf-8")
    assert run(["process", "nf", str(case)]) == 2
    assert words in capsys.readouterr().err


def test_unknown_process_offers_the_nearest(capsys):
    assert run(["process", "nff"]) == 2
    assert "did you mean 'nf'?" in capsys.readouterr().err
