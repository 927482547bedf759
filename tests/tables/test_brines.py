"""Shipped brines: at least five, neutral to the stated tolerance, made neutral when loaded."""

import numpy as np
import pytest

from selectivity.errors import DataError
from selectivity.tables.brines import IMBALANCE, brine_names, load_brine
from selectivity.tables.ions import load_ions
from selectivity.tables.paths import data_dir


@pytest.mark.parametrize("name", brine_names())
def test_brine_is_neutral_once_loaded(name):
    balance = "SO4^2-" if name == "nmc_leachate" else "Cl-"
    brine = load_brine(name, balance=balance, dilution=10.0)
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
    brine = load_brine("seawater", ions=("Li+", "Na+", "Mg2+", "Cl-"))
    assert "Ca2+" in brine.left_out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"name": "salar_de_atakama"}, "did you mean 'salar_de_atacama'"),
        ({"name": "seawater", "ions": ("Li+", "Xe+", "Cl-")}, "Xe"),
        ({"name": "seawater", "ions": ("Li+", "Na+"), "balance": "Cl-"}, "balancing"),
    ],
)
def test_mistakes(arguments, words):
    with pytest.raises(DataError, match=words):
        load_brine(**arguments)
