"""One membrane from its own curves: recovery, intervals, and what bad tables are told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from selectivity.errors import DataError
from selectivity.screening.calibration.membrane.data import Curves, read_curves
from selectivity.screening.calibration.membrane.fit import _doubts, fit_membrane
from selectivity.screening.calibration.membrane.model import (
    PARAMETERS,
    coordinate_limits,
    rejections,
    to_coordinates,
    to_values,
)
from selectivity.screening.calibration.membrane.words import table, words
from selectivity.tables.paths import data_dir

TRUTH = np.array([0.5e-9, -30.0, 3e6, 45.0])
HEAD = "solute,feed_mM,flux_LMH,rejection_pct,solute_radius_nm\n"


@pytest.fixture
def curves(write: Callable[..., Path]) -> Curves:
    rows = [f"{s},10,{j},50,{r}" for s, r in (("NaCl", ""), ("MgCl2", ""), ("glucose", 0.36))
            for j in (15, 100)]  # fmt: skip
    return read_curves(write(HEAD + "\n".join(rows) + "\n"), data_dir() / "ions.csv")


def test_coordinates_turn_back() -> None:
    np.testing.assert_allclose(to_values(to_coordinates(TRUTH)), TRUTH, rtol=1e-12)


def test_rejections_rise_with_flux_and_neutral_solutes_feel_no_charge(curves: Curves) -> None:
    charged = TRUTH.copy()
    charged[1] = -200.0
    found = rejections(curves, np.array([TRUTH, charged]))
    assert (np.diff(found[0].reshape(3, 2), axis=1) > 0).all()
    np.testing.assert_allclose(found[0, 4:], found[1, 4:], rtol=1e-9)
    assert (found[1, :2] > found[0, :2]).all()


def test_parameters_are_recovered_within_their_intervals(curves: Curves) -> None:
    made = rejections(curves, TRUTH[None])[0]
    noise = 1.0 + 0.02 * np.random.default_rng(4).normal(size=len(made))
    passage = (1.0 - made) * noise
    exact = replace(curves, rejection=1.0 - passage, uncertainty=0.02 * passage)
    steps: list[int] = []
    found = fit_membrane(exact, steps.append)
    assert ((found.lower <= found.values) & (found.values <= found.upper)).all()
    assert ((found.lower <= TRUTH) & (found.upper >= TRUTH)).sum() >= 3
    assert found.cost <= found.plain_cost and steps == sorted(steps)
    assert len(words(found)) >= 7
    assert {row["parameter"] for row in table(found)} == set(PARAMETERS)


def test_a_model_that_misses_the_data_says_so() -> None:
    low, _ = coordinate_limits()
    said = " ".join(_doubts(low, 100.0))
    assert "pore_radius ends at the limit" in said and "misses the data by 10.0" in said
    assert _doubts(low + 0.5, 1.0) == []


def test_every_mistake_is_named(write: Callable[..., Path]) -> None:
    rows = "NaCI,10,20,50,\nNaCl,0,20,50,\nNaCl,10,,50,\nNaCl,10,20,100,\nNaCl,10,x,20,\n"
    with pytest.raises(DataError) as caught:
        read_curves(write(HEAD + rows), data_dir() / "ions.csv")
    text = str(caught.value)
    assert "did you mean 'NaCl'" in text and "saturated" in text and "flux_LMH" in text
    assert len(caught.value.problems) >= 5
    with pytest.raises(DataError, match="no rows"):
        read_curves(write(HEAD), data_dir() / "ions.csv")
