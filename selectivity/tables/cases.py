"""Case files of ``selectivity simulate``: JSON or YAML, every mistake with its path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from selectivity.errors import DataError, Problem
from selectivity.tables.case_checks import (
    Place,
    Report,
    check_drive,
    check_layer,
    check_solutions,
)
from selectivity.tables.case_model import CaseModel, model_problem, patched
from selectivity.tables.cells import show
from selectivity.tables.groups import GroupTable, load_groups
from selectivity.tables.ions import IonTable, load_ions
from selectivity.tables.paths import data_dir
from selectivity.tables.text_file import read_content


@dataclass(frozen=True)
class Case:
    """A case that can be solved; ``place`` is its path inside the file."""

    place: tuple[str | int, ...]
    name: Any
    model: CaseModel
    ions: tuple[str, ...]
    charge: tuple[int, ...]
    diffusivity: tuple[float, ...]


@dataclass(frozen=True)
class CaseFile:
    """All cases of a file in order; None where a case has mistakes, which ``problems`` tells.

    ``names`` are echoed as written, ``problems`` holds those of each case.
    """

    file: str
    cases: tuple[Case | None, ...]
    names: tuple[Any, ...]
    problems: tuple[tuple[Problem, ...], ...]


@cache
def shipped_ions() -> IonTable:
    """The shipped ion table."""
    return load_ions(data_dir() / "ions.csv")


@cache
def shipped_groups() -> GroupTable:
    """The shipped table of functional groups."""
    return load_groups(data_dir() / "groups.csv", shipped_ions().resolver)


def read_cases(path: Path | str) -> CaseFile:
    """Cases of a file, each checked by itself.

    Parameters
    ----------
    path : Path or str
        One case or a list of them.

    Returns
    -------
    CaseFile

    Raises
    ------
    DataError
        If the file cannot be read as a case or a list of cases.
    """
    file = str(path)
    content = read_content(path)
    rows = content if isinstance(content, list) else [content]
    if not rows:
        problem = Problem(file, "", "", "an empty list", "at least one case", "add a case")
        raise DataError(problems=[problem])
    cases, names, problems = [], [], []
    for number, row in enumerate(rows):
        faults: list[Problem] = []
        place: Place = [number] if isinstance(content, list) else []
        cases.append(read_case(file, place, row, faults))
        names.append(row.get("name") if isinstance(row, Mapping) else None)
        problems.append(tuple(faults))
    return CaseFile(file, tuple(cases), tuple(names), tuple(problems))


def read_case(file: str, place: Place, row: Any, problems: list[Problem]) -> Case | None:
    """One case, or None with its problems."""
    try:
        model = CaseModel.model_validate(row)
    except ValidationError as error:
        problems += [model_problem(file, place, one) for one in error.errors()]
        try:
            model = CaseModel.model_validate(patched(row, error))
        except ValidationError:
            return None
    report = Report(file, place, problems, is_patched=bool(problems))
    charge, diffusivity = _ion_values(model, report)
    check_solutions(model, charge, report)
    for number in range(len(model.layers)):
        check_layer(model, number, shipped_groups, report)
    check_drive(model, report)
    if problems:
        return None
    return Case(
        tuple(place),
        model.name,
        model,
        tuple(model.ions),
        tuple(charge[name] for name in model.ions),
        tuple(diffusivity[name] for name in model.ions),
    )


def _ion_values(model: CaseModel, report: Report) -> tuple[dict[str, int], dict[str, float]]:
    """Charge and diffusivity of each ion, from the shipped table where left out."""
    charge: dict[str, int] = {}
    diffusivity: dict[str, float] = {}
    for name, ion in model.ions.items():
        given = (ion.charge, ion.diffusivity_m2_s) if ion else (None, None)
        if None in given:
            given = _shipped(model, name, given, report)
        charge[name], diffusivity[name] = given
    return charge, diffusivity


def _shipped(
    model: CaseModel, name: str, given: tuple[Any, Any], report: Report
) -> tuple[int, float]:
    """What a case leaves out, at its temperature; zeros where the table has none."""
    from selectivity.domain.water import diffusivity_at

    table = shipped_ions()
    found = table.resolver.find(name)
    if found is None:
        missing = "charge and diffusivity_m2_s" if given == (None, None) else "both values"
        advice = f"give {missing}, or correct the name"
        say = f"{show(name)}, which is not in the shipped ion table"
        report.say(["ions", name], say, ", ".join(table.names), advice)
        return 0, 1.0
    row = table.names.index(found)
    own = float(diffusivity_at(table.values["diffusivity"][row], model.temperature_K))
    charge = int(table.charge[row]) if given[0] is None else given[0]
    return charge, own if given[1] is None else given[1]
