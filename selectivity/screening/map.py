"""Selectivity and permeability over two descriptors: what membrane a target needs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from selectivity.screening import table
from selectivity.screening.screen import screen_rows
from selectivity.tables.schema import load_schema
from selectivity.tables.study import Study
from selectivity.units import si_factor, si_offset

if TYPE_CHECKING:
    import pandas as pd

ONE_NAME: Final = "map"
"""Identifier of every point: all draw the same samples, so that contours are smooth."""


def axis_values(section: Any) -> tuple[np.ndarray, np.ndarray]:
    """Points along both axes, in the units of the columns.

    Parameters
    ----------
    section : MapSection

    Returns
    -------
    tuple of ndarray
        Even steps; an end that the column does not allow (a radius of 0) is left by half a step.
    """
    columns = load_schema("candidates").by_name()
    found = []
    for name, low, high in (
        (section.x, section.x_low, section.x_high),
        (section.y, section.y_low, section.y_high),
    ):
        bounds, step = columns[name].bounds, (high - low) / (section.points - 1)
        start = low + step / 2 if bounds.low_open and low == bounds.low else low
        stop = high - step / 2 if bounds.high_open and high == bounds.high else high
        found.append(np.linspace(start, stop, section.points))
    return found[0], found[1]


def map_table(study: Study) -> pd.DataFrame:
    """Selectivity and permeability at every point of the map, for every feed.

    Parameters
    ----------
    study : Study
        Its candidates are not used; ``config.map`` says what varies.

    Returns
    -------
    DataFrame
        ``feed``, both columns in their units, the selectivity with its interval, the permeability
        of both ions, ``bound`` and ``status``; row by row upwards.
    """
    import pyarrow as pa

    section = study.config.map
    across, up = (values.ravel() for values in np.meshgrid(*axis_values(section)))
    rows = _rows(study, {section.x: across, section.y: up})
    sampling = study.config.sampling.model_copy(update={"n_samples": section.n_samples})
    changed = replace(
        study,
        config=study.config.model_copy(update={"sampling": sampling}),
        candidates=rows,
        candidate_groups=study.candidate_groups.iloc[:0],
    )
    pieces = [piece for name, piece in screen_rows(changed, rows, tables=("summary",))
              if name == "summary"]  # fmt: skip
    found = pa.concat_tables(pieces).to_pandas()
    names = table.column_names(study.pair)
    shown = [name for name in names if name.startswith(("selectivity_", "permeability_"))]
    frames = []
    for _, part in found.groupby("feed", sort=False):
        placed = part.reset_index(drop=True).assign(**{section.x: across, section.y: up})
        frames.append(placed[["feed", section.x, section.y, *shown, "bound", "status"]])
    whole = pa.concat_tables([pa.Table.from_pandas(frame) for frame in frames]).to_pandas()
    return table.rounded(whole)


def _rows(study: Study, varied: dict[str, np.ndarray]) -> pd.DataFrame:
    """Candidates of all points, in SI."""
    import pandas as pd

    section = study.config.map
    columns = load_schema("candidates").by_name()
    count = section.points**2
    given = varied | {name: np.full(count, value) for name, value in section.fixed.items()}
    values: dict[str, Any] = {
        column.field: np.full(count, np.nan) if column.is_number else [""] * count
        for column in load_schema("candidates").columns
    }
    values |= {"candidate": [ONE_NAME] * count, "geometry": [section.geometry] * count}
    values["material_class"] = [section.material_class] * count
    for name, numbers in given.items():
        column = columns[name]
        shift = 0.0 if column.field.endswith("_uncertainty") else si_offset(column.unit)
        values[column.field] = numbers * si_factor(column.unit) + shift
    return pd.DataFrame(values)
