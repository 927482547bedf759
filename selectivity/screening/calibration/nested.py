"""Choice of a structure inside the training papers, judged on papers that took no part in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import numpy as np

from selectivity.screening.calibration.metrics import paper_error
from selectivity.screening.calibration.rows import Rows
from selectivity.screening.calibration.structures import Fit
from selectivity.screening.calibration.trees import SEED

OUTER: Final = 10
INNER: Final = 6


def paper_folds(
    papers: tuple[str, ...], n_folds: int, seed: int = SEED
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Papers in random groups of like size: held out, and trained on.

    Parameters
    ----------
    papers : tuple of str
    n_folds : int
    seed : int

    Yields
    ------
    tuple of ndarray of bool
        No paper is ever in both.
    """
    names = np.array(papers, dtype=object)
    order = np.random.default_rng(seed).permutation(sorted(set(papers)))
    for group in np.array_split(order, min(n_folds, len(order))):
        held_out = np.isin(names, group)
        yield held_out, ~held_out


def nested(
    rows: Rows, structures: dict[str, Fit], tick: Callable[[str], None] = lambda _: None
) -> tuple[np.ndarray, list[str]]:
    """Predictions of papers by the structure that the other papers chose among themselves.

    Parameters
    ----------
    rows : Rows
        Measured rows that may be fitted.
    structures : dict of str to callable
        To choose from.
    tick : callable
        Told the choice of each fold.

    Returns
    -------
    tuple of ndarray of shape (n_rows,) and list of str
        Out-of-paper predictions, and the choices.
    """
    predicted = np.full(rows.n_rows, np.nan)
    chosen = []
    for held_out, trained in paper_folds(rows.paper, OUTER):
        inside = rows.take(trained)
        errors = {name: _inner_error(inside, fit) for name, fit in structures.items()}
        best = min(errors, key=lambda name: errors[name])
        chosen.append(best)
        tick(best)
        predicted[held_out] = structures[best](inside)(rows.take(held_out))
    return predicted, chosen


def _inner_error(rows: Rows, fit: Fit) -> float:
    predicted = np.full(rows.n_rows, np.nan)
    for held_out, trained in paper_folds(rows.paper, INNER):
        predicted[held_out] = fit(rows.take(trained))(rows.take(held_out))
    return paper_error(predicted - rows.measured, np.array(rows.paper, dtype=object))
