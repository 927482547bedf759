"""All ion-centred quantities in one pass over the frames of a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from selectivity.md.cell import Cell
from selectivity.md.conversion import ANGSTROM
from selectivity.md.dipole import Dipoles
from selectivity.md.run import Geometry
from selectivity.md.tally import GROUP, LIGAND, MOST_NEIGHBOURS, TOTAL, WATER, Grid, Tally

if TYPE_CHECKING:
    from MDAnalysis import AtomGroup

_SPREAD = 0.05  # resultant length of angles below which atoms fill the whole period


@dataclass(frozen=True)
class Groups:
    """Atoms that a pass follows; any but the ion may be empty."""

    ion: AtomGroup
    water: AtomGroup
    ligand: AtomGroup
    group: AtomGroup
    centre: AtomGroup


class Centre:
    """Zero of the axis in each frame: where the centring atoms are, periodic images apart.

    Parameters
    ----------
    atoms : AtomGroup
        At the first frame. Empty: zero stays at the origin.
    axis : int
    """

    def __init__(self, atoms: AtomGroup, axis: int) -> None:
        self.atoms, self.axis = atoms, axis
        self.reference = atoms.positions[:, axis].astype(float) if len(atoms) else np.zeros(0)
        self.zero = self._mean_place() if len(atoms) else 0.0

    def _mean_place(self) -> float:
        """Mean place; by angles, so that atoms across the boundary count as neighbours. [Å]"""
        box = self.atoms.dimensions
        if box is None or box[self.axis] == 0:
            return float(self.reference.mean())
        length = float(box[self.axis])
        resultant = np.mean(np.exp(2j * np.pi * self.reference / length))
        if abs(resultant) < _SPREAD:  # the wall is periodic along the axis
            return float(self.reference.mean())
        rough = np.angle(resultant) / (2 * np.pi) * length
        offset = self.reference - rough
        return float(rough + np.mean(offset - length * np.rint(offset / length)))

    def now(self) -> float:
        """Zero in the present frame. [Å]"""
        if not len(self.atoms):
            return 0.0
        drift = self.atoms.positions[:, self.axis] - self.reference
        box = self.atoms.dimensions
        if box is not None and box[self.axis] > 0:
            drift = drift - box[self.axis] * np.rint(drift / box[self.axis])
        return self.zero + float(drift.mean())


class FramePass:
    """Adds frames to a tally.

    Parameters
    ----------
    groups : Groups
    grid : Grid
    geometry : Geometry
    step : int
        Number of the first frame that will be given.
    """

    def __init__(self, groups: Groups, grid: Grid, geometry: Geometry, step: int = 0) -> None:
        self.groups, self.grid, self.geometry = groups, grid, geometry
        self.tally = Tally.empty(grid)
        self.dipoles = Dipoles(groups.water, geometry) if grid.dipoles else None
        self.centre = Centre(groups.centre, geometry.axis)
        self.previous: np.ndarray | None = None
        ions = len(groups.ion)
        self.moved = np.zeros((ions, 3))
        self.trail = Trail(grid.lags + 1, ions)
        self.step = step
        self.cell = Cell(None)

    def add(self, timestep: Any, block: int, counted: bool = True) -> None:
        """Count one frame in a block, or only follow the ions in it."""
        ions = self.groups.ion.positions.astype(float)
        if self.cell.differs(timestep.dimensions):
            self.cell = Cell(timestep.dimensions)
        zero = self.centre.now()
        z = self._place(ions, zero)
        bins = np.clip(np.searchsorted(self.grid.z, z, side="right") - 1, 0, self.grid.n_z - 1)
        self._follow(ions, bins, block, counted)
        if counted:
            np.add.at(self.tally.visits, (bins, block), 1)
            self.tally.frames[block] += 1
            self.tally.position.append((z + self.geometry.centre).astype(np.float32))
            self._count_box(block)
            self._count_inside(ions, z)
            self._count_neighbours(ions, bins, block)
            if self.dipoles is not None:
                sums = self.dipoles.sums(timestep.positions, zero, self.cell)
                self.tally.dipole[block] += sums

    def _place(self, ions: np.ndarray, zero: float) -> np.ndarray:
        """Along the axis from the channel's centre, within half a box. [m]"""
        z = ions[:, self.geometry.axis] - zero
        length = self.cell.edges[self.geometry.axis]
        if np.isfinite(length):
            z = z - length * np.rint((z - self.geometry.centre / ANGSTROM) / length)
        return z * ANGSTROM - self.geometry.centre

    def _count_box(self, block: int) -> None:
        volume = float(np.prod(self.cell.edges)) * ANGSTROM**3
        if np.isfinite(volume):
            counted = (self.groups.water, self.groups.ligand, self.groups.group)
            self.tally.density[block] += np.array([len(atoms) for atoms in counted]) / volume
            self.tally.area += volume / (self.cell.edges[self.geometry.axis] * ANGSTROM)
            self.tally.edge += np.cbrt(volume)

    def _count_inside(self, ions: np.ndarray, z: np.ndarray) -> None:
        geometry = self.geometry
        place = z + geometry.centre
        inside = (place > geometry.mouth_low) & (place < geometry.mouth_high)
        if np.any(inside):
            lateral = np.delete(ions[inside], geometry.axis, axis=1)
            period = np.delete(self.cell.edges, geometry.axis)
            turns = np.exp(2j * np.pi * lateral / period)
            summed = np.where(np.isfinite(period), turns, lateral * ANGSTROM)
            self.tally.lateral += summed.sum(axis=0)
            self.tally.inside += inside.sum()

    def _count_neighbours(self, ions: np.ndarray, bins: np.ndarray, block: int) -> None:
        tally, half = self.tally, 2 * block // self.grid.blocks
        counts = np.zeros((len(ions), 3, self.grid.n_r), dtype=np.int64)
        for kind, atoms in ((WATER, self.groups.water), (LIGAND, self.groups.ligand)):
            if len(atoms):
                counts[:, kind] = self._histogram(ions, atoms)[0]
        running = np.cumsum(counts[:, :TOTAL], axis=2)
        shell = np.minimum(running[:, WATER], MOST_NEIGHBOURS)
        if len(self.groups.group):
            counts[:, GROUP], nearest = self._histogram(ions, self.groups.group)
            tally.contact.append(nearest)
        bin_of_r = np.arange(self.grid.n_r)
        # Ion by ion: adding to slices takes a fifth of the time of numpy's add.at.
        for i, place in enumerate(bins):
            tally.neighbours[place, block] += counts[i]
            tally.square[place, :TOTAL] += running[i] ** 2
            tally.square[place, TOTAL] += (running[i, WATER] + running[i, LIGAND]) ** 2
            tally.occupancy[half, place, bin_of_r, shell[i]] += 1

    def _histogram(self, ions: np.ndarray, atoms: AtomGroup) -> tuple[np.ndarray, np.ndarray]:
        """Atoms per distance bin around each ion, the ion itself left out, and the nearest."""
        grid = self.grid
        reach = grid.radius[-1] / ANGSTROM
        owner, distance = self.cell.neighbours(ions, atoms, reach)
        nearest = np.full(len(ions), np.inf, dtype=np.float32)
        np.minimum.at(nearest, owner, (distance * ANGSTROM).astype(np.float32))
        bins = np.minimum((distance / reach * grid.n_r).astype(int), grid.n_r - 1)
        flat = np.bincount(owner * grid.n_r + bins, minlength=len(ions) * grid.n_r)
        return flat.reshape(len(ions), grid.n_r), nearest

    def _follow(self, ions: np.ndarray, bins: np.ndarray, block: int, counted: bool) -> None:
        """Displacements since stored frames, jumps across the boundary taken out."""
        if self.previous is not None:
            moved = self.cell.shortest(ions - self.previous)
            longest = float(np.abs(moved).max(initial=0) / self.cell.edges.min())
            self.tally.longest_step = max(self.tally.longest_step, longest)
            self.moved = self.moved + moved
        self.previous = ions
        if self.step % self.grid.lag_step == 0:
            square, origin, origin_block = self.trail.add(self.moved * ANGSTROM, bins, block)
            if counted:
                lag = np.arange(len(square))
                index = (origin, origin_block[:, None], lag[:, None])
                np.add.at(self.tally.axial, index, square[..., self.geometry.axis])
                np.add.at(self.tally.origins, index, 1)
                np.add.at(self.tally.spatial, (origin_block, lag), square.sum(axis=(1, 2)))
        self.step += 1


class Trail:
    """Places of the last frames that were kept, newest first.

    Parameters
    ----------
    length : int
        Frames to keep.
    ions : int
    """

    def __init__(self, length: int, ions: int) -> None:
        self.place = np.zeros((length, ions, 3))
        self.bins = np.zeros((length, ions), dtype=np.int64)
        self.block = np.zeros(length, dtype=np.int64)
        self.used = 0

    def add(
        self, place: np.ndarray, bins: np.ndarray, block: int
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Keep a frame; squared displacements from each kept one, with its bins and block."""
        for kept, new in ((self.place, place), (self.bins, bins), (self.block, block)):
            kept[1:] = kept[:-1].copy()
            kept[0] = new
        self.used = min(self.used + 1, len(self.place))
        square = (place - self.place[: self.used]) ** 2
        return square, self.bins[: self.used], self.block[: self.used]
