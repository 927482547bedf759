"""Rows of the result tables out of one computed chunk (docs/architecture.md, Results)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from selectivity.domain.feed import Feed
from selectivity.screening import summary, table, tidy
from selectivity.screening.advice import advise
from selectivity.screening.descriptors import Resolved
from selectivity.screening.draws import ASSUMED, Chunk
from selectivity.screening.leading import leading_stage
from selectivity.screening.outcome import STAGES, Outcome
from selectivity.screening.sampling import interval
from selectivity.screening.settings import Settings
from selectivity.screening.simulated_rows import ANALYTIC, SIMULATED, simulated_rows
from selectivity.screening.simulated_use import PMF, Use

if TYPE_CHECKING:
    import pyarrow as pa

TABLES: Final = (
    *("summary", "terms", "resistances", "descriptors", "explain", "regimes", "simulated"),
)
_KILO: Final = 1e3
_NANO: Final = 1e9  # nm per m
_MILLI: Final = 1e3  # mV per V
_FLAG_ORDER: Final = (
    "extrapolated",
    "weakly_hydrated",
    "hydrated_radius_assumed",
    "debye_overlap",
    "stern_overlap",
)


@dataclass(frozen=True)
class Done:
    """A computed chunk in one feed.

    Attributes
    ----------
    chunk : Chunk
    feed : Feed
    resolved : Resolved
        Sampled descriptors with their origins.
    outcome : Outcome
        Of the physics.
    advice : ndarray of object of shape (n_candidates,)
        Why a candidate failed; empty for the others.
    radius_assumed : ndarray of bool of shape (n_ions,)
        Ions whose hydrated radius stands in for a missing one.
    uses : list of Use
        Simulated profiles, used or not.
    barrier_bound : ndarray of object of shape (n_candidates,)
        ``lower`` or ``upper`` where the selectivity is cut between simulated barriers.
    """

    chunk: Chunk
    feed: Feed
    resolved: Resolved
    outcome: Outcome
    advice: np.ndarray
    radius_assumed: np.ndarray
    uses: list[Use]
    barrier_bound: np.ndarray

    @property
    def names(self) -> tuple[str, ...]:
        """Candidates of the chunk."""
        return self.chunk.names

    @property
    def simulated(self) -> np.ndarray:
        """Candidates with a profile in use. (n_candidates,)"""
        used = {use.candidate for use in self.uses if use.profile.used}
        return np.isin(np.arange(len(self.names)), list(used))


def of_feed(
    done: Done, settings: Settings, tables: Sequence[str] = TABLES
) -> Iterator[tuple[str, pa.Table]]:
    """Pieces of the tables that need nothing but the chunk.

    Parameters
    ----------
    done : Done
    settings : Settings
    tables : sequence of str
        Others are not made.

    Yields
    ------
    tuple of str and pyarrow.Table
    """
    for name, rows_of in _OF_CHUNK.items():
        if name in tables:
            yield name, rows_of(done, settings)
    yield "simulated", simulated_rows(done.uses, done.names, done.feed.name, settings)


def summary_columns(done: Done, titles: tuple[str, ...], settings: Settings) -> dict[str, Any]:
    """One row per candidate: everything of the ranking but the ranks and what dominates.

    Parameters
    ----------
    done : Done
    titles : tuple of str
        Names for people, length n_candidates.
    settings : Settings

    Returns
    -------
    dict of str to array
        Columns, each of length n_candidates.
    """
    wanted, unwanted = settings.places
    permeability = done.outcome.permeability
    ranked = summary.ranked_quantity(
        permeability[..., wanted], permeability[..., unwanted], settings.detection_limit
    )
    ranked = summary.bounded(ranked, done.barrier_bound)
    status = np.where(done.advice != "", summary.FAILED, ranked.status)
    outside = done.outcome.flags["extrapolated"][..., [wanted, unwanted]].any(axis=-1).mean(axis=0)
    status = np.where(
        (status == summary.OK) & (outside > summary.MAJORITY), summary.EXTRAPOLATED, status
    )
    failed = status == summary.FAILED
    selectivity = [np.where(failed, np.nan, end) for end in summary.selectivity_columns(ranked)]
    values = _intervals(done, settings, failed)
    values["selectivity"] = selectivity
    columns: dict[str, Any] = {
        "candidate": np.array(done.names, dtype=object),
        "feed": np.full(len(done.names), done.feed.name, dtype=object),
        "name": np.array(titles, dtype=object),
        "material_class": np.array(done.chunk.material_class, dtype=object),
        "status": status,
        "bound": np.where(failed, "", ranked.bound),
        "n_assumed": n_assumed(done.resolved),
        "advice": advise(done, status, ranked, settings),
    }
    leading = leading_stage(done.outcome.selectivities(wanted, unwanted))
    columns["dominant_stage"] = np.where(failed, "", leading)
    columns |= _named(values, settings)
    shares = ranked.excluded_wanted, ranked.excluded_unwanted
    names = table.column_names(settings.pair, table.AFTER[-2:])
    columns |= dict(zip(names, shares, strict=True))
    columns[table.SAMPLES] = tidy.fixed_list(ranked.samples.T)
    return columns


def _intervals(done: Done, settings: Settings, failed: np.ndarray) -> dict[str, list[np.ndarray]]:
    """Lower end, median and upper end of permeabilities and of the three factors."""
    wanted, unwanted = settings.places
    outcome = done.outcome
    samples = {
        "permeability_wanted": outcome.permeability[..., wanted],
        "permeability_unwanted": outcome.permeability[..., unwanted],
    }
    factors = outcome.selectivities(wanted, unwanted)
    samples |= dict(zip(("partition", "diffusion", "interfacial"), factors, strict=True))
    return {
        name: [np.where(failed, np.nan, end) for end in summary.finite_interval(values)]
        for name, values in samples.items()
    }


def _named(values: dict[str, list[np.ndarray]], settings: Settings) -> dict[str, np.ndarray]:
    """Columns of the ranking by their names: median, ``_lo``, ``_hi``."""
    templates = {
        "selectivity": "selectivity_{pair}",
        "permeability_wanted": "permeability_{wanted}_m_s",
        "permeability_unwanted": "permeability_{other}_m_s",
        "partition": "partition_selectivity",
        "diffusion": "diffusion_selectivity",
        "interfacial": "interfacial_selectivity",
    }
    names = table.column_names(settings.pair, tuple(templates.values()))
    columns = {}
    for key, name in zip(templates, names, strict=True):
        low, middle, high = values[key]
        columns |= {name: middle, f"{name}_lo": low, f"{name}_hi": high}
    return columns


def n_assumed(resolved: Resolved) -> np.ndarray:
    """Descriptors that were assumed, per candidate. (n_candidates,)"""
    flags = [quantity.origin == ASSUMED for quantity in resolved.quantities.values()]
    return np.sum(flags, axis=0).astype(np.int64)


def _terms(done: Done, settings: Settings) -> pa.Table:
    """Energy of every term, candidates × ions × regions × terms. [kJ/mol]"""
    outcome = done.outcome
    stacked = np.stack([np.stack(list(terms.values()), axis=-1)
                        for terms in outcome.energies.values()], axis=-2)  # fmt: skip
    low, middle, high, share = summary.energy_interval(stacked / _KILO)
    regions, terms = list(outcome.energies), list(next(iter(outcome.energies.values())))
    candidate, feed, ion, region, term = tidy.labels(
        [done.names, [done.feed.name], settings.ions, regions, terms]
    )
    columns = {"candidate": candidate, "feed": feed, "ion": ion, "region": region, "term": term}
    columns |= {"value_kJ_mol": middle, "lo_kJ_mol": low, "hi_kJ_mol": high}
    columns["excluded_fraction"] = share
    columns["origin"] = np.where(np.array(term) == PMF, SIMULATED, ANALYTIC).astype(object)
    return _without_replaced(tidy.table(columns))


def _without_replaced(rows: pa.Table) -> pa.Table:
    """Terms that count: a used profile stands for those that it holds, and else for none."""
    import pyarrow.compute as pc

    return rows.filter(pc.invert(pc.is_nan(rows["value_kJ_mol"])))


def _resistances(done: Done, settings: Settings) -> pa.Table:
    """Share of each stage in each ion's resistance. (candidates × ions × stages)"""
    resistance = np.moveaxis(done.outcome.resistance, 0, -1)
    low, middle, high = summary.finite_interval(np.moveaxis(done.outcome.share, 0, -1))
    _, value, _ = interval(np.where(np.isnan(resistance), np.inf, resistance))
    candidate, feed, ion, stage = tidy.labels([done.names, [done.feed.name], settings.ions, STAGES])
    columns = {"candidate": candidate, "feed": feed, "ion": ion, "stage": stage}
    columns |= {"share": middle, "share_lo": low, "share_hi": high, "resistance_s_m": value}
    return tidy.table(columns)


def _regimes(done: Done, settings: Settings) -> pa.Table:
    """Size regime and flags of every ion. (candidates × ions)"""
    outcome, shape = done.outcome, (len(done.names), len(settings.ions))
    candidate, feed, ion = tidy.labels([done.names, [done.feed.name], settings.ions])
    middle = {name: _middle(value, shape) for name, value in outcome.values.items()}
    flags = {
        name: np.broadcast_to(value.mean(axis=0) > summary.MAJORITY, shape)
        for name, value in outcome.flags.items()
    }
    columns: dict[str, Any] = {"candidate": candidate, "feed": feed, "ion": ion}
    columns["size_regime"] = outcome.common_regime()
    columns["solute_pore_ratio"] = middle["solute_pore_ratio"]
    columns["radius_in_channel_nm"] = middle["radius_in_channel"] * _NANO
    flags["hydrated_radius_assumed"] = np.broadcast_to(done.radius_assumed, shape)
    columns |= {name: np.array(flags[name]) for name in _FLAG_ORDER}
    columns["debye_length_nm"] = middle["debye_length"] * _NANO
    columns["donnan_potential_mV"] = middle["donnan_potential"] * _MILLI
    columns["fixed_charge_mol_m3"] = middle["fixed_charge"]
    columns["isoelectric_point_pH"] = middle["isoelectric_point"]
    columns["effective_charge_mol_m3"] = middle["effective_charge"]
    columns["salt_permeance_m_s"] = middle["salt_permeance"]
    columns["salt_partner"] = tidy.labels([done.names, outcome.salt_partner])[1]
    return tidy.table(columns)


def _middle(samples: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Median over the samples, spread over candidates × ions."""
    _, middle, _ = summary.finite_interval(samples)
    return np.array(np.broadcast_to(middle, shape))


_OF_CHUNK: Final = {"terms": _terms, "resistances": _resistances, "regimes": _regimes}

__all__ = ["TABLES", "Done", "n_assumed", "of_feed", "summary_columns"]
