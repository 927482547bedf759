"""A fingerprint of each candidate's own rows, so that two runs can tell whose rows changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from selectivity.tables.schema import ROW

if TYPE_CHECKING:
    import pandas as pd

NAME: Final = "rows"
"""Table in the results."""
_CANDIDATE: Final = "candidate"


def own_rows(candidates: pd.DataFrame, groups: pd.DataFrame) -> pd.DataFrame:
    """Fingerprint of what the candidates' tables say of each candidate.

    Parameters
    ----------
    candidates, groups : DataFrame
        Of a `Study`.

    Returns
    -------
    DataFrame
        ``candidate, fingerprint`` (16 hexadecimal digits), sorted; the order of rows and columns,
        and empty cells, do not count.
    """
    import pandas as pd

    names = candidates[_CANDIDATE].to_numpy()
    total = _fingerprints(candidates)
    place = {name: index for index, name in enumerate(names)}
    at = groups[_CANDIDATE].map(place)
    known = at.notna().to_numpy()
    np.add.at(total, at[known].to_numpy(dtype=int), _fingerprints(groups)[known])
    frame = pd.DataFrame({_CANDIDATE: names, "fingerprint": [f"{value:016x}" for value in total]})
    return frame.sort_values(_CANDIDATE, kind="stable").reset_index(drop=True)


def _fingerprints(frame: pd.DataFrame) -> np.ndarray:
    """Sum over the filled cells of a row of a hash of column and value. (n_rows,)"""
    from pandas.util import hash_array

    total = np.zeros(len(frame), dtype=np.uint64)
    for name in frame.columns:
        if name == ROW:
            continue
        cells = frame[name].to_numpy()
        filled = ~(frame[name].isna().to_numpy() | (frame[name] == "").to_numpy(dtype=bool))
        values = cells if cells.dtype.kind in "fiub" else cells.astype(str).astype(object)
        salt = hash_array(np.array([name], dtype=object))[0]
        mixed = hash_array(hash_array(values) ^ salt)
        total += np.where(filled, mixed, np.uint64(0))
    return hash_array(total)
