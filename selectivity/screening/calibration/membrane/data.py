"""The table of measurements of one membrane, checked: every mistake at once."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from selectivity.errors import DataError, Problem
from selectivity.screening.calibration.membrane.curves import (
    Curves,
    Record,
    curves_of,
    number,
    water_flux,
)
from selectivity.screening.calibration.membrane.salts import Salt, salts, written_plainly
from selectivity.tables.cells import did_you_mean, nearest, show, to_number
from selectivity.tables.ions import load_ions
from selectivity.tables.raw import RawTable, read_raw

BOUNDS: Final = {
    "feed_mM": (0.0, 6000.0),
    "flux_LMH": (0.01, 5000.0),
    "pressure_bar": (0.0, 200.0),
    "water_permeance_LMH_bar": (0.0, 2000.0),
    "rejection_pct": (-1000.0, 100.0),
    "rejection_uncertainty_pct": (0.0, 100.0),
    "solute_radius_nm": (0.05, 20.0),
    "conductance_S_m2": (0.0, 1e8),
    "conductance_uncertainty_pct": (0.0, 100.0),
}
"""Numbers must lie between; the ends do not belong. Wide enough for any membrane, narrow enough for
a number in another unit (m/s, kPa, Pa, ångström) to be seen."""
COLUMNS: Final = ("solute", *BOUNDS)
SHOWN_SALTS: Final = ("LiCl", "NaCl", "MgCl2", "Na2SO4", "MgSO4", "Mg(NO3)2")
USUAL_SALTS: Final = (*SHOWN_SALTS, "KCl", "CsCl", "CaCl2", "Li2SO4", "K2SO4", "NaNO3")
"""Offered for a solute that is not known."""
_NOT_A_SALT: Final = (
    "write the formula of a salt whose ions are both in data/ions.csv, or add the ion there; a "
    "neutral solute needs its solute_radius_nm"
)
_GIVE_FLUX: Final = "give flux_LMH, or pressure_bar and water_permeance_LMH_bar"
_DRIVEN: Final = {"pressure_bar", "water_permeance_LMH_bar"}
FRACTION: Final = 1.0
"""Rejections that are all below this in size are fractions, not percent. [%]"""
METRES_PER_SECOND: Final = 1e-3
"""Fluxes below are in m/s, not LMH. [LMH]"""
_LEAST_ROWS: Final = 2
_PERCENT: Final = 100.0


def read_curves(path: Path, ions_path: Path) -> Curves:
    """Measurements of one membrane.

    Parameters
    ----------
    path : Path
        Table with the columns `COLUMNS`. ``solute`` is the formula of a salt of ions of the ion
        table, or the name of a neutral solute with its ``solute_radius_nm``. A row holds
        ``rejection_pct`` with ``flux_LMH`` (or ``pressure_bar`` and ``water_permeance_LMH_bar``),
        or ``conductance_S_m2`` of the membrane between two equal solutions of a salt.
    ions_path : Path
        ``data/ions.csv``.

    Returns
    -------
    Curves

    Raises
    ------
    DataError
        With every problem of the table.
    """
    problems: list[Problem] = []
    raw = read_raw(path, problems)
    ions = load_ions(ions_path)
    records = [] if raw is None else _records(path, raw, salts(ions), problems)
    if not records and not problems:
        problems.append(Problem(str(path), "", "", "no rows", "at least one", "add measurements"))
    if problems:
        raise DataError(problems=problems)
    return curves_of(records, ions)


def _records(
    path: Path, raw: RawTable, known: Mapping[str, Salt], problems: list[Problem]
) -> list[dict[str, object]]:
    problems += _header(path, raw)
    if problems:
        return []
    place = {name: i for i, name in enumerate(raw.header)}
    records = []
    for cells, row in zip(raw.rows, raw.numbers, strict=True):
        where = (str(path), str(row))
        record: dict[str, object] = {
            "row": row,
            "solute": cells[place["solute"]] if "solute" in place else "",
        }
        unread = []
        for name in BOUNDS:
            text = cells[place[name]] if name in place else ""
            value = to_number(text)
            if value is None:
                unread.append(Problem(*where, name, show(text), "a number", "correct the cell"))
            record[name] = math.nan if value is None else value
        problems += unread or _mistakes(where, record, known)
        records.append(record)
    problems += _fractions(path, records)
    return records


def _header(path: Path, raw: RawTable) -> list[Problem]:
    """Columns that are missing, and those that are meant for one of these but have another name."""
    allowed = ", ".join(COLUMNS)
    found = [
        Problem(str(path), "1", name, "no such column", allowed, f"add {name}")
        for name in ("solute", "feed_mM")
        if name not in raw.header
    ]
    for name in raw.header:
        if name in COLUMNS:
            continue
        stem = name.casefold().split("_")[0]
        meant = [column for column in COLUMNS if column.casefold().split("_")[0] == stem]
        match = meant[0] if meant else nearest(name, COLUMNS)
        if match:
            advice = f"give {match}, in its unit; other columns need another name"
            found.append(Problem(str(path), "1", name, show(name), allowed, advice))
    return found + _flux_column(path, raw, found)


def _flux_column(path: Path, raw: RawTable, found: list[Problem]) -> list[Problem]:
    """Said once where rejections have no flux at all, unless its column has another name."""
    has_flux = "flux_LMH" in raw.header or set(raw.header) >= _DRIVEN
    renamed = any(p.advice.startswith(("give flux_LMH", "give pressure_bar")) for p in found)
    if has_flux or renamed or "rejection_pct" not in raw.header:
        return []
    place = raw.header.index("rejection_pct")
    if not any(cells[place].strip() for cells in raw.rows):
        return []
    return [Problem(str(path), "1", "flux_LMH", "no such column", ", ".join(COLUMNS), _GIVE_FLUX)]


def _mistakes(where: tuple[str, str], record: Record, known: Mapping[str, Salt]) -> list[Problem]:
    found = [
        Problem(
            *where,
            name,
            f"{number(record, name):g}",
            _between(name),
            _bound_advice(name, number(record, name)),
        )
        for name, ends in BOUNDS.items()
        if not math.isnan(number(record, name)) and not ends[0] < number(record, name) < ends[1]
    ]
    solute, has = str(record["solute"]), lambda name: not math.isnan(number(record, name))
    if math.isnan(number(record, "feed_mM")):
        found.append(Problem(*where, "feed_mM", "empty", "above 0", "state the feed"))
    if written_plainly(solute) not in known and not has("solute_radius_nm"):
        offered = did_you_mean(solute, USUAL_SALTS, "")
        advice = f"{offered} Or {_NOT_A_SALT}" if offered else _NOT_A_SALT
        allowed = f"a salt of the ions in data/ions.csv ({', '.join(SHOWN_SALTS)} …)"
        found.append(Problem(*where, "solute", show(solute), allowed, advice))
    if has("rejection_pct") == has("conductance_S_m2"):
        both = "both" if has("rejection_pct") else "neither"
        advice = "one row for each: rejection_pct, or conductance_S_m2"
        found.append(
            Problem(*where, "rejection_pct", f"{both} of them", "one measurement a row", advice)
        )
    if found:
        return found
    return _drive(where, record, known)


def _drive(where: tuple[str, str], record: Record, known: Mapping[str, Salt]) -> list[Problem]:
    """What a row of one measurement needs beside it."""
    if math.isnan(number(record, "rejection_pct")):
        if written_plainly(str(record["solute"])) in known:
            return []
        advice = "conductances are those of salts"
        return [Problem(*where, "solute", show(record["solute"]), "a salt", advice)]
    flux = water_flux(record, known)
    if flux > 0:
        return []
    if math.isnan(flux):
        return [Problem(*where, "flux_LMH", "no flux", "above 0", _GIVE_FLUX)]
    advice = "at this pressure no water flows against the osmotic pressure: check it, or the feed"
    return [Problem(*where, "pressure_bar", f"{number(record, 'pressure_bar'):g}",
                    "above the osmotic pressure", advice)]  # fmt: skip


def _between(name: str) -> str:
    low, high = BOUNDS[name]
    end = f", {high:g} itself not a value" if name == "rejection_pct" else ""
    return f"between {low:g} and {high:g}{end}"


def _bound_advice(name: str, value: float) -> str:
    if name == "flux_LMH" and 0 < value < METRES_PER_SECOND:
        return "it looks like m/s: multiply by 3.6e6"
    if name == "rejection_pct" and value >= _PERCENT:
        return "leave saturated points out: 100 is a bound, not a value"
    return f"correct it; the unit is that of {name}"


def _fractions(path: Path, records: list[dict[str, object]]) -> list[Problem]:
    """Rejections in fractions instead of percent."""
    values = [number(row, "rejection_pct") for row in records]
    sizes = [abs(value) for value in values if not math.isnan(value)]
    if len(sizes) < _LEAST_ROWS or not 0 < max(sizes) <= FRACTION:
        return []
    found, advice = f"all between -1 and 1, such as {values[0]:g}", "multiply by 100"
    return [Problem(str(path), "", "rejection_pct", found, "percent", advice)]
