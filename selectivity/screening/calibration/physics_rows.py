"""Forward models of many samples of the constants, attached to rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from selectivity.screening.calibration.forward import TEMPERATURE, predict_physics
from selectivity.screening.calibration.pairs import PairTable
from selectivity.screening.calibration.prior import constants_of
from selectivity.screening.calibration.rows import Rows
from selectivity.screening.calibration.situation import situations


def with_physics(
    rows: Rows,
    pairs: PairTable,
    samples: np.ndarray,
    tick: Callable[[int], None] = lambda _: None,
) -> Rows:
    """Rows with the predictions of the forward models.

    Parameters
    ----------
    rows : Rows
    pairs : PairTable
    samples : ndarray of shape (n_samples, n_constants)
        Constants in the order of `forward.CONSTANTS`.
    tick : callable
        Told the number of samples done, for a progress bar.

    Returns
    -------
    Rows
        ``physics`` of shape (n_rows, n_samples); NaN where no forward model applies.
    """
    found = np.full((rows.n_rows, len(samples)), np.nan)
    if rows.n_rows:
        case = situations(rows, pairs, TEMPERATURE)
        for i, sample in enumerate(samples):  # each is one batch of the core over all rows
            found[:, i] = predict_physics(case, constants_of(sample))
            tick(i + 1)
    return replace(rows, physics=found)
