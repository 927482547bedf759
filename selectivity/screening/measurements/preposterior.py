"""Pre-posterior analysis: what a measurement may be expected to settle before it is made.

Each of some samples in turn plays the truth. The measurement is read there, with a random error of
its stated size; all other samples are weighed by the likelihood of that reading; and what the
weighed samples say is judged. The average over the truths is what the measurement is worth.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import ndtr, ndtri

from selectivity.screening import sampling
from selectivity.screening.measurements.kinds import Measurement

N_OUTCOMES: Final = 256
"""Outcomes of each measurement that are tried, at most. [-]"""
CRITERION: Final = "expected number of pairs of the first candidates in the wrong order"
EVEN: Final = 0.5
_OUTCOMES: Final = "outcomes of a measurement"


@dataclass(frozen=True)
class Worth:
    """What a measurement is expected to do.

    Attributes
    ----------
    interval_now, interval_after : float
        Width of the 90 % interval of log10 selectivity of the measured candidate, now and in the
        median over the outcomes; inf where an end is open. [decades]
    pairs_now, reduction, reduction_error : float
        `CRITERION` now, by how much the measurement lowers it, and the standard error of that from
        the numbers of outcomes and of samples. [-]
    samples : float
        Median effective number of samples behind an outcome; few make the numbers rough. [-]
    """

    interval_now: float
    interval_after: float
    pairs_now: float
    reduction: float
    reduction_error: float
    samples: float


class Order:
    """Order of some candidates in the samples, and how surely it is known.

    Parameters
    ----------
    samples : ndarray of shape (n_samples, n_candidates)
        Ranked quantity.
    seed : int
        Of the outcomes.
    """

    def __init__(self, samples: np.ndarray, seed: int) -> None:
        random = np.random.default_rng(sampling.stable_hash(_OUTCOMES, seed))
        self.samples = samples
        self.ahead = pairs_ahead(samples)
        self.share_now = self.ahead.mean(axis=0)
        variance = np.sum(self.share_now * (1.0 - self.share_now)) / len(samples)
        self.error = np.sqrt((1.0 - 2.0 / np.pi) * variance)
        self.truths = random.permutation(len(samples))[:N_OUTCOMES]
        points = sampling.candidate_points([_OUTCOMES], len(self.truths), 1, seed)
        self.noise = ndtri(points[:, 0, 0])

    def worth(self, measurement: Measurement, candidate: int) -> Worth:
        """What one measurement is expected to do.

        Parameters
        ----------
        measurement : Measurement
        candidate : int
            Position of the measured candidate.

        Returns
        -------
        Worth
        """
        weights = self.weights(measurement)
        gain = self.gain(weights)
        plain = np.ones((1, len(self.samples)), dtype=np.float32)
        effective = weights.sum(axis=1) ** 2 / (weights**2).sum(axis=1)
        return Worth(
            interval_now=float(self.interval(plain, candidate)[0]),
            interval_after=float(np.median(self.interval(weights, candidate))),
            pairs_now=wrong_pairs(self.share_now),
            reduction=float(gain.mean()),
            reduction_error=float(np.hypot(gain.std(ddof=1) / np.sqrt(len(gain)), self.error)),
            samples=float(np.median(effective)),
        )

    def weights(self, measurement: Measurement) -> np.ndarray:
        """Likelihood of each outcome in each sample, 0 in the one that made it.

        Parameters
        ----------
        measurement : Measurement

        Returns
        -------
        ndarray of shape (n_outcomes, n_samples)
        """
        error = measurement.error
        reading = measurement.coordinate[self.truths] + error[self.truths] * self.noise
        return likelihood(reading, measurement, self.truths)

    def gain(self, weights: np.ndarray) -> np.ndarray:
        """Pairs in the wrong order fewer than without the measurement, per outcome.

        Parameters
        ----------
        weights : ndarray of shape (n_outcomes, n_samples)

        Returns
        -------
        ndarray of shape (n_outcomes,)

        Notes
        -----
        With p the weighed share of samples in which the first of a pair is ahead, the likelier
        order is wrong in ½ - |p - ½|. Few weighed samples make p wander by s, even if the reading
        tells nothing, so that is compared with what weights on unrelated samples would give, the
        mean of the folded normal distribution: a measurement of something irrelevant is worth 0.
        """
        share = weights @ self.ahead / weights.sum(axis=1, keepdims=True)
        few = (weights**2).sum(axis=1, keepdims=True) / weights.sum(axis=1, keepdims=True) ** 2
        fewer = np.maximum(few - 1.0 / len(self.samples), 0.0)
        wander = np.sqrt(self.share_now * (1.0 - self.share_now) * fewer)
        unrelated = _folded(np.abs(self.share_now - EVEN), wander)
        return (np.abs(share - EVEN) - unrelated).sum(axis=1)

    def interval(self, weights: np.ndarray, candidate: int) -> np.ndarray:
        """Width of the 90 % interval of one candidate. (n_outcomes,) [decades]"""
        values = self.samples[:, candidate]
        order = np.argsort(values, kind="stable")
        heaped = np.cumsum(weights[:, order], axis=1)
        ends = []
        for level in ((1 - sampling.CONFIDENCE) / 2, (1 + sampling.CONFIDENCE) / 2):
            place = np.sum(heaped < level * heaped[:, -1:], axis=1)
            ends.append(values[order[np.minimum(place, len(values) - 1)]])
        with np.errstate(invalid="ignore"):
            return np.where(ends[0] == ends[1], 0.0, ends[1] - ends[0])


def pairs_ahead(samples: np.ndarray) -> np.ndarray:
    """1 where the first of a pair is ahead of the second, one half where they are equal.

    Parameters
    ----------
    samples : ndarray of shape (n_samples, n_candidates)
        Ranked quantity, larger is better; infinities allowed.

    Returns
    -------
    ndarray of float32 of shape (n_samples, n_pairs)
    """
    first, second = (samples[:, place] for place in np.triu_indices(samples.shape[1], 1))
    return (first > second) + np.float32(0.5) * (first == second)


def wrong_pairs(share: np.ndarray) -> float:
    """`CRITERION` where each pair is put in its likelier order.

    Parameters
    ----------
    share : ndarray of shape (n_pairs,)
        Probability that the first of a pair is ahead. [-]

    Returns
    -------
    float
        Σ min(p, 1 - p).
    """
    return float(np.minimum(share, 1.0 - share).sum())


def _folded(middle: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """Mean of |x| of a normal x; ``middle`` itself where it has no spread."""
    safe = np.where(spread > 0, spread, 1.0)
    ratio = middle / safe
    folded = safe * np.sqrt(2.0 / np.pi) * np.exp(-(ratio**2) / 2) + middle * (1 - 2 * ndtr(-ratio))
    return np.where(spread > 0, folded, middle)


def likelihood(
    reading: np.ndarray, measurement: Measurement, truths: np.ndarray | None = None
) -> np.ndarray:
    """Likelihood of readings in every sample, up to a factor per reading.

    Parameters
    ----------
    reading : ndarray of shape (n_outcomes,)
        In the coordinate of the measurement.
    measurement : Measurement
    truths : ndarray of int of shape (n_outcomes,), optional
        Sample that each reading was made in: it does not count for its own.

    Returns
    -------
    ndarray of float32 of shape (n_outcomes, n_samples)
        The largest of each row is 1.
    """
    error = measurement.error
    scaled = (reading[:, None] - measurement.coordinate) / error
    logs = -0.5 * scaled**2 - np.log(error)
    if truths is not None:
        logs[np.arange(len(truths)), truths] = -np.inf
    return np.exp((logs - logs.max(axis=1, keepdims=True)).astype(np.float32))
