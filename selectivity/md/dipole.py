"""Permittivity along the channel from the fluctuation of water's dipoles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from selectivity.constants import BOLTZMANN, ELEMENTARY_CHARGE, VACUUM_PERMITTIVITY
from selectivity.md.blocks import jackknife
from selectivity.md.conversion import ANGSTROM
from selectivity.md.verdict import Estimate

if TYPE_CHECKING:
    from MDAnalysis import AtomGroup

    from selectivity.md.cell import Cell
    from selectivity.md.run import Geometry

_NEUTRAL: Final = 1e-3  # e; rounding of charges in topologies
_DEBYE_TIME: Final = 8.3e-12  # s, of bulk water at 25 °C; slower in pores, so n is an upper bound
SUMS: Final = 3
"""Channel dipole, whole dipole, their product."""


class Dipoles:
    """Axial dipoles of water molecules.

    Parameters
    ----------
    oxygens : AtomGroup
        Of water; charges are needed, and molecules of one kind that are neutral.
    geometry : Geometry
    """

    def __init__(self, oxygens: AtomGroup, geometry: Geometry) -> None:
        self.geometry = geometry
        atoms = oxygens.residues.atoms
        size = len(atoms) // len(oxygens)
        self.oxygens = oxygens.ix
        self.atoms = atoms.ix.reshape(-1, size)
        self.charges = atoms.charges.reshape(-1, size)

    @staticmethod
    def possible(oxygens: AtomGroup, geometry: Geometry) -> bool:
        """Whether there are neutral water molecules with charges, and a channel."""
        if not geometry.has_channel or not len(oxygens) or not hasattr(oxygens, "charges"):
            return False
        if not hasattr(oxygens, "resindices") or len(oxygens.residues) != len(oxygens):
            return False
        sizes = np.array([len(indices) for indices in oxygens.residues.indices])
        net = oxygens.residues.charges
        polar = np.any(oxygens.charges != 0)
        return bool(np.all(sizes == sizes[0]) and np.all(np.abs(net) < _NEUTRAL) and polar)

    def sums(self, whole: np.ndarray, zero: float, cell: Cell) -> np.ndarray:
        """Channel dipole, whole dipole and their product in one frame. [C m, C m, C² m²]"""
        axis = self.geometry.axis
        along = whole[:, axis].astype(float)
        arms = along[self.atoms] - along[self.oxygens][:, None]
        place = along[self.oxygens] - zero
        if np.isfinite(cell.edges[axis]):
            arms -= cell.edges[axis] * np.rint(arms / cell.edges[axis])
            place -= cell.edges[axis] * np.rint(place / cell.edges[axis])
        dipole = (self.charges * arms).sum(axis=1) * ELEMENTARY_CHARGE * ANGSTROM
        place = place * ANGSTROM
        inside = (place > self.geometry.mouth_low) & (place < self.geometry.mouth_high)
        channel, total = dipole[inside].sum(), dipole.sum()
        return np.array([channel, total, channel * total])


def axial_permittivity(
    sums: np.ndarray, frames: np.ndarray, volume: float, temperature: float, duration: float
) -> Estimate:
    """ε = 1 + (⟨mM⟩ − ⟨m⟩⟨M⟩)/(ε0 k_B T V), m in the channel, M everywhere.

    Parameters
    ----------
    sums : ndarray of shape (n_blocks, 3)
        m, M, mM summed over the frames of each block. [C m, C m, C² m²]
    frames : ndarray of shape (n_blocks,)
    volume : float
        Of the channel. [m³]
    temperature : float
        [K]
    duration : float
        Of the run. [s]

    Returns
    -------
    Estimate
        Scalar. [-]
    """
    blocked = np.column_stack([sums, frames])

    def permittivity(total: np.ndarray) -> np.ndarray:
        channel, whole, product = total[:SUMS] / max(total[SUMS], 1.0)
        fluctuation = product - channel * whole
        scale = VACUUM_PERMITTIVITY * BOLTZMANN * temperature * volume
        return np.asarray(1 + fluctuation / scale if total[SUMS] > 0 else np.nan)

    return jackknife(permittivity, blocked, min(frames.sum(), duration / (2 * _DEBYE_TIME)))
