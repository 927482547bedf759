"""Samples of a membrane as one line."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from selectivity.process.ranked import NUMBERS, summarise
from selectivity.process.target import Design
from selectivity.screening.design_rows import best_first, rows_of
from selectivity.screening.designs import Answer
from tests.process import examples


def make(energy, feasible=True, recovery=0.5):
    amounts = (np.ones((1, 4)),) * 4 + (np.ones(1),) * 2
    limit = "" if feasible else "selectivity"
    numbers = (0.9, recovery, 0.1, 10.0, energy, 0.0, 1.0, np.nan, 0.0)
    return Design(1, False, feasible, limit, limit, *numbers, *amounts)


def test_middle_is_the_median_of_the_feasible_ones():
    ranked = summarise([make(3.0), make(1.0), make(2.0), make(0.1, feasible=False)])
    assert ranked.middle.energy_per_mass == 2.0
    assert ranked.share_feasible == 0.75


def test_mostly_infeasible_is_shown_as_infeasible():
    ranked = summarise([make(3.0), make(1.0, feasible=False), make(2.0, feasible=False)])
    assert not ranked.middle.feasible


def test_intervals_leave_out_what_failed():
    ranked = summarise([make(1.0, recovery=r) for r in (0.2, np.nan, 0.4)])
    assert ranked.spread["recovery"] == pytest.approx((0.21, 0.3, 0.39))


@given(st.lists(st.floats(0.01, 1e4) | st.just(np.nan), min_size=1, max_size=8))
def test_the_median_lies_in_its_interval_for_any_few_samples(values):
    """Each number by itself: a number of the sample of median energy need not lie there."""
    own = [make(1.0 / value, feasible=value > 1, recovery=value) for value in values]
    for name in NUMBERS:
        low, middle, high = summarise(own).spread[name]
        assert low <= middle <= high or np.isnan([low, middle, high]).all()


def test_rows_hold_medians_and_the_shown_sample_apart():
    """The area of the sample of median energy is the smallest: outside the interval of areas."""
    own = [
        replace(make(energy), area_per_rate=area)
        for energy, area in ((1.0, 300.0), (2.0, 98.7), (3.0, 410.0), (4.0, 120.0))
    ]
    feed = examples.feed()
    one = rows_of([Answer("nf", "a", summarise(own))], feed)[0]
    name = "area_m2_per_kg_Li_per_day"
    assert one["shown_sample"][name] == 98.7 < one[f"{name}_lo"]
    assert one[name] == 210.0
    assert one[f"{name}_lo"] <= one[name] <= one[f"{name}_hi"]


def test_order():
    rows = [
        {"candidate": "a", "process": "nf", "feasible": feasible, "energy_kWh_per_kg_Li": energy}
        for feasible, energy in ((False, 0.1), (True, 5.0), (True, 1.0), (False, None))
    ]
    ranked = best_first(rows)
    assert [row["energy_kWh_per_kg_Li"] for row in ranked] == [1.0, 5.0, 0.1, None]
    assert [row["rank"] for row in ranked] == [1, 2, 3, 4]
