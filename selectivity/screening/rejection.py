"""Rejection, separation and water flux of candidates at work (theory 3.3, 4; issue 4)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from selectivity.constants import GAS_CONSTANT
from selectivity.domain.channels import Channels
from selectivity.domain.feed import Feed
from selectivity.domain.layered import SOLVED, LayeredCases
from selectivity.screening import chunks, descriptors, drives, explain, stacks, table
from selectivity.screening.fields import select
from selectivity.screening.rejection_curve import CURVE_COLUMNS, curve_rows
from selectivity.screening.settings import Settings
from selectivity.screening.shared import Shared, sample_shared
from selectivity.screening.summary import FAILED, MAJORITY, finite_interval
from selectivity.stages.prepare import prepare
from selectivity.stages.selectivity import Stages, solve_stages
from selectivity.tables.study import Study
from selectivity.transport import solve

if TYPE_CHECKING:
    import pandas as pd

_SIMULATED: Final = "no rejection: its simulated profile is no stack of uniform layers"
_UNCOMPENSATED: Final = "no ion that fits can balance the charge of the wall"


@dataclass(frozen=True)
class AtWork:
    """Candidates under every drive; the first drive is the configured point.

    Attributes
    ----------
    names : tuple of str
        Candidates.
    water_flux : ndarray of shape (n_samples, n_candidates, n_drives)
        NaN where not solved. [m/s]
    rejection : ndarray of shape (n_samples, n_candidates, n_drives, n_ions)
        1 - c_p/c_f against the bulk of the feed; negative where enriched; NaN where not solved or
        not in the feed. [-]
    advice : ndarray of object of shape (n_candidates,)
        Why the configured point could not be computed; empty where it could.
    """

    names: tuple[str, ...]
    water_flux: np.ndarray
    rejection: np.ndarray
    advice: np.ndarray


def with_rejections(
    study: Study, feed: Feed, ranked: pd.DataFrame, simulated: Collection[str] = ()
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A ranking with the columns of the configured point, and the curves.

    Parameters
    ----------
    study : Study
    feed : Feed
        That of the ranking.
    ranked : DataFrame
        From `table.ranking_table`.
    simulated : collection of str
        Candidates that rest on a simulated profile: left empty, with advice.

    Returns
    -------
    tuple of DataFrame
        The ranking, its columns filled for the first candidates of the ranking (section
        ``rejection`` of the configuration), and `CURVE_COLUMNS` for the same candidates.
    """
    import pandas as pd

    asked = candidates_asked(ranked, study.config.rejection.top_k)
    columns = {name: (*[np.nan] * len(table.AT_WORK), _SIMULATED) for name in simulated}
    asked = [name for name in asked if name not in columns]
    curves = [pd.DataFrame(columns=list(CURVE_COLUMNS))]
    ions = Settings.of(study).ions
    for work in at_work(study, feed, asked):
        for index, name in enumerate(work.names):
            columns[name] = _point(work, index, Settings.of(study).places)
        curves.append(curve_rows(work.names, (work.water_flux, work.rejection), feed.name, ions))
    names = table.column_names(study.pair, table.AT_WORK)
    filled = {
        column: ranked["candidate"].map({name: found[place] for name, found in columns.items()})
        for place, column in enumerate(names)
    }
    filled = {name: values.astype(float) for name, values in filled.items()}
    words = zip(ranked["candidate"], ranked["advice"].fillna(""), strict=True)
    said = [[old, columns[name][-1] if name in columns else ""] for name, old in words]
    advice = ["; ".join(text for text in pair if text) for pair in said]
    curve = pd.concat([each for each in curves if len(each)] or curves, ignore_index=True)
    return table.rounded(ranked.assign(**filled, advice=advice)), curve


def candidates_asked(ranked: pd.DataFrame, top: int | None) -> list[str]:
    """Identifiers of the first candidates with a rank; of all that were computed for None."""
    if top is None:
        return ranked.loc[ranked["status"] != FAILED, "candidate"].tolist()
    return ranked.loc[ranked["rank"].notna(), "candidate"].tolist()[:top]


def at_work(study: Study, feed: Feed, names: list[str]) -> Iterator[AtWork]:
    """Candidates under the configured drives, chunk by chunk.

    Parameters
    ----------
    study : Study
    feed : Feed
    names : list of str
        Candidates.

    Yields
    ------
    AtWork
    """
    settings = Settings.of(study)
    sizes = study.config.rejection.n_samples, settings.seed
    rows = study.candidates[study.candidates["candidate"].isin(names)]
    if rows.empty:
        return
    shared = sample_shared(study.ions, study.groups, study.materials, sizes)
    for chunk in chunks.chunks(rows, study.candidate_groups, study.materials, shared, sizes):
        resolved = descriptors.resolve(chunk, feed, len(settings.ions), shared.groups.names)
        yield from _solved(resolved.channels, feed, shared, study)


def _solved(channels: Channels, feed: Feed, shared: Shared, study: Study) -> Iterator[AtWork]:
    """Some channels together; after a failure each on its own."""
    ions, options = shared.ions(feed.temperature), Settings.of(study).options
    try:
        stages = solve_stages(prepare(ions, channels, shared.groups, feed, options))
    except explain.MODEL_FAILURES as error:
        if len(channels.names) == 1:
            yield _nothing(channels.names, study, str(error))
            return
        for index in range(len(channels.names)):
            yield from _solved(select(channels, [index]), feed, shared, study)
        return
    yield _driven(channels.names, stages, study)


def _driven(names: tuple[str, ...], stages: Stages, study: Study) -> AtWork:
    """One batch: samples × candidates × drives."""
    settings = study.config.rejection
    fluxes = settings.water_fluxes
    pressure = np.full(len(fluxes), np.nan)
    pressure[0] = settings.pressure
    film = stacks.film_thickness(stages.case, settings.film_mass_transfer_m_s)
    limit = study.config.ranking.detection_limit_m_s
    still = stacks.layered_cases(stages, film, limit, settings.regulated_charge)
    cases = drives.driven(still, fluxes, pressure)
    blocked = np.repeat(stacks.impermeable(stages, np.nanmin(fluxes)), len(fluxes))
    possible = _computable(cases, stages, len(fluxes))
    flux, permeate, said = _solve(cases, possible, blocked)
    shape = (*stages.case.shape[1:], len(fluxes))
    with np.errstate(divide="ignore", invalid="ignore"):
        rejection = np.where(cases.feed > 0, 1.0 - permeate / cases.feed, np.nan)
    flux, said = flux.reshape(shape), said.reshape(shape)
    return AtWork(names, flux, rejection.reshape(*shape, -1), _advice(flux, said))


def _solve(
    cases: LayeredCases, possible: np.ndarray, blocked: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Water flux, permeate and, where there is none, why; pure water where nothing passes."""
    flux = np.where(blocked & possible, _pure_water_flux(cases), np.nan)
    permeate = np.where(np.isfinite(flux)[:, None], 0.0, np.full(cases.feed.shape, np.nan))
    said = np.full(len(flux), _UNCOMPENSATED, dtype=object)
    index = np.flatnonzero(possible & ~blocked)
    if len(index):
        result = solve(drives.repeat(cases, index))
        solved = result.status == SOLVED
        flux[index] = np.where(solved, result.water_flux, np.nan)
        permeate[index] = np.where(solved[:, None], result.permeate, np.nan)
        said[index] = np.array(result.advice, dtype=object)
    return flux, permeate, said


def _pure_water_flux(cases: LayeredCases) -> np.ndarray:
    """Imposed, or A (ΔP - ΔΠ) of a membrane that keeps all ions back. (n_cases,) [m/s]"""
    osmotic = GAS_CONSTANT * cases.temperature * cases.feed.sum(axis=1)
    permeance = np.min(cases.water_permeability, axis=1)
    driven = np.where(cases.pressure > osmotic, permeance * (cases.pressure - osmotic), np.nan)
    return np.where(np.isnan(cases.water_flux), driven, cases.water_flux)


def _computable(cases: LayeredCases, stages: Stages, n_drives: int) -> np.ndarray:
    """Cases whose inputs are numbers and whose walls can be balanced. (n_cases,)"""
    centre = stages.case.centre
    closed = stages.interior.donnan.closed[centre] | stages.mouth.donnan.closed[centre]
    closed = np.repeat(np.broadcast_to(closed, (*stages.case.shape[1:], 1)).ravel(), n_drives)
    known = np.isfinite(cases.partition).all(axis=(1, 2))
    known &= np.isfinite(cases.thickness).all(axis=1) & (cases.partition > 0).all(axis=(1, 2))
    return known & ~closed & np.isfinite(cases.fixed_charge).all(axis=1)


def _advice(flux: np.ndarray, said: np.ndarray) -> np.ndarray:
    """What to tell of each candidate's configured point. (n_candidates,)"""
    solved = np.isfinite(flux[..., 0])
    advice = np.full(flux.shape[1], "", dtype=object)
    for index in np.flatnonzero(solved.mean(axis=0) < MAJORITY):
        reasons = said[~solved[:, index], index, 0]
        advice[index] = f"no rejection at the configured point: {reasons[0]}"
    return advice


def _nothing(names: tuple[str, ...], study: Study, reason: str) -> AtWork:
    """Candidates that could not be computed."""
    shape = (study.config.rejection.n_samples, len(names), 1)
    advice = np.full(len(names), f"no rejection: {reason}", dtype=object)
    blank = np.full((*shape, len(study.ions.names)), np.nan)
    return AtWork(names, np.full(shape, np.nan), blank, advice)


def _point(work: AtWork, index: int, places: tuple[int, int]) -> tuple[Any, ...]:
    """Medians at the configured point in the order of `table.AT_WORK`, and the advice."""
    wanted, unwanted = (work.rejection[:, index, 0, place] for place in places)
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = (1.0 - wanted) / (1.0 - unwanted)
    values = factor, wanted, unwanted, work.water_flux[:, index, 0]
    middle = [float(finite_interval(each[:, None])[1][0]) for each in values]
    return *middle, work.advice[index]
