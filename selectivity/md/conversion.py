"""Units that simulation programs write, as factors to SI."""

from __future__ import annotations

import difflib
import re
from typing import Final

from scipy import constants as codata

from selectivity.constants import AVOGADRO, ELEMENTARY_CHARGE, GAS_CONSTANT
from selectivity.errors import UnitError

ANGSTROM: Final = 1e-10
PICOSECOND: Final = 1e-12
NANOMETRE: Final = 1e-9
KILOJOULE: Final = 1e3

_BOHR = codata.value("Bohr radius")
_HARTREE = codata.value("Hartree energy") * AVOGADRO

LENGTH: Final = {
    "nm": NANOMETRE,
    "a": ANGSTROM,
    "å": ANGSTROM,
    "angstrom": ANGSTROM,
    "pm": 1e-12,
    "m": 1.0,
    "bohr": _BOHR,
    "au": _BOHR,
}
TIME: Final = {
    "fs": 1e-15,
    "ps": PICOSECOND,
    "ns": 1e-9,
    "us": 1e-6,
    "s": 1.0,
    "au": codata.value("atomic unit of time"),
}
ENERGY: Final = {
    "kj/mol": KILOJOULE,
    "j/mol": 1.0,
    "kcal/mol": KILOJOULE * codata.calorie,
    "ev": ELEMENTARY_CHARGE * AVOGADRO,
    "hartree": _HARTREE,
    "ha": _HARTREE,
    "rydberg": _HARTREE / 2,
    "kelvin": GAS_CONSTANT,
    "k_e": GAS_CONSTANT,
}
_SEPARATOR = re.compile(r"[\s*·]+")


def length_factor(unit: str) -> float:
    """Metres per unit of length. [m]"""
    return _lookup(unit, LENGTH, "length")


def time_factor(unit: str) -> float:
    """Seconds per unit of time; ``2 fs`` is the length of a step. [s]

    Examples
    --------
    >>> f"{time_factor('0.5 ps'):.1e}"
    '5.0e-13'
    """
    match = re.fullmatch(r"\s*(?P<number>[0-9.eE+-]*[0-9.])?\s*(?P<unit>.*?)\s*", unit)
    if match is None or not match["number"]:
        return _lookup(unit, TIME, "time")
    return float(match["number"]) * _lookup(match["unit"], TIME, "time")


def force_constant_factor(unit: str) -> float:
    """Factor to J/(mol m²) of a unit such as ``kcal/mol/A^2`` or ``hartree/bohr^2``.

    Parameters
    ----------
    unit : str
        Energy, a slash, a length squared; ``kJ mol-1 nm-2`` is understood.

    Returns
    -------
    float
        [J/(mol m²)]

    Raises
    ------
    UnitError
        If energy or length is not known.

    Examples
    --------
    >>> f"{force_constant_factor('kJ/mol/nm^2'):.6g}"
    '1e+21'
    """
    text = _SEPARATOR.sub(" ", unit.strip()).replace("²", "^2").replace("**", "^")
    text = text.replace(" mol-1", "/mol").replace(" mol^-1", "/mol")
    text = re.sub(r"\s+(\S+?)\^?-2$", r"/\1^2", text).replace("(", "").replace(")", "")
    text = re.sub(r"\s*/\s*", "/", text).replace(" ", "/")
    match = re.fullmatch(r"(?P<energy>.+)/(?P<length>[^/]+?)\^?2", text)
    if match is None:
        raise UnitError(
            f"force constant in {unit!r}: allowed is energy per length squared, such as "
            "kJ/mol/nm^2, kcal/mol/A^2 or hartree/bohr^2"
        )
    energy = _lookup(match["energy"], ENERGY, "energy")
    return energy / length_factor(match["length"]) ** 2


def _lookup(unit: str, table: dict[str, float], kind: str) -> float:
    key = unit.strip().lower()
    if key in table:
        return table[key]
    near = difflib.get_close_matches(key, table, n=1)
    hint = f"; did you mean {near[0]}?" if near else ""
    raise UnitError(f"{kind} unit {unit!r} is not known; allowed: {', '.join(table)}{hint}")
