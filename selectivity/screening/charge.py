"""Charge of wall and mouth from whatever was measured, without counting a charge twice (theory 7).

Groups with their densities give a charge that follows the pH. Anything else gives a fixed charge,
which is already net of bound ions, so no group is added to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from selectivity.constants import REFERENCE_TEMPERATURE
from selectivity.domain.water import permittivity_malmberg
from selectivity.screening import draws, sampling
from selectivity.screening.catalogue import BY_NAME, DEFAULT_SOURCE, N_DIMENSIONS
from selectivity.screening.draws import ASSUMED, DERIVED, MEASURED, Chunk, Quantity
from selectivity.stages import estimators

ZETA_ELECTROLYTE: Final = np.array([1.0, 1.0])
"""Solution a zeta potential is usually measured in: 1 mol/m³ of a 1:1 salt, as zeta potentials of
membranes are usually taken in 1 mM KCl. The spread of the estimator covers others. [mol/m³]"""
ZETA_CHARGE: Final = np.array([1.0, -1.0])

WALL_ACID_PKA: Final = 4.5
WALL_BASE_PKA: Final = 9.5
"""Carboxylic acid and amine of an amphoteric wall whose isoelectric point alone is known; typical
of polyamide (`selectivity2026`). [-]"""


@dataclass(frozen=True)
class Charge:
    """Charge of a region.

    Attributes
    ----------
    fixed : Quantity
        Given charge per pore water; 0 where groups make the charge. [mol/m³]
    density : ndarray of shape (n_samples, n_candidates, n_groups)
        Site density of each group, 0 where absent. [mol/m³]
    """

    fixed: Quantity
    density: np.ndarray


def resolve_charge(chunk: Chunk, size: np.ndarray, proton: float) -> Charge:
    """Charge of the interior.

    Parameters
    ----------
    chunk : Chunk
    size : ndarray of shape (n_samples, n_candidates)
        [m]
    proton : float
        10^(3 - pH) of the feed. [mol/m³]

    Returns
    -------
    Charge
        In this order: groups, fixed charge, ion-exchange capacity with water content, zeta
        potential, isoelectric point, prior of the material class, none.
    """
    fixed = draws.empty(chunk)
    per_capacity, capacity_sources = _capacity_charge(chunk)
    density, regulated = _densities(chunk, "wall", np.abs(per_capacity))
    zeros = np.zeros(chunk.shape)
    sources = np.asarray(chunk.source, dtype=object)
    guessed = regulated & chunk.sites["wall"].assumed
    draws.fill(fixed, guessed, zeros, ASSUMED, ("functional groups, densities assumed", sources))
    draws.fill(fixed, regulated, zeros, DERIVED, ("functional groups", sources))
    given = draws.measured(chunk, "fixed_charge")
    draws.fill(fixed, chunk.has("fixed_charge"), given, MEASURED, ("", sources))
    known = ~np.isnan(per_capacity[0])
    note = ("ion_exchange_capacity, water_content", capacity_sources)
    draws.fill(fixed, known, per_capacity, DERIVED, note)
    _fill_zeta(fixed, chunk, size)
    _fill_isoelectric(fixed, chunk, proton)
    samples, prior_sources = draws.prior(chunk, "fixed_charge")
    note = ("prior of the material class", prior_sources)
    draws.fill(fixed, ~np.isnan(samples[0]), samples, ASSUMED, note)
    own = np.full(len(chunk.names), DEFAULT_SOURCE, dtype=object)
    draws.fill(fixed, np.ones(len(own), bool), zeros, ASSUMED, ("uncharged", own))
    return Charge(fixed, density)


def resolve_mouth_charge(chunk: Chunk, interior: Charge) -> Charge:
    """Charge of the mouths: groups or a charge of their own, else that of the interior."""
    fixed = draws.empty(chunk)
    unknown = np.full(chunk.shape, np.nan)
    density, regulated = _densities(chunk, "mouth", unknown)
    sources = np.asarray(chunk.source, dtype=object)
    zeros = np.zeros(chunk.shape)
    draws.fill(fixed, regulated, zeros, DERIVED, ("functional groups", sources))
    given = draws.measured(chunk, "mouth_fixed_charge")
    draws.fill(fixed, chunk.has("mouth_fixed_charge"), given, MEASURED, ("", sources))
    like = fixed.origin == ""
    density[:, like] = interior.density[:, like]
    note = ("like the interior", interior.fixed.source)
    draws.fill(fixed, like, interior.fixed.samples, ASSUMED, note)
    return Charge(fixed, density)


def _densities(chunk: Chunk, location: str, capacity: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Sampled site densities, and which candidates have any.

    A group without a density takes an equal share of the ion-exchange capacity, else the prior
    site density, unless a charge was measured in another way.
    """
    sites = chunk.sites[location]
    present = (sites.density > 0) | sites.unknown
    regulated = present.any(axis=1)
    density = np.zeros((*chunk.shape, sites.density.shape[1]))
    if not regulated.any():
        return density, regulated
    missing = sites.unknown.any(axis=1)
    elsewhere = _charge_known(chunk) & (location == "wall")
    regulated &= ~(sites.assumed & (elsewhere | ~np.isnan(capacity[0])))
    filled = np.where(np.isnan(capacity), draws.prior(chunk, "site_density")[0], capacity)
    elsewhere &= np.isnan(capacity[0])
    regulated &= ~(missing & (elsewhere | np.isnan(filled[0])))
    share = filled / np.maximum(sites.unknown.sum(axis=1), 1)
    first = N_DIMENSIONS + (0 if location == "wall" else sites.density.shape[1])
    for group in np.flatnonzero(present[regulated].any(axis=0)):  # groups in use: few
        points = chunk.points[:, :, first + group]
        median = np.where(sites.unknown[:, group], share, sites.density[:, group])
        default = BY_NAME["group_density_error"].default_uncertainty(median)
        stated = sites.uncertainty[:, group]
        spread = sampling.lognormal_spread(median, np.where(np.isnan(stated), default, stated))
        drawn = sampling.draw_lognormal(points, median, spread)
        density[:, regulated, group] = drawn[:, regulated]
    return density, regulated


def _charge_known(chunk: Chunk) -> np.ndarray:
    return chunk.has("fixed_charge") | chunk.has("zeta_potential")


def _capacity_charge(chunk: Chunk) -> tuple[np.ndarray, np.ndarray]:
    """Charge from the signed capacity and the water, both per dry mass."""
    charge = np.full(chunk.shape, np.nan)
    sources = np.asarray(chunk.source, dtype=object)
    where = chunk.has("ion_exchange_capacity")
    if not where.any():
        return charge, sources
    water = draws.measured(chunk, "water_content")
    prior, _ = draws.prior(chunk, "water_content")
    water = np.where(np.isnan(water), prior, water)
    capacity = draws.measured(chunk, "ion_exchange_capacity")
    return estimators.charge_from_capacity(capacity, water), sources


def _fill_zeta(fixed: Quantity, chunk: Chunk, size: np.ndarray) -> None:
    where = chunk.has("zeta_potential") & ~np.isnan(size[0])
    if not where.any():
        return
    surface = estimators.surface_charge_grahame(
        draws.measured(chunk, "zeta_potential"),
        ZETA_ELECTROLYTE,
        ZETA_CHARGE,
        REFERENCE_TEMPERATURE,
        permittivity_malmberg(REFERENCE_TEMPERATURE),
    )
    charge = estimators.volume_charge(surface, size, chunk.is_slit)
    charge = charge * draws.model_error(chunk, "charge_model_error")
    charge = charge * draws.scale(chunk, "charge_scale")
    sources = np.asarray(chunk.source, dtype=object)
    draws.fill(fixed, where, charge, DERIVED, ("zeta_potential, size", sources))


def _fill_isoelectric(fixed: Quantity, chunk: Chunk, proton: float) -> None:
    where = chunk.has("isoelectric_point")
    if not where.any():
        return
    density, sources = draws.prior(chunk, "site_density")
    point = draws.measured(chunk, "isoelectric_point")
    per_site = estimators.amphoteric_charge(point, proton, WALL_ACID_PKA, WALL_BASE_PKA)
    note = ("isoelectric_point, site_density", sources)
    draws.fill(fixed, where & ~np.isnan(density[0]), density * per_site, DERIVED, note)
