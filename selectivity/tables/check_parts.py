"""Every problem of candidates in Parquet parts, found batch by batch: nothing is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from selectivity.errors import Problem
from selectivity.tables.batches import ENOUGH, folder_problem, has_parts, read_frames
from selectivity.tables.candidates import candidate_problems, group_problems
from selectivity.tables.cells import show
from selectivity.tables.parts import parts_of

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

MAX_TOLD: Final = 20
"""Identifiers that occur twice and are named. [-]"""


def check_parts(
    candidates: Path,
    groups: Path | None,
    names: tuple[Sequence[str], Sequence[str]],
    problems: list[Problem],
) -> int:
    """Look at every row of candidates and groups.

    Parameters
    ----------
    candidates, groups : Path
        Folders of Parquet parts, or files.
    names : tuple of sequence of str
        Allowed material classes, and functional groups.
    problems : list of Problem
        Receives the problems, of a long table the first `batches.ENOUGH`.

    Returns
    -------
    int
        Number of candidates.
    """
    n_rows, identifiers = 0, []
    found: list[Problem] = []
    for frame in _frames(candidates, "candidates", found):
        found += candidate_problems(frame, names[0])
        n_rows += len(frame)
        identifiers.append(_strings(frame["candidate"].to_numpy(dtype=object)))
    found += _repeated(candidates, identifiers)
    if groups is not None:
        for frame in _frames(groups, "candidate_groups", found):
            found += group_problems(frame, names[1])
    problems += found
    return n_rows


def _frames(path: Path, schema: str, problems: list[Problem]) -> Iterator[pd.DataFrame]:
    """Batches of all parts, until there are problems enough."""
    if not has_parts(path):
        problems.append(folder_problem(path))
    for part in parts_of(path):
        yield from read_frames(part, schema, problems)
        if len(problems) > ENOUGH:
            return


def _strings(values: object) -> pa.Array:
    import pyarrow as pa

    return pa.array(values, pa.large_string())


def _repeated(path: Path, identifiers: list[pa.Array]) -> list[Problem]:
    """Identifiers that occur more than once, in whatever parts."""
    import pyarrow as pa
    import pyarrow.compute as pc

    whole = pc.utf8_normalize(pa.chunked_array(identifiers, pa.large_string()), form="NFC")
    if len(whole) == pc.count_distinct(whole).as_py():
        return []
    counts = pc.value_counts(whole)
    twice = counts.filter(pc.greater(counts.field("counts"), 1))
    allowed, advice = "an identifier that occurs once in all parts", "rename the others"
    told = [
        Problem(str(path), "", "candidate", f"{entry['counts']} rows of {show(entry['values'])}",
                allowed, advice)
        for entry in twice[:MAX_TOLD].to_pylist() if entry["values"]
    ]  # fmt: skip
    return told
