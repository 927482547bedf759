"""Real solutions in the processes: what changes, what stays, and what a mineral stops."""

from dataclasses import replace

import numpy as np
import pytest

from selectivity.process import ed, fo, nf
from selectivity.process.crossing import Films, cross
from selectivity.process.metrics import minimum_power
from selectivity.process.nf_module import FiltrationSettings, osmotic_pressure
from selectivity.process.nonideal import Held, potential_excess
from selectivity.tables.activity import tabulate
from selectivity.transport import Memory
from tests.process import examples
from tests.tables.test_activity import solution

STRONG = examples.feed(100.0, 400.0)


@pytest.fixture(scope="module")
def real():
    return replace(STRONG, table=tabulate(STRONG, [examples.DRAW]))


def test_pressure_of_a_flux_gives_that_flux(real):
    """The flux mode corrects the pressure, the pressure mode iterates: both must agree."""
    low = FiltrationSettings(water_flux=3e-6, recovery=1e-5, mass_transfer=3e-5)
    pressure = nf.solve(examples.membranes((60.0,)), real, low).scalars["inlet_pressure_Pa"][0]
    back = replace(low, water_flux=None, pressure=float(pressure))
    found = nf.solve(examples.membranes((60.0,)), real, back)
    assert found.scalars["coupon_water_flux_m_s"][0] == pytest.approx(3e-6, rel=1e-4)


def test_tight_membrane_gains_what_the_osmotic_pressure_loses(real):
    """Below 1 mol/kg MgCl2 draws less water than an ideal salt: A (Π_ideal − Π) more flux."""
    tight = replace(examples.membranes((60.0,)), partition=np.full((1, 2, 3), 1e-5))
    osmotic = osmotic_pressure(STRONG.concentration, real)
    ideal = osmotic_pressure(STRONG.concentration, STRONG)
    assert osmotic < 0.97 * ideal
    settings = FiltrationSettings(pressure=float(2 * ideal), recovery=0.01)
    with_table, without = (
        nf.solve(tight, one, settings).scalars["coupon_water_flux_m_s"][0] for one in (real, STRONG)
    )
    assert with_table - without == pytest.approx(1e-11 * (ideal - osmotic), rel=0.02)


def test_unselective_membrane_feels_no_excess(real):
    settings = replace(FiltrationSettings(recovery=0.1), pressure=1e5)
    with_table, without = (
        nf.solve(examples.unselective(), one, settings).scalars["coupon_water_flux_m_s"][0]
        for one in (real, STRONG)
    )
    assert with_table == pytest.approx(without, rel=1e-6)


def test_balances_hold(real):
    settings = FiltrationSettings(pressure=60e5, recovery=0.3, mass_transfer=3e-5)
    result = nf.solve(examples.membranes(), real, settings)
    assert np.all(result.metrics.ion_balance <= 1e-9)
    assert np.all(result.metrics.water_balance <= 1e-9)
    assert np.all(result.metrics.minimum_power != result.metrics.minimum_power_ideal)


def test_minimum_power_of_little_water_is_its_osmotic_pressure(real):
    """Taking dV of pure water from a feed costs Π dV, for any solution."""
    tight = replace(examples.membranes((60.0,)), partition=np.full((1, 2, 3), 1e-6))
    settings = FiltrationSettings(water_flux=1e-7, recovery=1e-4, feed_flow=1.0)
    streams = nf.solve(tight, real, settings).streams
    power = minimum_power(streams, STRONG.temperature, real.table)[0]
    osmotic = float(osmotic_pressure(STRONG.concentration, real))
    assert power / 1e-4 == pytest.approx(osmotic, rel=0.03)


def test_forward_osmosis_feels_its_draw(real):
    feed = replace(examples.feed(), table=tabulate(examples.feed(), [examples.DRAW]))
    settings = replace(examples.SETTINGS["fo"], contact="co")
    with_table, without = (
        fo.solve(examples.membranes((0.0,)), one, settings).scalars["first_water_flux_m_s"][0]
        for one in (feed, examples.feed())
    )

    def drive(own):
        draw, side = (osmotic_pressure(c, own) for c in (examples.DRAW, own.concentration))
        return draw - side

    expected = drive(feed) / drive(examples.feed())
    assert with_table / without == pytest.approx(expected, abs=0.03)


def test_membrane_potential_is_that_of_the_activities(real):
    """Only lithium crosses: ln of its own ratio; signs of both membranes add up for a salt."""
    sides = (STRONG.concentration[None], 2 * STRONG.concentration[None])
    flux = np.array([[1.0, 0.0, 0.0]])
    found = potential_excess(real.table, STRONG.charge, sides, flux)
    gap = real.table.log_coefficient(sides[1]) - real.table.log_coefficient(sides[0])
    assert found[0] == pytest.approx(0.025693 * gap[0, 0], rel=1e-4)
    anion = potential_excess(real.table, STRONG.charge, sides, np.array([[0.0, 0.0, 1.0]]))
    assert (found - anion)[0] == pytest.approx(0.025693 * (gap[0, 0] + gap[0, 2]), rel=1e-4)


def test_electrodialysis_has_another_voltage(real):
    settings = replace(
        examples.SETTINGS["ed"], voltage=None, current=50.0, concentrate=2 * STRONG.concentration,
        limiting_currents=False,
    )  # fmt: skip
    voltage = [
        ed.solve(examples.membranes((-1500.0,)), one, settings).scalars["stack_voltage_V"][0]
        for one in (real, STRONG)
    ]
    assert 0 < abs(voltage[0] - voltage[1]) < 0.03


GYPSUM = {"Li+": 20.0, "Ca2+": 12.0, "Cl-": 20.0, "SO4^2-": 12.0}


def saturating():
    feed = replace(solution(GYPSUM), target=0)
    one = examples.membranes((60.0, -40.0))
    partition = np.tile([[0.2, 0.01, 0.3, 0.01], [1.0, 1.0, 1.0, 1.0]], (2, 1, 1))
    friction = np.full((2, 2, 4), 0.6)
    membranes = replace(
        one, partition=partition, hindrance_convection=friction, hindrance_diffusion=friction,
        diffusivity=np.tile(0.05 * feed.diffusivity, (2, 2, 1)),
    )  # fmt: skip
    return membranes, replace(feed, table=tabulate(feed))


def test_gypsum_ends_the_recovery_where_its_index_is_the_allowed_one():
    membranes, feed = saturating()
    settings = FiltrationSettings(pressure=30e5, recovery=0.8, saturation_index=0.1)
    result = nf.solve(membranes, feed, settings)
    assert np.all(result.status == "scaling_limit")
    assert "Gypsum saturates the concentrate at a recovery of" in result.advice[0]
    index = feed.table.saturation_index(result.streams.of("concentrate")[1])
    place = feed.table.minerals.index("Gypsum")
    np.testing.assert_allclose(index[:, place], 0.1, atol=2e-3)
    assert np.all(result.metrics.ion_balance <= 1e-9)
    np.testing.assert_allclose(result.profiles["recovery"][:, -1], result.scalars["recovery"])


def test_a_mineral_that_the_feed_exceeds_already_stops_nothing():
    membranes, feed = saturating()
    settings = FiltrationSettings(pressure=30e5, recovery=0.8, saturation_index=-2.0)
    assert np.all(nf.solve(membranes, feed, settings).status == "solved")


def test_membranes_together_and_from_where_they_ended_equal_each_alone(real):
    """Those that agree first wait, and a second call starts from the first one's excess."""
    many = examples.membranes((60.0, -40.0, 0.0, 500.0))
    films = Films(np.full(4, 3e-5), np.full(4, 3e-5))
    left = STRONG.concentration * np.array([[1.0], [0.5], [0.1], [0.01]])
    right = 0.2 * left
    held, memory = Held(4), Memory(4)
    for rows in (np.arange(4), np.array([3, 0, 0, 2])):
        both = (left[rows], right[rows])
        together = cross(
            many.take(rows), real, films.take(rows), both, pressure=np.full(4, 2e5),
            start=held.of(rows), recall=memory.of(rows),
        )  # fmt: skip
        for place, row in enumerate(rows):
            one = np.array([row])
            alone = cross(many.take(one), real, films.take(one), (left[one], right[one]),
                          pressure=np.array([2e5]))  # fmt: skip
            assert together.water_flux[place] == pytest.approx(alone.water_flux[0], rel=1e-4)
            assert together.pressure[place] == pytest.approx(2e5, rel=1e-4)
            np.testing.assert_allclose(together.ion_flux[place], alone.ion_flux[0], rtol=1e-4)


def test_places_of_a_membrane_hold_their_own_excess():
    held = Held(3)
    start = held.of(np.array([2, 0, 2, 2]))
    assert start.place.tolist() == [0, 0, 1, 2]
    held.keep(start.at, np.array([1.0, 2.0, 3.0, 4.0]), np.full(4, 0.5))
    again = held.of(np.array([2, 2, 1]))
    np.testing.assert_array_equal(held.guess(again.at)[0], [1.0, 3.0, np.nan])
