"""Radial distribution function and the ends of its first two shells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.ndimage import gaussian_filter1d
from scipy.signal import find_peaks

from selectivity.md.tally import Grid

_SMOOTHING: Final = 0.008e-9  # m; a first peak is about 0.02 nm wide
_SMOOTHING_SECOND: Final = 0.02e-9  # m; a second peak is about 0.1 nm wide
_PROMINENCE: Final = 0.2  # of g; below it a bump is noise
_FLAT: Final = 0.01  # of the first maximum; a minimum this flat is taken at its middle
_DEPTH: Final = 0.02  # of the second maximum; a shallower valley is noise
_TAIL: Final = 0.15  # share of the range, at its end, where g is taken as one without a box


@dataclass(frozen=True)
class Shells:
    """Ends of the first and second shell.

    Attributes
    ----------
    peak, first, second : float
        First maximum, first and second minimum of g(r); NaN where there is none. [m]
    """

    peak: float
    first: float
    second: float


def radial_distribution(
    neighbours: np.ndarray, visits: float, density: float, grid: Grid
) -> np.ndarray:
    """g(r) of one kind of atom around the ion.

    Parameters
    ----------
    neighbours : ndarray of shape (n_r,)
        Atoms counted in each shell.
    visits : float
        Frames times ions.
    density : float
        Mean number density of the atoms in the box; 0 if there is no box. [1/m³]
    grid : Grid

    Returns
    -------
    ndarray of shape (n_r,)
        One for independent atoms. Without a box the end of the range is one.
    """
    volume = 4 / 3 * np.pi * np.diff(grid.radius**3)
    per_volume = neighbours / (max(visits, 1.0) * volume)
    if density > 0:
        return per_volume / density
    tail = max(1, int(_TAIL * grid.n_r))
    return per_volume / max(per_volume[-tail:].mean(), np.finfo(float).tiny)


def find_shells(distribution: np.ndarray, grid: Grid) -> Shells:
    """First maximum of g(r), and the ends of two shells.

    A shell ends where the running coordination number rises least, at the minimum of r² g(r): the
    minimum of g(r) itself is so flat for the second shell that noise decides where it is.

    Parameters
    ----------
    distribution : ndarray of shape (n_r,)
        g(r).
    grid : Grid

    Returns
    -------
    Shells
        After light smoothing, stronger for the broad second shell.
    """
    width = grid.radius[1] - grid.radius[0]
    middle = (grid.radius[1:] + grid.radius[:-1]) / 2
    fine, coarse = (
        gaussian_filter1d(distribution, sigma / width, mode="nearest")
        for sigma in (_SMOOTHING, _SMOOTHING_SECOND)
    )
    peaks = find_peaks(fine, prominence=_PROMINENCE)[0]
    if len(peaks) == 0:
        return Shells(np.nan, np.nan, np.nan)
    end = int(peaks[1]) if len(peaks) > 1 else len(fine)
    first = _minimum(fine * middle**2, int(peaks[0]), end, grid.radius)
    second = np.nan
    if np.isfinite(first):
        start = int(np.rint(first / grid.radius[-1] * grid.n_r))
        second = _second_end(coarse, middle, start, grid.radius)
    return Shells(_vertex(fine, int(peaks[0]), middle), first, second)


def shell_curve(distribution: np.ndarray, grid: Grid) -> np.ndarray:
    """r² g(r) as a shell's end is looked for: lightly smoothed. (n_r,) [m²]"""
    width = grid.radius[1] - grid.radius[0]
    middle = (grid.radius[1:] + grid.radius[:-1]) / 2
    return gaussian_filter1d(distribution, _SMOOTHING / width, mode="nearest") * middle**2


def flat_reach(curve: np.ndarray, error: np.ndarray, ends: tuple[int, int]) -> float:
    """How far a shell's end may lie from where it was put, the minimum being flat.

    Parameters
    ----------
    curve, error : ndarray of shape (n_r,)
        r² g(r) and its standard error. [m²]
    ends : tuple of int
        Bins where the shell begins and ends.

    Returns
    -------
    float
        Half of the stretch about the end where the curve is within its error of the minimum, or
        within the flatness that the search for minima allows. [bins]
    """
    start, end = ends[0], min(ends[1], len(curve) - 1)
    level = curve[end] + _FLAT * curve[start : end + 1].max()
    flat = curve <= np.maximum(level, curve[end] + np.nan_to_num(np.hypot(error, error[end])))
    flat[: start + 1] = False
    left = right = end
    while left > 0 and flat[left - 1]:
        left -= 1
    while right < len(curve) - 1 and flat[right + 1]:
        right += 1
    return (right - left) / 2


def _second_end(smooth: np.ndarray, middle: np.ndarray, start: int, edges: np.ndarray) -> float:
    """First minimum of r² g(r) after the first maximum of g beyond the first shell."""
    peaks = start + find_peaks(smooth[start:], prominence=_PROMINENCE)[0]
    if len(peaks) == 0:
        return float("nan")
    part = smooth[peaks[0] :] * middle[peaks[0] :] ** 2
    valleys = find_peaks(-part, prominence=_DEPTH * part[0])[0]
    return float(edges[peaks[0] + valleys[0]] + edges[1] / 2) if len(valleys) else float("nan")


def _minimum(smooth: np.ndarray, start: int, end: int, edges: np.ndarray) -> float:
    """Middle of the lowest stretch between two bins; NaN if g falls to the end of its range."""
    part = smooth[start:end]
    lowest = int(np.argmin(part))
    if lowest == len(part) - 1 and end == len(smooth):
        return float("nan")
    flat = part <= part[lowest] + _FLAT * part[0]
    left = right = lowest
    while left > 0 and flat[left - 1]:
        left -= 1
    while right < len(part) - 1 and flat[right + 1]:
        right += 1
    return float((edges[start + left] + edges[start + right + 1]) / 2)


def _vertex(values: np.ndarray, index: int, place: np.ndarray) -> float:
    """Top of the parabola through a maximum and its neighbours."""
    if not 0 < index < len(values) - 1:
        return float(place[index])
    below, top, above = values[index - 1 : index + 2]
    curvature = below - 2 * top + above
    shift = 0.0 if curvature == 0 else 0.5 * (below - above) / curvature
    return float(place[index] + shift * (place[1] - place[0]))
