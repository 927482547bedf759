"""Table of rejection against water flux."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from selectivity.screening import table
from selectivity.screening.summary import finite_interval

if TYPE_CHECKING:
    import pandas as pd

CURVE: Final = "rejection_curve"
CURVE_COLUMNS: Final = (
    "candidate",
    "feed",
    "ion",
    "water_flux_m_s",
    "rejection",
    "rejection_lo",
    "rejection_hi",
)


def curve_rows(
    names: tuple[str, ...],
    samples: tuple[np.ndarray, np.ndarray],
    feed: str,
    ions: tuple[str, ...],
) -> pd.DataFrame:
    """Rows of the curve where at least half of the samples were solved.

    Parameters
    ----------
    names : tuple of str
        Candidates.
    samples : tuple of ndarray
        Water flux (n_samples, n_candidates, n_drives) [m/s] and rejection (..., n_ions) [-].
    feed : str
        Its name.
    ions : tuple of str

    Returns
    -------
    DataFrame
        `CURVE_COLUMNS`, by candidate, ion and water flux; 90 % intervals.
    """
    import pandas as pd

    low, middle, high = finite_interval(samples[1])
    _, flux, _ = finite_interval(samples[0])
    n_drives = flux.shape[1]
    shape = middle.shape
    frame = pd.DataFrame(
        {
            "candidate": np.repeat(np.array(names, dtype=object), n_drives * len(ions)),
            "feed": feed,
            "ion": np.tile(np.array(ions, dtype=object), shape[0] * n_drives),
            "water_flux_m_s": np.repeat(flux.ravel(), len(ions)),
            "rejection": middle.ravel(),
            "rejection_lo": low.ravel(),
            "rejection_hi": high.ravel(),
        }
    )
    known = frame.dropna(subset=["rejection", "water_flux_m_s"])
    known = known.sort_values(["candidate", "ion", "water_flux_m_s"], kind="stable")
    return table.rounded(known.reset_index(drop=True))
