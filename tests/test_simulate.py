"""`selectivity simulate`: examples, mistakes by path, exit codes, profiles and figures."""

import copy
import json
from pathlib import Path

import numpy as np
import pytest

from selectivity.cli import main

EXAMPLES = Path(__file__).parent / "transport" / "data" / "transport_cases.json"
YAML_CASE = """
name: 7
ions: {SO4²⁻: , Li+: {}, Mg2+: {charge: 2, diffusivity_m2_s: 7.06e-10}}
feed_mol_m3: {Li+: 20, Mg2+: 2e1, SO4²⁻: 30.}
permeate: swept
layers:
  - thickness_m: 5e-05
  - thickness_m: 2e-07
    fixed_charge_mol_m3: -5e+1
    ions:
      Li+: {partition: .15, friction: 0.6, diffusivity_factor: 5e-2}
      Mg2+: {partition: 3e-2, friction: 0.6, diffusivity_factor: 0.05}
      SO4²⁻: {partition: 0.2, hindrance_convection: 0.6, hindrance_diffusion: 0.6,
              diffusivity_factor: 0.05}
drive: {water_flux_m_s: 1e-05}
"""


def simulate(path, content, *options):
    """Exit code, rows (None if no file was written)."""
    source, output = path / "cases.txt", path / "out.json"
    source.write_text(content if isinstance(content, str) else json.dumps(content))
    with pytest.raises(SystemExit) as end:
        main(["simulate", str(source), "-o", str(output), *options])
    rows = json.loads(output.read_text()) if output.exists() else None
    return end.value.code or 0, rows


@pytest.fixture
def examples():
    return json.loads(EXAMPLES.read_text())


def test_examples_to_1e_6(tmp_path, examples):
    code, rows = simulate(tmp_path, examples)
    assert code == 0
    assert [row["name"] for row in rows] == [case["name"] for case in examples]
    for row, case in zip(rows, examples, strict=True):
        assert row["status"] == "solved"
        assert row["residual"] < 1e-9
        for key in ("flux_mol_m2_s", "permeate_mol_m3"):
            assert list(row[key]) == list(case["ions"])
            for ion, expected in case["expected"][key].items():
                assert row[key][ion] == pytest.approx(expected, rel=1e-6)
        drop = case["expected"]["potential_drop_V"]
        assert row["potential_drop_V"] == pytest.approx(drop, rel=1e-6)


def test_yaml_in_the_spelling_of_its_author(tmp_path):
    code, rows = simulate(tmp_path, YAML_CASE)
    assert code == 0
    assert rows[0]["name"] == 7
    assert list(rows[0]["flux_mol_m2_s"]) == ["SO4²⁻", "Li+", "Mg2+"]
    assert list(rows[0]["separation_factor"]) == ["Li+/Mg2+"]
    assert set(rows[0]["resistance_share"]["Li+"]) == {"1", "2"}
    assert sum(rows[0]["resistance_share"]["Li+"].values()) == pytest.approx(1)
    assert rows[0]["transport_number"] == {"SO4²⁻": None, "Li+": None, "Mg2+": None}
    assert rows[0]["polarization"]["Li+"]["feed"] > 1
    assert rows[0]["polarization"]["Li+"]["permeate"] == pytest.approx(1)
    ratio = rows[0]["permeate_mol_m3"]["Li+"] / rows[0]["permeate_mol_m3"]["Mg2+"]
    assert rows[0]["separation_factor"]["Li+/Mg2+"] == pytest.approx(ratio)


MISTAKES = [
    ("feed_mol_m3.Li+", lambda c: c["feed_mol_m3"].update({"Li+": 1e6}), "55500"),
    ("feed_mol_m3", lambda c: c["feed_mol_m3"].update({"Li+": 1.0}), "unbalanced"),
    ("layers[0].thickness_m", lambda c: c["layers"][0].update(thickness_m=0), "> 0"),
    ("feed_mol_m3.K+", lambda c: c["feed_mol_m3"].update({"K+": 1.0}), "unknown ion"),
    ("layers[0].ions.K+", lambda c: _copy_ion(c), "unknown ion"),
    ("drive", lambda c: c.update(drive={}), "no drive"),
    ("drive", lambda c: c["drive"].update(pressure_Pa=1e5), "both"),
    ("drive", lambda c: c["drive"].update(voltage_V=0.1), "both"),
    ("ions.Li+.charge", lambda c: c["ions"]["Li+"].update(charge="1"), "whole number"),
    ("drive.current_A_m2", lambda c: c["drive"].update(current_A_m2=5.0), "0"),
    ("permeate", lambda c: c.update(permeate="swpt"), "swept"),
    ("layer", lambda c: c.update(layer=[]), "did you mean 'layers'"),
    ("layers[0].ions.Li+", lambda c: c["layers"][0]["ions"]["Li+"].pop("friction"), "add friction"),
    ("layers[0].groups.sulfonat", lambda c: _group(c), "did you mean 'sulfonate'"),
]


def _copy_ion(case):
    case["layers"][0]["ions"]["K+"] = case["layers"][0]["ions"]["Li+"]


def _group(case):
    case["layers"][0].update(groups={"sulfonat": 100.0}, ph=7.0)


@pytest.mark.parametrize(("place", "spoil", "said"), MISTAKES)
def test_each_mistake_is_told_by_its_path(tmp_path, capsys, examples, place, spoil, said):
    case = copy.deepcopy(examples[0])
    spoil(case)
    code, rows = simulate(tmp_path, [examples[1], case])
    told = capsys.readouterr().err
    assert (code, rows) == (2, None)
    assert f"[1].{place}: " in told
    assert said in told


def test_all_mistakes_at_once_and_good_cases_with_keep_going(tmp_path, capsys, examples):
    bad = copy.deepcopy(examples[0])
    bad["feed_mol_m3"]["Na"] = 3.0
    bad["drive"] = {}
    bad["layers"][0]["thickness_m"] = -1
    code, rows = simulate(tmp_path, [bad, examples[1]], "--keep-going")
    told = capsys.readouterr().err
    assert code == 2
    assert [row["status"] for row in rows] == ["invalid", "solved"]
    for place in ("[0].feed_mol_m3.Na", "[0].drive", "[0].layers[0].thickness_m"):
        assert f"{place}: " in told


def test_a_current_beyond_the_limit_is_a_mistake_with_the_number(tmp_path, capsys, examples):
    case = examples[2]
    case["drive"]["current_A_m2"] = 1000.0
    code, rows = simulate(tmp_path, case)
    told = capsys.readouterr().err
    assert (code, rows) == (2, None)
    assert ", drive.current_A_m2: " in told
    assert "366.744" in told
    code, rows = simulate(tmp_path, [{**examples[0], "drive": {}}, case, examples[1]])
    told = capsys.readouterr().err
    assert (code, rows) == (2, None)
    assert "[0].drive: " in told and "[1].drive.current_A_m2: " in told


def test_an_unconverged_case_stays_with_its_status(tmp_path, monkeypatch, examples):
    from selectivity.report import simulation
    from selectivity.transport import Options

    monkeypatch.setattr(simulation, "Options", lambda: Options(tolerance=1e-30, most_splits=1))
    code, rows = simulate(tmp_path, examples[:2])
    assert code == 1
    assert [row["status"] for row in rows] == ["unconverged"] * 2
    assert all(row["advice"] for row in rows)
    assert rows[0]["flux_mol_m2_s"]["Li+"] is None


def test_profiles_and_figures(tmp_path, examples):
    code, rows = simulate(tmp_path, examples[2], "--profiles", "--plot")
    assert code == 0
    found = rows[0]["profiles"]
    assert found["x_m"][0] == 0
    assert found["x_m"][-1] == pytest.approx(2e-4)
    assert sorted(set(found["layer"])) == [1, 2, 3]
    assert found["concentration_mol_m3"]["Li+"][0] == pytest.approx(50)
    assert found["potential_V"][0] == pytest.approx(rows[0]["potential_drop_V"])
    assert len(found["pressure_Pa"]) == len(found["x_m"])
    assert (tmp_path / "out_1.svg").read_text().startswith("<?xml")


def test_a_whole_charge_may_be_written_with_a_point(tmp_path, capsys, examples):
    case = copy.deepcopy(examples[0])
    for ion in case["ions"].values():
        ion["charge"] = float(ion["charge"])
    code, rows = simulate(tmp_path, case)
    assert code == 0
    assert rows[0]["flux_mol_m2_s"]["Li+"] == pytest.approx(0.0001613571170514143, rel=1e-6)
    case["ions"]["Li+"]["charge"] = 1.5
    assert simulate(tmp_path, case)[0] == 2
    assert "ions.Li+.charge" in capsys.readouterr().err


def test_names_in_any_script_are_drawn(tmp_path, examples):
    case = json.loads(json.dumps(examples[0]).replace("Mg2+", "_Mg$^{"))
    case["name"] = "a \t $x^{ 线"
    code, rows = simulate(tmp_path, case, "--plot")
    assert code == 0 and rows[0]["name"] == case["name"]
    drawn = (tmp_path / "out_1.svg").read_text()
    assert "a $x^{ 线" in drawn and "_Mg$^{" in drawn


def test_groups_charge_a_layer_by_the_ph(tmp_path):
    case = {
        "ions": {"K+": {}, "Cl-": {}},
        "feed_mol_m3": {"K+": 10.0, "Cl-": 10.0},
        "permeate": "swept",
        "drive": {"water_flux_m_s": 1e-5},
    }
    entry = {"partition": 0.5, "friction": 0.7, "diffusivity_factor": 0.1}
    layer = {"thickness_m": 1e-7, "ions": {"K+": entry, "Cl-": entry}}
    cases = [
        case | {"layers": [layer | {"groups": {"sulfonate": 100.0}, "ph": 7.0}]},
        case | {"layers": [layer | {"fixed_charge_mol_m3": -100.0}]},
    ]
    code, rows = simulate(tmp_path, cases)
    assert code == 0
    regulated, fixed = (row["rejection_observed"]["Cl-"] for row in rows)
    assert 0 < regulated < fixed


def test_text_that_is_no_case(tmp_path, capsys):
    assert simulate(tmp_path, "a: [1") == (2, None)
    assert "JSON or YAML" in capsys.readouterr().err
    assert simulate(tmp_path, "[]") == (2, None)
    assert simulate(tmp_path, "3") == (2, None)
    assert np.all([code == 2 for code, _ in [simulate(tmp_path, "null")]])
