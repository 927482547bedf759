"""Constants fitted to measured selectivities, with their spread and correlations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from selectivity.errors import DataError, Problem
from selectivity.tables.cells import show
from selectivity.tables.materials import LOGNORMAL_COMPLEMENT, MaterialTable, Prior
from selectivity.tables.raw import RawTable, read_raw
from selectivity.tables.reader import empty_frame, frame_of_raw
from selectivity.tables.schema import ROW, Schema, load_schema

if TYPE_CHECKING:
    import pandas as pd

TABLE: Final = "calibrated_constants"
EVERY_CLASS: Final = "all"
"""Class of a constant that all candidates share."""

DESCRIPTOR_OF: Final = {
    "hydration_unreplaced": "hydration_replaced",
    "permittivity_scale": "permittivity_scale",
    "charge_scale": "charge_scale",
    "path_scale": "path_scale",
}
"""Descriptor of the screening that a constant sets; χ is one less its constant."""

_SYMMETRY: Final = 1e-9
"""Added to the diagonal: correlations are stored with three digits. [-]"""

_SEVERAL: Final = 2
"""Unknown columns that, where a needed one is missing, are no slips of the pen. [-]"""

_SHOWN: Final = 4
"""Columns that a message names. [-]"""


@dataclass(frozen=True)
class CalibratedConstants:
    """Joint posterior of the constants: log-normal with correlations.

    Attributes
    ----------
    keys : tuple of tuple of str
        Descriptor and material class (`EVERY_CLASS` where shared) of each constant.
    median, log_spread : ndarray of shape (n_constants,)
        Of 1 - χ for ``hydration_replaced``, else of the factor itself. [-]
    correlation : ndarray of shape (n_constants, n_constants)
        Of the logarithms. [-]
    data_version : str
        Of the measurements.
    path : Path
        File that it was read from.
    """

    keys: tuple[tuple[str, str], ...]
    median: np.ndarray
    log_spread: np.ndarray
    correlation: np.ndarray
    data_version: str
    path: Path

    def place(self, descriptor: str, material: str) -> int | None:
        """Position of the constant of a class, else of the one that all share; None if absent."""
        for key in ((descriptor, material), (descriptor, EVERY_CLASS)):
            if key in self.keys:
                return self.keys.index(key)
        return None

    def correlated(self, points: np.ndarray) -> np.ndarray:
        """Points with the correlations of the posterior.

        Parameters
        ----------
        points : ndarray of shape (n_samples, n_constants)
            Independent, in (0, 1). [-]

        Returns
        -------
        ndarray of shape (n_samples, n_constants)
            Each column uniform in (0, 1). [-]
        """
        from scipy.special import ndtr, ndtri

        values, vectors = np.linalg.eigh(self.correlation)
        root = (vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T
        root /= np.linalg.norm(root, axis=1, keepdims=True)
        return ndtr(ndtri(points) @ root.T)

    def over(self, materials: MaterialTable) -> MaterialTable:
        """Priors of the material classes, those of the constants replaced by the posterior."""
        priors = dict(materials.priors)
        for material in materials.classes:
            for descriptor in DESCRIPTOR_OF.values():
                place = self.place(descriptor, material)
                if place is not None:
                    priors[material, descriptor] = self._prior(place, material)
        return replace(materials, priors=priors, calibrated=self)

    def _prior(self, place: int, material: str) -> Prior:
        descriptor, of_class = self.keys[place]
        median, spread = float(self.median[place]), float(self.log_spread[place])
        complement = descriptor == "hydration_replaced"
        return Prior(
            material_class=material,
            descriptor=descriptor,
            value=1.0 - median if complement else median,
            uncertainty=median * float(np.sqrt(np.expm1(spread**2))),
            distribution=LOGNORMAL_COMPLEMENT if complement else "lognormal",
            source="selectivity2026",
            kind="fitted",
            note=f"calibrated constant ({of_class}), data {self.data_version}",
        )


def load_calibrated(
    path: Path | str, problems: list[Problem] | None = None
) -> CalibratedConstants | None:
    """Constants of a file.

    Parameters
    ----------
    path : Path or str
        Table of schema ``calibrated_constants``, made by ``selectivity fit``.
    problems : list of Problem, optional
        Receives the problems; without it they are raised.

    Returns
    -------
    CalibratedConstants or None
        None after a problem.

    Raises
    ------
    DataError
        With every problem of the file, if ``problems`` is not given.
    """
    found: list[Problem] = []
    frame = _read(Path(path), found)
    correlation = np.eye(len(frame)) if found else _correlations(frame, found)
    if problems is None and found:
        raise DataError(problems=found)
    if problems is not None:
        problems.extend(found)
    if found or frame.empty:
        return None
    names = [DESCRIPTOR_OF[name] for name in frame["constant"]]
    versions = [text for text in frame["data_version"] if text] if "data_version" in frame else []
    return CalibratedConstants(
        keys=tuple(zip(names, frame["material_class"], strict=True)),
        median=frame["median"].to_numpy(dtype=float),
        log_spread=frame["log_spread"].to_numpy(dtype=float),
        correlation=correlation,
        data_version=versions[0] if versions else "",
        path=Path(path),
    )


def _read(path: Path, problems: list[Problem]) -> pd.DataFrame:
    """Frame of the file; of a table that another version made one problem, not one per column."""
    raw = read_raw(path, problems, sheet=TABLE)
    schema = load_schema(TABLE)
    told = raw and _of_another_version(path, raw, schema)
    if told:
        problems.append(told)
        return empty_frame(TABLE)
    return frame_of_raw(path, raw or RawTable(), schema, problems)


def _of_another_version(path: Path, raw: RawTable, schema: Schema) -> Problem | None:
    """The problem of a header that lacks needed columns and has several unknown ones."""
    known = schema.by_name()
    strange = [name for name in raw.header if name and name not in known]
    missing = [c.name for c in schema.columns if c.is_required and c.name not in raw.header]
    if not missing or len(strange) < _SEVERAL:
        return None
    found = f"a table of another version: it has {_few(strange)} and lacks {_few(missing)}"
    advice = (
        "make it anew: `selectivity fit`, with your own measurements if it was made with them, "
        f"writes {path.name}; or remove the file to use the shipped constants"
    )
    allowed = ", ".join(column.name for column in schema.columns)
    return Problem(str(path), str(raw.header_row), "", found, allowed, advice)


def _few(names: list[str]) -> str:
    shown = ", ".join(show(name) for name in names[:_SHOWN])
    return f"{shown} and {len(names) - _SHOWN} more" if len(names) > _SHOWN else shown


def _correlations(frame: pd.DataFrame, problems: list[Problem]) -> np.ndarray:
    """Matrix of the lower triangle that the rows hold; unit matrix where they hold nothing."""
    matrix = np.eye(len(frame))
    if "correlations" not in frame:
        return matrix
    for index, (row, text) in enumerate(zip(frame[ROW], frame["correlations"], strict=True)):
        values = _numbers(str(text).split())
        if not values and not str(text).strip():
            continue
        if values is None or len(values) != index or max(map(abs, values), default=0.0) > 1:
            allowed = f"{index} numbers from -1 to 1, one for each row above"
            advice = "make the table again with `selectivity fit`, or empty the cell"
            file = frame.attrs["path"]
            problems.append(Problem(file, str(row), "correlations", show(text), allowed, advice))
            continue
        matrix[index, :index] = matrix[:index, index] = values
    return matrix + _SYMMETRY * np.eye(len(frame))


def _numbers(words: Iterable[str]) -> list[float] | None:
    try:
        return [float(word) for word in words]
    except ValueError:
        return None
