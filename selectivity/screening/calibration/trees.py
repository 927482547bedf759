"""Boosted trees fitted by scikit-learn, kept as plain arrays: a file anyone can read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

SEED: Final = 20241127
BOOSTING: Final = {"max_iter": 80, "learning_rate": 0.06, "max_leaf_nodes": 6}
"""Shallow and slow, as fits a few hundred rows of a few dozen papers."""
LEAST_LEAF: Final = 8
_DEPTH: Final = 16


@dataclass(frozen=True)
class Trees:
    """Sum of binary trees.

    Attributes
    ----------
    base : float
        Prediction before the first tree.
    feature : ndarray of int of shape (n_trees, n_nodes)
        Feature of a split; -1 at a leaf.
    cut, value : ndarray of shape (n_trees, n_nodes)
        Goes left at or below the cut; value of a leaf.
    left, right : ndarray of int of shape (n_trees, n_nodes)
        Children.
    gap_left : ndarray of bool of shape (n_trees, n_nodes)
        Where an unknown value goes.
    """

    base: float
    feature: np.ndarray
    cut: np.ndarray
    value: np.ndarray
    left: np.ndarray
    right: np.ndarray
    gap_left: np.ndarray

    def predict(self, values: np.ndarray) -> np.ndarray:
        """Sum over trees. (n_rows,)"""
        tree = np.arange(len(self.feature))[None, :]
        node = np.zeros((len(values), len(self.feature)), dtype=int)
        row = np.arange(len(values))[:, None]
        for _ in range(_DEPTH):  # one step down every tree at once
            feature = self.feature[tree, node]
            leaf = feature < 0
            x = values[row, np.maximum(feature, 0)]
            goes_left = np.where(np.isnan(x), self.gap_left[tree, node], x <= self.cut[tree, node])
            child = np.where(goes_left, self.left[tree, node], self.right[tree, node])
            node = np.where(leaf, node, child)
        return self.base + self.value[tree, node].sum(axis=1)


def varying(values: np.ndarray) -> np.ndarray:
    """Features with at least two values: trees need one cut."""
    return np.array([i for i, x in enumerate(values.T) if len(np.unique(x[~np.isnan(x)])) > 1])


def fit_trees(
    values: np.ndarray, measured: np.ndarray, weight: np.ndarray, signs: list[int]
) -> Trees:
    """Boosted trees.

    Parameters
    ----------
    values : ndarray of shape (n_rows, n_features)
        NaN where unknown.
    measured, weight : ndarray of shape (n_rows,)
    signs : list of int
        Per feature: 1 rises, -1 falls, 0 free.

    Returns
    -------
    Trees
    """
    from sklearn.ensemble import HistGradientBoostingRegressor

    keep = varying(values)
    model = HistGradientBoostingRegressor(
        **BOOSTING,
        min_samples_leaf=LEAST_LEAF,
        monotonic_cst=[signs[i] for i in keep],
        early_stopping=False,
        random_state=SEED,
    ).fit(values[:, keep], measured, sample_weight=weight)
    return _arrays(model, keep)


def _arrays(model: Any, keep: np.ndarray) -> Trees:
    nodes = [stage[0].nodes for stage in model._predictors]
    width = max(len(tree) for tree in nodes)
    shape = len(nodes), width
    found = {name: np.zeros(shape, dtype=int) for name in ("left", "right")}
    feature = np.full(shape, -1)
    cut, value = np.zeros(shape), np.zeros(shape)
    gap_left = np.zeros(shape, dtype=bool)
    for i, tree in enumerate(nodes):
        n, split = len(tree), ~tree["is_leaf"].astype(bool)
        feature[i, :n] = np.where(split, keep[tree["feature_idx"]], -1)
        cut[i, :n] = np.where(split, tree["num_threshold"], 0.0)
        value[i, :n] = tree["value"]
        gap_left[i, :n] = tree["missing_go_to_left"].astype(bool)
        for name in found:
            found[name][i, :n] = tree[name]
    base = float(np.ravel(model._baseline_prediction)[0])
    return Trees(base, feature, cut, value, found["left"], found["right"], gap_left)
