"""Physics to show: numbers behind the figures of docs/demonstrations.md.

Each function computes one demonstration with the three-stage model; `figures` draws them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from selectivity.checks.reference_case import (
    NANO,
    WATER_PERMITTIVITY,
    reference_channels,
    reference_feed,
    reference_ions,
    reference_region,
    with_sites,
)
from selectivity.checks.section2 import hopping_ratio, length_selectivity
from selectivity.domain.channels import Groups
from selectivity.domain.options import ModelOptions
from selectivity.stages.selectivity import three_stage
from selectivity.terms.hydration import hydration_state

IONS: Final = ("Mg2+", "Li+", "Na+", "Cl-", "K+")
SALTS: Final = {
    "KCl": ("K+", "Cl-", 10.0, 10.0),
    "MgCl2": ("Mg2+", "Cl-", 10.0, 20.0),
    "K2SO4": ("K+", "SO4^2-", 20.0, 10.0),
}
"""Single salts of the pH curves: cation, anion, their concentrations. [mol/m³]"""

ACID_PKA: Final = 4.0
BASE_PKA: Final = 9.0
"""Carboxylic acid and amine of a polyamide, rounded (coronell2008). [-]"""

ACID_DENSITY: Final = 300.0
BASE_DENSITY: Final = 228.0
"""Sites whose ratio puts the isoelectric point at pH 4.5 (theory 1.6). [mol/m³]"""

PORE: Final = 0.6 * NANO
"""Wide enough that no ion of the pH curves sheds its shell. [m]"""

MD_WATERS: Final = {"Li+": (6.8, 13.8), "Mg2+": (7.7, 14.0)}
"""Waters of the second shell left and at most, in an (8,8) nanotube (theory 1.3). [-]"""


@dataclass(frozen=True)
class Curves:
    """Named curves over one abscissa.

    Attributes
    ----------
    x : ndarray of shape (n,)
        Abscissa in the unit of its label.
    lines : dict of str to ndarray of shape (n,)
        Ordinates.
    labels : tuple of str
        Axis labels with units: abscissa, ordinate.
    """

    x: np.ndarray
    lines: dict[str, np.ndarray]
    labels: tuple[str, str]


def dehydration_cost(radii_nm: np.ndarray) -> Curves:
    """Dehydration with χ = 0 against the radius of a cylinder (theory 1.3)."""
    radii_nm = np.asarray(radii_nm, dtype=float)
    state = hydration_state(
        reference_ions(*IONS),
        reference_region(radii_nm * NANO),
        WATER_PERMITTIVITY,
        ModelOptions(binding="none"),
    )
    lines = {name: state.lost_energy[:, number] / 1e3 for number, name in enumerate(IONS)}
    return Curves(radii_nm, lines, ("pore radius [nm]", "dehydration at χ = 0 [kJ/mol]"))


def size_ratio(radii_nm: np.ndarray) -> Curves:
    """λ of ions that shed water, against the radius of a cylinder (theory 1.1)."""
    radii_nm = np.asarray(radii_nm, dtype=float)
    state = hydration_state(
        reference_ions(*IONS),
        reference_region(radii_nm * NANO),
        WATER_PERMITTIVITY,
        ModelOptions(binding="none"),
    )
    ratio = state.radius_in_channel / (radii_nm[:, None] * NANO)
    lines = {name: ratio[:, number] for number, name in enumerate(IONS)}
    return Curves(radii_nm, lines, ("pore radius [nm]", "radius in channel / pore radius [-]"))


def polyamide_groups(binding: float, charges: np.ndarray) -> Groups:
    """Carboxylic acid and amine; divalent cations bind the acid. ``binding`` in m³/mol."""
    association = np.zeros((2, len(charges)))
    association[0] = np.where(charges > 1, binding, 0.0)
    return Groups(
        names=("carboxylate", "amine"),
        charge=np.array([-1.0, 0.0]),
        acid_constant=10.0 ** (3.0 - np.array([ACID_PKA, BASE_PKA])),
        association=association,
        sites_per_ion=np.ones_like(association),
    )


def salt_against_ph(salt: str, ph: np.ndarray, binding: float = 0.0) -> tuple[Curves, float]:
    """Wall charge and zero-current salt permeance of a single salt against pH (theory 1.6).

    Parameters
    ----------
    salt : str
        Key of ``SALTS``.
    ph : ndarray of shape (n,)
        [-]
    binding : float
        Association constant of divalent cations with the carboxylate. [m³/mol]

    Returns
    -------
    tuple of Curves and float
        Charge [mol/m³] and permeance [µm/s]; the isoelectric point.
    """
    cation, anion, *concentration = SALTS[salt]
    ions = reference_ions(cation, anion)
    ph = np.asarray(ph, dtype=float)
    sizes = np.full(len(ph), PORE)
    density = np.broadcast_to([ACID_DENSITY, BASE_DENSITY], (len(ph), 2))
    feed = reference_feed(*concentration)
    result = three_stage(
        ions,
        with_sites(reference_channels(sizes, 2, 2), density),
        polyamide_groups(binding, ions.charge),
        replace(feed, proton_concentration=(10.0 ** (3.0 - ph))[:, None]),
        ModelOptions(),
    )
    lines = {
        "effective charge": result.effective_charge[:, 0],
        "permeance": result.salt_permeance[:, 0] * 1e6,
    }
    labels = ("pH [-]", "charge [mol/m³] or permeance [µm/s]")
    return Curves(ph, lines, labels), float(result.isoelectric_point[0, 0])


def selectivity_against_length(lengths_nm: np.ndarray) -> Curves:
    """K⁺/Li⁺ of a charged 0.45 nm channel against its length (theory 2.3)."""
    lengths_nm = np.asarray(lengths_nm, dtype=float)
    values = length_selectivity(lengths_nm * NANO)
    return Curves(lengths_nm, {"K+/Li+": values}, ("channel length [nm]", "selectivity [-]"))


def anchoring(concentrations: np.ndarray) -> Curves:
    """Hopping of two ions whose wells differ by 10 kJ/mol, shallow over deep (theory 2.2).

    Parameters
    ----------
    concentrations : ndarray of shape (n,)
        In-pore, of each ion. [mol/m³]
    """
    cases = {
        "single salts": (False, True),
        "single salts, no blocking": (False, False),
        "mixture": (True, True),
    }
    lines = {
        name: np.array([hopping_ratio(float(value), *case) for value in concentrations])
        for name, case in cases.items()
    }
    labels = ("concentration in the pore [mol/m³]", "hopping conductance, shallow over deep [-]")
    return Curves(np.asarray(concentrations), lines, labels)
