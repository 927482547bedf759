"""A fitted membrane in words and numbers, in the units of the field."""

from __future__ import annotations

from typing import Final

import numpy as np

from selectivity.screening.calibration.membrane.curves import LMH
from selectivity.screening.calibration.membrane.fit import MembraneFit
from selectivity.screening.calibration.membrane.intervals import Permeability
from selectivity.screening.calibration.membrane.misfit import Measurement, missed
from selectivity.screening.calibration.membrane.model import PARAMETERS, at_limits, spoken

SHOWN: Final = {
    "pore_radius": ("nm", 1e9),
    "fixed_charge": ("mol/m³", 1.0),
    "path_factor": ("1/µm", 1e-6),
    "pore_permittivity": ("-", 1.0),
}
"""Unit and factor from SI."""
MICROMETRE: Final = 1e-6


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
        f"{'parameter':20s}{'unit':8s}{'value':>10s}{'90 % interval':>24s}{'one element':>14s}",
        *(_parameter(found, i) for i in range(len(PARAMETERS))),
        _thickness(found),
    ]
    lines.append(
        f"Σ residual² {found.cost:.3g} (one linear element by plain least squares from one start: "
        f"{found.plain_cost:.3g}); per degree of freedom {found.reduced:.3g}"
    )
    pairs = [(i, j) for i in range(len(PARAMETERS)) for j in range(i)]
    shown = (
        f"{spoken(PARAMETERS[j])} with {spoken(PARAMETERS[i])} {found.correlation[i, j]:+.2f}"
        for i, j in pairs
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


def _parameter(found: MembraneFit, place: int) -> str:
    name = PARAMETERS[place]
    unit, factor = SHOWN[name]
    value, plain = (
        _bounded(name, x, f"{x * factor:.4g}") for x in (found.values[place], found.plain[place])
    )
    span = _interval(name, (found.lower[place], found.upper[place]), factor)
    return f"{spoken(name):20s}{unit:8s}{value:>10s}{span:>24s}{plain:>14s}"


def _bounded(name: str, value: float, said: str) -> str:
    """A value at an end of what is looked for is a bound."""
    low, high = at_limits(name, value)
    return f"≤ {said}" if low else f"≥ {said}" if high else said


def _interval(name: str, ends: tuple[float, float], factor: float) -> str:
    """From end to end; one that is the end of what is looked for is left open."""
    lower, upper = (f"{end * factor:.4g}" for end in ends)
    no_lower, no_upper = at_limits(name, ends[0])[0], at_limits(name, ends[1])[1]
    if no_lower and no_upper:
        return "open on both sides"
    if no_lower:
        return f"≤ {upper}"
    return f"≥ {lower}" if no_upper else f"{lower} to {upper}"


def _thickness(found: MembraneFit) -> str:
    """The path factor as an effective thickness, 1/path factor."""
    path = PARAMETERS.index("path_factor")
    low, high = at_limits("path_factor", found.values[path])
    sign = "≥ " if low else "≤ " if high else ""
    thickness = 1.0 / found.values[path] / MICROMETRE
    return (
        "path factor = porosity/(tortuosity × thickness); effective thickness Δx/A_k = "
        f"1/(path factor) = {sign}{thickness:.4g} µm"
    )


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
