"""Salts by their formula, made of the ions of ``data/ions.csv``."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from selectivity.tables.ions import IonTable

_SUBSCRIPTS: Final = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_COUNTED: Final = re.compile(r"(.*\D)(\d+)")
_MONATOMIC: Final = re.compile(r"[A-Z][a-z]?")


class Salt(NamedTuple):
    """Cation, anion, and how many of each a formula holds."""

    cation: str
    anion: str
    n_cation: int
    n_anion: int


def salts(ions: IonTable) -> dict[str, Salt]:
    """Every salt of a cation and an anion of the table.

    Parameters
    ----------
    ions : IonTable

    Returns
    -------
    dict of str to Salt
        By formula, such as ``NaCl``, ``MgCl2``, ``Na2SO4``, ``Mg(NO3)2``. Acids and bases (H⁺ and
        OH⁻) are left out: their mobility is not that of an ion in a pore.
    """
    left_out = ("H+", "OH-")
    charges = dict(zip(ions.names, map(int, ions.charge), strict=True))
    kept = {name: charge for name, charge in charges.items() if name not in left_out}
    found = {}
    for cation, positive in ((name, z) for name, z in kept.items() if z > 0):
        for anion, negative in ((name, -z) for name, z in kept.items() if z < 0):
            common = math.gcd(positive, negative)
            salt = Salt(cation, anion, negative // common, positive // common)
            parts = _formula(cation, positive), _formula(anion, negative)
            formula = _part(parts[0], salt.n_cation) + _part(parts[1], salt.n_anion)
            found.setdefault(formula, salt)
    return found


def written_plainly(formula: str) -> str:
    """Formula without subscripts and spaces: ``MgCl₂`` as *MgCl2*."""
    return formula.translate(_SUBSCRIPTS).replace(" ", "")


def _formula(ion: str, size: int) -> str:
    """Ion without its charge: ``Mg2+`` as *Mg*, ``SO4^2-`` as *SO4*, ``NH4+`` as *NH4*."""
    plain = ion.split("^")[0].rstrip("+-")
    counted = _COUNTED.fullmatch(plain)
    is_charge = counted and size > 1 and int(counted[2]) == size and "^" not in ion
    return counted[1] if counted and is_charge else plain


def _part(formula: str, count: int) -> str:
    """*Mg* twice as *Mg2*, *NO3* twice as *(NO3)2*."""
    if count == 1:
        return formula
    return f"{formula}{count}" if _MONATOMIC.fullmatch(formula) else f"({formula}){count}"
