"""Permeability along a profile (theory 3.1)."""

import warnings

import numpy as np
import pytest

from selectivity.constants import thermal_energy
from selectivity.errors import ModelError
from selectivity.stages.profile import profile_permeability, profile_selectivity

T = 298.15
RT = thermal_energy(T)
X = np.linspace(0.0, 4e-9, 5)


def test_flat_profile():
    found = profile_permeability(np.full((2, 5), [[0.0], [RT]]), np.full(5, 1e-10), X, T)
    np.testing.assert_allclose(found.ion_permeability, 1e-10 / 4e-9 * np.exp([0.0, -1.0]))
    np.testing.assert_allclose(found.content, np.exp([0.0, -1.0]))
    np.testing.assert_allclose([found.share_entry[0], found.share_transit[0]], [0.0, 1.0])


def test_linear_barrier_is_exact():
    found = profile_permeability(3 * RT * X / X[-1], np.full(5, 1e-10), X, T)
    assert found.ion_permeability == pytest.approx(1e-10 / (4e-9 * (np.exp(3) - 1) / 3))


def test_symmetric_profile_has_equal_faces():
    barrier = RT * np.array([0.0, 4.0, 1.0, 4.0, 0.0])
    found = profile_permeability(barrier, np.full(5, 1e-10), X, T, mouths=(1e-9, 3e-9))
    assert found.share_entry == pytest.approx(found.share_exit)
    total = found.share_entry + found.share_transit + found.share_exit
    assert total == pytest.approx(1.0)


def test_charge_that_was_not_simulated_is_added():
    base = profile_permeability(np.zeros(5), np.full(5, 1e-10), X, T)
    charged = profile_permeability(np.zeros(5), np.full(5, 1e-10), X, T, electrostatic=2 * RT)
    ratio = charged.ion_permeability / base.ion_permeability
    assert ratio == pytest.approx(np.exp(-2.0))


def test_infinite_and_huge_barriers():
    barrier = np.array([[0, 0, np.inf, 0, 0], [0, 5000 * RT, 0, 0, 0], [0, 0, 0, 0, 0]])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = profile_permeability(barrier, np.full(5, 1e-10), X, T, mouths=(1e-9, 3e-9))
    assert found.ion_permeability[0] == 0
    assert np.isfinite(found.share_transit).all()
    assert found.share_transit[0] == pytest.approx(1.0)


def test_partition_times_diffusion():
    rng = np.random.default_rng(1)
    barrier = rng.normal(0, 2 * RT, (2, 5))
    found = profile_permeability(barrier, rng.uniform(1, 2, (2, 5)) * 1e-10, X, T)
    total, partition, diffusion = profile_selectivity(found, 0, 1)
    assert partition * diffusion == pytest.approx(total)


def test_positions_must_rise_and_hold_the_mouths():
    with pytest.raises(ModelError, match="rise"):
        profile_permeability(np.zeros(5), np.ones(5), X[::-1], T)
    with pytest.raises(ModelError, match="mouths"):
        profile_permeability(np.zeros(5), np.ones(5), X, T, mouths=(1e-9, 9e-9))
