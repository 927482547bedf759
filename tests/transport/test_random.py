"""Random stacks of the sweep, and the metrics of what comes out."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selectivity.checks.stacks import CL, LI, MG, Layer, stack_cases
from selectivity.transport import solve
from selectivity.transport.metrics import metrics

PATH = Path(__file__).parents[2] / "benchmarks" / "random_sweep.py"


@pytest.fixture(scope="module")
def sweep():
    """`benchmarks/random_sweep.py`."""
    spec = importlib.util.spec_from_file_location("random_sweep", PATH)
    module = importlib.util.module_from_spec(spec)
    sys.modules["random_sweep"] = module
    spec.loader.exec_module(module)
    return module


@settings(max_examples=6, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10**6), n_ions=st.integers(2, 6), n_layers=st.integers(1, 4))
def test_random_stacks_are_solved_and_conserve(sweep, seed, n_ions, n_layers):
    cases = sweep.random_cases(np.random.default_rng(seed), 12, n_ions, n_layers)
    result = solve(cases)
    assert list(result.status) == ["solved"] * 12
    assert result.residual.max() < 1e-8
    assert result.error_estimate.max() <= 1e-7
    gross = np.sum(np.abs(result.ion_flux * cases.charge), axis=1)
    assert np.all(np.abs(np.sum(result.ion_flux * cases.charge, axis=1)) <= 1e-10 * gross + 1e-25)


def test_shares_add_up_and_face_and_bulk_differ_by_the_film():
    layers = [Layer(2e-5), Layer(2e-7, 50.0, [0.2, 0.05, 0.3], 0.6, factor=0.05)]
    cases = stack_cases([1, 2, -1], [LI, MG, CL], [20.0, 60.0, 140.0], layers, water_flux=1e-5)
    result = solve(cases)
    found = metrics(cases, result)
    np.testing.assert_allclose(found.resistance_share.sum(axis=1), 1.0, rtol=1e-9)
    face = result.node_concentration[:, 1]
    np.testing.assert_allclose(found.rejection_real, 1 - result.permeate / face)
    np.testing.assert_allclose(found.polarization_feed, face / cases.feed)
    np.testing.assert_allclose(found.polarization_permeate, 1.0, rtol=1e-9)
    assert np.all(np.isnan(found.transport_number))
    passage = result.permeate[0] / cases.feed
    assert found.separation_factor[0, 0, 1] == pytest.approx(passage[0] / passage[1])


def test_transport_numbers_add_to_one_and_a_film_alone_has_no_face():
    side = [10.0, 10.0]
    cases = stack_cases([1, -1], [LI, CL], side, [Layer(1e-5)], side, water_flux=0.0, current=5.0)
    found = metrics(cases, solve(cases))
    assert found.transport_number.sum() == pytest.approx(1.0)
    assert found.transport_number[0, 0] == pytest.approx(LI / (LI + CL))
    assert np.all(np.isnan(found.polarization_feed))
