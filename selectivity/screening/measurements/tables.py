"""The tables ``measurements`` and ``sensitivity`` of a finished study."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from selectivity.domain.feed import Feed
from selectivity.errors import MissingDataError
from selectivity.screening import table
from selectivity.screening.measurements import at_work, kinds, preposterior, sobol
from selectivity.screening.measurements.leading import Question, ranked_samples, sampled
from selectivity.screening.simulated import load_profiles
from selectivity.tables import write
from selectivity.tables.study import Study

if TYPE_CHECKING:
    import pandas as pd

MEASUREMENTS: Final = "measurements"
SENSITIVITY: Final = "sensitivity"
MEASUREMENT_COLUMNS: Final = (
    *("candidate", "feed", "measurement", "unit", "known_now", "value_now", "value_lo"),
    *("value_hi", "assumed_error", "expected_interval_now", "expected_interval_after"),
    *("criterion", "criterion_now", "criterion_after", "expected_reduction"),
    "expected_reduction_error",
    *("order_in_candidate", "order_in_study", "effective_samples"),
)
SENSITIVITY_COLUMNS: Final = (
    *("candidate", "feed", "output", "input", "first_order", "first_order_confidence"),
    *("total", "total_confidence"),
)


def write_tables(study: Study, results: Path, md_terms: Path | None = None) -> list[Path]:
    """Both tables for every feed of a ranked study.

    Parameters
    ----------
    study : Study
    results : Path
        Directory with ``ranking.csv`` and ``ranking_<feed>.csv``.
    md_terms : Path, optional
        Table of MD terms.

    Returns
    -------
    list of Path
        ``measurements.parquet`` and ``sensitivity.parquet``.

    Raises
    ------
    MissingDataError
        If a ranking is not there.
    """
    profiles = load_profiles(md_terms, study.config.md.use_insufficient)
    found: dict[str, list[dict[str, object]]] = {MEASUREMENTS: [], SENSITIVITY: []}
    for feed in study.feeds:
        question = Question(study, feed, leading_names(study, feed, results), profiles)
        found[MEASUREMENTS] += measurement_rows(question)
        found[SENSITIVITY] += list(sensitivity_rows(question))
    columns = {MEASUREMENTS: MEASUREMENT_COLUMNS, SENSITIVITY: SENSITIVITY_COLUMNS}
    return [
        write.write_parquet(results / f"{name}.parquet", _frame(rows, columns[name]))
        for name, rows in found.items()
    ]


def measurement_rows(question: Question) -> list[dict[str, object]]:
    """Every possible measurement of every candidate of a question, the most useful first.

    Parameters
    ----------
    question : Question

    Returns
    -------
    list of dict
        `MEASUREMENT_COLUMNS`.
    """
    if not question.names:
        return []
    rows = [_row(question, measurement, worth) for measurement, worth in judged(question)]
    rows.sort(key=lambda row: (-float(row["expected_reduction"]), str(row["candidate"])))  # type: ignore[arg-type]
    seen: dict[str, int] = {}
    for place, row in enumerate(rows):
        name = str(row["candidate"])
        seen[name] = seen.get(name, 0) + 1
        row |= {"order_in_candidate": seen[name], "order_in_study": place + 1}
    return rows


def judged(
    question: Question,
) -> Iterator[tuple[kinds.Measurement, preposterior.Worth]]:
    """Every possible measurement and its worth, candidate by candidate.

    Parameters
    ----------
    question : Question

    Yields
    ------
    tuple of Measurement and Worth
    """
    parts = sampled(question, question.study.config.measurements.n_samples)
    samples = ranked_samples(parts, question)
    order = preposterior.Order(samples, question.settings.seed)
    place = {name: index for index, name in enumerate(question.names)}
    possible = [each for done in parts for each in kinds.descriptors_of(done)]
    possible += list(at_work.rejections(question, parts))
    for measurement in sorted(possible, key=lambda each: place[each.candidate]):
        yield measurement, order.worth(measurement, place[measurement.candidate])


def sensitivity_rows(question: Question) -> Iterator[dict[str, object]]:
    """Sobol indices of every candidate of a question.

    Parameters
    ----------
    question : Question

    Yields
    ------
    dict
        `SENSITIVITY_COLUMNS`.
    """
    for each in sobol.indices(question) if question.names else ():
        values = (
            *(each.candidate, question.feed.name, each.output, each.group, each.first),
            *(each.first_confidence, each.total, each.total_confidence),
        )
        yield dict(zip(SENSITIVITY_COLUMNS, values, strict=True))


def leading_names(study: Study, feed: Feed, results: Path) -> tuple[str, ...]:
    """First candidates of the ranking of a feed.

    Parameters
    ----------
    study : Study
    feed : Feed
    results : Path
        Directory with the rankings.

    Returns
    -------
    tuple of str
        At most ``measurements.top_k`` of the configuration.

    Raises
    ------
    MissingDataError
        If the ranking is not there.
    """
    import pandas as pd

    first = feed.name == next(iter(study.config.feeds))
    path = results / ("ranking.csv" if first else f"ranking_{feed.name}.csv")
    if not path.is_file():
        raise MissingDataError(f"{path}: not found; run `selectivity rank` first")
    ranked = pd.read_csv(path, dtype={"candidate": str}, keep_default_na=False)
    names = ranked.loc[ranked["rank"].astype(str) != "", "candidate"]
    return tuple(names[: study.config.measurements.top_k])


def _row(
    question: Question, measurement: kinds.Measurement, worth: preposterior.Worth
) -> dict[str, object]:
    low, middle, high = np.quantile(measurement.value, (0.05, 0.5, 0.95))
    return {
        "candidate": measurement.candidate,
        "feed": question.feed.name,
        "measurement": measurement.name,
        "unit": measurement.unit,
        "known_now": measurement.known_now,
        "value_now": middle,
        "value_lo": low,
        "value_hi": high,
        "assumed_error": measurement.assumed_error,
        "expected_interval_now": worth.interval_now,
        "expected_interval_after": worth.interval_after,
        "criterion": preposterior.CRITERION,
        "criterion_now": worth.pairs_now,
        "criterion_after": worth.pairs_now - worth.reduction,
        "expected_reduction": worth.reduction,
        "expected_reduction_error": worth.reduction_error,
        "effective_samples": worth.samples,
    }


def _frame(rows: list[dict[str, object]], columns: tuple[str, ...]) -> pd.DataFrame:
    import pandas as pd

    frame = pd.DataFrame(rows, columns=list(columns))
    return table.rounded(frame)


__all__ = ["judged", "leading_names", "measurement_rows", "sensitivity_rows", "write_tables"]
