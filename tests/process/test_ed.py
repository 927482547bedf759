"""Electrodialysis by the core against the closed form of one salt, and its limits."""

from dataclasses import replace

import numpy as np
import pytest

from selectivity.domain.process import Membranes, Solution
from selectivity.errors import SelectivityError
from selectivity.process import contact as shared
from selectivity.process import ed, ed_binary
from selectivity.process.crossing import cross
from selectivity.process.ed_binary import CellPair
from selectivity.process.ed_settings import ElectrodialysisSettings
from tests.process import examples

DIFFUSIVITY, THICKNESS = 1e-9, 1e-4


def ideal(charge, coefficient=1e-6):
    one, single = np.ones((1, 1, 2)), np.ones((1, 1))
    return Membranes(
        ("ideal",), THICKNESS * single, charge * single, one, one, one,
        coefficient * THICKNESS * one, np.inf * single, 0 * single,
    )  # fmt: skip


def salt(concentration=500.0):
    mass = np.array([6.94e-3, 35.45e-3])
    return Solution(("Li+", "Cl-"), np.array([1.0, -1.0]), np.full(2, DIFFUSIVITY), mass,
                    np.full(2, concentration), 298.0, 0)  # fmt: skip


SETTINGS = ElectrodialysisSettings(
    partner=ideal(4000.0), voltage=0.180, area=1e-3, channel_height=DIFFUSIVITY / 5e-6
)


def test_first_current_is_the_closed_form():
    pair = CellPair(0.180, 4000.0, 1e-6, 5e-6, temperature=298.0, form="exact_mean_content")
    expected = ed_binary.current_density(pair, np.array(500.0), np.array(500.0))
    found = ed.solve(ideal(-4000.0), salt(), SETTINGS).scalars["first_current_A_m2"][0]
    assert found == pytest.approx(float(expected), rel=1e-5)


def test_course_is_the_closed_form_for_dilute_salt():
    """At 500 mM co-ions carry 1.5 % in each membrane, which the closed form leaves out."""
    wide = replace(SETTINGS, area=0.02, tolerance=1e-6)
    result = ed.solve(ideal(-4000.0), salt(50.0), wide)
    pair = CellPair(0.180, 4000.0, 1e-6, 5e-6, temperature=298.0, form="exact_mean_content")
    course = ed_binary.run_channel(pair, 50.0, 0.5, 0.02 / 1e-6, np.array([0.0, 1.0]))
    diluate = result.streams.of("diluate")[1][0, 0]
    assert diluate == pytest.approx(course.diluate[-1], rel=2e-3)


def test_batch_of_tanks_is_the_channel_with_volumes():
    flow = ed.solve(ideal(-4000.0), salt(), replace(SETTINGS, area=0.01))
    tanks = replace(
        SETTINGS, contact="batch", area=0.01, duration=1000.0, feed_volume=1e-3,
        concentrate_volume=1e-3,
    )  # fmt: skip
    batch = ed.solve(ideal(-4000.0), salt(), tanks)
    np.testing.assert_allclose(batch.streams.concentration, flow.streams.concentration, rtol=1e-4)


def test_current_above_the_limit_says_by_how_much():
    settings = replace(
        SETTINGS, voltage=None, current=500.0, mass_transfer=2e-5, channel_height=1e-3
    )
    result = ed.solve(ideal(-4000.0), salt(20.0), settings)
    assert result.status[0] == "limiting_current"
    assert "against a limiting current of" in result.advice[0]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"partner": None}, "partner_layers"),
        ({"current": 10.0}, "either voltage or current"),
        ({"voltage": 1.5}, "0.27 V above 1.23 V"),
        ({"mass_transfer": 1e-6}, "fill the channel"),
    ],
)
def test_contradictions_are_refused(change, words):
    with pytest.raises(SelectivityError, match=words):
        ed.solve(ideal(-4000.0), salt(), replace(SETTINGS, **change))


def test_cations_cross_the_cation_membrane_and_anions_the_other():
    cation = examples.membranes((-800.0, -1500.0))
    result = ed.solve(cation, examples.feed(), examples.SETTINGS["ed"])
    assert np.all(result.metrics.transport_number[:, :2].sum(axis=1) > 0.7)
    assert np.all(result.scalars["anion_transport_number"][:, 2] > 0.5)


@pytest.mark.parametrize("end", ["inlet", "outlet"])
def test_limiting_current_is_the_core_s_own(end):
    """The line through two currents against the core's continuation by a growing voltage."""
    cation = examples.membranes((-1500.0,))
    result = ed.solve(cation, examples.feed(), examples.SETTINGS["ed"])
    found = result.scalars[f"limiting_current_{end}_A_m2"][0]
    place = 0 if end == "inlet" else -1
    sides = tuple(result.profiles[name][:, place] for name in ("left_mol_m3", "right_mol_m3"))
    expected = core_limit((cation, examples.membranes((300.0,))), examples.feed(), sides, found / 2)
    assert found == pytest.approx(expected, rel=1e-3)


def test_limiting_current_from_a_small_current_with_a_fast_trace():
    """H⁺ carries first, so that the limit is no straight line of the current."""
    charge, diffusivity = np.array([1.0, 1.0, -1.0]), np.array([9.3e-9, 1.33e-9, 2.03e-9])
    feed = replace(
        examples.feed(), names=("H+", "Na+", "Cl-"), charge=charge, diffusivity=diffusivity,
        concentration=np.array([5.0, 100.0, 105.0]),
    )  # fmt: skip

    def membrane(fixed, partition):
        layers = np.array([0.05, 0.3])[:, None] * diffusivity
        both = np.stack([np.array(partition), np.full(3, 0.8)])[None]
        friction = np.full((1, 2, 3), 0.6)
        return replace(
            examples.membranes((fixed,)), partition=both, hindrance_convection=friction,
            hindrance_diffusion=friction, diffusivity=layers[None],
        )  # fmt: skip

    cation, anion = membrane(-3000.0, [1.0, 1e-3, 0.3]), membrane(3000.0, [0.02, 0.02, 0.5])
    settings = replace(examples.SETTINGS["ed"], voltage=None, current=1.0, partner=anion)
    result = ed.solve(cation, feed, settings)
    sides = tuple(result.profiles[name][:, 0] for name in ("left_mol_m3", "right_mol_m3"))
    expected = core_limit((cation, anion), feed, sides, 1.0)
    found = result.scalars["limiting_current_inlet_A_m2"][0]
    assert found == pytest.approx(expected, rel=3e-3)


def core_limit(membranes, feed, sides, current):
    """Smaller limiting current of both membranes by the core's continuation. [A/m²]"""
    films = shared.boundary(feed, (3e-5, 3e-5), 1)
    return min(
        np.abs(
            cross(
                one, feed, films, sides, current=np.array([way * current]),
                pressure=np.array(0.0), at_faces=False, with_limits=True,
            ).limiting_current[0]
        )
        for one, way in zip(membranes, (1.0, -1.0), strict=True)
    )  # fmt: skip
