"""What differs between two runs: inputs, configuration, code, versions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from selectivity.provenance.runs import Run

OWN: Final = "own rows"
SHARED: Final = "shared inputs"
CONFIGURATION: Final = "configuration"
CODE: Final = "code"
VERSIONS: Final = "versions"
NO_CAUSE: Final = ""

CANDIDATE_TABLES: Final = ("candidates", "candidate_groups")
SHARED_TABLES: Final = ("ions.csv", "groups.csv", "materials.csv", "md_terms.parquet")
"""Inputs that a candidate's selectivity can depend on besides its own rows."""
NUMERICAL: Final = ("python", "numpy", "scipy", "pandas")
"""Packages that a selectivity is computed with."""
WITHOUT_EFFECT: Final = (
    "report.",
    "workflow.",
    "tables.",
    "rejection.",
    "md.",
    "ranking.top_k",
    "ranking.tie_probability",
    "sampling.keep_samples",
)
"""Settings that no selectivity depends on; `md` acts through the table of MD terms."""
WITH_EFFECT: Final = ("md.use_insufficient",)


@dataclass(frozen=True)
class Change:
    """One difference.

    Attributes
    ----------
    what : str
        File, setting, or package.
    before, after : str
        Value, or the start of a checksum; empty where absent.
    cause : str
        How it can change a selectivity: `OWN`, `SHARED`, `CONFIGURATION`, `CODE`, `VERSIONS`, or
        `NO_CAUSE` where it cannot.
    """

    what: str
    before: str
    after: str
    cause: str


@dataclass(frozen=True)
class Changes:
    """Every difference between two runs, by kind."""

    inputs: tuple[Change, ...]
    configuration: tuple[Change, ...]
    code: tuple[Change, ...]
    versions: tuple[Change, ...]

    @property
    def all(self) -> tuple[Change, ...]:
        """Every difference."""
        return self.inputs + self.configuration + self.code + self.versions


def changes(before: Run, after: Run) -> Changes:
    """Differences between what two runs were made from.

    Parameters
    ----------
    before, after : Run

    Returns
    -------
    Changes
    """
    first, second = before.record, after.record
    own = set(_candidate_tables(first)) | set(_candidate_tables(second))
    settings = _leaves(first["config"]), _leaves(second["config"])
    codes = [
        {"package": str(each.get("version", "")), "physics code": str(each.get("code_hash", ""))}
        for each in (first, second)
    ]
    return Changes(
        tuple(_compare(_inputs(first), _inputs(second), lambda name: _input_cause(name, own))),
        tuple(_compare(*settings, _setting_cause)),
        tuple(_compare(codes[0], codes[1], lambda what: CODE if "code" in what else NO_CAUSE)),
        tuple(
            _compare(
                first.get("versions", {}),
                second.get("versions", {}),
                lambda name: VERSIONS if name in NUMERICAL else NO_CAUSE,
            )
        ),
    )


def _compare(first: Mapping[str, str], second: Mapping[str, str], cause: Any) -> Iterator[Change]:
    for what in dict.fromkeys([*first, *second]):
        before, after = first.get(what, ""), second.get(what, "")
        if before != after:
            yield Change(what, before, after, cause(what))


def _inputs(record: Mapping[str, Any]) -> dict[str, str]:
    """Checksums by file; the configuration stands under its own heading."""
    listed = dict(record.get("inputs", {}))
    return {name: value for name, value in listed.items() if not name.endswith((".yaml", ".yml"))}


def _candidate_tables(record: Mapping[str, Any]) -> list[str]:
    tables = record["config"].get("tables") or {}
    names = [str(tables.get(key) or "").rsplit("/", 1)[-1] for key in CANDIDATE_TABLES]
    listed = record.get("inputs", {})
    return [file for file in listed if file.rsplit("/", 1)[-1] in names and file != ""]


def _input_cause(file: str, own: set[str]) -> str:
    if file in own:
        return OWN
    return SHARED if file.rsplit("/", 1)[-1] in SHARED_TABLES else NO_CAUSE


def _setting_cause(setting: str) -> str:
    harmless = setting.startswith(WITHOUT_EFFECT) and not setting.startswith(WITH_EFFECT)
    return NO_CAUSE if harmless else CONFIGURATION


def _leaves(settings: Any, path: str = "") -> dict[str, str]:
    """Every value of nested settings as text, by its path with dots."""
    if not isinstance(settings, Mapping):
        return {path: "null" if settings is None else str(settings)}
    found: dict[str, str] = {}
    for key, value in settings.items():
        found |= _leaves(value, f"{path}.{key}" if path else str(key))
    return found
