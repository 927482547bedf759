"""Model structures that were tried, baselines first; a plain table of how each is fitted."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

import numpy as np

from selectivity.screening.calibration import learners
from selectivity.screening.calibration.constants import fit_constants
from selectivity.screening.calibration.learners import Learn
from selectivity.screening.calibration.posterior import fit_physics
from selectivity.screening.calibration.rows import Rows
from selectivity.screening.calibration.weights import paper_weights

Predictor = Callable[[Rows], np.ndarray]
Fit = Callable[[Rows], Predictor]
by_paper = partial(paper_weights, power=1.0)


def constant(rows: Rows) -> Predictor:
    """Median per kind and pair of the training rows: the baseline of issue 7 §3."""
    return fit_constants(rows).predict


def constantby_paper(rows: Rows) -> Predictor:
    """The same with each paper counting once: a harder baseline."""
    return fit_constants(rows, by_paper).predict


def single_property(step: str) -> Fit:
    """Line in one property of the ions alone, the median per form beneath it."""

    def fit(rows: Rows) -> Predictor:
        x = _step(rows, step)
        weight = paper_weights(rows.paper)
        design = np.stack([np.ones_like(x), x], axis=1) * np.sqrt(weight)[:, None]
        line = np.linalg.lstsq(design, rows.measured * np.sqrt(weight), rcond=None)[0]
        return lambda new: line[0] + line[1] * _step(new, step)

    return fit


def _step(rows: Rows, step: str) -> np.ndarray:
    return np.array([getattr(pair, step) for pair in rows.pair])


def learned(learn: Learn) -> Fit:
    """A learner for pairs of unlike charge; medians by paper for those of like charge."""

    def fit(rows: Rows) -> Predictor:
        constants = fit_constants(rows, by_paper)
        unlike = rows.take(rows.charged)
        predict = learn(unlike.values, unlike.measured, paper_weights(unlike.paper))

        def predictor(new: Rows) -> np.ndarray:
            found = constants.predict(new)
            where = new.charged
            if where.any():
                found[where] = predict(new.values[where])
            return found

        return predictor

    return fit


def physics_alone(rows: Rows) -> Predictor:
    """Forward models with constants weighed by the rows, and an offset per definition."""
    return _over_physics(None)(rows)


def _over_physics(learn: Learn | None) -> Fit:
    """Forward models, and a learner on what they leave."""

    def fit(rows: Rows) -> Predictor:
        constants = fit_constants(rows, by_paper)
        unlike = rows.take(rows.charged)
        physics = fit_physics(unlike)
        beneath = physics.combine(unlike.physics[:, physics.kept], unlike.form)
        weight = paper_weights(unlike.paper)
        over = learn(unlike.values, unlike.measured - beneath, weight) if learn else None

        def predictor(new: Rows) -> np.ndarray:
            found = constants.predict(new)
            here = new.take(new.charged)
            if here.n_rows:
                base = physics.combine(here.physics[:, physics.kept], here.form)
                found[new.charged] = base + (over(here.values) if over else 0.0)
            return found

        return predictor

    return fit


def mean_of_fits(*fits: Fit) -> Fit:
    """Mean of several structures."""

    def fit(rows: Rows) -> Predictor:
        predictors = [each(rows) for each in fits]
        return lambda new: np.mean([predict(new) for predict in predictors], axis=0)

    return fit


SHIPPED: Final = "mean of physics with process and monotone boosting"
"""The structure that ships; the table of docs/validation.md says why."""

BASELINES: Final[dict[str, Fit]] = {
    "constant": constant,
    "constant, papers alike": constantby_paper,
    "hydration energy alone": single_property("gibbs_step"),
    "hydrated radius alone": single_property("radius_step"),
    "ridge": learned(learners.ridge),
    "random forest": learned(learners.forest),
    "gradient boosting": learned(learners.boosted_free),
}
"""Baselines of issue 7 §3."""

STRUCTURES: Final[dict[str, Fit]] = {
    "boosting, monotone": learned(learners.boosted),
    "Gaussian process": learned(learners.kernel),
    "mean of process and monotone boosting": learned(
        learners.mean_of(learners.kernel, learners.boosted)
    ),
    "physics": physics_alone,
    "physics, ridge on what it leaves": _over_physics(learners.ridge),
    "physics, process on what it leaves": _over_physics(learners.kernel),
    "physics, monotone boosting on what it leaves": _over_physics(learners.boosted),
    SHIPPED: mean_of_fits(_over_physics(learners.kernel), learned(learners.boosted)),
    "mean of process, boosting, forest": learned(
        learners.mean_of(learners.kernel, learners.boosted, learners.forest)
    ),
}
"""Structures tried beside the baselines."""
