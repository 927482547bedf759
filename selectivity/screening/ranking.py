"""Ranks, their intervals, ties, P(rank <= k) and the Pareto front (issue 3 §3).

The rule, as the report prints it, is `RANKING_RULE`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from selectivity.screening.sampling import interval_positions

TIE_PROBABILITY = 0.05
"""A candidate ties with its group's first while it beats it at least this often (issue 3). [-]"""

RANKING_RULE = (
    "Rank 1 has the largest median {pair} selectivity (a ratio of zero-force permeabilities at "
    "the stated feed). Where {second} is excluded in more than half of the samples, the "
    "selectivity is the permeability of {first} over the detection limit: a lower bound, marked, "
    "and ranked there. Where {first} is excluded too there is no rank. The rank interval holds "
    "90 % of the ranks over the joint samples. A candidate shares the tie group of the candidate "
    "that leads it while it beats that one in at least 5 % of the samples. P(rank <= k) is the "
    "share of samples in which it is among the first k."
)


def order_candidates(median: np.ndarray, identifiers: Sequence[str]) -> np.ndarray:
    """Indices of the candidates from the first rank to the last.

    Parameters
    ----------
    median : ndarray of shape (n_candidates,)
        Median of the ranked quantity; NaN for a candidate without a rank.
    identifiers : sequence of str
        Decide between equal medians, so that the order never depends on the input order.

    Returns
    -------
    ndarray of int of shape (n_ranked,)
        Indices; candidates with NaN are absent.
    """
    ranked = np.flatnonzero(~np.isnan(median))
    names = np.array([identifiers[index] for index in ranked], dtype=object)
    by_name = ranked[np.argsort(names, kind="stable")] if len(ranked) else ranked
    return by_name[np.argsort(-median[by_name], kind="stable")]


def sample_ranks(samples: np.ndarray) -> np.ndarray:
    """Rank of each candidate within each sample: 1 + the number that is strictly better.

    Parameters
    ----------
    samples : ndarray of shape (n_samples, n_candidates)
        Ranked quantity, larger is better; infinities allowed, NaN not.

    Returns
    -------
    ndarray of int32 of shape (n_samples, n_candidates)
        In [1, n_candidates].
    """
    ranks = np.empty(samples.shape, dtype=np.int32)
    for row, values in enumerate(samples):  # a sort per sample: memory stays that of the ranks
        ordered = np.sort(values)
        ranks[row] = len(values) - np.searchsorted(ordered, values, side="right") + 1
    return ranks


def rank_statistics(ranks: np.ndarray, top: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """90 % interval of the rank and P(rank <= top).

    Parameters
    ----------
    ranks : ndarray of int of shape (n_samples, n_candidates)
        From `sample_ranks`.
    top : int
        k of P(rank <= k), >= 1.

    Returns
    -------
    tuple of ndarray of shape (n_candidates,)
        rank_lo, rank_hi (int) and the probability in [0, 1].
    """
    bottom, top_end = interval_positions(ranks.shape[0])
    low, high = np.empty(ranks.shape[1], int), np.empty(ranks.shape[1], int)
    block = 4096  # candidates sorted at once: bounds the copy that sorting makes
    for start in range(0, ranks.shape[1], block):
        ordered = np.sort(ranks[:, start : start + block], axis=0)
        low[start : start + block] = ordered[bottom]
        high[start : start + block] = ordered[top_end]
    return low, high, np.mean(ranks <= top, axis=0)


def beat_probability(challenger: np.ndarray, holder: np.ndarray) -> float:
    """Share of the samples in which the challenger is better; an equal sample counts half.

    Parameters
    ----------
    challenger, holder : ndarray of shape (n_samples,)
        Ranked quantity in the same (shared) samples.

    Returns
    -------
    float
        In [0, 1].
    """
    return float(np.mean(challenger > holder) + 0.5 * np.mean(challenger == holder))


def tie_groups(
    samples: np.ndarray, order: np.ndarray, probability: float = TIE_PROBABILITY
) -> np.ndarray:
    """Number of the tie group of each ranked candidate, 1 for the best.

    Parameters
    ----------
    samples : ndarray of shape (n_samples, n_candidates)
        Ranked quantity.
    order : ndarray of int of shape (n_ranked,)
        From `order_candidates`.
    probability : float
        Smallest probability of beating the group's first.

    Returns
    -------
    ndarray of int of shape (n_ranked,)
        Along ``order``, never decreasing.

    Notes
    -----
    Compared over the samples in which the group's first lets the wanted ion pass: a first that is
    closed in a tenth of its samples would otherwise be tied with every candidate there is. Its
    rank interval and its excluded fraction tell of those samples.
    """
    groups = np.zeros(len(order), dtype=int)
    leader, group = -1, 0
    for position, index in enumerate(order):
        if leader < 0 or _beats(samples[:, index], samples[:, leader]) < probability:
            leader, group = int(index), group + 1
        groups[position] = group
    return groups


def _beats(challenger: np.ndarray, holder: np.ndarray) -> float:
    """Probability of being better where the holder passes the wanted ion. [-]"""
    passes = holder > -np.inf
    return beat_probability(challenger[passes], holder[passes])


def pareto_front(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Candidates that no other beats in one quantity without losing in the other.

    Parameters
    ----------
    first, second : ndarray of shape (n_candidates,)
        Quantities to be large; a candidate with a value that is not finite is never in the set.

    Returns
    -------
    ndarray of bool of shape (n_candidates,)
        True on the front; equal points are all on it.
    """
    front = np.zeros(len(first), dtype=bool)
    finite = np.flatnonzero(np.isfinite(first) & np.isfinite(second))
    order = finite[np.lexsort((-second[finite], -first[finite]))]
    best, best_first = -np.inf, np.inf
    for index in order:
        if second[index] > best:
            best, best_first = second[index], first[index]
            front[index] = True
        elif second[index] == best and first[index] == best_first:
            front[index] = True
    return front


def front_distance(first: np.ndarray, second: np.ndarray, front: np.ndarray) -> np.ndarray:
    """Shortest move, in the plane of both quantities, that makes a candidate non-dominated.

    Parameters
    ----------
    first, second : ndarray of shape (n_candidates,)
        As in `pareto_front`; decimal logarithms make the distance one in decades.
    front : ndarray of bool of shape (n_candidates,)
        From `pareto_front`.

    Returns
    -------
    ndarray of shape (n_candidates,)
        0 on the front; NaN for a candidate without finite values.
    """
    distance = np.full(len(first), np.nan)
    finite = np.flatnonzero(np.isfinite(first) & np.isfinite(second))
    corners = np.flatnonzero(front)
    corners = corners[np.argsort(first[corners], kind="stable")]
    # what nobody dominates is a union of quadrants standing in the corners of the staircase
    right = np.concatenate(([-np.inf], first[corners]))
    above = np.concatenate((second[corners], [-np.inf]))
    closest = np.full(len(finite), np.inf)
    for x, y in zip(right, above, strict=True):
        step = np.hypot(np.maximum(x - first[finite], 0), np.maximum(y - second[finite], 0))
        closest = np.minimum(closest, step)
    distance[finite] = closest
    return distance
