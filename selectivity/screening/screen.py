"""The screening of one bucket: descriptors, samples, physics, statistics, tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from selectivity.domain.feed import Feed
from selectivity.screening import chunks, descriptor_rows, descriptors, explain, pieces, tidy
from selectivity.screening.draws import Chunk
from selectivity.screening.fields import select
from selectivity.screening.outcome import Outcome, compute, join, not_computed, nothing
from selectivity.screening.replaced import with_profiles
from selectivity.screening.settings import Settings
from selectivity.screening.shared import Shared, sample_shared
from selectivity.screening.simulated import Profiles, load_profiles
from selectivity.screening.simulated_use import simulated_uses
from selectivity.screening.waiting import Waiting
from selectivity.tables.buckets import bucket_of
from selectivity.tables.study import Study

if TYPE_CHECKING:
    import pandas as pd


def screen_bucket(
    study: Study, bucket: tuple[int, int], folder: Path, md_terms: Path | None = None
) -> int:
    """Compute the candidates of one bucket and write its tables.

    Parameters
    ----------
    study : Study
    bucket : tuple of int
        Number of the bucket and number of buckets.
    folder : Path
        Receives one Parquet file per table of `gather.TABLES`.
    md_terms : Path, optional
        Table of MD terms.

    Returns
    -------
    int
        Number of candidates.
    """
    number, n_buckets = bucket
    names = study.candidates["candidate"]
    mine = np.array([bucket_of(name, n_buckets) == number for name in names], dtype=bool)
    rows = study.candidates[mine]
    profiles = load_profiles(md_terms, study.config.md.use_insufficient)
    with tidy.writers(folder) as out:
        for name, piece in screen_rows(study, rows, profiles):
            out.add(name, piece)
        out.complete(pieces.TABLES)
    return len(rows)


def screen_rows(
    study: Study, rows: pd.DataFrame, profiles: Profiles | None = None
) -> Iterator[tuple[str, object]]:
    """Pieces of the tables for some candidates, chunk by chunk.

    Parameters
    ----------
    study : Study
    rows : DataFrame
        Candidates, in SI.
    profiles : Profiles, optional
        Simulated profiles; None for none.

    Yields
    ------
    tuple of str and pyarrow.Table
        Name of the table, and rows of it.
    """
    settings = Settings.of(study)
    sizes = settings.n_samples, settings.seed
    shared = sample_shared(study.ions, study.groups, study.materials, sizes)
    title = dict(zip(rows["candidate"], rows["name"], strict=True))
    queues = [Waiting(feed, shared, settings) for feed in study.feeds]
    for chunk in chunks.chunks(rows, study.candidate_groups, study.materials, shared, sizes):
        titles = tuple(title[name] for name in chunk.names)
        for queue in queues:
            done = screen_chunk(chunk, queue.feed, shared, settings, profiles or {})
            yield from pieces.of_feed(done, settings)
            yield from queue.add(done, pieces.summary_columns(done, titles, settings))
            if queue is queues[0]:
                yield "descriptors", descriptor_rows.descriptor_rows(chunk, done.resolved)
    for queue in queues:
        yield from queue.flush()


def screen_chunk(
    chunk: Chunk, feed: Feed, shared: Shared, settings: Settings, profiles: Profiles
) -> pieces.Done:
    """Everything that is computed of a chunk in one feed.

    Parameters
    ----------
    chunk : Chunk
    feed : Feed
    shared : Shared
    settings : Settings
    profiles : Profiles

    Returns
    -------
    pieces.Done
    """
    resolved = descriptors.resolve(chunk, feed, len(settings.ions), shared.groups.names)
    advice = descriptors.problems(resolved)
    outcome, failures = _outcome(chunk, feed, shared, settings, resolved)
    advice = np.where(advice == "", failures, advice)
    assumed = shared.table.at(feed.temperature).hydrated_radius_assumed
    given = resolved.channels, shared.ions(feed.temperature), feed
    uses = simulated_uses(outcome, given, profiles, settings)
    outcome, bound = with_profiles(outcome, uses, feed.temperature, settings)
    return pieces.Done(chunk, feed, resolved, outcome, advice, assumed, uses, bound)


def _outcome(
    chunk: Chunk,
    feed: Feed,
    shared: Shared,
    settings: Settings,
    resolved: descriptors.Resolved,
) -> tuple[Outcome, np.ndarray]:
    """Outcome of the chunk; where it fails as a whole, of each candidate on its own."""
    ions = shared.ions(feed.temperature)
    blank = np.full(len(chunk.names), "", dtype=object)
    try:
        return compute(ions, resolved.channels, shared.groups, (feed, settings.options)), blank
    except explain.MODEL_FAILURES:
        pass
    outcomes: list[Outcome | None] = []
    for index in range(len(chunk.names)):  # only after a failure
        alone = select(resolved.channels, [index])
        try:
            outcomes.append(compute(ions, alone, shared.groups, (feed, settings.options)))
        except explain.MODEL_FAILURES as error:
            blank[index] = str(error)
            outcomes.append(None)
    good = next((each for each in outcomes if each is not None), None)
    if good is None:
        good = nothing((settings.n_samples, 1, len(settings.ions)), settings.options.terms)
    return join([not_computed(good) if each is None else each for each in outcomes]), blank
