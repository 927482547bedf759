"""Shipped brines: at least five, neutral to the stated tolerance, made neutral when loaded."""

import numpy as np
import pytest

from selectivity.errors import DataError
from selectivity.tables.brines import IMBALANCE, Wish, brine_names, brine_of, load_brine
from selectivity.tables.ions import load_ions
from selectivity.tables.paths import data_dir


@pytest.mark.parametrize("name", brine_names())
def test_brine_is_neutral_once_loaded(name):
    balance = "SO4^2-" if name == "nmc_leachate" else "Cl-"
    brine = load_brine(name, Wish(balance=balance, dilution=10.0))
    table = load_ions(data_dir() / "ions.csv")
    charge = np.array([table.charge[table.names.index(ion)] for ion in brine.ions])
    assert abs(charge @ brine.concentration) <= 1e-9 * np.abs(charge) @ brine.concentration
    assert abs(brine.imbalance) <= IMBALANCE
    assert "Li+" in brine.ions


def test_at_least_five():
    assert len(brine_names()) >= 5


def test_lithium_of_atacama_is_that_of_the_source():
    brine = load_brine("salar_de_atacama")
    lithium = brine.concentration[brine.ions.index("Li+")] * 6.94e-3  # kg/m³
    assert lithium == pytest.approx(1.5 * 1.223, rel=1e-4)


def test_ions_left_out_are_named():
    brine = load_brine("seawater", Wish(ions=("Li+", "Na+", "Mg2+", "Cl-")))
    assert "Ca2+" in brine.left_out


@pytest.mark.parametrize(
    ("name", "wish", "words"),
    [
        ("salar_de_atakama", Wish(), "did you mean 'salar_de_atacama'"),
        ("seawater", Wish(ions=("Li+", "Xe+", "Cl-")), "Xe"),
        ("seawater", Wish(ions=("Li+", "Na+"), balance="Cl-"), "balancing"),
    ],
)
def test_mistakes(name, wish, words):
    with pytest.raises(DataError, match=words):
        load_brine(name, wish)


def test_own_analysis_by_other_spellings_and_per_mass():
    own = brine_of("own", {"Li+": 0.0694, "Na": 0.23, "Cl-": 0.709}, Wish(), per_mass=True)
    assert own.ions == ("Li+", "Na+", "Cl-")
    np.testing.assert_allclose(own.concentration[:2], [10, 10], rtol=1e-3)


@pytest.mark.parametrize(
    ("analysis", "words"),
    [
        ({"Li+": 10.0, "Mg2+": 20.0, "Cl-": 30.0}, r"20 mol/m³ more Cl- would balance it"),
        ({"Li+": 10.0, "Mg2+": 20.0}, "an anion such as Cl- would balance it"),
        ({"Li+": 10.0, "Cl-": 20.0}, "10 mol/m³ more Li\\+ would balance it"),
        ({"Li+": 10.0, "Chlor": 10.0}, "does not know: 'Chlor'"),
    ],
)
def test_own_analysis_with_mistakes_offers_the_ion_that_balances(analysis, words):
    with pytest.raises(DataError, match=words):
        brine_of("own", analysis, Wish())


def test_a_larger_tolerance_is_the_users_choice():
    own = brine_of("own", {"Li+": 10.0, "Cl-": 8.0}, Wish(tolerance=0.2))
    assert own.imbalance == pytest.approx(2 / 18)
    assert own.concentration[1] == pytest.approx(10.0)
