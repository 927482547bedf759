"""Answers of a design as rows: design.json, design.parquet and its streams."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from selectivity.domain.process import Solution
from selectivity.process.nf_module import osmotic_pressure
from selectivity.process.stage import PASCAL_PER_BAR
from selectivity.process.target import Design
from selectivity.screening.design_costs import COLUMN
from selectivity.screening.designs import Answer, Question
from selectivity.tables.activity import NEUTRAL_PH
from selectivity.tables.activity_check import pressure_error

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]
NUMBERS: Final = {
    "purity_mol": ("purity", 1.0),
    "recovery": ("recovery", 1.0),
    "magnesium_to_lithium_mol": ("ratio", 1.0),
    "area_m2_per_kg_Li_per_day": ("area_per_rate", 1.0),
    "energy_kWh_per_kg_Li": ("energy_per_mass", 1 / 3.6e6),
    "water_m3_per_kg_Li": ("water_per_mass", 1.0),
    "product_Li_mg_L": ("strength", 1e3),
    "inlet_pressure_bar": ("pressure", 1 / PASCAL_PER_BAR),
}
"""Columns with an interval: the field of ``Design`` and the factor to its unit."""
NOT_INCLUDED: Final = (
    "chemicals",
    "pretreatment",
    "electrode reactions",
    "fouling",
    "concentrating the product",
)
STREAMS: Final = ("inlet", "added", "product", "rest")
NESTED: Final = ("shown_sample", "per_m3_of_brine")
"""Keys of a row that are no columns of design.parquet."""
_STRONG: Final = ("inlet", "product", "rest")
_WATER: Final = "water_m3"


def rows_of(answers: Sequence[Answer], feed: Solution, acidity: float = NEUTRAL_PH) -> list[Row]:
    """One row for each answer, streams inside.

    Parameters
    ----------
    answers : sequence of Answer
    feed : Solution
        With the table of activities that was used, if one was.
    acidity : float
        pH of that table.

    Returns
    -------
    list of dict
        Plain data for JSON. Each number is the median over the samples with its interval; stages,
        limits and streams are those of ``shown_sample``, the sample of median energy, whose
        own numbers stand there.
    """
    return [_row(answer, feed, acidity) for answer in answers]


def _row(answer: Answer, feed: Solution, acidity: float) -> Row:
    ranked, one = answer.ranked, answer.ranked.middle
    row: Row = {
        "candidate": answer.membrane,
        "process": answer.process,
        "feasible": one.feasible,
        "samples": ranked.samples,
        "share_of_samples_that_meet_the_target": ranked.share_feasible,
        "limit": one.limit,
        "limits": one.limits,
        "stages": one.stages,
        "recycle": one.recycle,
    }
    for name, (field, factor) in NUMBERS.items():
        low, middle, high = (value * factor for value in ranked.spread[field])
        row |= {name: middle, f"{name}_lo": low, f"{name}_hi": high}
    row["balance_error"] = one.imbalance
    row["osmotic_pressure_error"] = _table_error(one, feed, acidity)
    row["shown_sample"] = {
        name: getattr(one, field) * factor for name, (field, factor) in NUMBERS.items()
    }
    row["per_m3_of_brine"] = [_stage(one, stage, feed) for stage in range(one.stages)]
    return row


def _stage(one: Design, stage: int, feed: Solution) -> Row:
    """Streams, area and energy of a stage, and what its streams draw of water."""
    ideal = dataclasses.replace(feed, table=None)
    return {
        **{f"{name}_mol": _amounts(getattr(one, name)[stage], feed) for name in STREAMS},
        "osmotic_pressure_bar": _pressures(one, stage, feed),
        "osmotic_pressure_ideal_bar": _pressures(one, stage, ideal),
        "area_m2_s": float(one.area[stage]),
        "energy_J": float(one.power[stage]),
    }


def _contents(one: Design, name: str) -> np.ndarray:
    """Concentrations of a stream in all stages (n_stages, n_ions); NaN for no water. [mol/m³]"""
    amount = getattr(one, name)
    with np.errstate(all="ignore"):
        return np.maximum(amount[:, :-1] / np.where(amount[:, -1:] > 0, amount[:, -1:], np.nan), 0)


def _pressures(one: Design, stage: int, feed: Solution) -> dict[str, float]:
    contents = {name: _contents(one, name)[stage] for name in _STRONG}
    return {
        name: float(osmotic_pressure(content, feed)) / PASCAL_PER_BAR
        if np.all(np.isfinite(content))
        else np.nan
        for name, content in contents.items()
    }


def _table_error(one: Design, feed: Solution, acidity: float) -> float:
    """Of the osmotic pressures of its streams by the table; NaN without one. [-]"""
    if feed.table is None:
        return np.nan
    contents = np.concatenate([_contents(one, name) for name in _STRONG])
    return pressure_error(feed.table, feed.names, contents, acidity)


def _amounts(values: np.ndarray, feed: Solution) -> dict[str, float]:
    ions = dict(zip(feed.names, map(float, values[:-1]), strict=True))
    return {**ions, _WATER: float(values[-1])}


def best_first(rows: Sequence[Row]) -> list[Row]:
    """Feasible ones first, then by energy per kg Li; the rank in front.

    Parameters
    ----------
    rows : sequence of dict

    Returns
    -------
    list of dict
    """

    def order(row: Row) -> tuple:
        energy = row["energy_kWh_per_kg_Li"]
        known = energy is not None and np.isfinite(energy)
        return (
            not row["feasible"],
            energy if known else np.inf,
            row["candidate"],
            row["process"],
        )

    return [{"rank": rank, **row} for rank, row in enumerate(sorted(rows, key=order), start=1)]


def document(asked: Question, rows: Sequence[Row]) -> Row:
    """Content of design.json.

    Parameters
    ----------
    asked : Question
    rows : sequence of dict
        Ranked.

    Returns
    -------
    dict
    """
    section, brine = asked.section, asked.brine
    return {
        "brine": brine.name,
        "analysis": {"source": brine.source, "kind": brine.kind},
        "dilution": section.dilution,
        "feed_mol_m3": asked.content,
        "charge_missing": brine.imbalance,
        "balanced_with": section.balance_with,
        "balanced_by_mol_m3": brine.added,
        "ions_left_out": list(brine.left_out),
        "target": section.target.model_dump(),
        "processes": section.processes,
        "max_stages": section.max_stages,
        "recycle": section.recycle,
        "max_pressure_bar": section.max_pressure_bar,
        "solution": _solution(asked, rows),
        "ranked_by": "feasible first, then energy per kg Li",
        "not_included": list(NOT_INCLUDED),
        "designs": list(rows),
    }


def _solution(asked: Question, rows: Sequence[Row]) -> Row:
    """Ideal or real, by which model, and how far its table is off at most."""
    errors = [row.get("osmotic_pressure_error") for row in rows]
    known = [error for error in errors if error is not None and np.isfinite(error)]
    most = {"largest_osmotic_pressure_error": max(known)} if known else {}
    return {**asked.activities.as_json(), **most}


def tables(rows: Sequence[Mapping[str, Any]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Frames of design.parquet and design_streams.parquet.

    Parameters
    ----------
    rows : sequence of dict
        Ranked; at least one.

    Returns
    -------
    tuple of DataFrame
        One row for each design; one for each design, stage, stream and ion (``ion`` is ``water``
        for the volume in m³, else mol), per m³ of diluted brine.
    """
    import pandas as pd

    flat = [{key: value for key, value in row.items() if key not in NESTED} for row in rows]
    frame = pd.DataFrame(flat)
    names = [*NUMBERS, *(name for name in (COLUMN,) if name in frame)]
    numbers = [f"{name}{end}" for name in names for end in ("", "_lo", "_hi")]
    numbers += ["balance_error", "osmotic_pressure_error"]
    frame[numbers] = frame[numbers].astype(float)
    streams = [
        {"rank": row["rank"], "candidate": row["candidate"], "process": row["process"],
         "stage": number, "stream": name, "ion": "water" if ion == _WATER else ion,
         "amount": np.nan if amount is None else amount}
        for row in rows
        for number, stage in enumerate(row["per_m3_of_brine"], start=1)
        for name in STREAMS
        for ion, amount in stage[f"{name}_mol"].items()
    ]  # fmt: skip
    return frame, pd.DataFrame(streams)
