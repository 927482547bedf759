"""Steric exclusion (theory 1.1)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selectivity.checks.reference_case import reference_ions
from selectivity.constants import GAS_CONSTANT
from selectivity.errors import ModelError
from selectivity.terms.steric import radius_in_channel, steric_free_energy, steric_partition

SHAPES = np.array([False, True])


def test_closed_forms():
    np.testing.assert_allclose(steric_partition(np.array([0.3, 0.3]), SHAPES), [0.49, 0.7])
    energy = steric_free_energy(np.array([0.3, 0.3]), SHAPES, 300.0)
    np.testing.assert_allclose(energy, -GAS_CONSTANT * 300.0 * np.log([0.49, 0.7]))


def test_an_ion_as_large_as_the_pore_meets_an_infinite_barrier():
    ratio = np.array([[1.0, 1.0], [1.7, 1.7]])
    assert (steric_partition(ratio, SHAPES) == 0).all()
    assert (steric_free_energy(ratio, SHAPES, 300.0) == np.inf).all()


@settings(max_examples=25, deadline=None)
@given(st.floats(0, 2), st.floats(0, 2), st.booleans())
def test_between_zero_and_one_and_falling(first, second, slit):
    low, high = sorted((first, second))
    partition = steric_partition(np.array([low, high]), np.array(slit))
    assert 0 <= partition[1] <= partition[0] <= 1


def test_an_ion_shrinks_to_its_bare_radius():
    ions = reference_ions("Li+", "Mg2+", "Cl-")
    bare = radius_in_channel(ions, np.zeros(3), "retained")
    np.testing.assert_allclose(bare, ions.bare_radius)
    whole = radius_in_channel(ions, np.ones(3), "retained")
    # Cl- is larger as a crystal ion than by Stokes' law.
    np.testing.assert_allclose(whole, [0.2385e-9, 0.3476e-9, 0.181e-9])
    np.testing.assert_allclose(radius_in_channel(ions, np.zeros(3), "stokes"), whole)
    with pytest.raises(ModelError, match="retained"):
        radius_in_channel(ions, np.ones(3), "pauling")
