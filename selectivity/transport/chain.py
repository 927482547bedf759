"""The linear system of one Newton step: elements in a chain, bordered by fluxes and closures."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from selectivity.transport.charge import Equilibrium
from selectivity.transport.element import Linearised

_DENSE: Final = 3
"""Relations that are solved together; longer chains are first merged in pairs."""


class Relations(NamedTuple):
    """left·y_{e−1} + right·y_e + border·p = value for each element; cases first.

    y holds δ ln v of the ions at a node and, where asked for, the potential and the water drag
    summed up to there; p the scaled change of the ion fluxes, the water flux and the carrier flux.
    Shapes (n_cases, n_elements, n, n), the same, (n_cases, n_elements, n, n_ions + 2) and
    (n_cases, n_elements, n).
    """

    left: np.ndarray
    right: np.ndarray
    border: np.ndarray
    value: np.ndarray


class Closure(NamedTuple):
    """on_last·y_E + on_border·p = value; (n_cases, n_ions + 2, ...)."""

    on_last: np.ndarray
    on_border: np.ndarray
    value: np.ndarray


def _to_log(charge: np.ndarray, equilibrium: Equilibrium) -> np.ndarray:
    """Slope of ln c inside against ln v outside, I − z ζᵀ. (n_ions, n_ions, n_elements, n_cases)"""
    n_ions = len(charge)
    unit = np.eye(n_ions)[..., None, None]
    return unit - charge[:, None] * equilibrium.slope


def _neutral_row(charge: np.ndarray, virtual: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Row that holds a node electroneutral, and the charge it carries now, relative."""
    weight = charge * virtual
    total = np.sum(charge * weight, axis=0)
    safe = np.where(total > 0, total, 1)
    return weight / safe, np.sum(weight, axis=0) / safe


def relations(
    charge: np.ndarray,
    virtual: np.ndarray,
    ends: tuple[Equilibrium, Equilibrium],
    answer: Linearised,
    scales: tuple[np.ndarray, np.ndarray, np.ndarray],
    sums: bool,
) -> Relations:
    """Continuity of every ion at the outlet of each element, and the running sums.

    Each row of an ion also carries z_i times electroneutrality of the node; since both sides of a
    row are electroneutral, weighting the rows by z_i c_i shows that this holds the node neutral
    and leaves the rows as they were.

    Parameters
    ----------
    charge : ndarray of shape (n_ions, 1, n_cases)
    virtual : ndarray of shape (n_ions, n_elements, n_cases)
        v at the downstream node of each element. [mol/m³]
    ends : tuple of Equilibrium
        Inside each element at its inlet and outlet.
    answer : Linearised
    scales : tuple of ndarray
        Flux of each ion (n_ions, n_cases), water flux (n_cases,), concentration (n_cases,).
    sums : bool
        Carry potential and drag along.

    Returns
    -------
    Relations
    """
    n_ions, (inlet, outlet) = len(charge), ends
    row, excess = _neutral_row(charge, virtual)
    here = outlet.concentration
    size = np.maximum(here, inlet.concentration)
    size = np.where(size > 0, size, 1)
    slopes = answer.end / size[:, None]
    left = np.einsum("ijeb,jkeb->ikeb", slopes[:, :n_ions], _to_log(charge, inlet))
    right = -(here / size)[:, None] * _to_log(charge, outlet)
    border, value = _border(slopes, scales), here / size - slopes[:, -1]
    right = right - charge[:, None] * row
    value = value + charge * excess
    if sums:
        left, right, border, value = _with_sums(
            (left, right, border, value), charge, ends, answer, scales
        )
    return Relations(
        left.transpose(3, 2, 0, 1),
        right.transpose(3, 2, 0, 1),
        border.transpose(3, 2, 0, 1),
        value.transpose(2, 1, 0),
    )


def _border(rows: np.ndarray, scales: tuple[np.ndarray, np.ndarray, np.ndarray]) -> np.ndarray:
    """Columns of the scaled fluxes; the carrier flux acts at the permeate only."""
    n_ions = (rows.shape[1] - 2) // 2
    ions = rows[:, n_ions : 2 * n_ions] * scales[0][:, None]
    water = rows[:, 2 * n_ions : 2 * n_ions + 1] * scales[1]
    return np.concatenate([ions, water, np.zeros_like(water)], axis=1)


def _with_sums(
    blocks: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray],
    charge: np.ndarray,
    ends: tuple[Equilibrium, Equilibrium],
    answer: Linearised,
    scales: tuple[np.ndarray, np.ndarray, np.ndarray],
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The relations with two more rows, s_e − s_{e−1} = gain, for potential and drag."""
    left, right, border, value = blocks
    inlet, outlet = ends
    n_ions = len(value)
    rows = np.stack([answer.potential, answer.drag / scales[2]])
    own, away = np.zeros_like(rows[:, :n_ions]), np.zeros_like(rows[:, :n_ions])
    own[0], away[0] = inlet.slope, outlet.slope
    through = np.einsum("rjeb,jkeb->rkeb", rows[:, :n_ions], _to_log(charge, inlet))
    gain = rows[:, -1].copy()
    gain[0] += inlet.potential - outlet.potential
    shape = (n_ions + 2, n_ions + 2, *value.shape[1:])
    wide_left, wide_right = np.zeros(shape), np.zeros(shape)
    wide_left[:n_ions, :n_ions], wide_right[:n_ions, :n_ions] = left, right
    wide_left[n_ions:, :n_ions], wide_right[n_ions:, :n_ions] = -(through + own), away
    for k in (n_ions, n_ions + 1):
        wide_left[k, k], wide_right[k, k] = -1.0, 1.0
    wide_border = np.concatenate([border, -_border(rows, scales)])
    return wide_left, wide_right, wide_border, np.concatenate([value, gain])


def _merge(chain: Relations) -> tuple[Relations, Relations]:
    """Pairs of neighbours become one relation each; the other half gives the node between."""
    n = chain.value.shape[-1]
    first = Relations(*(block[:, 0::2] for block in chain))
    second = Relations(*(block[:, 1::2] for block in chain))
    pivot = np.concatenate([first.right, second.left], axis=-2)
    nothing = np.zeros_like(first.left)
    rest = np.concatenate(
        [
            np.concatenate([first.left, nothing], axis=-2),
            np.concatenate([nothing, second.right], axis=-2),
            np.concatenate([first.border, second.border], axis=-2),
            np.concatenate([first.value, second.value], axis=-1)[..., None],
        ],
        axis=-1,
    )
    orthogonal, triangle = np.linalg.qr(pivot, mode="complete")
    turned = np.swapaxes(orthogonal, -1, -2) @ rest
    lower, upper = turned[..., n:, :], turned[..., :n, :]
    coarse = Relations(
        lower[..., :n], lower[..., n : 2 * n], lower[..., 2 * n : -1], lower[..., -1]
    )
    solved = _solve(triangle[..., :n, :], upper)
    between = Relations(
        solved[..., :n], solved[..., n : 2 * n], solved[..., 2 * n : -1], solved[..., -1]
    )
    return coarse, between


def _solve(matrix: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Batched solution; NaN where a matrix is singular or not finite, in place of an exception."""
    finite = np.isfinite(matrix).all(axis=(-2, -1)) & np.isfinite(right).all(axis=(-2, -1))
    if not finite.all():
        matrix = np.where(finite[..., None, None], matrix, np.eye(matrix.shape[-1]))
        right = np.where(finite[..., None, None], right, np.nan)
    try:
        return np.linalg.solve(matrix, right)
    except np.linalg.LinAlgError:
        if matrix.ndim == 2:
            return np.full_like(right, np.nan)
        pairs = zip(matrix, right, strict=True)
        return np.stack([_solve(one, side) for one, side in pairs])


def _solve_dense(chain: Relations, closure: Closure) -> tuple[np.ndarray, np.ndarray]:
    n_cases, n_elements, n = chain.value.shape
    n_border = closure.value.shape[-1]
    size = n_elements * n
    matrix = np.zeros((n_cases, size + n_border, size + n_border))
    for e in range(n_elements):
        rows = slice(e * n, e * n + n)
        matrix[:, rows, rows] = chain.right[:, e]
        if e:
            matrix[:, rows, e * n - n : e * n] = chain.left[:, e]
        matrix[:, rows, size:] = chain.border[:, e]
    matrix[:, size:, size - n : size] = closure.on_last
    matrix[:, size:, size:] = closure.on_border
    value = np.concatenate([chain.value.reshape(n_cases, size), closure.value], axis=1)
    solution = _solve(matrix, value[..., None])[..., 0]
    return solution[:, :size].reshape(n_cases, n_elements, n), solution[:, size:]


def _padded(chain: Relations) -> Relations:
    """An even number of relations; the added one says that two nodes are the same."""
    n_cases, n_elements, n = chain.value.shape
    if n_elements % 2 == 0:
        return chain
    unit = np.broadcast_to(np.eye(n), (n_cases, 1, n, n))
    zero = Relations(unit, -unit, 0 * chain.border[:, :1], 0 * chain.value[:, :1])
    return Relations(*(np.concatenate([a, b], axis=1) for a, b in zip(chain, zero, strict=True)))


def solve_chain(chain: Relations, closure: Closure) -> tuple[np.ndarray, np.ndarray]:
    """Node changes and border changes.

    Long chains are merged pairwise by orthogonal elimination, which keeps growing and decaying
    solutions apart; work grows linearly with the elements.

    Parameters
    ----------
    chain : Relations
    closure : Closure

    Returns
    -------
    tuple of ndarray
        y (n_cases, n_elements, n) and p (n_cases, n_ions + 2).

    References
    ----------
    wright1992
    """
    n_elements = chain.value.shape[1]
    if n_elements <= _DENSE:
        return _solve_dense(chain, closure)
    coarse, between = _merge(_padded(chain))
    kept, border = solve_chain(coarse, closure)
    before = np.concatenate([np.zeros_like(kept[:, :1]), kept[:, :-1]], axis=1)
    middle = (
        between.value
        - np.einsum("beij,bej->bei", between.left, before)
        - np.einsum("beij,bej->bei", between.right, kept)
        - np.einsum("beij,bj->bei", between.border, border)
    )
    nodes = np.stack([middle, kept], axis=2).reshape(len(kept), -1, kept.shape[-1])
    return nodes[:, :n_elements], border
