"""Candidates out of a space of designs, block by block into Parquet parts.

A candidate's identifier is the space's name and the number of its draw. Another number of
candidates, another size of the parts or a further constraint leaves the others' identifiers and
values as they are.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from selectivity.errors import DataError, Problem
from selectivity.tables import expression
from selectivity.tables.candidates import candidate_problems
from selectivity.tables.columns import FIRST_ROW, frame_of
from selectivity.tables.schema import load_schema
from selectivity.tables.space import MOST_CANDIDATES, Dimension, Space, classes
from selectivity.tables.space_checks import KEY

if TYPE_CHECKING:
    import pyarrow as pa

BLOCK: Final = 16384
"""Draws that are made together; part of what a seed means for random draws. [-]"""

DIGITS: Final = 9
"""Digits of the number in an identifier."""

HOPELESS: Final = 2000
"""Draws per candidate kept after which the constraints are taken for impossible. [-]"""

SIGNIFICANT: Final = 6
"""Significant digits of a drawn number: what is written is what is meant."""


@dataclass(frozen=True)
class Block:
    """Candidates of some draws that satisfy the constraints.

    Attributes
    ----------
    number : ndarray of int of shape (n,)
        Of the draw.
    values : dict of str to ndarray of shape (n,)
        By column and group; NaN or "" where empty.
    """

    number: np.ndarray
    values: dict[str, np.ndarray]


def grid_size(space: Space) -> int:
    """Combinations of a grid, before constraints."""
    return math.prod(len(_levels(dimension)) for dimension in space.dimensions.values())


def blocks(space: Space) -> Iterator[Block]:
    """Candidates of a space in the order of their draws.

    Parameters
    ----------
    space : Space

    Yields
    ------
    Block

    Raises
    ------
    DataError
        If the constraints leave nothing, or a grid has more candidates than are wanted.
    """
    limit = space.candidates or MOST_CANDIDATES
    total = grid_size(space) if space.method == "grid" else None
    if total is not None and total > MOST_CANDIDATES:
        raise DataError(f"a grid of {total} combinations; at most {MOST_CANDIDATES}; fewer steps")
    kept, start = 0, 0
    for points in _points(space, total):
        block = _satisfying(space, _values(space, points), np.arange(start, start + len(points)))
        start += len(points)
        if total is None:
            block = _first(block, limit - kept)
        kept += len(block.number)
        if kept > limit:
            advice = "raise `candidates` or take fewer steps"
            raise DataError(f"the grid has more than {limit} candidates; {advice}")
        yield block
        if total is None and kept >= limit:
            return
        if total is None and start > HOPELESS * max(kept, BLOCK):
            told = f"of {start} draws {kept} satisfy the constraints"
            raise DataError(f"{told}; allowed: one in {HOPELESS}; loosen them or narrow the ranges")
    if not kept:
        raise DataError("no combination satisfies the constraints; loosen them")


def _points(space: Space, total: int | None) -> Iterator[np.ndarray]:
    """Points in the unit cube, or levels of a grid. (n, n_dimensions)"""
    n_dimensions = len(space.dimensions)
    if total is not None:
        sizes = [len(_levels(dimension)) for dimension in space.dimensions.values()]
        for start in range(0, total, BLOCK):
            numbers = np.arange(start, min(start + BLOCK, total))
            yield np.stack(np.unravel_index(numbers, sizes), axis=1)
        return
    if space.method == "sobol":
        from scipy.stats import qmc

        engine = qmc.Sobol(n_dimensions, scramble=True, rng=space.seed, bits=40)
        while True:
            yield engine.random(BLOCK)
    number = 0
    while True:
        yield np.random.default_rng([space.seed, number]).random((BLOCK, n_dimensions))
        number += 1


def _values(space: Space, points: np.ndarray) -> dict[str, np.ndarray]:
    """Values of every dimension; empty where its conditions do not hold."""
    found = {}
    for place, (name, dimension) in enumerate(space.dimensions.items()):
        column = points[:, place]
        found[name] = _drawn(dimension, column) if space.method != "grid" else np.asarray(
            _levels(dimension))[column]  # fmt: skip
    whole = dict(found)
    for name, dimension in space.dimensions.items():
        for other, allowed in dimension.where.items():
            there = np.isin(whole[other], np.asarray(allowed, dtype=whole[other].dtype))
            blank = "" if found[name].dtype.kind in "OU" else np.nan
            found[name] = np.where(there, found[name], blank)
    return found


def _levels(dimension: Dimension) -> list[Any]:
    """Values of a dimension in a grid."""
    if dimension.values:
        return [str(v) for v in dimension.values] if dimension.is_text else list(dimension.values)
    low, high = float(dimension.low or 0.0), float(dimension.high or 0.0)
    even = np.geomspace if dimension.scale == "log" else np.linspace
    return list(dict.fromkeys(_rounded(even(low, high, dimension.steps)).tolist()))


def _drawn(dimension: Dimension, points: np.ndarray) -> np.ndarray:
    """Values of a dimension at points in [0, 1)."""
    if dimension.values:
        levels = np.asarray(_levels(dimension))
        return levels[np.minimum((points * len(levels)).astype(int), len(levels) - 1)]
    low, high = float(dimension.low or 0.0), float(dimension.high or 0.0)
    if dimension.scale == "log":
        return np.clip(_rounded(low * (high / low) ** points), low, high)
    return np.clip(_rounded(low + (high - low) * points), low, high)


def _rounded(values: np.ndarray) -> np.ndarray:
    """To `SIGNIFICANT` digits."""
    size = np.abs(np.where(values == 0, 1.0, values))
    scale = 10.0 ** (SIGNIFICANT - 1 - np.floor(np.log10(size)))
    return np.rint(values * scale) / scale


def _satisfying(space: Space, values: dict[str, np.ndarray], number: np.ndarray) -> Block:
    """The draws that satisfy the constraints; of a grid no combination twice."""
    keep = np.ones(len(number), dtype=bool)
    for text in space.constraints:
        try:
            keep &= expression.holds(expression.parse(text), values, len(number))
        except expression.ExpressionError as error:
            raise DataError(f"constraint {text!r}: {error}; {expression.LANGUAGE}") from error
    if space.method == "grid":
        for name, dimension in space.dimensions.items():
            if dimension.where:
                keep &= ~_is_empty(values[name]) | (_level(space, name, number) == 0)
    return Block(number[keep], {name: value[keep] for name, value in values.items()})


def _level(space: Space, name: str, number: np.ndarray) -> np.ndarray:
    """Level of one dimension in some combinations of a grid."""
    sizes = [len(_levels(dimension)) for dimension in space.dimensions.values()]
    return np.unravel_index(number, sizes)[list(space.dimensions).index(name)]


def _is_empty(values: np.ndarray) -> np.ndarray:
    return np.isnan(values) if values.dtype.kind == "f" else values == ""


def _first(block: Block, count: int) -> Block:
    return Block(block.number[:count], {n: value[:count] for n, value in block.values.items()})


def tables(space: Space, block: Block) -> tuple[pa.Table, pa.Table]:
    """Rows of the candidates and of their groups.

    Parameters
    ----------
    space : Space
    block : Block

    Returns
    -------
    tuple of pyarrow.Table
        Of schemas ``candidates`` and ``candidate_groups``.

    Raises
    ------
    DataError
        If a value is outside the bounds of its column, or columns contradict each other.
    """
    import pyarrow as pa

    names = pa.array([f"{space.name}-{number:0{DIGITS}d}" for number in block.number.tolist()])
    columns = {KEY: names}
    for name in space.columns:
        values = block.values[name]
        is_text = values.dtype.kind in "OU"
        columns[name] = pa.array(values) if is_text else pa.array(values, mask=np.isnan(values))
    candidates = pa.table(columns)
    _check(space, candidates)
    rows = [_sites(group.location, group.group, block.values[name], names)
            for name, group in space.groups.items()]  # fmt: skip
    empty = _sites("wall", "", np.empty(0), names[:0])
    return candidates, pa.concat_tables([empty, *rows]).sort_by("candidate")


def _sites(location: str, group: str, density: np.ndarray, names: pa.Array) -> pa.Table:
    import pyarrow as pa

    place = np.flatnonzero(np.nan_to_num(density) > 0)
    return pa.table(
        {
            KEY: names.take(pa.array(place, pa.int64())),
            "location": pa.array([location] * len(place), pa.string()),
            "group": pa.array([group] * len(place), pa.string()),
            "site_density_mol_m3": pa.array(density[place], pa.float64()),
        }
    )


def _check(space: Space, candidates: pa.Table) -> None:
    """What the readers of the candidates would say of these rows."""
    problems: list[Problem] = []
    schema = load_schema("candidates")
    for batch in candidates.combine_chunks().to_batches():
        numbers = list(range(FIRST_ROW, FIRST_ROW + batch.num_rows))
        frame = frame_of(batch, (Path(f"candidates of {space.name}"), numbers), schema, problems)
        problems += candidate_problems(frame, classes())
    if problems:
        text = "the space makes candidates that cannot be; a `where` or a constraint helps"
        raise DataError(text, problems[:20])
