"""Medians beyond anything measured are counted and marked, and no number changes."""

from dataclasses import replace

import numpy as np
import pandas as pd

from selectivity.report.beyond import NOTE, far_limit, largest_measured, spread
from selectivity.report.headline import headline
from selectivity.report.numbers import number
from selectivity.report.page import render


def _with_medians(study, *medians):
    frame = study.first.head(len(medians)).assign(
        bound="", selectivity_li_mg=[str(m) for m in medians]
    )
    return replace(study, rankings={"chlorides": frame})


def test_share_of_the_medians_is_counted(study):
    limit = far_limit(study)
    assert limit == largest_measured(study) > 10
    far = _with_medians(study, 2e5, 0.5, 10.0, 5.0)
    found = spread(far)
    assert found["usual_percent"] == 50.0
    assert found["n_medians"] == 4
    assert found["n_far"] == 1
    page = render(far)
    assert "50.0 % of the 4 medians lie between 1 and 1000" in page
    assert f"1 median above {number(limit, 2)} is marked" in page


def test_bounds_are_no_medians(study):
    assert spread(study)["n_medians"] == 213


def test_a_larger_measurement_moves_the_mark(study):
    table = study.tables["comparison"].copy()
    table.loc[table["comparable"].astype(bool).idxmax(), "measured_log10"] = 6.0
    raised = replace(study, tables=study.tables | {"comparison": table})
    assert np.isclose(largest_measured(raised), 1e6)
    assert far_limit(raised) == largest_measured(raised)
    empty = replace(study, tables=study.tables | {"comparison": pd.DataFrame()})
    assert far_limit(empty) == 1e4


def test_headline_marks_what_was_never_measured(study):
    far = headline(_with_medians(study, 2e5, 10.0), "chlorides")[1]
    assert f"{NOTE}. The first whose median lies within what has been measured is " in far
    assert "median selectivity of 10.0" in far.split(NOTE)[1]
    assert NOTE not in headline(_with_medians(study, 20.0, 10.0), "chlorides")[1]
