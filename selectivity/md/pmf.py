"""From umbrella windows to a profile and a barrier, each with halves, cross-check and flaws."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from selectivity.constants import thermal_energy
from selectivity.errors import ConvergenceError, DataError
from selectivity.md.axis import bin_edges, bulk_mask, require_bulk
from selectivity.md.force_constant import force_constant_warning, require_near_centres
from selectivity.md.run import Geometry
from selectivity.md.umbrella import BinnedEnergy, Window, bias, cut_overlap, mbar
from selectivity.md.verdict import INSUFFICIENT, SUFFICIENT, WEAK, Estimate, Settings, Verdict
from selectivity.md.wham import Histograms, wham

_BULK_AND_CENTRE = 2  # windows that a profile needs at least
_CONNECTED = 1e-4  # overlap below which MBAR's error means nothing
_BINS_PER_DEVIATION = 4  # WHAM takes the bias as constant in a bin


@dataclass(frozen=True)
class UmbrellaProfile:
    """PMF of one ion from umbrella windows, zero in the mean of the bulk region.

    Attributes
    ----------
    z : ndarray of shape (n_bins,)
        From the channel's centre. [m]
    profile : Estimate
        Per bin. [J/mol]
    barrier : Estimate
        At the centre, of scalars. [J/mol]
    barrier_wham : float
        The same by WHAM on all samples. [J/mol]
    overlap : ndarray of shape (n_gaps,)
        Between neighbouring windows.
    independent : ndarray of shape (n_windows,)
        Independent samples.
    flaws : tuple of Verdict
        Windows without overlap, disagreement with WHAM, a doubtful force constant.
    """

    z: np.ndarray
    profile: Estimate
    barrier: Estimate
    barrier_wham: float
    overlap: np.ndarray
    independent: np.ndarray
    flaws: tuple[Verdict, ...]


def umbrella_profile(
    windows: tuple[Window, ...], geometry: Geometry, temperature: float, settings: Settings
) -> UmbrellaProfile:
    """PMF and barrier of one ion.

    Parameters
    ----------
    windows : tuple of Window
        At one temperature.
    geometry : Geometry
        Centre, bulk region and symmetry on the coordinate.
    temperature : float
        [K]
    settings : Settings

    Returns
    -------
    UmbrellaProfile

    Raises
    ------
    DataError
        If no sample lies in the bulk region, or windows lie impossibly far from their centres.
    """
    if len(windows) < _BULK_AND_CENTRE:
        raise DataError("one umbrella window makes no profile: list all windows of the ion")
    require_near_centres(windows, temperature)
    shifted = tuple(_centred(window, geometry.centre) for window in windows)
    edges = bin_edges(shifted, geometry.mirror, settings.bin_width)
    z = (edges[1:] + edges[:-1]) / 2
    region = bulk_mask(z, geometry)
    thermal = thermal_energy(temperature)
    binned = mbar(shifted, edges, temperature)
    require_bulk(region & (binned.counts > 0), geometry, z)
    parts = (shifted, *(tuple(window.half(h) for window in shifted) for h in (0, 1)))
    sides = [_wham_energy(part, edges, temperature) for part in parts]
    by_wham = np.array([_symmetric(*side, geometry.mirror) for side in sides])
    by_wham = thermal * _against_bulk(by_wham, region)
    profile = _profile(binned, region, by_wham[1:], thermal, geometry.mirror)
    overlap, gaps = cut_overlap(binned.overlap, np.array([w.restraint.centre for w in shifted]))
    if overlap.min(initial=1.0) < _CONNECTED:
        profile = replace(profile, error=np.full(len(z), np.nan))
    independent = np.array([len(window.independent) for window in shifted])
    barrier, barrier_wham = _at_centre(z, profile, by_wham[0], independent, settings)
    flaws = (
        *_overlap_flaws(overlap, gaps + geometry.centre, settings),
        *_force_constant_flaws(windows, geometry, temperature),
        _wham_finding(barrier, barrier_wham, settings),
    )
    return UmbrellaProfile(z, profile, barrier, barrier_wham, overlap, independent, flaws)


def _at_centre(
    z: np.ndarray,
    profile: Estimate,
    by_wham: np.ndarray,
    independent: np.ndarray,
    settings: Settings,
) -> tuple[Estimate, float]:
    """Barrier by MBAR and by WHAM; NaN where the windows do not reach the centre. [J/mol]"""
    centre = int(np.argmin(np.abs(z)))
    barrier = profile.at(centre, independent.min())
    if abs(z[centre]) <= settings.bin_width / 2:
        return barrier, float(by_wham[centre])
    nothing = np.asarray(np.nan)
    return Estimate(nothing, nothing, barrier.n_effective, nothing, nothing), float("nan")


def _force_constant_flaws(
    windows: tuple[Window, ...], geometry: Geometry, temperature: float
) -> list[Verdict]:
    doubt = force_constant_warning(windows, geometry, temperature)
    return [Verdict(WEAK, doubt)] if doubt else []


def _centred(window: Window, centre: float) -> Window:
    restraint = replace(window.restraint, centre=window.restraint.centre - centre)
    return Window(window.name, restraint, window.value - centre, window.time_step)


def _profile(
    binned: BinnedEnergy, region: np.ndarray, halves: np.ndarray, thermal: float, mirror: bool
) -> Estimate:
    """MBAR on decorrelated samples; halves by WHAM on all samples, which has less noise."""
    rows = _side_weights(binned.counts, mirror)
    filled = rows.sum(axis=1) > 0
    bulk = rows[region & filled].mean(axis=0)
    pairs = np.full((len(rows), 2), np.nan)
    pairs[filled] = [binned.contrast(row - bulk) for row in rows[filled]]
    value, error = pairs.T * thermal
    counts = (rows > 0) @ binned.counts
    return Estimate(value, error, counts.astype(float), halves[0], halves[1])


def _side_weights(counts: np.ndarray, mirror: bool) -> np.ndarray:
    """Rows that average each bin with its mirror image by their samples; zero where both are empty.

    Energies are averaged, not counts: with windows on one side only, the other side near the
    centre is sampled too, and adding its counts would lower the PMF there by up to RT ln 2.
    """
    own = np.diag(counts.astype(float))
    rows = own + own[::-1] if mirror else own
    total = rows.sum(axis=1, keepdims=True)
    return np.divide(rows, total, out=np.zeros_like(rows), where=total > 0)


def _symmetric(energy: np.ndarray, counts: np.ndarray, mirror: bool) -> np.ndarray:
    """Energy averaged over both sides; NaN where both are empty."""
    rows = _side_weights(np.where(np.isfinite(energy), counts, 0), mirror)
    return np.where(rows.sum(axis=1) > 0, rows @ np.nan_to_num(energy), np.nan)


def _against_bulk(energy: np.ndarray, region: np.ndarray) -> np.ndarray:
    """Rows of energies less their mean over the bulk bins that all rows fill."""
    common = region & np.all(np.isfinite(energy), axis=0)
    if not np.any(common):
        return np.full(energy.shape, np.nan)
    return energy - energy[:, common].mean(axis=1, keepdims=True)


def _wham_energy(
    windows: tuple[Window, ...], edges: np.ndarray, temperature: float
) -> tuple[np.ndarray, np.ndarray]:
    """Energy over RT by WHAM on all samples, in fine bins that are then joined, and the counts.

    NaN where empty, and everywhere if WHAM does not close.
    """
    parts = _parts_per_bin(windows, edges, temperature)
    fine = np.linspace(edges[0], edges[-1], parts * (len(edges) - 1) + 1)
    middle = (fine[1:] + fine[:-1]) / 2
    counts = np.array([np.histogram(window.value, fine)[0] for window in windows], float)
    joined = counts.sum(axis=0).reshape(-1, parts).sum(axis=1)
    coarse = np.full(len(joined), np.nan)
    try:
        energy = wham(Histograms(counts, bias(windows, middle, temperature)))
    except ConvergenceError:
        return coarse, joined
    weight = np.exp(-np.where(np.isnan(energy), np.inf, energy)).reshape(-1, parts).sum(axis=1)
    coarse[weight > 0] = -np.log(weight[weight > 0])
    return coarse, joined


def _parts_per_bin(windows: tuple[Window, ...], edges: np.ndarray, temperature: float) -> int:
    stiffest = max(window.restraint.force_constant for window in windows)
    deviation = np.sqrt(thermal_energy(temperature) / stiffest)
    return max(1, int(np.ceil(_BINS_PER_DEVIATION * (edges[1] - edges[0]) / deviation)))


def _overlap_flaws(overlap: np.ndarray, gaps: np.ndarray, settings: Settings) -> list[Verdict]:
    poor = overlap < settings.overlap
    if not np.any(poor):
        return []
    listed = ", ".join(
        f"{_nanometres(low)} and {_nanometres(high)} nm ({value:.2g})"
        for value, (low, high) in zip(overlap[poor], gaps[poor], strict=True)
    )
    text = (
        f"windows at {listed} overlap less than {settings.overlap:g}: "
        "the profile is not connected there; add windows between them"
    )
    return [Verdict(INSUFFICIENT, text)]


def _nanometres(place: float) -> str:
    return f"{round(place * 1e9, 4) + 0.0:g}"  # no -0


def _wham_finding(barrier: Estimate, by_wham: float, settings: Settings) -> Verdict:
    if np.isnan(barrier.value):
        return Verdict(INSUFFICIENT, "the samples do not reach the channel's centre (centre_nm)")
    apart = abs(float(barrier.value) - by_wham)
    said = f"WHAM on all samples gives a barrier of {by_wham / 1e3:.3g} kJ/mol"
    if np.isnan(apart):
        return Verdict(INSUFFICIENT, "WHAM finds no connected profile between bulk and centre")
    if apart <= settings.mbar_wham * float(barrier.error):
        return Verdict(SUFFICIENT, said)
    return Verdict(WEAK, f"{said}, MBAR {barrier.value / 1e3:.3g}: look at the windows one by one")
