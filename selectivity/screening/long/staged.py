"""Staged screening: few samples for all, all samples for those that may matter, and what is lost.

The filter keeps the candidates with the largest medians over few samples. Of the others a random
audit gets all samples, too. From the errors of the filter that this shows follows the probability
that a candidate of the true first k was dropped (docs/scaling.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from selectivity.screening.long.rows import Names, feed_parts
from selectivity.screening.long.sketch import Quantiles

if TYPE_CHECKING:
    import pandas as pd

KEPT, AUDIT = "kept", "audit"
TAIL: Final = 0.95
"""Quantile of the errors from which an exponential tail takes over. [-]"""

FEWEST: Final = 50
"""Pairs below which nothing is said of the errors: every dropped candidate may be lost. [-]"""

SURE: Final = 1.645
"""Standard errors that the length of the tail is lengthened by: 95 % one-sided. [-]"""


@dataclass(frozen=True)
class Choice:
    """Settings of the filter.

    Attributes
    ----------
    keep : float
        Share of the ranked candidates that is kept.
    audit : int
        Dropped candidates, about, that get all samples.
    seed : int
    """

    keep: float
    audit: int
    seed: int


def choose(
    paths: Sequence[Path], feeds: Sequence[str], names: Names, choice: Choice
) -> pd.DataFrame:
    """Candidates that get all samples.

    Parameters
    ----------
    paths : sequence of Path
        Summaries of the filter.
    feeds : sequence of str
        A candidate is kept if it is in any of them.
    names : Names
    choice : Choice

    Returns
    -------
    DataFrame
        ``candidate, feed, why`` (kept | audit) ``, filter_log10``; sorted by candidate and feed.
    """
    import pandas as pd

    frames = []
    for feed in feeds:
        edge, n_dropped = _threshold(paths, feed, names, choice.keep)
        for part in feed_parts(paths, feed, names):
            logs = part.logs[1]
            candidates = part.rows["candidate"].to_pandas()
            kept = logs >= edge
            drawn = ~kept & (_uniform(candidates, choice.seed) < choice.audit / max(n_dropped, 1))
            chosen = np.flatnonzero(kept | drawn)
            why = np.where(kept, KEPT, AUDIT)[chosen]
            frames.append(
                pd.DataFrame(
                    {"candidate": candidates.iloc[chosen].to_numpy(), "feed": feed, "why": why,
                     "filter_log10": logs[chosen]}
                )
            )  # fmt: skip
    columns = ["candidate", "feed", "why", "filter_log10"]
    whole = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)
    return whole.sort_values(["candidate", "feed"], kind="stable").reset_index(drop=True)


def _threshold(paths: Sequence[Path], feed: str, names: Names, keep: float) -> tuple[float, int]:
    """Smallest log10 selectivity that is kept, and how many candidates lie below or have none."""
    seen, n_rows, n_ranked = Quantiles(), 0, 0
    for part in feed_parts(paths, feed, names):
        seen.add(part.logs[1])
        n_rows += len(part.rows)
        n_ranked += int(part.ranked.sum())
    edge = seen.at((1.0 - keep,))[0] - seen.bins.width / 2
    return edge, n_rows - round(keep * n_ranked)


def _uniform(names: pd.Series, seed: int) -> np.ndarray:
    """A number in [0, 1) of each identifier and the seed."""
    from pandas.util import hash_array

    salt = f"{seed:016d}"[-16:]
    return hash_array(names.to_numpy(dtype=object), hash_key=salt) / 2.0**64


@dataclass(frozen=True)
class Errors:
    """Full value of a candidate given the filter's: a line, and what lies around it.

    Residuals are empirical, with an exponential tail above.

    Attributes
    ----------
    slope, offset : float
        Of the line: a filter that errs much lets the full values regress to their mean.
    ordered : ndarray
        Residuals, rising. [decades]
    start, length : float
        Where the tail begins, and its mean excess (95 % upper end). [decades]
    """

    slope: float
    offset: float
    ordered: np.ndarray
    start: float
    length: float

    @classmethod
    def of(cls, filtered: np.ndarray, full: np.ndarray) -> Errors:
        """From pairs of log10 selectivities; those that are not finite are left out."""
        known = np.isfinite(filtered) & np.isfinite(full)
        x, y = filtered[known], full[known]
        if len(x) < FEWEST:
            return cls(1.0, 0.0, np.empty(0), 0.0, np.inf)
        spread = float(np.var(x))
        slope = float(np.mean((x - x.mean()) * (y - y.mean()))) / spread if spread > 0 else 1.0
        offset = float(y.mean() - slope * x.mean())
        ordered = np.sort(y - offset - slope * x)
        start = float(np.quantile(ordered, TAIL))
        excess = ordered[ordered > start] - start
        length = float(excess.mean() * (1 + SURE / np.sqrt(len(excess)))) if len(excess) else 0.0
        return cls(slope, offset, ordered, start, length)

    def lost(self, filtered: np.ndarray, bar: float) -> np.ndarray:
        """Probability that the full value of each candidate is above a bar. [-]"""
        return self.beyond(bar - self.offset - self.slope * np.asarray(filtered))

    def beyond(self, values: np.ndarray) -> np.ndarray:
        """Probability of a residual above each value. [-]"""
        values = np.asarray(values, dtype=float)
        if not len(self.ordered):
            return np.ones(values.shape)
        count = len(self.ordered) - np.searchsorted(self.ordered, values, side="right")
        share = count / len(self.ordered)
        over = np.maximum(values - self.start, 0.0)
        tail = (1 - TAIL) * np.exp(-over / self.length) if self.length > 0 else np.zeros_like(over)
        return np.where(values > self.start, np.maximum(tail, share), share)


def loss(
    paths: tuple[Sequence[Path], Sequence[Path]],
    feed: str,
    names: Names,
    chosen: pd.DataFrame,
    top_k: int,
) -> dict[str, Any]:
    """Probability that a candidate of the first k was dropped.

    Parameters
    ----------
    paths : tuple of sequence of Path
        Summaries of the filter, and of the candidates with all samples.
    feed : str
    names : Names
    chosen : DataFrame
        From `choose`.
    top_k : int

    Returns
    -------
    dict
        Counts, the errors of the filter, the expected number of dropped candidates above the k-th
        median, the probability of at least one, and what the audit found of them.
    """
    mine = chosen[chosen["feed"] == feed].set_index("candidate")
    full = _medians(paths[1], feed, names)
    found = mine.assign(full=full.reindex(mine.index))
    level = np.sort(full.dropna().to_numpy())[::-1][:top_k]
    bar = float(level[-1]) if len(level) == top_k else -np.inf
    audited = found[found["why"] == AUDIT]
    edge = float(mine.loc[mine["why"] == KEPT, "filter_log10"].min())
    pool = _nearest(found, audited)
    errors = Errors.of(pool["filter_log10"].to_numpy(float), pool["full"].to_numpy(float))
    dropped = _dropped(paths[0], feed, names, edge)
    expected = float((errors.lost(dropped[0], bar) * dropped[1]).sum())
    return {
        "kept": int((mine["why"] == KEPT).sum()),
        "dropped": int(dropped[1].sum()),
        "audited": len(audited),
        "filter_threshold_log10": _plain(edge),
        "top_k": top_k,
        "top_k_log10": _plain(bar),
        "slope": _plain(errors.slope),
        "error_95_decades": _plain(errors.start),
        "expected_dropped_of_top_k": _plain(expected),
        "probability_of_dropping_a_top_k": _plain(-np.expm1(-expected)),
        "audited_above_top_k": int((audited["full"] >= bar).sum()),
    }


def _nearest(found: pd.DataFrame, audited: pd.DataFrame) -> pd.DataFrame:
    """The audited and as many kept ones next to the threshold, at least a thousand."""
    import pandas as pd

    kept = found[found["why"] == KEPT].nsmallest(max(len(audited), 1000), "filter_log10")
    return pd.concat([audited, kept])


def _medians(paths: Sequence[Path], feed: str, names: Names) -> pd.Series:
    """log10 of the median selectivity over all samples, by candidate."""
    import pandas as pd

    parts = [
        pd.Series(part.logs[1], index=part.rows["candidate"].to_pandas())
        for part in feed_parts(paths, feed, names)
    ]
    return pd.concat(parts) if parts else pd.Series(dtype=float)


def _dropped(
    paths: Sequence[Path], feed: str, names: Names, edge: float
) -> tuple[np.ndarray, np.ndarray]:
    """Filter's values of the dropped candidates, in bins, and how many there are of each."""
    seen = Quantiles()
    for part in feed_parts(paths, feed, names):
        logs = part.logs[1]
        seen.add(logs[logs < edge])
    return seen.counted()


def _plain(value: float, digits: int = 4) -> float | None:
    return float(f"{value:.{digits}g}") if np.isfinite(value) else None
