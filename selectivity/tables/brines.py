"""Shipped brines: full ion analyses, made neutral with an ion that is named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

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
        What the balancing ion gained. [mol/m³]
    """

    name: str
    ions: tuple[str, ...]
    concentration: np.ndarray
    imbalance: float
    left_out: tuple[str, ...]
    added: float


def brine_names() -> tuple[str, ...]:
    """Identifiers of the shipped brines."""
    frame = read_table(data_dir() / "brines.csv", "brines")
    return tuple(dict.fromkeys(frame["brine"]))


def load_brine(
    name: str, ions: Sequence[str] | None = None, balance: str = "Cl-", dilution: float = 1.0
) -> Brine:
    """A shipped brine, its ions chosen, diluted and made neutral.

    Parameters
    ----------
    name : str
        Identifier of ``data/brines.csv``.
    ions : sequence of str, optional
        Ions to keep; all by default.
    balance : str
        Ion whose concentration takes up the charge that is missing.
    dilution : float
        Volumes after over volumes before.

    Returns
    -------
    Brine

    Raises
    ------
    DataError
        For an unknown brine or ion, or an analysis whose charges miss each other by more than
        ``IMBALANCE``: then with the ion that would balance it.
    """
    frame = read_table(data_dir() / "brines.csv", "brines")
    known = tuple(dict.fromkeys(frame["brine"]))
    if name not in known:
        near = nearest(name, list(known))
        advice = f"did you mean {near!r}?" if near else "choose one of them"
        raise DataError(f"brine {name!r} is not known; allowed: {', '.join(known)}; {advice}")
    rows = frame[frame["brine"] == name]
    table = load_ions(data_dir() / "ions.csv")
    found = {
        ion: float(value) / _of(table, ion, "molar_mass")
        for ion, value in zip(rows["ion"], rows["concentration"], strict=True)
    }
    charge = {ion: _charge(table, ion) for ion in found}
    carried = sum(charge[ion] * value for ion, value in found.items())
    share = carried / sum(abs(charge[ion]) * value for ion, value in found.items())
    if abs(share) > IMBALANCE:
        best = max((i for i in found if charge[i] * carried < 0), key=lambda i: found[i])
        raise DataError(
            f"brine {name} misses electroneutrality by {share:.1%}; allowed: {IMBALANCE:.0%}; "
            f"{-carried / charge[best]:.4g} mol/m³ more {best} would balance it"
        )
    kept = tuple(ions) if ions else tuple(found)
    return _balanced(name, found, kept, (charge, share, balance), dilution)


def _balanced(
    name: str,
    found: dict[str, float],
    kept: tuple[str, ...],
    balance: tuple[dict[str, int], float, str],
    dilution: float,
) -> Brine:
    charge, share, ion = balance
    unknown = [one for one in (*kept, ion) if one not in found]
    if unknown or ion not in kept:
        raise DataError(
            f"brine {name} has no {', '.join(unknown) or ion} among the ions kept; "
            f"allowed: {', '.join(found)}; name ions of the analysis, the balancing one with them"
        )
    content = np.array([found[one] for one in kept]) / dilution
    missing = -sum(charge[one] * c for one, c in zip(kept, content, strict=True)) / charge[ion]
    content[kept.index(ion)] += missing
    if content[kept.index(ion)] <= 0:
        raise DataError(
            f"{ion} would have to be {content[kept.index(ion)]:.4g} mol/m³ to balance {name}; "
            "allowed: above 0; keep more ions of the other sign or balance with another ion"
        )
    left = tuple(one for one in found if one not in kept)
    return Brine(name, kept, content, share, left, float(missing))


def _of(table: IonTable, ion: str, field: str) -> float:
    return float(table.values[field][table.names.index(ion)])


def _charge(table: IonTable, ion: str) -> int:
    return int(table.charge[table.names.index(ion)])
