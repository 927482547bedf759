"""What was measured on each candidate for the ranked pair, beside its prediction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from selectivity.report.numbers import ion_label, number
from selectivity.report.study import Study

if TYPE_CHECKING:
    import pandas as pd

MOST = 4  # values that a line holds


def measured_on(study: Study) -> dict[str, str]:
    """Measured selectivities of the ranked pair by candidate, with what each one is.

    Parameters
    ----------
    study : Study

    Returns
    -------
    dict of str to str
        Such as ``2.37 (single salt rejection ratio, not the ranked quantity)``.
    """
    frame = study.tables["comparison"]
    if "comparable" not in frame:
        return {}
    pair = "/".join(study.pair)
    own = frame[(frame["pair"] == pair) & np.isfinite(frame["measured_log10"].astype(float))]
    return {
        str(candidate): "; ".join(_line(row) for _, row in rows.head(MOST).iterrows())
        + (f"; and {len(rows) - MOST} more" if len(rows) > MOST else "")
        for candidate, rows in own.groupby("candidate")
    }


def _line(row: pd.Series) -> str:
    kind = str(row["kind"]).replace("_", " ")
    other = "" if row["comparable"] else ", not the ranked quantity"
    labels = "/".join(ion_label(ion) for ion in str(row["pair"]).split("/"))
    return f"{labels} {number(10 ** row['measured_log10'])} ({kind}{other})"
