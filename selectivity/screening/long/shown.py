"""Which rows of a long ranking people see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from selectivity.screening import table

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

MAX_UNRANKED: Final = 500
"""Candidates without a rank that ranking.csv names. [-]"""


@dataclass(frozen=True)
class Wish:
    """What is wanted of a ranking.

    Attributes
    ----------
    pair : tuple of str
        Wanted over unwanted ion.
    top_k : int
        k of P(rank <= k).
    tie_probability : float
    first, sample : int
        First candidates that are shown, and others at even steps of the rank.
    """

    pair: tuple[str, str]
    top_k: int
    tie_probability: float
    first: int
    sample: int


class Shown:
    """Rows for people: the first, the Pareto set, an even sample, some without a rank."""

    def __init__(self, wish: Wish, n_ranked: int) -> None:
        self.wish = wish
        self.step = max(n_ranked / wish.sample, 1.0) if wish.sample else np.inf
        self._rows: list[pa.Table] = []
        self._unranked: pa.Table | None = None

    def add(self, rows: pa.Table, rank: np.ndarray) -> None:
        """Take ordered rows."""
        chosen = rank <= self.wish.first
        chosen |= rows["pareto"].to_numpy()
        if np.isfinite(self.step):
            chosen |= np.floor(rank / self.step) > np.floor((rank - 1) / self.step)
        self._rows.append(rows.take(np.flatnonzero(chosen)))

    def add_unranked(self, rows: pa.Table) -> None:
        """Take rows without a rank; the first by identifier stay."""
        import pyarrow as pa

        whole = rows if self._unranked is None else pa.concat_tables([self._unranked, rows])
        self._unranked = whole.sort_by("candidate").slice(0, MAX_UNRANKED)

    def frame(self) -> pd.DataFrame:
        """Rows in the order of the rank, with the columns of the ranking."""
        import pandas as pd
        import pyarrow as pa

        tables = self._rows + ([] if self._unranked is None else [self._unranked])
        columns = table.column_names(self.wish.pair)
        if not tables:
            return pd.DataFrame(columns=columns)
        frame = pa.concat_tables(tables).to_pandas()
        whole = {name: frame[name].astype("Int64") for name in table.WHOLE_NUMBERS}
        return frame.assign(**whole).reindex(columns=columns)
