"""Quantities that the pass over the frames counted: shells, motion, contacts, pore."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from selectivity.domain.water import viscosity_patek
from selectivity.errors import DataError
from selectivity.md import motion, shells
from selectivity.md.axis import bulk_mask
from selectivity.md.case import Case
from selectivity.md.passes import PassResult
from selectivity.md.table import UNITS, Quantity
from selectivity.md.tally import LIGAND, TOTAL, WATER
from selectivity.md.umbrella import Window
from selectivity.md.verdict import INSUFFICIENT, SUFFICIENT, WEAK, Estimate, Verdict, judge

_SHELL_NAMES: Final = ("rdf_first_peak", "rdf_first_minimum", "rdf_second_minimum")
_CLEAR: Final = 0.35e-9  # m; the first shell of an ion there does not touch the wall
_LONGEST_STEP: Final = 0.25  # of the box; beyond it a jump cannot be told from a step
_FIXED: Final = Verdict(SUFFICIENT, "end of the first shell given with the runs, not computed")
_FIELDS: Final = ("value", "error", "n_effective", "first", "second")


def shell_quantities(result: PassResult, case: Case) -> list[Quantity]:
    """g(r) minima, coordination of both shells, dehydration.

    Parameters
    ----------
    result : PassResult
    case : Case

    Returns
    -------
    list of Quantity
        Empty without water and ligands.
    """
    z, region = _bins(result, case)
    outside = _outside(z, region, case)
    minima = shells.bulk_shells(result.tally, result.grid, outside)
    _, first, second = (float(value) for value in minima.value)
    found = [judged(name, minima.at(i), case, 0.01) for i, name in enumerate(_SHELL_NAMES)]
    given = _given_end(result, case)
    first = first if np.isnan(given) else given
    if np.isnan(first):
        return found

    def spread(ends: tuple[float, float], error: float) -> float:
        flat = shells.end_spread(result.tally, result.grid, outside, ends)
        return float(np.hypot(np.nan_to_num(error), flat))

    error = spread((0.0, first), minima.error[1]) if np.isnan(given) else 0.0
    found += _shell("first", (0.0, first), error, result, case)
    if second > first:
        error = spread((first, second), minima.error[2])
        found += _shell("second", (first, second), error, result, case)
    energy, bounded = shells.dehydration_energy(
        result.tally, result.grid, first, region, case.temperature
    )
    found.append(_dehydration_energy(energy, bounded, z, case))
    return found


def _given_end(result: PassResult, case: Case) -> float:
    """End of the first shell that the table of runs fixes; NaN for none. [m]"""
    given, radius = case.geometry.first_shell, result.grid.radius
    if not np.isnan(given) and not radius[1] <= given <= radius[-1]:
        raise DataError(
            f"first_shell_nm: found {given * 1e9:g}; allowed: {radius[1] * 1e9:g} to "
            f"{radius[-1] * 1e9:g} nm, where neighbours are counted; correct it or leave it empty"
        )
    return given


def _shell(
    shell: str, ends: tuple[float, float], outer_error: float, result: PassResult, case: Case
) -> list[Quantity]:
    """Total, water, wall and change against bulk of one shell."""
    z, region = _bins(result, case)
    name = f"coordination_{shell}_shell"
    least = case.settings.absolute_number
    flaws = () if np.isnan(case.geometry.first_shell) else (_FIXED,)
    counts = {
        kind: shells.coordination(result.tally, result.grid, ends, outer_error, kind)
        for kind in (TOTAL, WATER, LIGAND)
    }
    if ends[0] > 0:  # the spread of single frames is kept for the first shell only
        first_shell = shells.coordination(result.tally, result.grid, (0.0, ends[0]), 0.0, TOTAL)
        counts = {k: replace(c, n_effective=first_shell.n_effective) for k, c in counts.items()}
    found = [
        judged(name, counts[TOTAL], case, least, z, flaws),
        judged(f"{name}_water", counts[WATER], case, least, z, flaws),
        judged(f"{name}_wall", counts[LIGAND], case, least, z, flaws),
    ]
    bulk = shells.region_mean(result.tally, counts[WATER], region)
    if case.geometry.has_channel and np.isfinite(bulk):
        lost = Estimate(
            bulk - counts[WATER].value,
            *(counts[WATER].error, counts[WATER].n_effective),
            *(bulk - counts[WATER].first, bulk - counts[WATER].second),
        )
        found.append(judged(f"waters_lost_{shell}_shell", lost, case, 2 * least, z))
    return found


def motion_quantities(result: PassResult, case: Case, walled: bool) -> list[Quantity]:
    """Bulk D with its correction, or D(z) of an unbiased run.

    Parameters
    ----------
    result : PassResult
        Of unbiased runs.
    case : Case
    walled : bool
        Whether the run has a wall, so that motion across the axis is no diffusion in bulk.

    Returns
    -------
    list of Quantity
    """
    flaws = _step_flaws(result)
    if case.geometry.has_channel:
        z, _ = _bins(result, case)
        local = motion.local_diffusivity(result.tally, result.grid, result.lag_time)
        return [judged("diffusivity", local, case, 0.0, z, flaws)]
    if walled:
        axial = motion.bulk_diffusivity(result.tally, result.grid, result.lag_time, axial=True)
        said = (*flaws, Verdict(SUFFICIENT, "along the axis, between walls: not corrected"))
        return [judged("diffusivity_axial", axial, case, 0.0, None, said)]
    bulk = motion.bulk_diffusivity(result.tally, result.grid, result.lag_time)
    found = [judged("diffusivity_bulk_uncorrected", bulk, case, 0.0, None, flaws)]
    edge = result.tally.edge / max(result.tally.frames.sum(), 1.0)
    if edge > 0:
        viscosity = _viscosity(case)
        added = motion.finite_size_correction(case.temperature, viscosity, edge)
        corrected = replace(
            bulk, value=bulk.value + added, first=bulk.first + added, second=bulk.second + added
        )
        said = Verdict(
            SUFFICIENT, f"{added:.3g} m2/s added for the box of {edge * 1e9:.3g} nm (Yeh-Hummer)"
        )
        found.append(judged("diffusivity_bulk", corrected, case, 0.0, None, (*flaws, said)))
    return found


def _viscosity(case: Case) -> float:
    given = case.settings.viscosity
    return viscosity_patek(case.temperature) if np.isnan(given) else given


def window_motion(windows: tuple[Window, ...], case: Case) -> list[Quantity]:
    """D(z) from the fluctuation in windows."""
    place, estimate = motion.window_diffusivity(windows)
    order = np.argsort(place)
    sorted_estimate = Estimate(*(getattr(estimate, f)[order] for f in _FIELDS))
    return [
        judged(
            "diffusivity",
            sorted_estimate,
            case,
            0.0,
            place[order] - case.geometry.centre,
        )
    ]


def _bins(result: PassResult, case: Case) -> tuple[np.ndarray | None, np.ndarray]:
    """Places of the bins (None without a channel) and which are bulk."""
    if result.grid.n_z == 1:
        return None, np.ones(1, dtype=bool)
    z = (result.grid.z[1:] + result.grid.z[:-1]) / 2
    return z, bulk_mask(z, case.geometry)


def _outside(z: np.ndarray | None, region: np.ndarray, case: Case) -> np.ndarray:
    """Bulk, and what else is clear of the mouths: g(r) wants every sample it can have."""
    if z is None or not case.geometry.has_channel:
        return region
    place = z + case.geometry.centre
    low, high = case.geometry.mouth_low - _CLEAR, case.geometry.mouth_high + _CLEAR
    return region | (place < low) | (place > high)


def judged(
    name: str,
    estimate: Estimate,
    case: Case,
    least: float = 0.0,
    z: np.ndarray | None = None,
    flaws: tuple[Verdict, ...] = (),
) -> Quantity:
    """A quantity with a verdict at each place, by shares of its value.

    Parameters
    ----------
    name : str
        Key of ``table.UNITS``.
    estimate : Estimate
        SI; scalars, or of shape (n_z,).
    case : Case
    least : float
        Tolerance that is never worth arguing about, in the unit of the table.
    z : ndarray of shape (n_z,) or None
        None for a scalar: of a profile the first place is taken. [m]
    flaws : tuple of Verdict
        Findings that hold everywhere.

    Returns
    -------
    Quantity
    """
    if z is None and np.ndim(estimate.value):
        estimate = estimate.at(0)
    unit, samples = UNITS[name], case.settings.samples
    places = [estimate.at(i) for i in range(len(z))] if z is not None else [estimate]
    verdicts = [
        judge(one, case.relative_scale(float(one.value), unit.name, unit.factor, least), samples,
              flaws)
        for one in places
    ]  # fmt: skip
    return Quantity(name, estimate, tuple(verdicts), z)


def _dehydration_energy(
    energy: Estimate, bounded: np.ndarray, z: np.ndarray | None, case: Case
) -> Quantity:
    verdicts = []
    for i, bound in enumerate(bounded):
        text = "a lower bound: bulk never showed this hydration number" if bound else _ESTIMATE
        flaw = Verdict(INSUFFICIENT if bound else WEAK, text)
        verdicts.append(judge(energy.at(i), case.energy_scale(), case.settings.samples, (flaw,)))
    estimate = energy.at(0) if z is None else energy
    return Quantity("dehydration_free_energy", estimate, tuple(verdicts), z)


_ESTIMATE: Final = "an estimate from how often bulk shows this hydration number"


def _step_flaws(result: PassResult) -> tuple[Verdict, ...]:
    if result.tally.longest_step <= _LONGEST_STEP:
        return ()
    text = (
        f"an ion moves by {result.tally.longest_step:.2g} of the box between frames: "
        "jumps across the boundary cannot be told apart; write frames more often"
    )
    return (Verdict(INSUFFICIENT, text),)
