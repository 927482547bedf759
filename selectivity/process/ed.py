"""Electrodialysis of any ions: cell pairs with one voltage everywhere (theory 5.4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from scipy.interpolate import CubicSpline

from selectivity.domain.process import LIMITING_CURRENT, SOLVED, Membranes, ProcessResult, Solution
from selectivity.errors import ModelError
from selectivity.process import contact as shared
from selectivity.process.cell_pair import Pair, PairState
from selectivity.process.crossing import salt_diffusivity
from selectivity.process.ed_settings import BATCH, ElectrodialysisSettings, check
from selectivity.process.exchanger import Exchanged, Sides, cocurrent, concentration
from selectivity.process.metrics import assemble, local_metrics, transport_numbers
from selectivity.process.pair_limits import limiting_current, pointed_limits
from selectivity.process.pair_voltage import Course
from selectivity.process.scaling import first_mineral, told
from selectivity.transport import Options

_EXACT: Final = 1e-3
"""Difference of the voltage where a state is reported; the tangent leaves its square. [-]"""
_CORE: Final = (1e-7, 1e-5)
"""Range of the core's tolerance. [-]"""


def _pair(membranes: Membranes, feed: Solution, settings: ElectrodialysisSettings) -> Pair:
    n = membranes.n_membranes
    partner = settings.partner
    if partner.n_membranes != n:
        partner = partner.take(np.zeros(n, dtype=int))
    coefficient = settings.mass_transfer
    film = salt_diffusivity(feed) / coefficient
    if np.any(2 * film >= settings.channel_height):
        raise ModelError(
            f"two films of {np.max(film):.3g} m fill the channel of {settings.channel_height:g} m; "
            "allowed: thinner than half of it; raise mass_transfer or channel_height"
        )
    films = shared.boundary(feed, (coefficient, coefficient), n)
    width = np.broadcast_to(settings.channel_height - 2 * film, (n,))
    drive = shared.water_drive(membranes, 0.0)
    options = Options(tolerance=float(np.clip(settings.tolerance / 10, *_CORE)))
    return Pair(membranes, partner, feed, films, width, drive, options)


def solve(membranes: Membranes, feed: Solution, settings: ElectrodialysisSettings) -> ProcessResult:
    """Ions taken from a diluate to a concentrate by a current.

    Parameters
    ----------
    membranes : Membranes
        Cation-exchange membranes, from the diluate to the concentrate.
    feed : Solution
        Enters the diluate.
    settings : ElectrodialysisSettings

    Returns
    -------
    ProcessResult
        The concentrate is the product.

    Raises
    ------
    ModelError
        Contradictory settings, or a voltage that splits water.
    """
    check(feed, settings)
    other = shared.other_side(feed, settings.concentrate, "the concentrate")
    if settings.concentrate is None:
        other = feed.concentration
    batch = settings.contact == BATCH
    volumes = (settings.feed_flow, settings.concentrate_flow)
    if batch:
        volumes = (settings.feed_volume, settings.concentrate_volume)
    n = membranes.n_membranes
    sides = Sides.of((feed.concentration, other), volumes, n)
    pair = _pair(membranes, feed, settings)
    length = settings.pairs * settings.area * (settings.duration if batch else 1.0)

    course = None if settings.voltage is None else Course(pair, settings.voltage)

    rough = float(np.sqrt(settings.tolerance))
    known: list[np.ndarray] = []

    def local(
        rows: np.ndarray,
        left: np.ndarray,
        right: np.ndarray,
        close: float = rough,
        start: np.ndarray | None = None,
    ) -> PairState:
        if course is not None:
            return course.at(rows, (left, right), close, start)
        return pair.at_current(rows, (left, right), np.full(len(rows), settings.current))

    def exchange(rows: np.ndarray, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        return local(rows, left, right).flux

    def accepted() -> None:
        known.append(np.empty((n, 0)) if course is None else course.known.copy())

    exchanged = cocurrent(sides, exchange, length, settings.tolerance, accepted)
    along = _along(exchanged, local, np.concatenate(known))
    return _report((membranes, feed, settings, pair), sides, exchanged, along)


def _along(
    exchanged: Exchanged, local: Callable[..., PairState], known: np.ndarray
) -> list[PairState]:
    """The cell pair again at the points of the way, all in one; one that stopped stays there."""
    left, right = exchanged.sides
    n, points, ions = left.shape
    last = np.sum(exchanged.along[:, None] <= exchanged.stopped, axis=0) - 1
    place = np.minimum(np.arange(points)[:, None], last) * n + np.arange(n)
    own, where = np.unique(place, return_inverse=True)
    sides = (np.moveaxis(side, 1, 0).reshape(-1, ions)[own] for side in (left, right))
    whole = local(own % n, *sides, _EXACT, known[own])
    return [whole.part(index) for index in where.reshape(points, n)]


def _mean(values: np.ndarray, along: np.ndarray) -> np.ndarray:
    """Mean over the way of values (n_membranes, n_points)."""
    if len(along) < 2:
        return values[:, 0]
    filled = np.nan_to_num(values)
    return CubicSpline(along, filled, axis=1).integrate(along[0], along[-1]) / along[-1]


def _report(
    parts: tuple[Membranes, Solution, ElectrodialysisSettings, Pair],
    sides: Sides,
    exchanged: Exchanged,
    along: list[PairState],
) -> ProcessResult:
    membranes, feed, settings, pair = parts
    n, length = membranes.n_membranes, exchanged.along[-1]
    leaving = shared.ends(exchanged, shared.COCURRENT)
    streams = shared.streams(("feed", "receiver", "diluate", "concentrate"), sides, leaving)
    current = np.stack([state.current for state in along], axis=1)
    voltage = np.stack([state.voltage for state in along], axis=1)
    lost = settings.electrode_voltage / settings.pairs
    power = length * _mean(current * (voltage + lost), exchanged.along)
    first = along[0].cation
    imposed = settings.current is not None
    if imposed:
        start = np.full(n, settings.current)
        along = [state._replace(current=start) for state in along]
    limits = [np.full(n, np.nan)] * 2
    if settings.limiting_currents:
        limits = _limits_at_ends(pair, ((sides.left, leaving[0]), (sides.right, leaving[1])), along)
    status, advice = _limits(shared.states(exchanged, length), limits[1], settings)
    allowed = settings.saturation_index
    mineral = first_mineral(feed.table, exchanged.along, exchanged.sides[1], allowed)
    status, advice = told(mineral, (status, advice), allowed, ("concentrate", length))
    return ProcessResult(
        process="ed",
        status=status,
        advice=advice,
        streams=streams,
        metrics=assemble(
            feed, streams, "concentrate", power, local_metrics(feed, pair.films, first), "receiver"
        ),
        scalars={
            "area_m2": np.full(n, settings.area * settings.pairs),
            "mean_current_A_m2": _mean(current, exchanged.along),
            "first_current_A_m2": current[:, 0],
            "last_current_A_m2": current[:, -1],
            "stack_voltage_V": settings.pairs * voltage[:, -1] + settings.electrode_voltage,
            "limiting_current_inlet_A_m2": limits[0],
            "limiting_current_outlet_A_m2": limits[1],
            "anion_transport_number": _anion_numbers(feed, along[0]),
            "integration_error": exchanged.error,
        },
        profiles={
            **shared.profiles(
                exchanged, "area_time_m2_s" if settings.contact == BATCH else "area_m2"
            ),
            "current_A_m2": current,
            "voltage_V": voltage,
        },
    )


def _anion_numbers(feed: Solution, state: PairState) -> np.ndarray:
    """Share of each ion in the current through the anion-exchange membrane."""
    return transport_numbers(feed.charge, state.anion.ion_flux, state.anion.current)


def _limits_at_ends(
    pair: Pair, amounts: tuple[tuple[np.ndarray, np.ndarray], ...], along: list[PairState]
) -> np.ndarray:
    """Smaller limiting current of the two membranes at both ends (2, n_membranes). [A/m²]"""
    ends = along[0], along[-1]
    n = len(ends[0].current)
    rows = np.tile(np.arange(n), 2)
    sides = tuple(concentration(np.concatenate(side)) for side in amounts)
    current = np.concatenate([end.current for end in ends])
    seen = np.concatenate([pointed_limits(pair, end) for end in ends], axis=1)
    out = np.full(2 * n, np.nan)
    run = np.flatnonzero(np.isfinite(current) & (current > 0))
    if len(run):
        own = tuple(side[run] for side in sides)
        out[run] = limiting_current(pair, rows[run], own, seen[:, run])
    return out.reshape(2, n)


def _limits(
    found: tuple[np.ndarray, tuple[str, ...]], limit: np.ndarray, settings: ElectrodialysisSettings
) -> tuple[np.ndarray, tuple[str, ...]]:
    """An imposed current that is above the limiting one, told as such."""
    status, advice = found
    if settings.current is None:
        return found
    beyond = (status != SOLVED) & (settings.current > limit)
    text = tuple(
        f"{settings.current:.4g} A/m² against a limiting current of {most:.4g} A/m² "
        f"({settings.current / most:.2f} times) where it stopped; lower the current, give less "
        "area or more flow"
        if over
        else words
        for over, most, words in zip(beyond, limit, advice, strict=True)
    )
    return np.where(beyond, LIMITING_CURRENT, status), text
