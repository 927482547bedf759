"""Analytic and simulated permeabilities beside each other, and what to say of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from selectivity.screening import tidy
from selectivity.screening.sampling import interval
from selectivity.screening.settings import Settings
from selectivity.screening.simulated_use import Use

if TYPE_CHECKING:
    import pyarrow as pa

ANALYTIC, SIMULATED = "analytic", "md"
_KILO: Final = 1e3
_TEXT: Final = (
    *("candidate", "feed", "ion", "origin", "quantity", "verdict", "electrostatics", "reason"),
)
_NUMBERS: Final = (
    "barrier_kJ_mol",
    "permeability_analytic_m_s",
    "permeability_simulated_m_s",
    "permeability_simulated_lo_m_s",
    "permeability_simulated_hi_m_s",
)


def simulated_rows(
    uses: list[Use], names: tuple[str, ...], feed: str, settings: Settings
) -> pa.Table:
    """One row per simulated candidate and ion; no rows, but all columns, where there is none.

    Parameters
    ----------
    uses : list of Use
    names : tuple of str
        Candidates of the chunk.
    feed : str
        Its name.
    settings : Settings

    Returns
    -------
    pyarrow.Table
        ``origin`` says which of the two the results rest on; ``forced`` that a profile was used
        although it is insufficient; ``electrostatics`` which charge the profile holds and whether a
        Donnan term of the rest was added.
    """
    text = {name: [] for name in _TEXT}
    numbers = {name: [] for name in _NUMBERS}
    for use in uses:
        profile = use.profile
        origin = SIMULATED if profile.used else ANALYTIC
        place = names[use.candidate], feed, settings.ions[use.ion]
        said = profile.quantity, profile.verdict, use.electrostatics, profile.reason
        for name, value in zip(_TEXT, (*place, origin, *said), strict=True):
            text[name].append(value)
        low, middle, high = interval(use.permeability)
        barrier, analytic = np.median(use.barrier) / _KILO, np.median(use.analytic)
        for name, value in zip(_NUMBERS, (barrier, analytic, middle, low, high), strict=True):
            numbers[name].append(value)
    columns = {name: _strings(values) for name, values in text.items()}
    columns |= {name: np.array(values, dtype=float) for name, values in numbers.items()}
    columns["forced"] = np.array([use.profile.forced for use in uses], dtype=bool)
    return tidy.table(columns)


def notes(uses: list[Use], bound: np.ndarray, settings: Settings) -> np.ndarray:
    """What a person should know of the simulations of each candidate. (n_candidates,)"""
    said = np.full(len(bound), "", dtype=object)
    for index in range(len(bound)):
        mine = [use for use in uses if use.candidate == index]
        parts = [_note(use, settings.ions[use.ion]) for use in mine]
        if bound[index]:
            parts.append(
                f"{bound[index]} bound: the simulated barriers differ by more than 30 kJ/mol"
            )
        said[index] = "; ".join(parts)
    return said


def _note(use: Use, ion: str) -> str:
    profile = use.profile
    if profile.forced:
        return f"{ion}: insufficient simulated profile used on request"
    if profile.used:
        return f"{ion}: simulated profile ({profile.verdict})"
    return f"{ion}: simulated profile {profile.verdict}, not used"


def _strings(values: list[str]) -> pa.Array:
    import pyarrow as pa

    return pa.array(values, pa.string())
