"""Membranes in a process: what goes in, what comes out; arrays over membranes, streams and ions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Final

import numpy as np

from selectivity.domain.activity import SoluteTable

SOLVED: Final = "solved"
UNCONVERGED: Final = "unconverged"
OSMOTIC_LIMIT: Final = "osmotic_limit"
"""The pressure does not reach the osmotic difference."""
LIMITING_CURRENT: Final = "limiting_current"
"""More current than the ions at the face can carry."""
SCALING: Final = "scaling_limit"
"""A mineral would precipitate before the set-point; the advice names it."""
OUTSIDE: Final = "outside_model"
"""A set-point that the model does not hold for; the advice names the limit."""


@dataclass(frozen=True)
class Solution:
    """A feed with its ions.

    Attributes
    ----------
    names : tuple of str
        As the case writes them.
    charge : ndarray of shape (n_ions,)
        Signed charge number. [-]
    diffusivity : ndarray of shape (n_ions,)
        In free solution at the temperature. [m²/s]
    molar_mass : ndarray of shape (n_ions,)
        NaN where the ion table has none. [kg/mol]
    concentration : ndarray of shape (n_ions,) or (n_membranes, n_ions)
        Electroneutral; one for all membranes, or one each. [mol/m³]
    temperature : float
        [K]
    target : int
        Index of the ion to recover, Li⁺; -1 where there is none.
    table : SoluteTable or None
        Activities outside the membrane; None for ideal solutions.
    """

    names: tuple[str, ...]
    charge: np.ndarray
    diffusivity: np.ndarray
    molar_mass: np.ndarray
    concentration: np.ndarray
    temperature: float
    target: int = -1
    table: SoluteTable | None = None

    def contents(self, n_membranes: int) -> np.ndarray:
        """Composition for each membrane (n_membranes, n_ions). [mol/m³]"""
        return np.broadcast_to(self.concentration, (n_membranes, len(self.charge)))


@dataclass(frozen=True)
class Membranes:
    """Membranes with the same number of layers, from feed to permeate, boundary layers left out.

    Attributes
    ----------
    names : tuple of str
        (n_membranes,)
    thickness : ndarray of shape (n_membranes, n_layers)
        [m]
    fixed_charge : ndarray of shape (n_membranes, n_layers)
        X per pore water, signed. [mol/m³]
    partition : ndarray of shape (n_membranes, n_layers, n_ions)
        Φ. [-]
    hindrance_convection, hindrance_diffusion : ndarray of shape (n_membranes, n_layers, n_ions)
        K_c and K_d. [-]
    diffusivity : ndarray of shape (n_membranes, n_layers, n_ions)
        (ε/τ_f) D_∞. [m²/s]
    water_permeability : ndarray of shape (n_membranes, n_layers)
        A; infinite where a layer does not resist. [m/(s Pa)]
    drag : ndarray of shape (n_membranes, n_layers)
        One of ``domain.layered``'s drags.
    """

    names: tuple[str, ...]
    thickness: np.ndarray
    fixed_charge: np.ndarray
    partition: np.ndarray
    hindrance_convection: np.ndarray
    hindrance_diffusion: np.ndarray
    diffusivity: np.ndarray
    water_permeability: np.ndarray
    drag: np.ndarray

    @property
    def n_membranes(self) -> int:
        """Number of membranes."""
        return len(self.names)

    def take(self, index: np.ndarray) -> Membranes:
        """The membranes of an index array; one may stand there several times."""
        arrays = {f.name: getattr(self, f.name)[index] for f in fields(self) if f.name != "names"}
        return Membranes(names=tuple(self.names[i] for i in index), **arrays)

    def reversed(self) -> Membranes:
        """The same membranes seen from the other side."""
        arrays = {f.name: getattr(self, f.name)[:, ::-1] for f in fields(self) if f.name != "names"}
        return replace(self, **arrays)


@dataclass(frozen=True)
class Streams:
    """Solutions that enter and leave; in a batch run volumes stand for flows.

    Attributes
    ----------
    labels : tuple of str
        (n_streams,)
    direction : ndarray of shape (n_streams,)
        -1 enters, +1 leaves.
    flow : ndarray of shape (n_membranes, n_streams)
        [m³/s], or [m³] in a batch
    concentration : ndarray of shape (n_membranes, n_streams, n_ions)
        [mol/m³]
    """

    labels: tuple[str, ...]
    direction: np.ndarray
    flow: np.ndarray
    concentration: np.ndarray

    def of(self, label: str) -> tuple[np.ndarray, np.ndarray]:
        """Flow (n_membranes,) and concentration (n_membranes, n_ions) of one stream."""
        place = self.labels.index(label)
        return self.flow[:, place], self.concentration[:, place]


@dataclass(frozen=True)
class Metrics:
    """The numbers that every process reports; NaN where a number has no meaning.

    Attributes
    ----------
    polarization : ndarray of shape (n_membranes, n_ions, 2)
        Concentration at the feed and the permeate face over its bulk, at the inlet. [-]
    transport_number : ndarray of shape (n_membranes, n_ions)
        Share of the current; without current the share among ions of like sign. [-]
    resistance_share : ndarray of shape (n_membranes, n_layers, n_ions)
        Share of the ion's drop of electrochemical potential; films are layers. [-]
    separation_factor : ndarray of shape (n_membranes, n_ions)
        (c_target/c_i) in the product over that in the feed. [-]
    target_recovery : ndarray of shape (n_membranes,)
        Share of the target that ends in the product. [-]
    purity_mol, purity_mass : ndarray of shape (n_membranes,)
        Target over all cations in the product. [-]
    power : ndarray of shape (n_membranes,)
        [W], or [J] in a batch.
    energy_per_volume : ndarray of shape (n_membranes,)
        Per product volume. [J/m³]
    energy_per_target, energy_per_carbonate : ndarray of shape (n_membranes,)
        Per mass of the target in the product, and of Li₂CO₃ made from it. [J/kg]
    minimum_power : ndarray of shape (n_membranes,)
        With the feed's table of activities where it has one; negative where mixing is
        spontaneous. [W] or [J]
    minimum_power_ideal : ndarray of shape (n_membranes,)
        The same for ideal solutions. [W] or [J]
    efficiency, energy_ratio : ndarray of shape (n_membranes,)
        Minimum over real power (TEE), and its inverse. [-]
    water_balance, ion_balance : ndarray of shape (n_membranes,)
        What the streams fail to balance by, relative. [-]
    """

    polarization: np.ndarray
    transport_number: np.ndarray
    resistance_share: np.ndarray
    separation_factor: np.ndarray
    target_recovery: np.ndarray
    purity_mol: np.ndarray
    purity_mass: np.ndarray
    power: np.ndarray
    energy_per_volume: np.ndarray
    energy_per_target: np.ndarray
    energy_per_carbonate: np.ndarray
    minimum_power: np.ndarray
    minimum_power_ideal: np.ndarray
    efficiency: np.ndarray
    energy_ratio: np.ndarray
    water_balance: np.ndarray
    ion_balance: np.ndarray


@dataclass(frozen=True)
class ProcessResult:
    """One process with a batch of membranes.

    Attributes
    ----------
    process : str
        Name in the registry.
    status : ndarray of str of shape (n_membranes,)
        ``solved`` or what went wrong.
    advice : tuple of str
        Per membrane what limits and by how much; empty when solved.
    streams : Streams
    metrics : Metrics
    scalars : dict of str to ndarray of shape (n_membranes,)
        The process's own numbers, unit in the name.
    profiles : dict of str to ndarray of shape (n_membranes, n_points, ...)
        Along the module or in time, unit in the name.
    """

    process: str
    status: np.ndarray
    advice: tuple[str, ...]
    streams: Streams
    metrics: Metrics
    scalars: Mapping[str, np.ndarray]
    profiles: Mapping[str, np.ndarray] = field(default_factory=dict)
