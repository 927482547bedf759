"""Site balances (theory 1.5)."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selectivity.domain.channels import Groups
from selectivity.errors import ModelError
from selectivity.stages.binding import (
    bound_concentration,
    bound_protons,
    charge_parts,
    group_charge,
    prepare_sites,
    site_loading,
)

CHARGE = np.array([1.0, 2.0, -1.0])
DENSITY = np.array([[1000.0, 200.0, 50.0], [0.0, 300.0, 0.0]])
GROUPS = Groups(
    ("acid", "amine", "quaternary"),
    np.array([-1.0, 0.0, 1.0]),
    np.array([2.0, 1e-4, np.nan]),
    np.array([[0.01, 0.2, 0.0], [0.03, 0.05, 0.07], [0.0, 0.0, 0.4]]),
    np.ones((3, 3)),
)
CONTENT = np.array([[30.0, 4.0, 500.0], [1.0, 2.0, 3.0]])
PROTONS = np.array([[5.0], [1e-5]])


def sites(groups=GROUPS, density=DENSITY, binding=True):
    return prepare_sites(groups, density, CHARGE, (2,), binding)


def test_printed_isotherms():
    """Acid, amine and quaternary as theory 1.5 prints them."""
    loading = site_loading(sites(), CONTENT, PROTONS)
    bound = (sites().density * loading.bound)[0]
    protons = (sites().density * bound_protons(sites(), loading))[0, :, 0]
    (c_a, c_b, c_x), c_h = CONTENT[0], PROTONS[0, 0]
    acid = 1 + c_h / 2 + 0.01 * c_a + 0.2 * c_b
    np.testing.assert_allclose(bound[0], np.array([0.01 * c_a, 0.2 * c_b, 0]) * 1000 / acid)
    ratio, anion = c_h / 1e-4, 1 + 0.07 * c_x
    amine = 1 + ratio * anion + 0.03 * c_a + 0.05 * c_b
    expected = np.array([0.03 * c_a, 0.05 * c_b, ratio * 0.07 * c_x]) * 200 / amine
    np.testing.assert_allclose(bound[1], expected)
    np.testing.assert_allclose(bound[2], [0, 0, 50 * 0.4 * c_x / (1 + 0.4 * c_x)])
    np.testing.assert_allclose(protons, [1000 * c_h / 2 / acid, 200 * ratio * anion / amine, 0])


def test_charge_counts_each_site_once():
    loading = site_loading(sites(), CONTENT, PROTONS)
    positive, negative, _, _ = charge_parts(sites(), loading)
    net = group_charge(sites(), loading)
    net = net + np.sum(CHARGE * bound_concentration(sites(), loading), axis=-1, keepdims=True)
    np.testing.assert_allclose(positive - negative, net)
    empty = site_loading(sites(), 0 * CONTENT, 0 * PROTONS)
    np.testing.assert_allclose(group_charge(sites(), empty)[:, 0], [-1000 + 50, 0])


@pytest.mark.parametrize("nu", [1.0, 2.0, 1.5])
def test_every_site_is_somewhere(nu):
    groups = replace(GROUPS, sites_per_ion=np.array([[1, nu, 1], [1, nu, 1], [1, 1, nu]]))
    loading = site_loading(sites(groups), CONTENT, PROTONS)
    taken = np.sum(groups.sites_per_ion * loading.bound, axis=-1, keepdims=True)
    np.testing.assert_allclose(loading.free + loading.protonated + taken, 1.0, rtol=1e-12)


def test_sites_per_ion_is_the_printed_mass_action():
    groups = replace(GROUPS, sites_per_ion=np.array([[1.0, 2.0, 1.0]] * 3))
    loading = site_loading(sites(groups), CONTENT, PROTONS)
    density = 1000.0
    free = density * loading.free[0, 0, 0]
    bound = density * loading.bound[0, 0]
    assert bound[1] == pytest.approx(0.2 * CONTENT[0, 1] * free**2 / density)
    assert density * loading.protonated[0, 0, 0] == pytest.approx(free * PROTONS[0, 0] / 2)


@pytest.mark.parametrize("nu", [1.0, 2.0])
@settings(max_examples=20, deadline=None)
@given(potential=st.floats(-6, 6))
def test_slopes_are_those_of_the_charge(nu, potential):
    groups = replace(GROUPS, sites_per_ion=np.full((3, 3), nu))
    prepared = sites(groups)

    def parts(at):
        content = CONTENT * np.exp(-CHARGE * at)
        return charge_parts(prepared, site_loading(prepared, content, PROTONS * np.exp(-at)))

    step = 1e-5
    up, down, here = parts(potential + step), parts(potential - step), parts(potential)
    for number in (0, 1):
        numeric = (up[number] - down[number]) / (2 * step)
        np.testing.assert_allclose(here[number + 2], numeric, rtol=1e-5, atol=1e-4)
    assert (here[2] - here[3] <= 1e-9).all()


def test_without_binding_groups_keep_their_protons():
    loading = site_loading(sites(binding=False), CONTENT, PROTONS)
    assert (loading.bound == 0).all()
    np.testing.assert_allclose(loading.protonated[0, 0], 5 / 2 / (1 + 5 / 2))


def test_groups_that_do_not_occur_are_left_out():
    assert sites(density=DENSITY * [1, 0, 1]).density.shape == (2, 2, 1)
    assert sites(density=0 * DENSITY) is None


def test_a_group_does_not_bind_its_own_sign():
    wrong = replace(GROUPS, association=np.ones((3, 3)))
    with pytest.raises(ModelError, match="acid, quaternary"):
        sites(wrong)
