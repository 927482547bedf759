"""Opening a simulation so that what usually goes wrong is said, not computed with."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from selectivity.errors import DataError
from selectivity.md.conversion import ANGSTROM, PICOSECOND, length_factor, time_factor
from selectivity.md.run import Files
from selectivity.md.transform import Rescale, SetBox

if TYPE_CHECKING:
    from MDAnalysis import Universe

UNITLESS: Final = {"LAMMPSDUMP", "LAMMPS", "XYZ", "TXYZ", "DCD"}
"""Formats whose files do not say (or misread) length or time."""
_NO_LENGTH: Final = {"LAMMPSDUMP", "LAMMPS"}
_NO_TIME: Final = {"LAMMPSDUMP", "LAMMPS", "XYZ", "TXYZ"}
_ATOM_STYLES: Final = (
    "id resid type charge x y z",
    "id type x y z",
    "id resid type x y z",
    "id type charge x y z",
)
_SMALL_MOLECULE: Final = 12  # atoms
_PAIRS: Final = 2000  # neighbours in a molecule that are looked at
_MOST: Final = 0.9  # of them
_LONGEST_BOND: Final = 4.0  # Å; neighbours in small molecules are closer
_RIGHT_ANGLES: Final = (90.0, 90.0, 90.0)


@contextmanager
def quiet() -> Iterator[None]:
    """MDAnalysis without the warnings that the checks here replace."""
    import MDAnalysis  # noqa: F401 - adds filters of its own when first imported

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def open_system(files: Files) -> Universe:
    """Universe at its first frame, in Å, with a box; that of the last call if the same is asked.

    Parameters
    ----------
    files : Files

    Returns
    -------
    Universe

    Raises
    ------
    DataError
        If topology and trajectory do not belong together, a file is truncated or unreadable, or
        units are missing.
    """
    state = tuple((f, f.stat().st_mtime_ns) for f in (files.topology, *files.trajectory) if f)
    if (repr(files), state) not in _OPEN:
        universe = _opened(files)
        _OPEN.clear()
        _OPEN[repr(files), state] = universe
    universe = _OPEN[repr(files), state]
    with quiet():
        universe.trajectory[0]
    return universe


# One system: reading a topology of 50,000 atoms takes longer than a hundred of its frames.
_OPEN: dict[tuple[str, tuple[object, ...]], Universe] = {}


def _opened(files: Files) -> Universe:
    _check_units(files)
    with quiet():
        universe = _universe(files)
        _check_last_frame(universe, files)
        _add_transformations(universe, files)
        _check_same_system(universe, files)
    return universe


def frame_step(universe: Universe, files: Files) -> float:
    """Time between frames. [s]"""
    if not isnan(files.time_step):
        return files.time_step
    with quiet():
        step = float(universe.trajectory.dt)
    if files.time_unit and trajectory_format(files) in UNITLESS:
        return step * time_factor(files.time_unit)
    return step * PICOSECOND


def trajectory_format(files: Files) -> str:
    """MDAnalysis' name of the format: given, or by the extension."""
    if files.format:
        return files.format.upper()
    if not files.trajectory:
        return ""
    name = files.trajectory[0].name.lower()
    for ending in (".gz", ".bz2"):
        name = name.removesuffix(ending)
    extension = Path(name).suffix.lstrip(".").upper()
    return {"LAMMPSTRJ": "LAMMPSDUMP", "DUMP": "LAMMPSDUMP"}.get(extension, extension)


def _check_units(files: Files) -> None:
    name = trajectory_format(files)
    file = files.trajectory[0] if files.trajectory else files.topology
    if name in _NO_LENGTH and not files.length_unit:
        raise DataError(
            f"{file}: a LAMMPS trajectory does not say its units; give length_unit "
            "(A for units real and metal, nm for nano)"
        )
    if name in _NO_TIME and isnan(files.time_step):
        raise DataError(
            f"{file}: the time between frames of {name} cannot be trusted; give dt_ps "
            "(time step times frames between dumps)"
        )
    if files.length_unit and name not in UNITLESS:
        known = {"XTC": "nm", "TRR": "nm", "GRO": "nm"}.get(name, "A")
        if length_factor(files.length_unit) != length_factor(known):
            raise DataError(
                f"{file}: length_unit is {files.length_unit!r}, but {name} files are in {known} "
                "by definition; leave length_unit empty"
            )


def _universe(files: Files) -> Universe:
    import MDAnalysis

    options: dict[str, Any] = {}
    name = trajectory_format(files)
    if name in UNITLESS and files.trajectory:
        options["format"] = name
    if files.format:
        options["format"] = files.format
    topology_format = files.topology_format or _guessed_topology(files)
    if topology_format:
        options["topology_format"] = topology_format
    parts = [str(part) for part in files.trajectory]
    styles = _ATOM_STYLES if topology_format.upper() == "DATA" else (None,)
    failures = []
    for style in styles:
        extra = {"atom_style": style} if style else {}
        try:
            return MDAnalysis.Universe(str(files.topology), *_joined(parts), **options, **extra)
        except Exception as error:  # readers raise anything: the message is what matters
            failures.append(error)
    raise _unreadable(files, failures[0])


def _joined(parts: list[str]) -> list[Any]:
    return parts if len(parts) <= 1 else [parts]


def _guessed_topology(files: Files) -> str:
    suffixes = [s.lower() for s in files.topology.suffixes] if files.topology else []
    if any(suffix in (".lammpstrj", ".dump") for suffix in suffixes):
        return "LAMMPSDUMP"
    return "DATA" if ".data" in suffixes or ".lmp" in suffixes else ""


def _unreadable(files: Files, error: Exception) -> DataError:
    listed = ", ".join(str(part) for part in files.trajectory)
    text = " ".join(str(error).split())
    if "number of atoms" in text:
        return DataError(
            f"{listed}: trajectory of another system than the topology {files.topology}: {text}"
        )
    if isinstance(error, OSError | EOFError | StopIteration):
        return DataError(f"{listed or files.topology}: truncated or damaged: {text}; copy it again")
    return DataError(
        f"{files.topology} with {listed}: cannot be read ({text}); give format or topology_format"
    )


def _check_last_frame(universe: Universe, files: Files) -> None:
    """Reading the last frame finds a file that was cut while it was copied."""
    try:
        universe.trajectory[-1]
        universe.trajectory[0]
    except Exception as error:
        raise DataError(
            f"{', '.join(map(str, files.trajectory))}: truncated: the last frame cannot be read "
            f"({' '.join(str(error).split())}); copy the file again or cut it at a whole frame"
        ) from error


def _add_transformations(universe: Universe, files: Files) -> None:
    steps: list[Any] = []
    if files.length_unit and trajectory_format(files) in UNITLESS:
        factor = length_factor(files.length_unit) / ANGSTROM
        if factor != 1:
            steps.append(Rescale(factor))
    if files.box:
        edges = [edge / ANGSTROM for edge in files.box[:3]]
        steps.append(SetBox(np.array([*edges, *(files.box[3:] or _RIGHT_ANGLES)])))
    if steps:
        universe.trajectory.add_transformations(*steps)


def _check_same_system(universe: Universe, files: Files) -> None:
    """Atoms of one small molecule must be close together: equal atom counts prove nothing."""
    from MDAnalysis.lib.distances import calc_bonds

    atoms = universe.atoms
    if not files.trajectory or not hasattr(atoms, "resindices") or len(universe.residues) == 1:
        return
    residue = atoms.resindices
    small = np.bincount(residue)[residue] <= _SMALL_MOLECULE
    first = np.flatnonzero((residue[1:] == residue[:-1]) & small[1:])
    if len(first) == 0:
        return
    first = first[:: max(1, len(first) // _PAIRS)]
    place = atoms.positions
    length = calc_bonds(place[first], place[first + 1], box=universe.dimensions)
    long = float(np.quantile(length, _MOST))
    if long > _LONGEST_BOND:
        raise DataError(
            f"{files.trajectory[0]}: trajectory of another system than the topology "
            f"{files.topology}: atoms of one molecule are {long:.1f} Å apart; check names and units"
        )
