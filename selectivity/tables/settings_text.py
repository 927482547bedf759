"""The default configuration as commented YAML, and its JSON Schema, made from the models.

``python -m selectivity.tables.settings_text config`` writes the shipped files again.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from selectivity.config import SCHEMA_DIALECT, Config, FeedConfig, Model, Sampling, Tables, Workflow
from selectivity.tables.design_section import DesignSection
from selectivity.tables.measurements_section import MeasurementsSection
from selectivity.tables.write import write_text

SCHEMA_FILE: Final = "config.schema.json"
SHIPPED_DESIGN: Final = {
    "brine": "east_taijinar",
    "ions": ["Li+", "Na+", "Mg2+", "Cl-", "SO4^2-"],
    "dilution": 20.0,
    "candidates": ["nano2025-psf-pei-tmc-qthim", "wang2023-lbl-7-9-lmh-bar"],
    "processes": {"nf": DesignSection().processes["nf"]},
}
"""What ``make design`` designs for, kept light; the defaults name no brine."""
_HEADER: Final = f"""\
# yaml-language-server: $schema={SCHEMA_FILE}
# Every setting; leave out what you do not change. Units stand in the names.
# `selectivity check` reports every mistake at once.
"""
_PLAIN: Final = re.compile(r"[A-Za-z_][\w./^+-]*")
_NOT_TEXT: Final = frozenset({"true", "false", "null", "yes", "no", "on", "off"})


def shipped_files() -> dict[str, str]:
    """Name and content of every file that is made from the models."""
    return {
        "config.yaml": config_text(Config()),
        "config.design.yaml": config_text(design_config()),
        "config.test.yaml": config_text(small_config()),
        SCHEMA_FILE: schema_text(),
    }


def design_config() -> Config:
    """The shipped study with a brine to design for: what ``make design`` runs."""
    return Config(design=DesignSection.model_validate(SHIPPED_DESIGN))


def small_config() -> Config:
    """The configuration of the tests: few candidates, few samples, two feeds."""
    return Config(
        feeds={
            "standard": FeedConfig(),
            "warm": FeedConfig(temperature_C=40.0),
        },
        tables=Tables(
            candidates="config/candidates.test.csv",
            candidate_groups="config/candidate_groups.test.csv",
            trajectories=None,
        ),
        model=Model(),
        sampling=Sampling(n_samples=32),
        measurements=MeasurementsSection(
            top_k=4, n_samples=128, n_rejection_samples=16, n_sobol=16
        ),
        workflow=Workflow(buckets=3),
    )


def config_text(config: Config) -> str:
    """Configuration as YAML with every setting explained.

    Parameters
    ----------
    config : Config

    Returns
    -------
    str
    """
    return _HEADER + "\n".join(_section(config, 0)) + "\n"


def schema_text() -> str:
    """JSON Schema (2020-12) of the configuration, for editors."""
    schema = {"$schema": SCHEMA_DIALECT, **Config.model_json_schema()}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _section(section: BaseModel, depth: int) -> list[str]:
    lines: list[str] = []
    indent = "  " * depth
    for name, info in type(section).model_fields.items():
        value = getattr(section, name)
        if depth == 0:
            lines.append("")
        note = _note(info, value)
        if isinstance(value, BaseModel):
            lines += [f"{indent}{name}:{note}", *_section(value, depth + 1)]
        elif isinstance(value, Mapping) and any(isinstance(v, BaseModel) for v in value.values()):
            lines.append(f"{indent}{name}:{note}")
            for key, inner in value.items():
                lines += [f"{indent}  {key}:", *_section(inner, depth + 2)]
        else:
            lines.append(f"{indent}{name}: {_scalar(value)}{note}")
    return lines


def _note(info: FieldInfo, value: Any) -> str:
    text = info.description or (type(value).__doc__ if isinstance(value, BaseModel) else "") or ""
    text = text.strip().splitlines()[0] if text.strip() else ""
    return f"  # {text}" if text else ""


def _scalar(value: Any) -> str:
    """YAML 1.2 flow text of a plain value."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_scalar(k)}: {_scalar(v)}" for k, v in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(map(_scalar, value)) + "]"
    if isinstance(value, float):
        return f"{value:g}" if float(f"{value:g}") == value else repr(value)
    if isinstance(value, str) and not (_PLAIN.fullmatch(value) and value.lower() not in _NOT_TEXT):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


if __name__ == "__main__":
    for name, text in shipped_files().items():
        write_text(Path(sys.argv[1]) / name, text)
