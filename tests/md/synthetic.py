"""Made-up simulations with known answers."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from selectivity.constants import thermal_energy
from selectivity.md.run import Geometry, Restraint
from selectivity.md.umbrella import Window

TEMPERATURE = 300.0
RT = thermal_energy(TEMPERATURE)
STIFFNESS = 1200e21  # J/(mol m²), as in the shipped nanotube
WELL = 60e21  # J/(mol m²)
TIME_STEP = 1e-12
GEOMETRY = Geometry(bulk_low=0.75e-9, bulk_high=0.95e-9, mouth_low=-0.4e-9, mouth_high=0.4e-9)


def harmonic_windows(
    centres: np.ndarray,
    samples: int = 400,
    stiffness: float = STIFFNESS,
    well: float = WELL,
    seed: int = 1,
) -> tuple[Window, ...]:
    """Windows on W = ½ well ξ²: each is Gaussian, with a known mean and variance."""
    random = np.random.default_rng(seed)
    total = stiffness + well
    return tuple(
        Window(
            f"{centre * 1e9:.2f}",
            Restraint(centre, stiffness),
            random.normal(stiffness * centre / total, np.sqrt(RT / total), samples),
            TIME_STEP,
        )
        for centre in centres
    )


def write_xyz(file: Path, names: list[str], frames: np.ndarray) -> None:
    """Frames of shape (n_frames, n_atoms, 3) in Å as an XYZ trajectory."""
    lines = []
    for frame in frames:
        lines += [str(len(names)), ""]
        lines += [
            f"{name} {x:.6f} {y:.6f} {z:.6f}" for name, (x, y, z) in zip(names, frame, strict=True)
        ]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_runs(file: Path, rows: list[dict[str, object]]) -> Path:
    """A table of runs with the columns of its rows."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    lines = [",".join(columns)]
    lines += [",".join(str(row.get(column, "")) for column in columns) for row in rows]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file
