"""Case files of ``selectivity process``: a transport case with the settings of a process."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from selectivity.domain.layered import LayeredCases
from selectivity.domain.process import Membranes, Solution
from selectivity.errors import DataError, Problem
from selectivity.tables.case_arrays import layered_cases
from selectivity.tables.case_model import problem_at
from selectivity.tables.cases import Case, read_case, shipped_ions
from selectivity.tables.cells import nearest, show
from selectivity.tables.process_settings import read_settings
from selectivity.tables.process_solution import with_solution
from selectivity.tables.text_file import read_content

KEYS: Final = (
    "name",
    "temperature_K",
    "ions",
    "feed_mol_m3",
    "layers",
    "membranes",
    "partner_layers",
    "settings",
    "solution",
    "pH",
    "expected",
)
TARGET: Final = "Li+"


@dataclass(frozen=True)
class ProcessCase:
    """What ``solve`` of a process takes, and the name of the case."""

    name: Any
    membranes: Membranes
    feed: Solution
    settings: Any


def read_process_cases(path: Path | str, settings_type: type, partner: bool) -> list[ProcessCase]:
    """Cases of a file, JSON or YAML, one or a list.

    Parameters
    ----------
    path : Path or str
    settings_type : type
        Settings class of the process.
    partner : bool
        True where ``partner_layers`` is required.

    Returns
    -------
    list of ProcessCase

    Raises
    ------
    DataError
        With every mistake of the file, each with its path.
    """
    file = str(path)
    content = read_content(path)
    rows = content if isinstance(content, list) else [content]
    problems: list[Problem] = []
    cases = [
        _read(file, [number] if isinstance(content, list) else [], row, (settings_type, partner),
              problems)
        for number, row in enumerate(rows)
    ]  # fmt: skip
    if problems:
        raise DataError(problems=problems)
    return cases


def _read(
    file: str, place: list, row: Any, kind: tuple[type, bool], problems: list[Problem]
) -> ProcessCase | None:
    before = len(problems)
    if not isinstance(row, Mapping):
        problems.append(problem_at(file, place, show(row), "a mapping", "write a case"))
        return None
    _check_keys(file, place, row, kind[1], problems)
    named = row.get("membranes") or {str(row.get("name") or "membrane"): row.get("layers")}
    cases = [_transport_case(file, place, row, layers, problems) for layers in named.values()]
    ions = [str(name) for name in row.get("ions") or {}]
    settings = read_settings(
        kind[0], row.get("settings") or {}, ions, (file, [*place, "settings"]), problems
    )
    second = None
    if kind[1] and row.get("partner_layers") is not None:
        second = _transport_case(file, place, row, row["partner_layers"], problems)
    lengths = {len(case.model.layers) for case in cases if case}
    if len(lengths) > 1:
        found = f"membranes of {sorted(lengths)} layers"
        where = [*place, "membranes"]
        problems.append(problem_at(file, where, found, "one number of layers", "split the case"))
    if len(problems) > before:
        return None
    if second is not None:
        settings = dataclasses.replace(settings, partner=_membranes([second], ["partner"]))
    feed = with_solution(_solution(cases[0]), row, settings, (file, place), problems)
    return ProcessCase(row.get("name"), _membranes(cases, list(map(str, named))), feed, settings)


def _check_keys(
    file: str, place: list, row: Mapping, partner: bool, problems: list[Problem]
) -> None:
    for key in row:
        if key not in KEYS:
            near = nearest(str(key), list(KEYS))
            advice = f"did you mean {near!r}?" if near else "remove it"
            found = f"unknown key {show(key)}"
            problems.append(problem_at(file, [*place, str(key)], found, ", ".join(KEYS), advice))
    if ("layers" in row) == ("membranes" in row):
        found = "both" if "layers" in row else "neither"
        allowed = "layers (one membrane) or membranes (name: layers)"
        problems.append(problem_at(file, [*place, "layers"], found, allowed, "give one of them"))
    if partner and "partner_layers" not in row:
        where = [*place, "partner_layers"]
        allowed = "the layers of the membrane of opposite charge"
        problems.append(problem_at(file, where, "nothing", allowed, "add them"))


def _transport_case(
    file: str, place: list, row: Mapping, layers: Any, problems: list[Problem]
) -> Case | None:
    """The membrane as a transport case at rest, so that its reader checks it."""
    keys = ("name", "temperature_K", "ions", "feed_mol_m3")
    shared = {key: row[key] for key in keys if key in row}
    at_rest = {"permeate": row.get("feed_mol_m3"), "drive": {"water_flux_m_s": 0.0}}
    found: list[Problem] = []
    case = read_case(file, place, {**shared, "layers": layers, **at_rest}, found)
    known = {str(problem) for problem in problems}
    problems += [problem for problem in found if ".permeate" not in f".{problem.row}"
                 and str(problem) not in known]  # fmt: skip
    return case


def _membranes(cases: list[Case], names: list[str]) -> Membranes:
    arrays: LayeredCases = layered_cases(cases)
    return Membranes(
        names=tuple(names),
        thickness=arrays.thickness,
        fixed_charge=arrays.fixed_charge,
        partition=arrays.partition,
        hindrance_convection=arrays.hindrance_convection,
        hindrance_diffusion=arrays.hindrance_diffusion,
        diffusivity=arrays.diffusivity,
        water_permeability=arrays.water_permeability,
        drag=arrays.drag,
    )


def membranes_of_layers(
    file: str, layers: Mapping[str, Any], feed: Mapping[str, float]
) -> tuple[Membranes, Solution]:
    """Membranes given by their layers, in a feed of ions of the shipped table.

    Parameters
    ----------
    file : str
        For messages.
    layers : mapping of str to list
        Layers of each membrane by its name, as in a case.
    feed : mapping of str to float
        [mol/m³]

    Returns
    -------
    tuple of Membranes and Solution

    Raises
    ------
    DataError
        With every mistake.
    """
    row = {"ions": {ion: {} for ion in feed}, "feed_mol_m3": dict(feed)}
    problems: list[Problem] = []
    cases = [_transport_case(file, ["membranes", name], row, own, problems)
             for name, own in layers.items()]  # fmt: skip
    if problems:
        raise DataError(problems=problems)
    return _membranes(cases, list(map(str, layers))), _solution(cases[0])


def _solution(case: Case) -> Solution:
    table = shipped_ions()
    known = [table.resolver.find(name) for name in case.ions]
    mass = [
        np.nan if name is None else float(table.values["molar_mass"][table.names.index(name)])
        for name in known
    ]
    return Solution(
        names=case.ions,
        charge=np.array(case.charge, dtype=float),
        diffusivity=np.array(case.diffusivity),
        molar_mass=np.array(mass),
        concentration=np.array(
            [case.model.feed_mol_m3.get(name, 0.0) for name in case.ions], dtype=float
        ),
        temperature=case.model.temperature_K,
        target=known.index(TARGET) if TARGET in known else -1,
    )
