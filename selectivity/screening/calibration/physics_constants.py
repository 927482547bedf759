"""Constants of theory that measurements are asked for."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

import numpy as np

from selectivity.screening.calibration.situation import CLASSES

_FIELD: Final = dict(
    zip(CLASSES, ("unreplaced_dense", "unreplaced_layered", "unreplaced_channel"), strict=True)
)


@dataclass(frozen=True)
class PhysicsConstants:
    """Constants of theory that measurements are asked for; each scalar.

    Attributes
    ----------
    radius_scale : float
        Pore radius over that of the estimators. [-]
    charge_scale : float
        Charge over that of Grahame's equation. [-]
    charge_shift : float
        Added to the charge of every wall. [mol/m³]
    permittivity_scale : float
        On the layered-water permittivity. [-]
    path_scale : float
        ε/(τ_f L) over that of the water permeance. [-]
    unreplaced_dense, unreplaced_layered, unreplaced_channel : float
        1 - χ by class of `situation.CLASSES`. [-]
    """

    radius_scale: float
    charge_scale: float
    charge_shift: float
    permittivity_scale: float
    path_scale: float
    unreplaced_dense: float
    unreplaced_layered: float
    unreplaced_channel: float

    def of_rows(self, material: np.ndarray) -> RowConstants:
        """The same constants, 1 - χ by the class of each row."""
        unreplaced = np.array([getattr(self, _FIELD[name]) for name in material], dtype=float)
        scales = {field.name: getattr(self, field.name) for field in fields(RowConstants)[:-1]}
        return RowConstants(**scales, unreplaced=unreplaced)


CONSTANTS: Final = tuple(field.name for field in fields(PhysicsConstants))


@dataclass(frozen=True)
class RowConstants:
    """The same constants, each scalar or of shape (n_rows,); ``unreplaced`` is 1 - χ."""

    radius_scale: float | np.ndarray
    charge_scale: float | np.ndarray
    charge_shift: float | np.ndarray
    permittivity_scale: float | np.ndarray
    path_scale: float | np.ndarray
    unreplaced: np.ndarray
