"""What the transport core shows: numbers behind the figures of docs/demos (theory 4).

Each function solves one demonstration; ``transport_figures`` draws them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from selectivity.checks.stacks import CL, LI, MG, NA, Layer, solve_stack
from selectivity.constants import REFERENCE_TEMPERATURE
from selectivity.domain.layered import TransportResult
from selectivity.errors import ModelError
from selectivity.report.demonstrations import Curves
from selectivity.transport.closed_forms import goldman_voltage, neutral_rejection

REFLECTIONS: Final = (0.5, 0.8, 0.95)
"""σ of the neutral solutes. [-]"""

FILM: Final = 5e-5
"""Boundary layer. [m]"""

ACTIVE: Final = 2e-7
"""Selective layer of a nanofiltration membrane. [m]"""

PORE_FACTOR: Final = 0.05
"""Diffusivity in the pores over that in water: porosity and tortuosity. [-]"""

CHARGES: Final = {"positive": 50.0, "neutral": 0.0, "negative": -50.0}
"""X of three nanofiltration membranes. [mol/m³]"""

BRINE: Final = (10.0, 50.0, 110.0)
"""Feed of Li⁺, Mg²⁺, Cl⁻. [mol/m³]"""

SALT_IONS: Final = ([1.0, 2.0, -1.0], [LI, MG, CL])
"""Charge and diffusivity of Li⁺, Mg²⁺, Cl⁻. [-], [m²/s]"""

PARTITIONS: Final = (0.2, 0.05, 0.2)
FRICTIONS: Final = (0.5, 0.3, 0.5)
"""Φ and K_f of Li⁺, Mg²⁺, Cl⁻: the larger hydrated ion fits worse. Illustrative. [-]"""


def solved(result: TransportResult) -> TransportResult:
    """The result, if every case is solved.

    Raises
    ------
    ModelError
        With the advice of the first case that is not.
    """
    for status, advice in zip(result.status, result.advice, strict=True):
        if status != "solved":
            raise ModelError(f"a demonstration is {status}: {advice}; change its drive")
    return result


def neutral_curves(peclet: np.ndarray, film_ratio: float = 0.0) -> dict[str, Curves]:
    """Rejection of neutral solutes, by the core and by [B]18 or [B]24.

    Parameters
    ----------
    peclet : ndarray of shape (n,)
        J_w/k_m, above 0. [-]
    film_ratio : float
        k_m/k_cp, 0 without a boundary layer. [-]

    Returns
    -------
    dict of str to Curves
        ``core`` and ``closed form``.
    """
    diffusivity, transfer = NA, 1e-5
    factor = transfer * ACTIVE / diffusivity
    film = [Layer(film_ratio * diffusivity / transfer)] if film_ratio else []
    lines: dict[str, dict[str, np.ndarray]] = {"core": {}, "closed form": {}}
    for sigma in REFLECTIONS:
        root = float(np.sqrt(1 - sigma))
        layer = Layer(ACTIVE, 0.0, root, root, factor=factor)
        stack = [*film, layer]
        result = solved(
            solve_stack([0.0], [diffusivity], [10.0], stack, water_flux=peclet * transfer)
        )
        name = f"σ = {sigma:g}"
        lines["core"][name] = 1 - result.permeate[:, 0] / 10.0
        lines["closed form"][name] = neutral_rejection(peclet, sigma, peclet * film_ratio)
    labels = ("Pe = J_w/k_m [-]", "observed rejection [-]")
    return {kind: Curves(peclet, values, labels) for kind, values in lines.items()}


def nanofiltration(
    flux: np.ndarray, charge: float, feed: Sequence[float] = BRINE
) -> tuple[Curves, Curves]:
    """Li⁺, Mg²⁺ and Cl⁻ through a boundary layer and a nanofiltration layer.

    Parameters
    ----------
    flux : ndarray of shape (n,)
        J_w, above 0. [m/s]
    charge : float
        X. [mol/m³]
    feed : sequence of float
        Li⁺, Mg²⁺, Cl⁻, electroneutral. [mol/m³]

    Returns
    -------
    tuple of Curves
        Observed rejection of each ion; separation factor Li⁺/Mg²⁺.
    """
    layer = Layer(ACTIVE, charge, PARTITIONS, FRICTIONS, factor=PORE_FACTOR)
    result = solved(solve_stack(*SALT_IONS, feed, [Layer(FILM), layer], water_flux=flux))
    passed = result.permeate / np.asarray(feed)
    names = ("Li+", "Mg2+", "Cl-")
    x = flux * 1e6
    rejected = {name: 1 - passed[:, number] for number, name in enumerate(names)}
    factor = {"Li+/Mg2+": passed[:, 0] / passed[:, 1]}
    label = "water flux [µm/s]"
    return (
        Curves(x, rejected, (label, "observed rejection [-]")),
        Curves(x, factor, (label, "separation factor Li+/Mg2+ [-]")),
    )


def trace_lithium(flux: np.ndarray, share: float = 1e-4) -> dict[str, Curves]:
    """Rejections of trace Li⁺ beside 50 mol/m³ MgCl2, for each charge of ``CHARGES``.

    Parameters
    ----------
    flux : ndarray of shape (n,)
        [m/s]
    share : float
        Li⁺ over Mg²⁺ in the feed. [-]
    """
    magnesium = BRINE[1]
    lithium = share * magnesium
    feed = (lithium, magnesium, lithium + 2 * magnesium)
    return {name: nanofiltration(flux, value, feed)[0] for name, value in CHARGES.items()}


def goldman(shares: np.ndarray) -> dict[str, Curves]:
    """Potential at zero current between NaCl and LiCl mixtures, by the core and by Goldman.

    Parameters
    ----------
    shares : ndarray of shape (n,)
        Share of Na⁺ among the cations of the feed, within 0 to 1; the permeate is LiCl. [-]
    """
    charge, mobility = np.array([1.0, 1.0, -1.0]), np.array([NA, LI, CL])
    lines: dict[str, dict[str, np.ndarray]] = {"core": {}, "closed form": {}}
    for total_permeate in (100.0, 10.0):
        feed = np.stack([100 * shares, 100 * (1 - shares), 100 + 0 * shares], axis=-1)
        permeate = np.array([0.0, total_permeate, total_permeate])
        result = solved(
            solve_stack(charge, mobility, feed, [Layer(1e-6)], permeate, water_flux=0.0)
        )
        name = f"permeate {total_permeate:g} mol/m³ LiCl"
        lines["core"][name] = 1e3 * result.potential_drop
        lines["closed form"][name] = 1e3 * np.array(
            [
                goldman_voltage(charge, mobility, row, permeate, REFERENCE_TEMPERATURE)
                for row in feed
            ]
        )
    labels = ("share of Na+ among the feed's cations [-]", "feed minus permeate [mV]")
    return {kind: Curves(shares, values, labels) for kind, values in lines.items()}
