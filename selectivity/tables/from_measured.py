"""From the measured table to the candidates that the study ships.

Everything that describes a membrane is carried over; feeds and results of runs stay behind. What
a paper does not report stays empty, so that the screening derives or assumes it in the open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from selectivity.tables.membrane_identity import (
    LEFT_OUT,
    Row,
    group_rows,
    is_replicate,
    material_class,
    plain_name,
    slug,
)

COLUMN_OF: Final = {
    "pore_radius_nm": "pore_radius_nm",
    "MWCO_Da": "mwco_Da",
    "PEG400_rejection_pct": "peg400_rejection_pct",
    "zeta_mV": "zeta_potential_mV",
    "IEP_pH": "isoelectric_point_pH",
    "thickness_nm": "thickness_nm",
    "water_permeance_LMH_bar": "water_permeance_LMH_bar",
    "pH": "pH",
}
"""Column of the measured table and of the candidates, in the same unit."""

UNCERTAINTY_OF: Final = {
    "pore_radius_nm": "pore_radius_uncertainty_nm",
    "peg400_rejection_pct": "peg400_rejection_uncertainty_pct",
    "zeta_potential_mV": "zeta_potential_uncertainty_mV",
    "isoelectric_point_pH": "isoelectric_point_uncertainty_pH",
    "slit_width_nm": "slit_width_uncertainty_nm",
    "water_permeance_LMH_bar": "water_permeance_uncertainty_LMH_bar",
}
"""Columns of the candidates whose uncertainty replicates or double reports tell."""

RELATIVE: Final = frozenset({"water_permeance_LMH_bar"})
"""Replicates of these scatter in proportion to the value; of the others by a fixed amount."""

COMPUTED: Final = "computed from MWCO"
DEFAULT_PH: Final = 6.0
"""pH assumed of a zeta potential when its sign is held against the isoelectric point. [-]"""
IEP_TOLERANCE: Final = 1.5
"""An isoelectric point this far on the wrong side of a zeta potential is a misprint. [-]"""

_VAGUE: Final = re.compile(r"^(MA-|PA-lit)")
_DISAGREE: Final = "reported pore radius and MWCO disagree"

Record = dict[str, str]


@dataclass(frozen=True)
class CandidateTables:
    """What the sub-command ``candidates`` writes.

    Attributes
    ----------
    candidates, groups, measurements : list of dict
        Rows of ``config/candidates.csv``, ``config/candidate_groups.csv`` and
        ``config/candidate_measurements.csv``, as text in the units of their columns.
    left_out : dict of str to str
        Measured membranes that are no candidates, and why.
    """

    candidates: list[Record]
    groups: list[Record]
    measurements: list[Record]
    left_out: dict[str, str]


def build(
    measured: Iterable[Row], added: Iterable[Row], assumed_groups: Sequence[Row]
) -> CandidateTables:
    """Distinct membranes of the measured table, and those added by hand.

    Parameters
    ----------
    measured : iterable of mapping
        Rows of ``data/measured_selectivity.csv`` as text.
    added : iterable of mapping
        Rows of ``data/added_membranes.csv``; one with the identifier of a measured membrane
        adds to it.
    assumed_groups : sequence of mapping
        Rows of ``data/assumed_groups.csv``.

    Returns
    -------
    CandidateTables
        Deterministic: order and text depend on the tables only.
    """
    membranes = group_rows(measured)
    other = [rows for rows in membranes if rows[0]["family"] in LEFT_OUT]
    left_out = {_name(rows): LEFT_OUT[rows[0]["family"]] for rows in other}
    membranes = [rows for rows in membranes if rows[0]["family"] not in LEFT_OUT]
    scatter = replicate_scatter(membranes)
    identifiers = _identifiers(membranes)
    found = {
        identifier: _candidate(identifier, rows, scatter)
        for identifier, rows in zip(identifiers, membranes, strict=True)
    }
    for row in added:
        _add(found, row)
    links = [
        {"candidate": identifier, "row_id": row["row_id"]}
        for identifier, rows in zip(identifiers, membranes, strict=True)
        for row in rows
    ]
    candidates = list(found.values())
    return CandidateTables(candidates, _groups(candidates, assumed_groups), links, left_out)


def replicate_scatter(membranes: Sequence[Sequence[Row]]) -> dict[tuple[str, str], float]:
    """Pooled standard deviation of replicates, by dataset and column of the candidates.

    Parameters
    ----------
    membranes : sequence of sequence of mapping
        Rows of each distinct membrane.

    Returns
    -------
    dict of (str, str) to float
        Relative for `RELATIVE`, else in the unit of the column. Pooled over all membranes,
        because two replicates of one membrane tell little by themselves.
    """
    squares: dict[tuple[str, str], list[float]] = {}
    for rows in membranes:
        if len(rows) < 2 or not all(is_replicate(row["membrane"]) for row in rows):
            continue
        for source, column in COLUMN_OF.items():
            values = _numbers(rows, source)
            if len(values) < 2 or column not in UNCERTAINTY_OF:
                continue
            scale = values.mean() if column in RELATIVE else 1.0
            squares.setdefault((rows[0]["dataset"], column), []).append(
                float(values.var(ddof=1)) / scale**2
            )
    return {key: float(np.sqrt(np.mean(found))) for key, found in squares.items()}


def _numbers(rows: Sequence[Row], column: str) -> np.ndarray:
    return np.array([float(row[column]) for row in rows if row[column]])


def _name(rows: Sequence[Row]) -> str:
    """The most telling of the names that the sources use."""
    return min({plain_name(row["membrane"]) for row in rows}, key=_telling)


def _telling(name: str) -> tuple[bool, str]:
    return _VAGUE.match(name) is not None, name


def _identifiers(membranes: Sequence[Sequence[Row]]) -> list[str]:
    """Source and name; the permeance where one name stands for several membranes."""
    plain = [slug(f"{rows[0]['source_label']} {_name(rows)}") for rows in membranes]
    found = []
    for identifier, rows in zip(plain, membranes, strict=True):
        permeance = rows[0]["water_permeance_LMH_bar"]
        several = plain.count(identifier) > 1 and permeance
        found.append(slug(f"{identifier} {permeance} lmh bar") if several else identifier)
    return [
        f"{name}-{found[:place].count(name) + 1}" if name in found[:place] else name
        for place, name in enumerate(found)
    ]


def _candidate(
    identifier: str, rows: Sequence[Row], scatter: dict[tuple[str, str], float]
) -> Record:
    material = material_class(rows[0]["family"])
    record = {"candidate": identifier, "name": _name(rows), "material_class": material}
    for source, column in COLUMN_OF.items():
        used = [row for row in rows if source != "pore_radius_nm" or _is_reported(row)]
        values = _numbers(used, source)
        if not len(values):
            continue
        record[column] = f"{np.median(values):.6g}"
        spread = _spread(column, values, scatter.get((rows[0]["dataset"], column), 0.0))
        if spread and column in UNCERTAINTY_OF:
            record[UNCERTAINTY_OF[column]] = f"{spread:.3g}"
    notes = _doubts(record, rows)
    if "pore_radius_nm" in record:
        record["geometry"] = "cylinder"
    record["source"] = ";".join(dict.fromkeys(row["source_label"] for row in rows))
    others = sorted({plain_name(row["membrane"]) for row in rows} - {record["name"]})
    notes += [f"also {', '.join(others)}"] if others else []
    record["note"] = "; ".join(notes)
    return record


def _spread(column: str, values: np.ndarray, pooled: float) -> float:
    """Scatter of replicates, or half the difference between two reports of one membrane."""
    if pooled:
        return pooled * float(np.median(values)) if column in RELATIVE else pooled
    return float(np.ptp(values)) / 2


def _is_reported(row: Row) -> bool:
    return not row["pore_radius_origin"].startswith(COMPUTED)


def _doubts(record: Record, rows: Sequence[Row]) -> list[str]:
    """Contradictions between descriptors: a wider uncertainty or an empty cell, and a note."""
    notes = []
    if "pore_radius_nm" in record and any(_DISAGREE in row["flags"] for row in rows):
        derived = _numbers(rows, "pore_radius_from_MWCO_nm")
        gap = abs(float(record["pore_radius_nm"]) - float(np.median(derived))) / 2
        record["pore_radius_uncertainty_nm"] = f"{gap:.3g}"
        notes.append("pore radius and MWCO disagree: half the difference is the uncertainty")
    if "isoelectric_point_pH" in record and "zeta_potential_mV" in record:
        above = float(record["isoelectric_point_pH"]) - float(record.get("pH", DEFAULT_PH))
        if above * float(record["zeta_potential_mV"]) < 0 and abs(above) > IEP_TOLERANCE:
            notes.append(
                f"isoelectric point {record.pop('isoelectric_point_pH')} left out: it contradicts "
                "the sign of the zeta potential"
            )
            record.pop(UNCERTAINTY_OF["isoelectric_point_pH"], None)
    return notes


def _add(found: dict[str, Record], row: Row) -> None:
    stated = {column: value for column, value in row.items() if value}
    record = found.setdefault(row["candidate"], {})
    note = "; ".join(filter(None, (record.get("note", ""), stated.get("note", ""))))
    record.update(stated | {"note": note})


def _groups(candidates: Sequence[Record], assumed_groups: Sequence[Row]) -> list[Record]:
    """Groups that the name of a membrane tells; none where its zeta potential is measured."""
    columns = ("location", "group", "site_density_mol_m3", "site_density_uncertainty_mol_m3")
    return [
        {"candidate": record["candidate"], **{column: rule[column] for column in columns}}
        | {"source": rule["source"], "note": f"assumed: {rule['note']}"}
        for record in candidates
        if "zeta_potential_mV" not in record
        for rule in assumed_groups
        if re.search(rule["pattern"], record["name"], re.IGNORECASE)
    ]
