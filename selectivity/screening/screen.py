"""The screening of one bucket: descriptors, samples, physics, statistics, tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

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
from selectivity.tables.study import Study
from selectivity.tables.wanted import Wanted

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

BRIEF: Final = ("summary", "simulated")
"""Tables of a bucket of a long study: what the ranking needs."""


def screen_bucket(
    study: Study,
    bucket: tuple[int, int],
    folder: Path,
    md_terms: Path | None = None,
    brief: bool = False,
) -> int:
    """Compute the candidates of one bucket and write its tables.

    Parameters
    ----------
    study : Study
        With the candidates of the bucket at least; of a table in parts with no others.
    bucket : tuple of int
        Number of the bucket and number of buckets.
    folder : Path
        Receives one Parquet file per table of `gather.TABLES`, or of `BRIEF`.
    md_terms : Path, optional
        Table of MD terms.
    brief : bool
        Only the tables of `BRIEF`.

    Returns
    -------
    int
        Number of candidates.
    """
    rows = study.candidates
    mine = Wanted(bucket=bucket).mask(rows["candidate"].tolist(), study.parted)
    rows = rows[mine]
    profiles = load_profiles(md_terms, study.config.md.use_insufficient)
    tables = BRIEF if brief else pieces.TABLES
    with tidy.writers(folder) as out:
        for name, piece in screen_rows(study, rows, profiles, tables):
            out.add(name, piece)
        out.complete(tables)
    return len(rows)


def screen_rows(
    study: Study,
    rows: pd.DataFrame,
    profiles: Profiles | None = None,
    tables: Sequence[str] = pieces.TABLES,
) -> Iterator[tuple[str, pa.Table]]:
    """Pieces of the tables for some candidates, chunk by chunk.

    Parameters
    ----------
    study : Study
    rows : DataFrame
        Candidates, in SI.
    profiles : Profiles, optional
        Simulated profiles; None for none.
    tables : sequence of str
        Of `pieces.TABLES`; others are not made.

    Yields
    ------
    tuple of str and pyarrow.Table
        Name of the table, and rows of it.
    """
    settings = Settings.of(study)
    sizes = settings.n_samples, settings.seed
    shared = sample_shared(study.ions, study.groups, study.materials, sizes)
    title = dict(zip(rows["candidate"], rows["name"], strict=True))
    queues = [Waiting(feed, shared, settings, tables) for feed in study.feeds]
    for chunk in chunks.chunks(rows, study.candidate_groups, study.materials, shared, sizes):
        titles = tuple(title[name] for name in chunk.names)
        for queue in queues:
            done = screen_chunk(chunk, queue.feed, shared, settings, profiles or {})
            yield from pieces.of_feed(done, settings, tables)
            yield from queue.add(done, pieces.summary_columns(done, titles, settings))
            if queue is queues[0] and "descriptors" in tables:
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
