"""Axes of the figures of processes carry words and units."""

import pytest

from selectivity.report.process_plot import label


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("retentate_mol_m3", "retentate, mol/m³"),
        ("current_A_m2", "current, A/m²"),
        ("left_mol_m3", "feed side, mol/m³"),
        ("recovery", "recovery"),
    ],
)
def test_label(key, words):
    assert label(key) == words
