"""Samples of a membrane as one line."""

import numpy as np
import pytest

from selectivity.process.cascade import Design
from selectivity.process.ranked import best_first, summarise


def make(energy, feasible=True, recovery=0.5):
    return Design("nf", "m", 1, False, feasible, "", 0.9, recovery, 0.1, 10.0, energy, (), ())


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
    slow, fast = summarise([make(5.0)]), summarise([make(1.0)])
    never = summarise([make(0.1, feasible=False)])
    assert best_first([never, slow, fast]) == [fast, slow, never]
