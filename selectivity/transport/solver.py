"""From a first guess to a solution with an error estimate, for a batch of stacks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, NamedTuple

import numpy as np

from selectivity.domain.layered import FLUX_RATIO, SWEPT
from selectivity.transport.join import join_parts
from selectivity.transport.mesh import Mesh, first_mesh
from selectivity.transport.refine import (
    Batch,
    converge,
    difference,
    element_error,
    halved,
    start_batch,
    with_stages,
)
from selectivity.transport.stack import Stack
from selectivity.transport.state import State

_FIRST_ORDER: Final = 4
_ORDERS: Final = (6, 8)
ROUGH: Final = 1e-4  # a step of this size leaves an error of its square
_FINE: Final = (1e-6, ROUGH)
"""Range of the last step towards a solution whose error is estimated: 100 times the tolerance.
It leaves about its square, far below that; else meshes would be refined for the sake of it."""
_ROUGH_STEPS: Final = 14
_FINE_STEPS: Final = 8
_ROUNDS: Final = 7
_STEEP: Final = 3.0
"""Growth over an element above which a mesh is too coarse for a first solution. [-]"""
_FLAG_SHARE: Final = 0.03
"""Elements with more than this share of the largest error are halved."""


@dataclass(frozen=True)
class Options:
    """How far the solver goes.

    Attributes
    ----------
    tolerance : float
        Largest error estimate of a solved case, relative. [-]
    most_elements : int
        Largest mesh of a case.
    most_splits : int
        Largest number of mesh refinements.
    """

    tolerance: float = 1e-7
    most_elements: int = 400
    most_splits: int = 14


def last_step(n_stages: int, options: Options) -> float:
    """Largest step after which a solution counts as converged; rough where only a start is due."""
    if n_stages <= _FIRST_ORDER:
        return ROUGH
    return float(np.clip(100 * options.tolerance, *_FINE))


class Part(NamedTuple):
    """Some of the cases, at one order; ``index`` and ``error`` are (n_part,).

    The error estimate is infinite where a case did not converge.
    """

    index: np.ndarray
    batch: Batch
    error: np.ndarray


def first_state(stack: Stack, mesh: Mesh, n_stages: int) -> State:
    """First guess: virtual concentrations linear between feed and permeate, no field."""
    reached = np.cumsum(mesh.length, axis=0) / np.sum(mesh.length, axis=0)
    small = np.where(stack.closure == FLUX_RATIO, stack.permeate_total, np.nan)
    total = np.sum(stack.feed * stack.present, axis=0)
    permeate = np.where(stack.closure == FLUX_RATIO, stack.feed * small / total, stack.permeate)
    virtual = stack.feed[:, None] * (1 - reached) + permeate[:, None] * reached
    water = water_guess(stack)
    carrier = np.where(stack.closure == SWEPT, water, np.abs(water))
    return State(
        virtual=virtual,
        field=np.zeros((n_stages, *mesh.length.shape)),
        ion_flux=water * stack.feed,
        water_flux=water,
        carrier=carrier,
    )


def water_guess(stack: Stack) -> np.ndarray:
    """J_w where it is imposed, else what the pressure would drive through pure water. [m/s]"""
    resistance = np.where(stack.water_resistance > 0, stack.water_resistance, np.inf)
    return np.where(np.isnan(stack.water_flux), stack.pressure / resistance, stack.water_flux)


def guessed(stack: Stack) -> Batch:
    """The cases at their first guess, on their first mesh."""
    mesh = first_mesh(stack, water_guess(stack))
    return start_batch(stack, mesh, first_state(stack, mesh, _FIRST_ORDER))


def attempt(stack: Stack, options: Options) -> list[Part]:
    """Solutions straight from the first guess; what fails has an infinite error."""
    return verify(converge(guessed(stack), ROUGH, _ROUGH_STEPS), options)


def persist(batch: Batch, options: Options) -> Batch:
    """Newton's method for long, with elements halved where the field grows steep.

    Parameters
    ----------
    batch : Batch
        At a first guess.
    options : Options

    Returns
    -------
    Batch
        Cases whose ``change`` is not below 1e-4 have not converged.
    """
    done: list[tuple[np.ndarray, Batch]] = []
    places = np.arange(batch.stack.n_cases)
    current = batch
    for number in range(_ROUNDS):
        current = converge(current, ROUGH, _ROUGH_STEPS)
        good = current.change <= ROUGH
        lost = ~np.isfinite(current.change)
        size = np.sum(current.mesh.length > 0, axis=0)
        with np.errstate(all="ignore"):
            steep = steepness(current) > _STEEP
        over = good | lost | (size + np.sum(steep, axis=0) > options.most_elements)
        over |= number == _ROUNDS - 1
        if np.any(over):
            done.append((places[over], current.trimmed(over)))
            places, current = places[~over], current.trimmed(~over)
            steep = steep[: len(current.mesh.length), ~over]
        if not len(places):
            break
        current = halved(current, steep) if np.any(steep) else current
    return join_parts(batch.stack, done)


def steepness(batch: Batch) -> np.ndarray:
    """Growth of the most charged ion in the field over each element. (n_elements, n_cases)"""
    growth = np.max(np.abs(batch.state.field), axis=0)
    growth = growth * np.max(np.abs(batch.stack.charge), axis=0)
    return np.where(batch.mesh.length > 0, growth, 0.0)


def verify(batch: Batch, options: Options) -> list[Part]:
    """The solution at higher orders, and on finer meshes where those do not agree.

    Parameters
    ----------
    batch : Batch
        At any order; cases that did not converge stay as they are.
    options : Options

    Returns
    -------
    list of Part
        Every case once.
    """
    error = np.full(batch.stack.n_cases, np.inf)
    done: list[tuple[np.ndarray, Batch]] = []
    places = np.flatnonzero(batch.change <= ROUGH)
    failed = np.flatnonzero(~(batch.change <= ROUGH))
    if len(failed):
        done.append((failed, batch.take(failed)))
    low = current = batch.trimmed(places)
    orders = [order for order in _ORDERS if order > batch.n_stages]
    for n_stages in orders:
        low, current, places = _raise(current, places, n_stages, options, (error, done))
    for _ in range(options.most_splits):
        if not len(places):
            break
        low, current, places = _split((low, current), places, options, (error, done))
    if len(places):
        done.append((places, current))
    return [Part(index, part, error[index]) for index, part in done if len(index)]


Finished = tuple[np.ndarray, list[tuple[np.ndarray, Batch]]]


def _raise(
    current: Batch, places: np.ndarray, n_stages: int, options: Options, finished: Finished
) -> tuple[Batch, Batch, np.ndarray]:
    """One order up; cases that agree are finished, and both orders of the others given."""
    if not len(places):
        return current, current, places
    finer = converge(with_stages(current, n_stages), last_step(n_stages, options), _FINE_STEPS)
    good, error = _agree(current, finer, options)
    finished[0][places] = error
    finished[1].append((places[good], finer.trimmed(good)))
    kept = ~good
    whole = _fallback(current, finer, options)
    return current.trimmed(kept), whole.trimmed(kept), places[kept]


def _agree(coarse: Batch, fine: Batch, options: Options) -> tuple[np.ndarray, np.ndarray]:
    with np.errstate(all="ignore"):
        error = difference(coarse, fine)
    error = np.where(
        (fine.change <= last_step(fine.n_stages, options)) & np.isfinite(error), error, np.inf
    )
    return error <= options.tolerance, error


def _fallback(coarse: Batch, fine: Batch, options: Options) -> Batch:
    """The finer solution; where it failed, the coarser one as its guess."""
    guess = with_stages(coarse, fine.n_stages)
    failed = ~(fine.change <= last_step(fine.n_stages, options))
    state = {
        name: np.where(failed, getattr(guess.state, name), value)
        for name, value in fine.state.__dict__.items()
    }
    return replace(fine, state=State(**state))


def _split(
    last: tuple[Batch, Batch], places: np.ndarray, options: Options, finished: Finished
) -> tuple[Batch, Batch, np.ndarray]:
    """Elements that moved between the last two orders are halved, and the check repeated."""
    low, current = last
    with np.errstate(all="ignore"):
        moved = np.nan_to_num(element_error(low, current), nan=np.inf)
    flagged = (moved >= _FLAG_SHARE * np.max(moved, axis=0)) & (current.mesh.length > 0)
    wanted = np.sum(current.mesh.length > 0, axis=0) + np.sum(flagged, axis=0)
    full = wanted > options.most_elements
    if np.any(full):
        finished[1].append((places[full], current.take(full)))
        current, places = current.trimmed(~full), places[~full]
        flagged = flagged[: len(current.mesh.length), ~full]
        if not len(places):
            return current, current, places
    finer = halved(current, flagged)
    low = converge(with_stages(finer, _ORDERS[0]), last_step(_ORDERS[0], options), _FINE_STEPS)
    return _raise(low, places, _ORDERS[1], options, finished)
