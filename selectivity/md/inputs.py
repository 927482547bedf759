"""``config/trajectories.csv`` as runs, with the problems of each candidate and ion apart."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan, pi
from pathlib import Path
from typing import Any, Final

from selectivity.errors import Problem, UnitError
from selectivity.md.conversion import NANOMETRE, force_constant_factor, length_factor
from selectivity.md.names import is_nothing
from selectivity.md.run import Coordinate, Files, Geometry, Restraint, Run, Selections

SCHEMA: Final = "trajectories"
_AXES: Final = {"": 2, "x": 0, "y": 1, "z": 2}
_CONVENTION: Final = {"half": 1.0, "full": 2.0}
_EDGES, _EDGES_AND_ANGLES = 3, 6
_DEFAULT_FORCE_UNIT: Final = "kJ/mol/nm^2"
Pair = tuple[str, str]


def read_runs(table: Path, root: Path) -> tuple[dict[Pair, list[Run]], dict[Pair, list[Problem]]]:
    """Runs of every candidate and ion, and what is wrong with the others.

    Parameters
    ----------
    table : Path
        ``config/trajectories.csv``; a table that does not exist is one without rows.
    root : Path
        Study directory, that file names are relative to.

    Returns
    -------
    runs, problems : dict
        By (candidate, ion); a pair with problems has no runs. Problems of the table as a whole
        stand under ("", "").
    """
    from selectivity.tables.reader import read_table

    if not table.is_file():
        return {}, {}
    found: list[Problem] = []
    frame = read_table(table, SCHEMA, found)
    rows = frame.to_dict("records")
    pair_of_row = {str(row["row"]): (row["candidate"], row["ion"]) for row in rows}
    runs: dict[Pair, list[Run]] = {}
    for row in rows:
        run = _run(row, root, str(table), found)
        if run is not None:
            runs.setdefault((run.candidate, run.ion), []).append(run)
    for members in runs.values():
        found += _pair_problems(members, str(table))
    problems: dict[Pair, list[Problem]] = {}
    for problem in found:
        problems.setdefault(pair_of_row.get(problem.row, ("", "")), []).append(problem)
    return {pair: part for pair, part in runs.items() if pair not in problems}, problems


def _run(row: Mapping[str, Any], root: Path, table: str, problems: list[Problem]) -> Run | None:
    before = len(problems)
    number = str(row["row"])

    def problem(column: str, found: object, allowed: str, advice: str) -> None:
        problems.append(Problem(table, number, column, str(found), allowed, advice))

    run = Run(
        candidate=row["candidate"],
        ion=row["ion"],
        name=row["run"],
        row=int(row["row"]),
        temperature=row["temperature"],
        discard=0.0 if isnan(row["discard"]) else row["discard"],
        files=_files(row, root, problem),
        coordinate=_coordinate(row, root),
        selections=Selections(
            **{key: row[f"{key}_selection"] for key in Selections.__dataclass_fields__}
        ),
        geometry=_geometry(row),
        restraint=_restraint(row, problem),
        simulated_charge=row["charge_simulated"],
    )
    _check_sources(run, problem)
    return run if len(problems) == before else None


def _files(row: Mapping[str, Any], root: Path, problem: Any) -> Files:
    parts = tuple(root / part.strip() for part in row["trajectory"].split("|") if part.strip())
    topology = root / row["topology"] if row["topology"] else None
    for column, files in (("topology", (topology,)), ("trajectory", parts)):
        for file in files:
            if file is not None and not file.is_file():
                problem(
                    column, file, "a file that exists", "give it relative to the study directory"
                )
    return Files(
        topology=topology,
        trajectory=parts,
        format=row["format"],
        topology_format=row["topology_format"],
        length_unit=row["length_unit"],
        time_unit=row["time_unit"],
        time_step=row["dt"],
        box=_box(row["box_nm"], problem),
    )


def _box(text: str, problem: Any) -> tuple[float, ...]:
    try:
        numbers = tuple(float(part) for part in text.replace(",", " ").split())
    except ValueError:
        numbers = (0.0,)
    if len(numbers) not in (0, _EDGES, _EDGES_AND_ANGLES):
        problem("box_nm", text, "three edges, or three edges and three angles", "such as 2.1 2.1 4")
        return ()
    return tuple(edge * NANOMETRE for edge in numbers[:_EDGES]) + numbers[_EDGES:]


def _coordinate(row: Mapping[str, Any], root: Path) -> Coordinate:
    return Coordinate(
        file=root / row["coordinate_file"] if row["coordinate_file"] else None,
        format=row["coordinate_format"] or "trajectory",
        column=row["coordinate_column"],
        length_unit=row["coordinate_length_unit"],
        time_unit=row["coordinate_time_unit"],
    )


def _geometry(row: Mapping[str, Any]) -> Geometry:
    radius, area = row["accessible_radius"], row["accessible_area"]
    names = ("mouth_low", "mouth_high", "bulk_low", "bulk_high", "pore_area", "first_shell")
    return Geometry(
        axis=_AXES.get(row["axis"], _AXES[""]),
        centre=0.0 if isnan(row["centre"]) else row["centre"],
        bulk_area=pi * radius**2 if isnan(area) else area,
        mirror=row["symmetry"] == "mirror",
        fixed_charge=row["simulated_fixed_charge"],
        **{name: row[name] for name in names},
    )


def _restraint(row: Mapping[str, Any], problem: Any) -> Restraint | None:
    given = [not isnan(row[column]) for column in ("window_centre", "force_constant")]
    if not any(given):
        return None
    if not all(given):
        missing = "force_constant" if given[0] else "window_centre"
        problem(missing, "an empty cell", "a number", "a window needs its centre and its constant")
        return None
    if row["force_constant_convention"] not in _CONVENTION:
        problem(
            "force_constant_convention",
            row["force_constant_convention"] or "an empty cell",
            "half (½k(x−x0)²) or full (k(x−x0)²)",
            "half for GROMACS, PLUMED, colvars; full for CP2K, AMBER, CHARMM",
        )
        return None
    factor = _factor("force_constant_unit", row, problem)
    centre = row["window_centre"] * _factor("window_unit", row, problem)
    stiffness = row["force_constant"] * _CONVENTION[row["force_constant_convention"]] * factor
    return Restraint(centre, stiffness)


def _factor(column: str, row: Mapping[str, Any], problem: Any) -> float:
    try:
        if column == "window_unit":
            return length_factor(row[column] or "nm")
        return force_constant_factor(row[column] or _DEFAULT_FORCE_UNIT)
    except UnitError as error:
        problem(column, row[column], "a unit", str(error))
        return float("nan")


def _check_sources(run: Run, problem: Any) -> None:
    coordinate = run.coordinate
    if coordinate.file is not None and coordinate.format == "trajectory":
        problem("coordinate_format", "an empty cell or trajectory", "the program that wrote "
                "coordinate_file", "choose gromacs_xvg, plumed, lammps, cp2k or csv")  # fmt: skip
    if coordinate.file is not None and not coordinate.file.is_file():
        problem("coordinate_file", coordinate.file, "a file that exists", "check the name")
    if coordinate.file is None and not run.files.topology:
        problem("topology", "an empty cell", "a file", "give a topology or a coordinate file")
    ends = (run.geometry.mouth_low, run.geometry.mouth_high)
    if not run.geometry.has_channel and not all(map(isnan, ends)):
        found = "{:g} and {:g}".format(*(end / NANOMETRE for end in ends))
        problem("mouth_low_nm", found, "mouth_low_nm below mouth_high_nm", "give both ends, rising")
    alone = is_nothing(run.selections.ion)
    if run.geometry.has_channel and isnan(run.geometry.bulk_low) and not alone:
        problem("bulk_low_nm", "no bulk region", "where the ion is in free solution",
                "a PMF has no zero without it: give bulk_low_nm and bulk_high_nm")  # fmt: skip
    if run.restraint is not None and isnan(run.geometry.bulk_low) and not run.geometry.has_channel:
        problem("bulk_low_nm", "no bulk region", "where the ion is in free solution",
                "umbrella windows make a PMF: give bulk_low_nm and bulk_high_nm")  # fmt: skip


def _pair_problems(runs: list[Run], table: str) -> list[Problem]:
    first = runs[0]
    found = []
    for run in runs[1:]:
        if run.temperature != first.temperature:
            found.append(
                Problem(
                    *(table, str(run.row), "temperature_K", f"{run.temperature:g} K"),
                    f"{first.temperature:g} K, as in row {first.row}",
                    "windows of different temperature make no PMF; list them as another candidate",
                )
            )
        if repr(run.geometry) != repr(first.geometry):  # repr: NaN equals NaN
            found.append(
                Problem(
                    *(table, str(run.row), "", "another geometry"),
                    f"mouths, bulk region, areas, axis, symmetry and the like of row {first.row}",
                    "all runs of a candidate and ion share one channel",
                )
            )
    return found
