"""Numbers that must come out, computed when called; the tests and ``references`` run over them.

Every module ``section<N>.py`` with a function ``checks() -> list[Check]`` is one entry.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable

from selectivity.checks.base import Check

SECTIONS: tuple[str, ...] = tuple(
    sorted(
        module.name.removeprefix("section")
        for module in pkgutil.iter_modules(__path__)
        if module.name.startswith("section")
    )
)
"""Sections of the theory that have checks, such as ``"1"``."""


def section_checks(section: str) -> list[Check]:
    """Checks of one section of the theory, computed now.

    Parameters
    ----------
    section : str
        One of ``SECTIONS``.

    Returns
    -------
    list of Check
    """
    module = importlib.import_module(f"{__name__}.section{section}")
    compute: Callable[[], list[Check]] = module.checks
    return compute()


def all_checks() -> list[Check]:
    """Checks of every section, in order."""
    return [check for section in SECTIONS for check in section_checks(section)]


__all__ = ["SECTIONS", "Check", "all_checks", "section_checks"]
