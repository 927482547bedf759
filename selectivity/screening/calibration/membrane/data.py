"""Measurements of one membrane: rejection against flux of salts and neutral solutes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from selectivity.constants import BOLTZMANN, REFERENCE_TEMPERATURE
from selectivity.domain.water import viscosity_patek
from selectivity.errors import DataError, Problem
from selectivity.tables.cells import did_you_mean, show, to_number
from selectivity.tables.raw import RawTable, read_raw

SALTS: Final = {
    "LiCl": ("Li+", "Cl-", 1, 1),
    "NaCl": ("Na+", "Cl-", 1, 1),
    "KCl": ("K+", "Cl-", 1, 1),
    "CsCl": ("Cs+", "Cl-", 1, 1),
    "MgCl2": ("Mg2+", "Cl-", 1, 2),
    "CaCl2": ("Ca2+", "Cl-", 1, 2),
    "MgSO4": ("Mg2+", "SO4^2-", 1, 1),
    "Na2SO4": ("Na+", "SO4^2-", 2, 1),
    "Li2SO4": ("Li+", "SO4^2-", 2, 1),
}
"""Cation, anion and how many of each a formula holds."""
COLUMNS: Final = (
    "solute",
    "feed_mM",
    "flux_LMH",
    "pressure_bar",
    "water_permeance_LMH_bar",
    "rejection_pct",
    "rejection_uncertainty_pct",
    "solute_radius_nm",
)
DEFAULT_UNCERTAINTY: Final = 0.02
"""Standard uncertainty of a rejection that states none: conductivity of feed and permeate. [-]"""
LMH: Final = 1e-3 / 3600.0
NANOMETRE: Final = 1e-9
_FULL: Final = 100.0


@dataclass(frozen=True)
class Curves:
    """Points of rejection against flux; (n_points, 2) holds cation and anion, or solute and 0.

    Attributes
    ----------
    solute : tuple of str
    feed : ndarray of shape (n_points, 2)
        [mol/m³]
    charge, radius, diffusivity, born_radius : ndarray of shape (n_points, 2)
        [-], Stokes radius [m], [m²/s], [m]
    water_flux : ndarray of shape (n_points,)
        [m/s]
    rejection, uncertainty : ndarray of shape (n_points,)
        Of the salt or solute, at the wall. [-]
    """

    solute: tuple[str, ...]
    feed: np.ndarray
    charge: np.ndarray
    radius: np.ndarray
    diffusivity: np.ndarray
    born_radius: np.ndarray
    water_flux: np.ndarray
    rejection: np.ndarray
    uncertainty: np.ndarray


def read_curves(path: Path, ions_path: Path) -> Curves:
    """Measurements of one membrane.

    Parameters
    ----------
    path : Path
        Table with the columns `COLUMNS`: a salt of `SALTS`, or any neutral solute with its
        ``solute_radius_nm``; ``flux_LMH``, or ``pressure_bar`` and ``water_permeance_LMH_bar``.
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
    records = [] if raw is None else _records(path, raw, problems)
    if not records and not problems:
        problems.append(Problem(str(path), "", "", "no rows", "at least one", "add measurements"))
    if problems:
        raise DataError(problems=problems)
    return curves_of(records, ions_path)


def _records(path: Path, raw: RawTable, problems: list[Problem]) -> list[dict[str, object]]:
    place = {name: i for i, name in enumerate(raw.header)}
    records = []
    for cells, number in zip(raw.rows, raw.numbers, strict=True):
        where = (str(path), str(number))
        record: dict[str, object] = {"solute": cells[place["solute"]] if "solute" in place else ""}
        for name in COLUMNS[1:]:
            text = cells[place[name]] if name in place else ""
            value = to_number(text)
            if value is None:
                problems.append(Problem(*where, name, show(text), "a number", "correct the cell"))
            record[name] = math.nan if value is None else value
        problems += _mistakes(where, record)
        records.append(record)
    return records


def _mistakes(where: tuple[str, str], record: dict[str, object]) -> list[Problem]:
    found = []
    value = {name: float(record[name]) for name in COLUMNS[1:]}  # type: ignore[arg-type]
    solute = str(record["solute"])
    if solute not in SALTS and not value["solute_radius_nm"] > 0:
        advice = did_you_mean(solute, SALTS, "a neutral solute needs its solute_radius_nm")
        found.append(Problem(*where, "solute", show(solute), ", ".join(SALTS), advice))
    if not value["feed_mM"] > 0:
        found.append(Problem(*where, "feed_mM", f"{value['feed_mM']:g}", "above 0", "state it"))
    flux = _flux(value)
    if not flux > 0:
        advice = "give flux_LMH, or pressure_bar and water_permeance_LMH_bar"
        found.append(Problem(*where, "flux_LMH", f"{flux:g}", "above 0", advice))
    rejection = value["rejection_pct"]
    if not rejection < _FULL:
        advice = "leave saturated points out"
        found.append(Problem(*where, "rejection_pct", f"{rejection:g}", "below 100", advice))
    return found


def _flux(value: dict[str, float]) -> float:
    flux = value["flux_LMH"]
    derived = value["pressure_bar"] * value["water_permeance_LMH_bar"]
    return derived if math.isnan(flux) else flux


def curves_of(records: list[dict[str, object]], ions_path: Path) -> Curves:
    """Curves of checked records; units as in the columns."""
    from selectivity.tables.ions import load_ions

    table = load_ions(ions_path)
    solutes = [str(record["solute"]) for record in records]
    numbers = {n: np.array([float(r[n]) for r in records]) for n in COLUMNS[1:]}  # type: ignore[arg-type]
    properties = [
        _salt(table, name) if name in SALTS else _neutral(radius * NANOMETRE)
        for name, radius in zip(solutes, numbers["solute_radius_nm"], strict=True)
    ]
    stacked = np.array(properties)
    flux = np.array([_flux({n: v[i] for n, v in numbers.items()}) for i in range(len(records))])
    stated = numbers["rejection_uncertainty_pct"] / _FULL
    return Curves(
        solute=tuple(solutes),
        feed=stacked[:, 0] * numbers["feed_mM"][:, None],
        charge=stacked[:, 1],
        radius=stacked[:, 2],
        diffusivity=stacked[:, 3],
        born_radius=stacked[:, 4],
        water_flux=flux * LMH,
        rejection=numbers["rejection_pct"] / _FULL,
        uncertainty=np.where(stated > 0, stated, DEFAULT_UNCERTAINTY),
    )


def _salt(table: object, name: str) -> list[list[float]]:
    cation, anion, n_cation, n_anion = SALTS[name]
    ions = table.select([cation, anion]).at(REFERENCE_TEMPERATURE)  # type: ignore[attr-defined]
    return [
        [float(n_cation), float(n_anion)],
        list(ions.charge),
        list(ions.stokes_radius),
        list(ions.diffusivity),
        list(ions.hydrated_radius),
    ]


def _neutral(radius: float) -> list[list[float]]:
    """Solute and an absent partner."""
    drag = 6 * math.pi * viscosity_patek(REFERENCE_TEMPERATURE) * radius
    diffusivity = BOLTZMANN * REFERENCE_TEMPERATURE / drag
    return [[1.0, 0.0], [0.0, 0.0], [radius, radius], [diffusivity] * 2, [radius, radius]]
