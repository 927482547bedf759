"""What a person should know about a candidate, and do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from selectivity.screening import summary
from selectivity.screening.catalogue import CATALOGUE
from selectivity.screening.draws import ASSUMED
from selectivity.screening.geometry import disagreement
from selectivity.screening.sampling import interval_of_known
from selectivity.screening.settings import Settings
from selectivity.screening.simulated_rows import notes

if TYPE_CHECKING:
    from selectivity.screening.pieces import Done

OFTEN = 0.05
"""Share of samples from which something is worth saying. [-]"""

IMPROBABLE = 0.2
"""Donnan potential beyond which the inputs are in doubt: a monovalent counter-ion is enriched some
2000-fold (`selectivity2026`). [V]"""

MILLI = 1e3
"""mV per V."""

MEASURE = {
    "size": "pore size (PEG or glucose rejection, MWCO)",
    "fixed_charge": "charge (zeta potential, or ion-exchange capacity with water content)",
    "thickness": "thickness or water permeance",
}
"""Assumed descriptors that a usual measurement would replace."""


def advise(
    done: Done, status: np.ndarray, ranked: summary.Ranked, settings: Settings
) -> np.ndarray:
    """Advice of each candidate; sentences separated by "; ".

    Parameters
    ----------
    done : Done
        Computed chunk.
    status : ndarray of object of shape (n_candidates,)
    ranked : Ranked
    settings : Settings

    Returns
    -------
    ndarray of object of shape (n_candidates,)
        Empty where there is nothing to say.
    """
    sentences = [
        _nothing_measured(done, status),
        _failures(done, status),
        _exclusion(status, ranked, settings),
        _disagreement(done, status),
        _measure(done, status),
        _balance(done, status),
        _flags(done, status, settings),
        notes(done.uses, done.barrier_bound, settings),
    ]
    joined = ["; ".join(part for part in parts if part) for parts in zip(*sentences, strict=True)]
    return np.array(joined, dtype=object)


def _nothing_measured(done: Done, status: np.ndarray) -> list[str]:
    """Candidates that only a class and a geometry describe."""
    chunk = done.chunk
    told = np.any([chunk.has(entry.name) for entry in CATALOGUE], axis=0)
    for sites in chunk.sites.values():
        told = told | ((sites.density > 0) | sites.unknown).any(axis=-1) & ~sites.assumed
    told = told | done.simulated
    return [
        "nothing measured: stands for its class" if state != summary.FAILED and not known else ""
        for state, known in zip(status, told, strict=True)
    ]


def _failures(done: Done, status: np.ndarray) -> list[str]:
    """Reason of a failure, in the words of the model where it has some."""
    permeability = done.outcome.permeability
    lost = ~np.isfinite(permeability).all(axis=(0, 2))
    n_samples = permeability.shape[0]
    counts = (~np.isfinite(permeability).all(axis=2)).sum(axis=0)
    told = [
        f"{count} of {n_samples} samples gave no number; check charge, size and groups"
        if is_lost
        else "not computed; check its row"
        for count, is_lost in zip(counts, lost, strict=True)
    ]
    failed = status == summary.FAILED
    return [
        (advice or other) if is_failed else ""
        for advice, other, is_failed in zip(done.advice, told, failed, strict=True)
    ]


def _exclusion(status: np.ndarray, ranked: summary.Ranked, settings: Settings) -> list[str]:
    wanted, unwanted = settings.pair
    found = []
    shares = (
        ranked.excluded_wanted,
        ranked.excluded_unwanted,
        ranked.undefined.mean(axis=0),
    )
    for state, out, kept, both in zip(status, *shares, strict=True):
        text = ""
        if state == summary.FAILED:
            pass
        elif state == summary.EXCLUDED:
            text = f"neither {wanted} nor {unwanted} fits: a wider channel is needed"
        elif kept > summary.MAJORITY:
            text = f"{unwanted} is excluded in {kept:.0%} of the samples: a lower bound"
        elif out > summary.MAJORITY:
            text = f"{wanted} is excluded in {out:.0%} of the samples: an upper bound"
        elif both > OFTEN:
            text = f"nothing passes in {both:.0%} of the samples; the interval is of the others"
        elif kept > OFTEN:
            text = f"upper end open: {unwanted} is excluded in {kept:.0%} of the samples"
        found.append(text)
    return found


def _disagreement(done: Done, status: np.ndarray) -> list[str]:
    """Two stated sizes of which one must be wrong."""
    return [
        f"pore radius and MWCO disagree by a factor {factor:.2g}: measure one again"
        if factor > 0 and state != summary.FAILED
        else ""
        for factor, state in zip(disagreement(done.chunk), status, strict=True)
    ]


def _measure(done: Done, status: np.ndarray) -> list[str]:
    """Which measurements would replace what was assumed."""
    wanting: list[list[str]] = [[] for _ in status]
    for name, what in MEASURE.items():
        for index in np.flatnonzero(done.resolved.quantities[name].origin == ASSUMED):
            wanting[index].append(what)
    return [
        f"measure {', '.join(what)}" if what and state != summary.FAILED else ""
        for what, state in zip(wanting, status, strict=True)
    ]


def _balance(done: Done, status: np.ndarray) -> list[str]:
    """Walls whose charge is not balanced, or only by an improbable potential."""
    potential = done.outcome.values["donnan_potential"][..., 0]
    open_share = np.isnan(potential).mean(axis=0)
    middle = np.abs(interval_of_known(potential)[1])
    found = []
    for state, share, size in zip(status, open_share, middle, strict=True):
        said = []
        if share > OFTEN:
            said.append(
                f"no ion that fits balances the wall's charge in {share:.0%} of the samples; the "
                "Donnan terms are of the others"
            )
        if size > IMPROBABLE:
            said.append(
                f"Donnan potential beyond {IMPROBABLE * MILLI:.0f} mV: charge or counter-ion "
                "partition is doubtful"
            )
        found.append("; ".join(said) if state != summary.FAILED else "")
    return found


def _flags(done: Done, status: np.ndarray, settings: Settings) -> list[str]:
    """Hindrance held at the end of its range."""
    share = done.outcome.flags["extrapolated"][..., list(settings.places)].any(axis=-1).mean(axis=0)
    return [
        f"hindrance held at the end of its range in {part:.0%} of the samples"
        if part > OFTEN and state != summary.FAILED
        else ""
        for part, state in zip(share, status, strict=True)
    ]
