"""What the table of MD terms says of a channel: size, permittivity, energies, shells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from selectivity.screening.simulated import INSUFFICIENT, SUFFICIENT

if TYPE_CHECKING:
    import pandas as pd

ENERGIES: Final = ("pmf_per_area", "barrier")
"""Energies at the channel's centre, the better first: per concentration, then per length."""

_MIDDLE: Final = 0.5  # of the channel, where shells are compared
_NANO: Final = 1e-9
_RADII: Final = 0.007e-9
"""Half of what radii of the wall's atoms by HOLE and by Bondi move a pore radius. [m]"""
_KILO: Final = 1e3
Number = tuple[float, float]


@dataclass(frozen=True)
class Simulated:
    """One ion in a channel.

    Attributes
    ----------
    ion, quantity, verdict : str
        Which energy was taken, and its verdict.
    energy, energy_error : float
        At the centre against bulk; the error is the half difference unless sufficient. [J/mol]
    intact : tuple of (float, float)
        Share of bulk's water that the first and the second shell keep, with errors; NaN where it
        was not simulated. [-]
    """

    ion: str
    quantity: str
    verdict: str
    energy: float
    energy_error: float
    intact: tuple[Number, Number]


@dataclass(frozen=True)
class Channel:
    """A simulated channel.

    Attributes
    ----------
    candidate : str
    size, size_error : float
        Pore radius, or half the free gap. [m]
    is_slit : bool
    permittivity : (float, float) or None
        Simulated, with its error; None where it may not be used. [-]
    ions : tuple of Simulated
    """

    candidate: str
    size: float
    size_error: float
    is_slit: bool
    permittivity: Number | None
    ions: tuple[Simulated, ...]


def read_channels(
    terms: pd.DataFrame, candidates: pd.DataFrame, names: tuple[str, ...]
) -> Iterator[Channel]:
    """Channels with an energy and a size.

    Parameters
    ----------
    terms : DataFrame
        Table of MD terms.
    candidates : DataFrame
        SI; gives geometry, and the size where no pore radius was simulated.
    names : tuple of str
        Ions that the model knows.
    """
    known = candidates.set_index("candidate")
    for name, rows in terms.groupby("candidate", sort=True):
        given = known.loc[name] if name in known.index else None
        is_slit = given is not None and given["geometry"] == "slit"
        size, error = _size(rows, given, is_slit)
        parts = [_ion(str(ion), part) for ion, part in rows.groupby("ion", sort=False)]
        ions = tuple(one for one in parts if one is not None and one.ion in names)
        if ions and np.isfinite(size):
            yield Channel(str(name), size, error, is_slit, _permittivity(rows), ions)


def _size(rows: pd.DataFrame, given: pd.Series | None, is_slit: bool) -> Number:
    simulated = rows[rows["quantity"] == "pore_radius"]
    if len(simulated):
        error = np.fmax(simulated["error"], simulated["half_difference"]).fillna(0.0).mean()
        spread = simulated.groupby("ion")["value"].mean()
        apart = float(spread.std()) if len(spread) > 1 else 0.0
        return float(spread.mean()) * _NANO, float(np.hypot(np.hypot(error, apart) * _NANO, _RADII))
    if given is None:
        return np.nan, np.nan
    name, share = ("slit_width", 0.5) if is_slit else ("pore_radius", 1.0)
    error = given[f"{name}_uncertainty"]
    return share * float(given[name]), share * (float(error) if np.isfinite(error) else 0.0)


def _permittivity(rows: pd.DataFrame) -> Number | None:
    usable = rows[(rows["quantity"] == "permittivity") & (rows["verdict"] != INSUFFICIENT)]
    if not len(usable):
        return None
    row = usable.iloc[0]
    return float(row["value"]), float(np.fmax(row["error"], row["half_difference"]))


def _ion(ion: str, rows: pd.DataFrame) -> Simulated | None:
    for quantity in ENERGIES:
        own = rows[(rows["quantity"] == quantity) & np.isfinite(rows["value"])]
        if not len(own):
            continue
        row = own.iloc[int(np.argmin(np.abs(own["z_nm"].fillna(0.0))))]
        error = float(row["error"])
        if row["verdict"] != SUFFICIENT:
            error = float(np.fmax(error, row["half_difference"]))
        shells = _intact(rows, "first"), _intact(rows, "second")
        energy = float(row["value"]) * _KILO
        return Simulated(ion, quantity, str(row["verdict"]), energy, error * _KILO, shells)
    return None


def _intact(rows: pd.DataFrame, shell: str) -> Number:
    """Water in a shell in the middle of the channel over that of bulk."""
    kept, lost = (
        rows[rows["quantity"] == name].set_index("z_nm")
        for name in (f"coordination_{shell}_shell_water", f"waters_lost_{shell}_shell")
    )
    both = kept.join(lost["value"].rename("lost"), how="inner")
    ends = rows[rows["quantity"] == "pmf_per_area"]["z_nm"].abs().max()
    reach = _MIDDLE * (ends if np.isfinite(ends) else np.abs(kept.index).max(initial=0.0))
    middle = both[np.abs(both.index) <= reach]
    if not len(middle):
        return np.nan, np.nan
    bulk = float((middle["value"] + middle["lost"]).mean())
    if not bulk > 0:
        return np.nan, np.nan
    return float(middle["value"].mean()) / bulk, float(middle["error"].mean()) / bulk
