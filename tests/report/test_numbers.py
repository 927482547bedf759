"""Numbers and ions as a reader sees them."""

import math

import pytest

from selectivity.report.numbers import bound_label, interval, ion_label, number


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0123456, "0.0123"),
        (0.00999, "9.99e-3"),
        (9996.0, "1.00e4"),
        (999.6, "1000"),
        (1234.0, "1230"),
        (32000.0, "3.20e4"),
        (-4.0, "−4.00"),
        (-4e-9, "−4.00e-9"),
        (0, "0"),
        (math.nan, "–"),
        (None, "–"),
        (math.inf, "∞"),
    ],
)
def test_number_has_three_significant_digits(value, text):
    assert number(value) == text


def test_interval_and_bound():
    assert interval(1.0, math.nan) == "1.00 to open"
    assert bound_label(3.2e4, "Mg2+") == "> 3.2e4 (lower bound: Mg²⁺ excluded)"


@pytest.mark.parametrize(
    ("ion", "label"),
    [
        ("Li+", "Li⁺"),
        ("Mg2+", "Mg²⁺"),
        ("SO4^2-", "SO₄²⁻"),
        ("NH4+", "NH₄⁺"),
        ("Cl-", "Cl⁻"),
        ("HCO3-", "HCO₃⁻"),
        ("Li", "Li"),
        ("<b>", "<b>"),
    ],
)
def test_ion_label_keeps_what_it_cannot_read(ion, label):
    assert ion_label(ion) == label
