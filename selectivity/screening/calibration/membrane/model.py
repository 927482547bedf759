"""What one pore would be measured to do: steric, Donnan and dielectric exclusion.

The ion keeps its Stokes radius (rigid), and the Born energy takes the hydrated radius; hydration
shells are not counted, so that the four parameters are what membrane scientists report.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from selectivity.constants import FARADAY, REFERENCE_TEMPERATURE, thermal_energy
from selectivity.domain.water import permittivity_malmberg
from selectivity.screening.calibration.membrane.curves import Curves, Points
from selectivity.stages.hindrance import held_hindrance
from selectivity.terms.dielectric import born_free_energy
from selectivity.terms.steric import steric_partition
from selectivity.transport.charge import donnan
from selectivity.transport.closed_forms import neutral_rejection
from selectivity.transport.single_salt import Salts, salt_passage

PARAMETERS: Final = ("pore_radius", "fixed_charge", "path_factor", "pore_permittivity")
"""r_p [m], X [mol/m³], ε/(τ_f L) [1/m], ε_p [-]."""
SCALES: Final = {"pore_radius": 0.5e-9, "fixed_charge": 20.0, "path_factor": 3e6,
                 "pore_permittivity": 50.0}  # fmt: skip
"""Where the coordinates are zero (a charge of this size is one natural unit from zero)."""
LIMITS: Final = {"pore_radius": (0.18e-9, 5e-9), "fixed_charge": (-1000.0, 1000.0),
                 "path_factor": (1e5, 1e9), "pore_permittivity": (10.0, 78.3)}  # fmt: skip
"""What is looked for. The permittivity of bulk water is the upper end."""
AT_LIMIT: Final = 1e-3
"""Distance in coordinates from an end of what is looked for that counts as none. [-]"""
SMALLEST_PARTITION: Final = 1e-8


def spoken(name: str) -> str:
    """A parameter as it is called in tables and remarks: ``path factor``."""
    return name.replace("_", " ")


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


def at_limits(name: str, value: float) -> tuple[bool, bool]:
    """Whether a parameter lies at the lower or the upper end of what is looked for."""
    values = np.array([SCALES[each] for each in PARAMETERS])
    values[PARAMETERS.index(name)] = value
    place = to_coordinates(values)[PARAMETERS.index(name)]
    low, high = (ends[PARAMETERS.index(name)] for ends in coordinate_limits())
    return bool(place - low < AT_LIMIT), bool(high - place < AT_LIMIT)


def coordinate_limits() -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper ends of the coordinates. (4,)"""
    low = to_coordinates(np.array([LIMITS[name][0] for name in PARAMETERS]))
    high = to_coordinates(np.array([LIMITS[name][1] for name in PARAMETERS]))
    return low, high


def misses(curves: Curves, values: np.ndarray, rejected: np.ndarray) -> np.ndarray:
    """(model - measured)/uncertainty of everything measured.

    Parameters
    ----------
    curves : Curves
    values : ndarray of shape (n_membranes, 4)
        In the order of `PARAMETERS`.
    rejected : ndarray of shape (n_membranes, n_points)
        Rejections by the model: `rejections`, or those of another one.

    Returns
    -------
    ndarray of shape (n_membranes, n_measured)
        Rejections, then conductances (their logarithms). [-]
    """
    missed = (rejected - curves.rejection) / curves.uncertainty
    ratio = np.log(conductances(curves.baths, values) / curves.conductance)
    return np.concatenate([missed, ratio / curves.conductance_uncertainty], axis=1)


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
        Of what is swept away by its own water: no polarization, which the data have removed. [-]
    """
    points = curves.points
    shape = (len(values), len(points.feed), 2)
    partition, diffusion, convection = exclusion(points, values)
    transfer = diffusion * points.diffusivity * values[:, 2, None, None]
    passage = np.empty(shape[:2])
    neutral = ~is_charged(points)
    passage[:, neutral] = 1.0 - neutral_rejection(
        (convection[..., 0] * curves.water_flux / transfer[..., 0])[:, neutral],
        (1.0 - convection * partition)[:, neutral, 0],
    )

    def of_salts(array: np.ndarray) -> np.ndarray:
        return np.broadcast_to(array, shape)[:, ~neutral].reshape(-1, 2)

    salts = Salts(
        charge=of_salts(points.charge),
        feed=of_salts(points.feed),
        partition=of_salts(partition),
        convection=of_salts(convection),
        transfer=of_salts(transfer),
        fixed_charge=np.repeat(values[:, 1], np.sum(~neutral)),
        water_flux=np.tile(curves.water_flux[~neutral], len(values)),
    )
    passage[:, ~neutral] = salt_passage(salts).reshape(len(values), -1)
    return 1.0 - passage


def is_charged(points: Points) -> np.ndarray:
    """Salts rather than neutral solutes. (n_points,)"""
    return np.any(points.charge != 0, axis=1)


def permeabilities(points: Points, values: np.ndarray) -> np.ndarray:
    """P_i(c) of each ion in equilibrium with each solution, K_d Φ e^(-z Δϕ_D) D ε/(τ_f L).

    Parameters
    ----------
    points : Points
    values : ndarray of shape (n_membranes, 4)

    Returns
    -------
    ndarray of shape (n_membranes, n_points, 2)
        [m/s]
    """
    _, diffusion, _ = exclusion(points, values)
    share = pore_share(points, values, np.broadcast_to(points.feed, diffusion.shape))
    return share * diffusion * points.diffusivity * values[:, 2, None, None]


def pore_share(points: Points, values: np.ndarray, outside: np.ndarray) -> np.ndarray:
    """Concentration in the pore over that of a solution in equilibrium with it, Φ e^(-z Δϕ_D).

    Parameters
    ----------
    points : Points
    values : ndarray of shape (n_membranes, 4)
    outside : ndarray of shape (n_membranes, n_points, 2)
        [mol/m³]

    Returns
    -------
    ndarray of shape (n_membranes, n_points, 2)
        [-]
    """
    partition, _, _ = exclusion(points, values)
    virtual = (partition * outside).reshape(-1, 2).T[:, None]
    charge = np.tile(points.charge, (len(values), 1)).T[:, None]
    fixed = _charge_felt(points, values).reshape(1, -1)
    potential = donnan(charge, virtual, fixed, None).potential.reshape(outside.shape[:2])
    return partition * np.exp(-points.charge * potential[..., None])


def conductances(baths: Points, values: np.ndarray) -> np.ndarray:
    """Conductance of the membrane between equal solutions, (F²/RT) Σ z_i² P_i c_i.

    Parameters
    ----------
    baths : Points
    values : ndarray of shape (n_membranes, 4)

    Returns
    -------
    ndarray of shape (n_membranes, n_baths)
        Per area, without the solutions; no electro-osmosis. [S/m²]
    """
    if not len(baths.feed):
        return np.zeros((len(values), 0))
    carried = baths.charge**2 * baths.feed * permeabilities(baths, values)
    return FARADAY**2 / thermal_energy(REFERENCE_TEMPERATURE) * carried.sum(axis=-1)


def exclusion(points: Points, values: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Φ, K_d and K_c. (n_membranes, n_points, 2) each [-]"""
    radius, permittivity = values[:, 0, None, None], values[:, 3, None, None]
    water = permittivity_malmberg(REFERENCE_TEMPERATURE)
    ratio = points.radius / radius
    slit = np.zeros_like(ratio, dtype=bool)
    energy = born_free_energy(points.charge, points.born_radius, permittivity, water)
    weight = np.exp(-energy / thermal_energy(REFERENCE_TEMPERATURE))
    partition = steric_partition(ratio, slit) * weight
    diffusion, convection, _ = held_hindrance(ratio, slit)
    return np.maximum(partition, SMALLEST_PARTITION), diffusion, convection


def _charge_felt(points: Points, values: np.ndarray) -> np.ndarray:
    """X for salts; 0 for neutral solutes, which bring no ions. (n_membranes, n_points)"""
    return np.where(is_charged(points), values[:, 1, None], 0.0)
