"""A start from an earlier solution changes the time that a case takes, not what comes out."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selectivity.checks.stacks import CL, LI, MG, Layer, stack_cases
from selectivity.domain.layered import RESERVOIR
from selectivity.transport import Memory, Options, solve
from selectivity.transport.build import at_full_shape
from tests.transport.test_random import sweep  # noqa: F401
from tests.transport.test_regulation import regulated

N_CASES = 12
SMALL = Options(most_elements=40)


def assert_same(one, other):
    """The same verdicts, and fluxes and potentials within the tolerance of the core."""
    assert list(one.status) == list(other.status)
    size = np.nanmax(np.abs(other.ion_flux), axis=1, keepdims=True)
    gap = np.abs(one.ion_flux - other.ion_flux) / np.maximum(np.abs(other.ion_flux), 1e-3 * size)
    assert np.nanmax(gap, initial=0) < 1e-5
    drop = np.abs(one.potential_drop - other.potential_drop)
    assert np.nanmax(drop / np.maximum(np.abs(other.potential_drop), 2.6e-4), initial=0) < 1e-5


def warm_after(before, cases):
    """The cases from the solutions of others."""
    count = at_full_shape(cases).feed.shape[0]
    rows, memory = np.arange(count), Memory(count)
    solve(before, recall=memory.of(rows))
    return solve(cases, recall=memory.of(rows))


def stretched(cases, random, decades):
    """Feed, water flux, current and thickness changed by up to some decades each."""
    count = len(cases.feed)
    factor = 10 ** random.uniform(-decades, decades, (4, count))
    way = np.where(cases.closure == RESERVOIR, np.sign(random.uniform(-0.2, 1, count)), 1.0)
    return replace(
        cases,
        feed=cases.feed * factor[0][:, None],
        permeate_total=cases.permeate_total * factor[0],
        water_flux=cases.water_flux * factor[1] * way,
        thickness=cases.thickness * factor[3][:, None],
    )


@settings(max_examples=8, deadline=None, derandomize=True)
@given(
    seed=st.integers(0, 10**6),
    n_ions=st.integers(2, 5),
    n_layers=st.integers(1, 3),
    decades=st.sampled_from([0.02, 0.2, 1.0]),
)
def test_random_stacks_end_on_the_branch_of_a_cold_start(sweep, seed, n_ions, n_layers, decades):  # noqa: F811
    random = np.random.default_rng(seed)
    cases = sweep.random_cases(random, N_CASES, n_ions, n_layers)
    warm, cold = warm_after(stretched(cases, random, decades), cases), solve(cases)
    assert_same(warm, cold)
    assert np.all(warm.error_estimate <= 1e-7)
    if decades < 0.1:
        assert warm.iterations.sum() < 0.6 * cold.iterations.sum()


@pytest.mark.parametrize("share", [-0.9, 0.1, 0.9])
def test_near_the_limiting_current(dialysis, share):
    limit = solve(dialysis, with_limits=True).limiting_current
    near = replace(dialysis, current=0.99 * limit)
    assert_same(warm_after(replace(dialysis, current=share * limit), near), solve(near))


def test_near_the_osmotic_limit():
    """From far above it and from just above it."""
    tight = [Layer(2e-5), Layer(2e-7, 30.0, [1e-4] * 3, 0.6, None, 0.05, 1e-11)]
    feed = [20.0, 60.0, 140.0]
    osmotic = 8.314 * 298.15 * sum(feed)
    at = [
        stack_cases([1, 2, -1], [LI, MG, CL], feed, tight, pressure=share * np.array([osmotic]))
        for share in (3.0, 1.05, 1.02)
    ]
    for before in at[:2]:
        for case in at[1:]:
            assert_same(warm_after(before, case), solve(case))


@pytest.mark.parametrize("binding", [((0.0, 0.0), (0.0, 0.0)), ((0.005, 0.0), (0.0, 0.01))])
def test_walls_that_follow_the_solution(binding):
    cases = regulated([Layer(1e-7, 0.0, 0.2, 0.8, factor=0.02)], binding)
    before = replace(cases, feed=5 * cases.feed, water_flux=3 * cases.water_flux)
    assert_same(warm_after(before, cases), solve(cases))


def test_an_ion_that_comes_or_goes(nanofiltration):
    without = replace(nanofiltration, feed=np.array([[0.0, 70.0, 140.0], [60.0, 0.0, 60.0]]))
    assert_same(warm_after(without, nanofiltration), solve(nanofiltration))
    assert_same(warm_after(nanofiltration, without), solve(without))


def test_rows_of_a_memory_stand_for_cases_in_any_order(nanofiltration):
    """Of three rows one is not known yet, one is asked for twice."""
    memory = Memory(3)
    solve(nanofiltration, recall=memory.of(np.array([2, 0])))
    np.testing.assert_array_equal(memory.sizes(np.arange(3), 2) > 0, [True, False, True])
    four = replace(
        nanofiltration,
        feed=nanofiltration.feed[[1, 0, 1, 0]],
        water_flux=nanofiltration.water_flux[[1, 0, 1, 0]],
    )
    again = solve(four, recall=memory.of(np.array([0, 2, 0, 1])))
    cold = solve(four)
    assert_same(again, cold)
    assert np.all(again.iterations[:3] < cold.iterations[:3])
    assert again.iterations[3] == cold.iterations[3]


def test_another_number_of_layers_starts_cold():
    one, two = (
        stack_cases([1, 2, -1], [LI, MG, CL], [20.0, 60.0, 140.0], layers, water_flux=3e-6)
        for layers in ([Layer(2e-7, -50.0, 0.2)], [Layer(2e-7, -50.0, 0.2), Layer(2e-7, 20.0)])
    )
    for before, cases in ((one, two), (two, one)):
        cold = solve(cases)
        np.testing.assert_array_equal(warm_after(before, cases).ion_flux, cold.ion_flux)


def test_what_is_not_solved_keeps_the_last_solution(dialysis):
    rows, memory = np.arange(2), Memory(2)
    solve(dialysis, recall=memory.of(rows))
    limit = solve(dialysis, with_limits=True).limiting_current
    beyond = solve(replace(dialysis, current=2 * limit), SMALL, recall=memory.of(rows))
    assert set(beyond.status) == {"beyond_limiting_current"}
    again, cold = solve(dialysis, recall=memory.of(rows)), solve(dialysis)
    assert_same(again, cold)
    assert np.all(again.iterations < cold.iterations)
