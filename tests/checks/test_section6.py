"""Every number of theory §6 comes out."""

import numpy as np
import pytest

from selectivity.checks import section_checks


@pytest.fixture(scope="module")
def rows():
    return section_checks("6")


def test_all_hold(rows):
    assert len(rows) >= 12
    wrong = [row for row in rows if not row.holds]
    assert not wrong
    assert all(np.isfinite([row.expected, row.obtained]).all() for row in rows)


def test_names_are_unique(rows):
    assert len({row.name for row in rows}) == len(rows)
