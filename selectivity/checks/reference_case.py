"""Fixed ions and channels for checks and demonstrations; nothing is read from a study's tables.

Radii and hydration energies are those of data/ions.csv at the time of writing, but for Li⁺ and
Mg²⁺, which have the numbers that theory 1.3 fixes for its checks.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from selectivity.constants import REFERENCE_TEMPERATURE, WATER_DIAMETER
from selectivity.domain.channels import Channels, Groups, Region
from selectivity.domain.feed import Feed
from selectivity.domain.ions import Ions

WATER_PERMITTIVITY: Final = 78.30
"""Bulk water at 298.15 K (malmberg1956). [-]"""

NANO: Final = 1e-9

# charge, bare, hydrated, Stokes radius [nm], -ΔG_hyd [kJ/mol], D [1e-9 m²/s]
_IONS: Final[dict[str, tuple[float, ...]]] = {
    "Li+": (1, 0.071, 0.382, 0.2385, 477.0, 1.029),
    "Na+": (1, 0.102, 0.358, 0.1839, 371.3, 1.334),
    "K+": (1, 0.138, 0.331, 0.1254, 299.0, 1.957),
    "Mg2+": (2, 0.070, 0.428, 0.3476, 1826.0, 0.706),
    "Cl-": (-1, 0.181, 0.332, 0.1208, 356.7, 2.032),
    "SO4^2-": (-2, 0.230, 0.379, 0.2304, 999.2, 1.065),
}


def reference_ions(*names: str) -> Ions:
    """Ions by name, in the order given, at 298.15 K."""
    table = np.array([_IONS[name] for name in names]).T
    charge, bare, hydrated, stokes, hydration, diffusivity = table
    return Ions(
        names=names,
        charge=charge,
        bare_radius=bare * NANO,
        hydrated_radius=hydrated * NANO,
        stokes_radius=stokes * NANO,
        hydration_gibbs=-hydration * 1e3,
        diffusivity=diffusivity * 1e-9,
        hydrated_radius_assumed=np.zeros(len(names), dtype=bool),
    )


def reference_region(size: np.ndarray, n_groups: int = 0, is_slit: bool = False) -> Region:
    """Region of given sizes with bulk permittivity, no charge and no groups.

    Parameters
    ----------
    size : ndarray of shape (n_candidates,)
        [m]
    n_groups : int
        Columns of the site density, all zero.
    is_slit : bool
        For all.
    """
    column = np.asarray(size, dtype=float)[:, None]
    return Region(
        size=column,
        is_slit=np.full_like(column, is_slit, dtype=bool),
        permittivity=np.full_like(column, WATER_PERMITTIVITY),
        fixed_charge=np.zeros_like(column),
        site_density=np.zeros((len(column), n_groups)),
    )


def reference_channels(
    size: np.ndarray, n_ions: int, n_groups: int = 0, is_slit: bool = False, **changes: float
) -> Channels:
    """Channels of given sizes, 50 nm long, with mouths like the interior.

    Parameters
    ----------
    size : ndarray of shape (n_candidates,)
        [m]
    n_ions, n_groups : int
    is_slit : bool
    **changes : float or ndarray of shape (n_candidates,)
        Candidate fields by name, such as ``length`` or ``hydration_replaced``.
    """
    region = reference_region(size, n_groups, is_slit)
    n_candidates = len(region.size)
    given: dict[str, float | np.ndarray] = {
        "length": 50 * NANO,
        "mouth_length": WATER_DIAMETER,
        "porosity": 0.1,
        "tortuosity_factor": 1.0,
        "wall_friction": np.nan,
        "hydration_replaced": 0.0,
        "size_spread": 0.0,
        "defect_share": 0.0,
        "defect_size": np.nan,
        "stern_thickness": np.nan,
    }
    columns = {
        name: np.broadcast_to(np.asarray(value, dtype=float), n_candidates)[:, None]
        for name, value in (given | changes).items()
    }
    return Channels(
        names=tuple(f"channel {number}" for number in range(n_candidates)),
        interior=region,
        mouth=region,
        affinity_energy=np.zeros((n_candidates, n_ions)),
        **columns,
    )


def charged(channels: Channels, fixed_charge: np.ndarray) -> Channels:
    """The channels with a given fixed charge in interior and mouth. (n_candidates,) [mol/m³]"""
    column = np.broadcast_to(np.asarray(fixed_charge, dtype=float)[:, None], channels.length.shape)
    region = replace(channels.interior, fixed_charge=column)
    return replace(channels, interior=region, mouth=region)


def with_sites(channels: Channels, site_density: np.ndarray) -> Channels:
    """The channels with group sites in interior and mouth. (n_candidates, n_groups) [mol/m³]"""
    region = replace(channels.interior, site_density=np.asarray(site_density, dtype=float))
    return replace(channels, interior=region, mouth=region)


def no_groups(n_ions: int) -> Groups:
    """Groups of a wall that has none."""
    return Groups((), np.zeros(0), np.zeros(0), np.zeros((0, n_ions)), np.ones((0, n_ions)))


def reference_feed(*concentration: float, ph: float = 7.0) -> Feed:
    """Feed at 298.15 K. [mol/m³]"""
    return Feed(
        name="reference",
        concentration=np.array(concentration, dtype=float),
        proton_concentration=10.0 ** (3.0 - ph),
        temperature=REFERENCE_TEMPERATURE,
        water_permittivity=WATER_PERMITTIVITY,
    )
