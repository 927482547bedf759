"""All terms of one candidate and ion from its runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import isnan, nan
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from selectivity.errors import DataError
from selectivity.md.case import Case
from selectivity.md.contact_quantities import contact_quantities
from selectivity.md.coordinate import read_series
from selectivity.md.energies import (
    partition_quantities,
    umbrella_quantities,
    unbiased_quantities,
)
from selectivity.md.given import given_quantities
from selectivity.md.passes import PassResult, Progress, run_passes
from selectivity.md.pore_quantities import (
    permittivity_quantities,
    pore_area,
    pore_quantities,
)
from selectivity.md.quantities import (
    motion_quantities,
    shell_quantities,
    window_motion,
)
from selectivity.md.run import Run
from selectivity.md.table import Quantity, to_frame
from selectivity.md.umbrella import Window
from selectivity.md.verdict import Settings

if TYPE_CHECKING:
    import pandas as pd


def analyse(
    runs: Sequence[Run],
    settings: Settings,
    workers: int = 1,
    progress: Progress = lambda done: None,
    memory: Path | None = None,
) -> pd.DataFrame:
    """Terms of one candidate and ion.

    Parameters
    ----------
    runs : sequence of Run
        All of the candidate and ion.
    settings : Settings
    workers : int
        Runs read at the same time.
    progress : callable
        Told after each run that was read.
    memory : Path or None
        Folder for finished runs, so that a killed job goes on.

    Returns
    -------
    DataFrame
        Columns of the MD term table.

    Raises
    ------
    DataError
        If the runs cannot be analysed; the message says why and what to do.
    """
    with_frames = [run for run in runs if run.files.topology is not None]
    result = None
    if with_frames:
        result = run_passes(with_frames, settings, workers, progress, memory)
    windows = read_windows(runs, with_frames, result)
    if result is not None and runs[0].geometry.mirror and result.grid.n_z > 1:
        result = replace(result, tally=result.tally.mirrored())
    case = make_case(runs, windows, result, settings)
    found = _energies(windows, result, case)
    found += _structure(with_frames, windows, result, case)
    area = case.geometry.pore_area if case.geometry.pore_area > 0 else pore_area(found)
    found += _partition(found, area, result, case)
    if result is not None:
        found += permittivity_quantities(result, area, case)
    if any(quantity.name == "pmf" for quantity in found):
        found += given_quantities(case.geometry)  # what a profile is read with
    frame = to_frame(runs[0].candidate, runs[0].ion, found)
    if case.note:
        frame["reason"] = [f"{reason}; {case.note}" for reason in frame["reason"]]
    return frame


def read_windows(
    runs: Sequence[Run], with_frames: Sequence[Run], result: PassResult | None
) -> tuple[Window, ...]:
    """Umbrella windows of the runs, equilibration left out; empty for unbiased runs."""
    biased = [run for run in runs if run.restraint is not None]
    if biased and len(biased) != len(runs):
        free = next(run for run in runs if run.restraint is None)
        raise DataError(
            f"row {free.row} has no restraint but row {biased[0].row} has one; windows and "
            "unbiased runs make different tables: list one of them as another candidate"
        )
    return tuple(_window(run, with_frames, result) for run in biased)


def make_case(
    runs: Sequence[Run],
    windows: tuple[Window, ...],
    result: PassResult | None,
    settings: Settings,
) -> Case:
    """What all quantities share."""
    if windows:
        length = min(window.duration for window in windows)
    else:
        assert result is not None  # every run has a topology or a coordinate file
        pairs = zip(result.series, result.steps, strict=True)
        length = sum(len(series) * step for series, step in pairs)
    first = runs[0]
    charge = first.simulated_charge
    note = "" if isnan(charge) else f"simulated with charge {charge:g}"
    return Case(first.geometry, first.temperature, settings, length, bool(windows), note)


def _window(run: Run, with_frames: Sequence[Run], result: PassResult | None) -> Window:
    assert run.restraint is not None
    if run.coordinate.file is not None:
        series = read_series(run.coordinate).after(run.discard)
        step = float(np.median(np.diff(series.time))) if len(series.time) > 1 else nan
        return Window(run.name, run.restraint, series.value, step)
    if result is None:
        raise DataError(f"row {run.row}: no coordinate_file and no trajectory")
    number = [other.row for other in with_frames].index(run.row)
    positions = result.series[number]
    if positions.shape[1] != 1:
        raise DataError(
            f"row {run.row}: ion_selection takes {positions.shape[1]} atoms; the restraint acts on "
            "one: select it, such as 'index 1682'"
        )
    return Window(run.name, run.restraint, positions[:, 0].astype(float), result.steps[number])


def _energies(windows: tuple[Window, ...], result: PassResult | None, case: Case) -> list[Quantity]:
    if windows:
        return umbrella_quantities(windows, case)
    if result is not None and case.geometry.has_channel and result.series[0].shape[1]:
        return unbiased_quantities(result, case)
    return []


def _structure(
    runs: Sequence[Run], windows: tuple[Window, ...], result: PassResult | None, case: Case
) -> list[Quantity]:
    found = window_motion(windows, case) if windows else []
    if result is None:
        return found
    if result.series[0].shape[1]:
        found += shell_quantities(result, case)
        found += contact_quantities(result, case)
        if not windows:
            found += motion_quantities(result, case, bool(runs[0].selections.wall))
    return found + pore_quantities(runs, result, case)


def _partition(
    found: Sequence[Quantity], area: float, result: PassResult | None, case: Case
) -> list[Quantity]:
    pmf = next((quantity for quantity in found if quantity.name == "pmf"), None)
    if pmf is None:
        return []
    bulk = case.geometry.bulk_area
    if isnan(bulk) and result is not None and not case.per_window:
        bulk = result.tally.area / max(result.tally.frames.sum(), 1.0)
    return partition_quantities(pmf, area, bulk, case)
