"""Ions of the feeds and of the pair, against the ion table."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np

from selectivity.config import Config
from selectivity.errors import Problem
from selectivity.tables.cells import show
from selectivity.tables.ions import NEEDED, IonTable
from selectivity.tables.settings import row_of

IMBALANCE: Final = 1e-6
"""Allowed |Σ z c| / Σ |z| c of a feed, that of the Donnan solver. [-]"""


def used_ions(
    path: Path, config: Config, table: IonTable, problems: list[Problem]
) -> tuple[str, ...]:
    """Identifiers of the ions of the pair and of all feeds, in the order they are first met.

    Parameters
    ----------
    path : Path
        Configuration, for messages.
    config : Config
        Its content.
    table : IonTable
        Every ion there is.
    problems : list of Problem
        Receives unknown ions, ions without a needed value, and feeds that are not electroneutral.

    Returns
    -------
    tuple of str
    """
    used: dict[str, None] = {}
    if not table.names:
        return ()  # the ion table could not be read, which has been said
    for key in ("wanted", "unwanted"):
        _add(used, path, table, getattr(config.pair, key), ("pair", key), problems)
    problems += _pair_problems(path, config, table)
    for feed, settings in config.feeds.items():
        where = ("feeds", feed, "concentrations_mM")
        told = any(problem.column.startswith(".".join(where)) for problem in problems)
        charges, written = [], settings.concentrations_mM
        for ion in written:
            name = _add(used, path, table, ion, (*where, ion), problems)
            charges.append(table.charge[table.names.index(name)] if name else np.nan)
        problems += _repeated(path, where, table, written)
        if not told:
            problems += _balance_problems(path, where, written, np.array(charges))
    problems += _lacking(path, table, used)
    return tuple(used)


def _add(
    used: dict[str, None],
    path: Path,
    table: IonTable,
    written: str,
    where: tuple[str, ...],
    problems: list[Problem],
) -> str | None:
    name = table.resolver.find(written)
    if name is None:
        row, column = row_of(path, where), ".".join(where)
        problems.append(table.resolver.problem(written, str(path), row, column))
    else:
        used[name] = None
    return name


def _pair_problems(path: Path, config: Config, table: IonTable) -> list[Problem]:
    """One ion twice, or a cation over an anion."""
    names = [table.resolver.find(ion) for ion in (config.pair.wanted, config.pair.unwanted)]
    if None in names:
        return []
    charges = [table.charge[table.names.index(str(name))] for name in names]
    written = f"{config.pair.wanted} over {config.pair.unwanted}"
    if names[0] != names[1] and charges[0] * charges[1] > 0:
        return []
    allowed, advice = "two different ions of like sign", "correct the pair"
    return [Problem(str(path), row_of(path, ("pair",)), "pair", written, allowed, advice)]


def _repeated(
    path: Path, where: tuple[str, ...], table: IonTable, written: Mapping[str, float]
) -> list[Problem]:
    """Two spellings of one ion in a feed."""
    first: dict[str, str] = {}
    problems = []
    for ion in written:
        name = table.resolver.find(ion)
        if name in first:
            found, advice = f"{show(first[name])} and {show(ion)}", "keep one of the two"
            row = row_of(path, (*where, ion))
            problems.append(
                Problem(str(path), row, ".".join(where), found, "each ion once", advice)
            )
        elif name:
            first[name] = ion
    return problems


def _balance_problems(
    path: Path, where: tuple[str, ...], concentrations: Mapping[str, float], charges: np.ndarray
) -> list[Problem]:
    """Feeds whose charges do not cancel; offers the ion and the concentration that mends it."""
    amounts = np.array(list(concentrations.values()))
    row, column = row_of(path, where), ".".join(where)
    if not amounts.any():
        advice = "give the concentrations of a salt"
        return [Problem(str(path), row, column, "pure water", "a salt solution", advice)]
    excess = float(charges @ amounts)
    if np.isnan(excess) or abs(excess) <= IMBALANCE * float(np.abs(charges) @ amounts):
        return []
    found = f"Σ z c = {excess:+.6g} mM"
    advice = _mend(list(concentrations), amounts, charges, excess)
    allowed = "an electroneutral feed, Σ z c = 0"
    return [Problem(str(path), row, column, found, allowed, advice)]


def _mend(names: list[str], amounts: np.ndarray, charges: np.ndarray, excess: float) -> str:
    """More of the counter-ion that there is most of, else another salt's counter-ion."""
    counter = [i for i, charge in enumerate(charges) if charge * excess < 0]
    if not counter:
        return f"add {'an anion: Cl-' if excess > 0 else 'a cation: Na+'} at {abs(excess):.6g} mM"
    best = max(counter, key=lambda i: amounts[i])
    needed = amounts[best] - excess / charges[best]
    return f"balance it with {show(names[best])}: {needed:.6g} instead of {amounts[best]:g} mM"


def _lacking(path: Path, table: IonTable, used: Mapping[str, None]) -> list[Problem]:
    """Ions of the feeds without a value that the physics needs."""
    problems = []
    for name in used:
        place = table.names.index(name)
        lacking = [field for field in NEEDED if np.isnan(table.values[field][place])]
        if lacking:
            found = f"{show(name)} without {', '.join(lacking)} in ions.csv"
            advice = "add the value with its source, or leave the ion out"
            problems.append(Problem(str(path), "", "feeds", found, "complete ions", advice))
    return problems
