"""All structures under leave-one-paper-out: the tables of docs/validation.md.

    python benchmarks/validation.py > validation_tables.md

Takes some minutes on one core; the same numbers every time.
"""

from __future__ import annotations

import sys
from collections import Counter

from selectivity.screening.calibration.comparison import (
    compare,
    kind_sets,
    markdown,
    outcomes,
    subsets,
)
from selectivity.screening.calibration.nested import nested
from selectivity.screening.calibration.pairs import PairTable
from selectivity.screening.calibration.rows import make_rows
from selectivity.screening.calibration.shipped import with_prior
from selectivity.screening.calibration.structures import BASELINES, SHIPPED, STRUCTURES
from selectivity.tables.measured import read_measured
from selectivity.tables.paths import data_dir


def main() -> None:
    """Print the table of structures by pair, and of the shipped one by kind."""
    pairs = PairTable(data_dir() / "ions.csv")
    frame = read_measured(data_dir() / "measured_selectivity.csv")
    rows = with_prior(make_rows(frame, pairs), pairs)
    by_pair, by_kind = [], []
    tick = lambda name: print(name, file=sys.stderr, flush=True)  # noqa: E731
    for name, predicted in compare(rows, BASELINES | STRUCTURES, tick):
        by_pair += outcomes(rows, name, predicted, subsets(rows))
        if name == SHIPPED:
            by_kind = outcomes(rows, name, predicted, kind_sets(rows))
    predicted, chosen = nested(rows, STRUCTURES, tick)
    by_pair += outcomes(rows, "chosen within the training papers", predicted, subsets(rows))
    for label in subsets(rows):
        print(f"\n### {label}\n")
        print(markdown([found for found in by_pair if found.rows == label]))
    counts = Counter(chosen).most_common()
    print("\nChosen in the nested folds: " + "; ".join(f"{n} × {name}" for name, n in counts))
    print(f"\n### {SHIPPED}, by kind and pair\n")
    print(markdown(by_kind))


if __name__ == "__main__":
    main()
