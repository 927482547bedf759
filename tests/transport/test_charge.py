"""Charge of the walls: one formula for all groups, its slopes, and the Donnan equilibrium."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selectivity.transport.charge import donnan, local_charge, wall_charge
from selectivity.transport.stack import WallGroups

CHARGE = np.array([1.0, 2.0, -1.0])[:, None, None]


def groups(density, own, constant, association, bath=np.nan, is_proton=(0, 0, 0)):
    """One group in one element of one case."""
    return WallGroups(
        site_density=np.array([[[density]]], dtype=float),
        charge=np.array([own], dtype=float)[:, None, None],
        acid_constant=np.array([constant], dtype=float)[:, None, None],
        association=np.array(association, dtype=float)[None, :, None],
        bath_proton=np.array([[bath]]),
        is_proton=np.array(is_proton, dtype=float)[:, None],
    )


def test_an_acid_that_binds_a_divalent_ion_carries_727():
    site = groups(1000.0, -1, 1e-3, [0.0, 0.09, 0.0])
    content = np.array([1.0, 100.0, 1.0])[:, None, None]
    wall = wall_charge(CHARGE, content, np.array([[1e-3]]), site)
    assert wall.density[0, 0] == pytest.approx(8000 / 11)


def test_amine_and_quaternary_by_their_own_formulas():
    content = np.array([30.0, 20.0, 70.0])[:, None, None]
    proton, cation, anion = 2.0, 0.01, 0.02
    amine = groups(500.0, 0, 1.0, [cation, 0.0, anion])
    states = 1 + proton * (1 + anion * 70) + cation * 30
    held = 500 * proton * (1 + anion * 70) / states
    bound = 500 * (cation * 30 - proton * anion * 70) / states
    found = wall_charge(CHARGE, content, np.array([[proton]]), amine).density
    assert found[0, 0] == pytest.approx(held + bound)
    quaternary = groups(500.0, 1, np.nan, [0.5, 0.0, anion])
    found = wall_charge(CHARGE, content, np.array([[proton]]), quaternary).density
    assert found[0, 0] == pytest.approx(500 - 500 * anion * 70 / (1 + anion * 70))


@pytest.mark.parametrize(("own", "constant"), [(-1, 0.3), (0, 0.3), (1, np.nan)])
def test_slopes_are_those_of_the_charge(own, constant):
    site = groups(400.0, own, constant, [0.01, 0.03, 0.02], bath=0.1)
    partition = np.array([0.5, 0.2, 0.7])[:, None, None, None]
    content = np.array([30.0, 20.0, 70.0])[:, None, None, None]
    wide = CHARGE[:, None]
    _, slope = local_charge(wide, content, partition, site)
    for ion in range(3):
        ends = []
        for sign in (1, -1):
            moved = content.copy()
            moved[ion] *= 1 + sign * 1e-6
            ends.append(local_charge(wide, moved, partition, site)[0][0, 0, 0])
        expected = (ends[0] - ends[1]) / (2e-6 * content[ion, 0, 0, 0])
        assert slope[ion, 0, 0, 0] == pytest.approx(expected, rel=1e-5, abs=1e-8)


def test_a_salt_has_the_potential_of_asinh():
    salt = np.array([1.0, -1.0])[:, None, None]
    outside = np.array([0.4 * 10.0, 0.4 * 10.0])[:, None, None]
    found = donnan(salt, outside, np.array([[-300.0]]), None)
    assert found.potential[0, 0] == pytest.approx(np.arcsinh(-300 / 8))
    assert found.concentration.sum() == pytest.approx(np.hypot(300, 8))


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.floats(-9, 3), min_size=3, max_size=3),
    st.sampled_from([-5000.0, -1.0, 0.0, 1.0, 5000.0]),
)
def test_donnan_neutralises_any_solution(exponents, fixed):
    outside = (10.0 ** np.array(exponents))[:, None, None]
    found = donnan(CHARGE, outside, np.array([[fixed]]), None)
    carried = np.sum(CHARGE * found.concentration) + fixed
    assert abs(carried) <= 1e-9 * (abs(fixed) + np.sum(np.abs(CHARGE) * found.concentration))


def test_donnan_with_groups_neutralises_and_gives_its_slope():
    site = groups(800.0, -1, 0.1, [0.005, 0.02, 0.0], bath=1e-3)
    outside = np.array([30.0, 20.0, 70.0])[:, None, None]
    found = donnan(CHARGE, outside, np.array([[10.0]]), site)
    for ion in range(3):
        ends = []
        for sign in (1, -1):
            moved = outside.copy()
            moved[ion] *= np.exp(sign * 1e-5)
            ends.append(donnan(CHARGE, moved, np.array([[10.0]]), site).potential[0, 0])
        assert found.slope[ion, 0, 0] == pytest.approx((ends[0] - ends[1]) / 2e-5, rel=1e-5)


def test_neutral_solutes_alone_have_no_potential():
    found = donnan(np.zeros((2, 1, 1)), np.ones((2, 1, 1)), np.array([[0.0]]), None)
    assert found.potential[0, 0] == 0
    np.testing.assert_array_equal(found.slope, 0)
