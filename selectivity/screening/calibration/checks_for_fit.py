"""What a row must be before constants are fitted to it: stricter than for a prediction."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from selectivity.errors import DataError, Problem
from selectivity.screening.calibration import kinds
from selectivity.screening.calibration.pairs import PairTable
from selectivity.tables.cells import did_you_mean, show

if TYPE_CHECKING:
    import pandas as pd

_FULL: Final = 100.0
_FRACTION: Final = 1.0
_AGREE: Final = 0.02
"""Largest difference between log10_selectivity and the log10 of selectivity: rounding. [decades]"""
_UNUSED: Final = ("0", "0.0", "no")
_OR_NOT: Final = "or set use to 0"


def check_for_fit(frame: pd.DataFrame, path: Path, pairs: PairTable) -> None:
    """Refuse a table whose results cannot be what their columns say.

    Parameters
    ----------
    frame : DataFrame
        Of `tables.measured.read_measured`.
    path : Path
        Its file.
    pairs : PairTable
        Ions that are known.

    Raises
    ------
    DataError
        With every problem; rows with ``use = 0`` are not looked at.
    """
    found = [
        Problem(str(path), str(record["row"]), *problem)
        for record in frame.to_dict("records")
        if str(record["use"]).strip() not in _UNUSED
        for check in (_ions, _kind, _rejections, _selectivity)
        for problem in check(record, pairs)
    ]
    if found:
        raise DataError(problems=found)


Found = tuple[str, str, str, str]
"""Column, what was found, what is allowed, what to do."""


def _ions(record: dict[Any, Any], pairs: PairTable) -> Iterator[Found]:
    for column in ("ion_a", "ion_b"):
        written = str(record[column])
        if not pairs.ion(written).known:
            advice = f"{pairs.advice(written)}, {_OR_NOT}" if written else f"name it, {_OR_NOT}"
            yield column, show(written), "an ion of data/ions.csv", advice


def _kind(record: dict[Any, Any], pairs: PairTable) -> Iterator[Found]:
    form = kinds.form_of(str(record["kind"]))
    if not form.known:
        allowed = ", ".join(kinds.FORM_OF_KIND)
        otherwise = f"choose the definition of the selectivity, {_OR_NOT}"
        yield (
            "kind",
            show(record["kind"]),
            allowed,
            did_you_mean(str(record["kind"]), kinds.FORM_OF_KIND, otherwise),
        )


def _rejections(record: dict[Any, Any], pairs: PairTable) -> Iterator[Found]:
    a, b = float(record["R_a_pct"]), float(record["R_b_pct"])
    shown = f"{a:g} and {b:g}"
    if a >= _FULL and b >= _FULL:
        advice = f"no selectivity follows from full rejection of both; look them up, {_OR_NOT}"
        yield "R_a_pct, R_b_pct", shown, "at least one below 100", advice
    elif 0 < abs(a) <= _FRACTION and 0 < abs(b) <= _FRACTION:
        advice = f"these look like fractions; write 95 for 0.95, {_OR_NOT}"
        yield "R_a_pct, R_b_pct", shown, "percent", advice


def _selectivity(record: dict[Any, Any], pairs: PairTable) -> Iterator[Found]:
    ratio, log10 = float(record["selectivity"]), float(record["log10_selectivity"])
    if ratio <= 0:
        yield "selectivity", f"{ratio:g}", "above 0", f"a ratio is expected; correct it, {_OR_NOT}"
    elif math.isfinite(ratio + log10) and abs(math.log10(ratio) - log10) > _AGREE:
        advice = "they disagree: leave one of them empty"
        yield (
            "log10_selectivity",
            f"{log10:g}, beside selectivity {ratio:g}",
            f"{math.log10(ratio):.3f}",
            advice,
        )
