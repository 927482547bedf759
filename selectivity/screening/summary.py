"""Samples of one chunk into one row per candidate: medians, intervals, bounds and status."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from selectivity.screening.sampling import interval, interval_of_known

MAJORITY: Final = 0.5
"""Share of samples above which an ion counts as excluded (issue 3). [-]"""

OK, BOUND, EXCLUDED, FAILED, EXTRAPOLATED = "ok", "bound", "excluded", "failed", "extrapolated"
LOWER, UPPER = "lower", "upper"


@dataclass(frozen=True)
class Ranked:
    """The quantity that is ranked.

    Attributes
    ----------
    samples : ndarray of shape (n_samples, n_candidates)
        log10 of the selectivity, or of its bound. -inf where the wanted ion cannot pass, inf where
        only the unwanted one cannot; never NaN. [-]
    undefined : ndarray of bool of shape (n_samples, n_candidates)
        True where neither ion passes: no selectivity. Such a sample loses against every other, and
        is left out of the interval.
    bound : ndarray of object of shape (n_candidates,)
        ``lower``, ``upper`` or empty.
    status : ndarray of object of shape (n_candidates,)
        ``ok``, ``bound``, ``excluded`` or ``failed``.
    excluded_wanted, excluded_unwanted : ndarray of shape (n_candidates,)
        Share of the samples in which the ion is excluded. [-]
    """

    samples: np.ndarray
    undefined: np.ndarray
    bound: np.ndarray
    status: np.ndarray
    excluded_wanted: np.ndarray
    excluded_unwanted: np.ndarray


def ranked_quantity(wanted: np.ndarray, unwanted: np.ndarray, detection_limit: float) -> Ranked:
    """Selectivity of each sample, or its bound where an ion is excluded.

    Parameters
    ----------
    wanted, unwanted : ndarray of shape (n_samples, n_candidates)
        Permeabilities, 0 where excluded, NaN where not computed. [m/s]
    detection_limit : float
        Stands for the permeability of an excluded ion. [m/s]

    Returns
    -------
    Ranked
    """
    no_wanted, no_unwanted = wanted == 0, unwanted == 0
    share_wanted, share_unwanted = no_wanted.mean(axis=0), no_unwanted.mean(axis=0)
    is_out, is_kept = share_wanted > MAJORITY, share_unwanted > MAJORITY
    failed = ~np.isfinite(wanted + unwanted).all(axis=0)
    lower, upper = is_kept & ~is_out & ~failed, is_out & ~is_kept & ~failed
    with np.errstate(divide="ignore", invalid="ignore"):
        top = np.where(upper, detection_limit, wanted)
        below = np.where(lower, detection_limit, unwanted)
        samples = np.log10(top) - np.log10(below)
    lost = no_wanted & ~upper | no_unwanted & upper
    samples = np.where(lost | np.isnan(samples), -np.inf, samples)
    status = np.full(wanted.shape[1], OK, dtype=object)
    status[lower | upper] = BOUND
    status[is_out & is_kept] = EXCLUDED
    status[failed] = FAILED
    bound = np.where(lower, LOWER, np.where(upper, UPPER, "")).astype(object)
    return Ranked(samples, no_wanted & no_unwanted, bound, status, share_wanted, share_unwanted)


def bounded(ranked: Ranked, bound: np.ndarray) -> Ranked:
    """The same quantity, a bound where something else than an exclusion makes it one.

    Parameters
    ----------
    ranked : Ranked
    bound : ndarray of object of shape (n_candidates,)
        ``lower``, ``upper`` or empty.

    Returns
    -------
    Ranked
    """
    more = (bound != "") & (ranked.status == OK)
    return replace(
        ranked,
        bound=np.where(more, bound, ranked.bound),
        status=np.where(more, BOUND, ranked.status),
    )


def selectivity_columns(ranked: Ranked) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Median and interval of the selectivity; the open end of a bound is NaN.

    Parameters
    ----------
    ranked : Ranked

    Returns
    -------
    tuple of ndarray of shape (n_candidates,)
        Lower end, median, upper end. An end is NaN where it is not finite or not known.
    """
    known = np.where(ranked.undefined, np.nan, ranked.samples)
    low, middle, high = interval_of_known(known)
    low = np.where(ranked.bound == UPPER, np.nan, low)
    high = np.where(ranked.bound == LOWER, np.nan, high)
    has_none = np.isin(ranked.status, (EXCLUDED, FAILED))
    return tuple(  # type: ignore[return-value]
        np.where(has_none | ~np.isfinite(value), np.nan, 10.0 ** np.where(has_none, 0, value))
        for value in (low, middle, high)
    )


def finite_interval(samples: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Interval over the samples that are numbers, such as a ratio where no ion is excluded.

    Parameters
    ----------
    samples : ndarray of shape (n_samples, ...)
        NaN and infinities are left out.

    Returns
    -------
    tuple of ndarray
        Lower end, median, upper end; NaN where fewer than half of the samples are numbers.
    """
    finite = np.isfinite(samples)
    if finite.all():
        return interval(samples)
    ends = interval_of_known(np.where(finite, samples, np.nan))
    known = finite.mean(axis=0) >= MAJORITY
    return tuple(np.where(known, end, np.nan) for end in ends)  # type: ignore[return-value]


def energy_interval(samples: np.ndarray) -> tuple[np.ndarray, ...]:
    """Interval of a free energy that is infinite where the ion is excluded.

    Parameters
    ----------
    samples : ndarray of shape (n_samples, ...)
        inf where excluded, NaN where there is none: such samples are left out.

    Returns
    -------
    tuple of ndarray
        Lower end, median, upper end (inf where that part of the samples is excluded), and the
        excluded share.
    """
    low, middle, high = interval_of_known(samples)
    return low, middle, high, np.isinf(samples).mean(axis=0)


def dominant(
    names: list[str], change: np.ndarray, fallback: np.ndarray | None = None
) -> np.ndarray:
    """Name of what lowers the selectivity most when it is switched off.

    Parameters
    ----------
    names : list of str
        Things that were switched off, length n.
    change : ndarray of shape (n, n_candidates)
        log10 of the selectivity without over that with; negative for what makes selectivity.
    fallback : ndarray of shape (n, n_candidates), optional
        Decides (largest) where nothing lowers it by `NOTICEABLE`.

    Returns
    -------
    ndarray of object of shape (n_candidates,)
        Empty where nothing is known; ``none`` where nothing matters and there is no fallback.
    """
    unknown = np.isnan(change).all(axis=0)
    drop = np.where(np.isnan(change), -np.inf, -change)
    best = np.argmax(drop, axis=0)
    chosen = np.array(names, dtype=object)[best]
    weak = drop.max(axis=0) < NOTICEABLE
    if fallback is None:
        chosen[weak] = "none"
    else:
        share = np.where(np.isnan(fallback), -np.inf, fallback)
        chosen[weak] = np.array(names, dtype=object)[np.argmax(share, axis=0)][weak]
    chosen[unknown] = ""
    return chosen


NOTICEABLE: Final = 0.01
"""Change of log10 selectivity below which a switch does not matter. [-]"""
