"""A space of designs: the file of ``selectivity enumerate``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

from selectivity.errors import ConfigError, Problem
from selectivity.tables.materials import load_materials
from selectivity.tables.settings import read_settings
from selectivity.tables.space_checks import space_problems

MOST_CANDIDATES: Final = 100_000_000
MOST_VALUES: Final = 10_000
_LARGEST: Final = 1e30
"""Size of a number beyond which, or below whose inverse, nothing was meant. [-]"""


def _sensible(number: float) -> float:
    if number and not 1 / _LARGEST <= abs(number) <= _LARGEST:
        raise ValueError(f"a size between {1 / _LARGEST:g} and {_LARGEST:g}, or 0")
    return number


Text = Annotated[str, Field(min_length=1, max_length=200)]
Number = Annotated[float, Field(allow_inf_nan=False, strict=True), AfterValidator(_sensible)]
"""Not ``true``, which would be 1."""
Value = Number | Annotated[str, Field(max_length=200)]

_Values = Annotated[tuple[Value, ...], Field(min_length=1, max_length=MOST_VALUES)]


class _Section(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, allow_inf_nan=False, use_attribute_docstrings=True
    )

    @field_validator("*", mode="before")
    @classmethod
    def _no_truth(cls, value: Any) -> Any:
        if isinstance(value, bool):
            raise ValueError("true and false are neither a number nor a text")
        return value


class Dimension(_Section):
    """Values of one column: a range, or a list (a single value is a list of one)."""

    low: Number | None = None
    """Smallest value of a range."""
    high: Number | None = None
    """Largest value of a range."""
    scale: Literal["linear", "log"] = "linear"
    """Even in the value, or in its logarithm."""
    steps: Annotated[int, Field(ge=1, le=MOST_VALUES)] = 5
    """Values of a range in a grid, both ends among them."""
    values: Annotated[tuple[Value, ...], Field(max_length=MOST_VALUES)] = ()
    """A list instead of a range."""
    where: Annotated[dict[Text, _Values], Field(max_length=20)] = {}
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
    columns: Annotated[dict[Text, Dimension], Field(max_length=200)] = {}
    """Columns of the candidates (data/schema/candidates.csv)."""
    groups: Annotated[dict[Text, Group], Field(max_length=50)] = {}
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
        problems += space_problems(path, space)
    if not problems and not space.columns:
        allowed = "columns of data/schema/candidates.csv"
        problems.append(Problem(str(path), "", "columns", "none", allowed, "add what varies"))
    if not problems and space.method != "grid" and space.candidates is None:
        advice = "state how many candidates are wanted"
        problems.append(Problem(str(path), "", "candidates", "nothing", "a number", advice))
    if problems:
        raise ConfigError(problems=problems)
    return space


def classes() -> tuple[str, ...]:
    """Material classes of the shipped data."""
    from selectivity.tables.paths import data_dir

    return tuple(load_materials(data_dir() / "materials.csv").classes)
