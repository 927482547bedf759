"""Descriptors from what was measured instead (theory 7)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selectivity.constants import FARADAY
from selectivity.stages import estimators

SALT, SIGNS = np.array([1.0, 1.0]), np.array([1.0, -1.0])


def test_cut_off_to_radius():
    np.testing.assert_allclose(
        estimators.radius_from_mwco(np.array([0.2, 0.4])) * 1e9,
        0.01673 * np.array([200.0, 400.0]) ** 0.557,
    )


@settings(max_examples=25, deadline=None)
@given(st.floats(1e-4, 0.9999))
def test_peg_rejection_is_inverted(rejection):
    radius = estimators.radius_from_peg400(rejection)
    ratio = estimators.radius_from_mwco(0.4) / radius
    assert (1 - (1 - ratio) ** 2) ** 2 == pytest.approx(rejection, rel=1e-6)


def test_peg_rejections_that_tell_no_size_or_only_a_bound():
    found = estimators.radius_from_peg400(np.array([-0.1, 0.0, 1.0, 1.01]))
    assert np.isnan(found[:2]).all()
    np.testing.assert_allclose(found[2:], estimators.radius_from_mwco(0.4))


def test_grahame_is_odd_and_linear_at_small_potentials():
    zeta = np.array([-0.02, -1e-5, 0.0, 1e-5, 0.02])
    charge = estimators.surface_charge_grahame(zeta, SALT, SIGNS, 298.15, 78.3)
    np.testing.assert_allclose(charge, -charge[::-1], atol=1e-18)
    assert charge[2] == 0
    from selectivity.stages.charge import debye_length

    capacity = 78.3 * 8.8541878e-12 / debye_length(SALT, SIGNS, 78.3, 298.15)[0]
    assert charge[3] / 1e-5 == pytest.approx(capacity, rel=1e-4)


def test_surface_to_volume_charge():
    charge = estimators.volume_charge(np.array([-0.01, -0.01]), 1e-9, np.array([False, True]))
    np.testing.assert_allclose(charge, np.array([-0.02, -0.01]) / (1e-9 * FARADAY))


def test_capacity_to_volume_charge():
    assert estimators.charge_from_capacity(-2.0, 0.5) == pytest.approx(-3988.0)


def test_amphoteric_wall_is_neutral_at_its_isoelectric_point():
    protons = 10 ** (3 - np.array([2.0, 4.5, 9.0]))
    charge = estimators.amphoteric_charge(4.5, protons, 4.5, 9.5)
    assert charge[0] > 0 > charge[2]
    assert charge[1] == pytest.approx(0.0, abs=1e-12)


def test_permeance_to_path_factor_by_both_shapes():
    found = estimators.path_factor_from_permeance(1e-11, 1e-9, np.array([False, True]), 1e-3)
    np.testing.assert_allclose(found, [8e-14 / 1e-18, 3e-14 / 1e-18])
