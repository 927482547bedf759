"""Ranks within every sample without holding the samples: the largest values, and counts below."""

from __future__ import annotations

from typing import Final

import numpy as np

HALF_RANGE: Final = 32.0
"""Decades on both sides of 1 that have bins of their own; beyond is one bin at each end."""

MOST_BINS: Final = 2**17
"""Bins of one sample: 2048 in a decade. [-]"""

MOST_COUNTS: Final = 2**25
"""Bins of all samples together: 134 MB of counts. [-]"""


class Bins:
    """Equal bins of a decimal logarithm, with one at each end for what lies beyond."""

    def __init__(self, count: int = MOST_BINS) -> None:
        self.count = count
        self.width = 2 * HALF_RANGE / (count - 2)

    def of(self, values: np.ndarray) -> np.ndarray:
        """Bin of each value; infinities belong to the ends. int64, same shape"""
        near = np.clip(values, -2 * HALF_RANGE, 2 * HALF_RANGE)
        place = np.floor((near + HALF_RANGE) / self.width) + 1
        return np.clip(place, 0, self.count - 1).astype(np.int64)

    def edges(self, places: np.ndarray) -> np.ndarray:
        """Lower edge of bins."""
        return (np.asarray(places) - 1) * self.width - HALF_RANGE


class SampleSketch:
    """What is needed to tell the rank of a value within its sample.

    Parameters
    ----------
    n_samples : int
    exact : int
        Largest values of each sample that are kept, >= 1: ranks up to this one are exact.
    """

    def __init__(self, n_samples: int, exact: int) -> None:
        self.exact = exact
        self.bins = Bins(min(MOST_BINS, max(MOST_COUNTS // n_samples, 1024)))
        self._counts = np.zeros((n_samples, self.bins.count), dtype=np.int32)
        self._largest = np.empty((n_samples, 0), dtype=np.float32)
        self._above: np.ndarray | None = None

    @property
    def n_values(self) -> int:
        """Candidates that were added."""
        return int(self._counts[0].sum())

    @property
    def resolution(self) -> int:
        """Most candidates that share a bin, so the widest uncertainty of a rank. [-]"""
        return int(self._counts.max(initial=0))

    def add(self, samples: np.ndarray) -> None:
        """Take the samples of some candidates.

        Parameters
        ----------
        samples : ndarray of float32 of shape (n_samples, n_candidates)
            Ranked quantity, larger is better; no NaN.
        """
        self._above = None
        for counts, places in zip(self._counts, self.bins.of(samples), strict=True):
            counts += np.bincount(places, minlength=self.bins.count).astype(np.int32)
        whole = np.concatenate([self._largest, samples.astype(np.float32)], axis=1)
        if whole.shape[1] > self.exact:
            whole = np.partition(whole, whole.shape[1] - self.exact, axis=1)[:, -self.exact :]
        self._largest = whole

    def ranks(self, samples: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Least and largest rank that each value can have: 1 + the number that is strictly better.

        Parameters
        ----------
        samples : ndarray of float32 of shape (n_samples, n_candidates)
            Values that were added.

        Returns
        -------
        tuple of ndarray of int32 of shape (n_samples, n_candidates)
            Equal up to rank `exact`; beyond, they differ by the values that share a bin.
        """
        above = self._better()
        places = self.bins.of(samples)
        low = np.take_along_axis(above, places, axis=1)
        within = np.take_along_axis(self._counts, places, axis=1)
        low, high = low + 1, low + np.maximum(within, 1)
        largest = np.sort(self._largest, axis=1)
        complete = largest.shape[1] < self.exact
        for row, (values, kept) in enumerate(zip(samples.astype(np.float32), largest, strict=True)):
            known = np.full(len(values), True) if complete else values >= kept[0]
            rank = len(kept) - np.searchsorted(kept, values[known], side="right") + 1
            low[row, known] = rank
            high[row, known] = rank
        return low.astype(np.int32), high.astype(np.int32)

    def release(self) -> None:
        """Give back what only `ranks` needs, and it makes again."""
        self._above = None

    def _better(self) -> np.ndarray:
        """Number of values in higher bins. (n_samples, n_bins)"""
        if self._above is None:
            total = np.cumsum(self._counts[:, ::-1], axis=1, dtype=np.int32)[:, ::-1]
            self._above = total - self._counts
        return self._above


class Quantiles:
    """Quantiles of a decimal logarithm out of counts; exact to half a bin."""

    def __init__(self) -> None:
        self.bins = Bins()
        self._counts = np.zeros(self.bins.count, dtype=np.int64)

    def add(self, logs: np.ndarray) -> None:
        """Take values; those that are not finite are left out."""
        self._counts += np.bincount(
            self.bins.of(logs[np.isfinite(logs)]), minlength=self.bins.count
        )

    def at(self, shares: tuple[float, ...]) -> list[float]:
        """Values below which these shares lie; NaN without any value."""
        total = self._counts.sum()
        if not total:
            return [float("nan")] * len(shares)
        places = np.searchsorted(np.cumsum(self._counts), np.asarray(shares) * total)
        places = np.minimum(places, self.bins.count - 1)
        return [float(edge) + self.bins.width / 2 for edge in self.bins.edges(places)]

    def counted(self) -> tuple[np.ndarray, np.ndarray]:
        """Middle of each bin with values, and their number."""
        places = np.flatnonzero(self._counts)
        return self.bins.edges(places) + self.bins.width / 2, self._counts[places]

    def cuts(self, rows: int) -> np.ndarray:
        """Edges, falling, that divide the values into runs of about so many."""
        counts = self._counts[::-1]
        before = np.cumsum(counts) - counts
        run = before // rows
        starts = np.flatnonzero((np.diff(run) > 0) & (counts[1:] >= 0)) + 1
        return self.bins.edges(self.bins.count - starts)
