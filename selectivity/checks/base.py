"""A check: one number that theory.md fixes, and the one that the program gives."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """One finite number, expected and obtained.

    Attributes
    ----------
    section : str
        Section of the theory, such as ``"1.4"``.
    name : str
        What is checked, in a few words; unique in its section.
    expected, obtained : float
        In ``unit``.
    unit : str
        "-" for a pure number.
    source : str
        Where the expected number comes from.
    tolerance : float
        Largest absolute difference that passes, in ``unit``.
    """

    section: str
    name: str
    expected: float
    obtained: float
    unit: str
    source: str
    tolerance: float

    @property
    def holds(self) -> bool:
        """True if the two numbers agree within the tolerance."""
        return abs(self.obtained - self.expected) <= self.tolerance
