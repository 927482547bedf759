"""Table of all structures under leave-one-paper-out, by pair and by kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from selectivity.screening.calibration.crossval import out_of_paper
from selectivity.screening.calibration.intervals import nested_half_width
from selectivity.screening.calibration.kinds import CHANNEL
from selectivity.screening.calibration.metrics import Score, coverage, score
from selectivity.screening.calibration.rows import Rows
from selectivity.screening.calibration.structures import Fit, constant

DIVALENT: Final = "Mg2+"
MONOVALENT: Final = ("Na+", "Li+")


@dataclass(frozen=True)
class Outcome:
    """One structure over one set of rows.

    Attributes
    ----------
    structure, rows : str
        Key of the structure and name of the set.
    score : Score
    covered, width : float
        Of the 90 % intervals, averaged over papers [-, decades].
    """

    structure: str
    rows: str
    score: Score
    covered: float
    width: float


def subsets(rows: Rows) -> dict[str, np.ndarray]:
    """Named sets of rows. (n_rows,) of bool each."""
    first = np.array([pair.first for pair in rows.pair], dtype=object)
    second = np.array([pair.second for pair in rows.pair], dtype=object)
    pair = {name: (first == name) & (second == DIVALENT) for name in MONOVALENT}
    both = pair["Na+"] | pair["Li+"]
    return {
        "Na+/Mg2+ and Li+/Mg2+": both,
        "Na+/Mg2+": pair["Na+"],
        "Li+/Mg2+": pair["Li+"],
        "the same without flux and conductance kinds": both & (rows.form != CHANNEL),
        "all pairs": np.ones(rows.n_rows, dtype=bool),
    }


def kind_sets(rows: Rows) -> dict[str, np.ndarray]:
    """Rows by kind and pair."""
    labels = np.array(
        [f"{k}, {p.first}/{p.second}" for k, p in zip(rows.kind, rows.pair, strict=True)]
    )
    return {str(name): labels == name for name in np.unique(labels)}


def compare(
    rows: Rows, structures: dict[str, Fit], tick: Callable[[str], None] = lambda _: None
) -> Iterator[tuple[str, np.ndarray]]:
    """Out-of-paper predictions of each structure.

    Parameters
    ----------
    rows : Rows
        Measured rows that may be fitted.
    structures : dict of str to callable
    tick : callable
        Told the name before each.

    Yields
    ------
    tuple of str and ndarray of shape (n_rows,)
    """
    for name, fit in structures.items():
        tick(name)
        yield name, out_of_paper(fit, rows)


def outcomes(
    rows: Rows, name: str, predicted: np.ndarray, sets: dict[str, np.ndarray]
) -> list[Outcome]:
    """Scores of one structure over sets of rows.

    Parameters
    ----------
    rows : Rows
    name : str
    predicted : ndarray of shape (n_rows,)
        Out of paper, canonical order.
    sets : dict of str to ndarray of bool

    Returns
    -------
    list of Outcome
        Intervals of a paper come from the errors on the others.
    """
    half = nested_half_width(predicted - rows.measured, rows)
    base = out_of_paper(constant, rows)
    keys, papers = rows.keys, np.array(rows.paper, dtype=object)
    found = []
    for label, here in sets.items():
        index = np.flatnonzero(here)
        sign = rows.sign[index]
        said, seen = sign * predicted[index], sign * rows.measured[index]
        shown = score(said, seen, sign * base[index], [keys[i] for i in index])
        low, high = said - half[index], said + half[index]
        _, covered, width = coverage(low, high, seen, papers[index])
        found.append(Outcome(name, label, shown, covered, width))
    return found


def markdown(found: list[Outcome]) -> str:
    """Table of outcomes."""
    head = (
        "| structure | rows | n | papers | error | ratio | rank (groups) | covered | width |\n"
        "|---|---|---:|---:|---:|---:|---:|---:|---:|"
    )
    lines = [
        f"| {o.structure} | {o.rows} | {o.score.n_rows} | {o.score.n_papers} | {o.score.error:.3f} "
        f"| {o.score.ratio:.2f} | {_rank(o.score)} | {o.covered:.2f} | {o.width:.2f} |"
        for o in found
    ]
    return "\n".join([head, *lines])


def _rank(shown: Score) -> str:
    return f"{shown.correlation:+.2f} ({shown.n_groups})" if shown.n_groups else "–"
