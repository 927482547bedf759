"""Spellings of ions, and what is echoed."""

import pytest

from selectivity.errors import MissingDataError
from selectivity.tables.ions import load_ions
from selectivity.tables.names import IonNames, plain_spelling, written_charge
from selectivity.tables.paths import data_dir

SPELLINGS = {
    "Li+": ["Li", "Li⁺", "Li+1", "Li^+", "li+", " Li + ", "lithium", "Lithium", "Li+(aq)"],
    "Mg2+": ["Mg", "Mg²⁺", "Mg+2", "Mg++", "Mg^2+", "Mg(2+)", "mg2+"],
    "SO4^2-": ["SO4", "SO4-2", "SO₄²⁻", "SO42-", "SO4--", "SO4 2-", "SO_4^{2-}", "SO4^-2"],
    "Cl-": ["Cl", "Cl⁻", "Cl−", "Cl-1", "chloride"],
    "NO3-": ["NO3", "NO₃⁻", "NO3-1"],
    "HCO3-": ["HCO3", "HCO₃⁻"],
    "NH4+": ["NH4", "NH₄⁺"],
    "Fe3+": ["Fe³⁺", "Fe+3"],
    "Fe2+": ["Fe²⁺", "Fe++"],
}


@pytest.fixture(scope="module")
def names():
    return load_ions(data_dir() / "ions.csv").resolver


@pytest.mark.parametrize(
    ("identifier", "written"),
    [(name, written) for name, all_of_it in SPELLINGS.items() for written in all_of_it],
)
def test_other_spellings_mean_the_same_ion(names, identifier, written):
    assert names.resolve(written) == identifier


def test_every_identifier_means_itself(names):
    assert [names.find(name) for name in names.identifiers] == list(names.identifiers)


def test_a_name_of_two_ions_means_neither():
    names = IonNames({"Fe2+": [], "Fe3+": []})
    assert names.find("Fe") is None


def test_an_unknown_ion_offers_the_nearest(names):
    with pytest.raises(MissingDataError, match="did you mean 'Mg2\\+'"):
        names.resolve("Mgg2+")


def test_spellings_with_the_charge_at_the_end():
    assert plain_spelling("SO₄²⁻") == "SO42-"
    assert plain_spelling("Li+1") == "Li+"


@pytest.mark.parametrize(
    ("identifier", "charge"),
    [
        ("Li+", 1),
        ("Mg2+", 2),
        ("SO4^2-", -2),
        ("NO3-", -1),
        ("HCO3-", -1),
        ("Zr4+", 4),
        ("X", None),
    ],
)
def test_charge_in_the_identifier(identifier, charge):
    assert written_charge(identifier) == charge
