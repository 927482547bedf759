"""Hydration layers, what a pore leaves of them, and the dielectric term (theory 1.3, 1.4)."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selectivity.checks.reference_case import (
    NANO,
    WATER_PERMITTIVITY,
    reference_ions,
    reference_region,
)
from selectivity.constants import BORN_PREFACTOR, WATER_DIAMETER
from selectivity.domain.options import ModelOptions
from selectivity.errors import ModelError
from selectivity.terms.dielectric import (
    LAYER_PERMITTIVITY,
    born_free_energy,
    cavity_radius,
    confined_permittivity_bandini,
)
from selectivity.terms.hydration import (
    hydration_state,
    intact_fraction,
    layer_bounds,
    layer_energies,
    outer_radius,
)

IONS = reference_ions("Li+", "Mg2+", "Na+", "K+", "Cl-", "SO4^2-")
OPTIONS = ModelOptions(binding="none")


@pytest.mark.parametrize("outer", ["hydrated", "two_layers"])
def test_layers_and_continuum_sum_to_the_hydration_energy(outer):
    edge = outer_radius(IONS, outer)
    bounds = layer_bounds(IONS, edge)
    layers = layer_energies(IONS, bounds, WATER_PERMITTIVITY)
    born = IONS.charge**2 * BORN_PREFACTOR * (1 - 1 / WATER_PERMITTIVITY)
    assert len(bounds) == 2
    assert all((layer >= 0).all() for layer in layers)
    np.testing.assert_allclose(sum(layers) + born / edge, -IONS.hydration_gibbs)
    np.testing.assert_allclose(bounds[0][0], IONS.bare_radius)
    np.testing.assert_allclose(bounds[-1][1], edge)


def test_layers_are_one_water_thick():
    (inner, outer), (again, _) = layer_bounds(IONS, outer_radius(IONS, "two_layers"))
    np.testing.assert_allclose(outer - inner, WATER_DIAMETER)
    np.testing.assert_allclose(again, outer)


def test_a_layer_begins_to_break_exactly_at_its_outer_radius():
    for slit in (False, True):
        outer = np.array([0.4 * NANO])
        at, below = (
            intact_fraction(outer, reference_region(np.array([size * NANO]), is_slit=slit))
            for size in (0.4, 0.4 * (1 - 1e-6))
        )
        assert at[0, 0] == 1.0
        assert below[0, 0] < 1.0


def test_nothing_is_left_where_no_water_centre_fits():
    region = reference_region(np.array([0.10, 0.138]) * NANO)
    assert (intact_fraction(np.array([0.4 * NANO]), region) == 0).all()


def test_all_explicit_layers_are_lost_in_a_pore_without_water():
    hydration = hydration_state(IONS, reference_region(np.array([0.1 * NANO])), 78.3, OPTIONS)
    born = IONS.charge**2 * BORN_PREFACTOR * (1 - 1 / 78.3)
    expected = -IONS.hydration_gibbs - born / IONS.hydrated_radius
    np.testing.assert_allclose(hydration.lost_energy[0], expected)
    np.testing.assert_allclose(hydration.radius_in_channel[0], IONS.bare_radius)
    assert (hydration.mean_intact == 0).all()


@settings(max_examples=25, deadline=None)
@given(st.floats(0.05, 0.8), st.floats(0.05, 0.8), st.booleans())
def test_a_wider_pore_never_costs_more(first, second, slit):
    sizes = np.sort([first, second]) * NANO
    hydration = hydration_state(IONS, reference_region(sizes, is_slit=slit), 78.3, OPTIONS)
    assert (np.diff(hydration.lost_energy, axis=0) <= 1e-9).all()
    assert ((hydration.mean_intact >= 0) & (hydration.mean_intact <= 1)).all()


def test_order_of_ions_turns_between_lithium_and_sodium_only_in_a_window():
    sizes = np.array([0.32, 0.35, 0.3581]) * NANO
    cost = hydration_state(
        reference_ions("Li+", "Na+"), reference_region(sizes), 78.3, OPTIONS
    ).lost_energy
    assert cost[0, 0] > cost[0, 1]
    assert cost[1, 0] < cost[1, 1]
    # At its hydrated radius sodium pays nothing any more, lithium still does.
    assert cost[2, 0] > cost[2, 1] == 0


def test_lambda_of_magnesium_is_not_monotonic():
    sizes = np.array([0.428, 0.39, 0.35, 0.25]) * NANO
    magnesium = reference_ions("Mg2+")
    hydration = hydration_state(magnesium, reference_region(sizes), 78.3, OPTIONS)
    ratio = hydration.radius_in_channel[:, 0] / sizes
    assert ratio[0] > ratio[1] < ratio[2] > ratio[3]


def test_linear_option():
    options = ModelOptions(terms=("dehydration_linear",), dehydration_scale=0.5, binding="none")
    region = reference_region(np.array([0.30, 0.37]) * NANO)
    hydration = hydration_state(IONS, region, 78.3, options)
    intact = intact_fraction(IONS.hydrated_radius, region)
    np.testing.assert_allclose(
        hydration.lost_energy, 0.5 * (1 - intact) * np.abs(IONS.hydration_gibbs)
    )
    np.testing.assert_array_equal(hydration.mean_intact, intact)


def test_ions_stay_whole_without_a_dehydration_term():
    options = ModelOptions(terms=("steric",), binding="none")
    hydration = hydration_state(IONS, reference_region(np.array([0.2 * NANO])), 78.3, options)
    assert (hydration.mean_intact == 1).all()
    assert (hydration.lost_energy == 0).all()


def test_radius_and_energy_that_do_not_belong_together():
    weak = replace(IONS, hydration_gibbs=IONS.hydration_gibbs * np.array([1, 0.3, 1, 1, 1, 1]))
    region = reference_region(np.array([NANO]))
    with pytest.raises(ModelError, match=r"Mg2\+: found smaller"):
        hydration_state(weak, region, 78.3, OPTIONS)
    thin = replace(IONS, hydrated_radius=IONS.bare_radius)
    with pytest.raises(ModelError, match="not larger than the bare"):
        hydration_state(thin, region, 78.3, OPTIONS)
    with pytest.raises(ModelError, match="shell_outer"):
        outer_radius(IONS, "three_layers")


def test_born_and_cavity_radius():
    radius = cavity_radius(IONS, 78.3)
    whole = born_free_energy(IONS.charge, radius, np.array(1.0), 78.3)
    np.testing.assert_allclose(whole, -IONS.hydration_gibbs)
    assert (born_free_energy(IONS.charge, radius, np.array(78.3), 78.3) == 0).all()


def test_layered_water_between_layer_and_bulk():
    shapes = np.array([False, True])
    wide = confined_permittivity_bandini(np.array(1.0), shapes, 78.3)
    np.testing.assert_allclose(wide, 78.3)
    narrow = confined_permittivity_bandini(np.array(0.2 * NANO), shapes, 78.3)
    np.testing.assert_allclose(narrow, LAYER_PERMITTIVITY)
