"""Rejection of salts and solutes by one pore: steric, Donnan and dielectric exclusion.

The ion keeps its Stokes radius (rigid), and the Born energy takes the hydrated radius; hydration
shells are not counted, so that the four parameters are what membrane scientists report.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from selectivity.constants import REFERENCE_TEMPERATURE, thermal_energy
from selectivity.domain.layered import DRAG_NONE, SOLVED, SWEPT, LayeredCases
from selectivity.domain.water import permittivity_malmberg
from selectivity.screening.calibration.membrane.data import Curves
from selectivity.stages.hindrance import held_hindrance
from selectivity.terms.dielectric import born_free_energy
from selectivity.terms.steric import steric_partition

PARAMETERS: Final = ("pore_radius", "fixed_charge", "path_factor", "pore_permittivity")
"""r_p [m], X [mol/m³], ε/(τ_f L) [1/m], ε_p [-]."""
SCALES: Final = {"pore_radius": 0.5e-9, "fixed_charge": 20.0, "path_factor": 3e6,
                 "pore_permittivity": 50.0}  # fmt: skip
"""Where the coordinates are zero (a charge of this size is one natural unit from zero)."""
LIMITS: Final = {"pore_radius": (0.18e-9, 5e-9), "fixed_charge": (-1000.0, 1000.0),
                 "path_factor": (1e5, 1e9), "pore_permittivity": (10.0, 78.3)}  # fmt: skip
"""What is looked for. The permittivity of bulk water is the upper end."""
SMALLEST_PARTITION: Final = 1e-8


def to_coordinates(values: np.ndarray) -> np.ndarray:
    """Free coordinates of parameters: logarithms, and asinh of the charge. (..., 4)"""
    scale = np.array([SCALES[name] for name in PARAMETERS])
    out = np.log(np.maximum(np.abs(values), 1e-300) / scale)
    charge = PARAMETERS.index("fixed_charge")
    out[..., charge] = np.arcsinh(values[..., charge] / scale[charge])
    return out


def to_values(coordinates: np.ndarray) -> np.ndarray:
    """Parameters in SI. (..., 4)"""
    scale = np.array([SCALES[name] for name in PARAMETERS])
    out = scale * np.exp(coordinates)
    charge = PARAMETERS.index("fixed_charge")
    out[..., charge] = scale[charge] * np.sinh(coordinates[..., charge])
    return out


def coordinate_limits() -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper ends of the coordinates. (4,)"""
    low = to_coordinates(np.array([LIMITS[name][0] for name in PARAMETERS]))
    high = to_coordinates(np.array([LIMITS[name][1] for name in PARAMETERS]))
    return low, high


def rejections(curves: Curves, values: np.ndarray) -> np.ndarray:
    """Rejection of every point for many membranes at once.

    Parameters
    ----------
    curves : Curves
    values : ndarray of shape (n_membranes, 4)
        In the order of `PARAMETERS`.

    Returns
    -------
    ndarray of shape (n_membranes, n_points)
        NaN where the core did not solve.
    """
    from selectivity.transport import solve

    n_membranes, n_points = len(values), len(curves.water_flux)
    n_cases = n_membranes * n_points
    radius, fixed, path, permittivity = (values[:, i, None, None] for i in range(4))
    water = permittivity_malmberg(REFERENCE_TEMPERATURE)
    ratio = curves.radius / radius
    slit = np.zeros_like(ratio, dtype=bool)
    energy = born_free_energy(curves.charge, curves.born_radius, permittivity, water)
    partition = steric_partition(ratio, slit) * np.exp(
        -energy / thermal_energy(REFERENCE_TEMPERATURE)
    )
    diffusion, convection, _ = held_hindrance(ratio, slit)
    shape = (n_cases, 1, 2)
    feed = np.broadcast_to(curves.feed, (n_membranes, n_points, 2)).reshape(n_cases, 2)
    result = solve(
        LayeredCases(
            temperature=np.full(n_cases, REFERENCE_TEMPERATURE),
            charge=np.broadcast_to(curves.charge, ratio.shape).reshape(n_cases, 2),
            feed=feed,
            thickness=np.ones((n_cases, 1)),
            fixed_charge=np.broadcast_to(_charge_felt(curves, fixed), ratio.shape[:2]).reshape(
                n_cases, 1
            ),
            partition=np.maximum(partition, SMALLEST_PARTITION).reshape(shape),
            hindrance_convection=convection.reshape(shape),
            hindrance_diffusion=diffusion.reshape(shape),
            diffusivity=(curves.diffusivity * path).reshape(shape),
            closure=np.full(n_cases, SWEPT),
            permeate=np.zeros((n_cases, 2)),
            water_flux=np.tile(curves.water_flux, n_membranes),
            current=np.zeros(n_cases),
            drag=np.full((n_cases, 1), DRAG_NONE),
        )
    )
    passage = np.where(result.status == SOLVED, result.permeate[:, 0] / feed[:, 0], np.nan)
    return 1.0 - passage.reshape(n_membranes, n_points)


def _charge_felt(curves: Curves, fixed: np.ndarray) -> np.ndarray:
    """X for salts; 0 for neutral solutes, which bring no ions. (n_membranes, n_points)"""
    return np.where(np.any(curves.charge != 0, axis=1), fixed[:, :, 0], 0.0)
