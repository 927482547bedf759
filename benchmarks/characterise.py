"""Recovery of synthetic membranes by `selectivity fit --membrane`: coverage of the intervals.

    python benchmarks/characterise.py 50          # or, in two processes, `50 0 2` and `50 1 2`

Four salts at six fluxes, 3 % noise of the passage, random pores. Prints each membrane and, at the
end, the share of true values inside their 90 % intervals and the costs of plain least squares.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace

import numpy as np

from selectivity.screening.calibration.membrane.curves import curves_of
from selectivity.screening.calibration.membrane.data import COLUMNS
from selectivity.screening.calibration.membrane.fit import fit_membrane
from selectivity.screening.calibration.membrane.model import PARAMETERS, rejections
from selectivity.tables.ions import load_ions
from selectivity.tables.paths import data_dir

NOISE = 0.03
WORSE = 1.5
SALTS = ("LiCl", "NaCl", "MgCl2", "MgSO4")
FLUXES = (10, 20, 35, 50, 75, 100)


def main(n_membranes: int, part: int = 0, n_parts: int = 1) -> None:
    """Fit synthetic membranes and print how often the truth lies inside."""
    empty = dict.fromkeys(COLUMNS[1:], np.nan)
    records = [
        empty | {"solute": salt, "feed_mM": 10.0, "flux_LMH": flux, "rejection_pct": 50.0}
        for salt in SALTS
        for flux in FLUXES
    ]
    curves = curves_of(records, load_ions(data_dir() / "ions.csv"))
    random = np.random.default_rng(0)
    inside, worse, plain = [], [], []
    for place in range(n_membranes):
        truth = np.array(
            [
                random.uniform(0.35, 0.7) * 1e-9,
                random.uniform(-80, 80),
                10 ** random.uniform(6, 7),
                random.uniform(38, 65),
            ]
        )
        exact = 1.0 - rejections(curves, truth[None])[0]
        passage = exact * (1.0 + NOISE * random.normal(size=len(exact)))
        made = replace(curves, rejection=1.0 - passage, uncertainty=NOISE * np.abs(exact))
        if place % n_parts != part:
            continue
        start = time.process_time()
        found = fit_membrane(made)
        inside.append((truth >= found.lower) & (truth <= found.upper))
        worse.append(found.plain_cost > WORSE * found.cost)
        plain.append(np.abs(found.plain - truth) > np.abs(found.values - truth))
        print(f"{place + 1:3d} inside {inside[-1]} {time.process_time() - start:.1f} s", flush=True)
    for name, share in zip(PARAMETERS, np.mean(inside, axis=0), strict=True):
        print(f"{name:20s} covered {share:.2f}")
    for name, share in zip(PARAMETERS, np.mean(plain, axis=0), strict=True):
        print(f"{name:20s} the one element is further from the truth in {share:.2f}")
    print(f"plain least squares of one linear element fits worse: {np.mean(worse):.2f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:] or ["50"]))
