"""One membrane from its own measurements: recovery, intervals, and what the data leave open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from selectivity.constants import FARADAY, GAS_CONSTANT, REFERENCE_TEMPERATURE
from selectivity.screening.calibration.membrane.curves import Curves, curves_of
from selectivity.screening.calibration.membrane.data import COLUMNS, read_curves
from selectivity.screening.calibration.membrane.fit import fit_membrane
from selectivity.screening.calibration.membrane.intervals import _doubts, _limits
from selectivity.screening.calibration.membrane.misfit import (
    measurements_of,
    missed,
    n_repeated,
)
from selectivity.screening.calibration.membrane.model import (
    PARAMETERS,
    conductances,
    coordinate_limits,
    permeabilities,
    rejections,
    spoken,
    to_coordinates,
    to_values,
)
from selectivity.screening.calibration.membrane.single_element import rejections_of_one_element
from selectivity.screening.calibration.membrane.words import table, words
from selectivity.tables.ions import load_ions
from selectivity.tables.paths import data_dir

TRUTH = np.array([0.5e-9, -30.0, 3e6, 45.0])
HEAD = "solute,feed_mM,flux_LMH,rejection_pct,solute_radius_nm,conductance_S_m2\n"


@pytest.fixture
def curves(write: Callable[..., Path]) -> Curves:
    rows = [f"{s},10,{j},50,{r}," for s, r in (("NaCl", ""), ("MgCl2", ""), ("glucose", 0.36))
            for j in (15, 100)]  # fmt: skip
    return read_curves(write(HEAD + "\n".join(rows) + "\n"), data_dir() / "ions.csv")


def made_up(records: list[dict[str, object]]) -> Curves:
    """Curves whose measurements are those of `TRUTH`, exactly, with 2 % standard errors."""
    empty = dict.fromkeys(COLUMNS[1:], np.nan)
    curves = curves_of([empty | row for row in records], load_ions(data_dir() / "ions.csv"))
    exact = rejections(curves, TRUTH[None])[0]
    return replace(
        curves,
        rejection=exact,
        uncertainty=0.02 * np.maximum(1.0 - exact, 1e-3),
        conductance=conductances(curves.baths, TRUTH[None])[0],
        conductance_uncertainty=np.full(len(curves.baths.feed), 0.02),
    )


def test_coordinates_turn_back() -> None:
    np.testing.assert_allclose(to_values(to_coordinates(TRUTH)), TRUTH, rtol=1e-12)


def test_rejections_rise_with_flux_and_neutral_solutes_feel_no_charge(curves: Curves) -> None:
    charged = TRUTH.copy()
    charged[1] = -200.0
    found = rejections(curves, np.array([TRUTH, charged]))
    assert (np.diff(found[0].reshape(3, 2), axis=1) > 0).all()
    np.testing.assert_allclose(found[0, 4:], found[1, 4:], rtol=1e-9)
    assert (found[1, :2] > found[0, :2]).all()


def test_one_linear_element_nears_the_core_where_convection_is_weak(curves: Curves) -> None:
    slow = replace(curves, water_flux=curves.water_flux * 1e-3)
    wide = np.array([TRUTH * [1.0, 1.0, 1.0, 1.0], [0.7e-9, 40.0, 3e6, 60.0]])
    core, one = (model(slow, wide) for model in (rejections, rejections_of_one_element))
    np.testing.assert_allclose(one, core, atol=2e-6)
    fast = replace(curves, water_flux=curves.water_flux * 30)
    difference = rejections_of_one_element(fast, wide) - rejections(fast, wide)
    assert np.abs(difference).max() > 1e-3


def test_conductance_of_an_uncharged_and_of_a_highly_charged_pore(curves: Curves) -> None:
    rows = [{"solute": "NaCl", "feed_mM": c, "conductance_S_m2": 1.0} for c in (1.0, 100.0)]
    baths = made_up(rows).baths
    plain = np.array([[0.5e-9, 0.0, 3e6, 45.0], [0.5e-9, -900.0, 3e6, 45.0]])
    found = conductances(baths, plain)
    assert found[0, 1] / found[0, 0] == pytest.approx(100.0, rel=1e-9)
    assert found[1, 1] / found[1, 0] == pytest.approx(1.0, rel=0.01)  # the counter-ions carry it
    mobility = permeabilities(baths, plain)[1, 0, 0] * 1.0 / 900.0  # K_d D ε/(τ L) of Na+
    scale = FARADAY**2 / (GAS_CONSTANT * REFERENCE_TEMPERATURE)
    assert found[1, 0] == pytest.approx(scale * mobility * 900.0, rel=1e-3)


def test_pressure_less_the_osmotic_pressure_drives_the_water(write: Callable[..., Path]) -> None:
    head = "solute,feed_mM,pressure_bar,water_permeance_LMH_bar,rejection_pct\n"
    found = read_curves(write(head + "NaCl,100,10,4,50\n"), data_dir() / "ions.csv")
    osmotic = 2 * GAS_CONSTANT * REFERENCE_TEMPERATURE * 50 / 1e5
    assert found.water_flux[0] * 3.6e6 == pytest.approx(4 * (10 - osmotic))


def test_parameters_are_recovered_within_their_intervals(curves: Curves) -> None:
    made = rejections(curves, TRUTH[None])[0]
    noise = 1.0 + 0.02 * np.random.default_rng(4).normal(size=len(made))
    passage = (1.0 - made) * noise
    exact = replace(curves, rejection=1.0 - passage, uncertainty=0.02 * passage)
    steps: list[int] = []
    found = fit_membrane(exact, steps.append)
    assert ((found.lower <= found.values) & (found.values <= found.upper)).all()
    assert ((found.lower <= TRUTH) & (found.upper >= TRUTH)).sum() >= 3
    assert found.cost <= found.plain_cost and steps[: len(set(steps))] == sorted(set(steps))
    said = "\n".join(words(found))
    assert "P of cation and anion in MgCl2, 10 mM" in said
    rows = table(found)
    assert set(PARAMETERS) <= {row["parameter"] for row in rows}
    assert sum("permeability of the" in str(row["parameter"]) for row in rows) == 4
    fitted = [row for row in rows if row["what"] == "fitted"]
    assert [row["row"] for row in fitted] == ["2", "3", "4", "5", "6", "7"]
    assert [row["solute"] for row in fitted[1:4]] == ["NaCl", "MgCl2", "MgCl2"]
    assert fitted[2]["feed_mM"] == 10.0 and fitted[3]["flux_LMH"] == pytest.approx(100.0)
    pulls = np.array([row["pull"] for row in fitted], dtype=float)
    assert np.sum(pulls**2) == pytest.approx(found.cost)
    assert "missed by" not in said and "repeat" not in said


def test_the_worst_measurements_are_shown_with_their_rows(write: Callable[..., Path]) -> None:
    rows = [f"NaCl,10,{j},{r},,\n" for j, r in zip((10, 20, 40, 80), (40, 50, 60, 70), strict=True)]
    text = HEAD + "".join(rows) + "MgCl2,5,,,,700\nMgCl2,5,,,,700\nNaCl,10,20,51,,\n"
    curves = read_curves(write(text), data_dir() / "ions.csv")
    exact, open_to = rejections(curves, TRUTH[None])[0], conductances(curves.baths, TRUTH[None])[0]
    off = np.array([0.0, 0.1, 0.0, -0.2, 0.1])
    made = replace(curves, rejection=exact - off, conductance=open_to * [1.0, np.exp(-1.0)])
    found = measurements_of(made, TRUTH)
    assert [m.row for m in found] == [2, 3, 4, 5, 8, 6, 7] and n_repeated(made) == 2
    np.testing.assert_allclose([m.pull for m in found], [0, 5, 0, -10, 5, 0, 20], atol=1e-6)
    told = missed(found)
    assert told[0].startswith("4 of 7") and "shown" not in told[0]
    assert [line.split()[0] for line in told[2:]] == ["7", "5", "3", "8"]
    assert "MgCl2" in told[2] and "S/m²" in told[2] and " - " in told[2] and "+20.0" in told[2]
    assert "80" in told[3] and "%" in told[3] and "-10.0" in told[3]
    assert "5 shown" in missed(found * 2)[0] and len(missed(found * 2)) == 7
    assert missed(found[:1]) == []


def test_conductances_fix_the_charge_that_rejections_leave_open() -> None:
    rejected = [{"solute": "NaCl", "feed_mM": 10.0, "flux_LMH": j, "rejection_pct": 50.0}
                for j in (10.0, 40.0, 90.0)]  # fmt: skip
    conducting = [{"solute": "NaCl", "feed_mM": c, "conductance_S_m2": 1.0}
                  for c in (1.0, 10.0, 100.0, 1000.0)]  # fmt: skip
    without, with_them = (fit_membrane(made_up(rows)) for rows in (rejected, rejected + conducting))
    charge = PARAMETERS.index("fixed_charge")
    assert without.lower[charge] < 0 < without.upper[charge]  # not even its sign
    said = " ".join(without.remarks)
    assert "a different solution fits as well" in said and "3 measurements for 4" in said
    assert with_them.upper[charge] < 0
    assert with_them.lower[charge] <= TRUTH[charge] <= with_them.upper[charge]


def test_neutral_solutes_alone_say_nothing_of_charge_and_permittivity() -> None:
    rows = [{"solute": f"s{r}", "feed_mM": 1.0, "flux_LMH": j, "rejection_pct": 50.0,
             "solute_radius_nm": r} for r in (0.2, 0.3, 0.4) for j in (15.0, 100.0)]  # fmt: skip
    found = fit_membrane(made_up(rows))
    said = " ".join(found.remarks)
    for name in ("fixed_charge", "pore_permittivity"):
        assert f"{spoken(name)} is not determined" in said
        low, high = (to_values(end)[PARAMETERS.index(name)] for end in coordinate_limits())
        place = PARAMETERS.index(name)
        assert (found.lower[place], found.upper[place]) == pytest.approx((low, high))
    assert found.lower[0] <= TRUTH[0] <= found.upper[0]
    assert "pore radius is not determined" not in said and not found.permeability
    shown = {line[:20].strip(): line for line in words(found)}
    assert "open on both sides" in shown["fixed charge"] and " to " in shown["pore radius"]


def test_a_value_or_interval_at_the_end_of_what_is_looked_for_is_a_bound(curves: Curves) -> None:
    made = replace(curves, rejection=rejections(curves, TRUTH[None])[0])
    low, high = (to_values(end) for end in coordinate_limits())
    fitted = replace(fit_membrane(made), values=np.array([0.5e-9, -30.0, low[2], high[3]]),
                     plain=TRUTH, lower=np.array([0.4e-9, low[1], low[2], 40.0]),
                     upper=np.array([0.6e-9, -10.0, 276400.0, high[3]]))  # fmt: skip
    shown = {line[:20].strip(): " ".join(line[28:].split()) for line in words(fitted)}
    assert shown["pore radius"] == "0.5 0.4 to 0.6 0.5"
    assert shown["fixed charge"] == "-30 ≤ -10 -30"
    assert shown["path factor"] == "≤ 0.1 ≤ 0.2764 3"
    assert shown["pore permittivity"] == "≥ 78.3 ≥ 40 45"
    said = "\n".join(words(fitted))
    assert "≥ 10 µm" in said and "path_factor" not in said and "fixed charge with" in said


def test_an_end_that_is_never_reached_is_the_end_of_the_search() -> None:
    held, rise = np.array([-2.0, -1.0, 1.0, 2.0]), np.array([8.0, 2.0, 0.1, 0.2])
    low, high = _limits(0.0, (held, rise), 3.0, (-5.0, 7.0))
    assert -2.0 < low < -1.0 and high == 7.0


def test_a_model_that_misses_the_data_says_so() -> None:
    low, _ = coordinate_limits()
    said = " ".join(_doubts(low, 100.0))
    assert "pore radius ends at the limit" in said and "misses the data by 10.0" in said
    assert _doubts(low + 0.5, 1.0) == []
