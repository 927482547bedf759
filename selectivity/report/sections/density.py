"""Where the candidates of a long study lie: a density, because a page cannot hold them all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from selectivity.report.fields import Axis, Field, Mark
from selectivity.report.headline import feed_label, quantity
from selectivity.report.heat import heat_map
from selectivity.report.numbers import ion_label, number
from selectivity.report.sections.base import Section
from selectivity.report.study import Study

if TYPE_CHECKING:
    import pandas as pd

DECADES = 30.0
"""Span of the drawn selectivities below the largest: what is beyond is counted, not drawn."""

QUANTILES = ("0.01", "0.05", "0.25", "0.5", "0.75", "0.95", "0.99")


def _density(study: Study) -> dict[str, Any] | None:
    frame = study.tables["density"]
    if frame.empty:
        return None
    return {"figures": [], "maps": [_map(study, feed, rows) for feed, rows in
                                    frame.groupby("feed", sort=False)]}  # fmt: skip


def _map(study: Study, feed: str, rows: pd.DataFrame) -> dict[str, Any]:
    width = float(rows["width_decades"].iloc[0])
    top = rows["log10_selectivity"].max()
    drawn = rows[rows["log10_selectivity"] >= top - DECADES]
    field = _field(drawn, width)
    wanted = ion_label(study.pair[0])
    axes = (
        Axis(f"permeability of {wanted}, m/s", *_ends(field.x, width), log=True),
        Axis(quantity(study.pair), *_ends(field.y, width), log=True),
    )
    title = f"Density of {rows['candidates'].sum()} candidates"
    whole = study.whole(feed)
    return {
        "svg": heat_map(title, axes, field, marks=_front(study, feed, axes)),
        "feed": feed_label(study, feed),
        "ranked": whole.get("ranked", int(rows["candidates"].sum())),
        "not_drawn": int(rows["candidates"].sum() - drawn["candidates"].sum()),
        "quantiles": _quantiles(whole),
    }


def _field(rows: pd.DataFrame, width: float) -> Field:
    """Counts on all cells between the outermost ones, as decimal logarithms."""
    places = np.round(
        rows[["log10_permeability_m_s", "log10_selectivity"]].to_numpy() / width - 0.5
    )
    places = places.astype(int)
    low = places.min(axis=0)
    shape = places.max(axis=0) - low + 1
    counts = np.full((shape[1], shape[0]), np.nan)
    counts[places[:, 1] - low[1], places[:, 0] - low[0]] = np.log10(rows["candidates"])
    x = (np.arange(shape[0]) + low[0] + 0.5) * width
    y = (np.arange(shape[1]) + low[1] + 0.5) * width
    most = max(float(np.nanmax(counts)), 1.0)
    return Field(x, y, counts, Axis("candidates in a cell", 0.0, most, log=True))


def _ends(centres: np.ndarray, width: float) -> tuple[float, float]:
    return float(centres[0] - width), float(centres[-1] + width)


def _front(study: Study, feed: str, axes: tuple[Axis, Axis]) -> list[Mark]:
    frame = study.rankings[feed]
    best = frame[frame["pareto"].str.lower() == "true"]
    columns = [name for name in frame.columns if name.startswith("permeability_")][:1]
    columns.append(f"selectivity_{study.pair_key}")
    logs = np.log10(best[columns].replace("", "nan").astype(float).to_numpy())
    return [
        Mark(x, y, f"{name}: rank {rank}", "front")
        for (x, y), name, rank in zip(logs, best["candidate"], best["rank"], strict=True)
        if axes[0].low <= x <= axes[0].high and axes[1].low <= y <= axes[1].high
    ]


def _quantiles(whole: dict[str, Any]) -> list[dict[str, str]]:
    found = whole.get("quantiles", {})
    names = [name for name in ("selectivity", "permeability") if name in found]
    rows = []
    for share in QUANTILES if names else ():
        cells = {name: number(found[name].get(share) or float("nan")) for name in names}
        rows.append({"share": f"{100 * float(share):g} %", **cells})
    return rows


DENSITY = Section("density", "Where do all candidates lie?", _density)
