"""Schema of a table: which columns it may have, in which unit and between which bounds."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Final

from selectivity.errors import DataError, MissingDataError
from selectivity.tables.paths import schema_dir
from selectivity.units import split_suffix, unit_suffix

SCHEMA_COLUMNS: Final = ("column", "unit", "type", "bounds", "requirement", "description")
ROW: Final = "row"
"""Column of a frame that holds the row of the file, as a spreadsheet counts it."""
NUMBER_TYPES: Final = frozenset({"number", "integer", "float", "int"})
_INTERVAL: Final = re.compile(r"([\[(\]])\s*([^,;]*?)\s*[,;]\s*([^,;]*?)\s*([\])\[])")
_COMPARISON: Final = re.compile(r"(>=|<=|≥|≤|>|<)\s*([-+.\deE]+)")
_RANGE: Final = re.compile(r"([-+.\deE]+)\s*(?:\.\.|to|–)\s*([-+.\deE]+)")
COMPANIONS: Final = ("source", "kind")


@dataclass(frozen=True)
class Bounds:
    """Interval of allowed numbers, in the unit of the column.

    Attributes
    ----------
    low, high : float
        Ends; infinite where open-ended.
    low_open, high_open : bool
        True where the end itself is not allowed.
    """

    low: float = -math.inf
    high: float = math.inf
    low_open: bool = False
    high_open: bool = False

    def __str__(self) -> str:
        if math.isinf(self.high):
            if math.isinf(self.low):
                return "any number"
            return f"{'>' if self.low_open else '>='} {self.low:g}"
        if math.isinf(self.low):
            return f"{'<' if self.high_open else '<='} {self.high:g}"
        left, right = "(" if self.low_open else "[", ")" if self.high_open else "]"
        return f"{left}{self.low:g}, {self.high:g}{right}"


@dataclass(frozen=True)
class Column:
    """One column of a schema.

    Attributes
    ----------
    name : str
        As it stands in the file, with the unit suffix.
    field : str
        Name inside the program, without the suffix.
    unit : str
        Suffix form of the unit; empty for a plain number or text.
    type : str
        ``number``, ``integer``, ``text``, ``choice``, ``ion`` or ``identifier``.
    bounds : Bounds
        For numbers.
    choices : tuple of str
        For a choice; empty for anything else.
    requirement : str
        ``required``, ``optional`` or ``key`` (required, and its combination occurs once).
    description : str
        For people.
    """

    name: str
    field: str
    unit: str
    type: str
    bounds: Bounds
    choices: tuple[str, ...]
    requirement: str
    description: str

    @property
    def is_number(self) -> bool:
        """True where cells are numbers."""
        return self.type in NUMBER_TYPES

    @property
    def is_required(self) -> bool:
        """True where no cell may be empty."""
        return self.requirement in ("required", "key")

    @property
    def allowed(self) -> str:
        """What a cell may hold, for a message."""
        if self.choices:
            return " | ".join(self.choices)
        if not self.is_number:
            return self.type
        kind = "integer" if self.type in ("integer", "int") else "number"
        unit = f" in {self.unit}" if self.unit else ""
        return f"{kind}{unit}, {self.bounds}" if str(self.bounds) != "any number" else kind + unit


@dataclass(frozen=True)
class Schema:
    """All columns of a table, in order, with the companions that numeric columns may have."""

    name: str
    columns: tuple[Column, ...]

    @property
    def key(self) -> tuple[str, ...]:
        """Fields whose combination occurs once."""
        return tuple(column.field for column in self.columns if column.requirement == "key")

    def by_name(self) -> Mapping[str, Column]:
        """Every allowed column by its name in the file, companions included."""
        return self._by_name

    @cached_property
    def _by_name(self) -> Mapping[str, Column]:
        listed = {column.name: column for column in self.columns}
        for column in self.columns:
            for companion in _companions(column):
                listed.setdefault(companion.name, companion)
        return MappingProxyType(listed)


def _companions(column: Column) -> list[Column]:
    """Uncertainty, source and kind of a numeric column; none for a companion itself."""
    if not column.is_number or column.field.endswith("_uncertainty"):
        return []
    field = f"{column.field}_uncertainty"
    unit = "K" if column.unit == "C" else column.unit
    found = [
        Column(
            f"{field}_{unit}" if unit and column.name != column.field else field,
            field,
            unit,
            "number",
            Bounds(low=0.0),
            (),
            "optional",
            f"Standard uncertainty of {column.name}.",
        )
    ]
    for extra in COMPANIONS:
        name = f"{column.field}_{extra}"
        text = f"{extra.capitalize()} of {column.name}."
        found.append(Column(name, name, "", "text", Bounds(), (), "optional", text))
    return found


def parse_bounds(text: str) -> Bounds:
    """Bounds from ``[0, 1]``, ``(0, inf)``, ``> 0``, ``0..14`` or nothing.

    Parameters
    ----------
    text : str
        Cell of the schema.

    Returns
    -------
    Bounds

    Raises
    ------
    DataError
        If the text is none of these.
    """
    text = text.strip()
    if not text:
        return Bounds()
    if match := _INTERVAL.fullmatch(text):
        left, low, high, right = match.groups()
        return Bounds(_end(low, -math.inf), _end(high, math.inf), left != "[", right != "]")
    if match := _RANGE.fullmatch(text):
        return Bounds(float(match[1]), float(match[2]))
    parts = [part.strip() for part in re.split(r"\band\b|,|;", text)]
    matches = [_COMPARISON.fullmatch(part) for part in parts]
    if not all(matches):
        raise DataError(f"bounds {text!r}; allowed: [0, 1], (0, inf), > 0, 0..14 or nothing")
    low, high, low_open, high_open = -math.inf, math.inf, False, False
    for sign, number in (match.groups() for match in matches if match):
        if sign in (">", ">=", "≥"):
            low, low_open = float(number), sign == ">"
        else:
            high, high_open = float(number), sign == "<"
    return Bounds(low, high, low_open, high_open)


def _end(text: str, default: float) -> float:
    return default if text.strip().lstrip("+-") in ("", "inf", "∞") else float(text)


def _column(row: dict[str, str]) -> Column:
    name, kind = row["column"].strip(), row["type"].strip().lower() or "text"
    unit = unit_suffix(row["unit"] or "")
    field, suffix = split_suffix(name) if kind in NUMBER_TYPES else (name, "")
    if not unit and suffix != "pH":
        field, suffix = name, ""
    choices = (
        tuple(x.strip() for x in (row["bounds"] or "").split("|"))
        if "|" in (row["bounds"] or "")
        else ()
    )
    is_number = kind in NUMBER_TYPES
    return Column(
        name=name,
        field=field,
        unit=suffix or unit,
        type="choice" if choices and not is_number else kind,
        bounds=parse_bounds(row["bounds"] or "") if is_number else Bounds(),
        choices=choices if not is_number else (),
        requirement=(row["requirement"] or "optional").strip().lower(),
        description=(row["description"] or "").strip(),
    )


@cache
def load_schema(name: str, folder: Path | None = None) -> Schema:
    """Schema of a table.

    Parameters
    ----------
    name : str
        Table, such as ``candidates``.
    folder : Path, optional
        Folder of the schemas; the shipped one by default.

    Returns
    -------
    Schema

    Raises
    ------
    MissingDataError
        If there is no schema of that name.
    """
    path = (folder or schema_dir()) / f"{name}.csv"
    if not path.is_file():
        raise MissingDataError(f"{path}: there is no schema for table {name!r}")
    with path.open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    return Schema(name, tuple(_column(row) for row in rows if (row.get("column") or "").strip()))
