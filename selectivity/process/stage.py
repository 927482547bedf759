"""A process as one stage of a cascade: what enters, what goes on, what is left; all at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

import numpy as np

from selectivity.domain.process import (
    OSMOTIC_LIMIT,
    OUTSIDE,
    SOLVED,
    Membranes,
    ProcessResult,
    Solution,
)
from selectivity.process.base import Process

PASCAL_PER_BAR: Final = 1e5
_MOLAR: Final = 1e3  # mol/m³
_TRACE: Final = 1e-12
"""Share of all ions below which a stage is solved with a trace: the core takes logarithms. [-]"""
_LEAST: Final = 1e-9
"""The same where nothing has passed at all. [mol/m³]"""


class Route(NamedTuple):
    """Streams of a process in a cascade: what goes on, what goes back, what else enters."""

    product: str
    rest: str
    second: str = ""


ROUTES: Final[dict[str, Route]] = {
    "nf": Route("permeate", "concentrate"),
    "dialysis": Route("dialysate", "raffinate", "receiver"),
    "ed": Route("concentrate", "diluate", "receiver"),
    "mcdi": Route("concentrate", "diluate"),
}
"""Processes that can be stages. A second stream enters from outside, except that the inlet of an
electrodialysis stage whose ``concentrate`` is not given is divided between both its channels."""


class Stages(NamedTuple):
    """What stages make of their inlets; amounts are (n, n_ions + 1), ions in mol, volume last.

    ``share`` of what enters that goes on; ``added`` per volume of inlet from outside; ``area`` and
    ``power`` (n,) per volume of inlet; ``pressure`` (n,) at the inlet, NaN where none is imposed;
    ``status`` and ``advice`` (n,).
    """

    share: np.ndarray
    added: np.ndarray
    area: np.ndarray
    power: np.ndarray
    pressure: np.ndarray
    status: np.ndarray
    advice: tuple[str, ...]


Plant = Callable[[np.ndarray, np.ndarray], Stages]
"""From rows (n,) of the membranes and inlets (n, n_ions + 1) to what each stage makes of its."""


@dataclass(frozen=True)
class Limits:
    """What a stage may not exceed.

    ``pressure`` of a filtration stage. [Pa]
    """

    pressure: float = np.inf


def plant_of(
    process: Process, membranes: Membranes, feed: Solution, settings: Any, limits: Limits
) -> Plant:
    """A process as stages of any size: its flows, area and power scale with what enters.

    Parameters
    ----------
    process : Process
        One of ``ROUTES``.
    membranes : Membranes
    feed : Solution
        Ions and temperature.
    settings : dataclass instance
        Of the process.
    limits : Limits

    Returns
    -------
    callable
        See ``Plant``.
    """
    route = ROUTES[process.name]
    divided = route.second and getattr(settings, "concentrate", feed) is None

    def plant(rows: np.ndarray, inlet: np.ndarray) -> Stages:
        content = _with_traces(inlet[:, :-1] / inlet[:, -1:], feed.charge)
        own = replace(feed, concentration=content)
        result = process.solve(membranes.take(rows), own, settings)
        entering = _amount(result, "feed")
        second = _amount(result, route.second) if route.second else np.zeros_like(entering)
        if divided:
            entering, second = entering + second, np.zeros_like(entering)
        volume = entering[:, -1]
        total = entering + second
        share = _amount(result, route.product) / np.where(total > 0, total, 1.0)
        share[result.status != SOLVED] = np.nan  # a process that stopped is no stage
        pressure = np.asarray(result.scalars.get("inlet_pressure_Pa", np.full(len(rows), np.nan)))
        status, advice = within_table(own, result, _within(result, pressure, limits))
        return Stages(
            share,
            second / volume[:, None],
            result.scalars["area_m2"] / volume,
            result.metrics.power / volume,
            pressure,
            status,
            advice,
        )

    return plant


def remembered(plant: Plant) -> Plant:
    """The same plant, which solves no stage twice: cascades of more stages begin as shorter ones.

    Parameters
    ----------
    plant : callable

    Returns
    -------
    callable
    """
    known: dict[tuple[int, bytes], tuple] = {}

    def recall(rows: np.ndarray, inlet: np.ndarray) -> Stages:
        keys = [(int(row), amount.tobytes()) for row, amount in zip(rows, inlet, strict=True)]
        new = np.array([place for place, key in enumerate(keys) if key not in known], dtype=int)
        if len(new):
            found = plant(rows[new], inlet[new])
            known.update(zip((keys[place] for place in new), zip(*found, strict=True), strict=True))
        columns = list(zip(*(known[key] for key in keys), strict=True))
        return Stages(*(np.array(column) for column in columns[:-1]), advice=columns[-1])

    return recall


def _amount(result: ProcessResult, label: str) -> np.ndarray:
    """Ions and, last, volume of a stream."""
    flow, concentration = result.streams.of(label)
    return np.concatenate([flow[:, None] * concentration, flow[:, None]], axis=1)


def _with_traces(content: np.ndarray, charge: np.ndarray) -> np.ndarray:
    """Compositions with a trace of every ion that has gone, neutral by their main anion."""
    least = np.maximum(_TRACE * np.sum(content, axis=1, keepdims=True), _LEAST)
    filled = np.maximum(content, least)
    return balanced(filled, charge, main_anion(content, charge))


def main_anion(content: np.ndarray, charge: np.ndarray) -> np.ndarray:
    """Most abundant anion of each composition (n,)."""
    return np.argmax(np.where(charge < 0, np.abs(charge) * content, -1.0), axis=1)


def balanced(content: np.ndarray, charge: np.ndarray, ion: np.ndarray) -> np.ndarray:
    """The same with one ion of each row (n,) from electroneutrality."""
    out = content.copy()
    rows = np.arange(len(out))
    out[rows, ion] = 0.0
    out[rows, ion] = -(out @ charge) / charge[ion]
    return out


def _within(
    result: ProcessResult, pressure: np.ndarray, limits: Limits
) -> tuple[np.ndarray, tuple[str, ...]]:
    """Status and advice, with a pressure beyond the limit as one more way to fail."""
    over = (result.status == SOLVED) & (pressure > limits.pressure)
    advice: Sequence[str] = result.advice
    texts = tuple(
        f"{value / PASCAL_PER_BAR:.3g} bar is needed at the inlet, "
        f"{(value - limits.pressure) / PASCAL_PER_BAR:.3g} bar above the highest allowed "
        f"({limits.pressure / PASCAL_PER_BAR:.3g}); lower the flux or the recovery of a stage, or "
        "dilute the brine"
        if high
        else text
        for high, value, text in zip(over, pressure, advice, strict=True)
    )
    return np.where(over, OSMOTIC_LIMIT, result.status), texts


def within_table(
    feed: Solution, result: ProcessResult, state: tuple[np.ndarray, tuple[str, ...]]
) -> tuple[np.ndarray, tuple[str, ...]]:
    """Status and advice, with a stream stronger than the table of activities as a way to fail.

    Beyond its end the table holds its last values, so that what a stage does there is no answer.

    Parameters
    ----------
    feed : Solution
        What enters, with its table or without one.
    result : ProcessResult
        Its streams, and the feed's face at the inlet, are compared; a film on the other side is
        not.
    state : tuple of ndarray and tuple of str
        Status and advice so far; what went wrong before stays.

    Returns
    -------
    tuple of ndarray and tuple of str
    """
    status, advice = state
    if feed.table is None:
        return state
    ionic = _ionic_strength(feed, result)
    most = float(np.min(feed.table.strength[:, -1])) / 2
    beyond = (status == SOLVED) & (ionic > most)
    texts = tuple(
        f"a stream reaches an ionic strength of {value / _MOLAR:.3g} mol/L, "
        f"{(value - most) / _MOLAR:.2g} beyond {most / _MOLAR:.3g} mol/L where the table of "
        "activities ends; lower the recovery of a stage, dilute the brine, or write solution: ideal"
        if over
        else text
        for over, value, text in zip(beyond, ionic, advice, strict=True)
    )
    return np.where(beyond, OUTSIDE, status), texts


def _ionic_strength(feed: Solution, result: ProcessResult) -> np.ndarray:
    """Largest ionic strength of the streams and of the face that the feed meets (n,). [mol/m³]"""
    content = np.nan_to_num(result.streams.concentration)
    face = feed.contents(len(content)) * np.nan_to_num(result.metrics.polarization[:, :, 0])
    every = np.concatenate([content, face[:, None]], axis=1)
    return np.max(every @ feed.charge**2, axis=1) / 2
