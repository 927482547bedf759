"""Radius of the largest sphere that fits at each place of the channel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.ndimage import minimum_filter
from scipy.optimize import minimize
from scipy.spatial import cKDTree

from selectivity.md.blocks import jackknife, ratio
from selectivity.md.conversion import ANGSTROM
from selectivity.md.verdict import Estimate

if TYPE_CHECKING:
    from MDAnalysis import AtomGroup

# "simple" radii of HOLE (smart1996hole), so that both agree; silicon of Bondi. [m]
RADII: Final = {
    "C": 1.85e-10,
    "O": 1.65e-10,
    "N": 1.75e-10,
    "S": 2.00e-10,
    "H": 1.00e-10,
    "P": 2.10e-10,
    "SI": 2.10e-10,
}
_OTHER_RADIUS: Final = 1.70e-10
_MASS_ELEMENT: Final = {1: "H", 12: "C", 14: "N", 16: "O", 28: "SI", 31: "P", 32: "S"}
_TRIAL_STEP: Final = 0.05e-9  # m; grid on which the path is found
_WINDOW: Final = 10  # grid steps from the start that the path may go
_STRIDE: Final = 2  # grid steps from one slice to the next
_START: Final = 4  # grid steps around the start where the path may cross the middle slice
_LEAST_CLEARANCE: Final = 0.01e-9  # m; a path through less is possible but costs as this
_PRECISION: Final = 1e-13  # m
_IMAGES: Final = np.array([[i, j, k] for i in (-1, 0, 1) for j in (-1, 0, 1) for k in (-1, 0, 1)])
_RIGHT: Final = 90.0


@dataclass(frozen=True)
class Wall:
    """Wall atoms of one frame as trees, one per radius.

    Attributes
    ----------
    trees : tuple of (cKDTree, float)
        Positions [m] and van der Waals radius [m].
    box : ndarray of shape (3,) or None
        Edges of a rectangular box that the trees know. [m]
    """

    trees: tuple[tuple[cKDTree, float], ...]
    box: np.ndarray | None

    def clearance(self, points: np.ndarray) -> np.ndarray:
        """Distance from points (..., 3) to the nearest surface; negative inside an atom. [m]"""
        inside = points if self.box is None else np.mod(points, self.box)
        return np.min([tree.query(inside)[0] - radius for tree, radius in self.trees], axis=0)


def wall_radii(atoms: AtomGroup) -> np.ndarray:
    """Van der Waals radius of each atom by element, mass or name. [m]"""
    elements = np.asarray(getattr(atoms, "elements", [""] * len(atoms)), dtype=str)
    names = np.asarray(getattr(atoms, "names", [""] * len(atoms)), dtype=str)
    masses = np.rint(np.asarray(getattr(atoms, "masses", np.zeros(len(atoms)))))
    return np.array(
        [
            RADII.get(_symbol(str(element), str(name), int(mass)), _OTHER_RADIUS)
            for element, name, mass in zip(elements, names, masses, strict=True)
        ]
    )


def frame_wall(atoms: AtomGroup, radii: np.ndarray) -> Wall:
    """Trees of the wall in the present frame."""
    place = atoms.positions.astype(float) * ANGSTROM
    dimensions = atoms.dimensions
    box = None
    if dimensions is not None and np.all(dimensions[:3] > 0):
        if np.all(dimensions[3:] == _RIGHT):
            box = dimensions[:3].astype(float) * ANGSTROM
            place = np.mod(place, box)
            place[place >= box] = 0.0  # rounding can return the edge itself
        else:
            place, radii = _with_images(place, radii, dimensions)
    trees = tuple(
        (cKDTree(place[radii == radius], boxsize=box), float(radius)) for radius in np.unique(radii)
    )
    return Wall(trees, box)


def frame_profile(wall: Wall, axis: int, places: np.ndarray, start: np.ndarray) -> np.ndarray:
    """Pore radius at places along the axis: the best point of each slice on the widest path.

    Parameters
    ----------
    wall : Wall
    axis : int
    places : ndarray of shape (n,)
        Rising, absolute. [m]
    start : ndarray of shape (2,)
        Lateral position inside the pore, near the middle place. [m]

    Returns
    -------
    ndarray of shape (n,)
        [m]

    Notes
    -----
    The path goes from slice to slice on a grid and makes Σ 1/clearance² least, so that it does not
    end in a side pocket; then each point climbs to the maximum of its slice.
    """
    offsets = np.arange(-_WINDOW, _WINDOW + 1) * _TRIAL_STEP
    lateral = start + np.stack(np.meshgrid(offsets, offsets, indexing="ij"), axis=-1)
    points = np.stack([np.insert(lateral, axis, place, axis=-1) for place in places])
    cost = 1 / np.maximum(wall.clearance(points), _LEAST_CLEARANCE) ** 2
    path = _widest_path(cost)
    return np.array(
        [_climb(wall, axis, place, lateral[cell]) for place, cell in zip(places, path, strict=True)]
    )


def _widest_path(cost: np.ndarray) -> list[tuple[int, int]]:
    """Cheapest path through slices of a grid that crosses the middle one near its centre."""
    middle, centre = len(cost) // 2, cost.shape[1] // 2
    near = slice(centre - _START, centre + _START + 1)
    sides = [_cheapest(cost[middle:]), _cheapest(cost[middle::-1])]
    total = np.full(cost.shape[1:], np.inf)
    total[near, near] = (sides[0][0] + sides[1][0] - cost[middle])[near, near]
    cell = np.unravel_index(int(np.argmin(total)), total.shape)
    up, down = (_walk(side, (int(cell[0]), int(cell[1]))) for side in sides)
    return [*down[:0:-1], *up]


def _cheapest(cost: np.ndarray) -> np.ndarray:
    """Cost of the cheapest way from each cell of each slice to the last slice."""
    ways = cost.copy()
    for i in range(len(cost) - 2, -1, -1):
        ways[i] += minimum_filter(ways[i + 1], size=2 * _STRIDE + 1, mode="nearest")
    return ways


def _walk(ways: np.ndarray, cell: tuple[int, int]) -> list[tuple[int, int]]:
    path = [cell]
    for later in ways[1:]:
        low = [max(0, c - _STRIDE) for c in path[-1]]
        part = later[tuple(slice(a, c + _STRIDE + 1) for a, c in zip(low, path[-1], strict=True))]
        best = np.unravel_index(int(np.argmin(part)), part.shape)
        path.append((low[0] + int(best[0]), low[1] + int(best[1])))
    return path


def average_profile(frames: np.ndarray) -> Estimate:
    """Mean radius over frames with an error from up to ten blocks of them.

    Parameters
    ----------
    frames : ndarray of shape (n_frames, n)
        [m]

    Returns
    -------
    Estimate
        Of shape (n,).
    """
    groups = np.array_split(frames, min(len(frames), 10))
    blocked = np.array([np.vstack([g.sum(axis=0), np.full(g.shape[1], len(g))]) for g in groups])
    return jackknife(lambda total: ratio(total[0], total[1]), blocked, len(frames))


def _climb(wall: Wall, axis: int, place: float, start: np.ndarray) -> float:
    """Largest clearance in the slice near a point, no further than a few grid steps from it."""

    def negative(lateral: np.ndarray) -> float:
        away = np.max(np.abs(lateral - start)) > _STRIDE * _TRIAL_STEP
        return np.inf if away else -float(wall.clearance(np.insert(lateral, axis, place)))

    simplex = start + np.array([[0, 0], [_TRIAL_STEP / 2, 0], [0, _TRIAL_STEP / 2]])
    options = {"initial_simplex": simplex, "xatol": _PRECISION, "fatol": _PRECISION}
    return -float(minimize(negative, start, method="Nelder-Mead", options=options).fun)


def _with_images(
    place: np.ndarray, radii: np.ndarray, dimensions: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    from MDAnalysis.lib.mdamath import triclinic_vectors

    shifts = _IMAGES @ triclinic_vectors(dimensions).astype(float) * ANGSTROM
    return (place[None] + shifts[:, None]).reshape(-1, 3), np.tile(radii, len(shifts))


def _symbol(element: str, name: str, mass: int) -> str:
    if element:
        return element.upper()
    if mass in _MASS_ELEMENT:
        return _MASS_ELEMENT[mass]
    letters = name.lstrip("0123456789").upper()
    return "SI" if letters.startswith("SI") else letters[:1]
