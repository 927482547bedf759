"""The numbers that every process reports, from its streams and from what crosses at the inlet."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from scipy.special import xlogy

from selectivity.constants import FARADAY, GAS_CONSTANT
from selectivity.domain.activity import SoluteTable
from selectivity.domain.layered import TransportResult
from selectivity.domain.process import Metrics, Solution, Streams
from selectivity.process.crossing import Films

CARBONATE_MOLAR_MASS: Final = 60.008e-3
"""CO₃²⁻, data/ions.csv (prohaska2022). [kg/mol]"""
_TINY: Final = 1e-300


class Local(NamedTuple):
    """Polarization, transport numbers and resistance shares at one place; see ``Metrics``."""

    polarization: np.ndarray
    transport_number: np.ndarray
    resistance_share: np.ndarray


def _over(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Quotient; NaN where the denominator is zero."""
    whole = np.asarray(whole, float)
    with np.errstate(all="ignore"):
        return np.where(whole != 0, part / np.where(whole != 0, whole, 1), np.nan)


def transport_numbers(charge: np.ndarray, ion_flux: np.ndarray, current: np.ndarray) -> np.ndarray:
    """Share of each ion in the current; without current among the ions of its sign.

    Parameters
    ----------
    charge : ndarray of shape (n_ions,)
        [-]
    ion_flux : ndarray of shape (n_membranes, n_ions)
        [mol/(m² s)]
    current : ndarray of shape (n_membranes,)
        [A/m²]

    Returns
    -------
    ndarray of shape (n_membranes, n_ions)
        NaN for neutral solutes and where nothing flows. [-]
    """
    carried = charge * ion_flux
    own = np.where(charge > 0, np.sum(np.where(charge > 0, carried, 0), axis=-1)[:, None], 0)
    own = np.where(charge < 0, np.sum(np.where(charge < 0, carried, 0), axis=-1)[:, None], own)
    gross = np.sum(np.abs(carried), axis=-1)
    flows = np.abs(current) > 1e-9 * FARADAY * gross
    total = np.where(flows[:, None], (current / FARADAY)[:, None], own)
    return np.where(charge != 0, _over(carried, total), np.nan)


def local_metrics(solution: Solution, films: Films, result: TransportResult) -> Local:
    """Metrics of one crossing.

    Parameters
    ----------
    solution : Solution
    films : Films
        Those that the crossing was solved with.
    result : TransportResult

    Returns
    -------
    Local
    """
    nodes = result.node_concentration
    last = nodes.shape[1] - 1 - films.after
    faces = np.stack([nodes[:, films.before], nodes[:, last]], axis=-1)
    bulk = np.stack([nodes[:, 0], nodes[:, -1]], axis=-1)
    with np.errstate(all="ignore"):
        level = (
            np.log(nodes)
            + solution.charge
            * (result.node_potential * FARADAY / (GAS_CONSTANT * solution.temperature))[..., None]
        )
        drop = level[:, :-1] - level[:, 1:]
        share = _over(drop, np.sum(drop, axis=1, keepdims=True))
    carried = transport_numbers(solution.charge, result.ion_flux, result.current)
    return Local(_over(faces, bulk), carried, share)


def balances(streams: Streams) -> tuple[np.ndarray, np.ndarray]:
    """What is missing in the sums of all streams, relative to what flows.

    Parameters
    ----------
    streams : Streams

    Returns
    -------
    tuple of ndarray of shape (n_membranes,)
        Of the volume, and the worst of the ions.
    """
    signed = streams.direction * streams.flow
    amount = signed[..., None] * streams.concentration
    water = np.abs(signed.sum(axis=1)) / np.abs(signed).sum(axis=1)
    ions = _over(np.abs(amount.sum(axis=1)), np.abs(amount).sum(axis=1))
    return water, np.nanmax(np.where(np.isnan(ions), 0.0, ions), axis=1)


def minimum_power(
    streams: Streams, temperature: float, table: SoluteTable | None = None
) -> np.ndarray:
    """Least power that makes the leaving streams from the entering ones. [W]

    Parameters
    ----------
    streams : Streams
    temperature : float
        [K]
    table : SoluteTable, optional
        Activities; ideal solutions without it.

    Returns
    -------
    ndarray of shape (n_membranes,)
        Negative where the process runs down a gradient.

    Notes
    -----
    Σ Q [RT Σ c ln(γ c) − (Π − Π_feed) ω], ω the volume share of water: its potential is counted
    from the feed's, so that volumes which do not add up to the last digit cost nothing.

    References
    ----------
    biesheuvel2022
    """
    signed = streams.direction * streams.flow
    content = streams.concentration
    density = np.sum(xlogy(content, content), axis=-1)
    if table is not None:
        density = density + np.sum(content * table.log_coefficient(content), axis=-1)
    energy = GAS_CONSTANT * temperature * density
    if table is not None:
        osmotic = table.osmotic_pressure(content)
        energy = energy - (osmotic - osmotic[:, :1]) * table.water_share(content)
    return np.sum(signed * energy, axis=1)


def assemble(
    solution: Solution,
    streams: Streams,
    product: str,
    power: np.ndarray,
    local: Local,
    receiving: str | None = None,
) -> Metrics:
    """All metrics of a process.

    Parameters
    ----------
    solution : Solution
    streams : Streams
        One of them is called ``feed``.
    product : str
        Label of the stream that the target is wanted in.
    power : ndarray of shape (n_membranes,)
        [W], or [J] in a batch.
    local : Local
    receiving : str, optional
        Entering stream that becomes the product; what it holds at first is not recovered.

    Returns
    -------
    Metrics
    """
    flow, content = streams.of(product)
    feed_flow, feed = streams.of("feed")
    target = solution.target
    cations = np.maximum(np.sign(solution.charge), 0.0)
    mass = np.where(np.isnan(solution.molar_mass), 0.0, solution.molar_mass)
    nothing = np.full(len(flow), np.nan)
    separation, recovery, mol, share, per_mass = (nothing,) * 5
    if target >= 0:
        with np.errstate(all="ignore"):
            separation = content[:, target, None] / content * (feed / feed[:, target, None])
        separation = np.where(np.isfinite(separation), separation, np.nan)
        wanted = flow * content[:, target]
        gained = wanted
        if receiving is not None:
            own_flow, own = streams.of(receiving)
            gained = wanted - own_flow * own[:, target]
        recovery = _over(gained, feed_flow * feed[:, target])
        mol = _over(content[:, target], content @ cations)
        share = _over(content[:, target] * mass[target], content @ (cations * mass))
        per_mass = _over(power, gained * mass[target])
    else:
        separation = np.full_like(content, np.nan)
    least = minimum_power(streams, solution.temperature, solution.table)
    possible = (power > 0) & (least > 0)
    water, ions = balances(streams)
    return Metrics(
        **local._asdict(),
        separation_factor=separation,
        target_recovery=recovery,
        purity_mol=mol,
        purity_mass=share,
        power=power,
        energy_per_volume=_over(power, flow),
        energy_per_target=per_mass,
        energy_per_carbonate=per_mass * _carbonate_share(solution),
        minimum_power=least,
        minimum_power_ideal=minimum_power(streams, solution.temperature),
        efficiency=np.where(possible, _over(least, power), np.nan),
        energy_ratio=np.where(possible, _over(power, least), np.nan),
        water_balance=water,
        ion_balance=ions,
    )


def _carbonate_share(solution: Solution) -> float:
    """Mass of lithium in lithium carbonate, 0.188; NaN without a target."""
    if solution.target < 0:
        return np.nan
    two = 2 * float(solution.molar_mass[solution.target])
    return two / (two + CARBONATE_MOLAR_MASS)
