"""Predictions for a table of measurements, and how they meet what was measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from selectivity.screening.calibration.intervals import nested_half_width
from selectivity.screening.calibration.metrics import coverage, rank_correlations
from selectivity.screening.calibration.pairs import Pair, PairTable
from selectivity.screening.calibration.rows import Rows, make_rows
from selectivity.screening.calibration.shipped import Calibration
from selectivity.tables.measured import doubts

if TYPE_CHECKING:
    import pandas as pd

PREDICTED: Final = "predicted"
NEAREST_KIND: Final = "predicted_nearest_kind"
FEW_DATA: Final = "predicted_few_data"
UNKNOWN_ION: Final = "unknown_ion"
COLUMNS: Final = (
    "row_id",
    "predicted_log10_selectivity",
    "lower_90",
    "upper_90",
    "status",
    "advice",
    "assumed",
    "measured_log10_selectivity",
    "error",
)
"""Columns of the output; the last two are empty where nothing was measured."""
_OWN_CLASS: Final = 1
"""Class of `Constants.support` at which the pair itself was measured under its definition."""


@dataclass(frozen=True)
class SummaryLine:
    """Errors of one kind and pair."""

    kind: str
    pair: str
    n_rows: int
    n_papers: int
    error: float
    covered: float
    width: float
    correlation: float


def validate(frame: pd.DataFrame, calibration: Calibration, pairs: PairTable) -> pd.DataFrame:
    """Predict every row of a table.

    Parameters
    ----------
    frame : DataFrame
        Of `tables.measured.read_measured`.
    calibration : Calibration
    pairs : PairTable

    Returns
    -------
    DataFrame
        `COLUMNS`, in the order of the table, in log10 of the selectivity as the table names it.
        Each row depends on its own descriptors alone.
    """
    import pandas as pd

    rows = calibration.prepared(make_rows(frame, pairs), pairs)
    predicted = calibration.predict(rows) * rows.sign
    half = calibration.intervals.half_width(rows)
    measured = rows.measured * rows.sign
    status, advice = _status(frame, rows, calibration, pairs)
    columns = (
        rows.row_id,
        predicted,
        predicted - half,
        predicted + half,
        status,
        advice,
        ["; ".join(names) for names in rows.assumed],
        measured,
        predicted - measured,
    )
    return pd.DataFrame(dict(zip(COLUMNS, columns, strict=True)))


def out_of_paper_table(rows: Rows, predicted: np.ndarray) -> pd.DataFrame:
    """Predictions of measured rows by models that never saw their paper, for plots.

    Parameters
    ----------
    rows : Rows
        Measured rows that were fitted.
    predicted : ndarray of shape (n_rows,)
        Out of paper, canonical order.

    Returns
    -------
    DataFrame
        ``row_id, paper, kind, pair, measured_log10, predicted_log10, lo_log10, hi_log10``; the
        intervals come from the errors on other papers.
    """
    import pandas as pd

    half = nested_half_width(predicted - rows.measured, rows)
    shown = predicted * rows.sign
    return pd.DataFrame(
        {
            "row_id": rows.row_id,
            "paper": rows.paper,
            "kind": rows.kind,
            "pair": [_named(p, s) for p, s in zip(rows.pair, rows.sign, strict=True)],
            "measured_log10": rows.measured * rows.sign,
            "predicted_log10": shown,
            "lo_log10": shown - half,
            "hi_log10": shown + half,
        }
    )


def _named(pair: Pair, sign: float) -> str:
    ends = (pair.first, pair.second) if sign > 0 else (pair.second, pair.first)
    return "/".join(ends)


def _status(
    frame: pd.DataFrame, rows: Rows, calibration: Calibration, pairs: PairTable
) -> tuple[list[str], list[str]]:
    support = calibration.constants.support(rows)
    status, advice = [], []
    texts = zip(frame["remarks"], doubts(frame), frame["ion_a"], frame["ion_b"], strict=True)
    for i, (remark, doubt, ion_a, ion_b) in enumerate(texts):
        said = [remark, doubt]
        found = PREDICTED
        if support[i] > _OWN_CLASS:
            found = FEW_DATA
            said.append("this pair was not measured under this definition: other pairs stand in")
        if not rows.form_known[i]:
            found = NEAREST_KIND
            said.append(
                f"kind {frame['kind'].iloc[i]!r} is not known: predicted as {rows.form[i]}, "
                "interval widened"
            )
        if not rows.pair[i].known:
            found = UNKNOWN_ION
            said += [pairs.advice(ion) for ion in (ion_a, ion_b) if not pairs.ion(ion).known]
        status.append(found)
        advice.append("; ".join(filter(None, said)))
    return status, advice


def summarise(frame: pd.DataFrame, found: pd.DataFrame) -> list[SummaryLine]:
    """Errors by kind and pair, and over all rows, where values were measured.

    Parameters
    ----------
    frame, found : DataFrame
        The table and its predictions.

    Returns
    -------
    list of SummaryLine
        Empty if nothing was measured.
    """
    measured = np.isfinite(found["error"].to_numpy(dtype=float))
    labels = [f"{a}/{b}" for a, b in zip(frame["ion_a"], frame["ion_b"], strict=True)]
    groups = list(zip(frame["kind"], labels, strict=True))
    lines = []
    for key in [*sorted(set(groups)), ("all", "all")]:
        here = measured & np.array([key[0] == "all" or group == key for group in groups])
        if here.any():
            lines.append(_line(key, frame[here], found[here]))
    return lines


def _line(key: tuple[str, str], frame: pd.DataFrame, found: pd.DataFrame) -> SummaryLine:
    names = zip(frame["paper_group"], frame["row_id"], strict=True)
    papers = np.array([paper or f"alone {row}" for paper, row in names])
    values = {name: found[name].to_numpy(dtype=float) for name in COLUMNS[1:4] + COLUMNS[7:]}
    measured = values["measured_log10_selectivity"]
    _, covered, width = coverage(values["lower_90"], values["upper_90"], measured, papers)
    keys = list(zip(papers, frame["kind"], frame["ion_a"], strict=True))
    ranks = rank_correlations(values["predicted_log10_selectivity"], measured, keys)
    errors = [np.abs(values["error"][papers == p]).mean() for p in np.unique(papers)]
    return SummaryLine(
        kind=key[0],
        pair=key[1],
        n_rows=len(measured),
        n_papers=len(errors),
        error=float(np.mean(errors)),
        covered=covered,
        width=width,
        correlation=float(ranks.mean()) if len(ranks) else float("nan"),
    )
