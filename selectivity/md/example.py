"""The table of runs of the (8,8) nanotube, shipped small or in full."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from selectivity.errors import DataError
from selectivity.tables.write import write_atomically

COLUMNS: Final = (
    *("candidate", "ion", "run", "topology", "trajectory", "wall_selection", "axis"),
    *("mouth_low_nm", "mouth_high_nm", "bulk_low_nm", "bulk_high_nm", "accessible_radius_nm"),
    *("temperature_K", "window_centre", "window_unit", "force_constant", "force_constant_unit"),
    *("force_constant_convention", "coordinate_file", "coordinate_format", "discard_ps"),
    *("symmetry", "simulated_fixed_charge_mol_m3", "source"),
)
CANDIDATE: Final = "cnt-8-8"
_IONS: Final = {"LI": "Li+", "MG": "Mg2+"}
# Ends of the tube and of its bulk, and the flat-bottom cylinder: README of the data.
_GEOMETRY: Final = ("resname CNT GRA", "z", "-0.676", "0.676", "1.5", "", "0.45")


def write_full_table(source: Path, output: Path) -> Path:
    """Table of runs for a folder that holds the full set.

    Parameters
    ----------
    source : Path
        Folder with ``windows.csv``, ``LI/`` and ``MG/``; written as given, so that it has to be
        relative to the study directory, or absolute.
    output : Path
        Table to write.

    Returns
    -------
    Path

    Raises
    ------
    DataError
        If ``windows.csv`` is missing.
    """
    windows = source / "windows.csv"
    if not windows.is_file():
        raise DataError(f"{windows}: not found; docs/md.md says where the full set is kept")
    with windows.open(encoding="utf-8", newline="") as handle:
        rows = [_row(line, source) for line in csv.DictReader(handle)]
    return write_table(rows, output)


def write_table(rows: list[dict[str, str]], output: Path) -> Path:
    """Write rows under ``COLUMNS``."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return write_atomically(output, lambda place: place.write_text(text.getvalue(), "utf-8"))


def _row(line: dict[str, str], source: Path) -> dict[str, str]:
    return dict(_cells(line, source))


def _cells(line: dict[str, str], source: Path) -> Iterator[tuple[str, str]]:
    geometry = (
        *("wall_selection", "axis", "mouth_low_nm", "mouth_high_nm", "bulk_low_nm"),
        *("bulk_high_nm", "accessible_radius_nm"),
    )
    yield from zip(geometry, _GEOMETRY, strict=True)
    yield "candidate", CANDIDATE
    yield "ion", _IONS[line["ion"]]
    yield "run", f"xi_{line['xi0_nm']}"
    yield "topology", f"{source / line['ion'] / 'topology.tpr'}"
    yield "trajectory", f"{source / line['file_xtc']}"
    yield "temperature_K", line["T_K"]
    yield "window_centre", line["xi0_nm"]
    yield "window_unit", "nm"
    yield "force_constant", line["k_kJ_mol_nm2"]
    yield "force_constant_unit", "kJ/mol/nm^2"
    yield "force_constant_convention", "half"
    yield "coordinate_file", f"{source / line['file_pullx']}"
    yield "coordinate_format", "gromacs_xvg"
    yield "discard_ps", line["discard_ps"]
    yield "symmetry", "mirror"
    yield "simulated_fixed_charge_mol_m3", "0"
    yield "source", "cnt_umbrella_2026"
