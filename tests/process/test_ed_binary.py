"""Electrodialysis of a 1:1 salt: the reference run of the review in its three forms, and limits."""

from dataclasses import replace

import numpy as np
import pytest

from selectivity.process import ed_binary
from selectivity.process.ed_binary import CellPair

REFERENCE = CellPair(0.180, 4000.0, 1e-6, 5e-6, temperature=298.0, form="expansion")
FEED = np.array(500.0)


@pytest.mark.parametrize(
    ("form", "first_current"),
    [("expansion", 751.5), ("exact", 751.5), ("exact_mean_content", 764.0)],
)
def test_first_current(form, first_current):
    pair = replace(REFERENCE, form=form)
    assert ed_binary.current_density(pair, FEED, FEED) == pytest.approx(first_current, rel=1e-3)


@pytest.mark.parametrize(
    ("form", "diluate", "current"),
    [("expansion", 49.0, 43.5), ("exact", 48.2, 41.4), ("exact_mean_content", 48.0, 41.4)],
)
def test_end_of_desalination(form, diluate, current):
    found = ed_binary.end_of_desalination(replace(REFERENCE, form=form), 500.0, 0.5)
    assert found == pytest.approx((diluate, current), rel=2e-3)


def test_channel_falls_to_the_end_and_conserves_salt():
    time = np.linspace(0.0, 4000.0, 41)
    course = ed_binary.run_channel(REFERENCE, 500.0, 0.5, 1e3, time)
    assert np.all(np.diff(course.diluate) <= 1e-6)
    assert np.all(np.diff(course.current) <= 1e-6)
    assert course.diluate[-1] == pytest.approx(49.0, rel=2e-3)
    assert course.efficiency[-1] == pytest.approx(0.0, abs=1e-4)
    np.testing.assert_allclose(course.diluate + course.concentrate, 1000.0, rtol=1e-12)


def test_expansion_approaches_the_exact_form_for_high_charge():
    dilute, strong = np.array([1.0, 5.0]), np.array([20.0, 30.0])
    pair = replace(REFERENCE, fixed_charge=1e5)
    exact = ed_binary.current_efficiency(replace(pair, form="exact"), dilute, strong)
    np.testing.assert_allclose(ed_binary.current_efficiency(pair, dilute, strong), exact, rtol=1e-7)


def test_no_voltage_between_equal_solutions_gives_no_current():
    idle = replace(REFERENCE, voltage=0.0)
    assert ed_binary.current_density(idle, FEED, FEED) == 0
    assert ed_binary.salt_leakage(idle, FEED, FEED) == 0
