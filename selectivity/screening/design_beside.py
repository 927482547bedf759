"""The first design again with ideal solutions, so that the difference is seen."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from selectivity.screening.design_rows import NESTED, Row, rows_of
from selectivity.screening.designs import Question, solve
from selectivity.tables.process_solution import IDEAL


def with_ideal(
    asked: Question, content: Row, layers: Mapping[str, Sequence[Any]] | None = None
) -> Row:
    """Content of design.json with its first design for ideal solutions, all samples.

    Parameters
    ----------
    asked : Question
    content : dict
        Its designs are ranked.
    layers : mapping of str to list, optional
        Layers of each membrane by its name, where they are not candidates.

    Returns
    -------
    dict
        ``first_design_with_ideal_solutions``, a row without streams; null where all designs take
        solutions as ideal anyway.
    """
    return {**content, "first_design_with_ideal_solutions": _beside(asked, content, layers)}


def _beside(
    asked: Question, content: Row, layers: Mapping[str, Sequence[Any]] | None
) -> Row | None:
    if asked.activities.model == IDEAL or not content["designs"]:
        return None
    name, process = (content["designs"][0][key] for key in ("candidate", "process"))
    alone = dataclasses.replace(
        asked,
        section=asked.section.model_copy(update={"solution": IDEAL}),
        settings={process: asked.settings[process]},
    )
    answers, feed = solve(alone, [name], {name: list(layers[name])} if layers else None)
    row = rows_of(answers, feed)[0]
    return {key: value for key, value in row.items() if key not in NESTED}
