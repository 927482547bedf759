"""Measured selectivities beside predictions by models that never saw their paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from selectivity.errors import DataError
from selectivity.report.study import Study
from selectivity.tables.paths import data_dir

if TYPE_CHECKING:
    import pandas as pd

FILE: Final = "out_of_paper_predictions.csv"
COLUMNS: Final = (
    *("row_id", "paper", "kind", "pair"),
    *("measured_log10", "predicted_log10", "lo_log10", "hi_log10"),
)


def read_out_of_paper(study: Study) -> pd.DataFrame:
    """Predictions of the calibration, each by a fit without the paper.

    Parameters
    ----------
    study : Study

    Returns
    -------
    DataFrame
        `COLUMNS`, and the candidate that a row belongs to ("" for none). The file of the study's
        data folder, else the shipped one.

    Raises
    ------
    DataError
        If a column is missing.
    """
    import pandas as pd

    own = study.data / FILE
    path = own if own.is_file() else data_dir() / FILE
    frame = pd.read_csv(path)
    if missing := [name for name in COLUMNS if name not in frame]:
        raise DataError(
            f"{path}: columns {', '.join(missing)} are missing; make it again with `selectivity "
            "fit --predictions`"
        )
    links = study.tables["comparison"]
    of_row = dict(zip(links["row_id"], links["candidate"], strict=True)) if len(links) else {}
    return frame.assign(candidate=[str(of_row.get(name, "")) for name in frame["row_id"]])


def by_kind(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Errors of each kind, and of all, papers alike.

    Parameters
    ----------
    frame : DataFrame
        Of `read_out_of_paper`.

    Returns
    -------
    list of dict
        ``kind, n_rows, n_papers``, ``factor`` (10 to the mean absolute error), ``error``
        [decades], ``guess_factor`` of `guesses`, ``inside_percent`` of the measurements in their
        interval and ``width`` of it [decades].
    """
    groups = [("all kinds", frame), *frame.groupby("kind")]
    return [_line(str(name), rows) for name, rows in groups]


def guesses(frame: pd.DataFrame) -> pd.Series:
    """What the other papers' median of the same kind and pair would say of each row.

    Parameters
    ----------
    frame : DataFrame
        Of `read_out_of_paper`.

    Returns
    -------
    Series
        log10; 0 where no other paper measured that.
    """
    import pandas as pd

    found = pd.Series(0.0, index=frame.index)
    for _, rows in frame.groupby(["kind", "pair"]):
        for paper, own in rows.groupby("paper"):
            others = rows.loc[rows["paper"] != paper, "measured_log10"]
            if len(others):
                found[own.index] = others.median()
    return found


def _line(name: str, rows: pd.DataFrame) -> dict[str, Any]:
    inside = rows["measured_log10"].between(rows["lo_log10"], rows["hi_log10"])
    error = (rows["predicted_log10"] - rows["measured_log10"]).abs()
    each = error.groupby(rows["paper"]).mean()
    guess = (guesses(rows) - rows["measured_log10"]).abs().groupby(rows["paper"]).mean()
    return {
        "guess_factor": float(10 ** guess.mean()),
        "kind": name.replace("_", " "),
        "n_rows": len(rows),
        "n_papers": int(rows["paper"].nunique()),
        "error": float(each.mean()),
        "factor": float(10 ** each.mean()),
        "inside_percent": float(100 * inside.groupby(rows["paper"]).mean().mean()),
        "width": float(np.mean(rows["hi_log10"] - rows["lo_log10"])),
    }
