"""The ranking table: one row per candidate, columns in the order that issue 3 fixes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from selectivity.config import pair_suffix
from selectivity.screening import ranking

if TYPE_CHECKING:
    import pandas as pd

FIRST: Final = (
    "rank",
    "rank_lo",
    "rank_hi",
    "tie_group",
    "candidate",
    "name",
    "material_class",
    "status",
    "selectivity_{pair}",
    "selectivity_{pair}_lo",
    "selectivity_{pair}_hi",
    "bound",
    "partition_selectivity",
    "diffusion_selectivity",
    "interfacial_selectivity",
    "permeability_{wanted}_m_s",
    "permeability_{other}_m_s",
    "pareto",
    "p_top_k",
    "dominant_term",
    "dominant_stage",
    "n_assumed",
    "advice",
)
"""Columns of issue 3, in its order."""

AFTER: Final = (
    "pareto_distance_decades",
    "partition_selectivity_lo",
    "partition_selectivity_hi",
    "diffusion_selectivity_lo",
    "diffusion_selectivity_hi",
    "interfacial_selectivity_lo",
    "interfacial_selectivity_hi",
    "permeability_{wanted}_m_s_lo",
    "permeability_{wanted}_m_s_hi",
    "permeability_{other}_m_s_lo",
    "permeability_{other}_m_s_hi",
    "excluded_fraction_{wanted}",
    "excluded_fraction_{other}",
)
"""Columns of this project, after those."""

AT_WORK: Final = (
    "separation_factor_{pair}",
    "rejection_{wanted}",
    "rejection_{other}",
    "water_flux_m_s",
)
"""Columns of the transport core at the configured point (issue 4), last; see `rejection`."""

RANK_COLUMNS: Final = (
    "rank",
    "rank_lo",
    "rank_hi",
    "tie_group",
    "pareto",
    "p_top_k",
    "pareto_distance_decades",
)
"""Columns in which a candidate depends on its neighbours; no other column does."""

WHOLE_NUMBERS: Final = ("rank", "rank_lo", "rank_hi", "tie_group", "n_assumed")
"""Columns that count something."""

SAMPLES: Final = "ranked_samples"
"""Column of a bucket's summary: log10 of the ranked quantity, one float32 per sample."""

DIGITS: Final = 6
"""Significant digits of the ranking; far below any uncertainty. [-]"""


def column_names(
    pair: tuple[str, str], templates: tuple[str, ...] = FIRST + AFTER + AT_WORK
) -> list[str]:
    """Columns of the ranking for a pair.

    Parameters
    ----------
    pair : tuple of str
        Wanted over unwanted ion.
    templates : tuple of str
        `FIRST`, `AFTER` or `AT_WORK`, or all.

    Returns
    -------
    list of str
    """
    suffix = pair_suffix(*pair)
    wanted, other = suffix.split("_")
    names = {"pair": suffix, "wanted": wanted, "other": other}
    return [template.format(**names) for template in templates]


def ranking_table(
    summary: pd.DataFrame,
    pair: tuple[str, str],
    top: int,
    tie_probability: float = ranking.TIE_PROBABILITY,
) -> pd.DataFrame:
    """Rank the candidates of one feed.

    Parameters
    ----------
    summary : DataFrame
        Summaries of all buckets for the feed, with the column `SAMPLES`.
    pair : tuple of str
        Wanted over unwanted ion.
    top : int
        k of P(rank <= k).
    tie_probability : float
        See `ranking.tie_groups`.

    Returns
    -------
    DataFrame
        Ranked candidates first, then the others by identifier. Numbers rounded to `DIGITS`.
    """
    columns = column_names(pair)
    key = columns[FIRST.index("selectivity_{pair}")]
    summary = summary.sort_values("candidate", kind="stable").reset_index(drop=True)
    has_rank = ~summary["status"].isin(["failed", "excluded"]) & summary[key].notna()
    median = np.where(has_rank, summary[key].to_numpy(dtype=float), np.nan)
    order = ranking.order_candidates(median, summary["candidate"].tolist())
    rest = np.setdiff1d(np.arange(len(summary)), order)
    frame = summary.iloc[np.concatenate([order, rest]).astype(int)].reset_index(drop=True)
    samples = _samples(frame[SAMPLES].iloc[: len(order)])
    ties = ranking.tie_groups(samples, np.arange(len(order)), tie_probability)
    frame = _with_ranks(frame, samples, top).assign(tie_group=_padded(ties, len(frame)))
    frame = _with_front(frame, len(order), (columns[FIRST.index("permeability_{wanted}_m_s")], key))
    return rounded(frame.reindex(columns=columns))


def _samples(column: pd.Series) -> np.ndarray:
    """(n_samples, n_ranked)"""
    return np.stack(column.to_list(), axis=1) if len(column) else np.zeros((1, 0), np.float32)


def _with_ranks(frame: pd.DataFrame, samples: np.ndarray, top: int) -> pd.DataFrame:
    """Rank, its interval (widened to hold the rank), tie group and P(rank <= k)."""
    n_ranked = samples.shape[1]
    low, high, share = ranking.rank_statistics(ranking.sample_ranks(samples), top)
    rank = np.arange(1, n_ranked + 1)
    values = {
        "rank": rank,
        "rank_lo": np.minimum(low, rank),
        "rank_hi": np.maximum(high, rank),
    }
    blank = np.full(len(frame) - n_ranked, np.nan)
    whole = {name: _padded(column, len(frame)) for name, column in values.items()}
    return frame.assign(**whole, p_top_k=np.concatenate([share, blank]))


def _padded(values: np.ndarray, length: int) -> pd.arrays.IntegerArray:
    """Integers, with nothing for the candidates without a rank."""
    import pandas as pd

    blank = np.full(length - len(values), np.nan)
    return pd.array(np.concatenate([values, blank]), dtype="Float64").astype("Int64")


def _with_front(frame: pd.DataFrame, n_ranked: int, names: tuple[str, str]) -> pd.DataFrame:
    """Pareto set of log permeability against log selectivity and the distance to it."""
    logs = []
    for name in names:
        values = frame[name].to_numpy(dtype=float, copy=True)
        values[n_ranked:] = np.nan
        values[~(values > 0)] = np.nan
        logs.append(np.log10(values))
    first, second = logs
    front = ranking.pareto_front(first, second)
    return frame.assign(
        pareto=front, pareto_distance_decades=ranking.front_distance(first, second, front)
    )


def rounded(frame: pd.DataFrame) -> pd.DataFrame:
    """Numbers to `DIGITS` significant digits, so that a last bit never changes a file."""
    floats = frame.select_dtypes(include="float").columns
    return frame.assign(**{name: significant(frame[name].to_numpy()) for name in floats})


def significant(values: np.ndarray, digits: int = DIGITS) -> np.ndarray:
    """Values to a number of significant digits.

    Parameters
    ----------
    values : ndarray
        NaN and infinities stay.
    digits : int

    Returns
    -------
    ndarray
        Same shape; each is the float nearest to its decimal text.
    """
    return np.array([float(f"{value:.{digits}g}") for value in values.ravel()], float).reshape(
        values.shape
    )
