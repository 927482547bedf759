"""Errors of the project, and the list of problems that a bad input makes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One mistake in one place of one input.

    Attributes
    ----------
    file : str
        File as the user named it.
    row : str
        Row as a person counts it ("7"; the header is row 1), or a path inside the file.
    column : str
        Column or key; empty if the problem is not about one.
    found, allowed, advice : str
        What stands there, what may stand there, what to do.
    """

    file: str
    row: str
    column: str
    found: str
    allowed: str
    advice: str

    def __str__(self) -> str:
        where = self.file
        if self.row:
            where += f", row {self.row}" if self.row.isdigit() else f", {self.row}"
        if self.column:
            where += f", column {self.column}"
        return f"{where}: found {self.found}; allowed: {self.allowed}; {self.advice}"


class SelectivityError(Exception):
    """Base of every error that the project raises on purpose."""

    def __init__(self, message: str = "", problems: Iterable[Problem] = ()) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        lines = [message] if message else []
        lines += [str(problem) for problem in self.problems]
        super().__init__("\n".join(lines))


class ConfigError(SelectivityError, ValueError):
    """The configuration or a case file is wrong."""


class DataError(SelectivityError, ValueError):
    """A table is wrong."""


class MissingDataError(DataError):
    """A value that the calculation needs is missing."""


class UnitError(DataError):
    """A unit or unit suffix is wrong."""


class ModelError(SelectivityError, ValueError):
    """The physics was asked for something it cannot answer."""


class OutOfRangeError(ModelError):
    """A correlation was asked outside its range."""


class ConvergenceError(SelectivityError, RuntimeError):
    """A solver did not reach its tolerance."""
