"""Minimum energy against the printed examples of the solution-friction review and exact limits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from selectivity.errors import ModelError
from selectivity.process import energy
from selectivity.process.energy import Stream

TEMPERATURE = 298.0


def _streams(feed, product, recovery):
    concentrate = (feed - recovery * product) / (1 - recovery)
    pairs = ((-1.0, feed), (recovery, product), (1 - recovery, concentrate))
    return [Stream(flow, np.array([salt, salt])) for flow, salt in pairs]


def test_seawater_half_recovery_is_one_kilowatt_hour():
    joule = energy.minimum_energy_symmetric(525.0, 0.0, 0.5, TEMPERATURE)
    assert joule / energy.JOULE_PER_KWH == pytest.approx(1.00, abs=0.005)


def test_nonideal_follows_the_printed_equations():
    joule = energy.nonideal_energy_symmetric(525.0, 0.0, 0.5, TEMPERATURE, 0.5e-9)
    assert joule / energy.JOULE_PER_KWH == pytest.approx(1.211, abs=0.0005)
    assert energy.ion_volume_fraction(1050.0, 0.5e-9) == pytest.approx(0.0414, abs=5e-5)


@given(
    feed=st.floats(1.0, 2000.0),
    share=st.floats(0.0, 0.99),
    recovery=st.floats(0.01, 0.95),
)
def test_streams_give_the_closed_form(feed, share, recovery):
    product = share * feed
    closed = energy.minimum_energy_symmetric(feed, product, recovery, TEMPERATURE)
    power = energy.minimum_power(_streams(feed, product, recovery), TEMPERATURE)
    scale = energy.GAS_CONSTANT * TEMPERATURE * feed
    assert power / recovery == pytest.approx(closed, rel=1e-8, abs=1e-8 * scale)
    assert closed >= -1e-9 * scale


def test_small_recovery_limit():
    exact = energy.minimum_energy_symmetric(525.0, 10.0, 1e-6, TEMPERATURE)
    limit = energy.minimum_energy_small_recovery(525.0, 10.0, TEMPERATURE)
    assert exact == pytest.approx(limit, rel=1e-5)


def test_single_stage_efficiency_is_minimum_over_osmotic():
    recovery, feed = 0.5, 525.0
    least = energy.minimum_energy_symmetric(feed, 0.0, recovery, TEMPERATURE)
    osmotic = 2 * energy.GAS_CONSTANT * TEMPERATURE * feed / (1 - recovery)
    assert energy.single_stage_efficiency(recovery) == pytest.approx(least / osmotic, rel=1e-12)
    assert energy.single_stage_efficiency(recovery) == pytest.approx(np.log(2), rel=1e-12)


def test_unbalanced_streams_are_refused():
    streams = _streams(525.0, 0.0, 0.5)[:2]
    with pytest.raises(ModelError, match="do not balance"):
        energy.minimum_power(streams, TEMPERATURE)


@pytest.mark.parametrize("recovery", [0.0, 1.0, -0.2])
def test_recovery_outside_zero_and_one_is_refused(recovery):
    with pytest.raises(ModelError, match="between 0 and 1"):
        energy.minimum_energy_symmetric(525.0, 0.0, recovery, TEMPERATURE)
