"""Feed of a measurement from what a paper says of it: numbers, free text, English or Chinese."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from typing import Final

SALT_MASS: Final = {
    "LiCl": 42.39,
    "NaCl": 58.44,
    "KCl": 74.55,
    "RbCl": 120.92,
    "CsCl": 168.36,
    "MgCl2": 95.21,
    "CaCl2": 110.98,
    "MgSO4": 120.37,
    "Na2SO4": 142.04,
    "Li2SO4": 109.94,
}
"""Molar masses of salts. [g/mol]"""
TYPICAL_SALT_MASS: Final = 80.0
"""Between the chlorides of Li⁺, Na⁺ and Mg²⁺, Ca²⁺, where the salt is not named. [g/mol]"""

_ION_OF: Final = {"Li": 6.94, "Na": 22.99, "K": 39.098, "Mg": 24.305, "Ca": 40.078}
_CHLORIDE: Final = {"Li": 42.39, "Na": 58.44, "K": 74.55, "Mg": 95.21, "Ca": 110.98}
_SPECIES: Final = "|".join([*SALT_MASS, "Mg", "Li", "Na", "Ca", "K"])
_UNIT: Final = r"mmol\s*/?\s*L|mol\s*/?\s*L|mg\s*/?\s*L|g\s*/?\s*L|mmol|ppm|mM|M(?![a-zA-Z])"
_QUANTITY: Final = re.compile(
    rf"(?:(?P<before>{_SPECIES})[\d+\-]*\s*[:=]?\s*)?(?P<value>\d+\.?\d*(?:[eE][+-]?\d+)?)\s*"
    rf"(?P<unit>{_UNIT})(?:\s*(?:of\s*)?(?P<after>{_SPECIES})(?![a-z]))?"
)
_RATIO: Final = (
    re.compile(r"(?:MLR|Mg\s*\d?\+?\s*/\s*Li\s*\+?(?:\s*ratio)?|镁锂比)\D{0,12}?(\d+\.?\d*)", re.I),
    re.compile(r"ratio\D{0,6}?1\s*:\s*(\d+\.?\d*)", re.I),
    re.compile(r"mixed salts (\d+\.?\d*)\s*;", re.I),
)
_INVERSE: Final = re.compile(r"(?:Li\s*\+?\s*/\s*Mg)\D{0,12}?1\s*:\s*(\d+\.?\d*)", re.I)
_BARE: Final = re.compile(r"single salts?,\s*(\d+\.?\d*)\s*$", re.I)
_SUBSCRIPT: Final = {"克/升": "g/L", "毫克/升": "mg/L", "摩尔/升": "mol/L", "毫摩尔/升": "mmol/L"}
_WORDS: Final = {
    "毫摩尔": "mmol/L",
    "摩尔": "mol/L",
    "毫克每升": "mg/L",
    "克每升": "g/L",
    "氯化锂": "LiCl",
    "氯化镁": "MgCl2",
    "氯化钠": "NaCl",
    "氯化钾": "KCl",
    "氯化钙": "CaCl2",
    "硫酸镁": "MgSO4",
    "锂": "Li",
    "镁": "Mg",
    "钠": "Na",
    "钾": "K",
    "钙": "Ca",
    "质量比": "ratio",
    "浓度比": "ratio",
}


@dataclass(frozen=True)
class FeedText:
    """What a feed says.

    Attributes
    ----------
    salt : float
        Total dissolved salt; NaN if unsaid. [g/m³]
    ratio : float
        Mass of the second ion over that of the first; NaN if unsaid. [-]
    """

    salt: float
    ratio: float


def parse_feed(text: str) -> FeedText:
    """Total salt and mass ratio of divalent over monovalent ion in a description.

    Parameters
    ----------
    text : str
        Such as ``single salts, 2000ppm``, ``Mg 469.3 mg/L, Li 23.46 mg/L chlorides`` or
        ``镁锂比 20, 总浓度 2 g/L``. Any text; what is not understood is left out.

    Returns
    -------
    FeedText
    """
    plain = unicodedata.normalize("NFKC", text)
    ratio = _stated_ratio(plain)
    for words, formula in (_SUBSCRIPT | _WORDS).items():
        plain = plain.replace(words, formula)
    found = [_salt(match) for match in _QUANTITY.finditer(plain)]
    named = {name: salt for name, salt in found if name}
    if math.isnan(ratio):
        ratio = _ratio_of(named)
    if bare := _BARE.search(plain):
        found.append(("", float(bare[1])))
    return FeedText(_total(plain, found, named), ratio)


def _salt(match: re.Match[str]) -> tuple[str, float]:
    """Species and its salt. [g/m³]"""
    name = match["before"] or match["after"] or ""
    value, unit = float(match["value"]), re.sub(r"\s|/", "", match["unit"])
    if unit in ("ppm", "mgL", "gL"):
        mass = value * (1000.0 if unit == "gL" else 1.0)
        grows = _CHLORIDE[name] / _ION_OF[name] if name in _ION_OF else 1.0
        return name, mass * grows
    moles = value * (1000.0 if unit in ("M", "molL") else 1.0)
    return name, moles * SALT_MASS.get(name, _CHLORIDE.get(name, TYPICAL_SALT_MASS))


def _stated_ratio(plain: str) -> float:
    if inverse := _INVERSE.search(plain):
        return float(inverse[1])
    for pattern in _RATIO:
        if match := pattern.search(plain):
            return float(match[1])
    return math.nan


def _ratio_of(named: dict[str, float]) -> float:
    """Mass of the divalent over that of the monovalent cation."""
    mass = {"Li": 0.0, "Na": 0.0, "K": 0.0, "Mg": 0.0, "Ca": 0.0}
    for name, salt in named.items():
        for cation in mass:
            if name.startswith(cation) and name in (cation, f"{cation}Cl", f"{cation}Cl2"):
                mass[cation] += salt * _ION_OF[cation] / _CHLORIDE[cation]
    single, double = mass["Li"] + mass["Na"] + mass["K"], mass["Mg"] + mass["Ca"]
    return double / single if single > 0 and double > 0 else math.nan


def _total(plain: str, found: list[tuple[str, float]], named: dict[str, float]) -> float:
    """Total salt; of single salts that of one, of a mixture the sum unless a total is named."""
    if not found:
        return math.nan
    single = re.search(r"single|单", plain, re.I)
    if len(named) > 1 and not single:
        return sum(named.values())
    return found[-1][1] if not single else max(salt for _, salt in found)
