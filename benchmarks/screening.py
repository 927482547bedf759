"""Speed of the screening on one core: python benchmarks/screening.py [candidates] [samples].

Everything a study computes is inside the measured time: descriptors, samples, three-stage model,
explanation, statistics and tables. The candidates are those of the shipped study, repeated under
new identifiers; the ranking is timed apart. Peak memory is measured at two sizes.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pandas as pd

from selectivity.screening import table
from selectivity.screening.gather import read_buckets
from selectivity.screening.screen import screen_bucket
from selectivity.tables.paths import shipped_root
from selectivity.tables.study import Study, load_study

KIND = {"plain": "no groups", "groups": "with groups", "mixed": "as shipped"}


def repeated(study: Study, kind: str, n_candidates: int, n_samples: int) -> Study:
    """Study with that many candidates of a kind, and that many samples."""
    has = study.candidates["candidate"].isin(study.candidate_groups["candidate"])
    chosen = {"plain": ~has, "groups": has, "mixed": has | ~has}[kind]
    rows = study.candidates[chosen]
    copies = -(-n_candidates // len(rows))
    frames, groups = [], []
    for copy in range(copies):
        frames.append(rows.assign(candidate=rows["candidate"] + f"-{copy}"))
        sites = study.candidate_groups
        groups.append(sites.assign(candidate=sites["candidate"] + f"-{copy}"))
    config = study.config
    sampling = config.sampling.model_copy(update={"n_samples": n_samples})
    return replace(
        study,
        config=config.model_copy(update={"sampling": sampling}),
        candidates=pd.concat(frames, ignore_index=True).iloc[:n_candidates],
        candidate_groups=pd.concat(groups, ignore_index=True),
    )


def main(n_candidates: int, n_samples: int) -> None:
    """Print the table."""
    study = load_study(shipped_root() / "config" / "config.yaml")
    print("| candidates | samples | kind | seconds | candidate·samples/s | ranking, s | peak, MB |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for kind, count in (
        ("mixed", len(study.candidates)),
        ("plain", n_candidates),
        ("groups", n_candidates),
        ("mixed", n_candidates),
        ("mixed", 4 * n_candidates),
    ):
        one = repeated(study, kind, count, n_samples)
        with tempfile.TemporaryDirectory() as folder:
            start = time.perf_counter()
            done = screen_bucket(one, (0, 1), Path(folder) / "0")
            seconds = time.perf_counter() - start
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            start = time.perf_counter()
            summary = read_buckets(Path(folder), "summary", 1)
            table.ranking_table(summary, one.pair, one.config.ranking.top_k)
            ranking = time.perf_counter() - start
        rate = done * n_samples / seconds
        print(
            f"| {done} | {n_samples} | {KIND[kind]} | {seconds:.2f} | {rate:,.0f} | "
            f"{ranking:.2f} | {peak:.0f} |"
        )


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:]]
    main(*(given + [1000, 256][len(given) :]))
