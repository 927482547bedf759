"""Learners over features: ridge, kernel (Gaussian process), boosted and bagged trees.

Each takes ``(values, measured, weight)`` and returns a function of values. They learn pairs of
unlike charge only; `structures` gives pairs of like charge a constant.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from selectivity.screening.calibration.descriptors import NAMES
from selectivity.screening.calibration.process import fit_kernel
from selectivity.screening.calibration.scaling import fit_scaling
from selectivity.screening.calibration.trees import SEED, fit_trees, varying

Predict = Callable[[np.ndarray], np.ndarray]
Learn = Callable[[np.ndarray, np.ndarray, np.ndarray], Predict]

MONOTONE: Final = {"zeta": 1, "radius": -1, "leak": -1, "permeance": -1, "pressure": 1}
"""Signs that physics gives: a more positive wall repels the divalent cation; wider and leakier
pores let it pass; rejection ratios grow with the water flux."""
RIDGE: Final = 10.0
FOREST: Final = {"n_estimators": 100, "min_samples_leaf": 3, "max_features": 0.4}


def ridge(values: np.ndarray, measured: np.ndarray, weight: np.ndarray) -> Predict:
    """Linear in the features."""
    from sklearn.linear_model import Ridge

    scaling = fit_scaling(values)
    model = Ridge(alpha=RIDGE).fit(scaling.apply(values), measured, sample_weight=weight)
    return lambda x: np.asarray(model.predict(scaling.apply(x)))


def kernel(values: np.ndarray, measured: np.ndarray, weight: np.ndarray) -> Predict:
    """Gaussian process with a smooth and a linear part, fixed lengths."""
    return fit_kernel(values, measured, weight).predict


def boosted(values: np.ndarray, measured: np.ndarray, weight: np.ndarray) -> Predict:
    """Boosted trees, monotone where physics says so."""
    return _boosted(values, measured, weight, [MONOTONE.get(name, 0) for name in NAMES])


def boosted_free(values: np.ndarray, measured: np.ndarray, weight: np.ndarray) -> Predict:
    """Boosted trees without constraints: a baseline."""
    return _boosted(values, measured, weight, [0] * len(NAMES))


def _boosted(
    values: np.ndarray, measured: np.ndarray, weight: np.ndarray, signs: list[int]
) -> Predict:
    return fit_trees(values, measured, weight, signs).predict


def forest(values: np.ndarray, measured: np.ndarray, weight: np.ndarray) -> Predict:
    """Random forest: a baseline, and a member of the mean."""
    from sklearn.ensemble import RandomForestRegressor

    keep = varying(values)
    model = RandomForestRegressor(**FOREST, random_state=SEED).fit(
        values[:, keep], measured, sample_weight=weight
    )
    return lambda x: np.asarray(model.predict(x[:, keep]))


def only(*names: str) -> Callable[[Learn], Learn]:
    """A learner that sees some features alone."""
    index = [NAMES.index(name) for name in names]

    def wrap(learn: Learn) -> Learn:
        def learned(values: np.ndarray, measured: np.ndarray, weight: np.ndarray) -> Predict:
            predict = learn(values[:, index], measured, weight)
            return lambda x: predict(x[:, index])

        return learned

    return wrap


def mean_of(*learners: Learn) -> Learn:
    """Mean of several learners."""

    def learned(values: np.ndarray, measured: np.ndarray, weight: np.ndarray) -> Predict:
        predictions = [learn(values, measured, weight) for learn in learners]
        return lambda x: np.mean([predict(x) for predict in predictions], axis=0)

    return learned
