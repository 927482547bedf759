"""What a section of the report is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from selectivity.report.study import Study


@dataclass(frozen=True)
class Section:
    """One question of the report and its answer.

    Attributes
    ----------
    key : str
        Anchor, and name of ``templates/<key>.html``.
    title : str
        Heading.
    build : callable
        From the study to the variables of the template, or None to leave the section out. The
        entry ``figures`` is a list of declared charts (docs/report.md).
    """

    key: str
    title: str
    build: Callable[[Study], dict[str, Any] | None]
