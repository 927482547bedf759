"""What simulations say about χ and ε_p of the shell model (theory 1.3, 1.4, issue 5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from selectivity.constants import BORN_PREFACTOR, thermal_energy
from selectivity.domain.channels import Region
from selectivity.domain.feed import Feed
from selectivity.domain.ions import Ions
from selectivity.domain.options import ModelOptions
from selectivity.screening.simulated import INSUFFICIENT, SUFFICIENT, WEAK
from selectivity.screening.simulated_channel import Channel, Simulated, read_channels
from selectivity.tables.study import Study
from selectivity.terms.dielectric import confined_permittivity_bandini
from selectivity.terms.hydration import hydration_state, intact_fraction, layer_bounds, outer_radius
from selectivity.terms.steric import steric_free_energy

if TYPE_CHECKING:
    import pandas as pd

COLUMNS: Final = (
    *("candidate", "ion", "pore_radius_nm", "pore_radius_uncertainty_nm"),
    *("barrier_kJ_mol", "barrier_uncertainty_kJ_mol", "steric_kJ_mol", "shells_kJ_mol"),
    *("dielectric_kJ_mol", "intact_first_model", "intact_first_simulated"),
    *("intact_first_uncertainty", "intact_second_model", "intact_second_simulated"),
    *("intact_second_uncertainty", "hydration_replaced", "hydration_replaced_uncertainty"),
    *("pore_permittivity", "pore_permittivity_uncertainty", "permittivity_origin"),
    *("verdict", "reason"),
)
OPTIONS: Final = ModelOptions(terms=("steric", "dehydration_shells", "dielectric"))
_ORDER: Final = (SUFFICIENT, WEAK, INSUFFICIENT)
SCALE_FLOOR: Final = 0.12
"""Relative spread of a scale that one simulation leaves open. [-]"""
_PAIR: Final = 2  # ions that two constants need
_STEP: Final = 1e-3  # relative, of numerical derivatives


@dataclass(frozen=True)
class Model:
    """The shell model of some ions at one pore size; arrays of shape (n_ions,).

    Attributes
    ----------
    steric, lost : ndarray
        Steric energy, and Σ (1 − f) E before the wall replaces a share. [J/mol]
    born : ndarray
        z² e² N_A/(8πε0 r_B): times (1/ε_p − 1/ε_w) the dielectric term. [J/mol]
    intact : tuple of ndarray
        f of the first and the second layer; NaN where an ion has no second one. [-]
    """

    steric: np.ndarray
    lost: np.ndarray
    born: np.ndarray
    intact: tuple[np.ndarray, np.ndarray]


def estimate(terms: pd.DataFrame, study: Study) -> pd.DataFrame:
    """χ and ε_p of every simulated candidate, and the shell model beside the simulation.

    Parameters
    ----------
    terms : DataFrame
        Table of MD terms.
    study : Study

    Returns
    -------
    DataFrame
        `COLUMNS`. One row per candidate and ion: χ at the simulated permittivity, else at that of
        the layered model. And one per candidate with two or more ions (``ion`` empty): χ and ε_p
        that fit all of them. χ may come out below 0 or above 1: the model then misses something.
    """
    import pandas as pd

    feed = study.feeds[0]
    ions = study.ions.at(feed.temperature)
    rows = []
    for channel in read_channels(terms, study.candidates, ions.names):
        rows += [_of_ion(channel, one, ions, feed) for one in channel.ions]
        if len(channel.ions) >= _PAIR:
            rows.append(_together(channel, ions, feed))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def model_of(
    names: tuple[str, ...], ions: Ions, channel: Channel, feed: Feed, size: float
) -> Model:
    """The shell model of some ions at one size of the pore."""
    place = [ions.names.index(name) for name in names]
    one = np.full((1, 1), size)
    region = Region(one, np.full((1, 1), channel.is_slit), one * np.nan, one * 0, np.zeros((1, 0)))
    state = hydration_state(ions, region, feed.water_permittivity, OPTIONS)
    bounds = layer_bounds(ions, outer_radius(ions, OPTIONS.shell_outer))[:_PAIR]
    fractions = [np.where(out > low, intact_fraction(out, region), np.nan) for low, out in bounds]
    fractions += [np.full_like(fractions[0], np.nan)] * (_PAIR - len(fractions))
    ratio = state.radius_in_channel / size
    steric = steric_free_energy(ratio, region.is_slit, feed.temperature)
    born = ions.charge**2 * BORN_PREFACTOR / state.outer_radius
    first, second = (np.ravel(part)[place] for part in fractions)
    lost, steric, born = (np.ravel(part)[place] for part in (state.lost_energy, steric, born))
    return Model(steric, lost, born, (first, second))


def _of_ion(channel: Channel, one: Simulated, ions: Ions, feed: Feed) -> dict[str, Any]:
    permittivity, spread, origin = _permittivity(channel, feed)
    model = model_of((one.ion,), ions, channel, feed, channel.size)

    def replaced(size: float, epsilon: float, energy: float) -> float:
        at = model_of((one.ion,), ions, channel, feed, size)
        rest = energy - at.steric[0] - at.born[0] * _screening(epsilon, feed)
        with np.errstate(divide="ignore", invalid="ignore"):
            return float(1 - rest / at.lost[0])

    centre = (channel.size, permittivity, one.energy)
    errors = (channel.size_error, spread, one.energy_error)
    value = replaced(*centre)
    error = float(np.hypot.reduce(list(_propagated(replaced, centre, errors))))
    loses = float(model.lost[0]) > thermal_energy(feed.temperature)
    verdict, reason = _judged(value if loses else np.nan, error, one)
    return _row(channel, one, model, feed, permittivity) | {
        "hydration_replaced": value if loses else np.nan,
        "hydration_replaced_uncertainty": error if loses else np.nan,
        "pore_permittivity": permittivity,
        "pore_permittivity_uncertainty": spread,
        "permittivity_origin": origin,
        "verdict": verdict,
        "reason": reason,
    }


def _together(channel: Channel, ions: Ions, feed: Feed) -> dict[str, Any]:
    """χ and ε_p by weighted least squares over the ions of a candidate."""
    names = tuple(one.ion for one in channel.ions)
    energy = np.array([one.energy for one in channel.ions])
    error = np.array([one.energy_error for one in channel.ions])

    def solved(size: float) -> tuple[np.ndarray, np.ndarray]:
        model = model_of(names, ions, channel, feed, size)
        design = np.column_stack([model.lost, model.born]) / error[:, None]
        inverse = np.linalg.pinv(design)
        return inverse @ ((energy - model.steric) / error), inverse @ inverse.T

    share, covariance = solved(channel.size)
    shifted = solved(channel.size * (1 + _STEP))[0] - share
    by_size = shifted / (_STEP * channel.size) * channel.size_error
    kept, screening = np.hypot(np.sqrt(np.diag(covariance)), by_size)
    permittivity = 1 / (share[1] + 1 / feed.water_permittivity)
    physical = permittivity > 0
    worst = max(channel.ions, key=lambda one: _ORDER.index(one.verdict))
    verdict, reason = _judged(1 - share[0], kept, worst)
    if not physical:
        verdict, reason = INSUFFICIENT, f"no permittivity fits; {reason}"
    return dict.fromkeys(COLUMNS, np.nan) | {
        "candidate": channel.candidate,
        "ion": "",
        "pore_radius_nm": channel.size * 1e9,
        "pore_radius_uncertainty_nm": channel.size_error * 1e9,
        "hydration_replaced": 1 - share[0],
        "hydration_replaced_uncertainty": kept,
        "pore_permittivity": permittivity if physical else np.nan,
        "pore_permittivity_uncertainty": permittivity**2 * screening if physical else np.nan,
        "permittivity_origin": f"fitted to {', '.join(names)}",
        "verdict": verdict,
        "reason": reason,
    }


def _row(
    channel: Channel, one: Simulated, model: Model, feed: Feed, permittivity: float
) -> dict[str, Any]:
    """What simulation and model say of one ion, in the units of the table."""
    dielectric = model.born[0] * _screening(permittivity, feed)
    row: dict[str, Any] = {
        "candidate": channel.candidate,
        "ion": one.ion,
        "pore_radius_nm": channel.size * 1e9,
        "pore_radius_uncertainty_nm": channel.size_error * 1e9,
        "barrier_kJ_mol": one.energy * 1e-3,
        "barrier_uncertainty_kJ_mol": one.energy_error * 1e-3,
        "steric_kJ_mol": model.steric[0] * 1e-3,
        "shells_kJ_mol": model.lost[0] * 1e-3,
        "dielectric_kJ_mol": dielectric * 1e-3,
    }
    for shell, fraction, (value, error) in zip(
        ("first", "second"), model.intact, one.intact, strict=True
    ):
        row |= {f"intact_{shell}_model": fraction[0], f"intact_{shell}_simulated": value}
        row[f"intact_{shell}_uncertainty"] = error
    return row


def _permittivity(channel: Channel, feed: Feed) -> tuple[float, float, str]:
    """ε_p, its error, and where it comes from."""
    if channel.permittivity is not None:
        return (*channel.permittivity, "simulated")
    size, is_slit = np.array(channel.size), np.array(channel.is_slit)
    layered = float(confined_permittivity_bandini(size, is_slit, feed.water_permittivity))
    return layered, SCALE_FLOOR * layered, "layered model"


def _screening(permittivity: float, feed: Feed) -> float:
    return 1.0 / permittivity - 1.0 / feed.water_permittivity


def _propagated(
    function: Any, centre: tuple[float, ...], errors: tuple[float, ...]
) -> Iterator[float]:
    """Error of a function by each of its arguments."""
    for place, error in enumerate(errors):
        ends = []
        for sign in (-1, 1):
            moved = list(centre)
            moved[place] += sign * _STEP * max(abs(centre[place]), np.finfo(float).tiny)
            ends.append(function(*moved))
        width = 2 * _STEP * max(abs(centre[place]), np.finfo(float).tiny)
        yield (ends[1] - ends[0]) / width * error


def _judged(value: float, error: float, one: Simulated) -> tuple[str, str]:
    said = f"rests on {one.quantity} of {one.ion}: {one.verdict}"
    if not np.isfinite(value):
        return INSUFFICIENT, "the shell model loses less than RT in this pore: χ is not determined"
    if not np.isfinite(error):
        return INSUFFICIENT, f"{said}; it has no error"
    if not -error <= value <= 1 + error:
        return INSUFFICIENT, f"{said}; χ outside 0 to 1: the shell model does not describe this"
    return one.verdict, said
