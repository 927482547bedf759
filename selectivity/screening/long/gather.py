"""Buckets of a long study into its results: all candidates in Parquet, some for people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from selectivity.domain.feed import Feed
from selectivity.screening import gather, rejection, table
from selectivity.screening.long.rank import Ranked, rank_feed
from selectivity.screening.long.record import counts, lost
from selectivity.screening.long.rows import ROWS
from selectivity.screening.long.shown import Wish
from selectivity.screening.own_rows import NAME as OWN_ROWS
from selectivity.screening.own_rows import own_rows
from selectivity.screening.record import RUN, run_record
from selectivity.screening.screen import screen_rows
from selectivity.screening.simulated import load_profiles
from selectivity.screening.simulated_rows import SIMULATED
from selectivity.tables import write
from selectivity.tables.parts import parts_of
from selectivity.tables.study import Study, load_study
from selectivity.tables.wanted import Wanted

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

DENSITY: Final = "density"


def gather_long(
    config: Path,
    buckets: Path,
    output: Path,
    n_buckets: int,
    md_terms: Path | None = None,
    prior_only: bool = False,
) -> Path:
    """Rank very many candidates in bounded memory and write the results of a study.

    Parameters
    ----------
    config : Path
        Configuration.
    buckets : Path
        Folder with one folder per bucket, as ``selectivity screen --brief`` writes them.
    output : Path
        Results directory.
    n_buckets : int
    md_terms : Path, optional
        Table of MD terms, as the buckets had it.
    prior_only : bool
        See `load_study`.

    Returns
    -------
    Path
        ``ranking.csv`` of the first feed: the first candidates, the Pareto set and a sample.
        All candidates are in ``ranking.parquet``, whose parts are in the order of the rank.

    Raises
    ------
    MissingDataError
        If a bucket is not there.
    """
    started = datetime.now(UTC)
    study = load_study(config, prior_only, Wanted(names=()))
    paths = gather.bucket_files(buckets, gather.SUMMARY, n_buckets)
    output.mkdir(parents=True, exist_ok=True)
    ranked = {feed.name: _rank(study, feed, paths, output) for feed in study.feeds}
    names = {name for each in ranked.values() for name in each.shown["candidate"]}
    study = load_study(config, prior_only, Wanted(names=names))
    simulated = gather.read_buckets(buckets, "simulated", n_buckets)
    written = _write_shown(study, ranked, output, _used(simulated))
    profiles = load_profiles(md_terms, study.config.md.use_insufficient)
    written += _write_tidy(study, output, profiles)
    written.append(_write_density(ranked, output))
    if study.config.sampling.keep_samples:
        written.append(_write_samples(paths, output))
    written.append(gather.write_comparison(study, _linked(study, paths), output))
    rows = own_rows(study.candidates, study.candidate_groups)
    written.append(write.write_parquet(output / f"{OWN_ROWS}.parquet", rows))
    for feed in study.feeds:
        written += parts_of(output / f"{_stem(study, feed)}.parquet")
    scale = counts(study, ranked) | lost(study, output, paths)
    write.write_json(output / RUN, run_record(study, written, output, started, scale))
    return output / "ranking.csv"


def _stem(study: Study, feed: Feed) -> str:
    first = feed.name == next(iter(study.config.feeds))
    return "ranking" if first else f"ranking_{feed.name}"


def _rank(study: Study, feed: Feed, paths: Sequence[Path], output: Path) -> Ranked:
    """Rank one feed; its folder of parts appears whole."""
    settings, scale = study.config.ranking, study.config.scale
    wish = Wish(study.pair, settings.top_k, settings.tie_probability, scale.first, scale.sample)
    found: list[Ranked] = []
    write.write_folder(
        output / f"{_stem(study, feed)}.parquet",
        lambda folder: found.append(rank_feed(paths, feed.name, wish, folder)),
    )
    return found[0]


def _used(simulated: pd.DataFrame) -> set[str]:
    if "origin" not in simulated:
        return set()
    return set(simulated.loc[simulated["origin"] == SIMULATED, "candidate"])


def _write_shown(
    study: Study, ranked: dict[str, Ranked], output: Path, simulated: set[str]
) -> list[Path]:
    """Rankings for people and the curves of their first candidates."""
    told = []
    for feed in study.feeds:
        frame = table.rounded(ranked[feed.name].shown)
        told.append((feed.name, *rejection.with_rejections(study, feed, frame, simulated)))
    written = [gather.write_ranking(each, (study, output)) for each in told]
    return [*written, gather.write_curve([curve for _, _, curve in told], output)]


def _write_tidy(study: Study, output: Path, profiles: Any) -> list[Path]:
    """The tidy tables of the shown candidates, computed again: their numbers are the same."""
    import pandas as pd
    import pyarrow as pa

    grown: dict[str, list[pa.Table]] = {name: [] for name in gather.TIDY}
    for name, piece in screen_rows(study, study.candidates, profiles):
        if name in grown:
            grown[name].append(piece)
    written = []
    for name, parts in grown.items():
        filled = [part for part in parts if part.num_columns]
        frame = pd.DataFrame(columns=["candidate"])
        if filled:
            frame = pa.concat_tables(filled).to_pandas()
            frame = frame.sort_values("candidate", kind="stable").reset_index(drop=True)
        written.append(write.write_parquet(output / f"{name}.parquet", frame))
    return written


def _write_density(ranked: dict[str, Ranked], output: Path) -> Path:
    import pandas as pd

    frames = [each.seen.density.frame(feed) for feed, each in ranked.items()]
    filled = [frame for frame in frames if len(frame)] or frames[:1]
    return write.write_parquet(output / f"{DENSITY}.parquet", pd.concat(filled, ignore_index=True))


def _linked(study: Study, paths: Sequence[Path]) -> pd.DataFrame:
    """Rows of the candidates that measurements are linked to, without their samples."""
    import pandas as pd
    import pyarrow as pa
    import pyarrow.dataset as ds

    links = study.root / f"config/{gather.LINKS}.csv"
    names = pd.read_csv(links, dtype=str)["candidate"].unique() if links.is_file() else []
    wanted = pa.array(names, pa.string())
    rows = ds.dataset([str(path) for path in paths], format="parquet")
    columns = [name for name in rows.schema.names if name != table.SAMPLES]
    return rows.to_table(columns=columns, filter=ds.field("candidate").isin(wanted)).to_pandas()


def _write_samples(paths: Sequence[Path], output: Path) -> Path:
    """Samples of every candidate and feed, batch by batch."""
    import pyarrow.parquet as pq

    def writer(file: Path) -> None:
        grown = None
        for path in paths:
            with pq.ParquetFile(path) as source:
                wanted = ["candidate", "feed", table.SAMPLES]
                for batch in source.iter_batches(batch_size=ROWS, columns=wanted):
                    rows = _long_samples(batch)
                    grown = grown or pq.ParquetWriter(file, rows.schema, compression="zstd")
                    grown.write_table(rows)
        if grown is not None:
            grown.close()

    return write.write_atomically(output / "samples.parquet", writer)


def _long_samples(batch: pa.RecordBatch) -> pa.Table:
    import pyarrow as pa

    flat = batch.column(table.SAMPLES).flatten()
    n_samples = len(flat) // max(len(batch), 1)
    row = pa.array(np.repeat(np.arange(len(batch)), n_samples))
    return pa.table(
        {
            "candidate": batch.column("candidate").take(row),
            "feed": batch.column("feed").take(row),
            "sample": np.tile(np.arange(n_samples), len(batch)),
            "log10_selectivity": flat,
        }
    )
