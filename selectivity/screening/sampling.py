"""Quasi-random samples of uncertain inputs (theory 7).

Inputs that candidates share come from one scrambled Sobol set made from the seed. A candidate's own
inputs come from another one, digitally shifted and shuffled by a hash of its identifier and the
seed, so that its numbers do not depend on its neighbours. The shuffle matters: two scramblings of
one Sobol sequence share their leading bits row by row, so unshuffled candidates would rise and fall
together.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Final

import numpy as np
from scipy.special import ndtr, ndtri
from scipy.stats import qmc

SOBOL_BITS = 30
"""Bits of a Sobol point; scipy's default. [-]"""

CONFIDENCE = 0.90
"""Coverage of every interval the screening reports (issue 3). [-]"""

ROUNDING = 1e-9
"""Keeps a whole number whole when it was computed in floating point. [-]"""

DEFAULT_SAMPLES = 256
"""Samples of a screening unless the configuration says otherwise. [-]"""

_NO_SPREAD: Final = 1e-150
"""A spread below this is none: nothing may be divided by it."""


def stable_hash(identifier: str, seed: int) -> int:
    """Hash of an identifier and the seed in [0, 2^64); the same on every machine."""
    digest = sha256(f"{seed}\x1f{identifier}".encode()).digest()
    return int.from_bytes(digest[:8], "big")


@lru_cache(maxsize=8)
def sobol_points(n_samples: int, n_dimensions: int, seed: int) -> np.ndarray:
    """Scrambled Sobol points, strictly inside (0, 1).

    Parameters
    ----------
    n_samples : int
        Number of points; a power of two keeps the balance of the sequence.
    n_dimensions : int
        Number of inputs.
    seed : int
        Seed of the scrambling.

    Returns
    -------
    ndarray of shape (n_samples, n_dimensions)
        Read-only. [-]
    """
    engine = qmc.Sobol(n_dimensions, scramble=True, rng=seed, bits=SOBOL_BITS)
    exponent = max(int(np.ceil(np.log2(max(n_samples, 1)))), 0)
    points = engine.random_base2(exponent)[:n_samples]
    points = points + 0.5 / 2**SOBOL_BITS
    points.flags.writeable = False
    return points


def candidate_points(
    identifiers: Sequence[str], n_samples: int, n_dimensions: int, seed: int
) -> np.ndarray:
    """Own points of each candidate: one Sobol net, shifted and shuffled by its hash.

    Parameters
    ----------
    identifiers : sequence of str
        Candidate identifiers, length n_candidates.
    n_samples, n_dimensions : int
        Points per candidate and inputs per point.
    seed : int
        Seed of the run.

    Returns
    -------
    ndarray of shape (n_samples, n_candidates, n_dimensions)
        Strictly inside (0, 1); slice ``[:, k]`` depends on identifier k and the seed alone. [-]
    """
    base = sobol_points(n_samples, n_dimensions, stable_hash("own inputs", seed) % 2**32)
    integers = np.floor(base * 2**SOBOL_BITS).astype(np.int64)
    points = np.empty((n_samples, len(identifiers), n_dimensions))
    for column, identifier in enumerate(identifiers):
        rng = np.random.default_rng(stable_hash(identifier, seed))
        shift = rng.integers(0, 2**SOBOL_BITS, n_dimensions)
        points[:, column] = (integers ^ shift)[rng.permutation(n_samples)]
    return (points + 0.5) / 2**SOBOL_BITS


def _truncated_normal_score(points: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> np.ndarray:
    """Standard normal scores confined to [lower, upper]. [-]"""
    low, high = ndtr(lower), ndtr(upper)
    return np.clip(ndtri(low + points * (high - low)), lower, upper)


def draw_normal(
    points: np.ndarray,
    value: np.ndarray,
    spread: np.ndarray,
    lower: float = -np.inf,
    upper: float = np.inf,
) -> np.ndarray:
    """Normal samples, truncated at the physical bounds.

    Parameters
    ----------
    points : ndarray of shape (n_samples, ...)
        Quasi-random points in (0, 1). [-]
    value, spread : ndarray broadcastable to points
        Mean and standard deviation before truncation; a spread of 0 gives the value itself.
    lower, upper : float
        Physical bounds; -inf and inf for none.

    Returns
    -------
    ndarray of the broadcast shape
        In [lower, upper], in the unit of ``value``.
    """
    value, spread = np.asarray(value, dtype=float), np.asarray(spread, dtype=float)
    spread = np.where(spread > _NO_SPREAD, spread, 0.0)
    safe = np.where(spread > 0, spread, 1.0)
    if np.isinf(lower) and np.isinf(upper):
        return value + spread * ndtri(points)
    score = _truncated_normal_score(points, (lower - value) / safe, (upper - value) / safe)
    return np.where(spread > 0, np.clip(value + spread * score, lower, upper), value)


def lognormal_spread(value: np.ndarray, uncertainty: np.ndarray) -> np.ndarray:
    """Standard deviation of ln(x) that gives x the relative uncertainty u/value.

    Parameters
    ----------
    value, uncertainty : ndarray
        Median and standard uncertainty in one unit; value > 0.

    Returns
    -------
    ndarray
        sqrt(ln(1 + (u/value)²)); 0 where the value is not positive. [-]
    """
    value = np.asarray(value, dtype=float)
    ratio = np.divide(uncertainty, value, out=np.zeros_like(value), where=value > 0)
    return np.sqrt(np.log1p(ratio**2))


def draw_lognormal(
    points: np.ndarray,
    median: np.ndarray,
    log_spread: np.ndarray,
    lower: float = 0.0,
    upper: float = np.inf,
) -> np.ndarray:
    """Log-normal samples of a positive quantity, truncated at the physical bounds.

    Parameters
    ----------
    points : ndarray of shape (n_samples, ...)
        Quasi-random points in (0, 1). [-]
    median, log_spread : ndarray broadcastable to points
        Median (> 0; 0 gives 0) and standard deviation of the natural logarithm.
    lower, upper : float
        Physical bounds, lower >= 0.

    Returns
    -------
    ndarray of the broadcast shape
        In [lower, upper], in the unit of ``median``.
    """
    median = np.asarray(median, dtype=float)
    safe = np.where(median > 0, median, 1.0)
    log_lower = np.log(lower) if lower > 0 else -np.inf
    drawn = draw_normal(points, np.log(safe), log_spread, log_lower, np.log(upper))
    return np.where(median > 0, np.exp(drawn), median)


def interval(samples: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Lower end, median and upper end of the 90 % interval over the samples.

    Parameters
    ----------
    samples : ndarray of shape (n_samples, ...)
        Samples; infinities are ordered as numbers, NaN is not allowed.

    Returns
    -------
    tuple of ndarray of shape (...)
        5 %, 50 % and 95 % quantile (order statistics, so that infinities never mix into NaN).
    """
    ordered = np.sort(samples, axis=0)
    low, high = interval_positions(len(ordered))
    return ordered[low], _middle(ordered), ordered[high]


def interval_of_known(samples: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """`interval` over the samples that have a value.

    Parameters
    ----------
    samples : ndarray of shape (n_samples, ...)
        NaN where a sample has no value.

    Returns
    -------
    tuple of ndarray of shape (...)
        5 %, 50 % and 95 % quantile; NaN where no sample has a value.
    """
    known = ~np.isnan(samples)
    if known.all():
        return interval(samples)
    ordered = np.sort(samples, axis=0)  # what is not a number comes last
    last = known.sum(axis=0) - 1
    low = np.floor((1 - CONFIDENCE) / 2 * last + ROUNDING).astype(int)
    places = [low, last // 2, (last + 1) // 2, last - low]
    picked = [np.take_along_axis(ordered, place[None], axis=0)[0] for place in places]
    return picked[0], _middle_of(picked[1], picked[2]), picked[3]


def interval_positions(n_samples: int) -> tuple[int, int]:
    """Positions of the ends of the 90 % interval among sorted samples.

    Parameters
    ----------
    n_samples : int
        Number of samples, >= 1.

    Returns
    -------
    tuple of int
        The lower rounded down, the upper rounded up: never a narrower interval than promised.
    """
    last = n_samples - 1
    below = int(np.floor((1 - CONFIDENCE) / 2 * last + ROUNDING))
    return below, last - below


def _middle(ordered: np.ndarray) -> np.ndarray:
    """Median of sorted samples."""
    return _middle_of(ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2])


def _middle_of(below: np.ndarray, above: np.ndarray) -> np.ndarray:
    """Mean of the middle pair; the lower one alone where they are not both finite."""
    both = np.isfinite(below) & np.isfinite(above)
    with np.errstate(invalid="ignore"):
        return np.where(both, below + (above - below) / 2, below)
