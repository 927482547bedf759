"""The notebook call, the terminal view and the commands."""

import io
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from rich.console import Console
from typer.testing import CliRunner

import selectivity
from selectivity.cli import build_app
from selectivity.errors import ConfigError, DataError, MissingDataError
from selectivity.screening import advice, gather
from selectivity.screening.api import unit
from selectivity.screening.show import find, number, show


@pytest.fixture
def config(study):
    return study.root / "config" / "config.yaml"


def test_screen_in_a_notebook(config, results):
    ranking = selectivity.screen(config=config)
    written = pd.read_csv(results / "ranking.csv")
    assert ranking["candidate"].tolist() == written["candidate"].tolist()
    assert np.allclose(ranking["selectivity_li_mg"], written["selectivity_li_mg"], rtol=1e-12)
    assert ranking.attrs["units"]["permeability_li_m_s"] == "m/s"
    assert set(ranking.attrs["tables"]["terms"]["region"]) == {"interior", "mouth"}


def test_screen_takes_a_frame_a_feed_and_a_number_of_samples(config):
    frame = pd.DataFrame(
        {"candidate": ["one", "two"], "pore_radius_nm": [0.35, 0.45], "zeta_potential_mV": [-20, 5]}
    )
    feed = {"Li+": 10, "Mg2+": 10, "Cl-": 30}
    ranking = selectivity.screen(frame, config=config, feed=feed, n_samples=8)
    assert sorted(ranking["candidate"]) == ["one", "two"]
    assert (ranking["status"] == "ok").all()


def test_screen_takes_another_ion_in_its_feed(config):
    frame = pd.DataFrame({"candidate": ["one"], "pore_radius_nm": [0.4]})
    feed = {"Li": 10, "Mg2+": 10, "SO4-2": 15}
    ranking = selectivity.screen(frame, config=config, feed=feed, n_samples=8)
    assert set(ranking.attrs["tables"]["terms"]["ion"]) == {"Li+", "Mg2+", "SO4^2-"}


def test_screen_says_what_is_wrong(config):
    with pytest.raises(DataError, match="pore_radius"):
        selectivity.screen(
            pd.DataFrame({"candidate": ["a"], "pore_radius_nm": [-1]}), config=config
        )
    with pytest.raises(ConfigError, match="Σ z c"):
        selectivity.screen(config=config, feed={"Li+": 1, "Mg2+": 1, "Cl-": 1})
    with pytest.raises(ConfigError, match="standard"):
        selectivity.screen(config=config, feed="sea")
    with pytest.raises(DataError, match="no rows"):
        selectivity.screen(pd.DataFrame(), config=config)


def test_a_charge_that_nothing_balances_has_no_donnan_potential(config):
    """Chloride fits into some of the samples of the narrow pore only."""
    columns = {"pore_radius_nm": [0.17, 0.5], "pore_radius_uncertainty_nm": [0.02, 0.02]}
    frame = pd.DataFrame(
        {"candidate": ["narrow", "wide"], "material_class": "polyamide_nf", **columns}
        | {"fixed_charge_mol_m3": [300.0, 300.0], "fixed_charge_uncertainty_mol_m3": [10.0, 10.0]}
    )
    ranking = selectivity.screen(frame, config=config, n_samples=64)
    told = ranking.set_index("candidate")["advice"]
    assert "balances the wall's charge" in told["narrow"]
    assert "balances" not in told["wide"]
    terms = ranking.attrs["tables"]["terms"]
    donnan = terms.loc[terms["term"] == "donnan", ["value_kJ_mol", "lo_kJ_mol", "hi_kJ_mol"]]
    assert (donnan.abs() < 150).all().all()  # an unbalanced sample has several hundred


def test_a_candidate_of_which_nothing_was_measured_says_so_first(config):
    frame = pd.DataFrame(
        {"candidate": ["bare", "sized"], "material_class": "mof", "pore_radius_nm": [None, 0.4]}
    )
    ranking = selectivity.screen(frame, config=config, n_samples=8)
    told = ranking.set_index("candidate")["advice"]
    assert told["bare"].startswith("nothing measured: stands for its class")
    assert "nothing measured" not in told["sized"]


def test_an_improbable_donnan_potential_is_doubted():
    values = {"donnan_potential": np.full((4, 2, 1), [[-0.25], [0.1]])}
    done = SimpleNamespace(outcome=SimpleNamespace(values=values))
    far, near = advice._balance(done, np.array(["ok", "ok"], dtype=object))
    assert far.startswith("Donnan potential beyond 200 mV")
    assert near == ""


def test_units_of_columns():
    names = ("permeability_li_m_s_lo", "pareto_distance_decades", "selectivity_li_mg")
    assert [unit(name) for name in names] == ["m/s", "decades", "-"]


def test_show_explains_a_candidate(results):
    stream = io.StringIO()
    show(Console(file=stream, width=160), results, "Groups")
    text = stream.getvalue()
    for word in ("Li/Mg selectivity", "sulfonate", "dehydration_shells", "transit", "decades"):
        assert word in text


def test_show_offers_the_nearest_name(results):
    with pytest.raises(DataError, match="did you mean laminate"):
        show(Console(file=io.StringIO()), results, "laminat")
    with pytest.raises(DataError, match="allowed: standard"):
        show(Console(file=io.StringIO()), results, "gap", feed="sea")


def test_show_needs_a_run(tmp_path):
    with pytest.raises(MissingDataError, match="selectivity run"):
        show(Console(file=io.StringIO()), tmp_path, "gap")


def test_find_ignores_case():
    assert find("NF270", ["nf270", "x"]) == "nf270"


def test_find_takes_a_name_that_one_candidate_has():
    known, titles = ["a-1", "a-2", "b"], ["NF270", "Twin", "twin"]
    assert find("nf270", known, titles) == "a-1"
    assert find("B", known, titles) == "b"
    with pytest.raises(DataError, match="2 have this name: a-2, b"):
        find("TWIN", known, titles)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1234.5, "1230"),
        (1e-7, "1.00e-07"),
        (float("nan"), "–"),
        (float("inf"), "∞"),
        ("0.5", "0.5"),
    ],
)
def test_number(value, text):
    assert number(value) == text


def test_commands_screen_and_rank(study, config, tmp_path):
    runner, app = CliRunner(), build_app()
    for bucket in ("0", "1"):
        folder = tmp_path / "r" / "buckets" / bucket
        line = ["screen", "--config", str(config), "--bucket", bucket, "--output", str(folder)]
        ended = runner.invoke(app, line)
        assert ended.exit_code == 0, ended.output
        assert {path.stem for path in folder.glob("*.parquet")} == set(gather.TABLES)
    ended = runner.invoke(app, ["rank", "--config", str(config), "--results", str(tmp_path / "r")])
    assert ended.exit_code == 0, ended.output
    assert (tmp_path / "r" / "ranking.csv").is_file()
    ended = runner.invoke(app, ["show", "gap", "--results", str(tmp_path / "r")])
    assert ended.exit_code == 0, ended.output


def test_a_bucket_that_is_not_there(config):
    line = ["screen", "--config", str(config), "--bucket", "9"]
    ended = CliRunner().invoke(build_app(), line)
    assert isinstance(ended.exception, ConfigError)
    assert "0 to 1" in str(ended.exception)
