"""Simulated profiles out of the table of MD terms: which replace the analytic model (issue 5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

PROFILES: Final = ("pmf_per_area", "pmf")
"""Quantities that are a profile G(z), the better first: per concentration, then per length."""

DIFFUSIVITY: Final = "diffusivity"
MOUTHS: Final = ("mouth_low", "mouth_high")
SIMULATED_CHARGE: Final = "simulated_fixed_charge"
SUFFICIENT, WEAK, INSUFFICIENT = "sufficient", "weak", "insufficient"
_ORDER: Final = (SUFFICIENT, WEAK, INSUFFICIENT)
_KILO: Final = 1e3
_NANO: Final = 1e-9
_LEAST_POINTS: Final = 2


@dataclass(frozen=True)
class Line:
    """A quantity along the axis.

    Attributes
    ----------
    position : ndarray of shape (n_z,)
        From the channel's centre, rising. [m]
    value, error : ndarray of shape (n_z,)
        Standard error; widened to the difference of the halves unless sufficient. [SI]
    """

    position: np.ndarray
    value: np.ndarray
    error: np.ndarray


@dataclass(frozen=True)
class Profile:
    """What was simulated of one candidate and ion.

    Attributes
    ----------
    free_energy : Line
        G(z), zero in bulk; it holds the electrostatics of the charge that was simulated. [J/mol]
    diffusivity : Line or None
        Local D(z), only where it may be used. [m²/s]
    quantity : str
        Of `PROFILES`.
    verdict, reason : str
        The worst along the profile, and why.
    used : bool
        It replaces the analytic model: not insufficient, or forced.
    forced : bool
        Used although insufficient.
    simulated_charge : float
        Fixed charge of the simulated channel, signed, per pore water; NaN where it is not stated:
        the profile is then taken to hold all of the candidate's. [mol/m³]
    ends : tuple of float
        Of the simulated channel on the profile: its mouths, or where they are not given the ends of
        what is as long on both sides of the centre. [m]
    """

    free_energy: Line
    diffusivity: Line | None
    quantity: str
    verdict: str
    reason: str
    used: bool
    forced: bool
    simulated_charge: float
    ends: tuple[float, float]


Profiles = Mapping[tuple[str, str], Profile]
"""By candidate and ion."""


def load_profiles(path: Path | None, use_insufficient: bool = False) -> Profiles:
    """Profiles of a table of MD terms.

    Parameters
    ----------
    path : Path or None
        ``results/md_terms.parquet``; None, or no such file, gives none.
    use_insufficient : bool
        Use a profile whatever its verdict.

    Returns
    -------
    Profiles
        Candidates and ions without a profile are absent.
    """
    import pandas as pd

    if path is None or not path.is_file():
        return {}
    frame = pd.read_parquet(path)
    found = {}
    for pair, rows in frame.groupby(["candidate", "ion"], sort=True):
        profile = _profile(rows, use_insufficient)
        if profile is not None:
            found[str(pair[0]), str(pair[1])] = profile
    return found


def _profile(rows: pd.DataFrame, force: bool) -> Profile | None:
    """The profile of one candidate and ion, if it has one."""
    for quantity in PROFILES:
        own = _places(rows, quantity)
        if len(own) >= _LEAST_POINTS:
            verdict, reason = _worst(own)
            used = verdict != INSUFFICIENT or force
            moving = _places(rows, DIFFUSIVITY)
            usable = len(moving) >= _LEAST_POINTS and _worst(moving)[0] != INSUFFICIENT
            line = _line(moving, 1.0) if usable else None
            forced = used and verdict == INSUFFICIENT
            energy, charge = _line(own, _KILO), _scalar(rows, SIMULATED_CHARGE)
            ends = _ends(rows, energy.position)
            return Profile(energy, line, quantity, verdict, reason, used, forced, charge, ends)
    return None


def _ends(rows: pd.DataFrame, position: np.ndarray) -> tuple[float, float]:
    """Ends of the channel: reservoirs beyond its mouths may be of unequal length. [m]"""
    low, high = (_scalar(rows, name) * _NANO for name in MOUTHS)
    if low < high:
        return low, high
    low, high = float(position[0]), float(position[-1])
    reach = min(-low, high)
    return (-reach, reach) if reach > 0 else (low, high)


def _scalar(rows: pd.DataFrame, quantity: str) -> float:
    """A number without a place, in the unit of the table; NaN where there is none."""
    own = rows.loc[rows["quantity"] == quantity, "value"]
    return float(own.iloc[0]) if len(own) else float("nan")


def _places(rows: pd.DataFrame, quantity: str) -> pd.DataFrame:
    """Rows of a quantity that have a place and a value, along the axis."""
    own = rows[(rows["quantity"] == quantity) & rows["z_nm"].notna()]
    finite = own[np.isfinite(own["value"].to_numpy(dtype=float))]
    return finite.sort_values("z_nm", kind="stable")


def _worst(rows: pd.DataFrame) -> tuple[str, str]:
    """Worst verdict along a profile, and its reason; an unknown word counts as insufficient."""
    badness = [_ORDER.index(word) if word in _ORDER else len(_ORDER) - 1 for word in rows.verdict]
    place = int(np.argmax(badness))
    return _ORDER[badness[place]], str(rows["reason"].iloc[place])


def _line(rows: pd.DataFrame, unit: float) -> Line:
    """SI arrays; a place that is not sufficient has its error widened to the half difference."""
    position, value, error, halves = (
        rows[name].to_numpy(dtype=float) for name in ("z_nm", "value", "error", "half_difference")
    )
    widened = np.fmax(error, np.abs(halves))
    error = np.where(rows["verdict"].to_numpy() == SUFFICIENT, error, widened)
    return Line(position * _NANO, value * unit, np.nan_to_num(error) * unit)
