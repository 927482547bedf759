"""Solutions of earlier calls, from which later calls with similar cases start."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from selectivity.transport.continuation import with_permeate
from selectivity.transport.mesh import Mesh
from selectivity.transport.refine import Batch, start_batch, with_stages
from selectivity.transport.stack import Stack
from selectivity.transport.state import State

_HELD: Final = 8
"""Stages at which a field is held, the most that a solution has."""
_STAGES: Final = (4, 6)
"""Of the collocation from which a call starts: two below that at which a row was solved, which
confirms it, and at least the first of these."""
_EMPTY: Final = ("length", "field")
"""Zero in elements that pad a mesh; the others repeat the last element."""
_OVER_ELEMENTS: Final = ("length", "layer", "virtual", "field", "inlet", "outlet")


class Memory:
    """The last solution of each of many rows, of the same ions.

    Whatever else belongs to a case may change from call to call; with another number of layers
    its row counts as unknown. A row that was not solved keeps its solution before.

    Parameters
    ----------
    n_rows : int
        Such as membranes of a process.
    """

    def __init__(self, n_rows: int) -> None:
        self._held: dict[str, np.ndarray] = {}
        self._size = np.zeros(n_rows, dtype=int)
        self._n_layers = np.zeros(n_rows, dtype=int)
        self._stages = np.full(n_rows, _STAGES[0])

    def of(self, rows: np.ndarray) -> Recall:
        """The rows that the cases of a call stand for; a row may stand there several times."""
        return Recall(self, rows)

    def sizes(self, rows: np.ndarray, n_layers: int) -> np.ndarray:
        """Number of elements of the solution of each row, 0 where it has none of so many layers."""
        return np.where(self._n_layers[rows] == n_layers, self._size[rows], 0)

    def stages(self, rows: np.ndarray) -> np.ndarray:
        """Stages of the collocation from which each row starts."""
        return self._stages[rows]

    def start(self, stack: Stack, rows: np.ndarray) -> Batch:
        """Solutions of known rows as a first guess.

        Parameters
        ----------
        stack : Stack
            Cases to solve.
        rows : ndarray of int of shape (n_cases,)
            Those of fewer stages start from as many as the others.

        Returns
        -------
        Batch
        """
        size = np.max(self._size[rows])
        own = {
            name: array[..., :size, rows] if name in _OVER_ELEMENTS else array[..., rows]
            for name, array in self._held.items()
        }
        length, layer = own.pop("length"), own.pop("layer")
        mesh = Mesh(length * np.take_along_axis(stack.thickness, layer, axis=0), layer)
        own["virtual"] = with_permeate(own["virtual"], mesh, stack)
        batch = start_batch(stack, mesh, State(**own))
        return with_stages(batch, int(np.max(self._stages[rows])))

    def keep(self, rows: np.ndarray, solved: Batch) -> None:
        """Hold the solutions of some rows from now on; of several for a row, the last."""
        mesh, state = solved.mesh, with_stages(solved, _HELD).state
        share = mesh.length / np.take_along_axis(solved.stack.thickness, mesh.layer, axis=0)
        own = {"length": share, "layer": mesh.layer, **state.__dict__}
        size = max(len(share), len(self._held.get("length", share)))
        for name, array in own.items():
            new = _padded(name, array, size)
            if name in self._held:
                whole = _padded(name, self._held[name], size)
            else:
                whole = np.zeros((*new.shape[:-1], len(self._size)), new.dtype)
            whole[..., rows] = new
            self._held[name] = whole
        self._stages[rows] = np.clip(solved.n_stages - 2, *_STAGES)
        self._size[rows] = np.sum(share > 0, axis=0)
        self._n_layers[rows] = len(solved.stack.thickness)


class Recall(NamedTuple):
    """A memory, and the row of it that each case of a call stands for."""

    memory: Memory
    rows: np.ndarray

    def take(self, index: np.ndarray) -> Recall:
        """Of some of the cases."""
        return Recall(self.memory, self.rows[index])


def _padded(name: str, array: np.ndarray, size: int) -> np.ndarray:
    """An array over elements with empty ones at the end, up to a size."""
    if name not in _OVER_ELEMENTS or array.shape[-2] == size:
        return array
    width = [(0, 0)] * (array.ndim - 2) + [(0, size - array.shape[-2]), (0, 0)]
    return np.pad(array, width, mode="constant" if name in _EMPTY else "edge")
