"""Rejection at the configured point in every sample: solved in some, interpolated in the others.

The transport core takes a millisecond a case. Between its samples the logarithm of a passage is a
smooth function of what the zero-force model has for every sample: permeability and distribution of
each ion. A ridge regression of second order takes it from there, and its error (each solved sample
left out once) counts as an error of the measurement.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np

from selectivity.screening import rejection
from selectivity.screening.measurements import kinds
from selectivity.screening.measurements.leading import Question, sampled
from selectivity.screening.pieces import Done
from selectivity.tables.study import Study

SMALL: Final = 1e-3
"""Passage, and permeability over water flux, below which it makes no difference which. [-]"""
RIDGE: Final = 1e-3
LEAST_SHARE: Final = 0.5
"""Share of the samples that the core must solve. [-]"""
TYPICAL_FLUX: Final = 1e-5
"""Scale of permeabilities where a pressure is imposed. [m/s]"""


def rejections(question: Question, parts: list[Done]) -> Iterator[kinds.Measurement]:
    """Measurements of the rejection of the wanted and of the unwanted ion.

    Parameters
    ----------
    question : Question
    parts : list of Done
        Candidates with all samples.

    Yields
    ------
    Measurement
        None for a candidate that rests on a simulated profile, nor where the core solves less
        than half of the samples.
    """
    n_solved = question.study.config.measurements.n_rejection_samples
    if not n_solved:
        return
    flux = question.study.config.rejection.water_flux_m_s or TYPICAL_FLUX
    taught = _features(sampled(question, n_solved), flux)
    asked = _features(parts, flux)
    for (name, ion), passage in passages(question, tuple(asked), n_solved).items():
        found = _interpolated(taught[name], passage, asked[name])
        if found is not None:
            yield kinds.rejection(name, ion, *found)


def passages(
    question: Question, names: tuple[str, ...], n_samples: int
) -> dict[tuple[str, str], np.ndarray]:
    """Passage 1 - R of the wanted and the unwanted ion at the configured point, by the core.

    Parameters
    ----------
    question : Question
    names : tuple of str
        Candidates.
    n_samples : int

    Returns
    -------
    dict of tuple of str to ndarray of shape (n_samples,)
        By candidate and ion; NaN where not solved. [-]
    """
    ions, pair = question.settings.ions, question.settings.pair
    study = _one_point(question.study, n_samples)
    return {
        (name, ion): 1.0 - work.rejection[:, index, 0, ions.index(ion)]
        for work in rejection.at_work(study, question.feed, list(names))
        for index, name in enumerate(work.names)
        for ion in pair
    }


def _one_point(study: Study, n_samples: int) -> Study:
    """The study with the configured point alone; under a pressure one flux gives the scale."""
    section = study.config.rejection
    change = {"n_samples": n_samples, "n_fluxes": int(section.water_flux_m_s is None)}
    config = study.config.model_copy(update={"rejection": section.model_copy(update=change)})
    return replace(study, config=config)


def _features(parts: list[Done], flux: float) -> dict[str, np.ndarray]:
    """Saturating logarithms of P_i/J_w and of the distribution. (n_samples, 2 n_ions) each"""
    found = {}
    for done in parts:
        permeability = done.outcome.permeability / flux
        distribution = np.broadcast_to(done.outcome.factors["distribution"], permeability.shape)
        both = np.concatenate([permeability, distribution], axis=-1)
        logs = np.log(np.maximum(both, 0.0) + SMALL)
        found |= {
            name: logs[:, index]
            for index, name in enumerate(done.names)
            if not done.simulated[index]
        }
    return found


def _interpolated(
    taught: np.ndarray, passage: np.ndarray, asked: np.ndarray
) -> tuple[np.ndarray, float] | None:
    """Passage coordinate of all samples and its error; None where too few are solved."""
    known = np.isfinite(passage) & np.isfinite(taught).all(axis=1)
    if known.mean() < LEAST_SHARE or not np.isfinite(asked).all():
        return None
    target, taught = kinds.passage_coordinate(passage[known]), taught[known]
    middle, spread = taught.mean(axis=0), taught.std(axis=0) + SMALL
    design = _quadratic((taught - middle) / spread)
    penalty = RIDGE * len(target) * np.eye(design.shape[1])
    penalty[0, 0] = 0.0
    inverse = np.linalg.inv(design.T @ design + penalty)
    weights = inverse @ design.T @ target
    leverage = np.einsum("ni,ij,nj->n", design, inverse, design)
    left_out = (target - design @ weights) / np.maximum(1.0 - leverage, SMALL)
    inside = np.clip(asked, taught.min(axis=0), taught.max(axis=0))
    found = _quadratic((inside - middle) / spread) @ weights
    low = float(kinds.passage_coordinate(np.zeros(1))[0])
    return np.clip(found, low, target.max()), float(np.sqrt(np.mean(left_out**2)))


def _quadratic(features: np.ndarray) -> np.ndarray:
    """1, the features, and their products. (n_samples, 1 + n + n(n + 1)/2)"""
    first, second = np.triu_indices(features.shape[1])
    products = features[:, first] * features[:, second]
    return np.concatenate([np.ones((len(features), 1)), features, products], axis=1)
