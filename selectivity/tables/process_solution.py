"""How a case wants its solutions: ideal, or with a table of activities."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from selectivity.domain.process import Solution
from selectivity.errors import Problem, SelectivityError
from selectivity.tables.case_model import problem_at
from selectivity.tables.cells import nearest, show

IDEAL: Final = "ideal"
PITZER: Final = "pitzer"
MODELS: Final = (PITZER, IDEAL)
Where = tuple[str, list]


def with_solution(
    feed: Solution, row: Mapping[str, Any], settings: Any, where: Where, problems: list[Problem]
) -> Solution:
    """A feed with what its case says of its solutions, under ``solution`` and ``pH``.

    Parameters
    ----------
    feed : Solution
    row : mapping
        The case.
    settings : dataclass instance
        Its compositions, such as a draw, are tabulated too.
    where : tuple of str and list
        File and path of the case.
    problems : list of Problem
        Mistakes are added here.

    Returns
    -------
    Solution
        Without a table where ``solution`` is ``ideal``, or where it says nothing and the database
        lacks an ion.
    """
    from selectivity.tables.activity import missing_ions, tabulate

    file, place = where
    model, acidity = row.get("solution"), row.get("pH", 7.0)
    if model not in (None, *MODELS):
        near = nearest(str(model), list(MODELS))
        advice = f"did you mean {near!r}?" if near else "choose one of them"
        spot = [*place, "solution"]
        problems.append(problem_at(file, spot, show(model), ", ".join(MODELS), advice))
        return feed
    number = isinstance(acidity, int | float) and not isinstance(acidity, bool)
    if not number or not 0 <= acidity <= 14:
        spot = [*place, "pH"]
        problems.append(
            problem_at(file, spot, show(acidity), "a number from 0 to 14", "correct it")
        )
        return feed
    if model == IDEAL or (model is None and missing_ions(feed.names)):
        return feed
    try:
        table = tabulate(feed, compositions(settings), float(acidity))
    except SelectivityError as error:
        allowed = "ions that the database has"
        spot = [*place, "solution"]
        problems.append(problem_at(file, spot, str(error), allowed, "write solution: ideal"))
        return feed
    return dataclasses.replace(feed, table=table)


def compositions(settings: Any) -> Sequence[np.ndarray]:
    """Solutions that stand among the settings of a process, such as a draw."""
    found = [
        getattr(settings, item.name)
        for item in dataclasses.fields(settings)
        if item.metadata.get("composition")
    ]
    return [np.asarray(one, dtype=float) for one in found if one is not None]
