"""Collocation on the unit interval: nodes, weights and the matrices built from them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.polynomial import legendre


@dataclass(frozen=True)
class Rule:
    """Collocation at s points of [0, 1].

    Attributes
    ----------
    nodes, weights : ndarray of shape (n_stages,)
        Points and quadrature weights. [-]
    inverse : ndarray of shape (n_stages, n_stages)
        Inverse of the integration matrix A, (A f)_k = ∫_0^{x_k} f for polynomials. [-]
    end : ndarray of shape (n_stages,)
        c(1) = (1 − Σ end) c(0) + Σ end_k c(x_k) for the collocation polynomial. [-]
    """

    nodes: np.ndarray
    weights: np.ndarray
    inverse: np.ndarray
    end: np.ndarray


def _points(n_stages: int, closed: bool) -> np.ndarray:
    """Gauss points of (-1, 1), or Radau points of (-1, 1]."""
    if not closed:
        return legendre.leggauss(n_stages)[0]
    unit = np.eye(n_stages + 1)
    return np.sort(np.real(legendre.legroots(unit[n_stages] - unit[n_stages - 1])))


@lru_cache(maxsize=16)
def collocation_rule(n_stages: int, closed: bool = False) -> Rule:
    """Gauss collocation of order 2 n_stages, or Radau IIA of order 2 n_stages − 1.

    Parameters
    ----------
    n_stages : int
        Even, so that the discrete growth factor of a linear equation has no real pole.
    closed : bool
        Radau: the outlet is a stage, so that a constraint that is not linear holds there too.

    Returns
    -------
    Rule

    References
    ----------
    ascher1995
    """
    points = _points(n_stages, closed)
    basis = legendre.legvander(points, n_stages - 1)

    def integrals(ends: np.ndarray) -> np.ndarray:
        columns = [
            legendre.legval(ends, legendre.legint(unit, lbnd=-1)) / 2 for unit in np.eye(n_stages)
        ]
        return np.stack(columns, axis=1) @ np.linalg.inv(basis)

    inverse = np.linalg.inv(integrals(points))
    weights = integrals(np.array([1.0]))[0]
    return Rule((points + 1) / 2, weights, inverse, weights @ inverse)


def interpolate(nodes: np.ndarray, values: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Values at some points carried to others by their polynomial.

    Parameters
    ----------
    nodes : ndarray of shape (n_nodes,)
        Points in [0, 1]. [-]
    values : ndarray of shape (n_nodes, ...)
    targets : ndarray of shape (n_targets,)
        Points in [0, 1]. [-]

    Returns
    -------
    ndarray of shape (n_targets, ...)
    """
    matrix = _carrying(nodes.tobytes(), targets.tobytes())
    return np.tensordot(matrix, values, axes=1)


@lru_cache(maxsize=64)
def _carrying(nodes: bytes, targets: bytes) -> np.ndarray:
    """Values of the polynomial through some points at others, from the values there."""
    own, other = (2 * np.frombuffer(points) - 1 for points in (nodes, targets))
    basis = legendre.legvander(own, len(own) - 1)
    return legendre.legvander(other, len(own) - 1) @ np.linalg.inv(basis)
