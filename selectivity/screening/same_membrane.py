"""A candidate of the ranking through every process, as a table of the results."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from selectivity.process.same_membrane import through_all
from selectivity.screening.design_parts import first_candidates
from selectivity.screening.in_process import membranes_of
from selectivity.tables.write import write_parquet

if TYPE_CHECKING:
    import pandas as pd

FEED: Final = {"Li+": 20.0, "Mg2+": 40.0, "Cl-": 100.0}
"""Feed of the comparison, the same for every study. [mol/m³]"""
_OTHER: Final = "Mg2+"
_JOULE_PER_KWH: Final = 3.6e6


def same_membrane(config: Path | str | None, candidate: str) -> pd.DataFrame:
    """One row for each process.

    Parameters
    ----------
    config : Path or str or None
        Configuration of the study; the shipped one for None.
    candidate : str
        Of the study; its first sample stands for it.

    Returns
    -------
    DataFrame
        ``candidate, process, drive, status, advice, separation_factor, recovery,
        energy_kWh_per_kg_Li, polarization, area_m2_per_mL_s``.
    """
    import pandas as pd

    membranes, feed = membranes_of(config, FEED, [candidate], 1)
    one = membranes.take(np.array([0]))
    rows = through_all(one, feed, feed.names.index(_OTHER))
    frame = pd.DataFrame([dataclasses.asdict(row) for row in rows])
    frame["energy"] /= _JOULE_PER_KWH
    frame.insert(0, "candidate", candidate)
    return frame.rename(
        columns={
            "separation": "separation_factor",
            "energy": "energy_kWh_per_kg_Li",
            "area": "area_m2_per_mL_s",
        }
    )


def write_same_membrane(config: Path, ranking: Path, output: Path, candidate: str | None) -> Path:
    """The first candidate of a ranking, or a named one, as a Parquet file.

    Parameters
    ----------
    config : Path
    ranking : Path
        ``ranking.csv``, for the first candidate.
    output : Path
    candidate : str or None

    Returns
    -------
    Path
    """
    name = candidate or first_candidates(ranking, 1)[0]
    return write_parquet(output, same_membrane(config, name))
