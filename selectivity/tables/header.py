"""Headers against a schema: unknown columns, wrong unit suffixes, duplicates, missing columns."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from selectivity.errors import Problem
from selectivity.tables.cells import nearest, show
from selectivity.tables.raw import RawTable
from selectivity.tables.schema import Column, Schema
from selectivity.units import same_dimension, si_factor, split_suffix


def match_header(
    path: Path, raw: RawTable, schema: Schema, problems: list[Problem]
) -> dict[int, Column]:
    """Which column of the schema stands where.

    Parameters
    ----------
    path : Path
        File, for messages.
    raw : RawTable
        Header and cells.
    schema : Schema
        What is allowed.
    problems : list of Problem
        Receives what is wrong with the header.

    Returns
    -------
    dict of int to Column
        Position in the row to column; unknown columns are left out.
    """
    allowed = schema.by_name()
    found: dict[int, Column] = {}
    for position, name in enumerate(raw.header):
        if name in allowed:
            found[position] = allowed[name]
        elif problem := _unknown(path, raw, position, schema):
            problems.append(problem)
    counts = Counter(name for name in raw.header if name)
    for name in (name for name, count in counts.items() if count > 1):
        what = f"{counts[name]} columns of this name"
        problems.append(_problem(path, raw, name, what, "one", "remove or rename the others"))
    for column in schema.columns:
        if column.is_required and column.name not in raw.header and not _renamed(column, raw):
            advice = f"add the column: {column.description}".rstrip(": ")
            problems.append(_problem(path, raw, column.name, "no such column", "required", advice))
    return found


def _problem(
    path: Path, raw: RawTable, column: str, found: str, allowed: str, advice: str
) -> Problem:
    return Problem(str(path), str(raw.header_row), column, found, allowed, advice)


def _renamed(column: Column, raw: RawTable) -> bool:
    """True if a misspelt header was already reported as meaning this column."""
    return any(split_suffix(name)[0] == column.field for name in raw.header if name)


def _unknown(path: Path, raw: RawTable, position: int, schema: Schema) -> Problem | None:
    name = raw.header[position]
    if not name:
        if not any(row[position] for row in raw.rows):
            return None
        found, advice = f"cells below an empty header (column {position + 1})", "name the column"
        return _problem(path, raw, "", found, "a column name", advice)
    allowed = schema.by_name()
    found = f"unknown column {show(name)}"
    if column := _same_field(name, allowed):
        return _problem(path, raw, name, *_wrong_suffix(name, column))
    match = nearest(name, allowed)
    options = ", ".join(column.name for column in schema.columns)
    advice = f"did you mean {match!r}?" if match else "remove it, or put it into the column note"
    return _problem(path, raw, name, found, match or options, advice)


def _same_field(name: str, allowed: dict[str, Column]) -> Column | None:
    """Column that differs in the unit suffix only, whatever the suffix is."""
    field = split_suffix(name)[0]
    for column in allowed.values():
        if not column.is_number or column.name == name:
            continue
        if field == column.field:
            return column
        rest = name.removeprefix(f"{column.field}_")
        if rest != name and column.unit and "_" not in rest and not rest.islower():
            return column
        if name == f"{column.name}_uncertainty" and f"{column.field}_uncertainty" != name:
            return _companion(column, allowed)
    return None


def _companion(column: Column, allowed: dict[str, Column]) -> Column | None:
    matches = (c for c in allowed.values() if c.field == f"{column.field}_uncertainty")
    return next(matches, None)


def _wrong_suffix(name: str, column: Column) -> tuple[str, str, str]:
    """Found, allowed and advice of a column in another unit."""
    suffix = split_suffix(name)[1]
    advice = f"write {column.name}"
    found = f"unit suffix {show(suffix)} in {show(name)}" if suffix else f"{show(name)}"
    if suffix and not same_dimension(suffix, column.unit):
        return found, column.name, f"{advice}; {suffix} does not measure {column.field}"
    if suffix and suffix != column.unit:
        factor = si_factor(suffix) / si_factor(column.unit)
        advice += f" and multiply the values by {factor:.6g}"
    elif not suffix:
        advice += f" and give the values in {column.unit}" if column.unit else ""
    return found, column.name, advice
