"""``selectivity design``: a brine to a target, from layers and from candidates, and mistakes."""

import json
from pathlib import Path

import numpy as np
import pytest

from selectivity.cli import main
from selectivity.process.cascade import run_cascade, stage_solver
from selectivity.process.nf_module import FiltrationSettings
from selectivity.process.registry import PROCESSES
from tests.process import examples

CASE = Path(__file__).parents[2] / "docs" / "cases" / "design" / "east_taijinar.yaml"
SMALL = """
brine: salar_de_atacama
ions: [Li+, Mg2+, Cl-]
dilution: 50
target: {recovery: 0.3, magnesium_to_lithium_mol: 1.5}
max_stages: 1
samples: 2
candidates: [CANDIDATE]
processes:
  nf: {water_flux_LMH: 10, recovery: 0.5, tolerance: 1.0e-3}
"""


def run(arguments):
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    return stop.value.code


def small_layers(tmp_path, change=("", "")):
    """The shipped case with one membrane and one process."""
    text = CASE.read_text(encoding="utf-8")
    head, rest = text.split("  neutral NF:")
    text = head + "processes:" + rest.split("processes:")[1].split("  dialysis")[0]
    assert change[0] in text
    path = tmp_path / "case.yaml"
    path.write_text(text.replace(*change), encoding="utf-8")
    return path


def test_layers_to_a_target(tmp_path):
    out = tmp_path / "out.json"
    assert run(["design", str(small_layers(tmp_path)), "-o", str(out)]) == 0
    best = json.loads(out.read_text(encoding="utf-8"))["designs"][0]
    assert best["feasible"]
    assert best["magnesium_to_lithium_mol"] <= 1
    stage = best["per_m3_of_brine"][0]
    for ion, amount in stage["inlet_mol"].items():
        gained = stage["product_mol"][ion] + stage["rest_mol"][ion]
        assert gained == pytest.approx(amount, rel=1e-9)


def test_target_purer_than_selectivity_allows_says_so(tmp_path, capsys):
    case = small_layers(tmp_path, ("magnesium_to_lithium_mol: 1.0", "purity_mol: 0.9"))
    assert run(["design", str(case)]) == 1
    assert "NOT REACHED: selectivity: purity" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("recovery: 0.4", "recovery: -0.4"), "target.recovery"),
        (("brine: east_taijinar", "brine: east_tajinar"), "did you mean 'east_taijinar'"),
        (("max_stages: 4", "max_stage: 4"), "did you mean 'max_stages'"),
        (("  nf: {", "  fo: {"), "allowed in a design"),
        (("balance_with: Cl-", "balance_with: K+"), "balancing"),
    ],
)
def test_mistakes(tmp_path, capsys, change, words):
    assert run(["design", str(small_layers(tmp_path, change))]) == 2
    assert words in capsys.readouterr().err


def test_candidates_of_the_study_enter_with_their_samples(tmp_path, capsys):
    case = tmp_path / "case.yaml"
    case.write_text(SMALL.replace("CANDIDATE", "wang2023-lbl-7-9-lmh-bar"), encoding="utf-8")
    assert run(["design", str(case)]) in (0, 1)
    assert "of 2 samples" in capsys.readouterr().out


def test_unknown_candidate_offers_the_nearest(tmp_path, capsys):
    case = tmp_path / "case.yaml"
    case.write_text(SMALL.replace("CANDIDATE", "wang2023-lbl-7-9-lmh"), encoding="utf-8")
    assert run(["design", str(case)]) == 2
    assert "nearest: wang2023-lbl" in capsys.readouterr().err


def test_recycle_balances_and_recovers_more():
    solve = stage_solver(
        PROCESSES["nf"],
        examples.membranes((60.0,)),
        examples.feed(),
        FiltrationSettings(water_flux=5e-6, recovery=0.6, tolerance=1e-4),
    )
    brine = np.append(examples.feed().concentration, 1.0)
    _, once, _ = run_cascade(solve, brine, 2, False)
    _, recycled, change = run_cascade(solve, brine, 2, True)
    assert change <= 1e-3
    np.testing.assert_allclose(recycled[-1].product + recycled[0].rest, brine, rtol=2e-3)
    assert recycled[-1].product[0] > once[-1].product[0]
