"""Candidates under flow: which are filled, with what, and what happens when one is not solved."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from selectivity.domain.layered import UNCONVERGED
from selectivity.screening import rejection
from selectivity.screening.rejection_curve import CURVE_COLUMNS

NAMES = ("radius", "gap", "groups")
CONFIG = """sampling: {{n_samples: 8, seed: 5}}
rejection: {{top_k: {top}, n_fluxes: 3{more}}}
"""


def ranking(names=NAMES):
    """The columns of a ranking that matter here."""
    return pd.DataFrame(
        {
            "rank": pd.array(range(1, len(names) + 1), dtype="Int64"),
            "candidate": list(names),
            "status": "ok",
            "advice": "measure more",
        }
    )


def made(make_study, top="2", more=""):
    study = make_study(NAMES, CONFIG.format(top=top, more=more))
    return (study, *rejection.with_rejections(study, study.feeds[0], ranking()))


def test_only_the_first_candidates_are_filled(make_study):
    study, frame, curve = made(make_study)
    columns = ["separation_factor_li_mg", "rejection_li", "rejection_mg", "water_flux_m_s"]
    assert frame[columns].notna().all(axis=1).tolist() == [True, True, False]
    assert frame["water_flux_m_s"][0] == pytest.approx(study.config.rejection.water_flux_m_s)
    assert tuple(curve.columns) == CURVE_COLUMNS
    assert set(curve.candidate) == {"radius", "gap"}
    assert (curve.groupby(["candidate", "ion"]).size() == 4).all()
    assert (curve.rejection_lo <= curve.rejection).all()
    assert (curve.rejection <= curve.rejection_hi).all()
    assert frame["advice"].tolist() == ["measure more"] * 3


def test_the_permeate_is_electroneutral_in_the_samples(make_study):
    study = make_study(NAMES, CONFIG.format(top="null", more=""))
    feed = study.feeds[0]
    for work in rejection.at_work(study, feed, list(NAMES)):
        permeate = (1.0 - work.rejection) * feed.concentration
        carried = permeate @ study.ions.charge
        total = permeate @ np.abs(study.ions.charge)
        assert np.all(np.abs(carried) <= 1e-6 * total)


def test_lithium_in_magnesium_is_rejected_negatively_and_not_clipped(make_study):
    study = make_study(("radius",), CONFIG.format(top="1", more=""))
    positive = study.candidates.assign(zeta_potential=np.nan, fixed_charge=60.0, pore_radius=5e-10)
    study = replace(study, candidates=positive)
    frame, curve = rejection.with_rejections(study, study.feeds[0], ranking(("radius",)))
    assert frame["rejection_li"][0] < 0.0 < frame["rejection_mg"][0]
    assert frame["separation_factor_li_mg"][0] > 1.0
    assert curve[curve.ion == "Li+"].rejection.min() < 0.0


def test_pressure_drives_water_against_the_osmotic_pressure(make_study):
    more = ", water_flux_m_s: null, pressure_bar: {}"
    flux = [
        made(make_study, more=more.format(bar))[1]["water_flux_m_s"].iloc[0] for bar in (5.0, 10.0)
    ]
    assert 0 < flux[0] < flux[1]


def test_not_solved_is_empty_with_advice(make_study, monkeypatch):
    solve = rejection.solve

    def failing(cases):
        result = solve(cases)
        n_cases = len(result.status)
        return replace(
            result, status=np.full(n_cases, UNCONVERGED), advice=("too steep",) * n_cases
        )

    monkeypatch.setattr(rejection, "solve", failing)
    _, frame, curve = made(make_study)
    assert frame["rejection_li"].isna().all()
    assert curve.empty
    assert frame["advice"][0] == "measure more; no rejection at the configured point: too steep"
    assert frame["advice"][2] == "measure more"


def test_none_asked_for(make_study):
    _, frame, curve = made(make_study, "0")
    assert frame["rejection_mg"].isna().all()
    assert curve.empty
