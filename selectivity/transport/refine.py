"""Convergence of a batch, and the checks by order and by mesh that give its error estimate."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from selectivity.transport.charge import neutralise
from selectivity.transport.collocation import Rule, collocation_rule, interpolate
from selectivity.transport.element import Fields, halfway
from selectivity.transport.gross import flux_size, gross_flux, inside_ends
from selectivity.transport.mesh import Mesh, gather, split
from selectivity.transport.newton import WATER_SHARE, Step, advance, element_ends, newton_step
from selectivity.transport.stack import Stack
from selectivity.transport.state import Scales, State, scales_of

_POTENTIAL_FLOOR: Final = 1e-2
"""A potential drop below this (in RT/F; 0.26 mV) is judged against it."""
_SHRUNK: Final = 0.6
"""Cases that are done leave the batch once fewer than this share still iterate."""


@dataclass(frozen=True)
class Batch:
    """Cases with the same number of elements, and where their iteration stands.

    ``change`` is the size of the last full Newton step before it was taken, ``defect`` that of
    the equations then, ``iterations`` their number; each (n_cases,).
    """

    stack: Stack
    mesh: Mesh
    state: State
    change: np.ndarray
    defect: np.ndarray
    iterations: np.ndarray

    @property
    def rule(self) -> Rule:
        """Collocation: walls that follow the solution must be met at the outlet too."""
        return collocation_rule(self.n_stages, self.stack.groups is not None)

    @property
    def n_stages(self) -> int:
        """Stages of the collocation."""
        return len(self.state.field)

    def take(self, index: np.ndarray) -> Batch:
        """The cases of an index array (or boolean mask)."""
        if _is_all(index, len(self.change)):
            return self
        return Batch(
            self.stack.take(index),
            self.mesh.take(index),
            self.state.take(index),
            self.change[index],
            self.defect[index],
            self.iterations[index],
        )

    def trimmed(self, index: np.ndarray) -> Batch:
        """The cases of an index array, without the elements that are empty in all of them."""
        part = self.take(index)
        size = int(np.max(np.sum(part.mesh.length > 0, axis=0), initial=1))
        if size == len(part.mesh.length):
            return part
        mesh = Mesh(part.mesh.length[:size], part.mesh.layer[:size])
        return replace(part, mesh=mesh, state=part.state.first(size))


def _is_all(index: np.ndarray, count: int) -> bool:
    """Whether an index array or mask stands for every case in its order."""
    if index.dtype == bool:
        return bool(np.all(index))
    return len(index) == count and bool(np.all(index == np.arange(count)))


def start_batch(stack: Stack, mesh: Mesh, state: State) -> Batch:
    """A batch before its first iteration."""
    n_cases = stack.n_cases
    big = np.full(n_cases, np.inf)
    return Batch(stack, mesh, state, big, big.copy(), np.zeros(n_cases, dtype=int))


def _put(whole: np.ndarray, index: np.ndarray, part: np.ndarray) -> None:
    whole[..., index] = part


def converge(batch: Batch, tolerance: float, most: int) -> Batch:
    """Newton's method until each case's step is below the tolerance.

    Parameters
    ----------
    batch : Batch
    tolerance : float
        Largest relative change of a step that still has to be taken; it is taken. [-]
    most : int
        Largest number of steps.

    Returns
    -------
    Batch
        Cases whose ``change`` is not below the tolerance have not converged.
    """
    rule = batch.rule
    active = np.arange(batch.stack.n_cases)
    part = batch
    elements, scales = gather(part.stack, part.mesh), scales_of(part.stack)
    out = _Collector(batch)
    with np.errstate(all="ignore"):
        for _ in range(most):
            step = newton_step(part.stack, elements, rule, part.state, scales)
            part = _stepped(part, step)
            going = ~(part.change <= tolerance) & np.isfinite(part.change)
            n_going = int(going.sum())
            if n_going == 0:
                break
            if n_going < _SHRUNK * len(going):
                out.put(active, part)
                part, active = part.take(going), active[going]
                elements, scales = gather(part.stack, part.mesh), _take_scales(scales, going)
    out.put(active, part)
    return out.batch


def _take_scales(scales: Scales, index: np.ndarray) -> Scales:
    return Scales(*(field[..., index] for field in scales))


def _stepped(batch: Batch, step: Step) -> Batch:
    return replace(
        batch,
        state=advance(batch.stack, batch.state, step),
        change=step.change,
        defect=step.defect,
        iterations=batch.iterations + 1,
    )


class _Collector:
    """Puts parts of a batch back in their places."""

    def __init__(self, batch: Batch) -> None:
        zeros = np.zeros_like(batch.mesh.length)
        state = {
            name: (zeros if value is None else value).copy()
            for name, value in batch.state.__dict__.items()
        }
        self.batch = replace(
            batch,
            state=State(**state),
            change=batch.change.copy(),
            defect=batch.defect.copy(),
            iterations=batch.iterations.copy(),
        )

    def put(self, index: np.ndarray, part: Batch) -> None:
        """Overwrite the cases of an index array."""
        for name, value in part.state.__dict__.items():
            _put(getattr(self.batch.state, name), index, value)
        for name in ("change", "defect", "iterations"):
            _put(getattr(self.batch, name), index, getattr(part, name))


def potential_gain(rule: Rule, state: State) -> np.ndarray:
    """Potential of the permeate over the feed, in RT/F. (n_cases,)"""
    inside = np.einsum("k,keb->eb", rule.weights, state.field)
    return np.sum(state.inlet + inside - state.outlet, axis=0)


def difference(coarse: Batch, fine: Batch) -> np.ndarray:
    """Largest relative difference of a flux or the potential between two solutions. (n_cases,)"""
    stack, one, other = fine.stack, coarse.state, fine.state
    elements = gather(stack, fine.mesh)
    gross = gross_flux(elements, inside_ends(stack, elements, other), other.water_flux)
    ions = np.max(np.abs(one.ion_flux - other.ion_flux) / flux_size(other, gross), axis=0)
    size = np.maximum(np.abs(other.water_flux), WATER_SHARE * scales_of(stack).water_flux)
    water = np.abs(one.water_flux - other.water_flux) / np.where(size > 0, size, 1)
    gain = potential_gain(coarse.rule, one)
    reference = potential_gain(fine.rule, other)
    size = np.maximum(np.abs(reference), _POTENTIAL_FLOOR)
    return np.max([ions, water, np.abs(gain - reference) / size], axis=0)


def with_stages(batch: Batch, n_stages: int) -> Batch:
    """The same solution as a first guess for another order."""
    nodes = collocation_rule(n_stages, batch.stack.groups is not None).nodes
    field = interpolate(batch.rule.nodes, batch.state.field, nodes)
    return replace(batch, state=replace(batch.state, field=field))


def element_error(coarse: Batch, fine: Batch) -> np.ndarray:
    """How much each element's solution moved between two orders. (n_elements, n_cases)"""
    weights = fine.rule.weights[:, None, None]
    expected = interpolate(coarse.rule.nodes, coarse.state.field, fine.rule.nodes)
    moved = np.abs(fine.state.field - expected) / (1 + np.abs(fine.state.field))
    lacking = coarse.state.virtual <= 0
    before_fine = np.where(lacking, 1.0, coarse.state.virtual)
    nodes = np.abs(np.log(np.where(lacking, 1.0, fine.state.virtual) / before_fine))
    before = np.concatenate([np.zeros_like(nodes[:, :1]), nodes[:, :-1]], axis=1)
    jump = np.max(np.abs(nodes - before), axis=0)
    return np.sum(weights * moved, axis=0) + jump


def _middles(batch: Batch) -> np.ndarray:
    """Virtual concentrations in the middle of each element. (n_ions, n_elements, n_cases)"""
    stack, state, charge = batch.stack, batch.state, batch.stack.charge[:, None]
    elements = gather(stack, batch.mesh)
    before = np.concatenate([stack.feed[:, None], state.virtual[:, :-1]], axis=1)
    with np.errstate(all="ignore"):
        ends = element_ends(stack, elements, state)
        at = Fields(state.field, state.ion_flux, state.water_flux)
        inside = halfway(batch.rule, charge, elements, ends, at) / elements.partition
        between = np.sqrt(before * state.virtual)
        # An ion that one side lacks falls to zero there: no geometric mean is a guess then.
        between = np.where(between > 0, between, (before + state.virtual) / 2)
    good = np.all(np.isfinite(inside) & (inside > 0), axis=0)
    return neutralise(charge, np.where(good, inside, between))


def halved(batch: Batch, flagged: np.ndarray) -> Batch:
    """The batch on a mesh whose flagged elements are halved, its solution as a first guess."""
    fine = split(batch.mesh, flagged)
    state = batch.state
    nodes = batch.rule.nodes
    origin, part = fine.origin, fine.part
    index = np.broadcast_to(origin, (batch.n_stages, *origin.shape))
    whole = np.take_along_axis(state.field, index, axis=1)
    first = interpolate(batch.rule.nodes, whole, nodes / 2) / 2
    second = interpolate(batch.rule.nodes, whole, (1 + nodes) / 2) / 2
    field = np.where(part == 0, whole, np.where(part == 1, first, second))
    field = np.where(fine.mesh.length > 0, field, 0.0)
    wide = np.broadcast_to(origin, (len(state.virtual), *origin.shape))
    after = np.take_along_axis(state.virtual, wide, axis=1)
    middle = np.take_along_axis(_middles(batch), wide, axis=1)
    empty = fine.mesh.length <= 0
    last = state.virtual[:, -1:]
    virtual = np.where(part == 1, middle, np.where(empty, last, after))
    guess = replace(state, virtual=virtual, field=field, inlet=None, outlet=None)
    return replace(batch, mesh=fine.mesh, state=guess)
