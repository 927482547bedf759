"""Functional groups: the long table ``data/groups.csv`` and the groups on candidates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from selectivity.domain.channels import Groups
from selectivity.errors import DataError, Problem, UnitError
from selectivity.tables.cells import did_you_mean, show, to_number
from selectivity.tables.names import IonNames
from selectivity.tables.reader import read_table
from selectivity.tables.schema import ROW
from selectivity.units import same_dimension, si_factor, unit_suffix

if TYPE_CHECKING:
    import pandas as pd

CHARGE_OF_KIND: Final[dict[str, int]] = {"acid": -1, "amine": 0, "quaternary": 1}
"""Charge of the deprotonated group, theory 1.5. [-]"""
PROPERTIES: Final = ("charge", "kind", "pKa", "association_constant")
_ASSOCIATION_UNIT: Final = "m3_mol"


@dataclass(frozen=True)
class GroupTable:
    """Functional groups of the table.

    Attributes
    ----------
    names, kind : tuple of str
        Group and ``acid``, ``amine`` or ``quaternary``, length n_groups.
    charge : ndarray of shape (n_groups,)
        Charge of the deprotonated group. [-]
    acid_exponent, acid_exponent_uncertainty : ndarray of shape (n_groups,)
        pKa; NaN for a group without a proton. [-]
    association, association_uncertainty : dict of (str, str) to float
        Association constant by group and ion identifier. [m³/mol]
    sources : tuple of str
        Every reference key that the table uses.
    """

    names: tuple[str, ...]
    kind: tuple[str, ...]
    charge: np.ndarray
    acid_exponent: np.ndarray
    acid_exponent_uncertainty: np.ndarray
    association: Mapping[tuple[str, str], float]
    association_uncertainty: Mapping[tuple[str, str], float]
    sources: tuple[str, ...]

    def matrix(self, ions: tuple[str, ...], uncertainty: bool = False) -> np.ndarray:
        """Association constants of groups × ions, or their standard uncertainties.

        Parameters
        ----------
        ions : tuple of str
            Identifiers, length n_ions.
        uncertainty : bool
            True for the uncertainties.

        Returns
        -------
        ndarray of shape (n_groups, n_ions)
            0 where the table has none: no binding. [m³/mol]
        """
        table = self.association_uncertainty if uncertainty else self.association
        return np.array([[table.get((group, ion), 0.0) for ion in ions] for group in self.names])

    def groups(self, ions: tuple[str, ...]) -> Groups:
        """Nominal arrays for the physics, one site per ion.

        Parameters
        ----------
        ions : tuple of str
            Identifiers, length n_ions.

        Returns
        -------
        Groups
        """
        return Groups(
            names=self.names,
            charge=self.charge,
            acid_constant=acid_constant(self.acid_exponent),
            association=self.matrix(ions),
            sites_per_ion=np.ones((len(self.names), len(ions))),
        )


def acid_constant(exponent: np.ndarray) -> np.ndarray:
    """K_a = 10^(3 - pKa) from pKa; NaN stays NaN. [mol/m³]"""
    return 10.0 ** (3.0 - np.asarray(exponent, dtype=float))


def load_groups(
    path: Path | str, names: IonNames, problems: list[Problem] | None = None
) -> GroupTable:
    """Group table of a file.

    Parameters
    ----------
    path : Path or str
        Long table of schema ``groups``.
    names : IonNames
        Spellings of ions.
    problems : list of Problem, optional
        Receives the problems; without it they are raised.

    Returns
    -------
    GroupTable

    Raises
    ------
    DataError
        With every problem of the file, if ``problems`` is not given.
    """
    found: list[Problem] = []
    frame = read_table(path, "groups", found)
    cells = _Cells(frame, names, found)
    table = cells.table()
    if problems is None and found:
        raise DataError(problems=found)
    if problems is not None:
        problems.extend(found)
    return table


class _Cells:
    """Values of the long table by group and property, with the problems met on the way."""

    def __init__(self, frame: pd.DataFrame, names: IonNames, problems: list[Problem]) -> None:
        self.file = frame.attrs["path"]
        self.problems = problems
        self.rows: dict[tuple[str, str, str], int] = {}
        self.kind: dict[str, str] = {}
        self.number: dict[tuple[str, str, str], tuple[float, float]] = {}
        self.sources = tuple(dict.fromkeys(key for key in frame["source"] if key))
        for record in frame.to_dict("records"):
            self._add(record, names)
        self.groups = tuple(dict.fromkeys(group for group in frame["group"] if group))

    def _say(self, row: int, column: str, found: str, allowed: str, advice: str) -> None:
        place = str(row) if row else ""
        self.problems.append(Problem(self.file, place, column, found, allowed, advice))

    def _add(self, record: dict, names: IonNames) -> None:
        group, name, row = record["group"], record["property"], record[ROW]
        if name not in PROPERTIES:
            return  # the schema lists the allowed ones and has said so
        ion = ""
        if name == "association_constant":
            ion = names.find(record["ion"]) or ""
            if not ion:
                if not names.identifiers:
                    return  # the ion table could not be read, which has been said
                self.problems.append(names.problem(record["ion"], self.file, str(row), "ion"))
                return
        key = (group, name, ion)
        if key in self.rows:
            found = f"a second {name} of {show(group)}"
            self._say(row, "property", found, "one", f"remove it or row {self.rows[key]}")
        self.rows[key] = row
        if name == "kind":
            self._add_kind(group, str(record["value"]).strip(), row)
        else:
            self._add_number(key, record)

    def _add_kind(self, group: str, kind: str, row: int) -> None:
        if kind not in CHARGE_OF_KIND:
            advice = did_you_mean(kind, CHARGE_OF_KIND, "choose one of them")
            self._say(row, "value", show(kind), " | ".join(CHARGE_OF_KIND), advice)
        else:
            self.kind[group] = kind

    def _add_number(self, key: tuple[str, str, str], record: dict) -> None:
        row, name = record[ROW], key[1]
        value = to_number(str(record["value"]).strip())
        if value is None or np.isnan(value) or (name == "association_constant" and value < 0):
            allowed = "a number >= 0" if name == "association_constant" else "a number"
            self._say(row, "value", show(record["value"]), allowed, "write the number alone")
            return
        factor = self._factor(name, str(record["unit"]), row)
        spread = record["uncertainty"]
        spread = 0.0 if spread == "" or np.isnan(float(spread)) else float(spread)
        self.number[key] = (value * factor, spread * factor)

    def _factor(self, name: str, unit: str, row: int) -> float:
        """To m³/mol for an association constant; pKa and charge are plain numbers."""
        try:
            suffix = unit_suffix(unit)
            if name != "association_constant" or same_dimension(suffix, _ASSOCIATION_UNIT):
                return si_factor(suffix) if name == "association_constant" else 1.0
        except UnitError:
            pass
        self._say(row, "unit", show(unit), "m3/mol or L/mol", "convert the value")
        return 1.0

    def table(self) -> GroupTable:
        """Everything as arrays; contradictions between kind, charge and pKa are problems."""
        for group in self.groups:
            self._check(group)
        spread = {key: pair[1] for key, pair in self.number.items()}
        binding = {k: v for k, v in self.number.items() if k[1] == "association_constant"}
        acid = [self.number.get((g, "pKa", ""), (np.nan, 0.0))[0] for g in self.groups]
        kinds = tuple(self.kind.get(group, "") for group in self.groups)
        return GroupTable(
            names=self.groups,
            kind=kinds,
            charge=np.array([float(CHARGE_OF_KIND.get(kind, 0)) for kind in kinds]),
            acid_exponent=np.array(acid, dtype=float),
            acid_exponent_uncertainty=np.array(
                [spread.get((group, "pKa", ""), 0.0) for group in self.groups]
            ),
            association={(k[0], k[2]): v[0] for k, v in binding.items()},
            association_uncertainty={(k[0], k[2]): v[1] for k, v in binding.items()},
            sources=self.sources,
        )

    def _check(self, group: str) -> None:
        rows = {name: self.rows.get((group, name, "")) for name in ("kind", "charge", "pKa")}
        kind = self.kind.get(group)
        if rows["kind"] is None:
            found, advice = f"no kind of {show(group)}", "add a row with the property kind"
            self._say(0, "property", found, " | ".join(CHARGE_OF_KIND), advice)
        if kind is None:
            return
        expected = CHARGE_OF_KIND[kind]
        charge = self.number.get((group, "charge", ""), (float(expected), 0.0))[0]
        if charge != expected:
            found = f"charge {charge:g} of {show(group)}, kind {kind}"
            allowed = f"{expected:+d} for kind {kind}: the charge of the deprotonated group"
            self._say(rows["charge"] or 0, "value", found, allowed, "correct charge or kind")
        if kind == "quaternary" and rows["pKa"] is not None:
            found = f"a pKa of {show(group)}, kind quaternary"
            advice = "remove the pKa, or make the kind amine"
            self._say(rows["pKa"], "property", found, "no pKa: it has no proton", advice)
        if kind != "quaternary" and rows["pKa"] is None:
            found = f"no pKa of {show(group)}, kind {kind}"
            self._say(rows["kind"] or 0, "property", found, "a pKa", "add a row with the pKa")
