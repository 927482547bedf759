"""Hopping, the limits of anchoring, and resistances in series (theory 2.2, 3.1, 3.2)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selectivity.checks.section2 import DEPTHS, hopping_ratio, length_selectivity
from selectivity.constants import thermal_energy
from selectivity.stages.entry import access_resistance
from selectivity.stages.outputs import salt_permeance
from selectivity.stages.series import over_paths, parallel_share, series_resistance
from selectivity.stages.transit import (
    apparent_diffusivity,
    association_constant,
    binding_depth,
    hopping_diffusivity,
)

STEP = np.exp(10e3 / thermal_energy(298.15))


def test_single_salts_between_the_two_limits():
    assert hopping_ratio(1e-9, mixed=False) == pytest.approx(1.0, abs=1e-5)
    assert hopping_ratio(1e9, mixed=False) == pytest.approx(STEP**2, rel=1e-5)
    assert hopping_ratio(1e9, mixed=False, blocking=False) == pytest.approx(STEP, rel=1e-5)
    curve = [hopping_ratio(value, mixed=False) for value in np.geomspace(1e-9, 1e9, 30)]
    assert (np.diff(curve) >= -1e-9).all()


@settings(max_examples=15, deadline=None)
@given(st.floats(-9, 6))
def test_a_mixture_does_not_see_the_depths(logarithm):
    assert hopping_ratio(10.0**logarithm, mixed=True) == pytest.approx(1.0, rel=1e-9)


def test_depth_and_association_are_inverse():
    np.testing.assert_allclose(binding_depth(association_constant(DEPTHS, 310.0), 310.0), DEPTHS)
    assert binding_depth(np.array([0.0, 1e-4]), 310.0).tolist() == [0.0, 0.0]


def test_a_deeper_well_is_slower_to_leave():
    speed = hopping_diffusivity(np.array(1e-9), 5e3, DEPTHS, 298.15)
    assert speed[1] / speed[0] == pytest.approx(STEP)
    expected = 1e-9 * np.exp(-35e3 / thermal_energy(298.15))
    assert speed[0] == pytest.approx(expected)


def test_apparent_diffusivity_is_the_steady_chord():
    free = apparent_diffusivity(np.array([2.0, 2.0]), np.array([1.0, 0.0]), np.array([3.0, 0.0]))
    assert free.tolist() == [0.5, 2.0]


def test_access_resistance_of_both_shapes():
    size, diffusivity = np.array([1e-9, 1e-9]), np.array(2e-9)
    shapes = np.array([False, True])
    found = access_resistance(size, shapes, np.array([0.1, 0.1]), diffusivity)
    slit = 2e-9 / (np.pi * 0.1 * 2e-9) * np.log(1 / np.sin(np.pi * 0.05))
    np.testing.assert_allclose(found, [np.pi * 1e-9 / (4 * 0.1 * 2e-9), slit])


def series(interior, mouth, access=0.0):
    return series_resistance(
        np.asarray(interior, float), np.asarray(mouth, float), np.asarray(access), 10e-9, 1e-9
    )


def test_series_of_three():
    found = series([2e-12, 2e-12], [1e-12, 4e-12], access=3.0)
    face = 1e-9 / np.array([1e-12, 4e-12]) + 3.0
    total = 8e-9 / 2e-12 + 2 * face
    np.testing.assert_allclose(found.total, total)
    np.testing.assert_allclose(found.mouth_share, face / total)
    np.testing.assert_allclose(found.permeability * found.total, 1.0)


def test_excluded_in_interior_mouth_or_both():
    found = series([0.0, 1e-12, 0.0], [1e-12, 0.0, 0.0])
    assert (found.permeability == 0).all()
    assert (found.total == np.inf).all()
    np.testing.assert_allclose(found.mouth_share, [0.0, 0.5, 0.1])
    assert not np.isnan(found.excess).any()


def test_parallel_paths_average_the_flux():
    permeability = np.array([[1.0, 0.0], [3.0, 0.0]])
    weights, shares = np.array([[0.75], [0.25]]), np.array([[0.1, 0.2], [0.3, 0.4]])
    np.testing.assert_allclose(over_paths(permeability, weights), [1.5, 0.0])
    np.testing.assert_allclose(parallel_share(shares, weights, permeability), [0.2, 0.25])


def test_salt_permeance_at_zero_current():
    one, two = np.array(1.0), np.array(-1.0)
    assert salt_permeance(np.array(3.0), np.array(6.0), one, two) == pytest.approx(4.0)
    assert salt_permeance(np.array(0.0), np.array(0.0), one, two) == 0.0
    magnesium = salt_permeance(np.array(3.0), np.array(6.0), np.array(2.0), two)
    # Nernst-Hartley: (z₊ + |z₋|) P₊P₋/(z₊P₊ + |z₋|P₋).
    assert magnesium == pytest.approx(3 * 18 / 12)


def test_longer_channels_separate_better():
    selectivity = length_selectivity(np.geomspace(1e-9, 1e-6, 7))
    assert (np.diff(selectivity) > 0).all()
    # What is left at the mouths of the longest fades as 1/L.
    assert selectivity[-1] / selectivity[-2] < 1.01
