"""Is the proposed measurement better than a random one? On synthetic truths of a study.

    python benchmarks/next_measurement.py 30 300

First candidates of the shipped study (results of a run needed: results/ranking.csv, or the folder
given as third argument). Each truth is drawn from the priors by other samples; the proposed
measurement and one chosen at random are made on it.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np
from scipy.stats import wilcoxon

from selectivity.screening.measurements.leading import Question
from selectivity.screening.measurements.tables import leading_names
from selectivity.screening.measurements.trial import carried_out
from selectivity.tables.study import load_study


def main(counts: list[int], results: Path) -> None:
    """Print what is known without, with the proposed, and with a random measurement."""
    study = load_study(Path("config/config.yaml"))
    feed = study.feeds[0]
    question = Question(study, feed, leading_names(study, feed, results), {})
    for n_truths in counts:
        start = time.process_time()
        nothing, proposed, random = carried_out(question, n_truths, seed=11)
        print(f"{n_truths} truths, {time.process_time() - start:.1f} s of processor time")
        for what in ("expected_wrong", "wrong", "rank_interval"):
            ends = [getattr(each, what) for each in (nothing, proposed, random)]
            test = wilcoxon(ends[2] - ends[1], alternative="greater")
            means = " ".join(f"{np.mean(end):7.2f}" for end in ends)
            print(f"  {what:16s} none, proposed, random {means}   p = {test.pvalue:.2g}")


if __name__ == "__main__":
    given = sys.argv[1:]
    folder = Path(given.pop()) if given and not given[-1].isdigit() else Path("results")
    main([int(each) for each in given] or [30], folder)
