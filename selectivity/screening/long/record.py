"""What ``run.json`` says of a long study: what is kept, how well ranks are known, what is lost."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from selectivity.screening import gather
from selectivity.screening.long.front import CELL
from selectivity.screening.long.rank import SHARES, Ranked
from selectivity.screening.long.rows import Names
from selectivity.screening.long.staged import loss
from selectivity.tables.study import Study

SURVIVORS, FILTER = "survivors.parquet", "filter"
DIGITS: Final = 4
"""Significant digits of the quantiles. [-]"""


def counts(study: Study, ranked: dict[str, Ranked]) -> dict[str, Any]:
    """What a long study keeps, and how well its ranks are known."""
    settings = study.config.scale
    return {
        "kept": (
            f"ranking.csv, the tidy tables and the report hold the first {settings.first} "
            f"candidates, the Pareto set and {settings.sample} at even steps of the rank; "
            "every candidate is in ranking.parquet, in the order of the rank"
        ),
        "density_cell_decades": CELL,
        "feeds": {feed: _told(each) for feed, each in ranked.items()},
    }


def _told(ranked: Ranked) -> dict[str, Any]:
    seen = ranked.seen
    sketch = seen.sketch
    quantiles = {
        name: {f"{share:g}": _power(value) for share, value in zip(SHARES, found.at(SHARES),
                                                                  strict=True)}
        for name, found in (("selectivity", seen.selectivity), ("permeability", seen.permeability))
    }  # fmt: skip
    return {
        "candidates": seen.n_rows,
        "ranked": seen.n_ranked,
        "shown": len(ranked.shown),
        "pareto": len(seen.front.first),
        "tie_groups": ranked.n_groups,
        "first_tie_group": ranked.n_first,
        "rank_intervals_exact_up_to": sketch.exact if sketch else 0,
        "rank_intervals_wider_by_at_most": sketch.resolution if sketch else 0,
        "quantiles": quantiles,
    }


def _power(log: float) -> float | None:
    return float(f"{10.0**log:.{DIGITS}g}") if np.isfinite(log) else None


def lost(study: Study, output: Path, paths: Sequence[Path]) -> dict[str, Any]:
    """What a filter lost; nothing without one."""
    import pandas as pd

    chosen, scale = output / SURVIVORS, study.config.scale
    if scale.staged_samples is None or not chosen.is_file():
        return {}
    filtered = gather.bucket_files(output / FILTER, gather.SUMMARY, len(paths))
    settings = (Names.of(study.pair), pd.read_parquet(chosen), study.config.ranking.top_k)
    told = {name: loss((filtered, paths), name, *settings) for name in study.config.feeds}
    return {"staged": {"samples": scale.staged_samples, "keep": scale.staged_keep, "feeds": told}}
