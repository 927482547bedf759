"""Candidates and the groups on them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from selectivity.errors import DataError, Problem
from selectivity.tables.cells import did_you_mean, nearest, show
from selectivity.tables.reader import read_table
from selectivity.tables.schema import ROW

if TYPE_CHECKING:
    import pandas as pd

SIZE_FIELDS: Final = {"cylinder": "slit_width", "slit": "pore_radius"}
"""Geometry and the size that belongs to the other one."""


def load_candidates(
    path: Path | str, classes: Sequence[str] = (), problems: list[Problem] | None = None
) -> pd.DataFrame:
    """Candidates of a file, in SI.

    Parameters
    ----------
    path : Path or str
        Table of schema ``candidates``.
    classes : sequence of str
        Allowed material classes; empty to allow any.
    problems : list of Problem, optional
        Receives the problems; without it they are raised.

    Returns
    -------
    DataFrame
        Every field of the schema and ``row``; see `read_table`.

    Raises
    ------
    DataError
        With every problem of the file, if ``problems`` is not given.
    """
    found: list[Problem] = []
    frame = read_table(path, "candidates", found)
    for name, row in zip(frame["material_class"], frame[ROW], strict=True):
        if classes and name and name not in classes:
            advice = did_you_mean(name, classes, "choose one, or add it to data/materials.csv")
            found.append(_problem(frame, row, "material_class", show(name),
                                  " | ".join(classes), advice))  # fmt: skip
    found += _geometry_problems(frame)
    if problems is None and found:
        raise DataError(problems=found)
    if problems is not None:
        problems.extend(found)
    return frame


def load_candidate_groups(
    path: Path | str,
    candidates: pd.DataFrame,
    groups: Sequence[str],
    problems: list[Problem] | None = None,
) -> pd.DataFrame:
    """Groups on wall and mouth of the candidates, in SI.

    Parameters
    ----------
    path : Path or str
        Long table of schema ``candidate_groups``.
    candidates : DataFrame
        Their rows may be named.
    groups : sequence of str
        Groups of ``data/groups.csv``.
    problems : list of Problem, optional
        Receives the problems; without it they are raised.

    Returns
    -------
    DataFrame
        ``candidate, location, group, site_density`` [mol/m³], ``…_uncertainty``, ``row``. Rows of
        candidates that are not in the table (the groups of a longer list, say) are left out and
        counted in ``attrs["left_out"]``; one that looks like a misspelt candidate is a problem.

    Raises
    ------
    DataError
        With every problem of the file, if ``problems`` is not given.
    """
    found: list[Problem] = []
    frame = read_table(path, "candidate_groups", found)
    found += _strangers(frame, "group", list(groups), nearest_only=False)
    known = list(candidates["candidate"])
    found += _strangers(frame, "candidate", known, nearest_only=True)
    if problems is None and found:
        raise DataError(problems=found)
    if problems is not None:
        problems.extend(found)
    if not known:
        return frame
    mine = frame["candidate"].isin(set(known))
    kept = frame[mine].reset_index(drop=True)
    kept.attrs["left_out"] = int((~mine & (frame["candidate"] != "")).sum())
    return kept


def _strangers(
    frame: pd.DataFrame, column: str, allowed: list[str], *, nearest_only: bool
) -> list[Problem]:
    """Names that another table does not have; with ``nearest_only`` those that look misspelt."""
    members, problems = set(allowed), []
    for name, row in zip(frame[column], frame[ROW], strict=True):
        if not name or not members or name in members:
            continue
        if nearest_only and nearest(name, allowed) is None:
            continue
        advice = did_you_mean(name, allowed, f"add it to the table of {column}s")
        what = f"a {column} of the table of {column}s"
        problems.append(_problem(frame, row, column, show(name), what, advice))
    return problems


def _problem(
    frame: pd.DataFrame, row: int, column: str, found: str, allowed: str, advice: str
) -> Problem:
    return Problem(frame.attrs["path"], str(row), column, found, allowed, advice)


def _geometry_problems(frame: pd.DataFrame) -> list[Problem]:
    """A slit with a pore radius or a cylinder with a slit width; a wet size below the dry one."""
    problems = []
    for geometry, other in SIZE_FIELDS.items():
        wrong = (frame["geometry"] == geometry) & frame[other].notna()
        own = "slit_width_nm" if geometry == "slit" else "pore_radius_nm"
        for row, value in zip(frame[ROW][wrong], frame[other][wrong], strict=True):
            found = f"{value * 1e9:g} nm for a {geometry}"
            advice = f"give {own}, or correct the geometry"
            problems.append(_problem(frame, row, f"{other}_nm", found, "an empty cell", advice))
    both = (frame["geometry"] == "") & frame["pore_radius"].notna() & frame["slit_width"].notna()
    for row in frame[ROW][both]:
        advice = "write cylinder or slit, and keep the size that belongs to it"
        found = "a pore radius and a slit width, but no geometry"
        problems.append(_problem(frame, row, "geometry", found, "cylinder | slit", advice))
    if {"dry_spacing", "wet_spacing"} <= set(frame):
        shrunk = np.asarray(frame["wet_spacing"] < frame["dry_spacing"])
        for row in frame[ROW][shrunk]:
            advice = "a membrane swells in water: exchange the two or correct them"
            found = "a wet spacing below the dry one"
            allowed = "wet_spacing_nm >= dry_spacing_nm"
            problems.append(_problem(frame, row, "wet_spacing_nm", found, allowed, advice))
    return problems
