"""Measurements that could be made: what each would read in every sample, and how far it errs.

The errors are those that the screening gives to a measurement whose table states none
(`catalogue`); that of a rejection is an estimate of this project (``selectivity2026``): 5 % of the
passage and half a percentage point, as atomic emission of feed and permeate repeats.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from selectivity.constants import REFERENCE_TEMPERATURE
from selectivity.domain.water import permittivity_malmberg, viscosity_patek
from selectivity.screening import draws
from selectivity.screening.catalogue import BY_NAME
from selectivity.screening.charge import ZETA_ELECTROLYTE
from selectivity.screening.pieces import Done
from selectivity.screening.sampling import lognormal_spread
from selectivity.stages import estimators

PASSAGE_RELATIVE: Final = 0.05
PASSAGE_ABSOLUTE: Final = 0.005
"""Standard error of a passage 1 - R: a share of it and, where that is less, this. [-]"""
NOT_KNOWN: Final = "not measured"
_PERCENT: Final = 100.0
_NO_SPREAD: Final = 1e-9


@dataclass(frozen=True)
class Measurement:
    """One measurement on one candidate; arrays of shape (n_samples,).

    Attributes
    ----------
    candidate, name, unit : str
    value : ndarray
        What it would read in each sample without its error. [unit]
    coordinate, error : ndarray
        The value where its error is normal (the logarithm of a positive quantity), and the
        standard error there.
    assumed_error : float
        Standard error at the median value. [unit]
    known_now : str
        ``measured``, ``derived``, ``assumed``, or `NOT_KNOWN`.
    """

    candidate: str
    name: str
    unit: str
    value: np.ndarray
    coordinate: np.ndarray
    error: np.ndarray
    assumed_error: float
    known_now: str


def descriptors_of(done: Done) -> Iterator[Measurement]:
    """Measurements of what the candidates of a chunk are.

    Parameters
    ----------
    done : Done

    Yields
    ------
    Measurement
        Only where every sample has a value and they differ.
    """
    for name, (samples, known) in _readings(done).items():
        for index, candidate in enumerate(done.names):
            values = samples[:, index] / BY_NAME[name].scale
            if np.isfinite(values).all() and _varies(values):
                yield _measurement(candidate, name, values, str(known[index]))


def _varies(values: np.ndarray) -> bool:
    return bool(np.ptp(values) > _NO_SPREAD * np.abs(values).max())


def rejection(candidate: str, ion: str, coordinate: np.ndarray, noise: float) -> Measurement:
    """Measurement of the rejection of one ion.

    Parameters
    ----------
    candidate, ion : str
    coordinate : ndarray of shape (n_samples,)
        `passage_coordinate` of the passage.
    noise : float
        Standard error of the coordinate itself, where it is interpolated.

    Returns
    -------
    Measurement
    """
    passage = passage_of(coordinate)
    middle = float(np.median(passage))
    error = np.hypot(PASSAGE_RELATIVE, noise)
    return Measurement(
        candidate=candidate,
        name=f"rejection_{ion}",
        unit="%",
        value=_PERCENT * (1.0 - passage),
        coordinate=coordinate,
        error=np.full(len(coordinate), error),
        assumed_error=_PERCENT * PASSAGE_RELATIVE * (middle + PASSAGE_ABSOLUTE / PASSAGE_RELATIVE),
        known_now=NOT_KNOWN,
    )


def passage_coordinate(passage: np.ndarray) -> np.ndarray:
    """ln(passage + absolute/relative error), in which the error is `PASSAGE_RELATIVE`. [-]"""
    return np.log(np.maximum(passage, 0.0) + PASSAGE_ABSOLUTE / PASSAGE_RELATIVE)


def passage_of(coordinate: np.ndarray) -> np.ndarray:
    """Passage of a coordinate. [-]"""
    return np.exp(coordinate) - PASSAGE_ABSOLUTE / PASSAGE_RELATIVE


def _readings(done: Done) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Samples (n_samples, n_candidates) [SI] and origins of what instruments tell, by name."""
    found, chunk = done.resolved.quantities, done.chunk
    size, origin = found["size"].samples, found["size"].origin
    slit = chunk.is_slit
    readings = {
        "pore_radius": (np.where(slit, np.nan, size), origin),
        "slit_width": (np.where(slit, 2.0 * size, np.nan), origin),
    }
    for name in ("pore_permittivity", "thickness"):
        readings[name] = found[name].samples, found[name].origin
    charge = done.outcome.values
    shape = size.shape
    readings["fixed_charge"] = (
        np.broadcast_to(charge["fixed_charge"][..., 0], shape),
        found["fixed_charge"].origin,
    )
    readings["zeta_potential"] = _zeta(done, charge["effective_charge"][..., 0])
    readings["water_permeance"] = _permeance(done)
    return readings


def _zeta(done: Done, charge: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Zeta potential of the effective charge, the estimator's error included. [V]"""
    chunk, size = done.chunk, done.resolved.quantities["size"].samples
    surface = charge / estimators.volume_charge(np.ones(1), size, chunk.is_slit)
    error = draws.model_error(chunk, "charge_model_error") * draws.scale(chunk, "charge_scale")
    surface = surface / error
    water = permittivity_malmberg(REFERENCE_TEMPERATURE)
    given = float(ZETA_ELECTROLYTE[0]), REFERENCE_TEMPERATURE, water
    return estimators.zeta_potential_grahame(surface, *given), _origin(done, "zeta_potential")


def _permeance(done: Done) -> tuple[np.ndarray, np.ndarray]:
    """Hydraulic permeance of size and path, the estimator's error included. [m/(s Pa)]"""
    found, chunk = done.resolved.quantities, done.chunk
    path = found["porosity"].samples / (
        found["tortuosity_factor"].samples * found["thickness"].samples
    )
    viscosity = viscosity_patek(done.feed.temperature)
    shape = found["size"].samples, chunk.is_slit
    unit = estimators.path_factor_from_permeance(np.ones(1), *shape, viscosity)
    error = draws.model_error(chunk, "transport_model_error") * draws.scale(chunk, "path_scale")
    return path / unit / error, _origin(done, "water_permeance")


def _origin(done: Done, name: str) -> np.ndarray:
    stated = done.chunk.has(name)
    return np.where(stated, draws.MEASURED, NOT_KNOWN).astype(object)


def _measurement(candidate: str, name: str, values: np.ndarray, known: str) -> Measurement:
    kind = BY_NAME[name]
    error = kind.default_uncertainty(values * kind.scale) / kind.scale
    middle = float(np.median(values))
    stated = kind.default_uncertainty(np.array(middle * kind.scale)) / kind.scale
    positive = kind.positive and bool((values > 0).all())
    return Measurement(
        candidate=candidate,
        name=name,
        unit=kind.unit,
        value=values,
        coordinate=np.log(values) if positive else values,
        error=lognormal_spread(values, error) if positive else error,
        assumed_error=float(stated),
        known_now=known,
    )
