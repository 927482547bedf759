"""Buckets into the results of a study: rankings, tidy tables, comparison and the run's record."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from selectivity.domain.feed import Feed
from selectivity.errors import MissingDataError
from selectivity.screening import compare, rejection, table
from selectivity.screening.own_rows import NAME as OWN_ROWS
from selectivity.screening.own_rows import own_rows
from selectivity.screening.record import RUN, run_record
from selectivity.screening.rejection_curve import CURVE
from selectivity.screening.simulated_rows import SIMULATED
from selectivity.tables import write
from selectivity.tables.plan import FEWEST
from selectivity.tables.reader import read_table
from selectivity.tables.study import Study

if TYPE_CHECKING:
    import pandas as pd

SUMMARY: Final = "summary"
TIDY: Final = ("terms", "resistances", "descriptors", "explain", "regimes", "simulated")
TABLES: Final = (SUMMARY, *TIDY)
"""Files of a bucket."""

MAX_NAMED: Final = 8
"""Files that a message names. [-]"""

LINKS: Final = "candidate_measurements"
MEASURED: Final = "measured_selectivity"


def gather(study: Study, buckets: Path, output: Path, n_buckets: int | None = None) -> Path:
    """Rank every candidate and write the results of a study.

    Parameters
    ----------
    study : Study
    buckets : Path
        Folder with one folder per bucket.
    output : Path
        Results directory.
    n_buckets : int, optional
        Number of buckets; that of the configuration, else those of a small study.

    Returns
    -------
    Path
        ``ranking.csv`` of the first feed.

    Raises
    ------
    MissingDataError
        If a bucket is not there.
    """
    started = datetime.now(UTC)
    n_buckets = n_buckets or study.config.workflow.buckets or FEWEST
    summary = read_buckets(buckets, SUMMARY, n_buckets)
    simulated = read_buckets(buckets, "simulated", n_buckets)
    used = set(simulated.loc[simulated["origin"] == SIMULATED, "candidate"])
    ranked = [_ranking(summary, (study, feed), used) for feed in study.feeds]
    written = [write_ranking(each, (study, output)) for each in ranked]
    written.append(write_curve([curve for _, _, curve in ranked], output))
    for name in TIDY:
        frame = read_buckets(buckets, name, n_buckets)
        written.append(write.write_parquet(output / f"{name}.parquet", frame))
    if study.config.sampling.keep_samples:
        written.append(_write_samples(summary, output))
    written.append(write_comparison(study, summary, output))
    rows = own_rows(study.candidates, study.candidate_groups)
    written.append(write.write_parquet(output / f"{OWN_ROWS}.parquet", rows))
    write.write_json(output / RUN, run_record(study, written, output, started))
    return written[0]


def read_buckets(folder: Path, name: str, n_buckets: int) -> pd.DataFrame:
    """One table of all buckets, sorted by candidate.

    Parameters
    ----------
    folder : Path
        Holds the folders ``0`` to ``n_buckets - 1``.
    name : str
        Of `TABLES`.
    n_buckets : int

    Returns
    -------
    DataFrame

    Raises
    ------
    MissingDataError
        If a file is not there.
    """
    import pandas as pd

    paths = bucket_files(folder, name, n_buckets)
    frames = [frame for frame in map(pd.read_parquet, paths) if len(frame.columns)]
    if not frames and name != SUMMARY:
        return pd.DataFrame(columns=["candidate"])
    if not frames:
        raise MissingDataError(f"{folder}: no bucket holds a candidate; add rows to the candidates")
    whole = pd.concat(frames, ignore_index=True)
    return whole.sort_values("candidate", kind="stable").reset_index(drop=True)


def bucket_files(folder: Path, name: str, n_buckets: int) -> list[Path]:
    """Files of one table, bucket by bucket.

    Parameters
    ----------
    folder, name, n_buckets
        As for `read_buckets`.

    Returns
    -------
    list of Path

    Raises
    ------
    MissingDataError
        If a file is not there.
    """
    paths = [folder / str(bucket) / f"{name}.parquet" for bucket in range(n_buckets)]
    absent = [str(path) for path in paths if not path.is_file()]
    if absent:
        shown = ", ".join(absent[:MAX_NAMED]) + (", …" if len(absent) > MAX_NAMED else "")
        raise MissingDataError(
            f"{shown}: not found; every bucket is needed; run `selectivity run`, or "
            "`selectivity screen --bucket I` for each"
        )
    return paths


def _ranking(
    summary: pd.DataFrame, place: tuple[Study, Feed], simulated: set[str]
) -> tuple[str, pd.DataFrame, Any]:
    """Name of a feed, its ranking with what the first candidates do at work, and their curves."""
    study, feed = place
    rows, settings = summary[summary["feed"] == feed.name], study.config.ranking
    frame = table.ranking_table(rows, study.pair, settings.top_k, settings.tie_probability)
    return feed.name, *rejection.with_rejections(study, feed, frame, simulated)


def write_ranking(ranked: tuple[str, pd.DataFrame, Any], place: tuple[Study, Path]) -> Path:
    feed, frame, _ = ranked
    study, output = place
    first = feed == next(iter(study.config.feeds))
    return write.write_csv(output / ("ranking.csv" if first else f"ranking_{feed}.csv"), frame)


def write_curve(curves: list[pd.DataFrame], output: Path) -> Path:
    import pandas as pd

    filled = [curve for curve in curves if len(curve)] or curves[:1]
    whole = pd.concat(filled, ignore_index=True)
    return write.write_parquet(output / f"{CURVE}.parquet", whole)


def _write_samples(summary: pd.DataFrame, output: Path) -> Path:
    import pandas as pd

    samples = np.stack(summary[table.SAMPLES].to_list())
    n_samples = samples.shape[1]
    frame = pd.DataFrame(
        {
            "candidate": np.repeat(summary["candidate"].to_numpy(), n_samples),
            "feed": np.repeat(summary["feed"].to_numpy(), n_samples),
            "sample": np.tile(np.arange(n_samples), len(summary)),
            "log10_selectivity": samples.ravel(),
        }
    )
    return write.write_parquet(output / "samples.parquet", frame)


def write_comparison(study: Study, summary: pd.DataFrame, output: Path) -> Path:
    import pandas as pd

    measured, links = study.data / f"{MEASURED}.csv", study.root / f"config/{LINKS}.csv"
    frame = pd.DataFrame(columns=list(compare.COLUMNS))
    if measured.is_file() and links.is_file():
        feed = next(iter(study.config.feeds))
        found = predictions(summary[summary["feed"] == feed], study.pair)
        tables = read_table(measured, MEASURED), read_table(links, LINKS)
        frame = compare.compare(*tables, found, study.pair)
    return write.write_parquet(output / "comparison.parquet", frame)


def predictions(summary: pd.DataFrame, pair: tuple[str, str]) -> dict[str, compare.Prediction]:
    """Predicted log10 selectivity of the candidates that have a number and no bound."""
    names = table.column_names(pair)
    first = table.FIRST.index("selectivity_{pair}")
    columns = names[first : first + 3]
    plain = summary[(summary["bound"] == "") & summary[columns[0]].notna()]
    logs = np.log10(plain[columns].to_numpy(dtype=float))
    pairs = zip(plain["candidate"], logs, strict=True)
    return {name: compare.Prediction(*(float(value) for value in row)) for name, row in pairs}
