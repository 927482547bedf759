"""The map of `screening.map` as figures, and what it says about the target."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from selectivity.report.fields import Axis, Field, Mark, contour
from selectivity.report.heat import LINE_WORDS, heat_map, standalone
from selectivity.report.numbers import ion_label, number
from selectivity.tables.map_section import MapSection

if TYPE_CHECKING:
    import pandas as pd

MOST_MARKS: Final = 1500
"""Candidates that are drawn. [-]"""

LOWEST: Final = -2.0
"""Decades of selectivity below which the colour stays the same. [-]"""

FROM_REGIMES: Final = {"fixed_charge_mol_m3": "fixed_charge_mol_m3"}
"""Columns whose value a candidate has from its regimes: groups make charge, too."""


@dataclass(frozen=True)
class Drawn:
    """One feed's map.

    Attributes
    ----------
    feed : str
    selectivity, permeability : str
        SVG elements.
    sentence : str
        What meets the target.
    n_marks : int
        Candidates that lie on the map.
    """

    feed: str
    selectivity: str
    permeability: str
    sentence: str
    n_marks: int


def draw(
    frame: pd.DataFrame, section: MapSection, pair: tuple[str, str], candidates: pd.DataFrame
) -> list[Drawn]:
    """Figures of a map, feed by feed.

    Parameters
    ----------
    frame : DataFrame
        From `screening.map.map_table`.
    section : MapSection
    pair : tuple of str
        Wanted over unwanted ion.
    candidates : DataFrame
        From `placed`; may be empty.

    Returns
    -------
    list of Drawn
    """
    return [
        _drawn(str(feed), rows, section, (pair, candidates))
        for feed, rows in frame.groupby("feed", sort=False)
    ]


def _drawn(
    feed: str, rows: pd.DataFrame, section: MapSection, told: tuple[tuple[str, str], pd.DataFrame]
) -> Drawn:
    pair, candidates = told
    labels = [ion_label(ion) for ion in pair]
    columns = [name for name in rows.columns if name.startswith(("selectivity_", "permeability_"))]
    names = columns[0], next(name for name in columns if name.startswith("permeability_"))
    words = f"{labels[0]}/{labels[1]} selectivity", f"permeability of {labels[0]}, m/s"
    fields = [_field(rows, section, name, word) for name, word in zip(names, words, strict=True)]
    targets = section.target_selectivity, section.target_permeability_m_s
    lines = [
        contour(field, float(np.log10(target)), f"{word} {target:g}", kind)
        for field, target, word, kind in zip(fields, targets, words, LINE_WORDS, strict=True)
    ]
    axes = _axis(section.x, fields[0].x), _axis(section.y, fields[0].y)
    marks = _marks(candidates, axes)
    svgs = [heat_map(f"Map of {field.axis.label}", axes, field, lines, marks) for field in fields]
    return Drawn(feed, svgs[0], svgs[1], _sentence(rows, section, names, words), len(marks))


def label_of(column: str) -> str:
    """Words and unit of a column: ``pore radius, nm``."""
    from selectivity.tables.schema import load_schema

    found = load_schema("candidates").by_name()[column]
    words = found.field.replace("_", " ")
    unit = {"mol_m3": "mol/m³", "pct": "%"}.get(found.unit, found.unit.replace("_", "/"))
    return f"{words}, {unit}" if unit else words


def _axis(column: str, centres: np.ndarray) -> Axis:
    half = (centres[1] - centres[0]) / 2
    return Axis(label_of(column), float(centres[0] - half), float(centres[-1] + half))


def _field(rows: pd.DataFrame, section: MapSection, name: str, label: str) -> Field:
    """A quantity as decimal logarithm on the grid."""
    values = rows.pivot(index=section.y, columns=section.x, values=name)
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log10(values.to_numpy(dtype=float))
    logs = np.where(np.isfinite(logs), logs, np.nan)
    known = logs[np.isfinite(logs)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    low = max(low, LOWEST) if name.startswith("selectivity_") and high > LOWEST else low
    axis = Axis(label, np.floor(low), max(np.ceil(high), np.floor(low) + 1), log=True)
    return Field(values.columns.to_numpy(float), values.index.to_numpy(float), logs, axis)


def _marks(candidates: pd.DataFrame, axes: tuple[Axis, Axis]) -> list[Mark]:
    if candidates.empty:
        return []
    inside = candidates["x"].between(axes[0].low, axes[0].high)
    inside &= candidates["y"].between(axes[1].low, axes[1].high)
    return [
        Mark(row.x, row.y, row.text)
        for row in candidates[inside].head(MOST_MARKS).itertuples(index=False)
    ]


def _sentence(
    rows: pd.DataFrame, section: MapSection, names: tuple[str, str], words: tuple[str, str]
) -> str:
    """Where both targets are met, in words."""
    targets = section.target_selectivity, section.target_permeability_m_s
    meets = [rows[name] >= target for name, target in zip(names, targets, strict=True)]
    asked = f"{words[0]} of at least {targets[0]:g} and {words[1].replace(', m/s', '')} of at "
    asked += f"least {targets[1]:g} m/s"
    both = rows[meets[0] & meets[1]]
    if both.empty:
        alone = [int(100 * part.mean()) for part in meets]
        return (
            f"Nowhere on this map: {asked}. {alone[0]} % of it meets the first alone and "
            f"{alone[1]} % the second."
        )
    spans = [
        f"{label_of(name)} from {number(both[name].min())} to {number(both[name].max())}"
        for name in (section.x, section.y)
    ]
    share = 100 * len(both) / len(rows)
    return f"{share:.0f} % of this map meets {asked}: {spans[0]}, and {spans[1]}."


def placed(tables: dict[str, Any], ranking: pd.DataFrame, section: MapSection) -> pd.DataFrame:
    """Candidates of a study at their median descriptors.

    Parameters
    ----------
    tables : dict of str to DataFrame
        ``descriptors`` and ``regimes`` of the results.
    ranking : DataFrame
        Text cells of ``ranking.csv``.
    section : MapSection

    Returns
    -------
    DataFrame
        ``x``, ``y`` and ``text``; those that have both descriptors, in the order of the ranking.
    """
    import pandas as pd

    values = [_values_of(tables, name) for name in (section.x, section.y)]
    key = next((name for name in map(str, ranking) if name.startswith("selectivity_")), "")
    rows = []
    for cells in ranking.to_dict("records"):
        name = str(cells["candidate"])
        place = [found.get(name, np.nan) for found in values]
        if np.isfinite(place).all():
            rank = f", rank {cells['rank']}" if cells["rank"] else ""
            value = number(float(cells[key] or "nan")) if key else ""
            text = f"{cells.get('name') or name}: selectivity {value}{rank}"
            rows.append({"x": place[0], "y": place[1], "text": text})
    return pd.DataFrame(rows, columns=["x", "y", "text"])


def _values_of(tables: dict[str, Any], column: str) -> dict[str, float]:
    """Median of a descriptor by candidate, in the unit of the column."""
    from selectivity.tables.schema import load_schema

    regimes, frame = tables["regimes"], tables["descriptors"]
    if column in FROM_REGIMES and FROM_REGIMES[column] in regimes:
        first = regimes.drop_duplicates("candidate")
        return dict(zip(first["candidate"], first[FROM_REGIMES[column]], strict=True))
    if "descriptor" not in frame:
        return {}
    rows = frame[frame["descriptor"] == load_schema("candidates").by_name()[column].field]
    return dict(zip(rows["candidate"], rows["value"], strict=True))


def page(drawn: list[Drawn], section: MapSection) -> str:
    """A page with the figures and their words."""
    fixed = ", ".join(f"{name} {value:g}" for name, value in section.fixed.items())
    parts = [
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Map</title>'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src '
        "'unsafe-inline'\"><style>body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;"
        "margin:auto;padding:1rem}</style></head><body><h1>What membrane is needed</h1>"
        f"<p>{escape(section.geometry)}, {escape(section.material_class)}; {escape(fixed)}.</p>"
    ]
    for each in drawn:
        parts.append(f"<h2>Feed {escape(each.feed)}</h2><p>{escape(each.sentence)}</p>")
        parts += [each.selectivity, each.permeability]
        lines = ", ".join(f"{words}" for words in LINE_WORDS.values())
        parts.append(f"<p>Lines: target of the selectivity and of the permeability ({lines}).</p>")
    return "".join([*parts, "</body></html>\n"])


__all__ = ["Drawn", "draw", "page", "placed", "standalone"]
