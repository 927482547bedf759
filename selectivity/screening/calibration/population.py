"""Posterior samples of a costly model: a population that moves to where the posterior is.

Adaptive importance sampling: the first samples come from the prior, each later round from a
Student-t with the mean and covariance of all samples so far, weighed by posterior over the mixture
of all proposals. Early weights are tempered so that enough samples carry them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

ROUNDS: Final = 10
PER_ROUND: Final = 128
LEAST_CARRYING: Final = 20.0
"""Effective samples below which weights are tempered. [-]"""
WIDER: Final = 1.3
"""Variance of proposals over that of the samples: weights suffer from missed tails. [-]"""
DEGREES: Final = 6.0
"""Of freedom of the proposals. [-]"""
TOWARDS_DIAGONAL: Final = 0.3
"""Share of each correlation that is dropped from a proposal: few samples exaggerate them. [-]"""
_COOLING: Final = 0.85

LogDensity = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Population:
    """Weighted samples.

    Attributes
    ----------
    samples : ndarray of shape (n_samples, n_parameters)
    weight : ndarray of shape (n_samples,)
        Adds up to 1.
    """

    samples: np.ndarray
    weight: np.ndarray

    @property
    def effective(self) -> float:
        """1/Σw²: independent samples that carry the posterior. [-]"""
        return float(1.0 / np.sum(self.weight**2))

    def moments(self) -> tuple[np.ndarray, np.ndarray]:
        """Mean and covariance."""
        mean = self.weight @ self.samples
        centred = self.samples - mean
        return mean, (centred * self.weight[:, None]).T @ centred


def sample_posterior(
    log_likelihood: LogDensity,
    prior: tuple[np.ndarray, np.ndarray],
    seed: int,
    tick: Callable[[int], None] = lambda _: None,
) -> Population:
    """Samples of a posterior with independent normal priors.

    Parameters
    ----------
    log_likelihood : callable
        (n_sets, n_parameters) to (n_sets,).
    prior : tuple of ndarray
        Mean and standard deviation. (n_parameters,)
    seed : int
        Same seed, same samples.
    tick : callable
        Told the number of samples of each round, for a progress bar.

    Returns
    -------
    Population
        All rounds together.
    """
    from scipy.stats import norm, qmc

    mean, spread = prior
    points = qmc.Sobol(len(mean), rng=np.random.default_rng(seed)).random(PER_ROUND)
    proposals = [(mean, np.diag(spread**2), np.inf)]
    drawn = mean + spread * norm.ppf(np.clip(points, 1e-9, 1 - 1e-9))
    samples, height = np.zeros((0, len(mean))), np.zeros(0)
    random = np.random.default_rng(seed + 1)
    for number in range(ROUNDS):
        samples = np.concatenate([samples, drawn])
        own = log_likelihood(drawn) - 0.5 * np.sum(((drawn - mean) / spread) ** 2, axis=1)
        height = np.concatenate([height, own])
        log_weight = height - _mixture(samples, proposals)
        tick(len(drawn))
        if number < ROUNDS - 1:
            centre, covariance = Population(samples, _tempered(log_weight)).moments()
            shape = WIDER * _eased(covariance)
            proposals.append((centre, shape, DEGREES))
            drawn = _drawn(centre, shape, random)
    return Population(samples, _normalised(log_weight))


def _drawn(centre: np.ndarray, shape: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Samples of a Student-t. (PER_ROUND, n_parameters)

    By the Cholesky factor, which follows small changes of the shape; eigenvectors, as scipy takes
    them, turn at will where two variances are alike, and rounding would decide the samples.
    """
    normal = random.standard_normal((PER_ROUND, len(centre)))
    stretch = np.sqrt(DEGREES / random.chisquare(DEGREES, PER_ROUND))
    return centre + normal @ np.linalg.cholesky(shape).T * stretch[:, None]


def _mixture(samples: np.ndarray, proposals: list) -> np.ndarray:
    """Log density of the mixture of all proposals. (n_samples,)"""
    from scipy.special import logsumexp
    from scipy.stats import multivariate_normal, multivariate_t

    parts = [
        multivariate_normal(centre, shape).logpdf(samples)
        if np.isinf(freedom)
        else multivariate_t(centre, shape, freedom).logpdf(samples)
        for centre, shape, freedom in proposals
    ]
    return logsumexp(parts, axis=0) - np.log(len(parts))


def _normalised(log_weight: np.ndarray) -> np.ndarray:
    weight = np.exp(log_weight - log_weight.max())
    return weight / weight.sum()


def _tempered(log_weight: np.ndarray) -> np.ndarray:
    """Weights raised to the largest power at which enough samples carry them."""
    power = 1.0
    weight = _normalised(log_weight)
    while 1.0 / np.sum(weight**2) < min(LEAST_CARRYING, len(weight) / 2):
        power *= _COOLING
        weight = _normalised(power * log_weight)
    return weight


def _eased(covariance: np.ndarray) -> np.ndarray:
    kept = 1.0 - TOWARDS_DIAGONAL
    return kept * covariance + TOWARDS_DIAGONAL * np.diag(np.diag(covariance))
