"""Parts of a study's design, read when the Snakefile is parsed: nothing heavy is imported."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

PROCESSES: Final = ("nf", "dialysis")
TOP_K: Final = 4
PER_JOB: Final = 2
"""Defaults of the section; a test holds them against ``design_section``."""


def part_names(section: Mapping[str, Any]) -> list[str]:
    """Names of the parts of a design: process and number, in order.

    Parameters
    ----------
    section : mapping
        The section ``design`` as it stands in the configuration.

    Returns
    -------
    list of str
        Empty where no brine is named.
    """
    if not section.get("brine"):
        return []
    candidates = section.get("candidates")
    count = len(candidates) if candidates else int(section.get("top_k", TOP_K))
    parts = range(-(-count // int(section.get("candidates_per_job", PER_JOB))))
    return [
        f"{process}_{part}" for process in section.get("processes") or PROCESSES for part in parts
    ]
