"""Units: factors from their definitions, dimensions, spellings."""

import pytest

from selectivity.errors import UnitError
from selectivity.units import (
    SUFFIXES,
    same_dimension,
    si_factor,
    si_offset,
    split_suffix,
    unit_suffix,
)

DEFINED = {
    "nm": 1e-9,
    "A": 1e-10,
    "mV": 1e-3,
    "kJ_mol": 1e3,
    "kcal_mol": 4184.0,  # thermochemical calorie
    "eV": 96485.33212,  # F in C/mol times one volt
    "mM": 1.0,
    "M": 1e3,
    "L_mol": 1e-3,
    "Da": 1e-3,
    "pct": 1e-2,
    "LMH_bar": 1e-3 / 3600 / 1e5,
    "mmol_g": 1.0,
    "cm2_s": 1e-4,
}


@pytest.mark.parametrize(("suffix", "factor"), DEFINED.items())
def test_factor_is_that_of_the_definition(suffix, factor):
    assert si_factor(suffix) == pytest.approx(factor, rel=1e-10)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_suffix_has_a_factor_and_is_its_own_spelling(suffix):
    assert si_factor(suffix) > 0
    assert same_dimension(suffix, suffix)
    assert unit_suffix(suffix) in (suffix, "")


def test_only_degrees_celsius_have_an_offset():
    assert si_offset("C") == pytest.approx(273.15, rel=1e-12)
    assert {suffix for suffix in SUFFIXES if si_offset(suffix)} == {"C"}


@pytest.mark.parametrize(
    ("written", "suffix"),
    [
        ("mol/m³", "mol_m3"),
        ("m²/s", "m2_s"),
        ("m^2/s", "m2_s"),
        ("kJ/mol", "kJ_mol"),
        ("L/(m² h bar)", "L_m2_h_bar"),
        ("LMH/bar", "LMH_bar"),
        ("µm", "um"),
        ("%", "pct"),
        ("Å", "A"),
        ("°C", "C"),
        ("-", ""),
        ("e", ""),
    ],
)
def test_units_as_people_write_them(written, suffix):
    assert unit_suffix(written) == suffix


def test_the_longest_suffix_is_split_off():
    assert split_suffix("water_permeance_LMH_bar") == ("water_permeance", "LMH_bar")
    assert split_suffix("pore_radius_uncertainty_nm") == ("pore_radius_uncertainty", "nm")
    assert split_suffix("porosity") == ("porosity", "")
    assert split_suffix("pH") == ("pH", "")


def test_dimensions():
    assert same_dimension("A", "nm")
    assert not same_dimension("mV", "nm")
    assert same_dimension("", "pct")


def test_an_unknown_suffix_names_the_known_ones():
    with pytest.raises(UnitError, match=r"'furlong' is not known.*nm"):
        si_factor("furlong")
