"""Cells: text to numbers, and what to say of a cell that is wrong."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterable
from typing import Final

from selectivity.tables.schema import Column

SHOWN_LENGTH: Final = 60
"""Characters of a cell that a message shows."""

_NUMBER: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_DECIMAL_COMMA: Final = re.compile(r"[+-]?\d+,\d+([eE][+-]?\d+)?")
_PLUS_MINUS: Final = re.compile(r"(\S+)\s*(?:±|\+/-|\+-)\s*(\S+)")
_PARENTHESIS: Final = re.compile(r"([+-]?\d+\.?\d*)\s*\(\d+\)")
_LIMIT: Final = re.compile(r"[<>≤≥~≈]\s*\S+")
_SPAN: Final = re.compile(r"[\d.]+\s*(?:-|–|—|to|\.\.)\s*[\d.]+")
_WITH_UNIT: Final = re.compile(r"([+-]?[\d.]+(?:[eE][+-]?\d+)?)\s*([^\W\d_].*|%|°.*)")
_NOT_FINITE: Final = frozenset({"nan", "inf", "-inf", "+inf", "infinity", "-infinity"})
_EMPTY_WORDS: Final = frozenset({"na", "n/a", "n.a.", "none", "null", "-", "–", "—", "?", "#n/a"})
_MINUS: Final = str.maketrans({"−": "-", "\u00a0": " ", "\u202f": " "})


def show(text: object) -> str:
    """Text from a user, quoted, on one line, control characters escaped, at most 60 characters."""
    written = str(text)
    if len(written) > SHOWN_LENGTH:
        written = written[: SHOWN_LENGTH - 1] + "…"
    quoted = repr(written)
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in quoted)


def nearest(word: str, allowed: Iterable[str]) -> str | None:
    """The allowed word most like this one; None if nothing is close."""
    by_case = {name.casefold(): name for name in allowed}
    found = difflib.get_close_matches(word.casefold(), list(by_case), n=1, cutoff=0.6)
    return by_case[found[0]] if found else None


def did_you_mean(word: str, allowed: Iterable[str], otherwise: str) -> str:
    """Advice that offers the nearest allowed word, or says something else."""
    match = nearest(word, allowed)
    return f"did you mean {match!r}?" if match else otherwise


def to_number(text: str) -> float | None:
    """Number of a cell.

    Parameters
    ----------
    text : str
        Cell without surrounding space.

    Returns
    -------
    float or None
        NaN for an empty cell; None if the text is not one finite number.
    """
    text = text.translate(_MINUS).strip()
    if not text:
        return math.nan
    if not _NUMBER.fullmatch(text):
        return None
    number = float(text)
    return number if math.isfinite(number) else None


def number_advice(text: str, column: Column) -> str:
    """What to do about a cell that is not a number.

    Parameters
    ----------
    text : str
        The cell.
    column : Column
        Its column.

    Returns
    -------
    str
    """
    text = text.translate(_MINUS).strip()
    if text.casefold() in _NOT_FINITE:
        return "NaN and infinity are not values: leave the cell empty where nothing is known"
    if text.casefold() in _EMPTY_WORDS:
        return "leave the cell empty where nothing is known"
    if _NUMBER.fullmatch(text):
        return "the number is too large: check its exponent"
    if _DECIMAL_COMMA.fullmatch(text):
        return f"a decimal comma: write {text.replace(',', '.')}"
    return (
        _spread_advice(text, column)
        or _unit_advice(text, column)
        or "write a number with a decimal point, or leave the cell empty"
    )


def _spread_advice(text: str, column: Column) -> str:
    """Advice for a value with its uncertainty, a limit or a range; empty for anything else."""
    if column.field.endswith("_uncertainty"):
        return ""
    beside = uncertainty_name(column)
    if match := _PLUS_MINUS.fullmatch(text):
        return f"write {match[1]} here and {match[2].split()[0]} in {beside}"
    if match := _PARENTHESIS.fullmatch(text):
        return f"write {match[1]} here and its uncertainty in {beside}"
    if _LIMIT.fullmatch(text) or _SPAN.fullmatch(text):
        return f"a limit or a range: write the middle here and the half width in {beside}"
    return ""


def _unit_advice(text: str, column: Column) -> str:
    """Advice for a number with its unit; empty for anything else."""
    if not _WITH_UNIT.fullmatch(text):
        return ""
    unit = f"in {column.unit}" if column.unit else "without a unit"
    return f"the unit stands in the column name: write the number alone, {unit}"


def uncertainty_name(column: Column) -> str:
    """Name of the column that holds the uncertainty of a column."""
    if column.unit and column.name != column.field:
        return f"{column.field}_uncertainty_{column.unit}"
    return f"{column.field}_uncertainty"


def in_bounds(number: float, column: Column) -> bool:
    """True if a finite number lies between the bounds of its column.

    Parameters
    ----------
    number : float
        In the unit of the column.
    column : Column
        Its column.

    Returns
    -------
    bool
    """
    bounds = column.bounds
    too_low = number < bounds.low or (bounds.low_open and number == bounds.low)
    too_high = number > bounds.high or (bounds.high_open and number == bounds.high)
    not_whole = column.type in ("integer", "int") and number != round(number)
    return not (too_low or too_high or not_whole)
