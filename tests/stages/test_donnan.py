"""Donnan equilibrium (theory 1.8) with regulation and binding."""

import warnings
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selectivity.domain.channels import Groups
from selectivity.errors import ConvergenceError, ModelError
from selectivity.stages import donnan
from selectivity.stages.binding import prepare_sites
from selectivity.stages.composition import DonnanProblem, check_electroneutral
from selectivity.stages.donnan import solve_donnan
from selectivity.stages.donnan_limits import (
    donnan_potential_symmetric,
    finite_charge_correction,
    permselectivity_prefactor,
    total_concentration_symmetric,
)

CHARGE = np.array([1.0, 2.0, -1.0])
GROUPS = Groups(
    ("acid", "amine"),
    np.array([-1.0, 0.0]),
    np.array([0.1, 1e-6]),
    np.array([[0.01, 0.2, 0.0], [0.0, 0.05, 0.07]]),
    np.ones((2, 3)),
)


def problem(partition, fixed_charge, groups=None, density=None, charge=CHARGE):
    partition = np.atleast_2d(partition)
    fixed = np.broadcast_to(np.asarray(fixed_charge, float), len(partition))[:, None]
    sites = None
    if groups is not None:
        sites = prepare_sites(groups, np.atleast_2d(density), charge, (len(partition),), True)
    feed = np.array([3.4, 19.6, 42.6])
    return DonnanProblem(
        feed * partition, np.broadcast_to(charge, partition.shape), fixed, 1e-3, sites
    )


def imbalance(given, state):
    """Net charge over all charge, mobile, bound, given and on the sites."""
    mobile = state.concentration + state.bound
    net = np.sum(given.charge * mobile, axis=-1, keepdims=True) + state.fixed_charge
    gross = np.sum(np.abs(given.charge) * mobile, -1, keepdims=True) + np.abs(given.fixed_charge)
    if given.sites is not None:
        gross = gross + np.sum(given.sites.density, axis=-2)
    return np.abs(net) / (gross + 1e-300)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.floats(-60, 3), min_size=3, max_size=3),
    st.floats(-3000, 3000),
    st.floats(0, 3000),
    st.floats(0, 3000),
)
def test_electroneutral_for_any_partition_and_charge(logarithms, fixed, acid, amine):
    given_problem = problem(np.exp(logarithms), fixed, GROUPS, [acid, amine])
    state = solve_donnan(given_problem)
    assert not state.closed.any()
    assert imbalance(given_problem, state)[0, 0] < 1e-10


@settings(max_examples=25, deadline=None)
@given(st.floats(-5000, 5000), st.floats(1e-3, 1e3), st.floats(1e-6, 2))
def test_symmetric_salt_has_the_closed_form(fixed, salt, partition):
    given_problem = DonnanProblem(
        np.full((1, 2), salt * partition), np.array([[1.0, -1.0]]), np.array([[fixed]]), 0.0, None
    )
    state = solve_donnan(given_problem)
    expected = donnan_potential_symmetric(salt, partition, fixed)
    assert state.potential[0, 0] == pytest.approx(expected, rel=1e-9, abs=1e-12)
    total = total_concentration_symmetric(salt, partition, fixed)
    assert state.concentration.sum() == pytest.approx(total, rel=1e-8)


def test_no_charge_no_potential():
    state = solve_donnan(problem(np.ones((2, 3)), 0.0))
    np.testing.assert_allclose(state.potential, 0.0, atol=1e-14)
    np.testing.assert_allclose(state.concentration, np.array([[3.4, 19.6, 42.6]] * 2))


def test_batch_equals_loop():
    partition = np.array([[0.3, 1e-4, 0.7], [1e-9, 0.2, 1e-3]])
    density = np.array([[500.0, 0.0], [100.0, 900.0]])
    together = solve_donnan(problem(partition, [-200.0, 30.0], GROUPS, density)).potential
    alone = [
        solve_donnan(problem(partition[k], [-200.0, 30.0][k], GROUPS, density[k])).potential[0]
        for k in range(2)
    ]
    np.testing.assert_allclose(together, alone, rtol=1e-10)


def test_a_tight_sulfonate_channel_is_recharged_by_magnesium():
    strong = replace(GROUPS, association=np.array([[0.01, 1e3, 0.0], [0.0, 0.0, 0.0]]))
    state = solve_donnan(problem(np.ones(3), 0.0, strong, [1000.0, 0.0]))
    assert state.effective_charge[0, 0] > 0 > state.fixed_charge[0, 0]
    assert state.potential[0, 0] > 0


def test_excluded_ions_never_give_nan_or_a_warning():
    partition = np.array([[0, 0, 0.5], [0, 0, 0], [0.4, 0, 0.5], [0.4, 0.1, 0], [0, 0, 0.5]])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        state = solve_donnan(problem(partition, [-10.0, -10.0, -10.0, -10.0, 10.0]))
    # No cation fits into the first two: nothing balances the wall, so nothing enters.
    assert state.closed[:, 0].tolist() == [True, True, False, False, False]
    assert (state.concentration[:2] == 0).all()
    assert np.isfinite(state.potential).all()
    np.testing.assert_allclose(state.concentration[4], [0, 0, 10.0])


def test_a_missing_input_stays_where_it_is():
    partition = np.array([[np.nan, 1.0, 1.0], [0.3, 0.2, 0.5], [1.0, 1.0, 1.0]])
    state = solve_donnan(problem(partition, [1.0, -50.0, np.nan]))
    assert np.isnan(state.potential[[0, 2]]).all()
    assert not state.closed.any()
    alone = solve_donnan(problem(partition[1], [-50.0]))
    np.testing.assert_array_equal(state.concentration[1], alone.concentration[0])


def test_the_few_that_take_long_are_finished_alone(monkeypatch):
    partition = np.array([[0.3, 1e-6, 0.9], [1e-80, 1e-90, 1e-3], [1.0, 1.0, 1.0]])
    density = np.array([[500.0, 0.0], [100.0, 900.0], [0.0, 0.0]])
    together = solve_donnan(problem(partition, [-200.0, 30.0, 0.0], GROUPS, density))
    monkeypatch.setattr(donnan, "SHARED_STEPS", 2)
    apart = solve_donnan(problem(partition, [-200.0, 30.0, 0.0], GROUPS, density))
    np.testing.assert_allclose(apart.potential, together.potential, atol=1e-12)


def test_a_root_that_is_never_found_is_an_error(monkeypatch):
    monkeypatch.setattr(donnan, "SHARED_STEPS", 1)
    monkeypatch.setattr(donnan, "MAX_STEPS", 1)
    with pytest.raises(ConvergenceError, match="no root"):
        solve_donnan(problem([0.3, 1e-6, 0.9], -500.0))


def test_a_charged_feed_is_refused():
    check_electroneutral(np.array([3.4, 19.6, 42.6]), CHARGE)
    with pytest.raises(ModelError, match="charge imbalance"):
        check_electroneutral(np.array([3.4, 19.6, 40.0]), CHARGE)


def test_permselectivity_and_its_first_correction():
    """[B] 37-39: exact prefactor times ln equals ln less the correction while c is far below X."""
    concentrate, diluate, partition, fixed = 200.0, 50.0, 0.9, -4000.0
    ideal = np.log(concentrate / diluate)
    exact = permselectivity_prefactor(concentrate, diluate, partition, fixed) * ideal
    first = ideal - finite_charge_correction(concentrate, diluate, partition, fixed)
    assert exact == pytest.approx(first, rel=1e-5)
    assert exact < ideal
    assert permselectivity_prefactor(2.0, 1.0, 1.0, 1e-9) == pytest.approx(0.0, abs=1e-8)
    assert permselectivity_prefactor(2.0, 1.0, 1.0, 1e9) == pytest.approx(1.0)
