"""Pore radius along the channel as a judged quantity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import pi
from typing import Final

import numpy as np

from selectivity.md.conversion import ANGSTROM
from selectivity.md.dipole import axial_permittivity
from selectivity.md.energies import Case
from selectivity.md.frame_pass import Centre
from selectivity.md.passes import PassResult, find_groups, first_frame
from selectivity.md.pore import average_profile, frame_profile, frame_wall, wall_radii
from selectivity.md.quantities import judged
from selectivity.md.run import Run
from selectivity.md.system import open_system, quiet
from selectivity.md.table import (
    Quantity,
)
from selectivity.md.verdict import SUFFICIENT, Limits, Verdict

_FRAMES: Final = Limits(20, 1)  # a wall breathes little; one structure is weak
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
    geometry = case.geometry
    if not geometry.has_channel or not runs[0].selections.wall:
        return []
    steps = int(np.floor((geometry.mouth_high - geometry.mouth_low) / case.settings.bin_width))
    low = (
        geometry.mouth_low
        + (geometry.mouth_high - geometry.mouth_low - steps * case.settings.bin_width) / 2
    )
    places = low + np.arange(steps + 1) * case.settings.bin_width
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
    return [quantity, smallest]


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
            zero = centre.now() * ANGSTROM
            if result.tally.inside > 0:
                start = result.tally.lateral / result.tally.inside
            else:
                lateral = np.delete(wall.positions, run.geometry.axis, axis=1)
                start = lateral.mean(axis=0).astype(float) * ANGSTROM
            profiles.append(
                frame_profile(frame_wall(wall, radii), run.geometry.axis, places + zero, start)
            )
    return profiles


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
