"""The ion table: nominal values, standard uncertainties, and arrays at a temperature."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from selectivity.constants import BOLTZMANN, REFERENCE_TEMPERATURE, WATER_DIAMETER
from selectivity.domain.ions import Ions
from selectivity.domain.water import diffusivity_at, viscosity_patek
from selectivity.errors import DataError, MissingDataError, Problem
from selectivity.tables.cells import show
from selectivity.tables.companions import uncertainty_problems
from selectivity.tables.names import IonNames, written_charge
from selectivity.tables.reader import read_table
from selectivity.tables.schema import ROW, load_schema

if TYPE_CHECKING:
    import pandas as pd

FIELDS: Final = ("bare_radius", "hydrated_radius", "stokes_radius", "hydration_gibbs",
                 "diffusivity")  # fmt: skip
"""Fields of `Ions` that carry an uncertainty."""
OTHER_FIELDS: Final = ("molar_mass", "hydration_enthalpy", "hydration_number")
UNCERTAIN: Final = (*FIELDS, "hydration_enthalpy", "hydration_number")
"""Fields whose values stand in the table with an uncertainty."""
NEEDED: Final = ("bare_radius", "hydration_gibbs", "diffusivity")
"""Fields without which an ion cannot be part of a feed."""
PROTON_SCALES: Final = ("gibbs_proton_scale", "enthalpy_proton_scale")


@dataclass(frozen=True)
class IonTable:
    """Ion properties of the table, at 298.15 K.

    Attributes
    ----------
    names : tuple of str
        Identifiers, such as ``Li+``.
    charge : ndarray of shape (n_ions,)
        Signed charge number. [-]
    values, uncertainty : dict of str to ndarray of shape (n_ions,)
        Nominal value and standard uncertainty by field of `FIELDS` and `OTHER_FIELDS`; NaN
        where the table has none (uncertainty: 0). SI.
    sources : dict of str to tuple of str
        Reference key by field and ion.
    resolver : IonNames
        Spellings of every ion of the table.
    """

    names: tuple[str, ...]
    charge: np.ndarray
    values: Mapping[str, np.ndarray]
    uncertainty: Mapping[str, np.ndarray]
    sources: Mapping[str, tuple[str, ...]]
    resolver: IonNames

    def select(self, names: Sequence[str]) -> IonTable:
        """Table of some ions, in the order given.

        Parameters
        ----------
        names : sequence of str
            Any accepted spelling.

        Returns
        -------
        IonTable

        Raises
        ------
        MissingDataError
            If an ion is not in the table.
        """
        chosen = [self.names.index(self.resolver.resolve(name)) for name in names]
        return IonTable(
            names=tuple(self.names[i] for i in chosen),
            charge=self.charge[chosen],
            values={field: array[chosen] for field, array in self.values.items()},
            uncertainty={field: array[chosen] for field, array in self.uncertainty.items()},
            sources={k: tuple(keys[i] for i in chosen) for k, keys in self.sources.items()},
            resolver=self.resolver,
        )

    def at(self, temperature: float, values: Mapping[str, np.ndarray] | None = None) -> Ions:
        """Arrays for the physics at a temperature.

        Parameters
        ----------
        temperature : float
            Diffusivity scales as T/η(T); everything else stays. [K]
        values : mapping of str to ndarray, optional
            Sampled fields of `FIELDS` at 298.15 K, shape (n_samples, 1, n_ions); nominal values
            stand in for absent ones.

        Returns
        -------
        Ions
            A missing hydrated radius is the bare radius + 0.276 nm, marked assumed; a missing
            Stokes radius follows from the diffusivity.

        Raises
        ------
        MissingDataError
            If an ion lacks a radius, hydration energy or diffusivity.
        """
        self._require()
        field = {name: self.values[name] for name in FIELDS} | dict(values or {})
        assumed = np.isnan(self.values["hydrated_radius"])
        hydrated = np.where(assumed, field["bare_radius"] + WATER_DIAMETER,
                            field["hydrated_radius"])  # fmt: skip
        stokes = np.where(
            np.isnan(self.values["stokes_radius"]),
            stokes_radius(field["diffusivity"]),
            field["stokes_radius"],
        )
        return Ions(
            names=self.names,
            charge=self.charge,
            bare_radius=field["bare_radius"],
            hydrated_radius=hydrated,
            stokes_radius=stokes,
            hydration_gibbs=field["hydration_gibbs"],
            diffusivity=np.asarray(diffusivity_at(field["diffusivity"], temperature)),
            hydrated_radius_assumed=assumed,
        )

    def _require(self) -> None:
        lacking = [
            f"{name} lacks {field}"
            for field in NEEDED
            for name, value in zip(self.names, self.values[field], strict=True)
            if np.isnan(value)
        ]
        if lacking:
            raise MissingDataError(
                f"{'; '.join(lacking)}; add the value to data/ions.csv or leave the ion out"
            )


def stokes_radius(
    diffusivity: np.ndarray, temperature: float = REFERENCE_TEMPERATURE
) -> np.ndarray:
    """Radius from the diffusivity by Stokes' law, kT/(6πηD).

    Parameters
    ----------
    diffusivity : ndarray
        In water. [m²/s]
    temperature : float
        [K]

    Returns
    -------
    ndarray
        Same shape. [m]
    """
    return BOLTZMANN * temperature / (6 * np.pi * viscosity_patek(temperature) * diffusivity)


def load_ions(path: Path | str, problems: list[Problem] | None = None) -> IonTable:
    """Ion table of a file.

    Parameters
    ----------
    path : Path or str
        Table of schema ``ions``.
    problems : list of Problem, optional
        Receives the problems; without it they are raised.

    Returns
    -------
    IonTable
        Every ion of the file.

    Raises
    ------
    DataError
        With every problem of the file, if ``problems`` is not given.
    """
    found: list[Problem] = []
    frame = read_table(path, "ions", found)
    found += [*_charge_problems(frame), *_scale_problems(frame)]
    found += uncertainty_problems(frame, load_schema("ions"), UNCERTAIN)
    if problems is None and found:
        raise DataError(problems=found)
    if problems is not None:
        problems.extend(found)
    return _ion_table(frame)


def _ion_table(frame: pd.DataFrame) -> IonTable:
    fields = [field for field in (*FIELDS, *OTHER_FIELDS) if field in frame]
    absent = np.full(len(frame), np.nan)
    aliases = zip(frame["ion"], frame["name"], frame["aliases"], strict=True)
    return IonTable(
        names=tuple(frame["ion"]),
        charge=frame["charge"].to_numpy(dtype=float),
        values={field: frame[field].to_numpy(dtype=float) for field in fields},
        uncertainty={
            field: np.nan_to_num(np.asarray(frame.get(f"{field}_uncertainty", absent), float))
            for field in fields
        },
        sources={field: tuple(frame.get(f"{field}_source", [""] * len(frame))) for field in fields},
        resolver=IonNames({ion: [name, *_split(other)] for ion, name, other in aliases}),
    )


def _split(aliases: str) -> list[str]:
    return [alias.strip() for alias in aliases.split("|") if alias.strip()]


def _charge_problems(frame: pd.DataFrame) -> list[Problem]:
    """Identifiers that state another charge than the column does."""
    problems = []
    for ion, charge, row in zip(frame["ion"], frame["charge"], frame[ROW], strict=True):
        written = written_charge(ion)
        is_subscript = written is not None and charge == np.sign(written)
        if written is None or np.isnan(charge) or charge == written or is_subscript:
            continue
        found = f"{charge:g} for {show(ion)}"
        advice = "correct the charge or the identifier"
        file = frame.attrs["path"]
        problems.append(Problem(file, str(row), "charge", found, f"{written:+d}", advice))
    return problems


def _scale_problems(frame: pd.DataFrame) -> list[Problem]:
    """Hydration energies on more than one proton scale."""
    problems = []
    for field in (name for name in PROTON_SCALES if name in frame):
        scale = frame[field]
        first = scale.dropna().iloc[0] if scale.notna().any() else np.nan
        for value, row in zip(scale, frame[ROW], strict=True):
            if np.isnan(value) or np.isclose(value, first, rtol=1e-9):
                continue
            found, allowed = f"{value / 1000:g}", f"{first / 1000:g}, the scale of the other rows"
            advice = "move the energy to that scale: add charge × the difference of the scales"
            column = f"{field}_kJ_mol"
            problems.append(Problem(frame.attrs["path"], str(row), column, found, allowed, advice))
    return problems
