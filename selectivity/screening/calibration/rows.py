"""Rows of a measured table as numbers: what a model may see, and what it is held against."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from selectivity.screening.calibration import kinds
from selectivity.screening.calibration.descriptors import NAMES, describe
from selectivity.screening.calibration.pairs import Pair, PairTable

if TYPE_CHECKING:
    import pandas as pd

_FULL = 100.0


@dataclass(frozen=True)
class Rows:
    """Rows of a measured table.

    Attributes
    ----------
    row_id : tuple of str
    values : ndarray of shape (n_rows, n_features)
        Features in the order of `descriptors.NAMES`; NaN where nothing tells them.
    measured : ndarray of shape (n_rows,)
        log10 of the selectivity of the pair in its canonical order; NaN where not measured.
    sign : ndarray of shape (n_rows,)
        -1 where the table names the pair the other way round, else +1.
    paper, kind, ion_a : tuple of str
        For scores and folds; never seen by a model.
    form : ndarray of str of shape (n_rows,)
        Form of the definition (`kinds.FORMS`).
    form_known : ndarray of bool of shape (n_rows,)
    pair : tuple of Pair
        In canonical order.
    use : ndarray of bool of shape (n_rows,)
        Whether the row may be fitted.
    assumed : tuple of tuple of str
        Descriptors that the row leaves open.
    physics : ndarray of shape (n_rows, n_samples)
        log10 selectivity by the forward models with sampled constants; no samples until filled.
    """

    row_id: tuple[str, ...]
    values: np.ndarray
    measured: np.ndarray
    sign: np.ndarray
    paper: tuple[str, ...]
    kind: tuple[str, ...]
    ion_a: tuple[str, ...]
    form: np.ndarray
    form_known: np.ndarray
    pair: tuple[Pair, ...]
    use: np.ndarray
    assumed: tuple[tuple[str, ...], ...]
    physics: np.ndarray

    @property
    def n_rows(self) -> int:
        """Number of rows."""
        return len(self.row_id)

    @property
    def keys(self) -> list[tuple[str, str, str]]:
        """(paper, kind, ion_a) of each row."""
        return list(zip(self.paper, self.kind, self.ion_a, strict=True))

    @property
    def charged(self) -> np.ndarray:
        """Whether the ions of the pair differ in charge. (n_rows,)"""
        return np.array([pair.charge_step != 0 for pair in self.pair], dtype=bool)

    def column(self, name: str) -> np.ndarray:
        """One feature. (n_rows,)"""
        return self.values[:, NAMES.index(name)]

    def take(self, index: np.ndarray) -> Rows:
        """Some of the rows."""
        index = np.flatnonzero(index) if index.dtype == bool else index
        texts = {
            name: tuple(getattr(self, name)[i] for i in index)
            for name in ("row_id", "paper", "kind", "ion_a", "pair", "assumed")
        }
        arrays = {
            name: getattr(self, name)[index]
            for name in ("values", "measured", "sign", "form", "form_known", "use", "physics")
        }
        return Rows(**texts, **arrays)


def make_rows(frame: pd.DataFrame, pairs: PairTable) -> Rows:
    """Rows of a table as numbers.

    Parameters
    ----------
    frame : DataFrame
        Of `tables.measured.read_measured`.
    pairs : PairTable
        Ions that are known.

    Returns
    -------
    Rows
        In the order of the table. Depends on each row alone.
    """
    records = frame.to_dict("records")
    forms = [kinds.form_of(r["kind"], r["definition"], r["process"]) for r in records]
    found = [pairs.find(str(r["ion_a"]), str(r["ion_b"])) for r in records]
    described = [
        describe(record, form.name, pair)
        for record, form, pair in zip(records, forms, found, strict=True)
    ]
    sign = np.array([-1.0 if pair.swapped else 1.0 for pair in found])
    n_features = len(NAMES)
    return Rows(
        row_id=tuple(frame["row_id"]),
        values=np.array([d.values for d in described]).reshape(len(records), n_features),
        measured=sign * np.array([measured_log10(record) for record in records]),
        sign=sign,
        paper=tuple(r["paper_group"] or f"alone {r['row_id']}" for r in records),
        kind=tuple(frame["kind"]),
        ion_a=tuple(frame["ion_a"]),
        form=np.array([form.name for form in forms], dtype=object),
        form_known=np.array([form.known for form in forms], dtype=bool),
        pair=tuple(found),
        use=np.array(
            [str(r["use"]).strip() not in ("0", "0.0", "no") for r in records], dtype=bool
        ),
        assumed=tuple(d.assumed for d in described),
        physics=np.zeros((len(records), 0)),
    )


def measured_log10(record: dict[str, object]) -> float:
    """Measured log10 selectivity of a row: as given, from the ratio, or from rejections.

    Parameters
    ----------
    record : dict
        Row of the measured table.

    Returns
    -------
    float
        NaN where nothing was measured, or the rejections leave no finite positive ratio.
    """
    given = _float(record, "log10_selectivity")
    if math.isfinite(given):
        return given
    ratio = _float(record, "selectivity")
    if math.isnan(ratio) and "reject" in str(record["kind"]):
        passed_b = _FULL - _float(record, "R_b_pct")
        ratio = (_FULL - _float(record, "R_a_pct")) / passed_b if passed_b > 0 else math.nan
    return math.log10(ratio) if ratio > 0 else math.nan


def _float(record: dict[str, object], name: str) -> float:
    return float(record[name])  # type: ignore[arg-type]
