"""Uncertainty, source and kind against the value that they belong to."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from selectivity.errors import Problem
from selectivity.tables.schema import COMPANIONS, ROW, Column, Schema

if TYPE_CHECKING:
    import pandas as pd


def companion_problems(
    path: Path, column: Column, schema: Schema, frame: pd.DataFrame, present: Collection[str]
) -> list[Problem]:
    """An uncertainty without a value, and a value without the source or kind the schema lists.

    Parameters
    ----------
    path : Path
        File, for messages.
    column : Column
        A column of the schema.
    schema : Schema
        What the table may hold.
    frame : DataFrame
        The table.
    present : collection of str
        Fields that the file has.

    Returns
    -------
    list of Problem
    """
    if not column.is_number or column.field not in frame:
        return []
    problems: list[Problem] = []
    names = {each.field: each.name for each in schema.by_name().values()}
    spread = f"{column.field}_uncertainty"
    if spread in present and column.field in present:
        alone = frame[spread].notna() & frame[column.field].isna()
        advice = f"fill in {column.name}, or leave both empty"
        found, allowed = "an uncertainty without a value", "a value with it"
        problems += [
            Problem(str(path), str(row), names[spread], found, allowed, advice)
            for row in frame[ROW][alone]
        ]
    listed = {each.field for each in schema.columns}
    for name in (f"{column.field}_{extra}" for extra in COMPANIONS):
        if name not in listed:
            continue
        lacking = frame[column.field].notna() & (frame[name] == "")
        found, advice = f"a {column.name} without it", f"fill in {name}"
        problems += [
            Problem(str(path), str(row), name, found, "what belongs to a value", advice)
            for row in frame[ROW][lacking]
        ]
    return problems


def uncertainty_problems(
    frame: pd.DataFrame, schema: Schema, fields: Collection[str]
) -> list[Problem]:
    """Values without an uncertainty, which would be taken as exact.

    Parameters
    ----------
    frame : DataFrame
        The table, with ``attrs["path"]``.
    schema : Schema
        Lists the uncertainty of each field.
    fields : collection of str
        Fields to look at.

    Returns
    -------
    list of Problem
    """
    names = {column.field: column.name for column in schema.columns}
    problems: list[Problem] = []
    for field in fields:
        name = names[f"{field}_uncertainty"]
        advice = (
            f"fill in {name}: that of the source, else the default of "
            f"data/default_uncertainty.csv for {field} and its kind"
        )
        lacking = frame[field].notna() & ~(frame[f"{field}_uncertainty"] > 0)
        problems += [
            Problem(frame.attrs["path"], str(row), name, f"{names[field]} without it", "above 0",
                    advice)
            for row in frame[ROW][lacking]
        ]  # fmt: skip
    return problems
