"""A space of designs: the file of ``selectivity enumerate``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from selectivity.errors import ConfigError, Problem
from selectivity.tables import expression
from selectivity.tables.cells import nearest, show
from selectivity.tables.groups import load_groups
from selectivity.tables.ions import load_ions
from selectivity.tables.materials import load_materials
from selectivity.tables.schema import load_schema
from selectivity.tables.settings import read_settings, row_of

MOST_CANDIDATES: Final = 100_000_000
MOST_VALUES: Final = 10_000
KEY: Final = "candidate"

Text = Annotated[str, Field(min_length=1, max_length=200)]
Value = Annotated[float, Field(allow_inf_nan=False)] | Annotated[str, Field(max_length=200)]


class _Section(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, allow_inf_nan=False, use_attribute_docstrings=True
    )


class Dimension(_Section):
    """Values of one column: a range, or a list (a single value is a list of one)."""

    low: float | None = None
    """Smallest value of a range."""
    high: float | None = None
    """Largest value of a range."""
    scale: Literal["linear", "log"] = "linear"
    """Even in the value, or in its logarithm."""
    steps: Annotated[int, Field(ge=1, le=MOST_VALUES)] = 5
    """Values of a range in a grid, both ends among them."""
    values: Annotated[tuple[Value, ...], Field(max_length=MOST_VALUES)] = ()
    """A list instead of a range."""
    where: dict[Text, tuple[Value, ...]] = {}
    """Other columns and the values for which this one is filled; it is empty elsewhere."""

    @field_validator("where", mode="before")
    @classmethod
    def _listed(cls, where: Any) -> Any:
        if not isinstance(where, Mapping):
            return where
        return {name: v if isinstance(v, list | tuple) else [v] for name, v in where.items()}

    @model_validator(mode="after")
    def _range_or_list(self) -> Dimension:
        if self.values:
            if self.low is not None or self.high is not None:
                raise ValueError("give a range (low and high) or values, not both")
        elif self.low is None or self.high is None:
            raise ValueError("give low and high, or a list of values")
        elif self.low > self.high or (self.scale == "log" and self.low <= 0):
            raise ValueError("low must not be above high, and above 0 on a log scale")
        return self

    @property
    def is_text(self) -> bool:
        """Whether the values are texts."""
        return any(isinstance(value, str) for value in self.values)


def _dimension(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return {"values": value}
    return {"values": [value]} if isinstance(value, int | float | str) else value


class Group(_Section):
    """Functional groups on wall or mouth, in a density that varies."""

    location: Literal["wall", "mouth"] = "wall"
    """Where they are."""
    group: Text = "carboxylate"
    """Of data/groups.csv."""
    site_density_mol_m3: Dimension = Dimension(values=(100.0,))
    """Sites per pore water; 0 for none."""

    @field_validator("site_density_mol_m3", mode="before")
    @classmethod
    def _plain(cls, value: Any) -> Any:
        return _dimension(value)


class Space(_Section):
    """A space of designs."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,40}$")] = "design"
    """First part of every identifier: lower-case letters, digits, hyphen."""
    method: Literal["grid", "sobol", "random"] = "sobol"
    """Every combination of steps, a space-filling sequence, or independent draws."""
    candidates: Annotated[int, Field(ge=1, le=MOST_CANDIDATES)] | None = None
    """Number that is wanted (sobol and random), or the most that a grid may have."""
    seed: Annotated[int, Field(ge=0, le=2**32 - 1)] = 0
    """Same seed, same candidates."""
    columns: dict[Text, Dimension] = {}
    """Columns of the candidates (data/schema/candidates.csv)."""
    groups: dict[Text, Group] = {}
    """Functional groups by a name of your own, which constraints may use for the density."""
    constraints: Annotated[tuple[Text, ...], Field(max_length=100)] = ()
    """Comparisons that must hold, such as ``pore_radius_nm < mouth_radius_nm``."""
    part_rows: Annotated[int, Field(ge=100, le=1_000_000)] = 16384
    """Candidates of a Parquet part, each the work of one job."""

    @field_validator("columns", mode="before")
    @classmethod
    def _plain(cls, columns: Any) -> Any:
        if not isinstance(columns, Mapping):
            return columns
        return {name: _dimension(value) for name, value in columns.items()}

    @property
    def dimensions(self) -> dict[str, Dimension]:
        """Everything that varies, columns first."""
        return self.columns | {name: g.site_density_mol_m3 for name, g in self.groups.items()}


def read_space(path: Path) -> Space:
    """A space, every mistake at once.

    Parameters
    ----------
    path : Path
        YAML.

    Returns
    -------
    Space

    Raises
    ------
    ConfigError
        With every problem of the file.
    """
    problems: list[Problem] = []
    space = read_settings(path, Space, problems)
    if not problems or space.columns:
        problems += _columns(path, space) + _groups(path, space) + _constraints(path, space)
    if not problems and not space.columns:
        allowed = "columns of data/schema/candidates.csv"
        problems.append(Problem(str(path), "", "columns", "none", allowed, "add what varies"))
    if not problems and space.method != "grid" and space.candidates is None:
        advice = "state how many candidates are wanted"
        problems.append(Problem(str(path), "", "candidates", "nothing", "a number", advice))
    if problems:
        raise ConfigError(problems=problems)
    return space


def _problem(path: Path, place: tuple[str, ...], found: str, allowed: str, advice: str) -> Problem:
    return Problem(str(path), row_of(path, place), ".".join(place), found, allowed, advice)


def _columns(path: Path, space: Space) -> list[Problem]:
    """Columns that the table of candidates does not have, and conditions on unknown ones."""
    allowed = {name: c for name, c in load_schema("candidates").by_name().items() if name != KEY}
    problems = []
    for name, dimension in space.columns.items():
        place = ("columns", name)
        if name not in allowed:
            match = nearest(name, allowed)
            advice = f"did you mean {match!r}?" if match else "see data/schema/candidates.csv"
            told = (f"unknown column {show(name)}", match or "a column of the candidates", advice)
            problems.append(_problem(path, place, *told))
        elif allowed[name].is_number and dimension.is_text:
            found = show(next(value for value in dimension.values if isinstance(value, str)))
            told = (found, allowed[name].allowed, "write numbers, in the unit of the column")
            problems.append(_problem(path, place, *told))
        for other in dimension.where:
            if other not in space.columns or other == name:
                advice = "name another column of this space"
                told = (show(other), ", ".join(space.columns), advice)
                problems.append(_problem(path, (*place, "where"), *told))
    return problems


def _groups(path: Path, space: Space) -> list[Problem]:
    from selectivity.tables.paths import data_dir

    if not space.groups:
        return []
    resolver = load_ions(data_dir() / "ions.csv").resolver
    known = load_groups(data_dir() / "groups.csv", resolver).names
    problems = []
    for name, group in space.groups.items():
        if group.group not in known:
            match = nearest(group.group, known)
            advice = f"did you mean {match!r}?" if match else "choose one of them"
            told = (show(group.group), ", ".join(known), advice)
            problems.append(_problem(path, ("groups", name, "group"), *told))
        if name in space.columns or not name.isidentifier():
            told = (show(name), "a word that is not a column", "rename it")
            problems.append(_problem(path, ("groups", name), *told))
    return problems


def _constraints(path: Path, space: Space) -> list[Problem]:
    problems = []
    known = set(space.dimensions)
    for text in space.constraints:
        try:
            strange = sorted(expression.names(expression.parse(text)) - known)
        except expression.ExpressionError as error:
            told = (f"{show(text)}: {error}", expression.LANGUAGE, "write a comparison")
            problems.append(_problem(path, ("constraints",), *told))
            continue
        for name in strange:
            match = nearest(name, known)
            advice = f"did you mean {match!r}?" if match else "name a column or group of the space"
            told = (f"{show(name)} in {show(text)}", ", ".join(known), advice)
            problems.append(_problem(path, ("constraints",), *told))
    return problems


def classes() -> tuple[str, ...]:
    """Material classes of the shipped data."""
    from selectivity.tables.paths import data_dir

    return tuple(load_materials(data_dir() / "materials.csv").classes)
