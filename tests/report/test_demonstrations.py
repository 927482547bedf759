"""The physics that docs/demonstrations.md shows."""

import numpy as np
import pytest

from selectivity.report.demonstration_figures import FIGURES, write_figures
from selectivity.report.demonstrations import (
    anchoring,
    dehydration_cost,
    salt_against_ph,
    selectivity_against_length,
    size_ratio,
)

PH = np.linspace(2, 9, 71)


def test_order_of_dehydration_and_its_reversal():
    curves = dehydration_cost(np.array([0.26, 0.30, 0.32, 0.335, 0.35, 0.357, 0.36]))
    for place in (0, 1, 2):
        costs = [curves.lines[name][place] for name in ("Mg2+", "Li+", "Na+", "Cl-", "K+")]
        assert costs == sorted(costs, reverse=True)
    reversed_order = curves.lines["Na+"] > curves.lines["Li+"]
    assert reversed_order.tolist() == [False, False, False, False, True, True, False]


def test_lambda_of_magnesium_falls_and_rises():
    ratio = size_ratio(np.array([0.25, 0.35, 0.385, 0.428, 0.5])).lines["Mg2+"]
    assert (np.sign(np.diff(ratio)) == [1, -1, 1, -1]).all()


def test_potassium_chloride_passes_best_at_the_isoelectric_point():
    curves, point = salt_against_ph("KCl", np.linspace(3, 6, 301))
    best = curves.x[np.argmax(curves.lines["permeance"])]
    # D of K+ and Cl- differ by 4 %, which moves the maximum to X = -0.04 Φc.
    assert best == pytest.approx(point, abs=0.05)
    assert 4.3 < point < 4.7


@pytest.mark.parametrize(("salt", "rises"), [("MgCl2", True), ("K2SO4", False)])
def test_salts_with_a_divalent_ion_follow_an_s_curve(salt, rises):
    curves, point = salt_against_ph(salt, PH, binding=0.01)
    logarithm = np.log10(curves.lines["permeance"])
    step = logarithm[-1] - logarithm[0]
    assert abs(step) > 1
    assert (step > 0) == rises
    steepest = curves.x[np.argmax(np.abs(np.diff(logarithm)))]
    assert steepest == pytest.approx(point, abs=1.0)


def test_selectivity_rises_with_length_towards_the_interior():
    values = selectivity_against_length(np.geomspace(1, 1e5, 9)).lines["K+/Li+"]
    assert (np.diff(values) > 0).all()
    assert values[-1] - values[-2] < 1e-2 * (values[1] - values[0])


def test_anchoring_needs_full_sites_and_single_salts():
    lines = anchoring(np.array([1e-9, 1e9])).lines
    np.testing.assert_allclose(lines["single salts"], [1.0, 3190.4], rtol=1e-3)
    np.testing.assert_allclose(lines["single salts, no blocking"], [1.0, 56.48], rtol=1e-3)
    np.testing.assert_allclose(lines["mixture"], 1.0)


def test_figures_are_the_same_bytes_each_time(tmp_path):
    first, again = write_figures(tmp_path / "a"), write_figures(tmp_path / "b")
    assert [path.stem for path in first] == list(FIGURES)
    for one, two in zip(first, again, strict=True):
        assert one.read_bytes() == two.read_bytes()
