"""Permittivity of dipoles that do not feel one another, where it is exact."""

import MDAnalysis
import numpy as np
import pytest

from selectivity.constants import BOLTZMANN, ELEMENTARY_CHARGE, VACUUM_PERMITTIVITY
from selectivity.md.cell import Cell
from selectivity.md.dipole import Dipoles, axial_permittivity
from selectivity.md.run import Geometry

N_WATER, N_FRAMES = 60, 3000
GEOMETRY = Geometry(mouth_low=-0.5e-9, mouth_high=0.5e-9)
ARM, CHARGE = 0.5, 0.4  # Å, e


def waters(charge=CHARGE):
    universe = MDAnalysis.Universe.empty(
        2 * N_WATER, N_WATER, atom_resindex=np.repeat(np.arange(N_WATER), 2), trajectory=True
    )
    universe.add_TopologyAttr("charges", np.tile([-charge, CHARGE], N_WATER))
    universe.dimensions = [20, 20, 40, 90, 90, 90]
    return universe


def test_free_dipoles():
    universe = waters()
    random = np.random.default_rng(1)
    oxygens = universe.atoms[::2]
    assert Dipoles.possible(oxygens, GEOMETRY)
    dipoles, cell = Dipoles(oxygens, GEOMETRY), Cell(universe.dimensions)
    # Half of them inside; some molecules lie across the boundary of the box.
    place = np.where(np.arange(N_WATER) % 2, 1.0, 19.9)
    blocked = np.zeros((10, 3))
    for frame in range(N_FRAMES):
        whole = np.zeros((2 * N_WATER, 3))
        whole[::2, 2] = place
        whole[1::2, 2] = (place + ARM * random.choice([-1, 1], N_WATER)) % 40
        blocked[frame * 10 // N_FRAMES] += dipoles.sums(whole, 0.0, cell)
    found = axial_permittivity(blocked, np.full(10, N_FRAMES / 10), 2e-27, 300.0, 1e-8)
    square = (ARM * 1e-10 * CHARGE * ELEMENTARY_CHARGE) ** 2
    known = 1 + N_WATER / 2 * square / (VACUUM_PERMITTIVITY * BOLTZMANN * 300 * 2e-27)
    assert known > 2
    assert found.value == pytest.approx(known, abs=4 * found.error)
    assert found.error < 0.2 * known


def test_where_it_is_not_possible():
    assert not Dipoles.possible(waters(charge=0.9).atoms[::2], GEOMETRY)
    assert not Dipoles.possible(waters().atoms[::2], Geometry())
    assert not Dipoles.possible(waters().atoms[[]], GEOMETRY)
