"""Stacks of layers in a few words, for checks and demonstrations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from selectivity.constants import REFERENCE_TEMPERATURE
from selectivity.domain.layered import (
    DRAG_FRICTION,
    FLUX_RATIO,
    RESERVOIR,
    SWEPT,
    LayeredCases,
    TransportResult,
)
from selectivity.transport import solve

LI, NA, K, MG, CL, SO4 = 1.03e-9, 1.33e-9, 1.957e-9, 7.06e-10, 2.03e-9, 1.065e-9
"""Diffusivities in water at 298 K, as in the issue's examples. [m²/s]"""


@dataclass(frozen=True)
class Layer:
    """A layer; ion fields are numbers or one per ion. See ``LayeredCases`` for units."""

    thickness: float
    fixed_charge: float = 0.0
    partition: Sequence[float] | float = 1.0
    friction: Sequence[float] | float = 1.0
    diffusion: Sequence[float] | float | None = None
    factor: Sequence[float] | float = 1.0
    water_permeability: float = np.inf
    drag: int = DRAG_FRICTION


def stack_cases(
    charge: Sequence[float],
    diffusivity: Sequence[float],
    feed: Sequence[float] | np.ndarray,
    layers: Sequence[Layer],
    permeate: Sequence[float] | np.ndarray | str | float = "swept",
    **drive: float | np.ndarray,
) -> LayeredCases:
    """Cases that differ in feed or drive only.

    Parameters
    ----------
    charge, diffusivity : sequence of float
        Per ion. [-], [m²/s]
    feed : array of shape (n_ions,) or (n_cases, n_ions); permeate likewise
        [mol/m³]
    layers : sequence of Layer
    permeate : "swept", total of a flux-ratio permeate, or reservoir concentrations
        [mol/m³]
    **drive : float or ndarray of shape (n_cases,)
        ``water_flux`` or ``pressure``, ``current`` or ``voltage`` (default zero current), also
        ``temperature``.

    Returns
    -------
    LayeredCases
    """
    n_ions = len(charge)
    if "voltage" not in drive:
        drive.setdefault("current", 0.0)
    kind, total, content = RESERVOIR, np.nan, np.zeros(n_ions)
    if isinstance(permeate, str):
        kind = SWEPT
    elif np.ndim(permeate) == 0:
        kind, total = FLUX_RATIO, float(permeate)
    else:
        content = np.asarray(permeate, dtype=float)

    def wide(values: list[Sequence[float] | float]) -> np.ndarray:
        return np.array([np.broadcast_to(value, n_ions) for value in values], dtype=float)

    slowed = [layer.friction if layer.diffusion is None else layer.diffusion for layer in layers]
    drive.setdefault("temperature", REFERENCE_TEMPERATURE)
    return LayeredCases(
        charge=np.asarray(charge, dtype=float),
        feed=np.asarray(feed, dtype=float),
        thickness=np.array([layer.thickness for layer in layers]),
        fixed_charge=np.array([layer.fixed_charge for layer in layers]),
        partition=wide([layer.partition for layer in layers]),
        hindrance_convection=wide([layer.friction for layer in layers]),
        hindrance_diffusion=wide(slowed),
        diffusivity=wide([layer.factor for layer in layers]) * np.asarray(diffusivity),
        closure=np.array(kind),
        permeate=content,
        permeate_total=np.array(total),
        water_permeability=np.array([layer.water_permeability for layer in layers]),
        drag=np.array([layer.drag for layer in layers]),
        **{name: np.asarray(value, dtype=float) for name, value in drive.items()},
    )


def solve_stack(*args: object, **kwargs: object) -> TransportResult:
    """``transport.solve`` of ``stack_cases``."""
    return solve(stack_cases(*args, **kwargs))
