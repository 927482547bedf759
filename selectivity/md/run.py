"""One row of ``config/trajectories.csv`` as the analysis sees it: SI, checked, immutable."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import nan
from pathlib import Path


@dataclass(frozen=True)
class Restraint:
    """Harmonic bias U = ½ k (ξ − ξ0)² of one umbrella window.

    Attributes
    ----------
    centre : float
        ξ0. [m]
    force_constant : float
        k of the form *with* ½, whatever the engine writes. [J/(mol m²)]
    """

    centre: float
    force_constant: float


@dataclass(frozen=True)
class Coordinate:
    """Where the reaction coordinate of a window stands.

    Attributes
    ----------
    file : Path or None
        None where the coordinate is computed from the trajectory.
    format : str
        Key of ``coordinate.FORMATS``, or ``"trajectory"``.
    column : str
        Name or number (from 1) of the column; empty for the format's default.
    length_unit, time_unit : str
        Empty for the format's default.
    """

    file: Path | None = None
    format: str = "trajectory"
    column: str = ""
    length_unit: str = ""
    time_unit: str = ""


@dataclass(frozen=True)
class Files:
    """Topology and trajectory and what they do not say themselves.

    Attributes
    ----------
    topology : Path or None
    trajectory : tuple of Path
        Parts of one run in order; empty where there is only a coordinate file.
    format, topology_format : str
        MDAnalysis' names; empty to guess by the extension.
    length_unit, time_unit : str
        Units of the file; empty for those of the format.
    time_step : float
        Between frames; NaN to believe the file. [s]
    box : tuple of float
        Edges (and angles in degrees) where the file has no box; empty otherwise. [m]
    """

    topology: Path | None = None
    trajectory: tuple[Path, ...] = ()
    format: str = ""
    topology_format: str = ""
    length_unit: str = ""
    time_unit: str = ""
    time_step: float = nan
    box: tuple[float, ...] = ()


@dataclass(frozen=True)
class Selections:
    """MDAnalysis selections; an empty one is guessed (ion, water) or absent (the others)."""

    ion: str = ""
    water: str = ""
    wall: str = ""
    ligand: str = ""
    group: str = ""
    centre: str = ""


@dataclass(frozen=True)
class Geometry:
    """Channel on the reaction coordinate. Lengths in m, NaN where not given.

    Attributes
    ----------
    axis : int
        0, 1, 2 for x, y, z.
    centre : float
        Coordinate of the channel's centre; tables print z from here. [m]
    mouth_low, mouth_high : float
        Ends of the channel on the coordinate. [m]
    bulk_low, bulk_high : float
        Region of the coordinate where the ion is in bulk solution. [m]
    bulk_area : float
        Cross-section open to the ion in the bulk region. [m²]
    pore_area : float
        Cross-section of the channel to the van der Waals surface of its wall. [m²]
    mirror : bool
        The profile is the same on both sides of the centre.
    fixed_charge : float
        Of the simulated channel, signed, per pore water; NaN where it is not stated. [mol/m³]
    first_shell : float
        Radius that ends the first shell; NaN to find the minimum of g(r). [m]
    """

    axis: int = 2
    centre: float = 0.0
    mouth_low: float = nan
    mouth_high: float = nan
    bulk_low: float = nan
    bulk_high: float = nan
    bulk_area: float = nan
    pore_area: float = nan
    mirror: bool = False
    fixed_charge: float = nan
    first_shell: float = nan

    @property
    def has_channel(self) -> bool:
        """Whether mouths are given."""
        return self.mouth_low < self.mouth_high


@dataclass(frozen=True)
class Run:
    """One run or window of one candidate and ion.

    Attributes
    ----------
    row : int
        Row in the table, the header being 1.
    temperature : float
        [K]
    discard : float
        Time left out at the beginning. [s]
    simulated_charge : float
        Charge number that the force field gives the ion (scaled charges); NaN if not said. [-]
    """

    candidate: str
    ion: str
    name: str
    row: int
    temperature: float
    discard: float = 0.0
    files: Files = field(default_factory=Files)
    coordinate: Coordinate = field(default_factory=Coordinate)
    selections: Selections = field(default_factory=Selections)
    geometry: Geometry = field(default_factory=Geometry)
    restraint: Restraint | None = None
    simulated_charge: float = nan
