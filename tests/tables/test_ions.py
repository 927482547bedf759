"""The shipped ion table and its arrays at a temperature."""

import numpy as np
import pytest

from selectivity.domain.ions import Ions
from selectivity.errors import DataError, MissingDataError
from selectivity.tables.ions import FIELDS, load_ions, stokes_radius
from selectivity.tables.paths import data_dir

THREE = ("Li+", "Mg2+", "Cl-")


@pytest.fixture(scope="module")
def table():
    return load_ions(data_dir() / "ions.csv")


def test_at_least_twenty_ions_with_the_charge_of_their_name(table):
    assert len(table.names) >= 20
    assert table.charge[table.names.index("SO4^2-")] == -2
    assert set(THREE) <= set(table.names)


def test_values_in_si(table):
    three = table.select(THREE)
    assert three.values["hydrated_radius"] == pytest.approx([0.382e-9, 0.428e-9, 0.332e-9])
    assert three.values["hydration_gibbs"] == pytest.approx([-477e3, -1826e3, -357e3], rel=2e-3)
    assert three.values["molar_mass"] == pytest.approx([6.94e-3, 24.305e-3, 35.45e-3], rel=1e-3)
    for field in FIELDS:
        assert np.all(three.uncertainty[field] > 0), field
        assert np.all(three.uncertainty[field] < np.abs(three.values[field]))
        assert all(three.sources[field])


def test_selection_keeps_the_order_and_accepts_spellings(table):
    assert table.select(("Cl", "Mg²⁺", "Li")).names == ("Cl-", "Mg2+", "Li+")


def test_arrays_at_the_reference_temperature_are_the_table(table):
    ions = table.select(THREE).at(298.15)
    assert isinstance(ions, Ions)
    assert ions.diffusivity == pytest.approx([1.029e-9, 0.706e-9, 2.032e-9], rel=1e-12)
    assert not ions.hydrated_radius_assumed.any()


def test_temperature_acts_on_the_diffusivity_alone(table):
    cold, warm = (table.select(THREE).at(t) for t in (298.15, 313.15))
    assert warm.diffusivity / cold.diffusivity == pytest.approx(1.43, rel=0.01)
    for field in ("bare_radius", "hydrated_radius", "stokes_radius", "hydration_gibbs"):
        assert np.array_equal(getattr(cold, field), getattr(warm, field))


def test_samples_replace_nominal_values(table):
    drawn = np.full((4, 1, 3), 0.5e-9)
    ions = table.select(THREE).at(298.15, {"hydrated_radius": drawn})
    assert ions.hydrated_radius.shape == (4, 1, 3)
    assert np.all(ions.hydrated_radius == 0.5e-9)
    assert ions.bare_radius.shape == (3,)


def test_a_missing_hydrated_radius_is_one_water_beyond_the_ion_and_marked(table):
    ions = table.select(("HCO3-", "Li+")).at(298.15)
    assert list(ions.hydrated_radius_assumed) == [True, False]
    assert ions.hydrated_radius[0] - ions.bare_radius[0] == pytest.approx(0.276e-9, rel=1e-12)


def test_an_ion_without_a_diffusivity_cannot_take_part(table):
    with pytest.raises(MissingDataError, match=r"Zr4\+ lacks diffusivity"):
        table.select(("Zr4+",)).at(298.15)


def test_stokes_radius_of_the_table_is_that_of_its_diffusivity(table):
    diffusivity = table.values["diffusivity"]
    assert stokes_radius(diffusivity) == pytest.approx(
        table.values["stokes_radius"], rel=5e-3, nan_ok=True
    )


def test_a_charge_against_the_identifier_is_a_problem(tmp_path):
    text = (data_dir() / "ions.csv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith(("ion,", "Mg2+"))]
    header, row = lines[0].split(","), lines[1].split(",")
    row[header.index("charge")] = "1"
    (tmp_path / "ions.csv").write_text("\n".join([lines[0], ",".join(row)]))
    load_ions(tmp_path / "ions.csv")  # like NO3-: a number may count atoms
    row[header.index("charge")] = "-2"
    (tmp_path / "ions.csv").write_text("\n".join([lines[0], ",".join(row)]))
    with pytest.raises(DataError, match=r"-2 for 'Mg2\+'.*\+2"):
        load_ions(tmp_path / "ions.csv")
