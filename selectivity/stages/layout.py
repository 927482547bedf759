"""Memory layout of the three-stage model: ions outermost, so that candidate arrays stream.

Shapes stay candidates × ions (style.md §3). Only the strides change: numpy keeps the layout of its
operands, and an inner loop over thousands of candidates is four times as fast as one over 3 ions.
"""

from __future__ import annotations

import numpy as np


def ions_outermost(array: np.ndarray, shape: tuple[int, ...], trailing: int = 1) -> np.ndarray:
    """Copy of an array, broadcast to a shape, with its last axes outermost in memory.

    Parameters
    ----------
    array : ndarray
        Anything that broadcasts to ``shape``.
    shape : tuple of int
        Full shape of the result.
    trailing : int
        How many of the last axes (groups, ions) go outermost.

    Returns
    -------
    ndarray of shape ``shape``
    """
    full = np.broadcast_to(np.asarray(array), shape)
    last = tuple(range(-trailing, 0))
    first = tuple(range(trailing))
    return np.moveaxis(np.ascontiguousarray(np.moveaxis(full, last, first)), first, last)


def divide(numerator: np.ndarray, denominator: np.ndarray, otherwise: float) -> np.ndarray:
    """Quotient that is exactly ``otherwise`` where the denominator is zero, without a warning."""
    numerator, denominator = np.broadcast_arrays(numerator, denominator)
    result = np.full_like(numerator, otherwise, dtype=float)
    # A barrier of hundreds of RT may overflow; infinite is then the right answer.
    with np.errstate(over="ignore"):
        return np.divide(numerator, denominator, out=result, where=denominator != 0)
