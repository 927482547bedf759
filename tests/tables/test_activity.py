"""The Pitzer table against numbers of the literature and against PHREEQC itself."""

from dataclasses import replace

import numpy as np
import pytest

from selectivity.constants import GAS_CONSTANT, WATER_MOLAR_MASS
from selectivity.domain.process import Solution
from selectivity.errors import ConvergenceError, DataError
from selectivity.tables import phreeqc
from selectivity.tables.activity import missing_ions, tabulate
from selectivity.tables.brines import load_brine
from selectivity.tables.cases import shipped_ions
from selectivity.tables.phreeqc import Species

WARM = 298.15
SALT = Species(("Na+", "Cl-"), ("Na", "Cl"))
CHLORIDE = Species(("Mg+2", "Cl-"), ("Mg", "Cl"))
SULFATE = Species(("Ca+2", "SO4-2"), ("Ca", "S(6)"))


def solution(content, temperature=WARM):
    table = shipped_ions()
    rows = [table.names.index(table.resolver.find(name)) for name in content]
    return Solution(
        tuple(content),
        np.asarray(table.charge, float)[rows],
        table.values["diffusivity"][rows],
        table.values["molar_mass"][rows],
        np.array(list(content.values()), float),
        temperature,
    )


def osmotic_coefficient(ions, molality):
    found = phreeqc.compute(np.array([molality]), ions, [], WARM, 7.0)
    return -found.log_water[0] / (WATER_MOLAR_MASS * sum(molality))


@pytest.mark.parametrize(
    ("ions", "molality", "expected", "reading"),
    [
        (SALT, (1.0, 1.0), 0.936, 0.001),
        (SALT, (6.0, 6.0), 1.271, 0.005),
        (CHLORIDE, (1.0, 2.0), 1.108, 0.005),
        (CHLORIDE, (0.1, 0.2), 0.861, 0.003),
    ],
)
def test_osmotic_coefficients_are_those_of_robinson_and_stokes(ions, molality, expected, reading):
    assert osmotic_coefficient(ions, molality) == pytest.approx(expected, abs=reading)


def test_activity_coefficient_of_one_molal_salt():
    """0.657 for NaCl (Robinson & Stokes)."""
    found = phreeqc.compute(np.array([[1.0, 1.0]]), SALT, [], WARM, 7.0)
    assert np.exp(found.log_gamma[0].mean()) == pytest.approx(0.657, abs=0.002)


def test_gypsum_saturates_water_at_15_mmol():
    molality = np.linspace(0.010, 0.020, 41)
    found = phreeqc.compute(np.stack([molality] * 2, axis=1), SULFATE, ["Gypsum"], WARM, 7.0)
    saturated = np.interp(0.0, found.saturation[:, 0], molality)
    assert saturated == pytest.approx(0.0152, abs=0.0005)


def test_lithium_carbonate_saturates_at_its_solubility():
    """13.0 g in a kilogram of water, at the pH that it makes itself."""
    molality = 13.0 / 73.89
    ions = Species(("Li+", "CO3-2"), ("Li", "C(4)"))
    found = phreeqc.compute(
        np.array([[2 * molality, molality]]), ions, ["Zabuyelite"], WARM, 11.3
    )  # fmt: skip
    assert found.saturation[0, 0] == pytest.approx(0.0, abs=0.02)


def test_seawater():
    """25 to 28 bar; gypsum at -0.64, halite at -2.5, calcite supersaturated."""
    brine = load_brine("seawater")
    sea = solution(dict(zip(brine.ions, brine.concentration, strict=True)))
    table = tabulate(sea, acidity=8.1)
    pressure = table.osmotic_pressure(sea.concentration) / 1e5
    index = dict(zip(table.minerals, table.saturation_index(sea.concentration), strict=True))
    assert 25 < pressure < 27
    assert table.ideal_pressure(sea.concentration) / 1e5 > pressure
    assert index["Gypsum"] == pytest.approx(-0.64, abs=0.05)
    assert index["Halite"] == pytest.approx(-2.5, abs=0.05)
    assert index["Calcite"] > 0


def test_atacama_brine_is_saturated_with_halite():
    brine = load_brine("salar_de_atacama")
    feed = solution(dict(zip(brine.ions, brine.concentration, strict=True)))
    table = tabulate(feed)
    index = dict(zip(table.minerals, table.saturation_index(feed.concentration), strict=True))
    assert index["Halite"] == pytest.approx(0.0, abs=0.1)
    assert index["Gypsum"] == pytest.approx(0.0, abs=0.2)
    assert table.osmotic_pressure(feed.concentration) > 1.3 * table.ideal_pressure(
        feed.concentration
    )


FEED = {"Li+": 20.0, "Na+": 20.0, "Mg2+": 40.0, "Cl-": 120.0}


@pytest.mark.parametrize("factor", [0.3, 1.0, 7.0, 25.0])
@pytest.mark.parametrize(
    "mixture", [(20, 20, 40, 120), (15, 15, 80, 190), (25, 30, 10, 75), (30, 30, 0.1, 60.2)]
)
def test_table_follows_phreeqc_where_the_composition_moves(mixture, factor):
    table = tabulate(solution(FEED))
    molality = np.array([mixture], float) * factor / 1e3
    ions = Species(("Li+", "Na+", "Mg+2", "Cl-"), ("Li", "Na", "Mg", "Cl"))
    found = phreeqc.compute(molality, ions, [], WARM, 7.0)
    content = 1e3 * molality * (found.water / found.volume)[:, None]
    pure = phreeqc.compute(np.zeros((1, 0)), Species((), ()), [], WARM, 7.0).density[0]
    volume = WATER_MOLAR_MASS / (1e3 * pure)
    exact = -found.log_water * GAS_CONSTANT * WARM / volume
    np.testing.assert_allclose(table.osmotic_pressure(content), exact, rtol=5e-3)
    own = found.log_gamma + np.log(found.volume / found.water)[:, None]
    salt = np.array([1.0, 0.0, 0.0, 1.0])
    np.testing.assert_allclose(table.log_coefficient(content) @ salt, own @ salt, atol=0.01)


def test_dilute_solutions_are_ideal():
    table = tabulate(solution(FEED))
    thin = 1e-6 * solution(FEED).concentration
    assert table.osmotic_pressure(thin) == pytest.approx(table.ideal_pressure(thin), rel=1e-3)
    assert table.osmotic_pressure(0 * thin) == 0.0
    np.testing.assert_allclose(table.log_coefficient(thin), 0.0, atol=5e-3)


def test_table_is_the_same_for_one_and_for_many():
    table = tabulate(solution(FEED))
    many = np.linspace(0.1, 9, 7)[:, None] * solution(FEED).concentration
    whole = table.look_up(many)
    np.testing.assert_allclose([table.look_up(row) for row in many], whole, rtol=1e-12)


def test_a_stand_in_is_named_and_its_minerals_left_out():
    table = tabulate(solution({"Li+": 10.0, "Ni2+": 20.0, "SO4^2-": 25.0}))
    assert table.stand_ins == {"Ni2+": "Mg+2"}
    assert "Epsomite" not in table.minerals
    assert "Lithium sulfate" in table.minerals


def test_an_ion_without_a_species_is_refused_by_name():
    feed = solution({"Li+": 10.0, "La3+": 20.0, "Cl-": 70.0})
    assert missing_ions(feed.names) == ("La3+",)
    with pytest.raises(DataError, match=r"La3\+.*solution: ideal"):
        tabulate(feed)


def test_a_mixture_without_a_solution_is_told():
    with pytest.raises(ConvergenceError):
        phreeqc.compute(np.array([[30.0, 60.0]]), CHLORIDE, [], WARM, 7.0)


def test_temperature_reaches_the_table():
    cold, hot = (tabulate(replace(solution(FEED), temperature=t)) for t in (278.15, 338.15))
    content = 20 * solution(FEED).concentration
    assert hot.osmotic_pressure(content) > cold.osmotic_pressure(content)
