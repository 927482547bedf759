"""The file of ``selectivity design``: a brine, a target, membranes, processes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from selectivity.errors import DataError, Problem
from selectivity.tables.case_model import problem_at
from selectivity.tables.cells import nearest, show
from selectivity.tables.text_file import read_content

KEYS: Final = (
    "brine",
    "ions",
    "dilution",
    "balance_with",
    "target",
    "candidates",
    "samples",
    "config",
    "membranes",
    "partner_layers",
    "processes",
    "max_stages",
    "recycle",
)
TARGET_KEYS: Final = ("purity_mol", "recovery", "magnesium_to_lithium_mol")


@dataclass(frozen=True)
class DesignFile:
    """Content of a design file; ``target`` has NaN for what does not matter."""

    file: str
    brine: str
    ions: tuple[str, ...] | None
    dilution: float
    balance_with: str
    target: dict[str, float]
    candidates: tuple[str, ...]
    samples: int
    config: str | None
    membranes: Mapping[str, Any]
    partner_layers: Any
    processes: Mapping[str, Any]
    max_stages: int
    recycle: bool


def read_design(path: Path | str) -> DesignFile:
    """A design file, every mistake at once.

    Parameters
    ----------
    path : Path or str

    Returns
    -------
    DesignFile

    Raises
    ------
    DataError
    """
    file = str(path)
    content = read_content(path, "a design file")
    problems: list[Problem] = []
    if not isinstance(content, Mapping):
        problems.append(problem_at(file, [], show(content), "a mapping", "write key: value"))
        raise DataError(problems=problems)
    _check(file, content, problems)
    target = _target(file, content.get("target"), problems)
    if problems:
        raise DataError(problems=problems)
    return DesignFile(
        file,
        str(content["brine"]),
        tuple(map(str, content["ions"])) if content.get("ions") else None,
        float(content.get("dilution", 1.0)),
        str(content.get("balance_with", "Cl-")),
        target,
        tuple(map(str, content.get("candidates") or ())),
        int(content.get("samples", 8)),
        content.get("config"),
        content.get("membranes") or {},
        content.get("partner_layers"),
        content["processes"],
        int(content.get("max_stages", 5)),
        bool(content.get("recycle", False)),
    )


def _check(file: str, content: Mapping[str, Any], problems: list[Problem]) -> None:
    for key in content:
        if key not in KEYS:
            near = nearest(str(key), list(KEYS))
            advice = f"did you mean {near!r}?" if near else "remove it"
            problems.append(
                problem_at(file, [str(key)], f"unknown key {show(key)}", ", ".join(KEYS), advice)
            )
    for key in ("brine", "processes"):
        if not content.get(key):
            problems.append(problem_at(file, [key], "nothing", "a value: it is required", "add it"))
    if bool(content.get("candidates")) == bool(content.get("membranes")):
        allowed = "candidates (names of the study) or membranes (name: layers)"
        problems.append(problem_at(file, ["candidates"], "both or neither", allowed, "give one"))
    for key, low, high in (("dilution", 1.0, 1e6), ("max_stages", 1, 20), ("samples", 1, 1000)):
        value = content.get(key, low)
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not low <= value <= high
        ):
            allowed = f"a number from {low:g} to {high:g}"
            problems.append(problem_at(file, [key], show(value), allowed, "correct it"))


def _target(file: str, content: Any, problems: list[Problem]) -> dict[str, float]:
    if not isinstance(content, Mapping) or not content:
        allowed = " | ".join(TARGET_KEYS)
        problems.append(problem_at(file, ["target"], show(content), allowed, "give a target"))
        return {}
    for key, value in content.items():
        place = ["target", str(key)]
        if key not in TARGET_KEYS:
            near = nearest(str(key), list(TARGET_KEYS))
            advice = f"did you mean {near!r}?" if near else "remove it"
            problems.append(
                problem_at(file, place, f"unknown key {show(key)}", ", ".join(TARGET_KEYS), advice)
            )
            continue
        high = float("inf") if key.startswith("magnesium") else 1.0
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not 0 < value <= high:
            allowed = "above 0" + ("" if high > 1 else " and at most 1")
            problems.append(problem_at(file, place, show(value), allowed, "correct it"))
    return {key: float(content.get(key, "nan")) for key in TARGET_KEYS} if not problems else {}
