"""Issue §1: the core against an independent integration, in every regime that it names."""

import numpy as np
import pytest

from selectivity.checks.stacks import CL, LI, MG, NA, SO4, Layer, stack_cases
from selectivity.domain.layered import DRAG_NONE
from selectivity.transport import solve

SALT = ([1, 2, -1], [LI, MG, CL], [20.0, 60.0, 140.0])


def solved(cases):
    result = solve(cases)
    assert list(result.status) == ["solved"] * len(result.status)
    assert np.all(result.residual < 1e-9)
    return result


@pytest.mark.parametrize("charge", [-5000.0, -50.0, 0.0, 50.0, 5000.0])
def test_nanofiltration_at_every_charge(compare, charge):
    layers = [Layer(2e-5), Layer(2e-7, charge, [0.15, 0.03, 0.2], [0.6, 0.5, 0.7], factor=0.05)]
    cases = stack_cases(*SALT, layers, water_flux=1e-5)
    compare(cases, solved(cases))


@pytest.mark.parametrize("flux", [1e-9, 1e-7, 1e-5, 1e-4, 5e-4])
def test_nanofiltration_from_slow_to_peclet_above_100(compare, flux):
    layers = [Layer(1e-5), Layer(2e-6, -50.0, [0.3, 0.1, 0.4], [0.6, 0.5, 0.7], factor=0.01)]
    cases = stack_cases(*SALT, layers, water_flux=flux)
    compare(cases, solved(cases), tolerance=1e-5 if flux < 1e-8 else 1e-6)


def test_peclet_of_the_fast_case_is_above_100():
    assert 5e-4 * 2e-6 / (0.01 * MG) > 100


@pytest.mark.parametrize("ratio", [1e2, 1e4])
def test_charge_far_above_the_feed(compare, ratio):
    feed = np.array([1.0, 1.0, 3.0])
    layers = [Layer(1e-6, -ratio, 0.5, 0.5, factor=0.1)]
    cases = stack_cases([1, 2, -1], [LI, MG, CL], feed, layers, 0.5 * feed, water_flux=0.0)
    compare(cases, solved(cases), tolerance=3e-6)


def test_bipolar_membrane_and_layers_of_opposite_charge(compare):
    layers = [
        Layer(1e-7, -300.0, 0.5, 0.8, factor=0.1),
        Layer(1e-7, 400.0, [0.6, 0.3, 0.5], 0.8, factor=0.1),
    ]
    cases = stack_cases(*SALT, layers, water_flux=2e-6)
    compare(cases, solved(cases))


def test_trace_ions_keep_their_relative_accuracy(compare):
    feed = np.array([100.0, 1e-7, 100.0 + 2e-7])
    layers = [Layer(1e-5), Layer(1e-7, 30.0, [0.3, 0.1, 0.4], 0.6, factor=0.05)]
    cases = stack_cases([1, 2, -1], [LI, MG, CL], feed, layers, water_flux=1e-5)
    compare(cases, solved(cases))


@pytest.mark.parametrize("flux", [-1e-5, 0.0, 1e-5])
@pytest.mark.parametrize("current", [-20.0, 0.0, 20.0])
def test_reservoirs_with_current_and_water_of_either_sign(compare, flux, current):
    layers = [Layer(5e-5), Layer(1e-4, -2000.0, 0.8, 0.5, factor=0.05), Layer(5e-5)]
    feed, permeate = np.array([50.0, 20.0, 70.0]), np.array([10.0, 30.0, 40.0])
    cases = stack_cases(
        [1, 1, -1], [LI, NA, CL], feed, layers, permeate, water_flux=flux, current=current
    )
    compare(cases, solved(cases))


def test_hindrance_pairs_and_a_neutral_solute(compare):
    layers = [
        Layer(1e-6, -100.0, [0.3, 0.1, 0.4, 0.5], [1.2, 1.1, 1.2, 1.3], diffusion=0.4, factor=0.2)
    ]
    cases = stack_cases(
        [1, 2, -1, 0], [LI, MG, CL, 5e-10], [20.0, 60.0, 140.0, 7.0], layers, water_flux=1e-5
    )
    compare(cases, solved(cases))


def test_seven_ions_in_five_layers(compare):
    charge = [1, 1, 2, 3, -1, -2, -1]
    mobility = [LI, NA, MG, 6e-10, CL, SO4, 1.9e-9]
    feed = np.array([10.0, 20.0, 5.0, 1.0, 31.0, 4.0, 4.0])
    layers = [
        Layer(2e-5),
        Layer(1e-8, 200.0, 0.1, 0.5, factor=0.3),
        Layer(1e-6, -80.0, [0.5, 0.6, 0.2, 0.1, 0.7, 0.3, 0.6], 0.6, factor=0.2),
        Layer(1e-8, -400.0, 0.1, 0.5, factor=0.3),
        Layer(5e-5, 0.0, 0.6, 1.0, factor=0.5),
    ]
    cases = stack_cases(charge, mobility, feed, layers, water_flux=5e-6)
    compare(cases, solved(cases))


def test_permeabilities_between_films_with_ions_that_the_permeate_lacks(compare):
    mobility, permeability = np.array([LI, MG, CL, 5e-10]), np.array([1e-6, 1e-7, 2e-6, 1e-8])
    alone = Layer(
        1e-7, 0.0, 1.0, 0.0, diffusion=1.0, factor=permeability * 1e-7 / mobility, drag=DRAG_NONE
    )
    layers = [Layer(5e-5), alone, Layer(5e-5)]
    feed, permeate = np.array([10.0, 20.0, 50.0, 3.0]), np.array([1.0, 0.0, 1.0, 0.0])
    cases = stack_cases(
        [1, 2, -1, 0], mobility, feed, layers, permeate, water_flux=1e-6, voltage=0.05
    )
    compare(cases, solved(cases))
