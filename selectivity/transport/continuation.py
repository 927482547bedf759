"""Hard cases led from easy ones step by step, on adapting meshes.

Four ways. The drive is raised from equilibrium with the feed. The exclusion (charge, partition)
is raised at full drive, which suits a swept permeate, whose composition does not follow from the
feed's however small the drive is; or exclusion and the differences of mobility together. A
voltage in place of the current is raised until a face runs out of salt.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from selectivity.domain.layered import FLUX_RATIO, RESERVOIR
from selectivity.transport.charge import donnan
from selectivity.transport.join import join_parts, padded
from selectivity.transport.mesh import Mesh, first_mesh, gather
from selectivity.transport.refine import (
    Batch,
    converge,
    halved,
    start_batch,
    with_stages,
)
from selectivity.transport.solver import (
    Options,
    first_state,
    guessed,
    persist,
    steepness,
    water_guess,
)
from selectivity.transport.stack import Stack
from selectivity.transport.state import State

_ORDER: Final = 6
_TOLERANCE: Final = 1e-4
_STEPS: Final = 9
_EASY: Final = 5
_FIRST: Final = 0.05
_SHORTEST: Final = 1e-8
_MOST: Final = 250
_LONGER: Final = 2.5
_LITTLE_LONGER: Final = 1.2
_SHORTER: Final = 0.25
_STEEP: Final = 4.0
"""Growth over an element above which it is halved on the way. [-]"""
DRIVE: Final = "drive"
EXCLUSION: Final = "exclusion"
LEVEL: Final = "level"
VOLTAGE: Final = "voltage"
_HIGHEST: Final = 200.0
"""Voltage at the end of its way, in RT/F; the share grows as its root."""


@dataclass
class Path:
    """Where each case of a batch stands: the share it is solved at, and its next stride."""

    way: str
    batch: Batch
    share: np.ndarray
    stride: np.ndarray


def _at(stack: Stack, way: str, share: np.ndarray) -> Stack:
    if way == VOLTAGE:
        direction = np.where(stack.current < 0, -1.0, 1.0)
        nothing = np.full(stack.n_cases, np.nan)
        return replace(stack, current=nothing, voltage=direction * _HIGHEST * share**2)
    if way == LEVEL:
        return stack.levelled(share)
    return stack.at(share) if way == DRIVE else stack.softened(share)


def _equilibrium(stack: Stack) -> Batch:
    """Feed on both sides, nothing moving."""
    rest = stack.at(np.zeros(stack.n_cases))
    mesh = first_mesh(stack, water_guess(stack))
    state = first_state(rest, mesh, _ORDER)
    feed = np.repeat(stack.feed[:, None], mesh.length.shape[0], axis=1)
    still = np.zeros(stack.n_cases)
    elements = gather(stack, mesh)
    outside = elements.partition * feed
    charge = stack.charge[:, None]
    rest_potential = donnan(charge, outside, elements.fixed_charge, elements.groups).potential
    state = replace(
        state,
        virtual=feed,
        ion_flux=np.zeros_like(stack.feed),
        water_flux=still,
        carrier=still,
        inlet=rest_potential,
        outlet=rest_potential,
    )
    return start_batch(rest, mesh, state)


def _predicted(path: Path, share: np.ndarray, stack: Stack) -> Batch:
    """The last solution as a guess; with the drive, fluxes grow in proportion."""
    target = _at(stack, path.way, share)
    state = replace(path.batch.state, inlet=None, outlet=None)
    if path.way != DRIVE:
        return start_batch(target, path.batch.mesh, state)
    first = path.share <= 0
    ratio = np.where(first, 0.0, share / np.where(first, 1, path.share))
    water = np.where(first, np.nan_to_num(target.water_flux), state.water_flux * ratio)
    virtual = with_permeate(path.batch.state.virtual, path.batch.mesh, target)
    ion_flux = np.where(first, water * stack.feed, state.ion_flux * ratio)
    carrier = np.where(first, water, state.carrier * ratio)
    guess = replace(state, virtual=virtual, ion_flux=ion_flux, water_flux=water, carrier=carrier)
    return start_batch(target, path.batch.mesh, guess)


def with_permeate(virtual: np.ndarray, mesh: Mesh, target: Stack) -> np.ndarray:
    """Virtual concentrations whose permeate is that of the target where it is imposed.

    Parameters
    ----------
    virtual : ndarray of shape (n_ions, n_elements, n_cases)
        [mol/m³]
    mesh : Mesh
    target : Stack

    Returns
    -------
    ndarray of shape (n_ions, n_elements, n_cases)
        [mol/m³]
    """
    virtual = virtual.copy()
    permeate = virtual[:, -1]
    total = np.sum(permeate * target.present, axis=0)
    ratio = np.where(target.closure == FLUX_RATIO, target.permeate_total / total, 1.0)
    imposed = np.where(target.closure == RESERVOIR, target.permeate, permeate * ratio)
    virtual[:, -1] = imposed
    return np.where(mesh.length <= 0, imposed[:, None], virtual)


def _merge(old: Batch, new: Batch, accepted: np.ndarray) -> Batch:
    """New states where accepted, the old ones elsewhere."""

    def pick(name: str) -> np.ndarray:
        before, after = getattr(old.state, name), getattr(new.state, name)
        if before is None:
            return after
        return np.where(accepted, after, before)

    state = State(**{name: pick(name) for name in old.state.__dict__})
    return replace(
        new,
        state=state,
        change=np.where(accepted, new.change, old.change),
        iterations=old.iterations + new.iterations,
    )


def _resolved(batch: Batch, options: Options) -> tuple[Batch, np.ndarray]:
    """The batch with its steep elements halved, and which cases needed that."""
    count = np.sum(batch.mesh.length > 0, axis=0)
    flagged = steepness(batch) > _STEEP
    flagged &= count + np.sum(flagged, axis=0) <= options.most_elements
    if not np.any(flagged):
        return batch, np.zeros(len(count), dtype=bool)
    return halved(batch, flagged), np.any(flagged, axis=0)


def advance_path(path: Path, stack: Stack, options: Options) -> Path:
    """One stride for every case."""
    share = np.minimum(1.0, path.share + path.stride)
    trial = converge(_predicted(path, share, stack), _TOLERANCE, _STEPS)
    accepted = trial.change <= _TOLERANCE
    easy = accepted & (trial.iterations <= _EASY)
    grown = np.where(easy, _LONGER, _LITTLE_LONGER)
    stride = path.stride * np.where(accepted, grown, _SHORTER)
    reached = np.where(accepted, share, path.share)
    batch = replace(_merge(path.batch, trial, accepted), stack=_at(stack, path.way, reached))
    refined, changed = _resolved(batch, options)
    if np.any(changed):
        again = converge(refined, _TOLERANCE, _STEPS)
        good = again.change <= _TOLERANCE
        size = max(len(batch.mesh.length), len(again.mesh.length))
        batch = choose(padded(batch, size), padded(again, size), good)
    return Path(path.way, batch, reached, stride)


def choose(old: Batch, new: Batch, good: np.ndarray) -> Batch:
    """New meshes and states where they are good."""
    merged = _merge(old, new, good)
    mesh = replace(
        new.mesh,
        length=np.where(good, new.mesh.length, old.mesh.length),
        layer=np.where(good, new.mesh.layer, old.mesh.layer),
    )
    return replace(merged, mesh=mesh, iterations=new.iterations)


def start_path(stack: Stack, way: str, options: Options) -> Path:
    n_cases = stack.n_cases
    none = np.zeros(n_cases)
    stride = np.full(n_cases, _FIRST)
    if way == DRIVE:
        return Path(way, _equilibrium(stack), none, stride)
    easy = with_stages(persist(guessed(_at(stack, way, none)), options), _ORDER)
    easy = converge(easy, _TOLERANCE, _STEPS)
    stride = np.where(easy.change <= _TOLERANCE, stride, 0.0)
    return Path(way, easy, none, stride)


def follow(stack: Stack, way: str, options: Options) -> tuple[Batch, np.ndarray]:
    """Cases led to their full drive or exclusion.

    Parameters
    ----------
    stack : Stack
    way : str
        ``DRIVE``, ``EXCLUSION``, ``LEVEL`` or ``VOLTAGE``.
    options : Options

    Returns
    -------
    tuple of Batch and ndarray of shape (n_cases,)
        The last solutions, and the share at which each stands; 1 is success.
    """
    path = start_path(stack, way, options)
    done: list[tuple[np.ndarray, Batch]] = []
    places = np.arange(stack.n_cases)
    reached = np.zeros(stack.n_cases)
    part = stack
    for _ in range(_MOST):
        path = advance_path(path, part, options)
        reached[places] = path.share
        over = (path.share >= 1) | (path.stride < _SHORTEST)
        if np.any(over):
            done.append((places[over], path.batch.trimmed(over)))
            places, part = places[~over], part.take(~over)
            path = Path(way, path.batch.trimmed(~over), path.share[~over], path.stride[~over])
        if not len(places):
            break
    if len(places):
        done.append((places, path.batch))
    return join_parts(stack, done), reached
