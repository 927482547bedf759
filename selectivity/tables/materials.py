"""Priors of material classes: the long table ``data/materials.csv``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from selectivity.errors import DataError, Problem, UnitError
from selectivity.tables.cells import did_you_mean, nearest, show, to_number
from selectivity.tables.reader import read_table
from selectivity.tables.schema import ROW, Bounds, Column, load_schema
from selectivity.units import same_dimension, si_factor, split_suffix, unit_suffix

if TYPE_CHECKING:
    from selectivity.tables.calibrated import CalibratedConstants

OWN_DESCRIPTORS: Final[Mapping[str, str]] = {
    "permittivity_scale": "",
    "charge_scale": "",
    "path_scale": "",
    "layer_thickness": "nm",
    "swelling": "nm",
    "site_density": "mol_m3",
    "size_model_error": "",
    "charge_model_error": "",
    "transport_model_error": "",
    "mouth_size_ratio": "",
    "group_density_error": "",
    "mouth_group_density_error": "",
}
"""Descriptors that have a prior but no column among the candidates, and their units."""
LOGNORMAL_COMPLEMENT: Final = "lognormal_complement"
"""One less the value is log-normal: for a share that comes close to one."""
DISTRIBUTIONS: Final = ("normal", "lognormal", LOGNORMAL_COMPLEMENT, "uniform", "choice")


@dataclass(frozen=True)
class Prior:
    """What is assumed of a descriptor that nobody measured.

    Attributes
    ----------
    material_class, descriptor : str
        Class, and the field of the candidates table without its unit suffix.
    value : float or str
        Mean (normal, uniform), median (lognormal) or the word (choice). SI.
    uncertainty : float
        Standard deviation, in the unit of the value, or half width (uniform). SI.
    distribution : str
        One of `DISTRIBUTIONS`.
    source, kind, note : str
        Reference key; experimental, computed, fitted or estimated; remark.
    """

    material_class: str
    descriptor: str
    value: float | str
    uncertainty: float
    distribution: str
    source: str
    kind: str
    note: str


@dataclass(frozen=True)
class MaterialTable:
    """Priors by material class and descriptor.

    Attributes
    ----------
    priors : dict of (str, str) to Prior
        Keys are material class and descriptor.
    calibrated : CalibratedConstants or None
        Whose posterior stands among the priors; None where they are priors alone.
    """

    priors: Mapping[tuple[str, str], Prior] = field(default_factory=dict)
    calibrated: CalibratedConstants | None = None

    @property
    def classes(self) -> tuple[str, ...]:
        """Material classes, in the order of the table."""
        return tuple(dict.fromkeys(material for material, _ in self.priors))

    def prior(self, material_class: str, descriptor: str) -> Prior | None:
        """Prior of a descriptor; None if the table has none for this class."""
        return self.priors.get((material_class, descriptor))


def load_materials(path: Path | str, problems: list[Problem] | None = None) -> MaterialTable:
    """Priors of a file.

    Parameters
    ----------
    path : Path or str
        Long table of schema ``materials``.
    problems : list of Problem, optional
        Receives the problems; without it they are raised.

    Returns
    -------
    MaterialTable

    Raises
    ------
    DataError
        With every problem of the file, if ``problems`` is not given.
    """
    found: list[Problem] = []
    frame = read_table(path, "materials", found)
    known = _descriptors()
    priors: dict[tuple[str, str], Prior] = {}
    for record in frame.to_dict("records"):
        prior = _prior(record, known, frame.attrs["path"], found)
        if prior is None:
            continue
        priors[prior.material_class, prior.descriptor] = prior
    if problems is None and found:
        raise DataError(problems=found)
    if problems is not None:
        problems.extend(found)
    return MaterialTable(priors)


def _descriptors() -> dict[str, Column]:
    own = [
        Column(name, name, unit, "number", Bounds(low=0.0), (), "optional", "")
        for name, unit in OWN_DESCRIPTORS.items()
    ]
    return {column.field: column for column in (*load_schema("candidates").columns, *own)}


def _prior(
    record: dict, known: dict[str, Column], file: str, problems: list[Problem]
) -> Prior | None:
    """Prior of a row in SI; None after a problem."""
    row = str(record[ROW])
    descriptor = record["descriptor"]
    column = known.get(descriptor) or known.get(split_suffix(descriptor)[0])
    if column is None:
        match = nearest(descriptor, known)
        advice = f"did you mean {match!r}?" if match else "use a column of candidates.csv"
        allowed = "a descriptor of the candidates table, without its unit"
        problems.append(Problem(file, row, "descriptor", show(descriptor), allowed, advice))
        return None
    choice = record["distribution"] == "choice" or not column.is_number
    if choice:
        value: float | str | None = _choice(record, column, file, problems)
        factor = 0.0
    else:
        factor = _factor(record, column, file, problems)
        value = _number(record, column, factor, file, problems)
    if value is None:
        return None
    return Prior(
        material_class=record["material_class"],
        descriptor=column.field,
        value=value,
        uncertainty=float(np.nan_to_num(float(record["uncertainty"] or 0.0))) * factor,
        distribution="choice" if choice else record["distribution"],
        source=record["source"],
        kind=record["kind"],
        note=record["note"],
    )


def _choice(record: dict, column: Column, file: str, problems: list[Problem]) -> str | None:
    value = str(record["value"]).strip()
    if column.choices and value not in column.choices:
        advice = did_you_mean(value, column.choices, "choose one of them")
        row = str(record[ROW])
        problems.append(Problem(file, row, "value", show(value), column.allowed, advice))
        return None
    return value


def _number(
    record: dict, column: Column, factor: float, file: str, problems: list[Problem]
) -> float | None:
    written = str(record["value"]).strip()
    number = to_number(written)
    if number is None or np.isnan(number):
        advice = "write the number alone, in the unit of its row"
        row = str(record[ROW])
        problems.append(Problem(file, row, "value", show(written), column.allowed, advice))
        return None
    return number * factor


def _factor(record: dict, column: Column, file: str, problems: list[Problem]) -> float:
    """SI per unit of the row; the unit has to measure what the descriptor does."""
    unit = unit_suffix(str(record["unit"]))
    try:
        if same_dimension(unit, column.unit):
            return si_factor(unit)
        advice = f"{record['unit'] or 'a plain number'} does not measure {column.field}"
    except UnitError:
        advice = did_you_mean(unit, [column.unit], "use the unit of candidates.csv")
    allowed = column.unit or "no unit"
    row = str(record[ROW])
    problems.append(Problem(file, row, "unit", show(record["unit"]), allowed, advice))
    return 1.0
