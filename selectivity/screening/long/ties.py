"""Tie groups along the ranking, block by block."""

from __future__ import annotations

from typing import Final

import numpy as np

FIRST_BLOCK: Final = 64
LARGEST_BLOCK: Final = 4096
"""Candidates that are compared with a leader at once, doubled while none leaves the group. [-]"""


class Ties:
    """Tie groups of candidates that come in the order of their rank.

    Parameters
    ----------
    probability : float
        Smallest probability of beating the group's first; see `ranking.tie_groups`.

    Attributes
    ----------
    group : int
        Number of the last group.
    n_first : int
        Members of the first group.
    """

    def __init__(self, probability: float) -> None:
        self.probability = probability
        self._leader: np.ndarray | None = None
        self.group = 0
        self.n_first = 0

    def of(self, samples: np.ndarray) -> np.ndarray:
        """Groups of the next candidates.

        Parameters
        ----------
        samples : ndarray of shape (n_samples, n_candidates)
            Ranked quantity, in the order of the rank.

        Returns
        -------
        ndarray of int of shape (n_candidates,)
            As `ranking.tie_groups` gives it over all candidates at once.
        """
        groups = np.empty(samples.shape[1], dtype=np.int64)
        start, block = 0, FIRST_BLOCK
        while start < len(groups):
            stop = min(start + block, len(groups))
            block = min(2 * block, LARGEST_BLOCK)
            worse = self._clearly_worse(samples[:, start:stop])
            until = start + int(np.argmax(worse)) if worse.any() else stop
            groups[start:until] = self.group
            if until < stop:
                self._leader, self.group = samples[:, until].copy(), self.group + 1
                groups[until] = self.group
                until, block = until + 1, FIRST_BLOCK
            start = until
        self.n_first += int((groups == 1).sum())
        return groups

    def _clearly_worse(self, samples: np.ndarray) -> np.ndarray:
        if self._leader is None:
            return np.ones(samples.shape[1], dtype=bool)
        passes = self._leader > -np.inf
        holder, challengers = self._leader[passes, None], samples[passes]
        beats = (challengers > holder).mean(axis=0) + 0.5 * (challengers == holder).mean(axis=0)
        return beats < self.probability
