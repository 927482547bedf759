"""``selectivity design``: a brine to a target, from layers and from candidates, and mistakes."""

import json
from pathlib import Path

import pytest

from selectivity.cli import main

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
    assert best["balance_error"] <= 1e-9
    assert best["magnesium_to_lithium_mol"] <= 1
    stage = best["per_m3_of_brine"][0]
    for ion, amount in stage["inlet_mol"].items():
        gained = stage["product_mol"][ion] + stage["rest_mol"][ion]
        assert gained == pytest.approx(amount, rel=1e-9)


@pytest.mark.parametrize(
    ("own", "model", "words"),
    [("", "pitzer", "pitzer (appelo2015) at pH 7.6"), ("solution: ideal\n", "ideal", "asked for")],
)
def test_activities_are_used_unless_the_file_says_ideal(tmp_path, capsys, own, model, words):
    out = tmp_path / "out.json"
    case = small_layers(tmp_path, ("max_stages: 4", f"{own}max_stages: 1"))
    assert run(["design", str(case), "-o", str(out)]) == 0
    assert words in capsys.readouterr().out
    content = json.loads(out.read_text(encoding="utf-8"))
    best, beside = content["designs"][0], content["first_design_with_ideal_solutions"]
    assert content["solution"]["model"] == model
    pressure = best["per_m3_of_brine"][0]["osmotic_pressure_bar"]["rest"]
    ideal = best["per_m3_of_brine"][0]["osmotic_pressure_ideal_bar"]["rest"]
    if model == "ideal":
        assert beside is None
        assert pressure == ideal
        return
    assert content["solution"]["largest_osmotic_pressure_error"] < 0.01
    assert beside["energy_kWh_per_kg_Li"] > 1.1 * best["energy_kWh_per_kg_Li"]
    assert beside["area_m2_per_kg_Li_per_day"] == best["area_m2_per_kg_Li_per_day"]
    assert pressure < 0.9 * ideal


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
        (("  nf: {", "  fo: {"), "nf, dialysis, ed or mcdi"),
        (("  nf: {", "  ed: {voltage_V: 0.2}\n  nf: {"), "partner_layers"),
        (("water_flux_LMH", "water_flux_bar"), "unknown setting"),
        (("  positive NF:", "  a: []\ncandidates: [b]\nother:"), "unknown key"),
        (("balance_with: Cl-", "balance_with: K+"), "balancing"),
        (("balance_with: Cl-", "balance_with: Cl-\nsolution: pitser"), "pitzer"),
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


def test_own_analysis_that_is_not_neutral_offers_the_ion(tmp_path, capsys):
    own = "brine: mine\nconcentrations_mM: {Li+: 10, Na+: 1, Mg2+: 20, Cl-: 40, SO4^2-: 1}"
    assert run(["design", str(small_layers(tmp_path, ("brine: east_taijinar", own)))]) == 2
    told = capsys.readouterr().err
    assert "9 mol/m³ more Cl- would balance it" in told


def test_costs_only_where_asked_for(tmp_path, capsys):
    out = tmp_path / "out.json"
    case = small_layers(tmp_path, ("max_stages: 4", "max_stages: 1\ncosts: true"))
    assert run(["design", str(case), "-o", str(out)]) == 0
    assert "USD/kg Li" in capsys.readouterr().out
    content = json.loads(out.read_text(encoding="utf-8"))
    best = content["designs"][0]
    area, energy = best["area_m2_per_kg_Li_per_day"], best["energy_kWh_per_kg_Li"]
    price = {(line["item"], line["process"]): line["value"] for line in content["prices"]}
    yearly = price["membrane", "nf"] * price["replacement", ""] / price["utilization", ""]
    expected = area * yearly / 365.25 + energy * price["electricity", ""]
    assert best["cost_USD_per_kg_Li"] == pytest.approx(expected)
    assert best["cost_USD_per_kg_Li_lo"] < expected < best["cost_USD_per_kg_Li_hi"]


def test_top_of_a_ranking_that_is_not_there(tmp_path, capsys):
    case = tmp_path / "case.yaml"
    case.write_text(SMALL.replace("candidates: [CANDIDATE]", "top_k: 2"), encoding="utf-8")
    assert run(["design", str(case), "--ranking", str(tmp_path / "no.csv")]) == 2
    assert "selectivity run" in capsys.readouterr().err


def test_unknown_candidate_offers_the_nearest(tmp_path, capsys):
    case = tmp_path / "case.yaml"
    case.write_text(SMALL.replace("CANDIDATE", "wang2023-lbl-7-9-lmh"), encoding="utf-8")
    assert run(["design", str(case)]) == 2
    assert "nearest: wang2023-lbl" in capsys.readouterr().err


def test_a_file_with_nothing_right_ends_in_a_message(tmp_path, capsys):
    case = tmp_path / "case.yaml"
    case.write_text("processes: {fo: {}}\nbrine: [1]\n", encoding="utf-8")
    assert run(["design", str(case)]) == 2
    told = capsys.readouterr().err
    assert "processes.fo" in told and "column brine" in told
    assert "needed" not in told
