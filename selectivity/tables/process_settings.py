"""Settings of a process from a case file: keys with units to the fields of its settings class."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from selectivity.errors import Problem
from selectivity.tables.case_model import problem_at, written
from selectivity.tables.cells import nearest, show
from selectivity.units import same_dimension, si_factor, si_offset, split_suffix

Where = tuple[str, list]
"""File and path inside it."""


def key_of(item: dataclasses.Field) -> str:
    """Key of a field in a case file: its name and the suffix of its SI unit."""
    unit = item.metadata.get("unit", "")
    return f"{item.name}_{unit}" if unit else item.name


def read_settings(
    kind: type, content: Any, ions: Sequence[str], where: Where, problems: list[Problem]
) -> Any:
    """Settings object of a process.

    Parameters
    ----------
    kind : type
        Settings class; its fields carry unit and range.
    content : object
        What stands under ``settings``.
    ions : sequence of str
        Ions of the case.
    where : tuple of str and list
        File and path of ``settings``.
    problems : list of Problem
        Mistakes are added here.

    Returns
    -------
    object
        None if there was a mistake.
    """
    file, place = where
    if not isinstance(content, Mapping):
        problems.append(problem_at(file, place, show(content), "a mapping", "write key: value"))
        return None
    fields = {f.name: f for f in dataclasses.fields(kind) if not f.metadata.get("membrane")}
    values, before = {}, len(problems)
    for key, value in content.items():
        item, suffix = _field(str(key), fields)
        spot = (file, [*place, str(key)])
        if item is None:
            problems.append(_unknown(str(key), fields, spot))
        elif item.metadata.get("composition"):
            values[item.name] = _composition(value, ions, spot, problems)
        else:
            values[item.name] = _value(item, suffix, value, spot, problems)
    return kind(**values) if len(problems) == before else None


def _field(
    key: str, fields: Mapping[str, dataclasses.Field]
) -> tuple[dataclasses.Field | None, str]:
    """Field of a key and the suffix that the key is written with."""
    if key in fields and not fields[key].metadata.get("unit"):
        return fields[key], ""
    name, suffix = split_suffix(key)
    item = fields.get(name)
    if item is None or not item.metadata.get("unit") or not suffix:
        return None, ""
    return (item, suffix) if same_dimension(suffix, item.metadata["unit"]) else (None, "")


def _unknown(key: str, fields: Mapping[str, dataclasses.Field], where: Where) -> Problem:
    known = [key_of(item) for item in fields.values()]
    near = nearest(key, known)
    advice = f"did you mean {near!r}?" if near else "remove it"
    return problem_at(*where, f"unknown setting {show(key)}", ", ".join(known), advice)


def _value(
    item: dataclasses.Field, suffix: str, value: Any, where: Where, problems: list[Problem]
) -> Any:
    allowed = item.metadata.get("allowed")
    if allowed is not None:
        if value not in allowed:
            near = nearest(str(value), list(allowed))
            advice = f"did you mean {near!r}?" if near else "choose one of them"
            problems.append(problem_at(*where, show(value), ", ".join(allowed), advice))
        return value
    if isinstance(item.default, bool):
        if not isinstance(value, bool):
            problems.append(problem_at(*where, show(value), "true or false", "correct it"))
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        advice = "write the number alone, without quotes"
        problems.append(problem_at(*where, show(value), "a number", advice))
        return None
    number = float(value) * si_factor(suffix) + si_offset(suffix)
    _check_range(item, number, value, (where, problems))
    return int(number) if isinstance(item.default, int) and number.is_integer() else number


def _check_range(
    item: dataclasses.Field, number: float, value: Any, report: tuple[Where, list[Problem]]
) -> None:
    low, high = item.metadata.get("low", -np.inf), item.metadata.get("high", np.inf)
    opened = item.metadata.get("open_low", False)
    if (low < number if opened else low <= number) and number <= high:
        return
    unit = item.metadata.get("unit", "")
    words = [f"{'above' if opened else 'at least'} {low:g}"] if np.isfinite(low) else []
    words += [f"at most {high:g}"] if np.isfinite(high) else []
    allowed = " and ".join(words) + (f" {unit}" if unit else "")
    where, problems = report
    problems.append(problem_at(*where, written(value), allowed, "correct the number or its unit"))


def _composition(
    value: Any, ions: Sequence[str], where: Where, problems: list[Problem]
) -> np.ndarray | None:
    if not isinstance(value, Mapping):
        advice = "write ion: concentration"
        problems.append(problem_at(*where, show(value), "a mapping of ions to mol/m³", advice))
        return None
    out = np.zeros(len(ions))
    for name, amount in value.items():
        spot = (where[0], [*where[1], str(name)])
        if str(name) not in ions:
            near = nearest(str(name), list(ions))
            advice = f"did you mean {near!r}?" if near else "add it to ions"
            found = f"unknown ion {show(name)}"
            problems.append(problem_at(*spot, found, ", ".join(ions), advice))
        elif isinstance(amount, bool) or not isinstance(amount, int | float) or amount < 0:
            problems.append(problem_at(*spot, show(amount), "a number >= 0", "correct it"))
        else:
            out[list(ions).index(str(name))] = float(amount)
    return out
