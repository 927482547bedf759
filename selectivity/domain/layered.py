"""Layered membranes under a drive, and what crosses them; arrays over cases, layers and ions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np

RESERVOIR: Final = 0
"""Permeate of imposed concentrations."""
SWEPT: Final = 1
"""Permeate carried off by the permeating water, c_p,i = J_i / J_w."""
FLUX_RATIO: Final = 2
"""Permeate that starts pure: c_p,i ∝ J_i at a stated small total."""

DRAG_FRICTION: Final = 0
"""Layer given by friction factors: Σ (c J_w − J)/D_m drags on the water (theory 4.3)."""
DRAG_HINDRANCE: Final = 1
"""Layer given by hindrance pairs: Σ K_c (K_c c J_w − J)/(K_d D_m)."""
DRAG_NONE: Final = 2
"""Layer given by permeabilities alone: K_f Φ → 0, no drag."""

SOLVED: Final = "solved"
UNCONVERGED: Final = "unconverged"
BEYOND_LIMIT: Final = "beyond_limiting_current"
INVALID: Final = "invalid"


@dataclass(frozen=True)
class ChargeRegulation:
    """Groups on the walls of layers, in local equilibrium with the pore solution (theory 1.5, 1.6).

    Attributes
    ----------
    site_density : ndarray of shape (n_cases, n_layers, n_groups)
        C_s per pore water; 0 where a group is absent. [mol/m³]
    group_charge : ndarray of shape (n_groups,)
        Charge of the deprotonated group: acid -1, amine 0, quaternary +1. [-]
    acid_constant : ndarray of shape (n_groups,) or (n_cases, n_groups)
        K_a = 10^(3 - pKa); NaN for a group without a proton. [mol/m³]
    association : ndarray of shape (n_groups, n_ions) or (n_cases, n_groups, n_ions)
        0 where an ion does not bind, and for H⁺. [m³/mol]
    proton_concentration : ndarray of shape (n_cases, n_layers)
        10^(3 - pH) of the virtual solution in equilibrium with each point of the layer; NaN where
        H⁺ is one of the ions, whose own concentration then counts. [mol/m³]
    proton : ndarray of shape (n_cases,)
        Index of H⁺ among the ions, -1 if it is not one.
    """

    site_density: np.ndarray
    group_charge: np.ndarray
    acid_constant: np.ndarray
    association: np.ndarray
    proton_concentration: np.ndarray
    proton: np.ndarray


@dataclass(frozen=True)
class LayeredCases:
    """Cases that share a number of layers and of ions; shorter ion lists are padded.

    An ion that is absent from both sides of a case (padding) has zero ``feed`` and ``permeate``;
    its flux is zero. Ion fields may be given as (n_ions,), layer fields as (n_layers,) and
    scalars as floats: ``transport.solve`` broadcasts them to the shapes below.

    Attributes
    ----------
    temperature : ndarray of shape (n_cases,)
        [K]
    charge : ndarray of shape (n_cases, n_ions)
        Charge number, signed; 0 for a neutral solute. [-]
    feed : ndarray of shape (n_cases, n_ions)
        Electroneutral. [mol/m³]
    thickness : ndarray of shape (n_cases, n_layers)
        From feed to permeate. [m]
    fixed_charge : ndarray of shape (n_cases, n_layers)
        X per pore water, signed. [mol/m³]
    partition : ndarray of shape (n_cases, n_layers, n_ions)
        Φ, above 0. [-]
    hindrance_convection, hindrance_diffusion : ndarray of shape (n_cases, n_layers, n_ions)
        K_c and K_d; both K_f in solution–friction theory. [-]
    diffusivity : ndarray of shape (n_cases, n_layers, n_ions)
        D_m = (ε/τ_f) D_∞, hindrance not included. [m²/s]
    closure : ndarray of shape (n_cases,)
        ``RESERVOIR``, ``SWEPT`` or ``FLUX_RATIO``.
    permeate : ndarray of shape (n_cases, n_ions)
        Reservoir concentrations; ignored for the other closures. [mol/m³]
    permeate_total : ndarray of shape (n_cases,)
        Total concentration of the flux-ratio permeate; ignored for the others. [mol/m³]
    water_flux, pressure : ndarray of shape (n_cases,)
        J_w [m/s] or hydraulic pressure, feed minus permeate [Pa]; the other one is NaN.
    current, voltage : ndarray of shape (n_cases,)
        I [A/m²] or the potential of the feed minus that of the permeate [V]; the other one is NaN.
    water_permeability : ndarray of shape (n_cases, n_layers)
        A = k_wm/RT; infinite where the layer itself does not resist. [m/(s Pa)]
    drag : ndarray of shape (n_cases, n_layers)
        ``DRAG_FRICTION``, ``DRAG_HINDRANCE`` or ``DRAG_NONE``.
    regulation : ChargeRegulation or None
        Charge by groups, added to ``fixed_charge``.
    """

    temperature: np.ndarray
    charge: np.ndarray
    feed: np.ndarray
    thickness: np.ndarray
    fixed_charge: np.ndarray
    partition: np.ndarray
    hindrance_convection: np.ndarray
    hindrance_diffusion: np.ndarray
    diffusivity: np.ndarray
    closure: np.ndarray
    permeate: np.ndarray
    permeate_total: np.ndarray = field(default_factory=lambda: np.array(np.nan))
    water_flux: np.ndarray = field(default_factory=lambda: np.array(np.nan))
    pressure: np.ndarray = field(default_factory=lambda: np.array(np.nan))
    current: np.ndarray = field(default_factory=lambda: np.array(np.nan))
    voltage: np.ndarray = field(default_factory=lambda: np.array(np.nan))
    water_permeability: np.ndarray = field(default_factory=lambda: np.array(np.inf))
    drag: np.ndarray = field(default_factory=lambda: np.array(DRAG_FRICTION))
    regulation: ChargeRegulation | None = None


@dataclass(frozen=True)
class Profiles:
    """Profiles through the stack; positions last.

    Attributes
    ----------
    position : ndarray of shape (n_cases, n_positions)
        From the feed side; each interface stands there twice, once for either layer. [m]
    layer : ndarray of shape (n_cases, n_positions)
        Layer of each position, from 0.
    concentration : ndarray of shape (n_cases, n_ions, n_positions)
        c per pore water. [mol/m³]
    potential : ndarray of shape (n_cases, n_positions)
        ϕ RT/F against the permeate solution. [V]
    pressure : ndarray of shape (n_cases, n_positions)
        Hydraulic pressure against the permeate; the friction of layers without a water
        permeability is not in it. [Pa]
    """

    position: np.ndarray
    layer: np.ndarray
    concentration: np.ndarray
    potential: np.ndarray
    pressure: np.ndarray


@dataclass(frozen=True)
class TransportResult:
    """What crosses; NaN means undefined or not computed, see ``status``.

    Attributes
    ----------
    status : ndarray of str of shape (n_cases,)
        ``solved``, ``unconverged`` or ``beyond_limiting_current``.
    advice : tuple of str
        Per case, empty when solved.
    water_flux : ndarray of shape (n_cases,)
        J_w, positive from feed to permeate. [m/s]
    ion_flux : ndarray of shape (n_cases, n_ions)
        J_i. [mol/(m² s)]
    permeate : ndarray of shape (n_cases, n_ions)
        [mol/m³]
    current : ndarray of shape (n_cases,)
        [A/m²]
    potential_drop : ndarray of shape (n_cases,)
        Feed minus permeate, in solution. [V]
    pressure : ndarray of shape (n_cases,)
        Hydraulic pressure, feed minus permeate, that the water balance asks for. [Pa]
    node_concentration : ndarray of shape (n_cases, n_layers + 1, n_ions)
        Neutral virtual concentration at the faces of the layers, feed and permeate included:
        what a solution in equilibrium with the face holds. [mol/m³]
    node_potential : ndarray of shape (n_cases, n_layers + 1)
        Potential of that virtual solution against the feed. [V]
    residual : ndarray of shape (n_cases,)
        Largest relative defect of the discrete equations (docs/transport.md). [-]
    error_estimate : ndarray of shape (n_cases,)
        Largest relative change of a flux or of the potential between two orders. [-]
    limiting_current : ndarray of shape (n_cases,)
        In the direction of the imposed current; infinite where there is none, NaN where not
        asked for. [A/m²]
    iterations, elements : ndarray of shape (n_cases,)
        Newton iterations and elements of the last mesh.
    profiles : Profiles or None
    """

    status: np.ndarray
    advice: tuple[str, ...]
    water_flux: np.ndarray
    ion_flux: np.ndarray
    permeate: np.ndarray
    current: np.ndarray
    potential_drop: np.ndarray
    pressure: np.ndarray
    node_concentration: np.ndarray
    node_potential: np.ndarray
    residual: np.ndarray
    error_estimate: np.ndarray
    limiting_current: np.ndarray
    iterations: np.ndarray
    elements: np.ndarray
    profiles: Profiles | None = None
