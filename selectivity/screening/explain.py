"""What makes the selectivity: the central candidate computed again with one thing switched off.

Switching a term off needs the Donnan equilibrium again, so it is done once per term, at the median
of every input, and not for every sample. The switches are those of `stages.explain`, and beside
them the bulk diffusivity.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from selectivity.domain.channels import Channels, Groups
from selectivity.domain.feed import Feed
from selectivity.domain.ions import Ions
from selectivity.domain.options import ModelOptions
from selectivity.errors import SelectivityError
from selectivity.screening.fields import central, select
from selectivity.screening.outcome import STAGES, Outcome, compute
from selectivity.screening.settings import Settings
from selectivity.screening.shared import Shared
from selectivity.stages.explain import explain

MODEL_FAILURES: Final = (SelectivityError, FloatingPointError, np.linalg.LinAlgError)
"""What a model may raise for a candidate."""

CHARGE, BINDING, HINDRANCE, DIFFUSIVITY = "donnan", "binding", "hindrance", "bulk_diffusivity"
"""Switches beside the free-energy terms."""


Inputs = tuple[Ions, Channels, Groups, ModelOptions]


@dataclass(frozen=True)
class Switched:
    """Selectivity of the central candidates, whole and with one thing off.

    Attributes
    ----------
    terms, stages : tuple of str
        What was switched off.
    whole : ndarray of shape (n_candidates,)
        log10 selectivity at the median of every input. [-]
    without_term : ndarray of shape (n_terms, n_candidates)
        log10 selectivity. [-]
    without_stage : ndarray of shape (n_stages, n_candidates)
        log10 selectivity. [-]
    stage_share : ndarray of shape (n_stages, n_candidates)
        Share of the unwanted ion's resistance. [-]
    """

    terms: tuple[str, ...]
    stages: tuple[str, ...]
    whole: np.ndarray
    without_term: np.ndarray
    without_stage: np.ndarray
    stage_share: np.ndarray


def tolerant(channels: Channels, feed: Feed, shared: Shared, settings: Settings) -> Switched:
    """`switch_off`, candidate by candidate where the chunk fails as a whole.

    Parameters
    ----------
    channels, feed, shared, settings
        As for `switch_off`.

    Returns
    -------
    Switched
        NaN for the candidates that fail.
    """
    try:
        return switch_off(channels, feed, shared, settings)
    except MODEL_FAILURES:
        pass
    parts: list[Switched | None] = []
    for index in range(len(channels.names)):  # only after a failure
        try:
            parts.append(switch_off(select(channels, [index]), feed, shared, settings))
        except MODEL_FAILURES:
            parts.append(None)
    return _joined(parts, _start(channels, feed, shared, settings), settings)


def _joined(parts: list[Switched | None], start: Inputs, settings: Settings) -> Switched:
    """Candidates side by side."""
    good = next((part for part in parts if part is not None), None)
    if good is None:
        names = _switches(start)
        rows = [np.full((len(group), 1), np.nan) for group in (names, STAGES)]
        good = Switched(names, STAGES, rows[0][0], rows[0], rows[1], rows[1])
    arrays = ("whole", "without_term", "without_stage", "stage_share")
    joined = {
        name: np.concatenate(
            [
                np.full_like(getattr(good, name), np.nan) if part is None else getattr(part, name)
                for part in parts
            ],
            axis=-1,
        )
        for name in arrays
    }
    return replace(good, **joined)


def switch_off(channels: Channels, feed: Feed, shared: Shared, settings: Settings) -> Switched:
    """Selectivity of the central candidates with each term and each stage off.

    Parameters
    ----------
    channels : Channels
        Sampled.
    feed : Feed
    shared : Shared
    settings : Settings

    Returns
    -------
    Switched
        NaN where a candidate cannot be computed.
    """
    start = _start(channels, feed, shared, settings)
    whole = _compute(start, feed)
    ions, central_channels, groups, options = start
    pair = tuple(ions.names[place] for place in settings.places)
    switched = explain(ions, central_channels, groups, feed, options, pair)
    without = dict(switched["term"])
    without[DIFFUSIVITY] = 10.0 ** _log_ratio(
        _compute(_same_diffusivity(start, settings.places[0]), feed).permeability[0], settings
    )
    terms = _switches(start)
    with np.errstate(divide="ignore"):
        return Switched(
            terms=terms,
            stages=STAGES,
            whole=_log_ratio(whole.permeability[0], settings),
            without_term=np.log10([np.ravel(without[name]) for name in terms]),
            without_stage=np.log10([np.ravel(switched["stage"][name]) for name in STAGES]),
            stage_share=whole.share[:, 0, :, settings.places[1]],
        )


def _start(channels: Channels, feed: Feed, shared: Shared, settings: Settings) -> Inputs:
    """The central candidates with everything on."""
    ions = shared.table.at(feed.temperature)
    return ions, central(channels), central(shared.groups), settings.options


def _compute(inputs: Inputs, feed: Feed) -> Outcome:
    ions, channels, groups, options = inputs
    return compute(ions, channels, groups, (feed, options))


def _log_ratio(values: np.ndarray, settings: Settings) -> np.ndarray:
    """log10 of the wanted over the unwanted ion's value; inf or -inf where one is zero."""
    wanted, unwanted = settings.places
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.log10(values[..., wanted]) - np.log10(values[..., unwanted])


def _switches(start: Inputs) -> tuple[str, ...]:
    """What can be switched off in this run, by name."""
    _, _, groups, options = start
    bound = (BINDING,) if options.binding != "none" and np.any(groups.association > 0) else ()
    return (*options.terms, CHARGE, *bound, HINDRANCE, DIFFUSIVITY)


def _same_diffusivity(inputs: Inputs, wanted: int) -> Inputs:
    ions, channels, groups, options = inputs
    alike = np.broadcast_to(ions.diffusivity[..., wanted : wanted + 1], ions.diffusivity.shape)
    return replace(ions, diffusivity=alike), channels, groups, options
