"""Sections that stand only where their table exists: rejection curves and molecular dynamics."""

import shutil
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from selectivity.errors import DataError
from selectivity.report.page import render
from selectivity.report.sections.rejection import REJECTION
from selectivity.report.sections.simulated import SIMULATED

HAS_BROWSER = shutil.which("chromium") is not None


@pytest.fixture(scope="module")
def curves():
    """Two candidates, two ions, five fluxes, negative rejection of Li+."""
    index = pd.MultiIndex.from_product(
        [["M000", "M001"], ["chlorides"], ["Li+", "Mg2+"], np.linspace(0, 2e-5, 5)],
        names=["candidate", "feed", "ion", "water_flux_m_s"],
    )
    frame = index.to_frame(index=False)
    sign = np.where(frame["ion"] == "Li+", -0.3, 0.9)
    frame["rejection"] = sign * frame["water_flux_m_s"] / 2e-5
    frame["rejection_lo"] = frame["rejection"] - 0.1
    return frame.assign(rejection_hi=frame["rejection"] + 0.1)


@pytest.fixture(scope="module")
def trajectories():
    """A profile of one ion and a pore radius."""
    z = np.linspace(0, 1, 5)
    profile = {"candidate": "M000", "z_nm": z, "n_effective": 40, "half_difference": 3.0}
    verdict = {"verdict": "weak", "reason": "halves differ by 3 kJ/mol"}
    energy = {"ion": "Li+", "quantity": "pmf", "value": 9 * z, "error": 1.0, "unit": "kJ/mol"}
    radius = {"ion": None, "quantity": "pore_radius", "value": 0.36, "error": 0.01, "unit": "nm"}
    return pd.concat([pd.DataFrame(profile | verdict | what) for what in (energy, radius)])


def _with(study, **tables):
    return replace(study, tables=study.tables | tables)


def test_left_out_without_their_tables(study):
    assert REJECTION.build(study) is None
    assert SIMULATED.build(study) is None


def test_negative_rejection_is_kept(study, curves):
    figure = REJECTION.build(_with(study, rejection_curve=curves))["figures"][0]
    lithium = figure["series"][0]
    assert lithium["name"] == "Li⁺"
    assert lithium["points"][-1] == {"x": 20.0, "y": -30.0, "y_lo": -40.0, "y_hi": -20.0}
    assert figure["y"]["zero"]


def test_a_first_candidate_that_nothing_passes_is_said_so(study, curves):
    shut = curves["candidate"] == "M000"
    columns = ["rejection", "rejection_lo", "rejection_hi"]
    frame = curves.copy()
    frame.loc[shut, columns] = 1.0
    built = REJECTION.build(_with(study, rejection_curve=frame))
    figure = built["figures"][0]
    assert "No ion passes" in figure["notes"]["chlorides"]["M000"]
    assert figure["stand_in"] == {"chlorides": "M001"}
    assert {series["candidate"] for series in figure["series"]} == {"M001"}
    frame.loc[:, columns] = 1.0
    assert REJECTION.build(_with(study, rejection_curve=frame))["figures"][0]["stand_in"] == {}


def test_feed_and_drive_are_said(study, curves):
    page = render(_with(study, rejection_curve=curves))
    assert "a water flux of 0 to 20.0 µm/s" in page
    assert "Feed: chlorides (3.40 mM Li⁺" in page


def test_missing_columns_are_named(study, curves):
    with pytest.raises(DataError, match="water_flux_m_s"):
        REJECTION.build(_with(study, rejection_curve=curves.drop(columns="water_flux_m_s")))


def test_bands_hold_ninety_percent_and_verdicts_stand_beside(study, trajectories):
    built = SIMULATED.build(_with(study, md_terms=trajectories))
    assert [figure["id"] for figure in built["figures"]] == ["md-pmf", "md-pore-radius"]
    point = built["figures"][0]["series"][0]["points"][-1]
    assert point["y_hi"] - point["y"] == pytest.approx(1.645, abs=0.006)
    assert built["verdicts"][0]["reason"] == "halves differ by 3 kJ/mol"


if HAS_BROWSER:

    def test_curves_follow_the_choice(study, curves, trajectories, browser, tmp_path):
        path = tmp_path / "report.html"
        full = _with(study, rejection_curve=curves, md_terms=trajectories)
        path.write_text(render(full), encoding="utf-8")
        page = browser.new_page()
        messages = []
        page.on("console", lambda message: messages.append(message.text))
        page.on("pageerror", lambda error: messages.append(str(error)))
        page.goto(path.as_uri())
        page.wait_for_selector("html[data-ready]")
        assert page.locator("#rejection-curve path.curve").count() == 2
        assert page.locator("#rejection-curve path.interval").count() == 2
        assert page.locator("#md-pmf path.curve").count() == 1
        page.locator("#ranking-body tr[data-candidate=M004]").click()
        assert "No curve was computed" in page.inner_text("#rejection-curve")
        assert "Shown instead: Membrane 0 of the test" in page.inner_text("#rejection-curve")
        page.close()
        assert messages == []
