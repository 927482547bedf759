"""Leave-one-paper-out: every prediction comes from a model that never saw the paper."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from selectivity.screening.calibration.rows import Rows
from selectivity.screening.calibration.structures import Fit


def folds(papers: tuple[str, ...]) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Rows of one paper, and all others.

    Parameters
    ----------
    papers : tuple of str
        Paper of each row.

    Yields
    ------
    tuple of ndarray of bool
        Held out, trained on; no paper is ever in both.
    """
    names = np.array(papers, dtype=object)
    for name in dict.fromkeys(papers):
        yield names == name, names != name


def out_of_paper(fit: Fit, rows: Rows) -> np.ndarray:
    """Predictions of every row by a model fitted without its paper.

    Parameters
    ----------
    fit : callable
        One of `structures.STRUCTURES`.
    rows : Rows
        Measured rows that may be fitted.

    Returns
    -------
    ndarray of shape (n_rows,)
        log10 selectivity in canonical order.
    """
    predicted = np.full(rows.n_rows, np.nan)
    for held_out, trained in folds(rows.paper):
        predicted[held_out] = fit(rows.take(trained))(rows.take(held_out))
    return predicted
