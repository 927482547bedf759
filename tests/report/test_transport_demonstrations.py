"""The physics that docs/demos shows."""

import re
from pathlib import Path

import numpy as np
import pytest

from selectivity.constants import FARADAY, GAS_CONSTANT, REFERENCE_TEMPERATURE
from selectivity.errors import ModelError
from selectivity.report import charged_demonstrations as charged
from selectivity.report import transport_demonstrations as neutral
from selectivity.report.transport_figures import FIGURES, write_figures

PAGES = sorted((Path(__file__).parents[2] / "docs/demos").glob("*.md"))
FLUX = np.geomspace(1e-7, 4e-5, 16)
IMAGE = re.compile(r"\]\(\.\./figures/(\w+)\.svg\)")


@pytest.mark.parametrize("ratio", [0.0, 0.2])
def test_neutral_solutes_follow_the_closed_forms(ratio):
    found = neutral.neutral_curves(np.array([1e-5, 0.1, 1.0, 10.0, 50.0]), ratio)
    for name, values in found["core"].lines.items():
        np.testing.assert_allclose(values, found["closed form"].lines[name], atol=1e-9)


def test_neutral_limits_and_best_peclet():
    bare = neutral.neutral_curves(np.array([1e-5, 50.0]))["core"]
    best = np.log1p(5.0)
    film = neutral.neutral_curves(best * np.array([0.98, 1.0, 1.02]), 0.2)["core"]
    for sigma in neutral.REFLECTIONS:
        slow, fast = bare.lines[f"σ = {sigma:g}"]
        assert slow == pytest.approx(1e-5 * sigma / (1 - sigma), rel=1e-3)
        assert fast == pytest.approx(sigma, rel=1e-9)
        assert np.argmax(film.lines[f"σ = {sigma:g}"]) == 1


def test_positive_membrane_separates_best_and_rejects_lithium_negatively():
    found = {name: neutral.nanofiltration(FLUX, x) for name, x in neutral.CHARGES.items()}
    best = [
        np.max(found[name][1].lines["Li+/Mg2+"]) for name in ("positive", "neutral", "negative")
    ]
    assert best == sorted(best, reverse=True)
    assert best[0] > 8
    assert best[2] > 1
    lithium = found["positive"][0].lines["Li+"]
    assert lithium.min() == pytest.approx(-0.65, abs=0.02)
    assert lithium[-1] > 0
    magnesium = found["positive"][0].lines["Mg2+"]
    assert 0 < np.argmax(magnesium) < len(FLUX) - 1


def test_trace_lithium_is_enriched_where_magnesium_is_held_back():
    found = {name: curves.lines for name, curves in neutral.trace_lithium(FLUX).items()}
    assert found["positive"]["Li+"].min() < -1
    assert -0.1 < found["neutral"]["Li+"].min() < 0
    assert found["negative"]["Li+"].min() > 0
    scarcer = neutral.trace_lithium(FLUX, 1e-6)["positive"].lines["Li+"]
    np.testing.assert_allclose(scarcer, found["positive"]["Li+"], atol=2e-3)


def test_goldman_holds_for_equal_totals_only():
    found = neutral.goldman(np.array([0.01, 0.5, 0.99]))
    core, closed = found["core"].lines, found["closed form"].lines
    equal, unequal = core
    np.testing.assert_allclose(core[equal], closed[equal], rtol=1e-7)
    assert (core[equal] < 0).all()
    assert (core[unequal] > 1.2 * closed[unequal]).all()
    lithium, chloride = neutral.LI, neutral.CL
    slope = 1e3 * GAS_CONSTANT * REFERENCE_TEMPERATURE / FARADAY * np.log(10)
    diffusion = slope * (chloride - lithium) / (chloride + lithium)
    assert core[unequal][0] == pytest.approx(diffusion, rel=0.01)


def test_cations_pass_from_tip_to_base():
    lines = charged.rectification(np.array([-0.4, 0.4])).lines
    back, forth = lines["tip on the feed side"]
    assert forth > 30 * -back > 0
    turned = lines["tip on the permeate side"]
    np.testing.assert_allclose(turned, [-forth, -back], rtol=1e-7)
    same = lines["symmetric: tip, base, tip"]
    assert same[1] == pytest.approx(-same[0], rel=1e-8)


def test_bipolar_junction_fills_one_way_and_empties_the_other():
    lines = list(charged.bipolar(np.array([-0.4, -0.2, 0.2, 0.4])).lines.values())
    for current in lines:
        assert current[0] == pytest.approx(current[1], rel=1e-3)
        assert current[3] > 5 * current[2] > -1000 * current[0]
    assert lines[1][0] / lines[0][0] == pytest.approx(9, rel=0.01)


def test_limiting_current_of_mixtures_lies_between_the_salts():
    lines = charged.limiting(np.array([0.001, 0.5, 0.999])).lines
    core, line = lines.values()
    np.testing.assert_allclose(core, line, rtol=0.01)
    assert (core > line).all()  # co-ions leak
    assert (np.diff(core) < 0).all()


def test_polarization_turns_the_transport_numbers():
    potential, numbers = charged.depletion(np.array([0.02, 0.5, 0.99]))
    assert (np.diff(potential.lines["potential"]) > 0).all()
    sodium, magnesium, chloride = numbers.lines.values()
    assert magnesium[0] > 2 * sodium[0]
    assert sodium[-1] > magnesium[-1]
    assert (np.abs(chloride) < 0.01).all()
    np.testing.assert_allclose(sodium + magnesium + chloride, 1.0, rtol=1e-9)


def test_only_the_open_circuit_reading_fits_the_tanks():
    velocity = charged.osmosis_velocities(np.array([800.0])).lines
    assert velocity["water, open circuit"][0] == pytest.approx(281, abs=0.5)
    assert velocity["water, friction"][0] == pytest.approx(185, abs=0.5)
    assert velocity["Na+ the other way, open circuit"][0] > 0
    found = charged.osmosis_tanks()
    opened, friction = (found[name][1][:, -1] for name in ("open circuit", "friction"))
    np.testing.assert_allclose(opened, [130, 528, 0.63], rtol=5e-3)
    np.testing.assert_allclose(friction, [124, 567, 0.745], rtol=5e-3)
    assert found["friction"][0][-1] == pytest.approx(35)


@pytest.mark.parametrize(("salt", "charge"), [("KCl", -0.04), ("LiCl", -0.69)])
def test_retention_of_a_symmetric_salt_is_least_beside_the_isoelectric_point(salt, charge):
    ph = np.linspace(4, 5.5, 61)
    held, wall = charged.retention_against_ph(salt, ph)
    least = np.argmin(held)
    outer = charged.PH_LAYER.partition * charged.RETAINED[salt][2][0]
    assert wall[least] / outer == pytest.approx(charge, abs=0.04)
    assert (np.diff(held)[:least] < 0).all()
    assert (np.diff(held)[least:] > 0).all()
    assert abs(np.interp(charged.ISOELECTRIC, ph, wall)) < 1


def test_retention_of_the_divalent_ion_is_an_s():
    ph = np.linspace(2, 9, 29)
    magnesium, _ = charged.retention_against_ph("MgCl2", ph)
    sulfate, _ = charged.retention_against_ph("K2SO4", ph)
    assert (np.diff(magnesium[:20]) < 0).all()
    assert magnesium[0] > 4 * magnesium[-1]
    assert (np.diff(sulfate[ph >= 4]) > 0).all()
    assert sulfate[-1] > 1.8 * sulfate[0]


def test_a_demonstration_that_fails_says_so():
    with pytest.raises(ModelError, match="unconverged"):
        neutral.nanofiltration(np.array([-1e-6]), 0.0)


def test_a_figure_is_the_same_each_time(tmp_path):
    one = {"goldman": FIGURES["goldman"]}
    once, again = (write_figures(tmp_path / name, one)[0].read_bytes() for name in "ab")
    assert once == again
    assert b"<dc:date>" not in once


def test_pages_show_each_figure_once_and_lead_somewhere():
    shown = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        shown += IMAGE.findall(text)
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
            assert (page.parent / target).exists(), target
    assert sorted(shown) == sorted(FIGURES)
