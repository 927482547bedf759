"""Reaction-coordinate series of umbrella windows: GROMACS, PLUMED, LAMMPS and CP2K text."""

from __future__ import annotations

import gzip
import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from selectivity.errors import DataError
from selectivity.md.conversion import length_factor, time_factor
from selectivity.md.run import Coordinate


@dataclass(frozen=True)
class Series:
    """A reaction coordinate in time.

    Attributes
    ----------
    time : ndarray of shape (n,)
        Rising. [s]
    value : ndarray of shape (n,)
        ξ. [m]
    """

    time: np.ndarray
    value: np.ndarray

    def after(self, discard: float) -> Series:
        """The part that starts ``discard`` seconds after the first sample."""
        # A thousandth of a step absorbs the rounding of printed times.
        step = (self.time[-1] - self.time[0]) / max(len(self.time) - 1, 1)
        keep = self.time >= self.time[0] + discard - 1e-3 * step
        return Series(self.time[keep], self.value[keep])


@dataclass(frozen=True)
class TextFormat:
    """How a program writes its series.

    Attributes
    ----------
    comment : str
        Characters that begin a line to be skipped.
    length_unit, time_unit : str
        The program's default units; an empty unit must be given by the user.
    names : str
        Pattern of the line that names the columns, with one group; empty if there is none.
    """

    comment: str
    length_unit: str
    time_unit: str
    names: str = ""


FORMATS: Final = {
    "gromacs_xvg": TextFormat("#@&", "nm", "ps"),
    "plumed": TextFormat("#", "nm", "ps", r"#!\s*FIELDS\s+(.*)"),
    "lammps": TextFormat("#", "", "", r"#\s*((?:step|time|timestep)\b.*)"),
    "cp2k": TextFormat("#", "bohr", "fs", r"#\s*((?:step|time)\b.*)"),
    "csv": TextFormat("#", "nm", "ps", r"([A-Za-z_].*)"),
}
_DELIMITER = re.compile(r"[\s,;]+")
_TIME_COLUMN, _VALUE_COLUMN = 0, 1


def read_series(coordinate: Coordinate) -> Series:
    """Read the series of one window.

    Parameters
    ----------
    coordinate : Coordinate
        File, format and, where they differ from the program's own, column and units.

    Returns
    -------
    Series

    Raises
    ------
    DataError
        If the file is missing, empty, not numeric, or has no such column or unit.
    """
    if coordinate.file is None or coordinate.format not in FORMATS:
        raise DataError(
            f"coordinate_format is {coordinate.format!r}; allowed: {', '.join(FORMATS)}, trajectory"
        )
    text_format = FORMATS[coordinate.format]
    names, table = _read_table(coordinate.file, text_format)
    length_unit = coordinate.length_unit or text_format.length_unit
    time_unit = coordinate.time_unit or text_format.time_unit
    if not length_unit or not time_unit:
        raise DataError(
            f"{coordinate.file}: {coordinate.format} text does not say its units; give "
            "coordinate_length_unit and coordinate_time_unit (for steps the length of one, "
            "such as '2 fs')"
        )
    column = _column_index(coordinate, names, table.shape[1])
    time = table[:, _TIME_COLUMN] * time_factor(time_unit)
    order = _without_restarts(time)
    return Series(time[order], table[order, column] * length_factor(length_unit))


def _read_table(file: Path, text_format: TextFormat) -> tuple[list[str], np.ndarray]:
    lines = _read_text(file).splitlines()
    names: list[str] = []
    rows: list[str] = []
    for line in lines:
        stripped = line.strip()
        match = re.match(text_format.names, stripped, re.IGNORECASE) if text_format.names else None
        if match and not rows:
            names = _DELIMITER.split(match[1].strip())
        elif stripped and stripped[0] not in text_format.comment:
            rows.append(_DELIMITER.sub(" ", stripped))
    if not rows:
        raise DataError(f"{file}: has no numbers; is it the coordinate file of this window?")
    return names, _numbers(file, rows)


def _numbers(file: Path, rows: list[str]) -> np.ndarray:
    width = len(rows[0].split())
    if len(rows[-1].split()) != width:  # A killed run leaves half a line.
        rows = rows[:-1]
    try:
        table = np.loadtxt(io.StringIO("\n".join(rows)), ndmin=2)
    except ValueError as error:
        raise DataError(f"{file}: not a table of numbers ({error}); check the format") from error
    if not np.all(np.isfinite(table)):
        raise DataError(f"{file}: holds NaN or infinite values; the simulation may have failed")
    return table


def _read_text(file: Path) -> str:
    if not file.is_file():
        raise DataError(f"{file}: not found; give coordinate_file relative to the study directory")
    try:
        if file.suffix == ".gz":
            return gzip.decompress(file.read_bytes()).decode("utf-8", "replace")
        return file.read_text(encoding="utf-8", errors="replace")
    except (OSError, EOFError) as error:
        raise DataError(f"{file}: cannot be read ({error}); copy it again") from error


def _column_index(coordinate: Coordinate, names: list[str], width: int) -> int:
    wanted = coordinate.column
    if not wanted:
        index = _VALUE_COLUMN
    elif wanted.isdigit():
        index = int(wanted) - 1
    elif wanted in names:
        index = names.index(wanted)
    else:
        raise DataError(
            f"{coordinate.file}: no column {wanted!r}; it has {', '.join(names) or 'no names'}; "
            "give a name or a number from 1"
        )
    if not 0 <= index < width:
        raise DataError(f"{coordinate.file}: column {index + 1} of {width} does not exist")
    return index


def _without_restarts(time: np.ndarray) -> np.ndarray:
    """Indices of samples in rising time: a restart that repeats a stretch replaces it."""
    latest = np.minimum.accumulate(time[::-1])[::-1]
    keep = time <= latest
    keep[:-1] &= time[:-1] < latest[1:]
    return np.flatnonzero(keep)
