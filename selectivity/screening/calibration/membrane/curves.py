"""What was measured on one membrane, as arrays."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from selectivity.constants import BOLTZMANN, GAS_CONSTANT, REFERENCE_TEMPERATURE
from selectivity.domain.water import viscosity_patek
from selectivity.screening.calibration.membrane.salts import Salt, salts, written_plainly

if TYPE_CHECKING:
    from selectivity.tables.ions import IonTable

REJECTION_UNCERTAINTY: Final = 0.02
"""Standard uncertainty of a rejection that states none: conductivity of feed and permeate. [-]"""
CONDUCTANCE_UNCERTAINTY: Final = 0.05
"""Of a conductance that states none, relative: resistance with and without the membrane. [-]"""
LMH: Final = 1e-3 / 3600.0
BAR: Final = 1e5
NANOMETRE: Final = 1e-9
_PERCENT: Final = 100.0
Record = Mapping[str, object]


@dataclass(frozen=True)
class Points:
    """Solutions in which something was measured; (n_points, 2) holds cation and anion.

    Attributes
    ----------
    solute : tuple of str
        Formula of the salt, or name of the neutral solute, whose second place is empty.
    feed : ndarray of shape (n_points, 2)
        [mol/m³]
    charge, radius, diffusivity, born_radius : ndarray of shape (n_points, 2)
        [-], Stokes radius [m], [m²/s], hydrated radius [m]
    """

    solute: tuple[str, ...]
    feed: np.ndarray
    charge: np.ndarray
    radius: np.ndarray
    diffusivity: np.ndarray
    born_radius: np.ndarray

    def concentrations(self) -> np.ndarray:
        """Of the salt or neutral solute. (n_points,) [mol/m³]"""
        cation, anion = np.abs(self.charge).astype(int).T
        per_formula = np.where(cation > 0, anion // np.maximum(np.gcd(cation, anion), 1), 1)
        return self.feed[:, 0] / per_formula

    def take(self, index: list[int]) -> Points:
        """Some of the points."""
        arrays = (self.feed, self.charge, self.radius, self.diffusivity, self.born_radius)
        return Points(tuple(self.solute[i] for i in index), *(array[index] for array in arrays))


@dataclass(frozen=True)
class Curves:
    """Measurements of one membrane.

    Attributes
    ----------
    points : Points
        Of the rejections.
    water_flux, rejection, uncertainty : ndarray of shape (n_points,)
        Water flux [m/s]; rejection at the wall and its standard uncertainty [-].
    baths : Points
        Of the conductances; none where there are none.
    conductance, conductance_uncertainty : ndarray of shape (n_baths,)
        Of the membrane between equal solutions, per area [S/m²]; its relative standard uncertainty.
    n_assumed : int
        Measurements that state no uncertainty.
    rows : tuple of int
        Rows of the file, rejections first, the header being 1; empty where they are not known.
    """

    points: Points
    water_flux: np.ndarray
    rejection: np.ndarray
    uncertainty: np.ndarray
    baths: Points
    conductance: np.ndarray
    conductance_uncertainty: np.ndarray
    n_assumed: int = 0
    rows: tuple[int, ...] = ()

    @property
    def n_measured(self) -> int:
        """Number of measurements."""
        return len(self.rejection) + len(self.conductance)


def curves_of(records: Sequence[Record], ions: IonTable) -> Curves:
    """Measurements out of checked records.

    Parameters
    ----------
    records : sequence of mapping
        By column of `data.COLUMNS`, NaN where empty; ``row`` of the file, if it is known.
    ions : IonTable

    Returns
    -------
    Curves
    """
    known = salts(ions)
    rejected = [row for row in records if not math.isnan(number(row, "rejection_pct"))]
    conducting = [row for row in records if not math.isnan(number(row, "conductance_S_m2"))]
    stated = _column(rejected, "rejection_uncertainty_pct") / _PERCENT
    relative = _column(conducting, "conductance_uncertainty_pct") / _PERCENT
    return Curves(
        points=_points(rejected, ions, known),
        water_flux=np.array([water_flux(row, known) for row in rejected], dtype=float),
        rejection=_column(rejected, "rejection_pct") / _PERCENT,
        uncertainty=np.where(stated > 0, stated, REJECTION_UNCERTAINTY),
        baths=_points(conducting, ions, known),
        conductance=_column(conducting, "conductance_S_m2"),
        conductance_uncertainty=np.where(relative > 0, relative, CONDUCTANCE_UNCERTAINTY),
        n_assumed=int(np.sum(~(stated > 0)) + np.sum(~(relative > 0))),
        rows=tuple(int(str(row["row"])) for row in rejected + conducting if "row" in row),
    )


def number(record: Record, name: str) -> float:
    """Number of a record; NaN where it has none."""
    return float(record.get(name, math.nan))  # type: ignore[arg-type]


def water_flux(record: Record, known: Mapping[str, Salt]) -> float:
    """Stated, or A (ΔP - ΔΠ), ΔΠ that of what is kept back, ideal. [m/s]"""
    stated = number(record, "flux_LMH")
    if not math.isnan(stated):
        return stated * LMH
    salt = known.get(written_plainly(str(record["solute"])))
    per_formula = salt.n_cation + salt.n_anion if salt else 1
    kept_back = number(record, "feed_mM") * number(record, "rejection_pct") / _PERCENT
    osmotic = GAS_CONSTANT * REFERENCE_TEMPERATURE * per_formula * kept_back
    driving = number(record, "pressure_bar") * BAR - osmotic
    return number(record, "water_permeance_LMH_bar") * LMH / BAR * driving


def _column(records: Sequence[Record], name: str) -> np.ndarray:
    return np.array([number(row, name) for row in records], dtype=float)


def _points(records: Sequence[Record], ions: IonTable, known: Mapping[str, Salt]) -> Points:
    solutes = tuple(written_plainly(str(row["solute"])) for row in records)
    properties = [
        _salt(ions, known[name])
        if name in known
        else _neutral(number(row, "solute_radius_nm") * NANOMETRE)
        for name, row in zip(solutes, records, strict=True)
    ]
    stacked = np.array(properties, dtype=float).reshape(len(records), 5, 2)
    return Points(
        solute=solutes,
        feed=stacked[:, 0] * _column(records, "feed_mM")[:, None],
        charge=stacked[:, 1],
        radius=stacked[:, 2],
        diffusivity=stacked[:, 3],
        born_radius=stacked[:, 4],
    )


def _salt(table: IonTable, salt: Salt) -> list[list[float]]:
    ions = table.select([salt.cation, salt.anion]).at(REFERENCE_TEMPERATURE)
    return [
        [float(salt.n_cation), float(salt.n_anion)],
        list(ions.charge),
        list(ions.stokes_radius),
        list(ions.diffusivity),
        list(ions.hydrated_radius),
    ]


def _neutral(radius: float) -> list[list[float]]:
    """Solute and an absent partner; diffusivity by Stokes and Einstein."""
    drag = 6 * math.pi * viscosity_patek(REFERENCE_TEMPERATURE) * radius
    diffusivity = BOLTZMANN * REFERENCE_TEMPERATURE / drag
    return [[1.0, 0.0], [0.0, 0.0], [radius, radius], [diffusivity] * 2, [radius, radius]]
