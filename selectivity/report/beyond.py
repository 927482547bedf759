"""How far the medians lie from anything measured: derived flags that change no number."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from selectivity.report.study import Study, ranked_rows

USUAL: Final = (1.0, 1e3)
"""Range of nearly all measured selectivities. [-]"""

FAR: Final = 1e4
"""Selectivity above which a median is marked where none was measured. [-]"""

NOTE: Final = "beyond any comparable measurement"


def largest_measured(study: Study) -> float:
    """Largest selectivity measured as the ranked quantity [-]; NaN if none was."""
    frame = study.tables["comparison"]
    if "comparable" not in frame:
        return float("nan")
    values = frame.loc[frame["comparable"].astype(bool), "measured_log10"].dropna()
    return float(10 ** values.max()) if len(values) else float("nan")


def far_limit(study: Study) -> float:
    """Selectivity above which a median lies beyond any comparable measurement [-]."""
    largest = largest_measured(study)
    return largest if np.isfinite(largest) else FAR


def spread(study: Study) -> dict[str, Any]:
    """Where the medians of the first feed lie.

    Parameters
    ----------
    study : Study

    Returns
    -------
    dict
        ``n_medians``; ``usual_percent`` of them within `USUAL`; ``n_far`` above ``far_limit``;
        ``largest_measured``.
    """
    ranked = ranked_rows(study.first)
    values = ranked[f"selectivity_{study.pair_key}"].replace("", "nan").astype(float)
    medians = values[ranked["bound"] != "lower"] if "bound" in ranked else values
    medians = medians.dropna()
    limit = far_limit(study)
    return {
        "n_medians": len(medians),
        "usual_percent": float(100 * medians.between(*USUAL).mean()) if len(medians) else None,
        "n_far": int((medians > limit).sum()),
        "far_limit": limit,
        "largest_measured": largest_measured(study),
    }
