"""Each case by the cheapest way that solves it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

import numpy as np

from selectivity.domain.layered import RESERVOIR
from selectivity.transport.continuation import DRIVE, EXCLUSION, LEVEL, follow
from selectivity.transport.limiting import follow_current
from selectivity.transport.memory import Recall
from selectivity.transport.mesh import first_mesh
from selectivity.transport.refine import Batch, converge
from selectivity.transport.solver import (
    Options,
    Part,
    attempt,
    guessed,
    last_step,
    persist,
    verify,
    water_guess,
)
from selectivity.transport.stack import Stack

_CHUNK: Final = 256
"""Cases whose arrays stay in the cache of a core together."""
_HARD_CHUNK: Final = 64
_RECALL_STEPS: Final = 10
"""Newton steps from the solution of an earlier call; a case that needs more is not near it."""


def chunks(index: np.ndarray, size: int) -> list[np.ndarray]:
    """An index array in pieces of about one size."""
    return np.array_split(index, max(1, -(-len(index) // size))) if len(index) else []


def _by_mesh(stack: Stack, index: np.ndarray) -> np.ndarray:
    """Cases ordered by the size of their first mesh, so that little is padded."""
    counts = np.empty(len(index), dtype=int)
    for piece in chunks(np.arange(len(index)), 4 * _CHUNK):
        part = stack.take(index[piece])
        counts[piece] = np.sum(first_mesh(part, water_guess(part)).length > 0, axis=0)
    return index[np.argsort(counts, kind="stable")]


def _persistent(stack: Stack, options: Options) -> list[Part]:
    return verify(persist(guessed(stack), options), options)


Way = Callable[[Stack, Options], list[Part]]


def _led(way: str) -> Way:
    def solve(stack: Stack, options: Options) -> list[Part]:
        batch, reached = follow(stack, way, options)
        stopped = np.where(reached >= 1, batch.change, np.inf)
        return verify(
            Batch(stack, batch.mesh, batch.state, stopped, batch.defect, batch.iterations), options
        )

    return solve


def _by_current(stack: Stack, options: Options) -> list[Part]:
    """Cases under a current, led to it by a voltage; the others stay unsolved."""
    driven = np.nan_to_num(stack.current) != 0
    parts = []
    for chosen, way in ((driven, follow_current), (~driven, _unsolved)):
        index = np.flatnonzero(chosen)
        if len(index):
            found = verify(way(stack.take(index), options), options)
            parts += [part._replace(index=index[part.index]) for part in found]
    return parts


def _unsolved(stack: Stack, _options: Options) -> Batch:
    """Cases at their first guess, marked as not converged, with Donnan potentials in place."""
    return replace(converge(guessed(stack), 0.0, 1), change=np.full(stack.n_cases, np.inf))


def with_sense(part: Part) -> Part:
    """A permeate made by the fluxes needs fluxes towards it; the equations do not ask for it."""
    made = part.batch.stack.closure != RESERVOIR
    backwards = made & ~(part.batch.state.carrier > 0)
    return part._replace(error=np.where(backwards, np.inf, part.error))


def _recalled(stack: Stack, options: Options, recall: Recall) -> Iterator[Part]:
    """Cases that reach the tolerance from the last solution of their row."""
    sizes = recall.memory.sizes(recall.rows, len(stack.thickness))
    known = np.flatnonzero(sizes)
    order = np.lexsort((sizes[known], recall.memory.stages(recall.rows[known])))
    for piece in chunks(known[order], _CHUNK):
        start = recall.memory.start(stack.take(piece), recall.rows[piece])
        close = last_step(start.n_stages, options)
        for part in verify(converge(start, close, _RECALL_STEPS), options):
            part = with_sense(part)
            good = part.error <= options.tolerance
            if np.any(good):
                yield Part(piece[part.index[good]], part.batch.take(good), part.error[good])


def solve_stack(stack: Stack, options: Options, recall: Recall | None = None) -> Iterator[Part]:
    """Each case by the cheapest way that brings it to the tolerance.

    Parameters
    ----------
    stack : Stack
    options : Options
    recall : Recall, optional
        Solutions to start from before the usual ways.

    Yields
    ------
    Part
        Every case once; one whose error is above the tolerance is not solved.
    """
    ways: list[tuple[Way, int]] = [(attempt, _CHUNK), (_persistent, _HARD_CHUNK)]
    ways += [(_led(EXCLUSION), _HARD_CHUNK), (_led(DRIVE), _HARD_CHUNK)]
    ways += [(_led(LEVEL), _HARD_CHUNK), (_by_current, _HARD_CHUNK)]
    left = np.arange(stack.n_cases)
    if recall is not None:
        for part in _recalled(stack, options, recall):
            left = np.setdiff1d(left, part.index)
            yield part
    for number, (way, size) in enumerate(ways):
        missing = []
        for piece in chunks(_by_mesh(stack, left), size):
            for part in way(stack.take(piece), options):
                kept = (part.error <= options.tolerance) | (number == len(ways) - 1)
                index = piece[part.index]
                if np.any(kept):
                    yield Part(index[kept], part.batch.take(kept), part.error[kept])
                missing.append(index[~kept])
        left = np.concatenate(missing) if missing else left[:0]
