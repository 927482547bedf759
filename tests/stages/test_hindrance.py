"""Hindrance factors (theory 2.1)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selectivity.errors import OutOfRangeError
from selectivity.stages.hindrance import (
    _H_CYLINDER,
    _H_SLIT,
    _W_SLIT,
    MAX_RATIO,
    held_hindrance,
    hindrance_convection,
    hindrance_diffusion,
)
from selectivity.terms.steric import steric_partition

SHAPES = np.array([False, True])


def test_a_point_is_not_hindered():
    np.testing.assert_array_equal(hindrance_diffusion(np.zeros(2), SHAPES), 1.0)
    np.testing.assert_array_equal(hindrance_convection(np.zeros(2), SHAPES), 1.0)


def test_published_asymptotes():
    """Small spheres: H = 1 + (9/8) λ ln λ - 1.56 λ in cylinders, 1 + (9/16) λ ln λ - 1.19 λ in
    slits; W = 1 - (1 - Φ)² with Φ = (1 - λ)² to second order in cylinders."""
    small = 1e-3
    enhanced = hindrance_diffusion(np.full(2, small), SHAPES)
    enhanced = enhanced * steric_partition(np.full(2, small), SHAPES)
    expected = 1 + np.array([9 / 8, 9 / 16]) * small * np.log(small)
    expected -= np.array([1.56034, 1.19358]) * small
    np.testing.assert_allclose(enhanced, expected, atol=1e-6)
    convection = hindrance_convection(np.array(small), np.array(False))
    assert convection == pytest.approx(1 + 2 * small, abs=1e-5)


def test_the_two_published_cylinder_values_in_the_middle():
    """λ = 0.5 by hand from the printed coefficients."""
    half = np.array(0.5)
    enhanced = 1 + 9 / 16 * np.log(0.5) - 1.56034 / 2 + 0.528155 / 4 + 1.91521 / 8
    enhanced += -2.81903 / 16 + 0.270788 / 32 + 1.10115 / 64 - 0.435933 / 128
    assert hindrance_diffusion(half, np.array(False)) == pytest.approx(enhanced / 0.25)
    up, down = 1 + 3.867 / 2 - 1.907 / 4 - 0.834 / 8, 1 + 1.867 / 2 - 0.741 / 4
    assert hindrance_convection(half, np.array(False)) == pytest.approx(up / down)


@settings(max_examples=25, deadline=None)
@given(st.floats(0, MAX_RATIO), st.floats(0, MAX_RATIO), st.booleans())
def test_diffusion_falls(first, second, slit):
    diffusion = hindrance_diffusion(np.sort([first, second]), np.array(slit))
    assert 0 < diffusion[1] <= diffusion[0] <= 1


@pytest.mark.parametrize("ratio", [-0.01, 0.951, 2.0, np.nan])
@pytest.mark.parametrize("function", [hindrance_diffusion, hindrance_convection])
def test_outside_the_range_it_raises(ratio, function):
    with pytest.raises(OutOfRangeError, match=r"0\.95"):
        function(np.array([0.5, ratio]), np.array(False))


def test_held_beyond_the_range_and_flagged():
    ratio = np.array([[0.5], [0.95], [0.96], [3.0]])
    diffusion, convection, extrapolated = held_hindrance(ratio, SHAPES)
    assert extrapolated[:, 0].tolist() == [False, False, True, True]
    np.testing.assert_array_equal(diffusion[2], diffusion[1])
    np.testing.assert_array_equal(convection[3], convection[1])


def test_slit_forms_in_the_middle_and_at_the_wall():
    """λ = 0.5 by hand; both polynomials vanish where the sphere fills the slit."""
    enhanced = 1 + 9 / 32 * np.log(0.5) - 1.19358 / 2 + 0.4285 / 8 - 0.3192 / 16 + 0.08428 / 32
    assert hindrance_diffusion(np.array(0.5), np.array(True)) == pytest.approx(enhanced / 0.5)
    powers = 0.5 ** np.arange(2, 8)
    convected = 1 + powers @ [-3.02, 5.776, -12.3675, 18.9775, -15.2185, 4.8525]
    assert hindrance_convection(np.array(0.5), np.array(True)) == pytest.approx(convected / 0.5)
    for coefficients in (_H_CYLINDER, _H_SLIT, _W_SLIT):
        assert 1 + sum(coefficients) == pytest.approx(0.0, abs=1e-6)
