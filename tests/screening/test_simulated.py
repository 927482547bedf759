"""Simulated profiles in the screening: when they replace the analytic model, and what it says."""

import numpy as np
import pandas as pd
import pytest

from selectivity.md.table import COLUMNS
from selectivity.screening import pieces, screen
from selectivity.screening.simulated import load_profiles
from selectivity.screening.simulated_use import simulated_uses

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


FLAT = dict.fromkeys(HEIGHT, 30.0)
HIGH = {ion: height + 20.0 for ion, height in HEIGHT.items()}  # access is nothing beside them


def with_charge(charge):
    """Profiles that state which fixed charge was simulated."""
    profiles = terms(heights=HIGH)
    stated = profiles.drop_duplicates("ion").assign(
        quantity="simulated_fixed_charge", z_nm=np.nan, value=charge, unit="mol/m3"
    )
    return pd.concat([profiles, stated], ignore_index=True)


def donnan_of(tables, value="value_kJ_mol"):
    """Median energies by term of the interior, ions as rows."""
    mine = tables["terms"].query("region == 'interior'")
    return mine.pivot(index="ion", columns="term", values=value)


@pytest.fixture
def charged(make_study, tmp_path):
    """Function of MD terms: tables of a candidate of exactly -100 mol/m³ without groups."""

    def run(frame=None):
        study = make_study(("radius",), CONFIG)
        study.candidates["fixed_charge"] = -100.0
        study.candidates["fixed_charge_uncertainty"] = 0.0
        study.candidates["zeta_potential"] = np.nan
        study.candidates["candidate"] = "charged"
        path = None
        if frame is not None:
            path = tmp_path / "md_terms.parquet"
            frame.assign(candidate="charged").to_parquet(path)
        screen.screen_bucket(study, (0, 1), tmp_path / "out", path)
        return {name: pd.read_parquet(tmp_path / f"out/{name}.parquet") for name in pieces.TABLES}

    return run


@pytest.fixture
def uses_of(charged, monkeypatch):
    """Function of MD terms: the profiles at work, by ion, sample by sample."""
    kept = []

    def keep(*given):
        kept.extend(simulated_uses(*given))
        return kept

    monkeypatch.setattr(screen, "simulated_uses", keep)

    def run(frame):
        kept.clear()
        charged(frame)
        return {ion: next(use for use in kept if use.ion == i) for i, ion in enumerate(HEIGHT)}

    return run


def test_charge_that_was_not_simulated_adds_its_donnan_term(charged):
    analytic = donnan_of(charged())["donnan"]
    held, added = charged(with_charge(-100.0)), charged(with_charge(0.0))
    for ion in HEIGHT:
        assert analytic[ion] < -0.5  # attracts: the factor is not one
        assert donnan_of(added).loc[ion, "donnan"] == pytest.approx(analytic[ion], rel=1e-5)
        assert donnan_of(added).loc[ion, "pmf"] == pytest.approx(HIGH[ion])
        assert donnan_of(held).loc[ion, "donnan"] == pytest.approx(0.0, abs=1e-9)
    said = [tables["simulated"].electrostatics.iloc[0] for tables in (held, added)]
    assert said[0] == "in the profile for the simulated charge of -100 mol/m3; no other charge"
    assert said[1].endswith("Donnan term added for the other -100 mol/m3")


def test_added_donnan_term_is_a_factor_of_the_permeability(uses_of):
    held, half, added = (uses_of(with_charge(charge)) for charge in (-100.0, -50.0, 0.0))
    for ion in HEIGHT:
        factor = np.exp(-added[ion].donnan / (8.314462618 * 298.15))
        assert np.all(factor > 2)
        assert added[ion].content / held[ion].content == pytest.approx(factor, rel=1e-6)
        gained = held[ion].resistance[1] / added[ion].resistance[1]
        assert gained == pytest.approx(factor, rel=1e-6)
        assert np.all(held[ion].permeability < half[ion].permeability)
        assert np.all(half[ion].permeability < added[ion].permeability)


def test_a_charge_that_is_not_stated_is_an_assumption(uses_of):
    silent = uses_of(terms(heights=HIGH))["Li+"]
    assert "assumed" in silent.electrostatics
    held = uses_of(with_charge(-100.0))["Li+"]
    assert silent.permeability == pytest.approx(held.permeability, rel=1e-9)


def test_reservoirs_of_unequal_length_do_not_shift_the_channel(charged):
    half, wall = LENGTH / 2, 1e-3
    place = [-4 * LENGTH, -half - wall, -half, half, half + wall, 0.7 * LENGTH]
    height = [0.0, 0.0, 30.0, 30.0, 0.0, 0.0]

    def profile(shift, mouths):
        rows = [
            (ion, z + shift, value)
            for ion in HEIGHT
            for z, value in zip(place, height, strict=True)
        ]
        frame = pd.DataFrame(rows, columns=["ion", "z_nm", "value"])
        given = [(ion, name, end) for ion in HEIGHT for name, end in mouths.items()]
        stated = pd.DataFrame(given, columns=["ion", "quantity", "value"])
        whole = pd.concat([frame.assign(quantity="pmf"), stated], ignore_index=True)
        return whole.assign(error=0.0, half_difference=0.0, verdict="sufficient", reason="made up")

    ends = {"mouth_low": -half + 7.0, "mouth_high": half + 7.0}
    tables = [charged(profile(0.0, {})), charged(profile(7.0, ends)), charged(terms(heights=FLAT))]
    found = [table["simulated"].permeability_simulated_m_s.to_numpy() for table in tables]
    assert found[0] == pytest.approx(found[2], rel=0.1)  # long samples reach beyond the wall
    assert found[1] == pytest.approx(found[2], rel=0.02)
