"""Candidates and the groups on them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from selectivity.errors import DataError, Problem
from selectivity.tables.batches import folder_problem, has_parts, read_frames
from selectivity.tables.cells import did_you_mean, nearest, show
from selectivity.tables.parts import parts_of
from selectivity.tables.plan import Piece, is_parted
from selectivity.tables.reader import empty_frame
from selectivity.tables.schema import ROW
from selectivity.tables.wanted import Wanted

if TYPE_CHECKING:
    import pandas as pd

EVERYTHING: Final = Wanted()
MOST_COMPARED: Final = 20000
"""Candidates up to which a name of the group table is compared with each of them. [-]"""

SIZE_FIELDS: Final = {"cylinder": "slit_width", "slit": "pore_radius"}
"""Geometry and the size that belongs to the other one."""


def load_candidates(
    path: Path | str,
    classes: Sequence[str] = (),
    problems: list[Problem] | None = None,
    wanted: Wanted = EVERYTHING,
) -> pd.DataFrame:
    """Candidates of a file, or of a folder of Parquet parts, in SI.

    Parameters
    ----------
    path : Path or str
        Table of schema ``candidates``.
    classes : sequence of str
        Allowed material classes; empty to allow any.
    problems : list of Problem, optional
        Receives the problems; without it they are raised.
    wanted : Wanted
        Candidates to read; the rows of the others are not kept.

    Returns
    -------
    DataFrame
        Every field of the schema and ``row``; see `read_table`.

    Raises
    ------
    DataError
        With every problem of the file, if ``problems`` is not given.
    """
    path = Path(path)
    found: list[Problem] = []
    parted = is_parted(path)
    pieces = wanted.pieces(path)
    frames = []
    for piece in pieces:
        for frame in read_frames(piece, "candidates", found, wanted.names):
            found += candidate_problems(frame, classes)
            frames.append(frame[wanted.mask(frame["candidate"].tolist(), parted)])
    if not frames and not has_parts(path):
        found.append(folder_problem(path))
    whole = joined(frames, "candidates", path)
    whole.attrs["parts"] = [str(p.part) for p in pieces if isinstance(p, Piece)]
    if len(frames) > 1:
        found += _repeated(whole, parted)
    if problems is None and found:
        raise DataError(problems=found)
    if problems is not None:
        problems.extend(found)
    return whole


def candidate_problems(frame: pd.DataFrame, classes: Sequence[str]) -> list[Problem]:
    """Problems of some rows that the schema does not know.

    Parameters
    ----------
    frame : DataFrame
        Of schema ``candidates``.
    classes : sequence of str
        Allowed material classes; empty to allow any.

    Returns
    -------
    list of Problem
        Unknown classes, sizes that do not belong to the geometry, wet sizes below the dry ones.
    """
    found = []
    stated = frame["material_class"].to_numpy(dtype=object)
    strange = set(stated) - {*classes, ""} if classes else set()
    for place in np.flatnonzero(np.isin(stated, list(strange))) if strange else ():
        name, row = stated[place], frame[ROW].iloc[place]
        advice = did_you_mean(name, classes, "choose one, or add it to data/materials.csv")
        found.append(_problem(frame, row, "material_class", show(name),
                              " | ".join(classes), advice))  # fmt: skip
    return found + _geometry_problems(frame)


def joined(frames: Sequence[pd.DataFrame], schema: str, path: Path) -> pd.DataFrame:
    """Batches of a table as one frame; without any, the columns of the schema without rows."""
    import pandas as pd

    if len(frames) == 1:
        whole = frames[0].reset_index(drop=True)
    elif frames:
        whole = pd.concat([f for f in frames if len(f)] or frames[:1], ignore_index=True)
    else:
        whole = empty_frame(schema)
    whole.attrs["path"] = str(path)
    return whole


def _repeated(frame: pd.DataFrame, parted: bool) -> list[Problem]:
    """Identifiers that occur in more than one batch; those within a batch are told already."""
    twice = frame["candidate"].duplicated().to_numpy() & (frame["candidate"] != "").to_numpy()
    allowed, advice = "an identifier that occurs once in all parts", "rename one of them"
    places = [("", "") if parted else (str(frame[ROW].iloc[i]), "candidate")
              for i in np.flatnonzero(twice)]  # fmt: skip
    names = frame["candidate"].to_numpy(dtype=object)[twice]
    return [
        Problem(frame.attrs["path"], row, column, f"duplicate {show(name)}", allowed, advice)
        for (row, column), name in zip(places, names, strict=True)
    ]


def load_candidate_groups(
    path: Path | str,
    candidates: pd.DataFrame,
    groups: Sequence[str],
    problems: list[Problem] | None = None,
    wanted: Wanted = EVERYTHING,
) -> pd.DataFrame:
    """Groups on wall and mouth of the candidates, in SI.

    Parameters
    ----------
    path : Path or str
        Long table of schema ``candidate_groups``, or a folder of Parquet parts.
    candidates : DataFrame
        Their rows may be named.
    groups : sequence of str
        Groups of ``data/groups.csv``.
    problems : list of Problem, optional
        Receives the problems; without it they are raised.
    wanted : Wanted
        Which of the candidates are in ``candidates``; of the others nothing is said.

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
    path = Path(path)
    found: list[Problem] = []
    known = list(candidates["candidate"])
    members, frames, left_out = set(known), [], 0
    looks = wanted.everything and len(known) <= MOST_COMPARED
    for part in _group_parts(path, candidates) if known or wanted.everything else ():
        for frame in read_frames(part, "candidate_groups", found, wanted.names):
            found += group_problems(frame, groups)
            if looks:
                found += _strangers(frame, "candidate", known, nearest_only=True)
            mine = frame["candidate"].isin(members) if known else frame["candidate"].notna()
            frames.append(frame[mine])
            left_out += int((~mine & (frame["candidate"] != "")).sum())
    if not frames and not has_parts(path):
        found.append(folder_problem(path))
    if problems is None and found:
        raise DataError(problems=found)
    if problems is not None:
        problems.extend(found)
    kept = joined(frames, "candidate_groups", path)
    kept.attrs["left_out"] = left_out
    return kept


def group_problems(frame: pd.DataFrame, groups: Sequence[str]) -> list[Problem]:
    """Groups of some rows that ``data/groups.csv`` does not have."""
    return _strangers(frame, "group", list(groups), nearest_only=False)


def _group_parts(path: Path, candidates: pd.DataFrame) -> list[Path]:
    """Parts of the groups; those that are named like the parts of the candidates, if there are."""
    parts = parts_of(path)
    names = {Path(part).name for part in candidates.attrs.get("parts", ())}
    beside = [part for part in parts if part.name in names]
    return beside if path.is_dir() and names else parts


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
