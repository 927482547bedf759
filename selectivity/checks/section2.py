"""Checks of theory §2: hindrance, binding and hopping in transit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.optimize import minimize_scalar

from selectivity.checks.base import Check
from selectivity.checks.reference_case import (
    NANO,
    charged,
    no_groups,
    reference_channels,
    reference_feed,
    reference_ions,
)
from selectivity.constants import REFERENCE_TEMPERATURE, thermal_energy
from selectivity.domain.options import ModelOptions
from selectivity.stages.binding import prepare_sites, site_loading
from selectivity.stages.hindrance import hindrance_convection, hindrance_diffusion
from selectivity.stages.selectivity import three_stage
from selectivity.stages.transit import (
    association_constant,
    hopping_conductance,
    hopping_diffusivity,
)

DEPTHS = np.array([30e3, 20e3])
"""Two wells that differ by the 10 kJ/mol of theory 2.2. [J/mol]"""

NEUTRAL_SITE_DENSITY = 1000.0
"""[mol/m³]"""


def hopping_ratio(concentration: float, mixed: bool, blocking: bool = True) -> float:
    """Hopping conductance of the shallow over that of the deep binder of theory 2.2.

    Parameters
    ----------
    concentration : float
        In-pore, of each ion. [mol/m³]
    mixed : bool
        Both ions at once, or one salt after the other.
    blocking : bool
        The factor 1 - θ.

    Returns
    -------
    float
        Per concentration; D_0 and ΔG‡_0 alike. [-]
    """
    present = np.ones((1, 2)) if mixed else np.eye(2)
    content = present * concentration
    association = association_constant(DEPTHS, REFERENCE_TEMPERATURE)[None, :]
    group = replace(
        no_groups(2),
        names=("neutral site",),
        charge=np.zeros(1),
        acid_constant=np.full(1, np.nan),
        association=association,
        sites_per_ion=np.ones((1, 2)),
    )
    cations = np.ones(2)
    density = np.full((len(content), 1), NEUTRAL_SITE_DENSITY)
    sites = prepare_sites(group, density, cations, (len(content),), True)
    loading = site_loading(sites, content, np.zeros((len(content), 1)))
    speed = hopping_diffusivity(np.ones(2) * 1e-9, 0.0, DEPTHS, REFERENCE_TEMPERATURE)
    bound = (sites.density * loading.bound)[:, 0]
    vacant = loading.free[:, 0] if blocking else np.ones((len(content), 1))
    deep, shallow = hopping_conductance(speed, bound, vacant, content).max(axis=0)
    return float(shallow / deep)


def _hindrance() -> list[Check]:
    cylinder, slit = np.array(False), np.array(True)
    top = minimize_scalar(
        lambda ratio: -float(hindrance_convection(np.array(ratio), cylinder)), bounds=(0.2, 0.8)
    )
    rows = [Check("2.1", "K_c, greatest in a cylinder", 1.35, -top.fun, "-", "theory 2.1", 5e-3)]
    none = np.zeros(1)
    for name, shape in (("cylinder", cylinder), ("slit", slit)):
        diffusion = float(hindrance_diffusion(none, shape)[0])
        convection = float(hindrance_convection(none, shape)[0])
        rows.append(Check("2.1", f"K_d of a point, {name}", 1.0, diffusion, "-", "exact", 0.0))
        rows.append(Check("2.1", f"K_c of a point, {name}", 1.0, convection, "-", "exact", 0.0))
    return rows


def _anchoring() -> list[Check]:
    step = float(np.exp(10e3 / thermal_energy(REFERENCE_TEMPERATURE)))
    far, full = 1e-9, 1e9
    return [
        Check("2.2", "hopping ratio, single salts, empty sites", 1.0, hopping_ratio(far, False),
              "-", "theory 2.2", 1e-5),
        Check("2.2", "hopping ratio, single salts, full sites", step**2, hopping_ratio(full, False),
              "-", "theory 2.2, about 3190", 1e-2),
        Check("2.2", "the same without blocking", step, hopping_ratio(full, False, False),
              "-", "theory 2.2, about 56.5", 1e-3),
        Check("2.2", "mixture, empty sites", 1.0, hopping_ratio(far, True), "-", "exact", 1e-9),
        Check("2.2", "mixture, half-full sites", 1.0, hopping_ratio(1e-3, True), "-",
              "exact", 1e-9),
        Check("2.2", "mixture, full sites", 1.0, hopping_ratio(full, True), "-", "exact", 1e-9),
    ]  # fmt: skip


def length_selectivity(lengths: np.ndarray) -> np.ndarray:
    """K⁺/Li⁺ selectivity of a charged channel of 0.45 nm against its length. (n,) [-]"""
    ions = reference_ions("K+", "Li+", "Cl-")
    sizes = np.full(len(lengths), 0.45 * NANO)
    channels = reference_channels(sizes, 3, length=np.asarray(lengths), hydration_replaced=0.9)
    result = three_stage(
        ions,
        charged(channels, np.full(len(lengths), -500.0)),
        no_groups(3),
        reference_feed(50.0, 50.0, 100.0),
        ModelOptions(binding="none"),
    )
    return result.selectivity("K+", "Li+").total


def _length() -> list[Check]:
    rising = float(np.sum(np.diff(length_selectivity(np.geomspace(1, 1000, 7) * NANO)) > 0))
    return [Check("2.3", "K+/Li+ rises with length, steps of 6", 6.0, rising, "-", "theory 2.3", 0)]


def checks() -> list[Check]:
    """All checks of §2, computed now."""
    return [*_hindrance(), *_anchoring(), *_length()]
