"""Quantities with an energy: PMF, barrier, partition coefficient."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from selectivity.constants import thermal_energy
from selectivity.md.axis import bulk_mask, require_bulk
from selectivity.md.histogram import unbiased_profile
from selectivity.md.partition import area_corrected, partition_coefficient
from selectivity.md.passes import PassResult
from selectivity.md.pmf import umbrella_profile
from selectivity.md.run import Geometry
from selectivity.md.table import (
    AREA,
    ENERGY,
    NUMBER,
    Quantity,
)
from selectivity.md.umbrella import Window
from selectivity.md.verdict import (
    INSUFFICIENT,
    SUFFICIENT,
    Estimate,
    Limits,
    Scale,
    Settings,
    Verdict,
    judge,
    worst,
)

_NO_AREA: Final = (
    "a one-dimensional PMF has no absolute area: give accessible_radius_nm or accessible_area_nm2, "
    "and pore_area_nm2 or a wall_selection"
)


@dataclass(frozen=True)
class Case:
    """What all quantities of one candidate and ion share.

    Attributes
    ----------
    temperature : float
        [K]
    run_length : float
        Per window, or of all runs together. [s]
    note : str
        Added to every reason, such as a scaled charge; empty for none.
    """

    geometry: Geometry
    temperature: float
    settings: Settings
    run_length: float
    per_window: bool
    note: str = ""

    def scale(self, tolerance: Limits, factor: float, unit: str) -> Scale:
        """Scale of a quantity with this run length."""
        return Scale(tolerance, factor, unit, self.run_length, self.per_window)

    def energy_scale(self) -> Scale:
        """Tolerances in kJ/mol from those in RT."""
        thermal = thermal_energy(self.temperature) * ENERGY.factor
        limits = self.settings.energy
        tolerance = Limits(limits.sufficient * thermal, limits.weak * thermal)
        return self.scale(tolerance, ENERGY.factor, ENERGY.name)

    def relative_scale(self, value: float, unit: str, factor: float, least: float = 0.0) -> Scale:
        """Tolerances as shares of a value (SI), not below ``least`` (in the unit)."""
        size = abs(value) * factor
        limits = self.settings.relative
        tolerance = Limits(max(limits.sufficient * size, least), max(limits.weak * size, 2 * least))
        return self.scale(tolerance, factor, unit)


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
    whole = _profile_verdict(result.z, result.profile, result.independent.min(), case, result.flaws)
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
        ``pmf, barrier``.
    """
    z = (result.grid.z[1:] + result.grid.z[:-1]) / 2
    visits = result.tally.visits
    if case.geometry.mirror:  # the middle bin is half as wide as a bin and its image
        visits = visits * np.where(np.arange(len(z)) == len(z) // 2, 2, 1)[:, None]
    region = bulk_mask(z, case.geometry)
    require_bulk(region & (visits.sum(axis=1) > 0), case.geometry, z)
    reached = visits.sum(axis=1) > 0
    channel = _in_channel(z, case.geometry)
    shown = channel | reached
    profile, empty = unbiased_profile(visits, region, case.temperature)
    area = result.tally.area / max(result.tally.frames.sum(), 1.0) * AREA.factor
    stated = Verdict(SUFFICIENT, f"per length; the box's area of {area:.3g} nm2 everywhere")
    verdict = _profile_verdict(z, profile, np.nanmin(profile.n_effective[shown]), case, (stated,))
    verdicts = tuple(_bound(verdict) if e else verdict for e in empty[shown])
    centre = int(np.argmin(np.abs(z)))
    barrier = profile.at(centre)
    judged = judge(barrier, case.energy_scale(), case.settings.samples, (stated,))
    if empty[centre]:
        judged = _bound(judged)
    picked = Estimate(*(getattr(profile, f)[shown] for f in _FIELDS))
    return [
        Quantity("pmf", picked, verdicts, z[shown]),
        Quantity("barrier", barrier, (judged,)),
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
        ``partition_coefficient, pmf_per_area``; empty without areas or mouths.
    """
    geometry = case.geometry
    if pmf.z is None or not geometry.has_channel or not pore_area > 0 or not bulk_area > 0:
        return []
    mouths = (geometry.mouth_low - geometry.centre, geometry.mouth_high - geometry.centre)
    areas = (bulk_area, pore_area)
    value = partition_coefficient(pmf.z, pmf.estimate, mouths, areas, case.temperature)
    word = worst(tuple({v.word: v for v in pmf.verdicts}.values()))
    stated = Verdict(
        word.word,
        f"areas: bulk {bulk_area * AREA.factor:.3g}, pore {pore_area * AREA.factor:.3g} nm2; "
        f"its PMF is {word.word}",
    )
    scale = case.relative_scale(float(value.value), NUMBER.name, 1.0)
    verdict = judge(value, scale, case.settings.samples, (stated,))
    inside = _in_channel(pmf.z, geometry)
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
    where = _in_channel(z, case.geometry) & np.isfinite(profile.value)
    if not np.any(where):
        where = np.isfinite(profile.value)
    place = int(np.flatnonzero(where)[np.argmax(_unrest(profile)[where])])
    verdict = judge(profile.at(place, samples), case.energy_scale(), case.settings.samples, flaws)
    return Verdict(verdict.word, f"worst at z = {z[place] * 1e9:.3g} nm: {verdict.reason}")


def _unrest(profile: Estimate) -> np.ndarray:
    """What a place is judged by: the larger of error and half difference, NaN counting most."""
    largest = np.maximum(profile.error, profile.half_difference)
    return np.where(np.isnan(largest), np.inf, largest)


def _in_channel(z: np.ndarray, geometry: Geometry) -> np.ndarray:
    if not geometry.has_channel:
        return np.ones(len(z), dtype=bool)
    place = z + geometry.centre
    return (place >= geometry.mouth_low) & (place <= geometry.mouth_high)


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
