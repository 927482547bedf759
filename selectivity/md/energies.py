"""Quantities with an energy: PMF, barrier, partition coefficient."""

from __future__ import annotations

from typing import Final

import numpy as np

from selectivity.errors import DataError
from selectivity.md.axis import bulk_mask, channel_share, in_channel, require_bulk
from selectivity.md.case import Case
from selectivity.md.conversion import NANOMETRE
from selectivity.md.histogram import unbiased_profile
from selectivity.md.partition import area_corrected, partition_coefficient
from selectivity.md.passes import PassResult
from selectivity.md.pmf import umbrella_profile
from selectivity.md.table import (
    AREA,
    NUMBER,
    Quantity,
)
from selectivity.md.umbrella import Window
from selectivity.md.verdict import (
    INSUFFICIENT,
    SUFFICIENT,
    Estimate,
    Verdict,
    judge,
    worst,
)

_NO_AREA: Final = (
    "a one-dimensional PMF has no absolute area: give accessible_radius_nm or accessible_area_nm2, "
    "and pore_area_nm2 or a wall_selection"
)


def umbrella_quantities(windows: tuple[Window, ...], case: Case) -> list[Quantity]:
    """PMF and barrier from windows.

    Parameters
    ----------
    windows : tuple of Window
    case : Case

    Returns
    -------
    list of Quantity
        ``pmf, barrier, barrier_wham, window_overlap``.
    """
    result = umbrella_profile(windows, case.geometry, case.temperature, case.settings)
    verdict = judge(result.barrier, case.energy_scale(), case.settings.samples, result.flaws)
    flaws = (*result.flaws, *_coverage(result.z, result.profile, case))
    whole = _profile_verdict(result.z, result.profile, result.independent.min(), case, flaws)
    wham = Estimate(
        *(np.asarray(result.barrier_wham), result.barrier.error, result.barrier.n_effective),
        *(result.barrier.first, result.barrier.second),
    )
    found = [
        Quantity("pmf", result.profile, (whole,), result.z),
        Quantity("barrier", result.barrier, (verdict,)),
        Quantity("barrier_wham", wham, (worst((verdict, _CROSS_CHECK)),)),
    ]
    if len(result.overlap):
        least = float(result.overlap.min())
        found.append(_overlap(least, float(result.independent.min()), case))
    return found


_CROSS_CHECK: Final = Verdict(SUFFICIENT, "cross-check of barrier, on all samples")


def unbiased_quantities(result: PassResult, case: Case) -> list[Quantity]:
    """PMF and barrier from where the ions of an unbiased run were.

    Parameters
    ----------
    result : PassResult
    case : Case

    Returns
    -------
    list of Quantity
        ``pmf, barrier``; without samples in bulk a ``barrier`` that says so.
    """
    z = (result.grid.z[1:] + result.grid.z[:-1]) / 2
    visits = result.tally.visits
    if case.geometry.mirror:  # the middle bin is half as wide as a bin and its image
        visits = visits * np.where(np.arange(len(z)) == len(z) // 2, 2, 1)[:, None]
    region = bulk_mask(z, case.geometry)
    reached = visits.sum(axis=1) > 0
    try:
        require_bulk(region & reached, case.geometry, z[reached])
    except DataError as error:  # what needs no bulk is still worth having
        return [_not_made("barrier", str(error))]
    profile, empty = unbiased_profile(visits, region, case.temperature)
    area = result.tally.area / max(result.tally.frames.sum(), 1.0) * AREA.factor
    stated = Verdict(SUFFICIENT, f"per length; the box's area of {area:.3g} nm2 everywhere")
    channel = _in_channel(z, case)
    verdict = _profile_verdict(z, profile, profile.n_effective[channel].min(), case, (stated,))
    shown = channel | reached
    verdicts = tuple(_bound(verdict) if e else verdict for e in empty[shown])
    centre = int(np.argmin(np.abs(z)))
    barrier = profile.at(centre)
    judged = judge(barrier, case.energy_scale(), case.settings.samples, (stated,))
    picked = Estimate(*(getattr(profile, f)[shown] for f in _FIELDS))
    return [
        Quantity("pmf", picked, verdicts, z[shown]),
        Quantity("barrier", barrier, (_bound(judged) if empty[centre] else judged,)),
    ]


_FIELDS: Final = ("value", "error", "n_effective", "first", "second")


def partition_quantities(
    pmf: Quantity, pore_area: float, bulk_area: float, case: Case
) -> list[Quantity]:
    """Partition coefficient and area-corrected PMF.

    Parameters
    ----------
    pmf : Quantity
    pore_area, bulk_area : float
        NaN where not known. [m²]
    case : Case

    Returns
    -------
    list of Quantity
        ``partition_coefficient, pmf_per_area``; empty without mouths, and without areas a
        ``partition_coefficient`` that says what is missing.
    """
    if pmf.z is None or not case.geometry.has_channel:
        return []
    if not pore_area > 0 or not bulk_area > 0:
        return [_not_made("partition_coefficient", _NO_AREA)]
    areas = (bulk_area, pore_area)
    share = channel_share(pmf.z, case.geometry, case.settings.bin_width)
    value = partition_coefficient(share, pmf.estimate, areas, case.temperature)
    word = worst(tuple({v.word: v for v in pmf.verdicts}.values()))
    stated = Verdict(
        word.word,
        f"areas: bulk {bulk_area * AREA.factor:.3g}, pore {pore_area * AREA.factor:.3g} nm2; "
        f"its PMF is {word.word}",
    )
    scale = case.relative_scale(float(value.value), NUMBER.name, 1.0)
    verdict = judge(value, scale, case.settings.samples, (stated,))
    inside = _in_channel(pmf.z, case)
    picked = Estimate(*(getattr(pmf.estimate, f)[inside] for f in _FIELDS))
    corrected = area_corrected(picked, (np.array(bulk_area), np.array(pore_area)), case.temperature)
    return [
        Quantity("partition_coefficient", value, (verdict,)),
        Quantity("pmf_per_area", corrected, (worst((word, stated)),), pmf.z[inside]),
    ]


def _profile_verdict(
    z: np.ndarray, profile: Estimate, samples: float, case: Case, flaws: tuple[Verdict, ...]
) -> Verdict:
    """One verdict for a profile, by its worst place between the mouths: it is used as a whole."""
    where = _in_channel(z, case) & np.isfinite(profile.value)
    if not np.any(where):
        where = np.isfinite(profile.value)
    place = int(np.flatnonzero(where)[np.argmax(_unrest(profile)[where])])
    verdict = judge(profile.at(place, samples), case.energy_scale(), case.settings.samples, flaws)
    return Verdict(verdict.word, f"worst at z = {z[place] * 1e9:.3g} nm: {verdict.reason}")


def _coverage(z: np.ndarray, profile: Estimate, case: Case) -> tuple[Verdict, ...]:
    """A flaw where samples leave out a part of the channel."""
    geometry, width = case.geometry, case.settings.bin_width
    if not geometry.has_channel:
        return ()
    missing = z[_in_channel(z, case) & ~np.isfinite(profile.value)]
    ends = np.array([geometry.mouth_low, geometry.mouth_high]) - geometry.centre
    beyond = [ends[0] < z[0] - width, ends[1] > z[-1] + width]
    if not len(missing) and not any(beyond):
        return ()
    filled = z[np.isfinite(profile.value)] / NANOMETRE
    text = (
        f"samples from {filled.min():.3g} to {filled.max():.3g} nm leave out a part of the channel "
        f"({ends[0] / NANOMETRE:.3g} to {ends[1] / NANOMETRE:.3g} nm): add windows there, or say "
        "symmetry = mirror"
    )
    return (Verdict(INSUFFICIENT, text),)


def _unrest(profile: Estimate) -> np.ndarray:
    """What a place is judged by: the larger of error and half difference, NaN counting most."""
    largest = np.maximum(profile.error, profile.half_difference)
    return np.where(np.isnan(largest), np.inf, largest)


def _not_made(name: str, reason: str) -> Quantity:
    nothing = np.asarray(np.nan)
    estimate = Estimate(nothing, nothing, np.asarray(0.0), nothing, nothing)
    return Quantity(name, estimate, (Verdict(INSUFFICIENT, reason),))


def _in_channel(z: np.ndarray, case: Case) -> np.ndarray:
    return in_channel(z, case.geometry, case.settings.bin_width)


def _bound(verdict: Verdict) -> Verdict:
    return Verdict(
        INSUFFICIENT, f"never visited: the value is a lower bound, of one visit; {verdict.reason}"
    )


def _overlap(least: float, samples: float, case: Case) -> Quantity:
    estimate = Estimate(
        *(np.asarray(x) for x in (least, np.nan, samples, np.nan, np.nan)),
    )
    enough = least >= case.settings.overlap
    reason = f"least overlap of neighbouring windows; wanted {case.settings.overlap:g}"
    verdict = Verdict(SUFFICIENT if enough else INSUFFICIENT, reason)
    return Quantity("window_overlap", estimate, (verdict,))
