"""Currents, osmosis and regulated charge through the transport core: numbers behind docs/demos."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from selectivity.checks.stacks import CL, LI, MG, NA, SO4, K, Layer, solve_stack, stack_cases
from selectivity.constants import FARADAY
from selectivity.domain.layered import ChargeRegulation
from selectivity.process import osmosis
from selectivity.report.demonstrations import (
    ACID_DENSITY,
    ACID_PKA,
    BASE_DENSITY,
    BASE_PKA,
    Curves,
)
from selectivity.report.transport_demonstrations import PORE_FACTOR, solved
from selectivity.transport import solve

TIP: Final = Layer(2e-8, -300.0, 0.5, 1.0, factor=0.01)
"""Narrow end of an asymmetric channel: charged, hard to enter."""

BASE: Final = Layer(1e-6, -3.0, 1.0, 1.0, factor=0.5)
"""Its wide end, where the walls' charge is diluted."""

CATION_EXCHANGER: Final = Layer(1e-4, -5000.0, 1.0, 1.0, factor=0.1)
"""An ion-exchange membrane of about 5 M. [m], [mol/m³]"""

CATION_LAYER: Final = Layer(5e-5, -1000.0, 1.0, 1.0, factor=0.1)
ANION_LAYER: Final = Layer(5e-5, 1000.0, 1.0, 1.0, factor=0.1)
"""Halves of a bipolar membrane."""

DIFFUSION_FILM: Final = 2e-5
"""Unstirred layer on either face of the cation exchanger. [m]"""

EQUIVALENTS: Final = 20.0
"""Chloride of the mixtures whose limiting current is shown. [mol/m³]"""

DILUATE: Final = 4.0
CONCENTRATE: Final = 800.0
"""NaCl on the two sides of the osmosis reference (theory 5.5). [mol/m³]"""

DURATION: Final = 35.0 * 3600.0
VOLUME_PER_AREA: Final = 23.5e-3
"""Of the osmosis reference: time given [s], volume over area fitted [m] (theory 5.5)."""

RETAINED: Final = {
    "KCl": ([1.0, -1.0], [K, CL], [100.0, 100.0]),
    "LiCl": ([1.0, -1.0], [LI, CL], [100.0, 100.0]),
    "MgCl2": ([2.0, -1.0], [MG, CL], [100.0, 200.0]),
    "K2SO4": ([1.0, -2.0], [K, SO4], [200.0, 100.0]),
}
"""Charge, diffusivity [m²/s] and feed [mol/m³] of the salts held back against pH."""

PH_LAYER: Final = Layer(2e-7, 0.0, 0.5, 0.5, factor=PORE_FACTOR)
PH_FLUX: Final = 1e-5
"""Slow beside diffusion in the layer (Pe 0.02): the low-flux limit of theory 1.6. [m/s]"""


ISOELECTRIC: Final = 4.5
"""pH where the walls of ``ACID_DENSITY`` and ``BASE_DENSITY`` carry no charge. [-]"""


def current_voltage(layers: Sequence[Layer], voltage: np.ndarray, side: float = 10.0) -> np.ndarray:
    """Current through layers between equal LiCl solutions, without water.

    Parameters
    ----------
    layers : sequence of Layer
    voltage : ndarray of shape (n,)
        Feed minus permeate. [V]
    side : float
        LiCl on both sides. [mol/m³]

    Returns
    -------
    ndarray of shape (n,)
        [A/m²]
    """
    both = [side, side]
    ions = ([1.0, -1.0], [LI, CL])
    return solved(
        solve_stack(*ions, both, layers, both, water_flux=0.0, voltage=np.asarray(voltage))
    ).current


def rectification(voltage: np.ndarray) -> Curves:
    """Current through tip and base, and through a channel that is the same from both ends."""
    lines = {
        "tip on the feed side": current_voltage([TIP, BASE], voltage),
        "tip on the permeate side": current_voltage([BASE, TIP], voltage),
        "symmetric: tip, base, tip": current_voltage([TIP, BASE, TIP], voltage),
    }
    return Curves(voltage, lines, ("feed minus permeate [V]", "current [A/m²]"))


def bipolar(voltage: np.ndarray) -> Curves:
    """Current through a cation and an anion exchanger, the cation exchanger on the feed side."""
    lines = {
        f"{side:g} mol/m³ LiCl": current_voltage([CATION_LAYER, ANION_LAYER], voltage, side)
        for side in (10.0, 30.0)
    }
    return Curves(voltage, lines, ("feed minus permeate [V]", "current [A/m²]"))


def _chlorides(share: float) -> np.ndarray:
    """Na⁺, Mg²⁺, Cl⁻ where Mg²⁺ has a share of the cations' charge. [mol/m³]"""
    return EQUIVALENTS * np.array([1 - share, share / 2, 1.0])


def limiting(shares: np.ndarray) -> Curves:
    """Limiting current of NaCl + MgCl2 at a cation exchanger, and 2 F D c/δ, 6 F D c/δ at the ends.

    Parameters
    ----------
    shares : ndarray of shape (n,)
        Share of Mg²⁺ in the cations' charge, between 0 and 1. [-]
    """
    charge, mobility = [1.0, 2.0, -1.0], [NA, MG, CL]
    film = Layer(DIFFUSION_FILM)
    feed = np.array([_chlorides(float(share)) for share in shares])
    cases = stack_cases(
        charge, mobility, feed[0], [film, CATION_EXCHANGER, film], feed[0],
        water_flux=0.0, current=1.0,
    )  # fmt: skip
    found = solve(
        replace(cases, feed=feed, permeate=feed, current=np.ones(len(feed))), with_limits=True
    ).limiting_current
    ends = FARADAY / DIFFUSION_FILM * EQUIVALENTS * np.array([2 * NA, 3 * MG])
    lines = {
        "core": found,
        "straight line between single salts": ends[0]
        + shares * np.ptp(ends) * np.sign(ends[1] - ends[0]),
    }
    return Curves(
        shares, lines, ("share of Mg2+ in the cations' charge [-]", "limiting current [A/m²]")
    )


def depletion(fractions: np.ndarray, share: float = 0.5) -> tuple[Curves, Curves]:
    """Towards the limit: potential and transport numbers against current.

    Parameters
    ----------
    fractions : ndarray of shape (n,)
        Current over the limiting current, between 0 and 1. [-]
    share : float
        Of Mg²⁺ in the cations' charge. [-]

    Returns
    -------
    tuple of Curves
        Potential drop; transport numbers.
    """
    limit = limiting(np.array([share])).lines["core"][0]
    film, salts = Layer(DIFFUSION_FILM), _chlorides(share)
    charge = np.array([1.0, 2.0, -1.0])
    result = solved(
        solve_stack(
            charge, [NA, MG, CL], salts, [film, CATION_EXCHANGER, film], salts,
            water_flux=0.0, current=fractions * limit,
        )
    )  # fmt: skip
    carried = FARADAY * charge * result.ion_flux / result.current[:, None]
    numbers = {name: carried[:, place] for place, name in enumerate(("Na+", "Mg2+", "Cl-"))}
    label = "current over limiting current [-]"
    return (
        Curves(
            fractions,
            {"potential": 1e3 * result.potential_drop},
            (label, "feed minus permeate [mV]"),
        ),
        Curves(fractions, numbers, (label, "transport number [-]")),
    )


def osmosis_velocities(concentrate: np.ndarray) -> Curves:
    """Interstitial velocities of water and, the other way, of Na⁺ with 4 mol/m³ opposite."""
    membrane = osmosis.OsmosisMembrane()
    lines: dict[str, np.ndarray] = {}
    for reading in osmosis.READINGS:
        pairs = [
            osmosis.interstitial_velocities(membrane, reading, DILUATE, float(value))
            for value in concentrate
        ]
        name = reading.replace("_", " ")
        lines[f"water, {name}"], lines[f"Na+ the other way, {name}"] = 1e9 * np.array(pairs).T
    return Curves(
        concentrate, lines, ("concentrated side [mol/m³]", "interstitial velocity [nm/s]")
    )


def osmosis_tanks() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Two tanks over 35 h under each reading of A.

    Returns
    -------
    dict of str to tuple of ndarray
        Time (n,) [h]; diluate, concentrate [mol/m³] and diluate volume left [-], (3, n).
    """
    found = {}
    for reading in osmosis.READINGS:
        salts = (DILUATE, CONCENTRATE)
        profiles = osmosis.tanks(
            osmosis.OsmosisMembrane(), reading, salts, DURATION / VOLUME_PER_AREA
        ).profiles
        hours = profiles["area_time_m2_s"][0] * VOLUME_PER_AREA / 3600
        volume = profiles["left_flow"][0] / profiles["left_flow"][0, 0]
        rows = (profiles["left_mol_m3"][0, :, 0], profiles["right_mol_m3"][0, :, 0], volume)
        found[reading.replace("_", " ")] = (hours, np.array(rows))
    return found


def retention_against_ph(salt: str, ph: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rejection of a salt and charge of the wall, regulated in local equilibrium.

    Parameters
    ----------
    salt : str
        Key of ``RETAINED``.
    ph : ndarray of shape (n,)
        [-]

    Returns
    -------
    tuple of ndarray of shape (n,)
        Rejection [-]; X at the feed side of the layer [mol/m³].
    """
    charge, mobility, feed = RETAINED[salt]
    wide = (len(ph), 1)
    groups = ChargeRegulation(
        site_density=np.broadcast_to([ACID_DENSITY, BASE_DENSITY], (*wide, 2)),
        group_charge=np.array([-1.0, 0.0]),
        acid_constant=10.0 ** (3.0 - np.array([ACID_PKA, BASE_PKA])),
        association=np.zeros((2, len(charge))),
        proton_concentration=10.0 ** (3.0 - np.reshape(ph, wide)),
        proton=np.full(len(ph), -1),
    )
    cases = stack_cases(charge, mobility, feed, [PH_LAYER], water_flux=np.full(len(ph), PH_FLUX))
    result = solved(solve(replace(cases, regulation=groups), with_profiles=True))
    held = 1 - result.permeate[:, 0] / feed[0]
    return held, -np.sum(result.profiles.concentration[:, :, 0] * np.array(charge), axis=1)
