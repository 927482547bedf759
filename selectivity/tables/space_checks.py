"""What a space of designs says that no candidate can be: every mistake, with its line."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from selectivity.errors import Problem
from selectivity.tables import expression
from selectivity.tables.cells import did_you_mean, in_bounds, show
from selectivity.tables.groups import load_groups
from selectivity.tables.ions import load_ions
from selectivity.tables.schema import Column, load_schema
from selectivity.tables.settings import rows_of

if TYPE_CHECKING:
    from selectivity.tables.space import Dimension, Group, Space

KEY: Final = "candidate"
DENSITY: Final = "site_density_mol_m3"

_Place = tuple[str, ...]
_Tell = Callable[[_Place, str, str, str], Problem]
"""From a place in the file, what was found, what is allowed and advice."""


def space_problems(path: Path, space: Space) -> list[Problem]:
    """Mistakes of a space whose keys are right.

    Parameters
    ----------
    path : Path
        Its file.
    space : Space

    Returns
    -------
    list of Problem
    """
    tell = partial(_problem, path, rows_of(path))
    return [*_columns(space, tell), *_groups(space, tell), *_constraints(space, tell)]


def _problem(
    path: Path, row: Callable[[_Place], str], place: _Place, found: str, allowed: str, advice: str
) -> Problem:
    return Problem(str(path), row(place), ".".join(place), found, allowed, advice)


def _columns(space: Space, tell: _Tell) -> list[Problem]:
    """Columns that the table of candidates does not have, and values that they cannot have."""
    allowed = {name: c for name, c in load_schema("candidates").by_name().items() if name != KEY}
    problems = []
    for name, dimension in space.columns.items():
        place = ("columns", name)
        if name in allowed:
            problems += _values(place, dimension, allowed[name], tell)
        else:
            advice = did_you_mean(name, allowed, "see data/schema/candidates.csv")
            found = f"unknown column {show(name)}"
            problems.append(tell(place, found, "a column of the candidates", advice))
        problems += _conditions(space, (*place, "where"), dimension, tell)
    return problems


def _values(place: _Place, dimension: Dimension, column: Column, tell: _Tell) -> list[Problem]:
    """Texts where numbers are wanted, and texts of more than one line."""
    texts = [value for value in dimension.values if isinstance(value, str)]
    if texts and column.is_number:
        advice = "write numbers, in the unit of the column"
        return [tell(place, show(texts[0]), column.allowed, advice)]
    strange = [text for text in texts if not text.isprintable()]
    if strange:
        return [tell(place, show(strange[0]), "printable text on one line", "retype it")]
    return []


def _conditions(space: Space, place: _Place, dimension: Dimension, tell: _Tell) -> list[Problem]:
    """Conditions on columns that are not there, or on values that they cannot have."""
    problems = []
    for other, wanted in dimension.where.items():
        if other not in space.columns or place == ("columns", other, "where"):
            advice = "name another column of this space"
            problems.append(tell(place, show(other), ", ".join(space.columns), advice))
            continue
        is_text = space.columns[other].is_text
        for value in wanted:
            if isinstance(value, str) != is_text:
                allowed = f"{'texts' if is_text else 'numbers'}, as {other} has"
                problems.append(tell((*place, other), show(value), allowed, "correct the value"))
    return problems


def _groups(space: Space, tell: _Tell) -> list[Problem]:
    from selectivity.tables.paths import data_dir

    if not space.groups:
        return []
    resolver = load_ions(data_dir() / "ions.csv").resolver
    known = load_groups(data_dir() / "groups.csv", resolver).names
    problems = []
    for name, group in space.groups.items():
        place = ("groups", name)
        if group.group not in known:
            advice = did_you_mean(group.group, known, "choose one of them")
            told = (show(group.group), ", ".join(known), advice)
            problems.append(tell((*place, "group"), *told))
        if name in space.columns or not name.isidentifier():
            problems.append(tell(place, show(name), "a word that is not a column", "rename it"))
        problems += _density(space, (*place, DENSITY), group, tell)
    return problems


def _density(space: Space, place: _Place, group: Group, tell: _Tell) -> list[Problem]:
    """Densities that are no number or below zero; zero is a candidate without the group."""
    column = load_schema("candidate_groups").by_name()[DENSITY]
    density = group.site_density_mol_m3
    problems = _values(place, density, column, tell)
    ends = [density.low, density.high, *density.values]
    for value in ends if not problems else ():
        if value and not in_bounds(float(value), column):
            advice = "check the value and its unit; 0 is a candidate without the group"
            problems.append(tell(place, show(value), column.allowed, advice))
    return problems + _conditions(space, (*place, "where"), density, tell)


def _constraints(space: Space, tell: _Tell) -> list[Problem]:
    place = ("constraints",)
    problems = []
    known = set(space.dimensions)
    for text in space.constraints:
        try:
            strange = sorted(expression.names(expression.parse(text)) - known)
        except expression.ExpressionError as error:
            found = f"{show(text)}: {error}"
            problems.append(tell(place, found, expression.LANGUAGE, "write a comparison"))
            continue
        for name in strange:
            advice = did_you_mean(name, known, "name a column or group of the space")
            problems.append(tell(place, f"{show(name)} in {show(text)}", ", ".join(known), advice))
    return problems
