"""What the program sees in a user's simulation, before anything long runs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from selectivity.constants import thermal_energy
from selectivity.errors import DataError
from selectivity.md.conversion import ANGSTROM, PICOSECOND
from selectivity.md.coordinate import Series, read_series
from selectivity.md.force_constant import force_constant_warning
from selectivity.md.frame_pass import Centre, Groups
from selectivity.md.names import contents
from selectivity.md.passes import find_groups, first_frame
from selectivity.md.run import Run
from selectivity.md.system import frame_step, open_system, quiet, trajectory_format
from selectivity.md.umbrella import Window

if TYPE_CHECKING:
    from MDAnalysis import Universe

_SAME_PLACE: Final = 0.05e-9  # m; a pulled group differs from one atom by less
_SAME_TIME: Final = 0.02  # share of the run
_PROBES: Final = 5  # frames in which trajectory and series are compared
_LONG_STEP: Final = 0.25  # of the box
_BROKEN: Final = 0.5  # of the box
_LEAST_HISTOGRAM_OVERLAP: Final = 0.05
_BIN: Final = 0.01e-9  # m


def check_pair(runs: Sequence[Run]) -> list[str]:
    """Lines about one candidate and ion; warnings begin with ``warning:``.

    Parameters
    ----------
    runs : sequence of Run

    Returns
    -------
    list of str

    Raises
    ------
    DataError
        What would stop the analysis too.
    """
    first = runs[0]
    lines = [f"{first.candidate}, {first.ion}: {len(runs)} runs at {first.temperature:g} K"]
    with_frames = [run for run in runs if run.files.topology is not None]
    if with_frames:
        lines += _system_lines(with_frames[0])
    series = {run.row: read_series(run.coordinate) for run in runs if run.coordinate.file}
    for run in with_frames[1:]:
        open_system(run.files)
    lines += _time_lines(with_frames, series)
    biased = [run for run in runs if run.restraint is not None and run.row in series]
    if biased:
        lines += _window_lines(biased, series)
    return lines


def _system_lines(run: Run) -> list[str]:
    universe = open_system(run.files)
    groups = find_groups(universe, run)
    step = frame_step(universe, run.files)
    lines = [
        f"  topology: {universe.atoms.n_atoms} atoms: {contents(universe)}",
        f"  trajectory: {universe.trajectory.n_frames} frames, {step / PICOSECOND:g} ps apart "
        f"({trajectory_format(run.files)}); {first_frame(universe, run)} discarded",
        f"  box: {_box(universe)}",
    ]
    for name in Groups.__dataclass_fields__:
        atoms = getattr(groups, name)
        lines.append(f"  {name}: {len(atoms)} atoms{_kinds(atoms)}")
    return lines + [f"  warning: {text}" for text in _system_warnings(universe, groups, run)]


def _system_warnings(universe: Universe, groups: Groups, run: Run) -> list[str]:
    is_window, has_channel = run.restraint is not None, run.geometry.has_channel
    uncentred = not run.selections.wall and not run.selections.centre
    is_dcd = trajectory_format(run.files) == "DCD"
    findings = {
        "the topology has no atom names: check the counts of every selection": not hasattr(
            universe.atoms, "names"
        ),
        "no box: distances ignore periodic images, g(r) has no density; give box_nm": (
            universe.dimensions is None
        ),
        "no water oxygens found: no hydration; give water_selection": not len(groups.water),
        f"{len(groups.ion)} ions in an umbrella window: which one is restrained?": (
            is_window and len(groups.ion) != 1
        ),
        "no wall or centre selection: z is that of the box, drift stays in it": (
            has_channel and uncentred
        ),
        "the time step of DCD files is often wrong; compare it, or give dt_ps": (
            is_dcd and np.isnan(run.files.time_step)
        ),
        "the wall lies across the box boundary (wrapped): its centre is taken by image": (
            _is_broken(groups)
        ),
    }
    found = [text for text, holds in findings.items() if holds]
    return found + ([] if is_window else _jump_warnings(universe, groups))


def _jump_warnings(universe: Universe, groups: Groups) -> list[str]:
    if universe.dimensions is None or universe.trajectory.n_frames == 1:
        return []
    from MDAnalysis.lib.distances import minimize_vectors

    with quiet():
        universe.trajectory[0]
        before = groups.ion.positions.astype(float)
        universe.trajectory[1]
        moved = minimize_vectors(groups.ion.positions - before, universe.dimensions)
        universe.trajectory[0]
    if np.max(np.abs(moved)) < _LONG_STEP * np.min(universe.dimensions[:3]):
        return []
    return ["ions move by more than a quarter of the box between frames: no diffusivity"]


def _time_lines(runs: Sequence[Run], series: dict[int, Series]) -> list[str]:
    """Compares trajectory and series, where a run has both."""
    found = []
    for run in runs:
        if run.row not in series:
            continue
        universe = open_system(run.files)
        step = frame_step(universe, run.files)
        length = step * (universe.trajectory.n_frames - 1)
        own = series[run.row]
        if abs(length - np.ptp(own.time)) > _SAME_TIME * max(length, np.ptp(own.time)):
            found.append(
                f"  warning: row {run.row}: the trajectory lasts {length / PICOSECOND:.4g} ps and "
                f"the series {np.ptp(own.time) / PICOSECOND:.4g} ps: is dt_ps or a unit wrong?"
            )
        elif (apart := _apart(universe, run, own, step)) > _SAME_PLACE:
            found.append(
                f"  warning: row {run.row}: the ion is {apart * 1e9:.3g} nm from the coordinate "
                "of its series: check ion, centre_selection, axis and units"
            )
    return found


def _apart(universe: Universe, run: Run, series: Series, step: float) -> float:
    """Median distance between the ion in the trajectory and the series. [m]"""
    groups = find_groups(universe, run)
    if len(groups.ion) != 1:
        return 0.0
    axis = run.geometry.axis
    centre = Centre(groups.centre, axis)
    apart = []
    with quiet():
        for number in np.linspace(0, universe.trajectory.n_frames - 1, _PROBES).astype(int):
            universe.trajectory[number]
            z = (groups.ion.positions[0, axis] - centre.now()) * ANGSTROM
            other = np.interp(number * step, series.time - series.time[0], series.value)
            difference = z - other
            if universe.dimensions is not None:
                length = universe.dimensions[axis] * ANGSTROM
                difference -= length * np.rint(difference / length)
            apart.append(abs(difference))
    return float(np.median(apart))


def _window_lines(runs: Sequence[Run], series: dict[int, Series]) -> list[str]:
    windows = [_window(run, series[run.row]) for run in runs]
    windows.sort(key=lambda window: window.restraint.centre)
    shared = [*(histogram_overlap(a, b) for a, b in pairwise(windows)), None]
    thermal = thermal_energy(runs[0].temperature)
    lines = ["  window   centre/nm     mean/nm  deviation/nm  sqrt(RT/k)/nm  samples  overlap"]
    for window, overlap in zip(windows, shared, strict=True):
        expected = np.sqrt(thermal / window.restraint.force_constant)
        lines.append(
            f"  {window.name:<8} {window.restraint.centre * 1e9:9.4g} "
            f"{window.value.mean() * 1e9:11.4g} {window.value.std() * 1e9:13.3g} "
            f"{expected * 1e9:14.3g} {len(window.value):8d}  "
            f"{'' if overlap is None else format(overlap, '.2f')}"
        )
        if overlap is not None and overlap < _LEAST_HISTOGRAM_OVERLAP:
            lines.append("  warning: hardly any overlap with the next window: add one between")
    doubt = force_constant_warning(tuple(windows), runs[0].geometry, runs[0].temperature)
    if doubt:
        lines.append(f"  warning: {doubt}")
    return lines


def histogram_overlap(first: Window, second: Window) -> float:
    """Share of samples that two windows have in common, 0 to 1. [-]"""
    low = min(first.value.min(), second.value.min())
    high = max(first.value.max(), second.value.max())
    edges = np.linspace(low, high, max(2, int(np.ceil((high - low) / _BIN)) + 1))
    parts = [np.histogram(window.value, edges)[0] / len(window.value) for window in (first, second)]
    return float(np.minimum(*parts).sum())


def _window(run: Run, series: Series) -> Window:
    if run.restraint is None:
        raise DataError(f"row {run.row}: not a window")
    kept = series.after(run.discard)
    step = float(np.median(np.diff(kept.time))) if len(kept.time) > 1 else float("nan")
    return Window(run.name, run.restraint, kept.value, step)


def _is_broken(groups: Groups) -> bool:
    atoms = groups.centre
    if not len(atoms) or atoms.dimensions is None:
        return False
    spread = np.ptp(atoms.positions, axis=0)
    shifted = np.mod(atoms.positions + atoms.dimensions[:3] / 2, atoms.dimensions[:3])
    gap = spread - np.ptp(shifted, axis=0)
    return bool(np.any(gap > _BROKEN * atoms.dimensions[:3]))


def _box(universe: Universe) -> str:
    if universe.dimensions is None:
        return "none"
    edges = " x ".join(f"{edge / 10:.4g}" for edge in universe.dimensions[:3])
    angles = ", ".join(f"{angle:.4g}" for angle in universe.dimensions[3:])
    return f"{edges} nm, angles {angles}"


def _kinds(atoms: object) -> str:
    for attribute in ("names", "types"):
        values = getattr(atoms, attribute, None)
        if values is not None and len(values):
            found, counts = np.unique(np.asarray(values, dtype=str), return_counts=True)
            listed = ", ".join(f"{n} {c}" for n, c in zip(found[:6], counts[:6], strict=True))
            return f" ({listed})"
    return ""
