"""What one pass over the frames counts: sums only, so that memory does not grow with frames."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Final

import numpy as np

WATER: Final = 0
LIGAND: Final = 1
TOTAL: Final = 2
GROUP: Final = 2
MOST_NEIGHBOURS: Final = 24  # occupancy of a first shell is counted up to here


@dataclass(frozen=True)
class Grid:
    """Bins of a pass.

    Attributes
    ----------
    z : ndarray of shape (n_z + 1,)
        Edges along the axis from the channel's centre; one bin without a channel. [m]
    radius : ndarray of shape (n_r + 1,)
        Edges of distance. [m]
    blocks : int
    lag_step : int
        Frames between stored positions.
    lags : int
        Stored positions.
    dipoles : bool
        Whether dipoles are followed: the run is long enough for a permittivity.
    """

    z: np.ndarray
    radius: np.ndarray
    blocks: int
    lag_step: int
    lags: int
    dipoles: bool = False

    @property
    def n_z(self) -> int:
        """Bins along the axis."""
        return len(self.z) - 1

    @property
    def n_r(self) -> int:
        """Bins of distance."""
        return len(self.radius) - 1


@dataclass
class Tally:
    """Sums over frames; two of the same grid add up.

    Attributes
    ----------
    visits : ndarray of shape (n_z, blocks)
        Frames times ions.
    neighbours : ndarray of shape (n_z, blocks, 3, n_r)
        Water, ligand and group atoms at each distance.
    square : ndarray of shape (n_z, 3, n_r)
        Squared running counts of water, ligand and their sum.
    occupancy : ndarray of shape (2, n_z, n_r, MOST_NEIGHBOURS + 1)
        Frames with so many waters within each distance, in each half of the run.
    density : ndarray of shape (blocks, 3)
        Water, ligand and group number over box volume, summed over frames. [1/m³]
    frames : ndarray of shape (blocks,)
    area : float
        Box cross-section summed over frames. [m²]
    edge : float
        Box volume to the third, summed over frames. [m]
    axial : ndarray of shape (n_z, blocks, lags + 1)
        Squared displacement along the axis, by starting place. [m²]
    spatial : ndarray of shape (blocks, lags + 1)
        Squared displacement in space. [m²]
    origins : ndarray of shape (n_z, blocks, lags + 1)
        Number of displacements.
    position : list of ndarray of shape (n_ions,)
        ξ in each frame, single precision. [m]
    dipole : ndarray of shape (blocks, 3)
        Sums of `dipole.Dipoles`; zero where it does not run. [C m, C m, C² m²]
    lateral : ndarray of shape (2,)
        Sum over ions inside the channel of exp(2πi x/L) across the axis; of x [m] without a box.
    inside : float
        Their number.
    contact : list of ndarray of shape (n_ions,)
        Distance to the nearest group atom, single precision. [m]
    longest_step : float
        Longest displacement between frames over the shortest box edge. [-]
    """

    visits: np.ndarray
    neighbours: np.ndarray
    square: np.ndarray
    occupancy: np.ndarray
    density: np.ndarray
    frames: np.ndarray
    axial: np.ndarray
    spatial: np.ndarray
    origins: np.ndarray
    dipole: np.ndarray
    lateral: np.ndarray = field(default_factory=lambda: np.zeros(2, dtype=complex))
    area: float = 0.0
    edge: float = 0.0
    inside: float = 0.0
    longest_step: float = 0.0
    position: list[np.ndarray] = field(default_factory=list)
    contact: list[np.ndarray] = field(default_factory=list)

    @classmethod
    def empty(cls, grid: Grid) -> Tally:
        """Zeros of the shapes of a grid."""
        n_z, blocks, n_r, lags = grid.n_z, grid.blocks, grid.n_r, grid.lags + 1
        return cls(
            visits=np.zeros((n_z, blocks)),
            neighbours=np.zeros((n_z, blocks, 3, n_r), dtype=np.int64),
            square=np.zeros((n_z, 3, n_r)),
            occupancy=np.zeros((2, n_z, n_r, MOST_NEIGHBOURS + 1), dtype=np.int32),
            density=np.zeros((blocks, 3)),
            frames=np.zeros(blocks),
            axial=np.zeros((n_z, blocks, lags)),
            spatial=np.zeros((blocks, lags)),
            origins=np.zeros((n_z, blocks, lags)),
            dipole=np.zeros((blocks, 3)),
        )

    def __iadd__(self, other: Tally) -> Tally:
        for item in fields(self):
            mine, theirs = getattr(self, item.name), getattr(other, item.name)
            if item.name == "longest_step":
                self.longest_step = max(mine, theirs)
            else:  # arrays and numbers add, lists follow one another
                setattr(self, item.name, mine + theirs)
        return self

    def mirrored(self) -> Tally:
        """Both sides of the centre together, on a grid that is symmetric about it."""
        both = replace(self)
        middle = len(self.visits) // 2
        for name, axis in _ALONG_Z.items():
            mine = getattr(self, name)
            other = np.flip(mine, axis=axis).copy()
            # The middle bin is its own mirror image and is not counted twice.
            other[(slice(None),) * axis + (middle,)] = 0
            setattr(both, name, mine + other)
        return both


_ALONG_Z: Final = {
    "visits": 0,
    "neighbours": 0,
    "square": 0,
    "occupancy": 1,
    "axial": 0,
    "origins": 0,
}
