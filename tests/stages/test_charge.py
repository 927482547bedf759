"""Regulation, isoelectric point, Debye and Stern lengths (theory 1.6, 1.7)."""

from dataclasses import replace

import numpy as np
import pytest

from selectivity.domain.channels import Groups
from selectivity.stages.binding import prepare_sites
from selectivity.stages.charge import debye_length, isoelectric_point, stern_thickness
from selectivity.stages.donnan import DonnanProblem, solve_donnan

CHARGE = np.array([1.0, -1.0])


def problem(density, association=0.0, partition=(1.0, 1.0), protons=1e-4, fixed=0.0):
    """Acid of pKa 4 and amine of pKa 9 in 10 mM of a 1:1 salt; the acid binds the cation."""
    groups = Groups(
        ("acid", "amine"),
        np.array([-1.0, 0.0]),
        10.0 ** (3 - np.array([4.0, 9.0])),
        np.array([[association, 0.0], [0.0, 0.0]]),
        np.ones((2, 2)),
    )
    density = np.atleast_2d(np.asarray(density, float))
    shape = (len(density),)
    sites = prepare_sites(groups, density, CHARGE, shape, True)
    strength = np.broadcast_to(10.0 * np.asarray(partition), (*shape, 2))
    fixed_charge = np.full((*shape, 1), fixed)
    return DonnanProblem(
        strength, np.broadcast_to(CHARGE, strength.shape), fixed_charge, protons, sites
    )


def test_as_many_acids_as_amines_are_neutral_half_way():
    point = isoelectric_point(problem([[300.0, 300.0], [300.0, 3000.0]]))
    assert point[0, 0] == pytest.approx(6.5, abs=1e-5)
    assert point[1, 0] > point[0, 0]


@pytest.mark.parametrize("association", [0.0, 0.05])
def test_the_charge_vanishes_at_the_isoelectric_point(association):
    given = problem([[300.0, 200.0]], association, partition=(0.3, 0.8))
    point = isoelectric_point(given)
    at_point = replace(given, proton_concentration=10 ** (3 - point))
    state = solve_donnan(at_point)
    assert state.effective_charge[0, 0] == pytest.approx(0.0, abs=1e-4)


def test_a_wall_of_acids_alone_has_none():
    point = isoelectric_point(problem([[300.0, 0.0], [0.0, 300.0]]))
    assert np.isnan(point).all()
    bare = replace(problem([[300.0, 300.0]]), sites=None)
    assert np.isnan(isoelectric_point(bare)).all()


def test_charge_falls_with_ph():
    protons = 10.0 ** (3 - np.arange(2, 13))
    charges = [
        solve_donnan(problem([[300.0, 300.0]], protons=value)).fixed_charge[0, 0]
        for value in protons
    ]
    assert (np.diff(charges) < 0).all()
    assert charges[0] > 0 > charges[-1]


def test_local_ph_is_self_consistent():
    given = problem([[300.0, 0.0]], protons=0.01)
    state = solve_donnan(given)
    local = 0.01 * np.exp(-state.potential[0, 0])
    expected = -300.0 / (1 + local / 0.1)
    assert state.fixed_charge[0, 0] == pytest.approx(expected)
    # A negative wall attracts protons and is therefore less charged than in bulk pH.
    assert abs(expected) < 300.0 / (1 + 0.01 / 0.1)


def test_debye_length_falls_with_the_square_root_of_strength():
    salt = np.array([[1.0, 1.0], [100.0, 100.0]])
    length = debye_length(salt, CHARGE, 78.3, 298.15)
    assert length.shape == (2, 1)
    assert length[0, 0] == pytest.approx(10 * length[1, 0])
    assert debye_length(salt, CHARGE, 78.3, 350.0)[0, 0] > length[0, 0]


def test_stern_thickness():
    given = np.array([[np.nan], [np.nan], [0.5e-9]])
    hydrated = np.array([0.38e-9, 0.33e-9])
    moles = CHARGE * np.array([[300.0, 1.0], [5.0, 5.0], [300.0, 1.0]])
    thickness = stern_thickness(given, hydrated, moles, np.array([[-299.0], [0.0], [-299.0]]))
    np.testing.assert_allclose(thickness[:, 0], [0.76e-9, 0.0, 0.5e-9])


def test_the_short_form_of_the_charge_equals_the_site_balance():
    given = problem([[300.0, 200.0]], 0.05, partition=(0.3, 0.8))
    long = replace(given, sites=replace(given.sites, single=False))
    np.testing.assert_allclose(isoelectric_point(long), isoelectric_point(given), atol=1e-6)
