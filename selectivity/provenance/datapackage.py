"""Frictionless data packages of the shipped tables and of results, generated from data/schema.

``python -m selectivity.provenance.datapackage`` writes the shipped one, ``datapackage.json``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from selectivity import __version__
from selectivity.tables.paths import shipped_root
from selectivity.tables.schema import Column, load_schema
from selectivity.tables.write import checksum, write_json

FILE: Final = "datapackage.json"
SHIPPED: Final = {
    "data/ions.csv": "ions",
    "data/groups.csv": "groups",
    "data/materials.csv": "materials",
    "data/measured_selectivity.csv": "measured_selectivity",
    "data/brines.csv": "brines",
    "data/default_uncertainty.csv": "default_uncertainty",
    "data/assumed_groups.csv": "assumed_groups",
    "data/added_membranes.csv": "candidates",
    "data/inventory.csv": "inventory",
    "config/candidates.csv": "candidates",
    "config/candidate_groups.csv": "candidate_groups",
    "config/candidate_measurements.csv": "candidate_measurements",
    "config/trajectories.csv": "trajectories",
}
"""Shipped tables and their schemas."""
RESULTS: Final = "results"
"""Schema of the columns that results have; ``{ion}`` and ``{pair}`` stand for names."""
TYPES: Final = {"number": "number", "float": "number", "integer": "integer", "int": "integer"}
MIME: Final = {".csv": "text/csv", ".parquet": "application/vnd.apache.parquet"}
_TRUTH: Final = ("true", "false")
_ENDS: Final = {"_lo": "Lower end of the 90 % interval. ", "_hi": "Upper end of it. "}
_WILD: Final = {"{ion}": "[a-z0-9]+", "{pair}": "[a-z0-9]+_[a-z0-9]+"}
_UNSAFE: Final = re.compile(r"[^a-z0-9._-]+")


def shipped_package(root: Path | None = None) -> dict[str, Any]:
    """Descriptor of the shipped tables.

    Parameters
    ----------
    root : Path, optional
        Folder with ``data/`` and ``config/``.

    Returns
    -------
    dict
        Without checksums: the tables are there to be edited.
    """
    root = root or shipped_root()
    resources = []
    for place, schema in SHIPPED.items():
        known = load_schema(schema).by_name()
        fields = [_field(name, known.get(name)) for name in _header(root / place)]
        keyed = [name for name, column in known.items() if column.requirement == "key"]
        keys = [field["name"] for field in fields if field["name"] in keyed]
        described = {"fields": fields, **({"primaryKey": keys} if keys else {})}
        resources.append({**_resource(place), "schema": described})
    title = "Tables of selectivity: ions, groups, materials, membranes, measured selectivities"
    return {"name": "selectivity", "title": title, "version": __version__,
            "licenses": [{"name": "BSD-3-Clause", "title": "Compilation; the values are facts"}],
            "resources": resources}  # fmt: skip


def results_package(results: Path, names: Sequence[str]) -> dict[str, Any]:
    """Descriptor of result tables with their checksums.

    Parameters
    ----------
    results : Path
    names : sequence of str
        Tables in it, CSV or Parquet.

    Returns
    -------
    dict
    """
    resources = []
    for name in names:
        file = results / name
        fields = [_field(column, result_column(column)) for column in _header(file)]
        content = {"bytes": file.stat().st_size, "hash": f"sha256:{checksum(file)}"}
        resources.append({**_resource(name), **content, "schema": {"fields": fields}})
    return {"name": "selectivity-results", "title": "Results of a run of selectivity",
            "version": __version__, "resources": resources}  # fmt: skip


def write_results_package(results: Path, names: Sequence[str]) -> Path:
    """Write ``datapackage.json`` beside the results.

    Parameters
    ----------
    results : Path
    names : sequence of str
        Outputs; those that are no tables are left out.

    Returns
    -------
    Path
    """
    tables = [name for name in names if Path(name).suffix in MIME]
    return write_json(results / FILE, results_package(results, tables))


def result_column(name: str) -> Column | None:
    """What a column of a result means.

    Parameters
    ----------
    name : str

    Returns
    -------
    Column or None
        From the schema ``results``; an interval's end is described by what it is the end of.
    """
    from dataclasses import replace

    found = next(_matching(name), None)
    if found is None and name[-3:] in _ENDS:
        inner = next(_matching(name[:-3]), None)
        text = _ENDS[name[-3:]]
        found = inner and replace(inner, description=text + inner.description)
    return found


def _matching(name: str) -> Iterator[Column]:
    for column in load_schema(RESULTS).columns:
        pattern = re.escape(column.name)
        for wild, letters in _WILD.items():
            pattern = pattern.replace(re.escape(wild), letters)
        if re.fullmatch(pattern, name):
            yield column


def _field(name: str, column: Column | None) -> dict[str, Any]:
    if column is None:
        return {"name": name, "type": "string"}
    kind = "boolean" if column.choices == _TRUTH else TYPES.get(column.type, "string")
    limits: dict[str, Any] = {"required": True} if column.is_required else {}
    if column.choices and kind == "string":
        limits["enum"] = list(column.choices)
    for end, value in (("minimum", column.bounds.low), ("maximum", column.bounds.high)):
        if column.is_number and math.isfinite(value):
            limits[end] = int(value) if kind == "integer" else value
    return {"name": name, "type": kind,
            **({"unit": column.unit} if column.unit else {}),
            **({"description": column.description} if column.description else {}),
            **({"constraints": limits} if limits else {})}  # fmt: skip


def _resource(place: str) -> dict[str, Any]:
    suffix = Path(place).suffix
    name = _UNSAFE.sub("-", place.removesuffix(suffix).lower())
    encoding = {"encoding": "utf-8"} if suffix == ".csv" else {}
    return {"name": name, "type": "table", "path": place, "format": suffix.lstrip("."),
            "mediatype": MIME[suffix], **encoding}  # fmt: skip


def _header(file: Path) -> list[str]:
    if file.suffix == ".parquet":
        import pyarrow.parquet as pq

        return list(pq.read_schema(file).names)
    import csv

    with file.open(encoding="utf-8-sig", newline="") as stream:
        return next(csv.reader(stream), [])


if __name__ == "__main__":
    write_json(shipped_root() / FILE, shipped_package())
