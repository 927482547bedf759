"""χ and ε_p out of simulations that obey the shell model, and out of such that do not."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from selectivity.screening.simulated_channel import read_channels
from selectivity.screening.simulated_estimates import COLUMNS, estimate, model_of
from selectivity.tables.study import load_study
from tests.md.conftest import ROOT

RADIUS, REPLACED, PERMITTIVITY = 0.40, 0.3, 40.0
IONS = ("Li+", "Mg2+")


@pytest.fixture(scope="module")
def study():
    return load_study(ROOT / "config/config.yaml")


def row(ion, quantity, value, z=np.nan, error=0.1, halves=0.2, verdict="sufficient"):
    return {
        **{"candidate": "cnt-8-8", "ion": ion, "quantity": quantity, "z_nm": z, "value": value},
        **{"error": error, "half_difference": halves, "verdict": verdict},
    }


def terms(study, verdict="sufficient", permittivity=False):
    """Terms of a channel that obeys the model with known χ and ε_p."""
    feed = study.feeds[0]
    channel = SimpleNamespace(is_slit=False)
    ions = study.ions.at(feed.temperature)
    model = model_of(IONS, ions, channel, feed, RADIUS * 1e-9)
    screening = 1 / PERMITTIVITY - 1 / feed.water_permittivity
    energy = model.steric + (1 - REPLACED) * model.lost + model.born * screening
    rows = []
    for ion, joules in zip(IONS, energy, strict=True):
        rows += [row(ion, "pore_radius", RADIUS, z, 0.0, 0.0) for z in (-0.3, 0.0, 0.3)]
        rows += [row(ion, "pmf_per_area", joules * 1e-3 + 5 * abs(z), z, 0.1, 3.0, verdict)
                 for z in (-0.6, 0.0, 0.6)]  # fmt: skip
        for z, kept in ((-0.6, 99.0), (0.0, 6.0), (0.1, 8.0)):
            rows.append(row(ion, "coordination_second_shell_water", kept, z))
            rows.append(row(ion, "waters_lost_second_shell", 14 - kept, z))
    if permittivity:
        rows.append(row("Li+", "permittivity", PERMITTIVITY, np.nan, 2.0, 1.0))
    return pd.DataFrame(rows)


def test_both_constants_come_back_from_two_ions(study):
    frame = estimate(terms(study), study)
    assert list(frame.columns) == list(COLUMNS)
    assert list(frame["ion"]) == [*IONS, ""]
    both = frame.iloc[2]
    assert both["hydration_replaced"] == pytest.approx(REPLACED, abs=1e-6)
    assert both["pore_permittivity"] == pytest.approx(PERMITTIVITY, rel=1e-6)
    assert 0 < both["hydration_replaced_uncertainty"] < 1
    assert both["verdict"] == "sufficient"


def test_one_ion_has_its_share_at_the_simulated_permittivity(study):
    frame = estimate(terms(study, permittivity=True), study).set_index("ion")
    magnesium = frame.loc["Mg2+"]
    assert magnesium["permittivity_origin"] == "simulated"
    assert magnesium["hydration_replaced"] == pytest.approx(REPLACED, abs=1e-6)
    assert magnesium["pore_permittivity_uncertainty"] == 2.0
    layered = estimate(terms(study), study).set_index("ion").loc["Mg2+"]
    assert layered["permittivity_origin"] == "layered model"
    assert layered["hydration_replaced"] != pytest.approx(REPLACED, abs=1e-3)


def test_weak_energies_are_widened_and_verdicts_kept(study):
    sure, weak = (estimate(terms(study, word), study).iloc[1] for word in ("sufficient", "weak"))
    assert sure["barrier_uncertainty_kJ_mol"] == pytest.approx(0.1)
    assert weak["barrier_uncertainty_kJ_mol"] == pytest.approx(3.0)
    assert weak["hydration_replaced_uncertainty"] > sure["hydration_replaced_uncertainty"]
    assert weak["verdict"] == "weak"


def test_shells_are_those_of_the_middle(study):
    channel = next(read_channels(terms(study), study.candidates, IONS))
    first, second = channel.ions[0].intact
    assert second[0] == pytest.approx(0.5)
    assert np.isnan(first[0])


def test_a_share_that_is_impossible_is_said_not_clipped(study):
    wrong = terms(study)
    wrong.loc[wrong["quantity"] == "pmf_per_area", "value"] += 300
    frame = estimate(wrong, study).set_index("ion")
    assert frame.loc["Mg2+", "hydration_replaced"] < -1
    assert frame.loc["Mg2+", "verdict"] == "insufficient"
    assert "outside 0 to 1" in frame.loc["Mg2+", "reason"]


def test_nothing_simulated_gives_all_columns(study):
    empty = terms(study).iloc[:0]
    assert list(estimate(empty, study).columns) == list(COLUMNS)
