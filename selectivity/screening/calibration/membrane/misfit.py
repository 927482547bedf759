"""How far the fitted membrane lies from each measurement."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from selectivity.screening.calibration.membrane.curves import LMH, Curves
from selectivity.screening.calibration.membrane.model import conductances, misses, rejections

MISSED: Final = 3.0
"""Pull in size above which a measurement is shown. [-]"""
MOST_SHOWN: Final = 5
_PERCENT: Final = 100.0


class Measurement(NamedTuple):
    """One measurement beside what the fitted membrane would give.

    Attributes
    ----------
    quantity : str
        ``rejection`` or ``conductance``.
    row : int
        Of the file, the header being 1; 0 where it is not known.
    solute : str
    concentration : float
        Of the salt or solute. [mol/m³]
    water_flux : float
        NaN for a conductance. [m/s]
    measured, fitted : float
        Rejection [-] or conductance [S/m²].
    pull : float
        (fitted - measured)/uncertainty; of logarithms for a conductance, as in the fit. [-]
    """

    quantity: str
    row: int
    solute: str
    concentration: float
    water_flux: float
    measured: float
    fitted: float
    pull: float


def measurements_of(curves: Curves, values: np.ndarray) -> tuple[Measurement, ...]:
    """Every measurement beside one membrane's.

    Parameters
    ----------
    curves : Curves
    values : ndarray of shape (4,)
        In the order of `model.PARAMETERS`.

    Returns
    -------
    tuple of Measurement
        Rejections, then conductances.
    """
    rejected = rejections(curves, values[None])
    n_points, n_baths = len(curves.rejection), len(curves.conductance)
    columns = (
        ["rejection"] * n_points + ["conductance"] * n_baths,
        curves.rows or [0] * curves.n_measured,
        curves.points.solute + curves.baths.solute,
        np.concatenate([curves.points.concentrations(), curves.baths.concentrations()]).tolist(),
        np.concatenate([curves.water_flux, np.full(n_baths, np.nan)]).tolist(),
        np.concatenate([curves.rejection, curves.conductance]).tolist(),
        np.concatenate([rejected[0], conductances(curves.baths, values[None])[0]]).tolist(),
        misses(curves, values[None], rejected)[0].tolist(),
    )
    return tuple(Measurement(*each) for each in zip(*columns, strict=True))


def n_repeated(curves: Curves) -> int:
    """Rows that repeat a solution, and for rejections a flux, of a row above."""
    fluxes = [*curves.water_flux, *[np.nan] * len(curves.conductance)]
    solutions = [
        (*kind, float(feed), float(radius))
        for kind, feed, radius in zip(
            [("rejection", name) for name in curves.points.solute]
            + [("conductance", name) for name in curves.baths.solute],
            np.concatenate([curves.points.concentrations(), curves.baths.concentrations()]),
            np.concatenate([curves.points.radius[:, 0], curves.baths.radius[:, 0]]),
            strict=True,
        )
    ]
    seen = {(*each, f"{flux:.6g}") for each, flux in zip(solutions, fluxes, strict=True)}
    return curves.n_measured - len(seen)


def missed(measurements: tuple[Measurement, ...]) -> list[str]:
    """Lines of the measurements that the model misses most; none where it misses none.

    Parameters
    ----------
    measurements : tuple of Measurement

    Returns
    -------
    list of str
        At most `MOST_SHOWN`, worst first, in percent, mM and LMH as in the file.
    """
    far = sorted((m for m in measurements if abs(m.pull) > MISSED), key=lambda m: -abs(m.pull))
    if not far:
        return []
    head = f"{'row':>6s}  {'solute':12s}{'feed, mM':>10s}{'flux, LMH':>11s}"
    return [
        f"{len(far)} of {len(measurements)} measurements are missed by more than {MISSED:g} "
        f"uncertainties; worst first{_at_most(len(far))}, pull = (fitted - measured)/uncertainty",
        f"{head}{'measured':>16s}{'fitted':>16s}{'pull':>8s}",
        *(_line(each) for each in far[:MOST_SHOWN]),
    ]


def _at_most(n_far: int) -> str:
    return f", {MOST_SHOWN} shown" if n_far > MOST_SHOWN else ""


def _line(each: Measurement) -> str:
    rejected = each.quantity == "rejection"
    factor, unit = (_PERCENT, "%") if rejected else (1.0, "S/m²")
    flux = f"{each.water_flux / LMH:.4g}" if rejected else "-"
    values = "".join(f"{f'{x * factor:.4g} {unit}':>16s}" for x in (each.measured, each.fitted))
    row = str(each.row) if each.row else "-"
    return (
        f"{row:>6s}  {each.solute:12s}{each.concentration:10.4g}{flux:>11s}"
        f"{values}{each.pull:+8.1f}"
    )
