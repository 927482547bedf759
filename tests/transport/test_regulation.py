"""Layers whose charge follows the solution."""

from dataclasses import replace

import numpy as np
import pytest

from selectivity.checks.stacks import SO4, K, Layer, stack_cases
from selectivity.domain.layered import ChargeRegulation
from selectivity.transport import solve

EXPONENTS = np.linspace(2.5, 7.0, 4)


def regulated(layers, association=((0.0, 0.0), (0.0, 0.0)), proton=-1):
    """K2SO4 behind 100 mol/m³ of acid (pKa 3.5) and of amine (pKa 5.5), at four pH."""
    n_cases = len(EXPONENTS)
    cases = stack_cases([1, -2], [K, SO4], [10.0, 5.0], layers, water_flux=np.full(n_cases, 3e-6))
    groups = ChargeRegulation(
        site_density=np.full((n_cases, len(layers), 2), 100.0),
        group_charge=np.array([-1.0, 0.0]),
        acid_constant=10 ** (3 - np.array([3.5, 5.5])),
        association=np.array(association),
        proton_concentration=np.repeat(10 ** (3 - EXPONENTS)[:, None], len(layers), axis=1),
        proton=np.full(n_cases, proton),
    )
    return replace(cases, regulation=groups)


@pytest.mark.parametrize("binding", [((0.0, 0.0), (0.0, 0.0)), ((0.005, 0.0), (0.0, 0.01))])
def test_a_layer_equals_its_two_halves(binding):
    whole = Layer(1e-7, 0.0, 0.2, 0.8, factor=0.02)
    half = replace(whole, thickness=5e-8)
    one, two = solve(regulated([whole], binding)), solve(regulated([half, half], binding))
    assert list(one.status) == list(two.status) == ["solved"] * len(EXPONENTS)
    np.testing.assert_allclose(one.ion_flux, two.ion_flux, rtol=1e-6)
    assert np.all(one.residual < 1e-9)


def test_the_wall_holds_the_solution_neutral_everywhere():
    layer = Layer(1e-7, 0.0, 0.2, 0.8, factor=0.02)
    found = solve(regulated([layer]), with_profiles=True).profiles
    acid, amine = 10.0 ** (3 - np.array([3.5, 5.5]))
    for case, exponent in enumerate(EXPONENTS):
        potassium, sulphate = found.concentration[case]
        # v = c/Φ e^{zΔ} is neutral: v_K = 2 v_SO4 fixes Δ, and the proton follows it
        inside = np.log(2 * sulphate / potassium) / 3
        proton = 10 ** (3 - exponent) * np.exp(-inside)
        wall = 100 * (proton / (proton + amine) - acid / (proton + acid))
        np.testing.assert_allclose(potassium - 2 * sulphate + wall, 0, atol=2e-4 * 100)


def test_no_groups_is_no_charge():
    layer = Layer(1e-7, 0.0, 0.2, 0.8, factor=0.02)
    cases = regulated([layer])
    empty = replace(cases.regulation, site_density=0 * cases.regulation.site_density)
    one, other = solve(replace(cases, regulation=empty)), solve(replace(cases, regulation=None))
    np.testing.assert_allclose(one.ion_flux, other.ion_flux, rtol=1e-7)


def test_protons_among_the_ions_titrate_with_their_own_concentration():
    layer = Layer(1e-7, 0.0, 0.2, 0.8, factor=0.02)
    acid = 10.0**-1
    cases = stack_cases(
        [1, 1, -1], [K, 9.31e-9, 2.03e-9], [10.0, acid, 10.0 + acid], [layer], water_flux=3e-6
    )
    groups = ChargeRegulation(
        site_density=np.array([[[100.0]]]),
        group_charge=np.array([-1.0]),
        acid_constant=np.array([10 ** (3 - 3.5)]),
        association=np.zeros((1, 3)),
        proton_concentration=np.array([[np.nan]]),
        proton=np.array([1]),
    )
    result = solve(replace(cases, regulation=groups), with_profiles=True)
    assert list(result.status) == ["solved"]
    potassium, proton, chloride = result.profiles.concentration[0]
    constant = 10 ** (3 - 3.5)
    wall = -100 * constant / (constant + proton)
    np.testing.assert_allclose(potassium + proton - chloride + wall, 0, atol=2e-2)
