"""Filtration module: limits with exact answers and what stops it."""

from dataclasses import replace

import numpy as np
import pytest

from selectivity.constants import GAS_CONSTANT
from selectivity.errors import SelectivityError
from selectivity.process import nf
from selectivity.process.nf_module import FiltrationSettings
from tests.process import examples

FLUX = FiltrationSettings(water_flux=5e-6, recovery=0.5, feed_flow=1.0)


def test_unselective_membrane_separates_nothing():
    result = nf.solve(examples.unselective(), examples.feed(), FLUX)
    np.testing.assert_allclose(result.metrics.separation_factor, 1.0, rtol=1e-9)
    np.testing.assert_allclose(result.scalars["rejection"], 0.0, atol=FLUX.tolerance)


def test_area_is_recovery_over_flux():
    result = nf.solve(examples.membranes(), examples.feed(), FLUX)
    np.testing.assert_allclose(result.scalars["area_m2"], 0.5 / 5e-6, rtol=1e-6)


def test_constant_rejection_gives_the_power_law():
    """With R the same everywhere c_r = c_f (1 − w)^−R: a dilute salt at fixed flux."""
    feed = examples.feed(1e-3, 1e-9)
    membranes = examples.membranes((0.0,))
    result = nf.solve(membranes, feed, replace(FLUX, tolerance=1e-8))
    rejection = result.scalars["coupon_rejection"][0, 0]
    expected = feed.concentration[0] * 0.5**-rejection
    assert result.streams.concentration[0, 2, 0] == pytest.approx(expected, rel=1e-6)


def test_module_converges_with_its_tolerance():
    rough, fine = (
        nf.solve(examples.membranes(), examples.feed(), replace(FLUX, tolerance=tolerance))
        for tolerance in (1e-4, 1e-8)
    )
    np.testing.assert_allclose(rough.streams.concentration, fine.streams.concentration, rtol=1e-4)


def test_small_recovery_is_the_coupon():
    result = nf.solve(examples.membranes(), examples.feed(), replace(FLUX, recovery=1e-6))
    np.testing.assert_allclose(
        result.scalars["rejection"], result.scalars["coupon_rejection"], rtol=1e-4
    )


def test_pressure_of_a_flux_gives_that_flux():
    at_flux = nf.solve(examples.membranes((60.0,)), examples.feed(), FLUX)
    low = replace(FLUX, recovery=1e-5)
    pressure = nf.solve(examples.membranes((60.0,)), examples.feed(), low).scalars
    settings = FiltrationSettings(pressure=float(pressure["inlet_pressure_Pa"][0]), recovery=0.5)
    back = nf.solve(examples.membranes((60.0,)), examples.feed(), settings)
    assert back.scalars["coupon_water_flux_m_s"][0] == pytest.approx(5e-6, rel=1e-3)
    assert at_flux.scalars["inlet_pressure_Pa"][0] > settings.pressure


def test_pressure_below_osmotic_says_by_how_much():
    tight = replace(examples.membranes((60.0,)), partition=np.full((1, 2, 3), 1e-4))
    osmotic = GAS_CONSTANT * 298.15 * examples.feed().concentration.sum()
    settings = FiltrationSettings(pressure=1.2 * osmotic, recovery=0.5)
    result = nf.solve(tight, examples.feed(), settings)
    assert result.status[0] == "osmotic_limit"
    assert result.scalars["recovery"][0] == pytest.approx(1 - 1 / 1.2, abs=0.01)
    assert "short of 0.5" in result.advice[0]


def test_pump_energy_and_its_recovery():
    plain = FiltrationSettings(
        pressure=8e5, recovery=0.5, pump_efficiency=1.0, recovery_efficiency=0.0
    )
    lost = nf.solve(examples.membranes(), examples.feed(), plain).metrics
    np.testing.assert_allclose(lost.energy_per_volume, 8e5 / 0.5, rtol=1e-9)
    full = replace(plain, recovery_efficiency=1.0)
    kept = nf.solve(examples.membranes(), examples.feed(), full).metrics
    np.testing.assert_allclose(kept.energy_per_volume, 8e5, rtol=1e-9)
    assert np.all(kept.efficiency < 1)


def test_spacer_channel_loses_pressure_and_transfers_less_further_on():
    settings = FiltrationSettings(pressure=8e5, sherwood="schock1987", velocity=0.2)
    result = nf.solve(examples.membranes(), examples.feed(), settings)
    pressure = result.profiles["pressure_Pa"]
    assert np.all(np.diff(pressure, axis=1) < 0)
    assert np.all(result.metrics.polarization[:, 1, 0] > 1)


@pytest.mark.parametrize(
    "settings",
    [
        FiltrationSettings(),
        FiltrationSettings(pressure=1e5, water_flux=1e-6),
        FiltrationSettings(pressure=-1e5),
        FiltrationSettings(pressure=1e5, recovery=-0.2),
        FiltrationSettings(pressure=1e5, sherwood="leveque"),
    ],
)
def test_contradictory_settings_are_refused(settings):
    with pytest.raises(SelectivityError):
        nf.solve(examples.membranes(), examples.feed(), settings)


def test_charged_feed_names_an_ion_that_balances_it():
    charged = replace(examples.feed(), concentration=np.array([20.0, 30.0, 70.0]))
    with pytest.raises(SelectivityError, match=r"Cl- balances it with 10 mol/m³ more"):
        nf.solve(examples.membranes(), charged, FLUX)


def test_pressure_used_up_by_the_channel_says_so():
    """Water hardly flows any more where the spacer has taken the pressure."""
    settings = FiltrationSettings(
        pressure=1e5, recovery=0.5, sherwood="schock1987", velocity=0.2, channel_height=7e-4
    )
    result = nf.solve(examples.membranes((60.0,)), examples.feed(), settings)
    assert result.status[0] == "osmotic_limit"
    assert "channel's losses" in result.advice[0]
