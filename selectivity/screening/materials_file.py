"""Writes fitted constants into ``data/materials.csv``; every other cell stays as it is."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Final

from selectivity.screening.catalogue import DEFAULT_SOURCE
from selectivity.screening.provisional import LEAST_MEMBRANES, REPLACED, SCALE, Fit
from selectivity.tables.write import write_text

DIGITS: Final = 3
"""Significant digits of a provisional constant. [-]"""


def write_constants(path: Path, fitted: Fit) -> int:
    """Put the fitted constants into their rows.

    Parameters
    ----------
    path : Path
        ``data/materials.csv``.
    fitted : Fit

    Returns
    -------
    int
        Rows that were written.
    """
    text = path.read_text(encoding="utf-8-sig")
    reader = csv.DictReader(io.StringIO(text))
    header = list(reader.fieldnames or ())
    rows = list(reader)
    changed = [row for row in rows if row["descriptor"] in (REPLACED, SCALE)]
    for row in changed:
        row.update(_cells(row, fitted))
    out = io.StringIO()
    writer = csv.DictWriter(out, header, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_text(path, out.getvalue())
    return len(changed)


def _cells(row: dict[str, str], fitted: Fit) -> dict[str, str]:
    """Changed cells of one row."""
    name = row["material_class"]
    count = fitted.count.get(name, 0)
    total = sum(fitted.count.values())
    if row["descriptor"] == SCALE:
        value, spread = fitted.scale, fitted.scale_spread * fitted.scale
        note = f"provisional: one scale for all classes, fitted with χ to {total} membranes"
    else:
        known = name if name in fitted.replaced else ""
        value, spread = fitted.replaced[known], fitted.replaced_spread[known]
        note = f"provisional: fitted to {count} membranes of the class and pulled to all {total}"
        if count < LEAST_MEMBRANES:
            few = f"only {count} of the class" if count else "none of the class"
            note = f"provisional: fitted to {total} membranes of all classes, {few}"
    return {
        "value": f"{value:.{DIGITS}g}",
        "uncertainty": f"{spread:.{DIGITS - 1}g}",
        "source": DEFAULT_SOURCE,
        "kind": "fitted",
        "note": note,
    }
