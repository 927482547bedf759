"""The last bit of an input, or of a processor's arithmetic, decides nothing."""

from dataclasses import replace

import numpy as np
import pytest

from selectivity.checks.stacks import CL, LI, MG, Layer, stack_cases
from selectivity.domain.layered import ChargeRegulation
from selectivity.transport import solve

N_CASES = 20
WOBBLE = 1e-13
FEED = np.array([3.4, 19.6, 42.6])
TRACE = 1e-9 * FEED.sum()


def wobbled(values):
    """The same numbers in every case, but for their last bits."""
    random = np.random.default_rng(7)
    wide = np.broadcast_to(values, (N_CASES, *np.shape(values)))
    return wide * (1 + WOBBLE * random.standard_normal(wide.shape))


def at_rest_but_for_a_trace(ion):
    """Equal solutions on a charged membrane that gathers Mg²⁺; a trace of an ion is labelled.

    The other ions stand still, each exchanging up to 10⁶ times what it would without the charge.
    """
    mouth = Layer(2.8e-10, -137.0, [0.15, 1.3e-3, 0.24], 0.4, factor=0.015)
    inside = Layer(5e-7, -137.0, [0.03, 4e-6, 0.09], 0.4, factor=0.015)
    film = Layer(5e-10)
    layers = [film, mouth, inside, mouth, film]
    feed, permeate = np.append(FEED, TRACE), np.append(FEED, 0.0)
    feed[ion] -= TRACE
    charge, diffusivity = [1.0, 2.0, -1.0], [LI, MG, CL]

    def wide(values):
        return np.append(values, np.take(values, [ion], axis=-1), axis=-1)

    cases = stack_cases(charge, diffusivity, FEED, layers, FEED, water_flux=np.zeros(N_CASES))
    cases = replace(cases, charge=wide(cases.charge), feed=feed, permeate=permeate)
    per_ion = ("partition", "hindrance_convection", "hindrance_diffusion", "diffusivity")
    cases = replace(cases, **{name: wobbled(wide(getattr(cases, name))) for name in per_ion})
    return replace(cases, fixed_charge=wobbled(cases.fixed_charge))


@pytest.mark.parametrize("ion", [0, 1, 2])
def test_ions_that_stand_still_are_solved_whatever_the_rounding(ion):
    result = solve(at_rest_but_for_a_trace(ion))
    assert set(result.status) == {"solved"}
    assert np.max(result.error_estimate) < 2e-8
    assert np.max(result.iterations) <= 15
    traced = result.ion_flux[:, -1]
    np.testing.assert_allclose(traced, traced[0], rtol=1e-9)


def test_a_regulated_layer_takes_an_ion_that_the_permeate_lacks():
    cases = at_rest_but_for_a_trace(0)
    sites = np.where(cases.fixed_charge < 0, 137.0, 0.0)[..., None]
    groups = ChargeRegulation(
        site_density=sites,
        group_charge=np.array([-1.0]),
        acid_constant=np.array([10.0 ** (3 - 3.5)]),
        association=np.array([[0.0, 0.01, 0.0, 0.0]]),
        proton_concentration=np.full(cases.fixed_charge.shape, 1e-4),
        proton=np.full(N_CASES, -1),
    )
    result = solve(replace(cases, fixed_charge=np.zeros(5), regulation=groups))
    assert set(result.status) == {"solved"}
    traced = result.ion_flux[:, -1]
    np.testing.assert_allclose(traced, traced[0], rtol=1e-9)
