"""Periodic cell of a frame: shortest vectors and neighbours of a few atoms, fast."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from MDAnalysis import AtomGroup

_FEW = 64  # atoms up to which a loop over them is faster than a neighbour grid


class Cell:
    """Cell in the lower-triangular form that MDAnalysis uses.

    Parameters
    ----------
    dimensions : ndarray of shape (6,) or None
        Edges [Å] and angles [degrees]; None without a box.

    Attributes
    ----------
    edges : ndarray of shape (3,)
        Diagonal of the cell vectors: periods along x, y, z; infinite without a box. [Å]
    """

    def __init__(self, dimensions: np.ndarray | None) -> None:
        from MDAnalysis.lib.mdamath import triclinic_vectors

        self.dimensions = None if dimensions is None else np.array(dimensions)
        self.edges = np.full(3, np.inf)
        self.vectors = np.zeros((3, 3))
        if self.dimensions is not None and np.all(self.dimensions[:3] > 0):
            self.vectors = triclinic_vectors(self.dimensions).astype(float)
            self.edges = np.diag(self.vectors).copy()

    def differs(self, dimensions: np.ndarray | None) -> bool:
        """Whether another frame has another cell."""
        if dimensions is None or self.dimensions is None:
            return (dimensions is None) != (self.dimensions is None)
        return not np.array_equal(dimensions, self.dimensions)

    def shortest(self, vectors: np.ndarray) -> np.ndarray:
        """Image of each vector in the brick around the origin, shape (n, 3). [Å]

        It is the shortest image wherever that is shorter than half of the smallest edge.
        """
        if not np.all(np.isfinite(self.edges)):
            return vectors
        folded = vectors.copy()
        for axis in (2, 1, 0):
            turns = np.rint(folded[:, axis] / self.edges[axis])
            folded -= turns[:, None] * self.vectors[axis]
        return folded

    def neighbours(
        self, centres: np.ndarray, atoms: AtomGroup, reach: float
    ) -> tuple[np.ndarray, np.ndarray]:
        """Pairs closer than a reach.

        Parameters
        ----------
        centres : ndarray of shape (n, 3)
            [Å]
        atoms : AtomGroup
            In the frame of this cell.
        reach : float
            [Å]

        Returns
        -------
        owner : ndarray of shape (n_pairs,)
            Index into the centres.
        distance : ndarray of shape (n_pairs,)
            Larger than zero: an atom is not its own neighbour. [Å]
        """
        if len(centres) > _FEW or reach > self.edges.min() / 2:
            return self._by_grid(centres, atoms.positions, reach)
        whole, index = atoms.universe.trajectory.ts.positions, atoms.ix
        height = whole[index, 2]
        found = [self._around(centre, whole, index, height, reach) for centre in centres]
        owner = np.repeat(np.arange(len(found)), [len(part) for part in found])
        return owner, np.concatenate(found) if found else np.zeros(0)

    def _around(
        self,
        centre: np.ndarray,
        whole: np.ndarray,
        index: np.ndarray,
        height: np.ndarray,
        reach: float,
    ) -> np.ndarray:
        """Distances within reach of one atom: what is far along z, then along y, drops out."""
        cell = self.vectors.astype(np.float32)
        origin = centre.astype(np.float32)
        z, near, turns_z = self._near(height - origin[2], 2, reach)
        index = index[near]
        place = whole[index, 1] - origin[1] - turns_z * cell[2, 1]
        y, near, turns_y = self._near(place, 1, reach)
        z, turns_z, index = z[near], turns_z[near], index[near]
        place = whole[index, 0] - origin[0] - turns_z * cell[2, 0] - turns_y * cell[1, 0]
        x, near, _ = self._near(place, 0, reach)
        square = x * x + y[near] ** 2 + z[near] ** 2
        return np.sqrt(square[(square < reach**2) & (square > _SELF**2)])

    def _near(
        self, along: np.ndarray, axis: int, reach: float
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Folded distances along an axis that are within reach, their indices, and the turns."""
        edge = np.float32(self.edges[axis])
        turns = np.rint(along / edge)  # zero without a box
        if np.isfinite(edge):
            along = along - turns * edge
        near = np.flatnonzero(np.abs(along) < reach)
        return along[near], near, turns[near]

    def _by_grid(
        self, centres: np.ndarray, others: np.ndarray, reach: float
    ) -> tuple[np.ndarray, np.ndarray]:
        from MDAnalysis.lib.distances import capped_distance

        pairs, distance = capped_distance(
            centres.astype(np.float32), others, reach, box=self.dimensions, min_cutoff=_SELF
        )
        return pairs[:, 0], distance


_SELF = 1e-3  # Å; closer is the atom itself
