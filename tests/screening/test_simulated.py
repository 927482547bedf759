"""Simulated profiles in the screening: when they replace the analytic model, and what it says."""

import numpy as np
import pandas as pd
import pytest

from selectivity.md.table import COLUMNS
from selectivity.screening import pieces, screen
from selectivity.screening.simulated import load_profiles

CONFIG = "sampling: {n_samples: 32, seed: 5}\nworkflow: {buckets: 1}\n"
HEIGHT = {"Li+": 10.0, "Mg2+": 25.0}  # kJ/mol
LENGTH = 50.0  # nm, that of the candidate `radius`


def terms(verdict="sufficient", error=0.0, halves=0.0, heights=None):
    """A flat profile of each ion over the whole channel."""
    rows = [
        dict.fromkeys(COLUMNS, "")
        | {
            "candidate": "radius",
            "ion": ion,
            "quantity": "pmf",
            "z_nm": z,
            "value": height,
            "error": error,
            "unit": "kJ/mol",
            "n_effective": 90.0,
            "half_difference": halves,
            "verdict": verdict,
            "reason": "made up",
        }
        for ion, height in (heights or HEIGHT).items()
        for z in (-LENGTH, 0.0, LENGTH)
    ]
    return pd.DataFrame(rows)


@pytest.fixture
def screened(make_study, tmp_path):
    """Function of MD terms: the tables of two candidates, one of them simulated."""

    def run(frame=None, more=""):
        study = make_study(("radius", "groups"), CONFIG + more)
        path = None
        if frame is not None:
            path = tmp_path / "md_terms.parquet"
            frame.to_parquet(path)
        screen.screen_bucket(study, (0, 1), tmp_path / "out", path)
        return {name: pd.read_parquet(tmp_path / f"out/{name}.parquet") for name in pieces.TABLES}

    return run


def summary_of(tables, name="radius"):
    return tables["summary"].set_index("candidate").loc[name]


def test_sufficient_replaces_and_the_ratio_is_that_of_the_flat_profiles(screened):
    tables = screened(terms())
    row = summary_of(tables)
    expected = np.exp((HEIGHT["Mg2+"] - HEIGHT["Li+"]) / (8.314462618e-3 * 298.15))
    assert row["partition_selectivity"] == pytest.approx(expected, rel=1e-6)
    product = row["partition_selectivity"] * row["diffusion_selectivity"]
    assert row["selectivity_li_mg"] == pytest.approx(product, rel=0.2)
    mine = tables["terms"].query("candidate == 'radius' and ion != 'Cl-'")
    assert set(mine.term) == {"pmf"}
    assert set(mine.origin) == {"md"}
    assert mine.groupby("ion").value_kJ_mol.max().to_dict() == pytest.approx(HEIGHT)
    others = tables["terms"].query("candidate != 'radius' or ion == 'Cl-'")
    assert set(others.origin) == {"analytic"}
    shares = tables["resistances"].query("candidate == 'radius'").groupby("ion").share.sum()
    assert shares.to_numpy() == pytest.approx(np.ones(3), abs=0.02)
    assert "Li+: simulated profile (sufficient)" in row["advice"]


def test_insufficient_is_shown_beside_and_not_used(screened):
    analytic = screened()
    tables = screened(terms("insufficient"))
    columns = ["selectivity_li_mg", "permeability_li_m_s", "partition_selectivity"]
    assert summary_of(tables)[columns].tolist() == summary_of(analytic)[columns].tolist()
    pd.testing.assert_frame_equal(tables["terms"], analytic["terms"])
    beside = tables["simulated"].set_index("ion")
    assert set(beside.origin) == {"analytic"}
    assert beside.loc["Li+", "permeability_simulated_m_s"] > 0
    assert beside.loc["Mg2+", "barrier_kJ_mol"] == pytest.approx(HEIGHT["Mg2+"])
    assert "insufficient, not used" in summary_of(tables)["advice"]
    assert analytic["simulated"].empty


def test_insufficient_is_used_on_request_and_marked(screened):
    tables = screened(terms("insufficient"), "md: {use_insufficient: true}\n")
    assert set(tables["simulated"].origin) == {"md"}
    assert tables["simulated"].forced.all()
    assert "used on request" in summary_of(tables)["advice"]


def test_weak_is_wider_than_sufficient(screened, tmp_path):
    def width(frame):
        rows = screened(frame)["simulated"].set_index("ion").loc["Li+"]
        ends = rows["permeability_simulated_lo_m_s"], rows["permeability_simulated_hi_m_s"]
        return float(np.log(ends[1] / ends[0]))

    assert width(terms("weak", 0.5, 6.0)) > 3 * width(terms("sufficient", 0.5, 6.0))
    path = tmp_path / "one.parquet"
    terms("weak", 0.5, 6.0).to_parquet(path)
    profile = load_profiles(path)["radius", "Li+"]
    assert profile.free_energy.error == pytest.approx(6000.0 * np.ones(3))


def test_a_difference_of_ninety_is_a_bound(screened):
    row = summary_of(screened(terms(heights={"Li+": 10.0, "Mg2+": 100.0})))
    assert (row["status"], row["bound"]) == ("bound", "lower")
    assert np.isnan(row["selectivity_li_mg_hi"])
    cut = np.exp(30.0 / (8.314462618e-3 * 298.15))
    assert row["selectivity_li_mg"] < 10 * cut
    assert "lower bound" in row["advice"]


def test_one_bad_place_makes_the_profile_insufficient(screened):
    frame = terms()
    frame.loc[1, "verdict"] = "insufficient"
    used = screened(frame)["simulated"].set_index("ion").origin
    assert used.to_dict() == {"Li+": "analytic", "Mg2+": "md"}
