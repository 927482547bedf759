"""Brines: full ion analyses, shipped or one's own, made neutral with an ion that is named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from selectivity.errors import DataError
from selectivity.tables.cells import nearest
from selectivity.tables.ions import IonTable, load_ions
from selectivity.tables.paths import data_dir
from selectivity.tables.reader import read_table

IMBALANCE: Final = 0.05
"""Largest |Σ z c| / Σ |z| c of an analysis; what is usual for brines of this strength. [-]"""


@dataclass(frozen=True)
class Brine:
    """A neutral solution and what was done for it.

    Attributes
    ----------
    name : str
    ions : tuple of str
    concentration : ndarray of shape (n_ions,)
        [mol/m³]
    imbalance : float
        Of the analysis, over all its charge. [-]
    left_out : tuple of str
        Ions of the analysis that were not asked for.
    added : float
        What the balancing ion gained, in the diluted solution. [mol/m³]
    acidity : float
        pH of the table's analysis; NaN for one's own.
    source, kind : str
        Of the table's analysis: key of ``references.bib``, and how it was got; empty for one's own.
    """

    name: str
    ions: tuple[str, ...]
    concentration: np.ndarray
    imbalance: float
    left_out: tuple[str, ...]
    added: float
    acidity: float = np.nan
    source: str = ""
    kind: str = ""


class Wish(NamedTuple):
    """What is wanted of an analysis: ions to keep (None for all), the ion that balances, the
    dilution and the largest charge that may be missing (see ``IMBALANCE``)."""

    ions: Sequence[str] | None = None
    balance: str = "Cl-"
    dilution: float = 1.0
    tolerance: float = IMBALANCE


def brines_file(folder: Path) -> Path:
    """``brines.csv`` of a study's data folder if it has one, else the shipped one."""
    own = folder / "brines.csv"
    return own if own.is_file() else data_dir() / "brines.csv"


def brine_names(file: Path | None = None) -> tuple[str, ...]:
    """Identifiers of the brines of a table, the shipped one by default."""
    frame = read_table(file or data_dir() / "brines.csv", "brines")
    return tuple(dict.fromkeys(frame["brine"]))


def load_brine(name: str, wish: Wish | None = None, file: Path | None = None) -> Brine:
    """A brine of a table, its ions chosen, diluted and made neutral.

    Parameters
    ----------
    name : str
        Identifier in the table.
    wish : Wish, optional
    file : Path, optional
        The shipped ``data/brines.csv`` by default.

    Returns
    -------
    Brine

    Raises
    ------
    DataError
        For an unknown brine or ion, or an analysis whose charges miss each other by more than
        the tolerance: then with the ion that would balance it.
    """
    frame = read_table(file or data_dir() / "brines.csv", "brines")
    known = tuple(dict.fromkeys(frame["brine"]))
    if name not in known:
        near = nearest(name, list(known))
        advice = f"did you mean {near!r}?" if near else "choose one of them"
        raise DataError(
            f"brine {name!r} is not known; allowed: {', '.join(known)}, or your own analysis in "
            f"concentrations_mg_L; {advice}"
        )
    rows = frame[frame["brine"] == name]
    mass = dict(zip(rows["ion"], map(float, rows["concentration"]), strict=True))
    found = brine_of(name, mass, wish or Wish(), per_mass=True)
    first = rows.iloc[0]
    source, kind = str(first["source"]), str(first["kind"])
    return replace(found, acidity=float(first["pH"]), source=source, kind=kind)


def brine_of(name: str, analysis: Mapping[str, float], wish: Wish, per_mass: bool = False) -> Brine:
    """An analysis, its ions chosen, diluted and made neutral.

    Parameters
    ----------
    name : str
    analysis : mapping of str to float
        By ion, [mol/m³], or [kg/m³] where it is ``per_mass``.
    wish : Wish
    per_mass : bool

    Returns
    -------
    Brine

    Raises
    ------
    DataError
        See ``load_brine``.
    """
    table = load_ions(data_dir() / "ions.csv")
    found = _moles(name, analysis, table, per_mass)
    charge = {ion: int(table.charge[table.names.index(ion)]) for ion in found}
    carried = sum(charge[ion] * value for ion, value in found.items())
    gross = sum(abs(charge[ion]) * value for ion, value in found.items())
    share = carried / gross if gross else 0.0
    if abs(share) > wish.tolerance:
        raise DataError(
            f"brine {name} misses electroneutrality by {share:+.1%} of its charge; allowed: "
            f"{wish.tolerance:.0%}; {_mend(found, charge, carried)}; check the analysis, or raise "
            "charge_tolerance"
        )
    kept = tuple(table.resolver.find(one) or one for one in wish.ions or found)
    wish = wish._replace(balance=table.resolver.find(wish.balance) or wish.balance)
    return _balanced(name, found, kept, (charge, share), wish)


def _moles(
    name: str, analysis: Mapping[str, float], table: IonTable, per_mass: bool
) -> dict[str, float]:
    """The analysis in mol/m³ by the identifiers of the ion table."""
    found: dict[str, float] = {}
    unknown = []
    for written, value in analysis.items():
        ion = table.resolver.find(written)
        if ion is None:
            near = nearest(written, list(table.names))
            unknown.append(f"{written!r}" + (f" (did you mean {near!r}?)" if near else ""))
            continue
        mass = float(table.values["molar_mass"][table.names.index(ion)])
        found[ion] = found.get(ion, 0.0) + value / (mass if per_mass else 1.0)
    if unknown:
        raise DataError(
            f"brine {name} has ions that data/ions.csv does not know: {', '.join(unknown)}; "
            f"allowed: {', '.join(table.names)}; correct them, or leave them out"
        )
    return {ion: value for ion, value in found.items() if value > 0}


def _mend(found: Mapping[str, float], charge: Mapping[str, int], carried: float) -> str:
    """The ion of the other sign that there is most of, and how much of it would balance."""
    others = [ion for ion in found if charge[ion] * carried < 0]
    if not others:
        other = "an anion such as Cl-" if carried > 0 else "a cation such as Na+"
        return f"{abs(carried):.4g} mol/m³ of {other} would balance it"
    best = max(others, key=lambda ion: found[ion])
    return f"{-carried / charge[best]:.4g} mol/m³ more {best} would balance it"


def _balanced(
    name: str,
    found: dict[str, float],
    kept: tuple[str, ...],
    charges: tuple[dict[str, int], float],
    wish: Wish,
) -> Brine:
    (charge, share), ion = charges, wish.balance
    unknown = [one for one in (*kept, ion) if one not in found]
    if unknown or ion not in kept:
        raise DataError(
            f"brine {name} has no {', '.join(unknown) or ion} among the ions kept; "
            f"allowed: {', '.join(found)}; name ions of the analysis, the balancing one with them"
        )
    content = np.array([found[one] for one in kept]) / wish.dilution
    missing = -sum(charge[one] * c for one, c in zip(kept, content, strict=True)) / charge[ion]
    content[kept.index(ion)] += missing
    if content[kept.index(ion)] <= 0:
        raise DataError(
            f"{ion} would have to be {content[kept.index(ion)]:.4g} mol/m³ to balance {name}; "
            "allowed: above 0; keep more ions of the other sign or balance with another ion"
        )
    left = tuple(one for one in found if one not in kept)
    return Brine(name, kept, content, share, left, float(missing))
