"""Small linear systems in bulk, cases last."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

import numpy as np

from selectivity.transport.collocation import Rule

STEEP: Final = 6.0
"""Growth over an element beyond which the elimination is pivoted. [-]"""

_FEW: Final = 64
"""Systems up to this number are solved by LAPACK: elimination in bulk costs as much for one."""


def _few(matrix: np.ndarray) -> bool:
    return matrix[0, 0].size <= _FEW


def _inverse(matrix: np.ndarray) -> np.ndarray:
    """Inverse of small matrices (n, n, ...) in place of the last axes, without pivoting."""
    result = matrix
    for k in range(len(result)):
        pivot = 1 / result[k, k]
        row = result[k] * pivot
        column = result[:, k].copy()
        column[k] = 0
        result -= column[:, None] * row
        result[k] = row
        result[:, k] = -column * pivot
        result[k, k] = pivot
    return result


def solve_small(matrix: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Solution of small systems (n, n, ...) with right sides (n, m, ...).

    Many are solved without pivoting, and a singular one gives what is not finite.
    """
    if _few(matrix):
        with suppress(np.linalg.LinAlgError):
            return solve_pivoted(matrix, right)
    matrix, right = matrix.copy(), right.copy()
    for k in range(len(matrix)):
        pivot = 1 / matrix[k, k]
        matrix[k, k + 1 :] *= pivot
        right[k] *= pivot
        for i in range(len(matrix)):
            if i != k:
                factor = matrix[i, k]
                matrix[i, k + 1 :] -= factor * matrix[k, k + 1 :]
                right[i] -= factor * right[k]
    return right


def solve_pivoted(matrix: np.ndarray, right: np.ndarray) -> np.ndarray:
    """``solve_small`` by LAPACK."""
    left = np.moveaxis(matrix, (0, 1), (-2, -1))
    return np.moveaxis(
        np.linalg.solve(left, np.moveaxis(right, (0, 1), (-2, -1))), (-2, -1), (0, 1)
    )


def stage_operator(rule: Rule, growth: np.ndarray) -> np.ndarray:
    """(A⁻¹ − diag g)⁻¹, which integrates c' = g c + f over the stages.

    Parameters
    ----------
    rule : Rule
    growth : ndarray of shape (n_stages, ...)
        g = h (K_c J_w/(K_d D) − z dϕ/dx) at the stages. [-]

    Returns
    -------
    ndarray of shape (n_stages, n_stages, ...)
    """
    n_stages = len(growth)
    matrix = np.empty((n_stages, *growth.shape))
    matrix[:] = rule.inverse.reshape(n_stages, n_stages, *(1,) * (growth.ndim - 1))
    for k in range(n_stages):
        matrix[k, k] -= growth[k]
    if _few(matrix) or np.max(np.abs(growth), initial=0.0) > STEEP:
        unit = np.eye(n_stages).reshape(n_stages, n_stages, *(1,) * (growth.ndim - 1))
        return solve_pivoted(matrix, np.broadcast_to(unit, matrix.shape))
    return _inverse(matrix)
