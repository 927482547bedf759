"""Recovery of synthetic membranes by `selectivity fit --membrane`: coverage of the intervals.

    python benchmarks/characterise.py 50

Four salts at six fluxes, 3 % noise of the passage, random pores. Prints each membrane and, at the
end, the share of true values inside their 90 % intervals and the costs of plain least squares.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace

import numpy as np

from selectivity.screening.calibration.membrane.data import COLUMNS, curves_of
from selectivity.screening.calibration.membrane.fit import fit_membrane
from selectivity.screening.calibration.membrane.model import PARAMETERS, rejections
from selectivity.tables.paths import data_dir

NOISE = 0.03
SALTS = ("LiCl", "NaCl", "MgCl2", "MgSO4")
FLUXES = (10, 20, 35, 50, 75, 100)


def main(n_membranes: int) -> None:
    """Fit synthetic membranes and print how often the truth lies inside."""
    empty = dict.fromkeys(COLUMNS[1:], np.nan)
    records = [
        empty | {"solute": salt, "feed_mM": 10.0, "flux_LMH": flux, "rejection_pct": 50.0}
        for salt in SALTS
        for flux in FLUXES
    ]
    curves = curves_of(records, data_dir() / "ions.csv")
    random = np.random.default_rng(0)
    inside, worse = [], []
    for place in range(n_membranes):
        truth = np.array(
            [
                random.uniform(0.35, 0.7) * 1e-9,
                random.uniform(-80, 80),
                10 ** random.uniform(6, 7),
                random.uniform(38, 65),
            ]
        )
        passage = 1.0 - rejections(curves, truth[None])[0]
        passage = passage * (1.0 + NOISE * random.normal(size=len(passage)))
        made = replace(curves, rejection=1.0 - passage, uncertainty=NOISE * np.abs(passage))
        start = time.process_time()
        found = fit_membrane(made)
        inside.append((truth >= found.lower) & (truth <= found.upper))
        worse.append(found.plain_cost > 1.5 * found.cost)
        print(f"{place + 1:3d} inside {inside[-1]} {time.process_time() - start:.1f} s", flush=True)
    for name, share in zip(PARAMETERS, np.mean(inside, axis=0), strict=True):
        print(f"{name:20s} covered {share:.2f}")
    print(f"plain least squares from one start ends elsewhere: {np.mean(worse):.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50)
