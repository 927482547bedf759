"""The long table of MD terms: the only road from trajectories to physics."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from selectivity.md.conversion import NANOMETRE
from selectivity.md.verdict import INSUFFICIENT, Estimate, Verdict

if TYPE_CHECKING:
    import pandas as pd

TEXT_COLUMNS: Final = ("candidate", "ion", "quantity", "unit", "verdict", "reason")
COLUMNS: Final = (
    *("candidate", "ion", "quantity", "z_nm", "value", "error", "unit"),
    *("n_effective", "half_difference", "verdict", "reason"),
)
REFUSED: Final = "refused"
"""Quantity of the row that stands for a candidate and ion that could not be analysed."""


@dataclass(frozen=True)
class Unit:
    """Unit of a quantity in the table.

    Attributes
    ----------
    name : str
    factor : float
        From SI.
    """

    name: str
    factor: float = 1.0


ENERGY: Final = Unit("kJ/mol", 1e-3)
LENGTH: Final = Unit("nm", 1 / NANOMETRE)
TIME: Final = Unit("ns", 1e9)
NUMBER: Final = Unit("1")
DIFFUSIVITY: Final = Unit("m2/s")
AREA: Final = Unit("nm2", 1 / NANOMETRE**2)
CONCENTRATION: Final = Unit("mol/m3")

UNITS: Final = {
    "pmf": ENERGY,
    "pmf_per_area": ENERGY,
    "barrier": ENERGY,
    "barrier_wham": ENERGY,
    "window_overlap": NUMBER,
    "partition_coefficient": NUMBER,
    "rdf_first_peak": LENGTH,
    "rdf_first_minimum": LENGTH,
    "rdf_second_minimum": LENGTH,
    "coordination_first_shell": NUMBER,
    "coordination_first_shell_water": NUMBER,
    "coordination_first_shell_wall": NUMBER,
    "coordination_second_shell": NUMBER,
    "coordination_second_shell_water": NUMBER,
    "coordination_second_shell_wall": NUMBER,
    "waters_lost_first_shell": NUMBER,
    "waters_lost_second_shell": NUMBER,
    "dehydration_free_energy": ENERGY,
    "diffusivity": DIFFUSIVITY,
    "diffusivity_axial": DIFFUSIVITY,
    "diffusivity_bulk": DIFFUSIVITY,
    "diffusivity_bulk_uncorrected": DIFFUSIVITY,
    "contact_free_energy": ENERGY,
    "contact_occupancy": NUMBER,
    "residence_time": TIME,
    "pore_radius": LENGTH,
    "pore_radius_smallest": LENGTH,
    "permittivity": NUMBER,
    "mouth_low": LENGTH,
    "mouth_high": LENGTH,
    "simulated_fixed_charge": CONCENTRATION,
}
"""Every quantity of the table with its unit."""


@dataclass(frozen=True)
class Quantity:
    """One quantity of one candidate and ion, judged.

    Attributes
    ----------
    name : str
        Key of ``UNITS``.
    estimate : Estimate
        SI; scalars, or of shape (n_z,).
    verdicts : tuple of Verdict
        One, or one per place.
    z : ndarray of shape (n_z,) or None
        From the channel's centre; None for a scalar. [m]
    """

    name: str
    estimate: Estimate
    verdicts: tuple[Verdict, ...]
    z: np.ndarray | None = None


def to_frame(candidate: str, ion: str, quantities: Iterable[Quantity]) -> pd.DataFrame:
    """Table of one candidate and ion; places whose value was not computed are left out.

    Parameters
    ----------
    candidate, ion : str
    quantities : iterable of Quantity

    Returns
    -------
    DataFrame
        Columns ``COLUMNS``.
    """
    import pandas as pd

    frames = [_rows(candidate, ion, quantity) for quantity in quantities]
    kept = [frame[frame["z_nm"].isna() | np.isfinite(frame["value"])] for frame in frames]
    kept = [frame for frame in kept if len(frame)]
    return pd.concat(kept, ignore_index=True) if kept else empty_frame()


def refusal(candidate: str, ion: str, reason: str) -> pd.DataFrame:
    """One row that says why there is nothing."""
    import pandas as pd

    row = dict.fromkeys(COLUMNS, np.nan) | dict.fromkeys(TEXT_COLUMNS, "")
    row |= {"candidate": candidate, "ion": ion, "quantity": REFUSED, "unit": "1"}
    row |= {"verdict": INSUFFICIENT, "reason": reason}
    return pd.DataFrame([row], columns=list(COLUMNS))


def empty_frame() -> pd.DataFrame:
    """No rows, right columns and types."""
    import pandas as pd

    types = {name: str if name in TEXT_COLUMNS else float for name in COLUMNS}
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in types.items()})


def write_table(frame: pd.DataFrame, path: Path) -> Path:
    """Write a table as Parquet, whole or not at all."""
    from selectivity.tables.write import write_atomically

    return write_atomically(path, lambda place: frame.to_parquet(place, index=False))


def gather(parts: Sequence[Path]) -> pd.DataFrame:
    """Tables of all candidates and ions, in order; none makes an empty table."""
    import pandas as pd

    frames = [pd.read_parquet(part) for part in parts]
    frames = [frame for frame in frames if len(frame)]
    if not frames:
        return empty_frame()
    whole = pd.concat(frames, ignore_index=True)
    return whole.sort_values(["candidate", "ion"], kind="stable", ignore_index=True)


def _rows(candidate: str, ion: str, quantity: Quantity) -> pd.DataFrame:
    import pandas as pd

    estimate, unit = quantity.estimate, UNITS[quantity.name]
    value = np.atleast_1d(np.asarray(estimate.value, dtype=float))
    size = len(value)
    verdicts = quantity.verdicts * size if len(quantity.verdicts) == 1 else quantity.verdicts
    z = np.full(size, np.nan) if quantity.z is None else quantity.z / NANOMETRE
    columns = {
        "candidate": candidate,
        "ion": ion,
        "quantity": quantity.name,
        "z_nm": np.round(z, 6),
        "value": value * unit.factor,
        "error": np.broadcast_to(estimate.error, size) * unit.factor,
        "unit": unit.name,
        "n_effective": np.broadcast_to(estimate.n_effective, size).astype(float),
        "half_difference": np.broadcast_to(estimate.half_difference, size) * unit.factor,
        "verdict": [verdict.word for verdict in verdicts],
        "reason": [verdict.reason for verdict in verdicts],
    }
    return pd.DataFrame(columns, columns=list(COLUMNS))
