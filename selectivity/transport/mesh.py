"""Meshes of elements through the layers, each case with its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, NamedTuple

import numpy as np

from selectivity.transport.stack import Stack, WallGroups

_FIRST_PECLET: Final = 3.0
"""Péclet number of the element at the end of a boundary layer; one element alone carries it."""
_GROWTH: Final = 1.5
"""Each element is that much longer than its downstream neighbour."""
_MOST_START: Final = 40


@dataclass(frozen=True)
class Mesh:
    """Elements from feed to permeate; elements of zero length pad shorter meshes.

    Attributes
    ----------
    length : ndarray of shape (n_elements, n_cases)
        [m]
    layer : ndarray of int of shape (n_elements, n_cases)
        Layer in which each element lies.
    """

    length: np.ndarray
    layer: np.ndarray

    def take(self, index: np.ndarray) -> Mesh:
        """The cases of an index array."""
        return Mesh(self.length[:, index], self.layer[:, index])


@dataclass(frozen=True)
class Elements:
    """Coefficients of each element; see ``stack.Stack`` for the fields.

    ``length`` and ``fixed_charge`` have shape (n_elements, n_cases), the others
    (n_ions, n_elements, n_cases).
    """

    length: np.ndarray
    fixed_charge: np.ndarray
    partition: np.ndarray
    convection: np.ndarray
    resistance: np.ndarray
    drag_content: np.ndarray
    drag_flux: np.ndarray
    groups: WallGroups | None

    @property
    def n_elements(self) -> int:
        """Number of elements, padding included."""
        return len(self.length)


def gather(stack: Stack, mesh: Mesh) -> Elements:
    """Coefficients of the layer of each element."""
    layer = mesh.layer
    wide = np.broadcast_to(layer, (stack.n_ions, *layer.shape))

    def pick(field: np.ndarray) -> np.ndarray:
        return np.take_along_axis(field, wide if field.ndim > 2 else layer, axis=-2)

    groups = stack.groups
    if groups is not None:
        index = np.broadcast_to(layer, (len(groups.charge), *layer.shape))
        groups = replace(
            groups,
            site_density=np.take_along_axis(groups.site_density, index, axis=1),
            bath_proton=pick(groups.bath_proton),
        )
    return Elements(
        length=mesh.length,
        fixed_charge=pick(stack.fixed_charge),
        partition=pick(stack.partition),
        convection=pick(stack.convection),
        resistance=pick(stack.resistance),
        drag_content=pick(stack.drag_content),
        drag_flux=pick(stack.drag_flux),
        groups=groups,
    )


def _graded_shares(peclet: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Shares of a layer from its downstream end, geometric, and their number.

    Parameters
    ----------
    peclet : ndarray of shape (n_layers, n_cases)
        Largest one among the ions, positive. [-]

    Returns
    -------
    tuple of ndarray
        Shares (n_start, n_layers, n_cases), zero beyond the last, and counts.
    """
    steps = np.arange(_MOST_START)[:, None, None]
    reach = _FIRST_PECLET * (_GROWTH ** (steps + 1) - 1) / (_GROWTH - 1)
    edges = np.minimum(reach / np.maximum(peclet, 1e-300), 1.0)
    edges[-1] = 1.0
    lower = np.concatenate([np.zeros_like(edges[:1]), edges[:-1]])
    shares = edges - lower
    return shares, np.sum(shares > 0, axis=0)


def first_mesh(stack: Stack, water_flux: np.ndarray) -> Mesh:
    """One element a layer, and a geometric grading where convection makes a boundary layer.

    Parameters
    ----------
    stack : Stack
    water_flux : ndarray of shape (n_cases,)
        J_w, or a guess of it. [m/s]

    Returns
    -------
    Mesh
    """
    # Convection makes its boundary layer at the downstream end.
    peclet = np.max(np.abs(stack.convection * water_flux), axis=0) * stack.thickness
    shares, counts = _graded_shares(peclet)
    lengths = shares * stack.thickness
    downstream = np.where(water_flux < 0, lengths, lengths[::-1])
    n_start, n_layers, n_cases = downstream.shape
    flat = downstream.transpose(1, 0, 2).reshape(-1, n_cases)
    layer = np.repeat(np.arange(n_layers), n_start)
    return compact(
        Mesh(flat, np.broadcast_to(layer[:, None], flat.shape)), int(counts.sum(0).max())
    )


def compact(mesh: Mesh, n_elements: int) -> Mesh:
    """Empty elements moved to the end and cut off beyond ``n_elements``."""
    order = np.argsort(mesh.length <= 0, axis=0, kind="stable")[:n_elements]
    length = np.take_along_axis(mesh.length, order, axis=0)
    layer = np.take_along_axis(mesh.layer, order, axis=0)
    last = np.take_along_axis(layer, np.sum(length > 0, axis=0, keepdims=True) - 1, axis=0)
    return Mesh(length, np.where(length > 0, layer, last))


class Split(NamedTuple):
    """A finer mesh, and where each of its elements came from.

    ``origin`` is the index of the old element, ``part`` 0 for the whole of it, 1 and 2 for its
    first and second half; both have shape (n_elements, n_cases).
    """

    mesh: Mesh
    origin: np.ndarray
    part: np.ndarray


def split(mesh: Mesh, flagged: np.ndarray) -> Split:
    """Flagged elements halved.

    Parameters
    ----------
    mesh : Mesh
    flagged : ndarray of bool of shape (n_elements, n_cases)

    Returns
    -------
    Split
    """
    flagged = flagged & (mesh.length > 0)
    n_old, n_cases = mesh.length.shape
    half = np.where(flagged, mesh.length / 2, mesh.length)
    pairs = np.stack([half, np.where(flagged, half, 0.0)], axis=1).reshape(2 * n_old, n_cases)
    part = np.stack([np.where(flagged, 1, 0), np.where(flagged, 2, 0)], axis=1)
    size = int(np.max(np.sum(pairs > 0, axis=0)))
    order = np.argsort(pairs <= 0, axis=0, kind="stable")[:size]
    wide = Mesh(pairs, np.repeat(mesh.layer, 2, axis=0))
    chosen = np.take_along_axis(part.reshape(2 * n_old, n_cases), order, axis=0)
    return Split(compact(wide, size), order // 2, chosen)
