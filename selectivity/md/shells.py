"""Hydration shells along the channel."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from selectivity.constants import thermal_energy
from selectivity.md.blocks import block_ratio, jackknife
from selectivity.md.distribution import find_shells, flat_reach, radial_distribution, shell_curve
from selectivity.md.tally import LIGAND, TOTAL, WATER, Grid, Tally
from selectivity.md.verdict import Estimate


def bulk_shells(tally: Tally, grid: Grid, region: np.ndarray, kind: int = WATER) -> Estimate:
    """Peak and two minima of g(r), of shape (3,), from ions in a region. [m]

    Parameters
    ----------
    tally : Tally
    grid : Grid
    region : ndarray of bool of shape (n_z,)
        Bins to take ions from; all if none of it was visited.
    kind : int
        ``WATER``, ``LIGAND`` or ``GROUP``.

    Returns
    -------
    Estimate
        Its independent samples are the visits.
    """
    blocked, visits = _blocked(tally, region, kind)

    def shells_of(total: np.ndarray) -> np.ndarray:
        found = find_shells(_distribution(total, grid), grid)
        return np.array([found.peak, found.first, found.second])

    return jackknife(shells_of, blocked, visits)


def end_spread(tally: Tally, grid: Grid, region: np.ndarray, ends: tuple[float, float]) -> float:
    """How far the outer end of a shell may lie from where it was put, by a flat minimum of g(r).

    Parameters
    ----------
    tally : Tally
    grid : Grid
    region : ndarray of bool of shape (n_z,)
        Bins to take ions from; all if none of it was visited.
    ends : tuple of float
        Inner and outer end of the shell. [m]

    Returns
    -------
    float
        See `flat_reach`. [m]
    """
    blocked, visits = _blocked(tally, region, WATER)
    curve = jackknife(lambda total: shell_curve(_distribution(total, grid), grid), blocked, visits)
    places = _edge(grid, ends[0]), _edge(grid, ends[1])
    return flat_reach(curve.value, curve.error, places) * grid.radius[1]


def _blocked(tally: Tally, region: np.ndarray, kind: int) -> tuple[np.ndarray, float]:
    """Per block: neighbours by distance, visits, density and frames; and all visits."""
    used = region if tally.visits[region].sum() > 0 else np.ones_like(region)
    columns = [
        tally.neighbours[used, :, kind].sum(axis=0),
        tally.visits[used].sum(axis=0),
        tally.density[:, kind],
        tally.frames,
    ]
    return np.column_stack(columns), float(tally.visits[used].sum())


def _distribution(total: np.ndarray, grid: Grid) -> np.ndarray:
    """g(r) of a sum of blocks."""
    density = total[-2] / max(total[-1], 1.0)
    return radial_distribution(total[:-3], total[-3], density, grid)


def coordination(
    tally: Tally, grid: Grid, ends: tuple[float, float], outer_error: float, kind: int = WATER
) -> Estimate:
    """Atoms between two distances of the ion, along the axis.

    Parameters
    ----------
    tally : Tally
    grid : Grid
    ends : tuple of float
        0 and the first minimum, or the first and the second. [m]
    outer_error : float
        Standard error of the outer end, which adds to that of the number. [m]
    kind : int
        ``WATER``, ``LIGAND`` or ``TOTAL``.

    Returns
    -------
    Estimate
        Of shape (n_z,). [-]
    """
    low, high = (_edge(grid, end) for end in ends)
    kinds = [WATER, LIGAND] if kind == TOTAL else [kind]
    counted = tally.neighbours[:, :, kinds].sum(axis=2).astype(float)
    visits = tally.visits.sum(axis=1)
    square = None
    if low == 0 and high > 0:
        square = tally.square[:, kind, high - 1] / np.maximum(visits, 1)
    estimate = block_ratio(counted[:, :, low:high].sum(axis=2), tally.visits, square)
    spread = outer_error if np.isfinite(outer_error) else 0.0
    inside, outside = _edge(grid, ends[1] - spread), _edge(grid, ends[1] + spread)
    between = counted[:, :, inside:outside].sum(axis=(1, 2)) / np.maximum(visits, 1)
    return replace(estimate, error=np.hypot(estimate.error, between / 2))


def _edge(grid: Grid, distance: float) -> int:
    """Index of the bin edge nearest to a distance."""
    return int(np.clip(np.rint(distance / grid.radius[-1] * grid.n_r), 0, grid.n_r))


def region_mean(tally: Tally, counts: Estimate, region: np.ndarray) -> float:
    """Mean of a profile over a region, weighted by visits; NaN if it was not visited."""
    weight = np.where(region, tally.visits.sum(axis=1), 0.0)
    filled = weight > 0
    if not np.any(filled):
        return float("nan")
    return float(np.average(counts.value[filled], weights=weight[filled]))


def dehydration_energy(
    tally: Tally, grid: Grid, first: float, region: np.ndarray, temperature: float
) -> tuple[Estimate, np.ndarray]:
    """Free energy in bulk of the hydration numbers that the channel imposes.

    ΔF(z) = Σ_n p_z(n) W(n) − Σ_n p_bulk(n) W(n) with W(n) = −RT ln p_bulk(n).

    Parameters
    ----------
    tally : Tally
    grid : Grid
    first : float
        End of the first shell. [m]
    region : ndarray of bool of shape (n_z,)
        Bulk.
    temperature : float
        [K]

    Returns
    -------
    energy : Estimate
        Of shape (n_z,); the error is half of the halves' difference. [J/mol]
    bounded : ndarray of bool of shape (n_z,)
        True where a number occurs that bulk never showed: the energy is then a lower bound, W
        being that of one sample.
    """
    index = int(np.rint(first / grid.radius[-1] * grid.n_r)) - 1
    by_half = tally.occupancy[:, :, index].astype(float)
    whole, first_half, second_half = by_half.sum(axis=0), by_half[0], by_half[1]
    energy, unseen = _imposed(whole, whole[region].sum(axis=0), temperature)
    halves = [
        _imposed(half, whole[region].sum(axis=0), temperature)[0]
        for half in (first_half, second_half)
    ]
    error = np.abs(halves[0] - halves[1]) / 2
    return Estimate(energy, error, whole.sum(axis=1), *halves), unseen


def _imposed(
    occupancy: np.ndarray, bulk: np.ndarray, temperature: float
) -> tuple[np.ndarray, np.ndarray]:
    """Energy of the numbers at each place against those of bulk, and where bulk lacks some."""
    visits = occupancy.sum(axis=1)
    if bulk.sum() == 0:
        return np.full(len(visits), np.nan), np.zeros(len(visits), dtype=bool)
    work = -thermal_energy(temperature) * np.log(np.maximum(bulk, 1.0) / bulk.sum())
    mean_work = (occupancy @ work) / np.maximum(visits, 1)
    energy = mean_work - bulk @ work / bulk.sum()
    return np.where(visits > 0, energy, np.nan), (occupancy @ (bulk == 0)) > 0
