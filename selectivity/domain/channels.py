"""Channels (candidates as the physics sees them) and the functional groups on their walls."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Groups:
    """Functional groups and their equilibria.

    Attributes
    ----------
    names : tuple of str
        Group names of ``data/groups.csv``, length n_groups.
    charge : ndarray of shape (n_groups,)
        Charge of the deprotonated group: acid -1, amine 0, quaternary +1. [-]
    acid_constant : ndarray of shape (n_groups,) or (n_samples, 1, n_groups)
        K_a = 10^(3 - pKa); NaN for a group without a proton. [mol/m³]
    association : ndarray of shape (n_groups, n_ions) or (n_samples, 1, n_groups, n_ions)
        Association constant per ion; 0 where it does not bind. [m³/mol]
    sites_per_ion : ndarray of shape (n_groups, n_ions)
        Sites that one bound ion takes, ν; 1 unless the option is chosen. [-]
    """

    names: tuple[str, ...]
    charge: np.ndarray
    acid_constant: np.ndarray
    association: np.ndarray
    sites_per_ion: np.ndarray


@dataclass(frozen=True)
class Region:
    """A uniform stretch of channel: the interior, or a mouth.

    Fields have shape (n_candidates, 1) or (n_samples, n_candidates, 1) unless said otherwise.

    Attributes
    ----------
    size : ndarray
        Radius to the van der Waals surface of the wall (cylinder) or half the free gap (slit). [m]
    is_slit : ndarray of bool
        True for a slit.
    permittivity : ndarray
        Relative permittivity of the confined water. [-]
    fixed_charge : ndarray
        Signed charge per pore water that is given rather than computed from groups, net of bound
        ions when it comes from a zeta potential. Added to the charge of the groups. [mol/m³]
    site_density : ndarray of shape (n_candidates, n_groups) or (n_samples, n_candidates, n_groups)
        C_s per pore water; zero where a group is absent. [mol/m³]
    """

    size: np.ndarray
    is_slit: np.ndarray
    permittivity: np.ndarray
    fixed_charge: np.ndarray
    site_density: np.ndarray


@dataclass(frozen=True)
class Channels:
    """Candidates: mouth, interior, mouth (theory 3.1), and the constants that go with them.

    Attributes
    ----------
    interior, mouth : Region
        Both mouths are alike.
    length : ndarray
        Geometric length L of the channel, both mouths inside. [m]
    mouth_length : ndarray
        Depth of one mouth. [m]
    porosity : ndarray
        Open share of the membrane area. [-]
    tortuosity_factor : ndarray
        τ_f; D_m = (porosity / tortuosity_factor) D_∞. [-]
    wall_friction : ndarray
        K_f in (0, 1] where given; NaN selects hydrodynamic hindrance (theory 2.1).
    hydration_replaced : ndarray
        χ, the share of lost hydration that the wall replaces, in [0, 1]. [-]
    affinity_energy : ndarray of shape (n_candidates, n_ions) or with samples in front
        Constant ΔG_affinity per ion; zero where binding is solved. [J/mol]
    size_spread : ndarray
        Standard deviation of ln(size) of a log-normal pore-size distribution; 0 for one size. [-]
    defect_share : ndarray
        Share of the open area taken by a wide parallel path; 0 for none. [-]
    defect_size : ndarray
        Radius or half gap of that path; NaN for none. [m]
    stern_thickness : ndarray
        Given Stern thickness; NaN for one hydrated counter-ion diameter. [m]
    """

    names: tuple[str, ...]
    interior: Region
    mouth: Region
    length: np.ndarray
    mouth_length: np.ndarray
    porosity: np.ndarray
    tortuosity_factor: np.ndarray
    wall_friction: np.ndarray
    hydration_replaced: np.ndarray
    affinity_energy: np.ndarray
    size_spread: np.ndarray
    defect_share: np.ndarray
    defect_size: np.ndarray
    stern_thickness: np.ndarray
