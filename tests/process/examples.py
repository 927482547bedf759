"""Two membranes of two layers, three ions, and settings for every process of the registry."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from selectivity.domain.process import Membranes, Solution
from selectivity.process.dialysis import DialysisSettings
from selectivity.process.ed_settings import ElectrodialysisSettings
from selectivity.process.electrode import ElectrodeSettings
from selectivity.process.fo import OsmosisSettings
from selectivity.process.mcdi_settings import CapacitiveSettings
from selectivity.process.nf_module import FiltrationSettings

CHARGE = np.array([1.0, 2.0, -1.0])
DIFFUSIVITY = np.array([1.03e-9, 7.06e-10, 2.03e-9])


def feed(lithium: float = 20.0, magnesium: float = 30.0) -> Solution:
    """LiCl and MgCl2."""
    return Solution(
        names=("Li+", "Mg2+", "Cl-"),
        charge=CHARGE,
        diffusivity=DIFFUSIVITY,
        molar_mass=np.array([6.94e-3, 24.305e-3, 35.45e-3]),
        concentration=np.array([lithium, magnesium, lithium + 2 * magnesium]),
        temperature=298.15,
        target=0,
    )


def membranes(charge: tuple[float, ...] = (60.0, -40.0)) -> Membranes:
    """An active layer on a loose support; one membrane for each fixed charge."""
    n = len(charge)
    partition = np.array([[[0.15, 0.03, 0.25], [0.9, 0.8, 0.9]]])
    friction = np.array([[[0.6, 0.5, 0.7], [1.0, 1.0, 1.0]]])
    share = np.array([0.05, 0.3])[:, None]
    fixed = np.array([[x, 0.0] for x in charge])
    return Membranes(
        names=tuple(f"membrane {i}" for i in range(n)),
        thickness=np.tile([2e-7, 2e-5], (n, 1)),
        fixed_charge=fixed,
        partition=np.tile(partition, (n, 1, 1)),
        hindrance_convection=np.tile(friction, (n, 1, 1)),
        hindrance_diffusion=np.tile(friction, (n, 1, 1)),
        diffusivity=np.tile(share * DIFFUSIVITY, (n, 1, 1)),
        water_permeability=np.tile([1e-11, np.inf], (n, 1)),
        drag=np.zeros((n, 2), dtype=int),
    )


def unselective() -> Membranes:
    """A membrane that treats all ions alike: no charge, Φ = K = 1, one diffusivity."""
    return Membranes(
        names=("open",),
        thickness=np.array([[1e-4]]),
        fixed_charge=np.zeros((1, 1)),
        partition=np.ones((1, 1, 3)),
        hindrance_convection=np.ones((1, 1, 3)),
        hindrance_diffusion=np.ones((1, 1, 3)),
        diffusivity=np.full((1, 1, 3), 1e-9),
        water_permeability=np.array([[1e-10]]),
        drag=np.zeros((1, 1), dtype=int),
    )


def alike() -> Solution:
    """Two salts that no membrane can tell apart: one charge and one diffusivity."""
    return replace(
        feed(),
        names=("Li+", "K+", "Cl-"),
        charge=np.array([1.0, 1.0, -1.0]),
        diffusivity=np.full(3, 1e-9),
        concentration=np.array([20.0, 30.0, 50.0]),
    )


DRAW = np.array([0.0, 200.0, 400.0])
"""MgCl2 for forward osmosis. [mol/m³]"""

SETTINGS = {
    "nf": FiltrationSettings(pressure=8e5, recovery=0.5, mass_transfer=3e-5),
    "dialysis": DialysisSettings(
        area=0.05, feed_flow=1e-6, receiver_flow=2e-6, mass_transfer=2e-5, tolerance=1e-5
    ),
    "fo": OsmosisSettings(draw=DRAW, area=0.2, feed_flow=1e-6, draw_flow=1e-6, tolerance=1e-5),
    "electrode": ElectrodeSettings(current=3.0),
    "ed": ElectrodialysisSettings(
        partner=membranes((300.0,)), voltage=0.2, area=2e-3, mass_transfer=3e-5, tolerance=1e-4
    ),
    "mcdi": CapacitiveSettings(
        partner=membranes((1500.0,)),
        current=10.0,
        steps=6,
        cycles=4,
        periodic=1e-2,
        area=0.1,
        feed_flow=2e-6,
    ),
}
"""Settings of each process that work with ``membranes`` and ``feed``."""

MORE_AREA = {
    "nf": FiltrationSettings(pressure=8e5, recovery=0.6, mass_transfer=3e-5),
    "dialysis": DialysisSettings(
        area=0.08, feed_flow=1e-6, receiver_flow=2e-6, mass_transfer=2e-5, tolerance=1e-5
    ),
    "fo": OsmosisSettings(draw=DRAW, area=0.3, feed_flow=1e-6, draw_flow=1e-6, tolerance=1e-5),
    "electrode": ElectrodeSettings(current=3.0, area=2.0),
    "ed": ElectrodialysisSettings(
        partner=membranes((300.0,)), voltage=0.2, area=3e-3, mass_transfer=3e-5, tolerance=1e-4
    ),
    "mcdi": CapacitiveSettings(
        partner=membranes((1500.0,)),
        current=10.0,
        steps=6,
        cycles=4,
        periodic=1e-2,
        area=0.11,
        feed_flow=2e-6,
    ),
}
"""The same with more membrane area."""

NO_FORCE = {
    "nf": replace(SETTINGS["nf"], pressure=None, water_flux=1e-12),
    "dialysis": replace(SETTINGS["dialysis"], receiver=feed().concentration),
    "fo": replace(SETTINGS["fo"], draw=feed().concentration),
    "electrode": replace(SETTINGS["electrode"], current=3e-6),
    "ed": replace(SETTINGS["ed"], voltage=2e-7, limiting_currents=False),
    "mcdi": replace(SETTINGS["mcdi"], current=1e-5, steps=30, cycles=4, periodic=1.0),
}
"""The same with no force, or next to none."""

ALIKE = {
    "nf": SETTINGS["nf"],
    "dialysis": SETTINGS["dialysis"],
    "fo": replace(SETTINGS["fo"], draw=10 * alike().concentration),
    "electrode": SETTINGS["electrode"],
    "ed": replace(SETTINGS["ed"], partner=unselective()),
    "mcdi": replace(SETTINGS["mcdi"], partner=unselective(), steps=30),
}
"""The same for a membrane that treats all ions alike, on both sides of a stack."""


def membranes_for(process: str) -> Membranes:
    """Membranes that suit a process: cation-exchange ones where a current goes through them."""
    return membranes((-1500.0, -800.0) if process in ("ed", "mcdi") else (60.0, -40.0))
