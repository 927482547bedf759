"""Pore radius along the channel as a judged quantity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import pi
from typing import TYPE_CHECKING, Final

import numpy as np

from selectivity.md.case import Case
from selectivity.md.cell import Cell
from selectivity.md.conversion import ANGSTROM
from selectivity.md.dipole import axial_permittivity
from selectivity.md.frame_pass import Centre
from selectivity.md.names import is_nothing
from selectivity.md.passes import PassResult, find_groups, first_frame
from selectivity.md.pore import Wall, average_profile, frame_profile, frame_wall, wall_radii
from selectivity.md.quantities import judged
from selectivity.md.run import Run
from selectivity.md.system import open_system, quiet
from selectivity.md.table import (
    Quantity,
)
from selectivity.md.tally import Tally
from selectivity.md.verdict import SUFFICIENT, WEAK, Limits, Verdict

if TYPE_CHECKING:
    from MDAnalysis import AtomGroup

_FRAMES: Final = Limits(20, 1)  # a wall breathes little; one structure is weak
_GATHERED: Final = 0.5  # resultant length of the angles of ions that are in one pore
_MOST_PLACES: Final = 40  # of a wall without mouths
_ONE_STRUCTURE: Final = Verdict(
    WEAK, "one structure: how much it breathes is not known; give a trajectory"
)
_SEARCH: Final = 0.1e-9  # m; grid over a whole slice
_PRECISION: Final = 0.02  # nm; van der Waals radii are not known better


def pore_quantities(runs: Sequence[Run], result: PassResult, case: Case) -> list[Quantity]:
    """Pore radius along the channel on evenly spaced frames of all runs; empty without a wall.

    Parameters
    ----------
    runs : sequence of Run
    result : PassResult
        Says where ions cross the channel, which is where the climb starts.
    case : Case

    Returns
    -------
    list of Quantity
    """
    if not runs[0].selections.wall or is_nothing(runs[0].selections.wall):
        return []
    geometry = case.geometry
    low, high = _ends(runs[0])
    width = case.settings.bin_width
    if not geometry.has_channel:
        width = max(width, (high - low) / _MOST_PLACES)
    steps = int(np.floor((high - low) / width))
    places = low + (high - low - steps * width) / 2 + np.arange(steps + 1) * width
    share = max(1, case.settings.pore_frames // len(runs))
    frames = [
        profile
        for run in runs[:: max(1, len(runs) // case.settings.pore_frames)]
        for profile in _pore_frames(run, places, result, share)
    ]
    estimate = average_profile(np.array(frames[: case.settings.pore_frames]))
    few = replace(case, settings=replace(case.settings, samples=_FRAMES))
    quantity = judged("pore_radius", estimate, few, _PRECISION, places - geometry.centre)
    narrow = int(np.argmin(estimate.value))
    smallest = judged("pore_radius_smallest", estimate.at(narrow), few, _PRECISION)
    if len(frames) > 1:
        return [quantity, smallest]
    return [replace(one, verdicts=(_ONE_STRUCTURE,)) for one in (quantity, smallest)]


def _ends(run: Run) -> tuple[float, float]:
    """Mouths of the channel, else the ends of its wall. [m]"""
    if run.geometry.has_channel:
        return run.geometry.mouth_low, run.geometry.mouth_high
    universe = open_system(run.files)
    groups = find_groups(universe, run)
    wall = universe.select_atoms(run.selections.wall).positions[:, run.geometry.axis]
    place = (wall.astype(float) - Centre(groups.centre, run.geometry.axis).now()) * ANGSTROM
    return float(place.min()), float(place.max())


def pore_area(quantities: Sequence[Quantity]) -> float:
    """Mean cross-section by the pore radius; NaN if there is none. [m²]"""
    for quantity in quantities:
        if quantity.name == "pore_radius":
            return float(pi * np.mean(np.asarray(quantity.estimate.value) ** 2))
    return float("nan")


def _pore_frames(run: Run, places: np.ndarray, result: PassResult, share: int) -> list[np.ndarray]:
    universe = open_system(run.files)
    groups = find_groups(universe, run)
    wall = universe.select_atoms(run.selections.wall)
    centre, radii = Centre(groups.centre, run.geometry.axis), wall_radii(wall)
    first, last = first_frame(universe, run), universe.trajectory.n_frames - 1
    chosen = np.unique(np.linspace(first, last, share).astype(int))
    profiles = []
    with quiet():
        for number in chosen:
            universe.trajectory[number]
            zero, axis = centre.now() * ANGSTROM, run.geometry.axis
            shape = frame_wall(wall, radii)
            middle = places[len(places) // 2] + zero
            start = _start(wall, shape, axis, middle, result.tally)
            profiles.append(frame_profile(shape, axis, places + zero, start))
    return profiles


def _start(wall: AtomGroup, shape: Wall, axis: int, middle: float, tally: Tally) -> np.ndarray:
    """Lateral place inside the pore: where ions cross, else amid the wall, else the widest. [m]"""
    box = wall.dimensions
    period = np.full(2, np.inf)
    if box is not None and np.all(box[:3] > 0):
        period = np.delete(Cell(box).edges, axis) * ANGSTROM
    amid = np.delete(wall.positions, axis, axis=1).mean(axis=0) * ANGSTROM
    boxed = np.isfinite(period)
    crossed = tally.lateral / max(tally.inside, 1.0)
    turned = np.angle(crossed) / (2 * pi) * np.where(boxed, period, 0.0)
    # Ions beside the channel, or along a slit, are spread over the box and say nothing.
    gathered = (tally.inside > 0) & (~boxed | (np.abs(crossed) > _GATHERED))
    start = np.where(gathered, np.where(boxed, turned, crossed.real), amid)
    if not np.all(boxed) or shape.clearance(np.insert(start, axis, middle)) > 0:
        return np.asarray(start)
    grids = [np.arange(0.0, edge, _SEARCH) for edge in period]
    points = np.stack(np.meshgrid(*grids, indexing="ij"), axis=-1).reshape(-1, 2)
    return np.asarray(points[np.argmax(shape.clearance(np.insert(points, axis, middle, axis=1)))])


def permittivity_quantities(result: PassResult, area: float, case: Case) -> list[Quantity]:
    """Axial permittivity of the channel; empty where the run is too short or has no dipoles.

    Parameters
    ----------
    result : PassResult
    area : float
        Of the channel. [m²]
    case : Case

    Returns
    -------
    list of Quantity
    """
    if not result.grid.dipoles or not area > 0:
        return []
    volume = area * (case.geometry.mouth_high - case.geometry.mouth_low)
    estimate = axial_permittivity(
        result.tally.dipole, result.tally.frames, volume, case.temperature, case.run_length
    )
    said = Verdict(SUFFICIENT, f"along the axis, water in {volume * 1e27:.3g} nm3 of channel")
    return [judged("permittivity", estimate, case, 0.0, None, (said,))]
