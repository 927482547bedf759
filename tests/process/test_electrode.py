"""Electrodes on the transport core: limiting current, polarization, kinetics, salt kept."""

import numpy as np
import pytest

from selectivity.constants import FARADAY
from selectivity.domain.process import Membranes, Solution
from selectivity.process import electrode
from selectivity.process.electrode import ElectrodeSettings, overpotential
from selectivity.process.limits import Salt, limiting_current_cell

LENGTH, SALT = 1e-3, Salt(1, -1, 1.029e-9, 2.032e-9)


def cell():
    diffusivity = np.array([SALT.cation_diffusivity, SALT.anion_diffusivity])
    one, single = np.ones((1, 1, 2)), np.ones((1, 1))
    layer = Membranes(
        ("electrolyte",), LENGTH * single, 0 * single, one, one, one, diffusivity * one,
        np.inf * single, 0 * single,
    )  # fmt: skip
    mass = np.array([6.94e-3, 35.45e-3])
    salt = Solution(("Li+", "Cl-"), np.array([1.0, -1.0]), diffusivity, mass,
                    np.full(2, 1000.0), 298.15, 0)  # fmt: skip
    return layer, salt


@pytest.fixture(scope="module")
def half():
    """At 200 A/m², about half of the limiting current."""
    return electrode.solve(*cell(), ElectrodeSettings(current=200.0))


def test_limiting_current_is_the_analytic_one(half):
    expected = limiting_current_cell(SALT, 1000.0, LENGTH)
    assert half.scalars["limiting_current_A_m2"][0] == pytest.approx(expected, rel=1e-6)


def test_polarization_is_linear_in_the_current_and_keeps_the_salt(half):
    share = 200.0 / limiting_current_cell(SALT, 1000.0, LENGTH)
    np.testing.assert_allclose(half.scalars["anode_face_mol_m3"], 1000 * (1 + share), rtol=1e-6)
    np.testing.assert_allclose(half.scalars["cathode_face_mol_m3"], 1000 * (1 - share), rtol=1e-6)
    assert half.scalars["salt_kept"][0] == pytest.approx(1.0, abs=1e-6)
    assert half.metrics.transport_number[0] == pytest.approx([1.0, 0.0], abs=1e-6)


def test_current_beyond_the_limit_says_by_how_much():
    result = electrode.solve(*cell(), ElectrodeSettings(current=500.0))
    assert result.status[0] == "limiting_current"
    assert "397.1 A/m² (1.26 times)" in result.advice[0]


def test_kinetics_return_their_current():
    eta = overpotential(np.array([5.0, -7.0]), np.array([2.0, 0.1]), 0.3, 0.6)
    back = np.array([2.0, 0.1]) * (np.exp(0.3 * eta) - np.exp(-0.6 * eta))
    np.testing.assert_allclose(back, [5.0, -7.0], rtol=1e-9)


def test_sand_time_falls_with_the_square_of_the_current():
    _, salt = cell()
    one, two = electrode.sand_time(salt, 500.0), electrode.sand_time(salt, 1000.0)
    assert one / two == pytest.approx(4.0)
    share = 1 - SALT.cation_transport_number
    wide = FARADAY * 1000.0 / (2 * 500.0 * share)
    assert one == pytest.approx(np.pi * SALT.diffusivity * wide**2)
