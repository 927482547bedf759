"""Predicted against measured, only where both are the same quantity (issue 3 §5).

The screening predicts a ratio of ion permeabilities at zero force in a mixed feed. A fitted
permeability ratio and a flux ratio of mixed salts under a concentration difference are that
quantity; rejections, electrodialysis, conductances and pairs of single-salt runs are not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "row_id",
    "candidate",
    "kind",
    "pair",
    "measured_log10",
    "predicted_log10",
    "lo_log10",
    "hi_log10",
    "comparable",
    "reason",
)

PERMEABILITY_KINDS = ("SDEM_permeability_ratio", "permeability_ratio")
FLUX_KINDS = ("mixed_salt_ion_flux_ratio", "ion_flux_ratio")

REASONS = {
    "single_salt_rejection_ratio": "rejections of two single salts under pressure, with convection",
    "mixed_salt_rejection_ratio": "rejections under pressure: convection and coupled fluxes",
    "mixed_salt_separation_factor": "a separation factor under pressure, with convection",
    "single_salt_ion_flux_ratio": "two separate single-salt runs; the prediction is for a mixture",
    "conductance_ratio": "a conductance of single salts in an electric field",
    "ED_flux_ratio": "electrodialysis: driven by an electric field",
    "ED_mixed_permselectivity": "electrodialysis: driven by an electric field",
    "ED_process_separation_factor": "electrodialysis: driven by an electric field",
    "mixed_nominal_selectivity": "a nominal value without a stated driving force",
}
OTHER_REASON = "this kind of measurement has no forward model yet"


class Prediction(NamedTuple):
    """Predicted log10 selectivity of the configured pair."""

    median: float
    low: float
    high: float


def reason_not_comparable(row: dict[str, object], pair: tuple[str, str]) -> str:
    """Why a measurement cannot be held against the prediction; empty if it can.

    Parameters
    ----------
    row : dict
        A row of ``data/measured_selectivity.csv``: ``kind, process, ion_a, ion_b, use,
        qualifier``.
    pair : tuple of str
        Configured pair, wanted over unwanted.

    Returns
    -------
    str
        One sentence without a full stop.
    """
    kind, process = str(row.get("kind", "")), str(row.get("process", "")).lower()
    if kind not in PERMEABILITY_KINDS + FLUX_KINDS:
        return REASONS.get(kind, OTHER_REASON)
    if {str(row.get("ion_a")), str(row.get("ion_b"))} != set(pair):
        return f"not the configured pair {pair[0]}/{pair[1]}"
    if kind in FLUX_KINDS and "electric" in process:
        return "the driving force may have been an electric field"
    if str(row.get("use", "1")).strip() in ("0", "0.0"):
        return "kept out of comparisons by the table (use = 0)"
    if str(row.get("qualifier", "=")).strip()[:1] in ("<", ">"):
        return "reported as a bound"
    return ""


def compare(
    measured: pd.DataFrame,
    links: pd.DataFrame,
    predictions: dict[str, Prediction],
    pair: tuple[str, str],
) -> pd.DataFrame:
    """Comparison table, one row per linked measurement.

    Parameters
    ----------
    measured : DataFrame
        ``data/measured_selectivity.csv``.
    links : DataFrame
        ``candidate, row_id``: which candidate a measurement belongs to.
    predictions : dict of str to Prediction
        By candidate; those without a number are absent.
    pair : tuple of str
        Wanted over unwanted ion.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`, sorted by ``row_id``.
    """
    import pandas as pd

    rows = links.merge(measured, on="row_id", how="inner", suffixes=("", "_measured"))
    records = [
        _record(row, predictions.get(str(row["candidate"])), pair)
        for row in rows.to_dict(orient="records")
    ]
    frame = pd.DataFrame(records, columns=list(COLUMNS))
    return frame.sort_values(["row_id", "candidate"], kind="stable").reset_index(drop=True)


def _record(row: dict[str, object], predicted: Prediction | None, pair: tuple[str, str]) -> tuple:
    reason = reason_not_comparable(row, pair)
    if not reason and predicted is None:
        reason = "the candidate has no predicted number; see its status"
    measured = float(row["log10_selectivity"])  # type: ignore[arg-type]
    # a row may state the ratio the other way round
    sign = -1.0 if not reason and str(row["ion_a"]) != pair[0] else 1.0
    shown = predicted if predicted is not None and not reason else Prediction(*[np.nan] * 3)
    name = "/".join(pair) if not reason else f"{row['ion_a']}/{row['ion_b']}"
    return (
        row["row_id"],
        row["candidate"],
        row["kind"],
        name,
        sign * measured,
        *shown,
        not reason,
        reason,
    )
