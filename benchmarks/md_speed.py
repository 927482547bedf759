"""Time and memory of the MD analysis beside plain reading with MDAnalysis.

``python benchmarks/md_speed.py`` prints the table of docs/md.md. The system is MDAnalysisTests' Na⁺
in TIP4P water with a protein, 47,681 atoms, its ten frames repeated.
"""

from __future__ import annotations

import resource
import tempfile
import time
from pathlib import Path

import numpy as np

from selectivity.md.coordinate import read_series
from selectivity.md.inputs import read_runs
from selectivity.md.passes import run_passes
from selectivity.md.pmf import umbrella_profile
from selectivity.md.pore import frame_profile, frame_wall, wall_radii
from selectivity.md.run import Files, Run
from selectivity.md.system import open_system, quiet
from selectivity.md.umbrella import Window
from selectivity.md.verdict import Settings

REPEATS = (100, 1000)
PORE_FRAMES = 50
STUDY = Path(__file__).resolve().parents[1]


def water_run(repeats: int, folder: Path) -> Run:
    """Na⁺ in water, ten frames repeated in one file."""
    with quiet():
        import MDAnalysis
        from MDAnalysisTests.datafiles import TPR, XTC

        universe = MDAnalysis.Universe(TPR, XTC)
        file = folder / f"{repeats}.xtc"
        with MDAnalysis.Writer(str(file), universe.atoms.n_atoms) as writer:
            for _ in range(repeats // universe.trajectory.n_frames):
                for _ in universe.trajectory:
                    writer.write(universe.atoms)
    return Run("water", "Na+", "a", 2, 300.0, files=Files(Path(TPR), (file,), time_step=1e-11))


def reading(run: Run) -> float:
    """Seconds that MDAnalysis takes to read all frames."""
    universe = open_system(run.files)
    start = time.process_time()
    with quiet():
        for _ in universe.trajectory:
            pass
    return time.process_time() - start


def analysing(run: Run) -> float:
    """Seconds of one pass with every ion-centred quantity."""
    start = time.process_time()
    run_passes([run], Settings(), 1, lambda done: None, None)
    return time.process_time() - start


def memory() -> float:
    """Largest resident memory so far, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def nanotube() -> None:
    """PMF of 2 x 19 windows after reading, and the pore radius of 50 frames."""
    pairs, _ = read_runs(STUDY / "config/trajectories.csv", STUDY)
    groups = []
    for runs in pairs.values():
        series = [read_series(run.coordinate).after(run.discard).value for run in runs]
        groups.append(
            (
                runs,
                tuple(
                    Window(r.name, r.restraint, s, 1e-13) for r, s in zip(runs, series, strict=True)
                ),
            )
        )
    for _ in range(2):  # the first time imports pymbar
        start = time.process_time()
        for runs, windows in groups:
            umbrella_profile(windows, runs[0].geometry, 300.0, Settings())
        took = time.process_time() - start
    print(f"PMF of 2 x 19 windows          {took:8.2f} s")
    run = groups[0][0][0]
    universe = open_system(run.files)
    wall = universe.select_atoms(run.selections.wall)
    radii = wall_radii(wall)
    places = (wall.positions[:, 2].mean() + np.arange(-13, 14) / 2) * 1e-10
    centre = wall.positions[:, :2].mean(axis=0).astype(float) * 1e-10
    start = time.process_time()
    for number in range(PORE_FRAMES):
        universe.trajectory[number % universe.trajectory.n_frames]
        frame_profile(frame_wall(wall, radii), 2, places, centre)
    print(
        f"pore radius, {PORE_FRAMES} frames x {len(places)} places "
        f"{time.process_time() - start:6.2f} s"
    )


def main(folder: Path) -> None:
    """Print the table."""
    print("frames  reading/s  one pass/s  ratio  peak memory/MB")
    for repeats in REPEATS:
        run = water_run(repeats, folder)
        plain = reading(run)
        ours = analysing(run)
        print(f"{repeats:6d} {plain:10.2f} {ours:11.2f} {ours / plain:6.2f} {memory():15.0f}")
    nanotube()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        main(Path(name))
