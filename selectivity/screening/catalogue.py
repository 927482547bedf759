"""Every descriptor a candidate may have: unit, physical bounds, and the uncertainty it gets when
the table states none.

The default uncertainties are estimates of this project (kind ``estimated``, key
``selectivity2026``): what the usual method of each measurement repeats to in the membrane
literature. A candidate's own ``…_uncertainty…`` column always wins.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

NANO: Final = 1e-9
UNBOUNDED: Final = np.inf

DEFAULT_SOURCE: Final = "selectivity2026"
"""Key of ``data/references.bib`` for the estimates of this project."""


@dataclass(frozen=True)
class Descriptor:
    """One number that a person can write about a membrane.

    Attributes
    ----------
    name : str
        Field of the candidates' table, without its unit.
    unit : str
        Unit in which results show it.
    scale : float
        SI units per ``unit``.
    lower, upper : float
        Physical bounds; samples never leave them. [SI]
    relative, absolute : float
        Default standard uncertainty: the larger of the relative one and the absolute one. [-; SI]
    positive : bool
        Log-normal samples; normal ones otherwise.
    """

    name: str
    unit: str
    scale: float
    lower: float
    upper: float
    relative: float
    absolute: float = 0.0
    positive: bool = True

    def default_uncertainty(self, value: np.ndarray) -> np.ndarray:
        """Standard uncertainty where the table has none. [SI]"""
        return np.maximum(self.relative * np.abs(value), self.absolute)


_LMH_BAR: Final = 1e-3 / 3600 / 1e5  # L/(m² h bar) in m/(s Pa)
_MILLIVOLT: Final = 1e-3
_GRAM_PER_MOL: Final = 1e-3
_PERCENT: Final = 1e-2

CATALOGUE: Final = (
    Descriptor("pore_radius", "nm", NANO, 0.0, UNBOUNDED, 0.10),
    Descriptor("slit_width", "nm", NANO, 0.0, UNBOUNDED, 0.05),
    Descriptor("wet_spacing", "nm", NANO, 0.0, UNBOUNDED, 0.03),
    Descriptor("dry_spacing", "nm", NANO, 0.0, UNBOUNDED, 0.03),
    Descriptor("mwco", "Da", _GRAM_PER_MOL, 0.0, UNBOUNDED, 0.10),
    Descriptor("peg400_rejection", "%", _PERCENT, -2.0, 1.0, 0.0, 0.02, positive=False),
    Descriptor("zeta_potential", "mV", _MILLIVOLT, -0.2, 0.2, 0.10, 3e-3, positive=False),
    Descriptor("isoelectric_point", "pH", 1.0, -2.0, 16.0, 0.0, 0.2, positive=False),
    Descriptor("fixed_charge", "mol/m³", 1.0, -UNBOUNDED, UNBOUNDED, 0.20, 1.0, positive=False),
    Descriptor("ion_exchange_capacity", "mmol/g", 1.0, -UNBOUNDED, UNBOUNDED, 0.05, positive=False),
    Descriptor("water_content", "g/g", 1.0, 0.0, UNBOUNDED, 0.05),
    Descriptor("thickness", "nm", NANO, 0.0, UNBOUNDED, 0.15),
    Descriptor("porosity", "-", 1.0, 0.0, 1.0, 0.15),
    Descriptor("tortuosity_factor", "-", 1.0, 1.0, UNBOUNDED, 0.20),
    Descriptor("pore_permittivity", "-", 1.0, 1.0, 90.0, 0.15),
    Descriptor("water_permeance", "LMH/bar", _LMH_BAR, 0.0, UNBOUNDED, 0.10),
    Descriptor("size_spread", "-", 1.0, 0.0, 2.0, 0.20),
    Descriptor("mouth_radius", "nm", NANO, 0.0, UNBOUNDED, 0.10),
    Descriptor(
        "mouth_fixed_charge", "mol/m³", 1.0, -UNBOUNDED, UNBOUNDED, 0.20, 1.0, positive=False
    ),
    Descriptor("hydration_replaced", "-", 1.0, 0.0, 1.0, 0.0, 0.02, positive=False),
    Descriptor("wall_friction", "-", 1.0, 0.0, 1.0, 0.20),
    Descriptor("defect_share", "-", 1.0, 0.0, 1.0, 0.50),
    Descriptor("defect_radius", "nm", NANO, 0.0, UNBOUNDED, 0.30),
    Descriptor("stern_thickness", "nm", NANO, 0.0, UNBOUNDED, 0.15),
    # not columns of the candidates: priors, and how far the estimators err
    Descriptor("permittivity_scale", "-", 1.0, 0.0, UNBOUNDED, 0.20),
    Descriptor("layer_thickness", "nm", NANO, 0.0, UNBOUNDED, 0.05),
    Descriptor("swelling", "nm", NANO, 0.0, UNBOUNDED, 0.50),
    Descriptor("site_density", "mol/m³", 1.0, 0.0, UNBOUNDED, 0.30),
    Descriptor("size_model_error", "-", 1.0, 0.0, UNBOUNDED, 0.20),
    Descriptor("charge_model_error", "-", 1.0, 0.0, UNBOUNDED, 0.60),
    Descriptor("transport_model_error", "-", 1.0, 0.0, UNBOUNDED, 0.50),
    Descriptor("mouth_size_ratio", "-", 1.0, 0.0, UNBOUNDED, 0.10),
    Descriptor("group_density_error", "-", 1.0, 0.0, UNBOUNDED, 0.20),
    Descriptor("mouth_group_density_error", "-", 1.0, 0.0, UNBOUNDED, 0.20),
    Descriptor("charge_scale", "-", 1.0, 0.0, UNBOUNDED, 0.0),
    Descriptor("path_scale", "-", 1.0, 0.0, UNBOUNDED, 0.0),
)
"""Order fixes the Sobol dimension of each input: append, never insert."""

BY_NAME: Final = {descriptor.name: descriptor for descriptor in CATALOGUE}
DIMENSION: Final = {descriptor.name: index for index, descriptor in enumerate(CATALOGUE)}
N_DIMENSIONS: Final = len(CATALOGUE)
