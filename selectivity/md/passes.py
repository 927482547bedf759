"""Passes over the runs of one candidate and ion: in parallel, remembered if interrupted."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from selectivity.errors import DataError
from selectivity.md.conversion import ANGSTROM
from selectivity.md.dipole import Dipoles
from selectivity.md.frame_pass import FramePass, Groups
from selectivity.md.names import ion_atoms, ligands, select, water_oxygens
from selectivity.md.run import Run
from selectivity.md.system import frame_step, open_system, quiet
from selectivity.md.tally import Grid, Tally
from selectivity.md.verdict import Settings

if TYPE_CHECKING:
    from MDAnalysis import Universe

_MARGIN: Final = 1.05  # room for a box that breathes
_LONGEST_LAG: Final = 100e-12  # s; motion in water is diffusive well before
_LAG_SHARE: Final = 0.1  # of the run
Progress = Callable[[int], None]


@dataclass(frozen=True)
class PassResult:
    """Tally of all runs of a candidate and ion.

    Attributes
    ----------
    tally : Tally
    grid : Grid
    steps : tuple of float
        Time between frames of each run. [s]
    series : tuple of ndarray of shape (n_frames, n_ions)
        ξ of each run, for windows without a coordinate file. [m]
    """

    tally: Tally
    grid: Grid
    steps: tuple[float, ...]
    series: tuple[np.ndarray, ...]

    @property
    def lag_time(self) -> float:
        """Between stored positions. [s]"""
        return self.grid.lag_step * self.steps[0]


@dataclass(frozen=True)
class Task:
    """What one worker does."""

    run: Run
    grid: Grid
    settings: Settings
    memory: Path | None
    part: int = 0
    parts: int = 1


def find_groups(universe: Universe, run: Run) -> Groups:
    """Atoms that a pass follows, by the run's selections or by usual names."""
    chosen = run.selections
    wall = select(universe, chosen.wall, "wall_selection")
    group = select(universe, chosen.group, "group_selection")
    centre = select(universe, chosen.centre, "centre_selection") if chosen.centre else wall
    ion = ion_atoms(universe, run.ion, chosen.ion)
    water = water_oxygens(universe, chosen.water) - ion
    ligand = ligands(universe, chosen.ligand, [wall, group]) - water - ion
    return Groups(ion, water, ligand, group - ion, centre)


def make_grid(run: Run, settings: Settings) -> Grid:
    """Bins for all runs of a candidate and ion, from its first run."""
    universe = open_system(run.files)
    frames = universe.trajectory.n_frames - first_frame(universe, run)
    lag_time = min(_LONGEST_LAG, _LAG_SHARE * frames * frame_step(universe, run.files))
    step = frame_step(universe, run.files)
    lag_step = max(1, int(lag_time / settings.lags / step)) if step > 0 else 1
    water, geometry = water_oxygens(universe, run.selections.water), run.geometry
    n_r = round(settings.shell_range / settings.shell_bin)
    return Grid(
        z=_axis_edges(universe, run, settings),
        radius=np.arange(n_r + 1) * settings.shell_bin,
        blocks=settings.blocks,
        lag_step=lag_step,
        lags=max(1, min(settings.lags, int(frames) // settings.blocks)),
        dipoles=frames * step >= settings.permittivity_time and Dipoles.possible(water, geometry),
    )


def first_frame(universe: Universe, run: Run) -> int:
    """First frame after the time to be discarded."""
    step = frame_step(universe, run.files)
    first = int(np.ceil(run.discard / step - 1e-3)) if run.discard > 0 else 0
    if first >= universe.trajectory.n_frames:
        raise DataError(
            f"row {run.row}: discard_ps leaves nothing of {universe.trajectory.n_frames} frames "
            f"{step * 1e12:g} ps apart"
        )
    return first


def run_passes(
    runs: Sequence[Run], settings: Settings, workers: int, progress: Progress, memory: Path | None
) -> PassResult:
    """Tally of all runs.

    Parameters
    ----------
    runs : sequence of Run
        With trajectories.
    settings : Settings
    workers : int
        Processes; more of them than runs share the frames of a run.
    progress : callable
        Told after each run.
    memory : Path or None
        Folder where finished runs are kept until the whole is done, so that a killed job goes on.

    Returns
    -------
    PassResult
    """
    grid = make_grid(runs[0], settings)
    parts = -(-workers // len(runs))
    tasks = [Task(run, grid, settings, memory, i, parts) for run in runs for i in range(parts)]
    results = _results(tasks, workers)
    total = Tally.empty(grid)
    steps, series = [], []
    for _ in runs:
        tally, step = next(results)
        for _ in range(parts - 1):
            tally += next(results)[0]
        if steps and not np.isclose(step, steps[0], rtol=1e-2):
            # Displacements of another time step do not add up.
            tally.axial[:] = tally.spatial[:] = tally.origins[:] = 0
        steps.append(step)
        series.append(np.array(tally.position))
        total += tally
        progress(1)
    return PassResult(total, grid, tuple(steps), tuple(series))


def run_task(task: Task) -> tuple[Tally, float]:
    """Tally of one run, or of one part of its frames, and its time step; remembered if asked."""
    kept = _kept(task)
    if kept is not None and kept.is_file():
        return _load(kept)
    universe = open_system(task.run.files)
    step = frame_step(universe, task.run.files)
    tally = _part_tally(universe, task)
    if kept is not None:
        _save(kept, tally, step)
    return tally, step


def _part_tally(universe: Universe, task: Task) -> Tally:
    """Counts one part; frames before it are followed, so that no displacement is lost."""
    grid = task.grid
    first = first_frame(universe, task.run)
    count = universe.trajectory.n_frames - first
    start, stop = (count * i // task.parts for i in (task.part, task.part + 1))
    warm = max(0, start - grid.lags * grid.lag_step)
    one_pass = FramePass(find_groups(universe, task.run), grid, task.run.geometry, warm)
    try:
        with quiet():
            for number, timestep in _frames(universe, first, warm, stop):
                one_pass.add(timestep, number * grid.blocks // count, number >= start)
    except (OSError, EOFError) as error:
        raise DataError(f"{task.run.files.trajectory}: truncated: {error}") from error
    return one_pass.tally


def _frames(universe: Universe, first: int, start: int, stop: int) -> Iterator[tuple[int, Any]]:
    """Frames with their number after the discarded ones."""
    if first + start == 0 and first + stop == universe.trajectory.n_frames:
        yield from enumerate(universe.trajectory)  # a slice would seek each frame: slower
    else:
        yield from enumerate(universe.trajectory[first + start : first + stop], start)


def _results(tasks: list[Task], workers: int) -> Iterator[tuple[Tally, float]]:
    if workers <= 1 or len(tasks) == 1:
        yield from map(run_task, tasks)
        return
    with ProcessPoolExecutor(min(workers, len(tasks)), mp_context=get_context("spawn")) as pool:
        yield from pool.map(run_task, tasks)


def _axis_edges(universe: Universe, run: Run, settings: Settings) -> np.ndarray:
    """Bins centred on the channel's centre over the whole period; one bin without a channel."""
    if not run.geometry.has_channel and run.restraint is None:
        return np.array([-np.inf, np.inf])
    from MDAnalysis.lib.mdamath import triclinic_vectors

    axis, box = run.geometry.axis, universe.dimensions
    if box is not None and box[axis] > 0:
        half = float(triclinic_vectors(box)[axis, axis]) / 2 * ANGSTROM * _MARGIN
    else:
        half = float(np.ptp(universe.atoms.positions[:, axis])) * ANGSTROM
    bins = int(np.ceil(half / settings.bin_width))
    return (np.arange(-bins, bins + 2) - 0.5) * settings.bin_width


def _kept(task: Task) -> Path | None:
    """Where a run is kept: its name changes with anything that changes the result."""
    if task.memory is None:
        return None
    files = [f for f in (task.run.files.topology, *task.run.files.trajectory) if f is not None]
    state = [(str(file), file.stat().st_size, file.stat().st_mtime_ns) for file in files]
    grid = (task.grid.z.tobytes(), task.grid.radius.tobytes(), task.grid.lag_step, task.grid.lags)
    text = repr((task.run, task.settings, grid, state, task.part, task.parts))
    return task.memory / f"{hashlib.sha256(text.encode()).hexdigest()[:32]}.npz"


def _save(path: Path, tally: Tally, step: float) -> None:
    from selectivity.tables.write import write_atomically

    arrays = {item.name: np.asarray(getattr(tally, item.name)) for item in fields(tally)}
    write_atomically(path, lambda place: np.savez_compressed(place, step=step, **arrays))


def _load(path: Path) -> tuple[Tally, float]:
    with np.load(path) as stored:
        values: dict[str, Any] = {item.name: stored[item.name] for item in fields(Tally)}
        step = float(stored["step"])
    for name, value in values.items():
        if name in ("position", "contact"):
            values[name] = list(value)
        elif value.ndim == 0:
            values[name] = float(value)
    return Tally(**values), step
