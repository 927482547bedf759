"""What a transport case may look like, and its mistakes in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from selectivity.errors import Problem
from selectivity.tables.cells import nearest, show

MOST_CONCENTRATED: Final = 55_500.0
"""More than the concentration of water itself is a mistake of units. [mol/m³]"""


def _number(**bounds: float) -> Any:
    return Field(default=None, strict=True, allow_inf_nan=False, **bounds)


Concentration = Annotated[
    float, Field(strict=True, allow_inf_nan=False, ge=0, le=MOST_CONCENTRATED)
]


def _whole(value: Any) -> Any:
    """2.0, as many programs write a whole number, is 2; other values stay as they are."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class IonModel(_Strict):
    """An ion; both may be left out for ions of the shipped table."""

    charge: Annotated[int | None, BeforeValidator(_whole)] = _number(ge=-10, le=10)
    diffusivity_m2_s: float | None = _number(gt=0, le=1e-6)


class LayerIonModel(_Strict):
    """An ion in a layer: with friction, with hindrances, or by its permeability alone."""

    partition: float | None = _number(gt=0, le=1e6)
    friction: float | None = _number(gt=0, le=1)
    hindrance_convection: float | None = _number(ge=0, le=2)
    hindrance_diffusion: float | None = _number(gt=0, le=1)
    diffusivity_factor: float | None = _number(gt=0, le=10)
    permeability_m_s: float | None = _number(gt=0, le=1e3)


class LayerModel(_Strict):
    """A layer; without ions it is a stagnant solution, a boundary layer."""

    thickness_m: float = Field(strict=True, allow_inf_nan=False, gt=0, le=1)
    fixed_charge_mol_m3: float = Field(
        default=0.0, strict=True, allow_inf_nan=False, ge=-MOST_CONCENTRATED, le=MOST_CONCENTRATED
    )
    ions: dict[str, LayerIonModel] | None = None
    groups: dict[str, Concentration] | None = None
    ph: float | None = _number(ge=-2, le=16)
    water_permeability_m_s_Pa: float | None = _number(gt=0, le=1)  # noqa: N815 - unit


class DriveModel(_Strict):
    """What drives water and charge."""

    water_flux_m_s: float | None = _number(ge=-1, le=1)
    pressure_Pa: float | None = _number(ge=-1e10, le=1e10)  # noqa: N815 - unit
    current_A_m2: float | None = _number(ge=-1e8, le=1e8)  # noqa: N815 - unit
    voltage_V: float | None = _number(ge=-1e4, le=1e4)  # noqa: N815 - unit


class CaseModel(_Strict):
    """One case."""

    name: Any = None
    temperature_K: float = Field(  # noqa: N815 - unit
        default=298.15, strict=True, allow_inf_nan=False, ge=273.15, le=373.15
    )
    ions: dict[str, IonModel | None] = Field(min_length=1)
    feed_mol_m3: dict[str, Concentration]
    permeate: Any
    layers: list[LayerModel] = Field(min_length=1)
    drive: DriveModel
    expected: Any = None


_ALLOWED: Final[dict[str, str]] = {
    "missing": "a value: it is required",
    "float_type": "a number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "finite_number": "a finite number",
    "dict_type": "a mapping",
    "list_type": "a list",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "string_type": "text",
    "too_short": "at least one",
}
_NUMERIC: Final = frozenset(
    {"float_type", "int_type", "int_from_float", "finite_number", "greater_than",
     "greater_than_equal", "less_than", "less_than_equal", "missing"}
)  # fmt: skip
_STAND_IN: Final = {"temperature_K": 300.0, "diffusivity_m2_s": 1e-9}
_BOUNDS: Final[dict[str, str]] = {"gt": "> ", "ge": ">= ", "lt": "< ", "le": "<= "}
_ADVICE: Final[dict[str, str]] = {
    "missing": "add it",
    "extra_forbidden": "remove it",
    "float_type": "write the number alone, without quotes",
    "int_type": "write the number alone, without quotes",
}


def path_text(place: Iterable[str | int]) -> str:
    """Path inside a file: ``[2].layers[0].ions.Li+.partition``."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place)
    return text.removeprefix(".")


def problem_at(
    file: str, place: Iterable[str | int], found: str, allowed: str, advice: str
) -> Problem:
    """A mistake at a path inside a file."""
    return Problem(file, path_text(place) or "the case", "", found, allowed, advice)


def written(value: object) -> str:
    """A value as it stands in the file; text in quotes."""
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return f"{value:g}" if plain else show(value)


def model_problem(file: str, start: list[str | int], error: Mapping[str, Any]) -> Problem:
    """A pydantic error in the project's words.

    Parameters
    ----------
    file : str
        As the user named it.
    start : list of str or int
        Path of the case inside the file.
    error : mapping
        One of ``ValidationError.errors()``.

    Returns
    -------
    Problem
    """
    kind, context = error["type"], error.get("ctx", {})
    place = [part for part in error["loc"] if part != "function-plain"]
    found = "nothing" if kind == "missing" else written(error["input"])
    advice = _ADVICE.get(kind, "correct it")
    allowed = _ALLOWED.get(kind, error["msg"])
    bounds = [f"{sign}{context[key]:g}" for key, sign in _BOUNDS.items() if key in context]
    if bounds:
        allowed = "a number " + bounds[0]
        advice = "correct the number or its unit"
    if kind == "extra_forbidden":
        return _unknown_key(file, start, place)
    return problem_at(file, [*start, *place], found, allowed, advice)


def patched(row: Any, error: ValidationError) -> Any:
    """A case with its bad values replaced, so that the rest of it can be checked too.

    Parameters
    ----------
    row : object
        The case as read.
    error : ValidationError
        What is wrong with it.

    Returns
    -------
    object
        Unknown keys are gone, bad numbers are 1; other mistakes stay.
    """
    fixed = deepcopy(row)
    for one in error.errors():
        inner = fixed
        for part in one["loc"][:-1]:
            inner = inner[part] if isinstance(inner, dict | list) else None
        if not isinstance(inner, dict):
            continue
        key = one["loc"][-1]
        if one["type"] == "extra_forbidden":
            inner.pop(key, None)
        elif one["type"] in _NUMERIC:
            inner[key] = _STAND_IN.get(str(key), 1)
    return fixed


def _unknown_key(file: str, start: list[str | int], place: list[str | int]) -> Problem:
    known: type[BaseModel] = {
        "layers": LayerModel,
        "drive": DriveModel,
    }.get(str(place[0]), CaseModel)
    if "ions" in place[:-1]:
        known = LayerIonModel if place[0] == "layers" else IonModel
    keys = list(known.model_fields)
    near = nearest(str(place[-1]), keys)
    advice = f"did you mean {near!r}?" if near else "remove it"
    found = f"unknown key {show(place[-1])}"
    return problem_at(file, [*start, *place], found, ", ".join(keys), advice)
