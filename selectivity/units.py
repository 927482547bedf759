"""Units of columns and cells, converted to SI. The only module that knows pint."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from selectivity.errors import UnitError

DIMENSIONLESS: Final = frozenset({"", "-", "1", "none", "dimensionless", "pH", "e"})
"""What a unit cell may say of a plain number; a charge number counts elementary charges."""

SUFFIXES: Final[Mapping[str, str]] = {
    "m": "meter",
    "mm": "millimeter",
    "um": "micrometer",
    "nm": "nanometer",
    "pm": "picometer",
    "A": "angstrom",
    "angstrom": "angstrom",
    "m2": "meter**2",
    "nm2": "nanometer**2",
    "cm2": "centimeter**2",
    "V": "volt",
    "mV": "millivolt",
    "J_mol": "joule/mole",
    "kJ_mol": "kilojoule/mole",
    "kcal_mol": "kilocalorie/mole",
    "eV": "electron_volt*avogadro_number/mole",
    "mol_m3": "mole/meter**3",
    "mM": "millimole/liter",
    "M": "mole/liter",
    "mol_L": "mole/liter",
    "mmol_L": "millimole/liter",
    "m3_mol": "meter**3/mole",
    "L_mol": "liter/mole",
    "Da": "gram/mole",
    "kDa": "kilogram/mole",
    "g_mol": "gram/mole",
    "kg_mol": "kilogram/mole",
    "mmol_g": "millimole/gram",
    "meq_g": "millimole/gram",
    "mol_kg": "mole/kilogram",
    "g_g": "gram/gram",
    "pct": "percent",
    "percent": "percent",
    "m2_s": "meter**2/second",
    "cm2_s": "centimeter**2/second",
    "m_s": "meter/second",
    "um_s": "micrometer/second",
    "LMH": "liter/meter**2/hour",
    "LMH_bar": "liter/meter**2/hour/bar",
    "m_s_Pa": "meter/second/pascal",
    "Pa": "pascal",
    "kPa": "kilopascal",
    "MPa": "megapascal",
    "bar": "bar",
    "K": "kelvin",
    "C": "degC",
    "s": "second",
    "ps": "picosecond",
    "ns": "nanosecond",
    "h": "hour",
    "mg_L": "milligram/liter",
    "mol_m2_h": "mole/meter**2/hour",
    "C_m2": "coulomb/meter**2",
    "mC_m2": "millicoulomb/meter**2",
    "Pa_s": "pascal*second",
    "m3": "meter**3",
    "kg_m3": "kilogram/meter**3",
    "L": "liter",
    "m3_s": "meter**3/second",
    "m3_h": "meter**3/hour",
    "L_h": "liter/hour",
    "A_m2": "ampere/meter**2",
    "mA_cm2": "milliampere/centimeter**2",
    "S_m": "siemens/meter",
    "ohm_m2": "ohm*meter**2",
    "F_m3": "farad/meter**3",
    "F_mL": "farad/milliliter",
    "F_m3_mol2": "farad*meter**3/mole**2",
    "pH": "dimensionless",
}
"""Suffix of a column name and its unit in pint's words."""

_SUPERSCRIPT_POWER: Final = re.compile(r"\*\*|\^")


@cache
def _registry() -> Any:
    from pint import UnitRegistry

    return UnitRegistry()


def unit_suffix(unit: str) -> str:
    """Suffix form of a unit as people write it: ``mol/m³`` becomes ``mol_m3``.

    Parameters
    ----------
    unit : str
        Unit of a cell or of a schema.

    Returns
    -------
    str
        Empty for a plain number.
    """
    text = unicodedata.normalize("NFKC", unit).strip()
    text = _SUPERSCRIPT_POWER.sub("", text).replace("µ", "u").replace("μ", "u")
    text = text.replace("%", "pct").replace("°C", "C").replace("Å", "A")
    text = re.sub(r"[\s()]", "_", text.replace("·", "_").replace("/", "_"))
    text = re.sub(r"_+", "_", text).strip("_")
    return "" if text in DIMENSIONLESS else text


def is_known(suffix: str) -> bool:
    """True for a suffix of ``SUFFIXES``."""
    return suffix in SUFFIXES


@cache
def _scale(suffix: str) -> tuple[float, float, str]:
    """Factor, offset and dimension: SI = factor · value + offset."""
    if not suffix:
        return 1.0, 0.0, "dimensionless"
    if suffix not in SUFFIXES:
        raise UnitError(f"unit {suffix!r} is not known; allowed: {', '.join(sorted(SUFFIXES))}")
    registry = _registry()
    one, zero = (registry.Quantity(x, SUFFIXES[suffix]).to_base_units() for x in (1.0, 0.0))
    # 15 digits: what the decimal arithmetic of a unit chain adds beyond them is noise.
    factor = float(f"{float(one.magnitude - zero.magnitude):.15g}")
    return factor, float(zero.magnitude), str(registry.get_dimensionality(one.units))


def written(suffix: str) -> str:
    """Unit of a suffix as it is written: ``mol_m3`` as mol/m³.

    Parameters
    ----------
    suffix : str
        Key of ``SUFFIXES``.

    Returns
    -------
    str
    """
    return f"{_registry().Unit(SUFFIXES[suffix]):~P}"


def si_factor(suffix: str) -> float:
    """Factor from the unit of a suffix to SI.

    Parameters
    ----------
    suffix : str
        Key of ``SUFFIXES``; empty for a plain number.

    Returns
    -------
    float
        SI units per unit: ``si_factor("nm")`` is 1e-9. Of a temperature difference for ``C``.

    Raises
    ------
    UnitError
        If the suffix is not known.
    """
    return _scale(suffix)[0]


def si_offset(suffix: str) -> float:
    """What is added after the factor: 273.15 for ``C``, else 0. [SI]"""
    return _scale(suffix)[1]


def same_dimension(first: str, second: str) -> bool:
    """True if two suffixes measure the same kind of quantity, such as ``A`` and ``nm``."""
    return _scale(first)[2] == _scale(second)[2]


def split_suffix(column: str) -> tuple[str, str]:
    """Name and unit suffix of a column: ``pore_radius_nm`` → ``("pore_radius", "nm")``.

    Parameters
    ----------
    column : str
        Column name.

    Returns
    -------
    tuple of str
        The longest known suffix wins; the suffix is empty where there is none.
    """
    parts = column.split("_")
    for first in range(1, len(parts)):
        suffix = "_".join(parts[first:])
        if suffix in SUFFIXES:
            return "_".join(parts[:first]), suffix
    return column, ""
