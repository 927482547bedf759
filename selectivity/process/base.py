"""What a process is: membranes, a feed and settings in, streams and metrics out."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from selectivity.domain.process import Membranes, ProcessResult, Solution
from selectivity.errors import OutOfRangeError

NEUTRAL: Final = 1e-6
"""Charge of a feed over its absolute charge that still counts as neutral. [-]"""

Solver = Callable[[Membranes, Solution, Any], ProcessResult]


@dataclass(frozen=True)
class Conditions:
    """What a process does to the membrane that is sent through all of them.

    Attributes
    ----------
    drive : str
        What drives it, in a few words.
    make : callable
        ``make(membrane, feed) -> (membrane, settings)`` for one membrane.
    """

    drive: str
    make: Callable[[Membranes, Solution], tuple[Membranes, Any]]


@dataclass(frozen=True)
class Process:
    """A line of the registry.

    Attributes
    ----------
    name : str
    summary : str
        One line for ``--help`` and the docs.
    settings : type
        Frozen dataclass whose fields carry ``unit`` and bounds, see ``setting``.
    solve : callable
        ``solve(membranes, feed, settings) -> ProcessResult``.
    partner : bool
        True where a second membrane of the opposite charge belongs to it.
    conditions : Conditions or None
        For `same_membrane`, which says ``not_run`` where there are none.
    """

    name: str
    summary: str
    settings: type
    solve: Solver
    partner: bool = False
    conditions: Conditions | None = None


def setting(
    default: Any,
    unit: str = "",
    low: float = -np.inf,
    high: float = np.inf,
    open_low: bool = False,
) -> Any:
    """Field of a settings class with its unit and range.

    Parameters
    ----------
    default : object
        Value when the case says nothing; SI.
    unit : str
        Suffix of ``units.SUFFIXES``; empty for plain numbers, names and flags.
    low, high : float
        Allowed range, SI.
    open_low : bool
        True if the lower end itself is not allowed.

    Returns
    -------
    dataclasses.Field
    """
    metadata = {"unit": unit, "low": low, "high": high, "open_low": open_low}
    return dataclasses.field(default=default, metadata=metadata)


def choice(default: str, allowed: tuple[str, ...]) -> Any:
    """Field of a settings class that holds one of several names."""
    return dataclasses.field(default=default, metadata={"allowed": allowed})


COMPOSITION: Final = {"composition": True, "unit": "mol_m3"}
"""Metadata of a field that holds concentrations of the feed's ions; its default is None."""
MEMBRANE: Final = {"membrane": True}
"""Metadata of a field that holds a second membrane; its default is None."""


def range_text(metadata: Any) -> str:
    """Range of a field as a sentence part, such as ``above 0 and at most 1``."""
    parts = []
    if np.isfinite(metadata["low"]):
        word = "above" if metadata["open_low"] else "at least"
        parts.append(f"{word} {metadata['low']:g}")
    if np.isfinite(metadata["high"]):
        parts.append(f"at most {metadata['high']:g}")
    return " and ".join(parts) or "any number"


def check_settings(settings: Any) -> None:
    """Refuse a settings object with a number outside its range.

    Parameters
    ----------
    settings : dataclass instance

    Raises
    ------
    OutOfRangeError
        Names the field, the value and the range.
    """
    for item in dataclasses.fields(settings):
        value = getattr(settings, item.name)
        if "low" not in item.metadata or value is None or isinstance(value, str | bool):
            continue
        low, high = item.metadata["low"], item.metadata["high"]
        below = np.any(np.asarray(value) < low)
        below |= item.metadata["open_low"] and np.any(np.asarray(value) == low)
        if below or np.any(np.asarray(value) > high) or np.any(np.isnan(np.asarray(value, float))):
            unit = f" {item.metadata['unit']}" if item.metadata["unit"] else ""
            raise OutOfRangeError(
                f"{item.name} is {value}{unit}; allowed: {range_text(item.metadata)}{unit}"
            )


def check_neutral(
    concentration: np.ndarray, names: tuple[str, ...], charge: np.ndarray, what: str
) -> None:
    """Refuse a solution that carries charge, and say which ion could balance it.

    Parameters
    ----------
    concentration : ndarray of shape (n_ions,) or (n_membranes, n_ions)
        [mol/m³]
    names : tuple of str
    charge : ndarray of shape (n_ions,)
        [-]
    what : str
        Name of the solution in the message.

    Raises
    ------
    OutOfRangeError
        With the largest excess charge and an ion that balances it.
    """
    rows = np.atleast_2d(concentration)
    net, gross = rows @ charge, rows @ np.abs(charge)
    if np.all(np.abs(net) <= NEUTRAL * gross):
        return
    worst = int(np.argmax(np.abs(net) / np.maximum(gross, 1e-300)))
    concentration, excess, total = rows[worst], float(net[worst]), float(gross[worst])
    opposite = np.flatnonzero(charge * excess < 0)
    hint = "add an ion of the other sign"
    if len(opposite):
        best = opposite[np.argmax(concentration[opposite])]
        more = -excess / charge[best]
        hint = f"{names[best]} balances it with {more:.6g} mol/m³ more"
    raise OutOfRangeError(
        f"{what} carries {excess:.6g} mol/m³ of charge, {abs(excess) / max(total, 1e-300):.2%} of "
        f"all its charge; allowed: {NEUTRAL:g}; {hint}"
    )
