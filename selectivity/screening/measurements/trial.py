"""Measurements carried out on synthetic truths: does the proposed one narrow the ranking?

A truth is a membrane set drawn from the same priors by other samples. Its readings come from the
model itself, rejections from the transport core; what is known afterwards is judged by the samples
of the analysis, weighed by the reading.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from selectivity.screening import ranking, sampling
from selectivity.screening.measurements import at_work, kinds, preposterior, tables
from selectivity.screening.measurements.leading import Question, ranked_samples, sampled


@dataclass(frozen=True)
class Knowledge:
    """What is known of a ranking; arrays of shape (n_truths,).

    Attributes
    ----------
    expected_wrong, wrong : ndarray
        Pairs in the wrong order, as the weighed samples expect and as they are. [-]
    rank_interval : ndarray
        Width of the 90 % interval of the rank, mean over the candidates. [-]
    """

    expected_wrong: np.ndarray
    wrong: np.ndarray
    rank_interval: np.ndarray


def carried_out(
    question: Question, n_truths: int, seed: int
) -> tuple[Knowledge, Knowledge, Knowledge]:
    """Knowledge without a measurement, after the proposed one, and after a random one.

    Parameters
    ----------
    question : Question
    n_truths : int
    seed : int
        Of the truths, of the errors and of the random choice.

    Returns
    -------
    tuple of Knowledge
    """
    samples = ranked_samples(
        sampled(question, question.study.config.measurements.n_samples), question
    )
    judged = list(tables.judged(question))
    possible = [measurement for measurement, _ in judged]
    best = int(np.argmax([worth.reduction for _, worth in judged]))
    readings, truth = _truths(question, possible, n_truths, seed)
    picked = np.random.default_rng(seed).integers(len(possible), size=n_truths)
    plain = np.ones((n_truths, len(samples)), dtype=np.float32)
    chosen = (np.full(n_truths, best), picked)
    after = [_weights(possible, readings, which) for which in chosen]
    nothing, proposed, random = (_known(samples, truth, each) for each in (plain, *after))
    return nothing, proposed, random


def _truths(
    question: Question, possible: list[kinds.Measurement], n_truths: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Readings (n_measurements, n_truths), and the ranked quantity (n_truths, n_candidates)."""
    config = question.study.config
    other = config.model_copy(
        update={"sampling": config.sampling.model_copy(update={"seed": seed})}
    )
    own = replace(question, study=replace(question.study, config=other))
    parts = sampled(own, n_truths)
    found = {(m.candidate, m.name): m for done in parts for m in kinds.descriptors_of(done)}
    for (name, ion), passage in at_work.passages(own, question.names, n_truths).items():
        coordinate = kinds.passage_coordinate(np.nan_to_num(passage))
        found[name, f"rejection_{ion}"] = kinds.rejection(name, ion, coordinate, 0.0)
    noise = np.random.default_rng(seed + 1).normal(size=(len(possible), n_truths))
    made = [found[each.candidate, each.name] for each in possible]
    readings = [each.coordinate + each.error * part for each, part in zip(made, noise, strict=True)]
    return np.array(readings), ranked_samples(parts, own)


def _weights(
    possible: list[kinds.Measurement], readings: np.ndarray, which: np.ndarray
) -> np.ndarray:
    rows = [
        preposterior.likelihood(readings[place, [truth]], possible[place])
        for truth, place in enumerate(which)
    ]
    return np.concatenate(rows)


def _known(samples: np.ndarray, truth: np.ndarray, weights: np.ndarray) -> Knowledge:
    share = weights @ preposterior.pairs_ahead(samples) / weights.sum(axis=1, keepdims=True)
    real = preposterior.pairs_ahead(truth)
    guess = (share > preposterior.EVEN) + preposterior.EVEN * (share == preposterior.EVEN)
    ranks = ranking.sample_ranks(samples)
    widths = [_width(ranks[:, place], weights) for place in range(ranks.shape[1])]
    return Knowledge(
        expected_wrong=np.minimum(share, 1.0 - share).sum(axis=1),
        wrong=np.abs(guess - real).sum(axis=1),
        rank_interval=np.mean(widths, axis=0),
    )


def _width(ranks: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Width of the 90 % interval of weighed ranks. (n_outcomes,)"""
    order = np.argsort(ranks, kind="stable")
    heaped = np.cumsum(weights[:, order], axis=1)
    levels = (1 - sampling.CONFIDENCE) / 2, (1 + sampling.CONFIDENCE) / 2
    places = [np.sum(heaped < level * heaped[:, -1:], axis=1) for level in levels]
    low, high = (ranks[order[np.minimum(place, len(ranks) - 1)]] for place in places)
    return high - low
