"""Samples of a membrane as one line."""

import numpy as np
import pytest

from selectivity.process.ranked import summarise
from selectivity.process.target import Design
from selectivity.screening.design_rows import best_first


def make(energy, feasible=True, recovery=0.5):
    amounts = (np.ones((1, 4)),) * 4 + (np.ones(1),) * 2
    limit = "" if feasible else "selectivity"
    numbers = (0.9, recovery, 0.1, 10.0, energy, 0.0, np.nan, 0.0)
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
    assert ranked.intervals["recovery"] == pytest.approx((0.21, 0.39))


def test_order():
    rows = [
        {"candidate": "a", "process": "nf", "feasible": feasible, "energy_kWh_per_kg_Li": energy}
        for feasible, energy in ((False, 0.1), (True, 5.0), (True, 1.0), (False, None))
    ]
    ranked = best_first(rows)
    assert [row["energy_kWh_per_kg_Li"] for row in ranked] == [1.0, 5.0, 0.1, None]
    assert [row["rank"] for row in ranked] == [1, 2, 3, 4]
