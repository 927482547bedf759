"""A fitted membrane in words and numbers, in the units of the field."""

from __future__ import annotations

from typing import Final

import numpy as np

from selectivity.screening.calibration.membrane.curves import LMH
from selectivity.screening.calibration.membrane.fit import MembraneFit
from selectivity.screening.calibration.membrane.intervals import Permeability
from selectivity.screening.calibration.membrane.misfit import Measurement, missed
from selectivity.screening.calibration.membrane.model import PARAMETERS

SHOWN: Final = {
    "pore_radius": ("pore radius", "nm", 1e9),
    "fixed_charge": ("fixed charge", "mol/m³", 1.0),
    "path_factor": ("porosity/(tortuosity × thickness)", "1/µm", 1e-6),
    "pore_permittivity": ("pore permittivity", "-", 1.0),
}
"""Name, unit and factor from SI."""


def words(found: MembraneFit) -> list[str]:
    """Lines to print.

    Parameters
    ----------
    found : MembraneFit

    Returns
    -------
    list of str
        Parameters with 90 % intervals beside those of plain least squares, correlations, and
        which measurements are missed, and what the data do not determine.
    """
    lines = [
        f"{'parameter':36s}{'unit':8s}{'value':>10s}{'90 % interval':>24s}{'one element':>12s}"
    ]
    for i, name in enumerate(PARAMETERS):
        title, unit, factor = SHOWN[name]
        span = f"{found.lower[i] * factor:.4g} to {found.upper[i] * factor:.4g}"
        lines.append(
            f"{title:36s}{unit:8s}{found.values[i] * factor:10.4g}{span:>24s}"
            f"{found.plain[i] * factor:12.4g}"
        )
    lines.append(
        f"Σ residual² {found.cost:.3g} (one linear element by plain least squares from one start: "
        f"{found.plain_cost:.3g}); per degree of freedom {found.reduced:.3g}"
    )
    pairs = [(i, j) for i in range(len(PARAMETERS)) for j in range(i)]
    shown = (
        f"{PARAMETERS[j]} with {PARAMETERS[i]} {found.correlation[i, j]:+.2f}" for i, j in pairs
    )
    lines.append("correlations: " + "; ".join(shown))
    lines += [_permeability(each) for each in found.permeability]
    if found.n_assumed:
        lines.append(
            f"{found.n_assumed} measurements state no uncertainty: 2 percentage points of a "
            "rejection and 5 % of a conductance were assumed"
        )
    if found.n_repeated:
        rows = "rows repeat" if found.n_repeated > 1 else "row repeats"
        lines.append(
            f"{found.n_repeated} {rows} a solution and flux; they count as independent measurements"
        )
    lines += missed(found.measurements)
    lines += list(found.remarks) or ["every parameter is determined by these data"]
    return lines


def _permeability(each: Permeability) -> str:
    ends = zip(each.value, each.value * np.exp(-each.spread), each.value * np.exp(each.spread),
               strict=True)  # fmt: skip
    said = (f"{value:.3g} ({low:.3g} to {high:.3g})" for value, low, high in ends)
    solution = f"{each.salt}, {each.concentration:.4g} mM"
    return f"P of cation and anion in {solution}, m/s: {'; '.join(said)}"


def table(found: MembraneFit) -> list[dict[str, object]]:
    """Rows of the output: best values, intervals, profiles, and each measurement; in SI.

    A measurement is a row of ``what`` = ``fitted`` with the fitted value, its row in the file,
    solution and flux as stated there, the measured value, and the pull.
    """
    rows: list[dict[str, object]] = []
    for i, name in enumerate(PARAMETERS):
        rows.append(_row(name, "best", found.values[i], found.lower[i], found.upper[i], 0.0))
        for held, rise in found.profiles[name]:
            rows.append(_row(name, "profile", held, np.nan, np.nan, rise))
    for each in found.permeability:
        for ion, value, spread in zip(("cation", "anion"), each.value, each.spread, strict=True):
            name = f"permeability of the {ion} in {each.salt}, {each.concentration:.6g} mM"
            ends = value * np.exp(np.array([-spread, spread]))
            rows.append(_row(name, "best", value, ends[0], ends[1], 0.0))
    return rows + [_measurement(each) for each in found.measurements]


def _measurement(each: Measurement) -> dict[str, object]:
    return {
        **_row(each.quantity, "fitted", each.fitted, np.nan, np.nan, np.nan),
        "row": str(each.row or ""),
        "solute": each.solute,
        "feed_mM": each.concentration,
        "flux_LMH": each.water_flux / LMH,
        "measured": each.measured,
        "pull": each.pull,
    }


def _row(
    name: str, what: str, value: float, lower: float, upper: float, rise: float
) -> dict[str, object]:
    keys = ("parameter", "what", "value", "lower_90", "upper_90", "rise_of_squares")
    return dict(zip(keys, (name, what, value, lower, upper, rise), strict=True))
