"""Dialysis, osmosis between tanks and forward osmosis: rest, directions, orientations."""

from dataclasses import replace

import numpy as np
import pytest

from selectivity.checks import section_checks
from selectivity.errors import SelectivityError
from selectivity.process import dialysis, fo, osmosis
from selectivity.process.dialysis import DialysisSettings
from selectivity.process.fo import FACES_DRAW, OsmosisSettings
from tests.process import examples

REST = DialysisSettings(receiver=examples.feed().concentration, contact="co", area=0.1)


@pytest.mark.parametrize("check", section_checks("5"), ids=lambda check: check.name)
def test_numbers_of_section_5(check):
    assert check.holds, (check.expected, check.obtained)


def test_no_difference_no_flux():
    result = dialysis.solve(examples.membranes(), examples.feed(), REST)
    np.testing.assert_allclose(result.scalars["mean_flux_mol_m2_s"], 0.0, atol=1e-12)
    np.testing.assert_allclose(result.scalars["mean_water_flux_m_s"], 0.0, atol=1e-14)


def test_water_goes_to_the_salty_side_and_salt_the_other_way():
    result = osmosis.crossing(osmosis.OsmosisMembrane(), osmosis.FRICTION, 4.0, 800.0)
    assert result.water_flux[0] > 0
    assert np.all(result.ion_flux < 0)


def test_unselective_membrane_dialyses_in_proportion():
    batch = DialysisSettings(contact="batch", area=0.01, duration=60.0)
    result = dialysis.solve(examples.unselective(), examples.feed(), batch)
    assert result.metrics.separation_factor[0, 1] == pytest.approx(1.0, abs=2e-2)


def test_forward_osmosis_with_the_feed_as_its_draw_rests():
    settings = OsmosisSettings(draw=examples.feed().concentration, area=0.1)
    result = fo.solve(examples.membranes(), examples.feed(), settings)
    np.testing.assert_allclose(result.scalars["water_recovery"], 0.0, atol=1e-9)


def test_support_on_the_draw_side_costs_flux():
    """Internal polarization: the draw is diluted in the support, the textbook ordering."""
    tight = replace(examples.membranes(), partition=examples.membranes().partition * 1e-2)
    base = examples.SETTINGS["fo"]
    to_feed = fo.solve(tight, examples.feed(2.0, 3.0), base)
    to_draw = fo.solve(tight, examples.feed(2.0, 3.0), replace(base, orientation=FACES_DRAW))
    thin = fo.solve(tight, examples.feed(2.0, 3.0), replace(base, structural_parameter=1e-6))
    water = "first_water_flux_m_s"
    assert np.all(to_draw.scalars[water] > to_feed.scalars[water])
    assert np.all(thin.scalars[water] > to_feed.scalars[water])


def test_forward_osmosis_asks_for_a_draw():
    with pytest.raises(SelectivityError, match="draw_mol_m3"):
        fo.solve(examples.membranes(), examples.feed(), OsmosisSettings())
