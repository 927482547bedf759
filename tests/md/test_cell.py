"""Neighbours in a cell against MDAnalysis, for boxes of any shape."""

import MDAnalysis
import numpy as np
import pytest
from MDAnalysis.lib.distances import capped_distance, minimize_vectors

from selectivity.md.cell import Cell

BOXES = [
    [30.0, 25.0, 40.0, 90.0, 90.0, 90.0],
    [30.0, 30.0, 30.0, 60.0, 60.0, 90.0],
    [30.0, 26.0, 28.0, 75.0, 80.0, 95.0],
]


@pytest.mark.parametrize("box", BOXES)
def test_neighbours_are_those_of_mdanalysis(box):
    random = np.random.default_rng(1)
    universe = MDAnalysis.Universe.empty(500, trajectory=True)
    universe.atoms.positions = random.uniform(-20, 60, (500, 3))
    universe.dimensions = box
    ions = universe.atoms[:3]
    cell = Cell(universe.dimensions)
    reach = min(8.0, cell.edges.min() / 2)
    owner, distance = cell.neighbours(ions.positions.astype(float), universe.atoms, reach)
    pairs, theirs = capped_distance(
        ions.positions, universe.atoms.positions, reach, box=universe.dimensions, min_cutoff=1e-3
    )
    for i in range(3):
        assert np.sort(distance[owner == i]) == pytest.approx(
            np.sort(theirs[pairs[:, 0] == i]), abs=1e-4
        )
    many = cell.neighbours(np.repeat(ions.positions, 30, axis=0), universe.atoms, reach)
    assert len(many[1]) == 30 * len(distance)


@pytest.mark.parametrize("box", BOXES)
def test_short_vectors_come_back(box):
    cell = Cell(np.array(box))
    short = np.random.default_rng(2).uniform(-6, 6, (50, 3))
    moved = short + np.random.default_rng(3).integers(-2, 3, (50, 3)) @ cell.vectors
    assert cell.shortest(moved) == pytest.approx(short, abs=1e-9)
    assert minimize_vectors(moved, np.array(box, np.float32)) == pytest.approx(short, abs=1e-4)


def test_without_a_box_nothing_is_folded():
    cell = Cell(None)
    vectors = np.array([[100.0, -200.0, 300.0]])
    assert np.array_equal(cell.shortest(vectors), vectors)
    assert not cell.differs(None)
    assert cell.differs(np.array(BOXES[0]))
