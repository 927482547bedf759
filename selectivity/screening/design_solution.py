"""Activities of a design: one table for a whole cascade, and what is said of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from selectivity.domain.process import Solution
from selectivity.process.stage import balanced, main_anion
from selectivity.tables import phreeqc
from selectivity.tables.activity import NEUTRAL_PH, missing_ions, tabulate
from selectivity.tables.brines import Brine
from selectivity.tables.cases import shipped_ions
from selectivity.tables.design_section import DesignSection
from selectivity.tables.process_solution import IDEAL, PITZER, compositions

SOURCE: Final = "appelo2015"
LEFT: Final = 0.3
"""Share of the multivalent ions in the ray for what goes on, and of the monovalent cations in that
for what is left: with these the table is within 0.3 % of PHREEQC in the shipped design. [-]"""
ASSUMPTIONS: Final = (
    f"one table of activities for all stages, along four compositions from dilute to strong: the "
    f"brine, its monovalent ions alone, with {LEFT:g} of its multivalent ions, and with {LEFT:g} "
    "of its monovalent cations; of first order in the composition between them",
    "the brine's pH everywhere",
    "no activity coefficients in films, membranes and micropores",
)


class Activities(NamedTuple):
    """How a design takes its solutions.

    ``model`` is ``pitzer`` or ``ideal``; ``why`` says why it is ideal, empty where it is not;
    ``acidity`` the pH; ``stand_ins`` by ion what stands for it in the database.
    """

    model: str
    why: str
    acidity: float
    stand_ins: Mapping[str, str]

    def as_json(self) -> dict[str, Any]:
        """What design.json says, in the words of ``selectivity process``."""
        if self.model == IDEAL:
            return {"model": IDEAL, "why": self.why}
        return {
            "model": self.model,
            "source": SOURCE,
            "pH": self.acidity,
            "stand_ins": dict(self.stand_ins),
            "assumptions": list(ASSUMPTIONS),
        }


def activities_of(section: DesignSection, brine: Brine) -> Activities:
    """What a section asks for, as far as the database has the ions.

    Parameters
    ----------
    section : DesignSection
    brine : Brine

    Returns
    -------
    Activities
        Ideal where ``solution`` says so, or where it says nothing and an ion is missing.
    """
    acidity = brine.acidity if section.pH is None else section.pH
    acidity = NEUTRAL_PH if np.isnan(acidity) else float(acidity)
    missing = missing_ions(brine.ions)
    if section.solution == IDEAL:
        return Activities(IDEAL, "asked for", acidity, {})
    if section.solution is None and missing:
        why = f"no activity of {', '.join(missing)} in {phreeqc.DATABASE}"
        return Activities(IDEAL, why, acidity, {})
    known = phreeqc.known_ions()
    found = {ion: shipped_ions().resolver.find(ion) for ion in brine.ions}
    borrowed = {ion: known[own][0] for ion, own in found.items() if own in known and known[own][2]}
    return Activities(PITZER, "", acidity, borrowed)


def with_activities(feed: Solution, own: Activities, settings: Sequence[Any]) -> Solution:
    """A brine with the table of its cascade, or without one where solutions are ideal.

    Parameters
    ----------
    feed : Solution
    own : Activities
    settings : sequence of dataclass instances
        Of the processes; their compositions, such as a receiver, are tabulated too.

    Returns
    -------
    Solution

    Raises
    ------
    DataError
        For an ion that the database lacks.
    """
    if own.model == IDEAL:
        return feed
    given = [one for each in settings for one in compositions(each)]
    return dataclasses.replace(feed, table=tabulate(feed, [*given, *_further(feed)], own.acidity))


def _further(feed: Solution) -> list[np.ndarray]:
    """Compositions of what goes on and of what is left, far down a cascade."""
    several, single = np.abs(feed.charge) > 1, feed.charge == 1
    rows = np.stack([np.where(part, LEFT, 1.0) * feed.concentration for part in (several, single)])
    neutral = balanced(rows, feed.charge, main_anion(rows, feed.charge))
    return [row for row in neutral if np.all(row >= 0)]
