"""What is done to each frame as it is read (transformations of MDAnalysis)."""

from __future__ import annotations

from typing import Any

import numpy as np


class SetBox:
    """A box for frames without one; MDAnalysis' own looks for thread pools in each frame (4 ms)."""

    def __init__(self, dimensions: np.ndarray) -> None:
        self.dimensions = dimensions

    def __call__(self, timestep: Any) -> Any:
        timestep.dimensions = self.dimensions
        return timestep


class Rescale:
    """Positions and box of a frame times a factor (a transformation of MDAnalysis)."""

    def __init__(self, factor: float) -> None:
        self.factor = factor

    def __call__(self, timestep: Any) -> Any:
        timestep.positions = timestep.positions * self.factor
        if timestep.dimensions is not None:
            timestep.dimensions = timestep.dimensions * np.array([self.factor] * 3 + [1.0] * 3)
        return timestep
