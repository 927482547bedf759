"""Capacitive deionization: electrodes at equilibrium, charge balance, limits."""

from dataclasses import replace

import numpy as np
import pytest

from selectivity.constants import FARADAY, thermal_voltage
from selectivity.errors import SelectivityError
from selectivity.process import mcdi
from selectivity.process.mcdi_settings import CapacitiveSettings
from selectivity.process.micropores import Carbon, equilibrium, filled
from tests.process import examples

CARBON = Carbon(3e-4, 0.4, 0.3, 300.0, 1.45e8, 30.0)
CHARGE = examples.CHARGE


def test_filled_electrode_is_uncharged():
    content = filled(CARBON, examples.feed().concentration)[None]
    found = equilibrium(CARBON, content, CHARGE, 298.15)
    np.testing.assert_allclose(found.macropores[0], examples.feed().concentration, rtol=1e-9)
    assert found.potential[0] == pytest.approx(0.0, abs=1e-12)


def test_one_salt_without_attraction_is_the_modified_donnan_model():
    """σ = −2 c sinh(Δϕ) for a 1:1 salt; the Stern layer adds −F σ/C."""
    carbon = replace(CARBON, attraction=0.0, stern_slope=0.0)
    content = np.array([[30.0, 60.0]])
    found = equilibrium(carbon, content, np.array([1.0, -1.0]), 298.15)
    salt = found.macropores[0, 0]
    donnan = np.arcsinh(-found.charge[0] / (2 * salt))
    stern = -FARADAY * found.charge[0] / 1.45e8
    expected = thermal_voltage(298.15) * donnan + stern
    assert found.macropores[0, 1] == pytest.approx(salt, rel=1e-9)
    assert found.potential[0] == pytest.approx(expected, rel=1e-9)
    assert found.charge[0] * 0.3 == pytest.approx(-30.0, rel=1e-9)


def test_charge_equals_the_ions_that_moved():
    settings = examples.SETTINGS["mcdi"]
    result = mcdi.solve(examples.membranes((-1500.0,)), examples.feed(), settings)
    removed = result.scalars["removed_mol"][0]
    held = removed @ CHARGE
    assert abs(held) <= 1e-8 * np.abs(removed).sum()
    assert 0 < result.scalars["charge_efficiency"][0] <= 1
    assert result.scalars["charge_C"][0] == pytest.approx(10.0 * 0.1 * 200.0)
    assert result.scalars["energy_charge_J"][0] > -result.scalars["energy_discharge_J"][0]


def test_constant_voltage_holds_its_voltage():
    settings = replace(
        examples.SETTINGS["mcdi"],
        operation="constant_voltage",
        voltage=0.15,
        current=20.0,
        steps=24,
        cycles=2,
    )
    result = mcdi.solve(examples.membranes((-1500.0,)), examples.feed(), settings)
    half = settings.steps
    assert result.profiles["voltage_V"][0, half - 1] == pytest.approx(0.15, abs=5e-4)


def test_voltage_above_water_splitting_says_by_how_much():
    settings = replace(examples.SETTINGS["mcdi"], operation="constant_voltage", voltage=1.5)
    with pytest.raises(SelectivityError, match=r"0.27 V above 1.23 V"):
        mcdi.solve(examples.membranes((-1500.0,)), examples.feed(), settings)


def test_current_that_drives_the_voltage_too_high_is_told():
    settings = replace(
        examples.SETTINGS["mcdi"], current=20.0, stern_capacitance=2e7, cycles=2, steps=20
    )
    result = mcdi.solve(examples.membranes((-1500.0,)), examples.feed(), settings)
    assert result.status[0] == "outside_model"
    assert "where water can split" in result.advice[0]


def test_a_step_that_empties_an_electrode_is_told():
    settings = replace(examples.SETTINGS["mcdi"], current=60.0, cycles=2, charge_time=2000.0)
    result = mcdi.solve(examples.membranes((-1500.0,)), examples.feed(), settings)
    assert result.status[0] == "unconverged"
    assert "more steps" in result.advice[0]


def test_a_partner_is_needed():
    with pytest.raises(SelectivityError, match="partner_layers"):
        mcdi.solve(examples.membranes(), examples.feed(), CapacitiveSettings())
