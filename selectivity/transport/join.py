"""Batches of different meshes put together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from selectivity.transport.mesh import Mesh
from selectivity.transport.refine import Batch
from selectivity.transport.stack import Stack
from selectivity.transport.state import State


def join_parts(stack: Stack, parts: list[tuple[np.ndarray, Batch]]) -> Batch:
    """Parts put back in order, on the largest of their meshes."""
    size = max(len(part.mesh.length) for _, part in parts)
    wide = [padded(part, size) for _, part in parts]
    order = np.argsort(np.concatenate([places for places, _ in parts]), kind="stable")

    def join(get: object) -> np.ndarray:
        return np.concatenate([get(part) for part in wide], axis=-1)[..., order]

    state = {
        name: join(lambda part, name=name: getattr(part.state, name))
        for name in wide[0].state.__dict__
    }
    mesh = Mesh(join(lambda part: part.mesh.length), join(lambda part: part.mesh.layer))
    return Batch(
        stack,
        mesh,
        State(**state),
        join(lambda part: part.change),
        join(lambda part: part.defect),
        join(lambda part: part.iterations),
    )


def padded(batch: Batch, size: int) -> Batch:
    """Empty elements at the end, up to a size."""
    more = size - len(batch.mesh.length)
    if more == 0:
        return batch

    def repeat(array: np.ndarray, zero: bool) -> np.ndarray:
        last = array[..., -1:, :] * (0.0 if zero else 1)
        return np.concatenate([array, np.repeat(last, more, axis=-2)], axis=-2)

    state = batch.state
    mesh = Mesh(repeat(batch.mesh.length, True), repeat(batch.mesh.layer, False))
    wide = replace(
        state,
        virtual=repeat(state.virtual, False),
        field=repeat(state.field, True),
        inlet=repeat(state.outlet, False),
        outlet=repeat(state.outlet, False),
    )
    tail = wide.inlet.copy()
    tail[: len(batch.mesh.length)] = state.inlet
    return replace(batch, mesh=mesh, state=replace(wide, inlet=tail))
