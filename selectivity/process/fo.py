"""Forward osmosis: a draw solution pulls water through a membrane and its support (theory 5.6)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from selectivity.domain.process import Membranes, ProcessResult, Solution, Streams
from selectivity.errors import ModelError
from selectivity.process import contact as shared
from selectivity.process.base import COMPOSITION, check_neutral, check_settings, choice, setting
from selectivity.process.contact import BATCH, COCURRENT, COUNTER, Contact
from selectivity.process.crossing import Films, with_films
from selectivity.process.exchanger import Sides
from selectivity.process.metrics import assemble, local_metrics
from selectivity.process.nf_module import osmotic_pressure
from selectivity.process.scaling import first_mineral, saturation_setting, told

FACES_FEED: Final = "active_layer_to_feed"
FACES_DRAW: Final = "active_layer_to_draw"
ORIENTATIONS: Final = (FACES_FEED, FACES_DRAW)
_POINTS: Final = 8  # of the integral over the draw's volume


@dataclass(frozen=True)
class OsmosisSettings:
    """A contactor of a feed and a draw solution.

    Attributes
    ----------
    draw : ndarray of shape (n_ions,)
        Composition of the draw; ions of the case. [mol/m³]
    orientation : str
        Which solution the active layer faces; the support is on the other side.
    structural_parameter : float
        S = t τ_f/ε of the support. [m]
    contact : str
        ``counter`` or ``co``.
    area : float
        [m²]
    feed_flow, draw_flow : float
        [m³/s]
    mass_transfer, draw_mass_transfer : float
        k_cp outside the membrane and its support. [m/s]
    channel_pressure_drop, pump_efficiency : float
        What the pumps work against [Pa], and how well [-].
    tolerance : float
    saturation_index : float
        log₁₀ of the supersaturation of the feed that is told; needs a table of activities. [-]
    """

    draw: np.ndarray | None = field(default=None, metadata=COMPOSITION)
    orientation: str = choice(FACES_FEED, ORIENTATIONS)
    structural_parameter: float = setting(3e-4, "m", 0.0, open_low=True)
    contact: str = choice(COUNTER, (COUNTER, COCURRENT))
    area: float = setting(1.0, "m2", 0.0, open_low=True)
    feed_flow: float = setting(1e-5, "m3_s", 0.0, open_low=True)
    draw_flow: float = setting(1e-5, "m3_s", 0.0, open_low=True)
    mass_transfer: float = setting(np.inf, "m_s", 0.0, open_low=True)
    draw_mass_transfer: float = setting(np.inf, "m_s", 0.0, open_low=True)
    channel_pressure_drop: float = setting(1e4, "Pa", 0.0)
    pump_efficiency: float = setting(0.8, "", 0.0, 1.0, open_low=True)
    tolerance: float = setting(1e-6, "", 1e-10, 1e-2)
    saturation_index: float = saturation_setting()


def supported(membranes: Membranes, feed: Solution, settings: OsmosisSettings) -> Membranes:
    """Membranes on their support, from the feed to the draw.

    Parameters
    ----------
    membranes : Membranes
        Active layers, outer face first.
    feed : Solution
    settings : OsmosisSettings

    Returns
    -------
    Membranes
    """
    support = np.full(membranes.n_membranes, settings.structural_parameter)
    if settings.orientation == FACES_FEED:
        return with_films(membranes, feed, Films(permeate=support))
    return with_films(membranes.reversed(), feed, Films(feed=support))


def solve(membranes: Membranes, feed: Solution, settings: OsmosisSettings) -> ProcessResult:
    """Water drawn from a feed, and what leaks both ways.

    Parameters
    ----------
    membranes : Membranes
        Active layers without their support.
    feed : Solution
    settings : OsmosisSettings

    Returns
    -------
    ProcessResult
        The concentrated feed is the product. The work that brings the draw back is in
        ``draw_regeneration_minimum_W``, not in the power.

    Raises
    ------
    ModelError
        Without a draw solution, or without a permeability to water.
    """
    _check(membranes, feed, settings)
    n = membranes.n_membranes
    sides = Sides.of(
        (feed.concentration, np.asarray(settings.draw, float)),
        (settings.feed_flow, settings.draw_flow),
        n,
    )
    films = shared.boundary(feed, (settings.mass_transfer, settings.draw_mass_transfer), n)
    behind = settings.orientation == FACES_FEED
    contact = Contact(
        supported(membranes, feed, settings),
        feed,
        replace(films, supports=(0, 1) if behind else (1, 0)),
        {"pressure": 0.0},
        0.0,
    )
    exchanged = shared.run(contact, sides, settings.contact, settings.area, settings.tolerance)
    leaving = shared.ends(exchanged, settings.contact)
    streams = shared.streams(("feed", "draw", "concentrate", "diluted_draw"), sides, leaving)
    first = contact.crossing(np.arange(n), *(side[:, 0] for side in exchanged.sides))
    flow = settings.feed_flow + settings.draw_flow
    power = np.full(n, flow * settings.channel_pressure_drop / settings.pump_efficiency)
    limit = settings.saturation_index
    mineral = first_mineral(feed.table, exchanged.along, exchanged.sides[0], limit)
    status, advice = told(
        mineral, shared.states(exchanged, settings.area), limit, ("feed", settings.area)
    )
    moved = sides.left - leaving[0]
    return ProcessResult(
        process="fo",
        status=status,
        advice=advice,
        streams=streams,
        metrics=assemble(
            feed, streams, "concentrate", power, local_metrics(feed, contact.films, first)
        ),
        scalars={
            "area_m2": np.full(n, settings.area),
            "water_recovery": moved[:, -1] / settings.feed_flow,
            "mean_water_flux_m_s": moved[:, -1] / settings.area,
            "first_water_flux_m_s": first.water_flux,
            "mean_flux_mol_m2_s": moved[:, :-1] / settings.area,
            "draw_regeneration_minimum_W": regeneration(streams, feed),
            "integration_error": exchanged.error,
        },
        profiles=shared.profiles(exchanged, "area_m2"),
    )


def _check(membranes: Membranes, feed: Solution, settings: OsmosisSettings) -> None:
    check_settings(settings)
    check_neutral(feed.concentration, feed.names, feed.charge, "the feed")
    if settings.draw is None or not np.any(np.asarray(settings.draw) > 0):
        raise ModelError("no draw solution; give draw_mol_m3 with the ions of the case")
    check_neutral(np.asarray(settings.draw), feed.names, feed.charge, "the draw")
    if settings.contact == BATCH:
        raise ModelError("forward osmosis is a contactor; allowed: counter, co")
    if np.all(np.isinf(membranes.water_permeability)):
        raise ModelError("the membrane has no water permeability; give one to its active layer")


def regeneration(streams: Streams, feed: Solution) -> np.ndarray:
    """Least power that takes the drawn water out of the diluted draw again. [W]

    Parameters
    ----------
    streams : Streams
        With ``draw`` and ``diluted_draw``.
    feed : Solution
        Its temperature, and its table of activities where it has one.

    Returns
    -------
    ndarray of shape (n_membranes,)
        ∫ Π dV from the volume of the draw to that of the diluted draw; for ideal solutions
        RT N ln(V_diluted/V_draw), N all ions of the diluted draw.
    """
    before, _ = streams.of("draw")
    after, content = streams.of("diluted_draw")
    points, weights = np.polynomial.legendre.leggauss(_POINTS)
    span = np.log(after / before)[:, None]
    volume = before[:, None] * np.exp(span * (points + 1) / 2)
    along = content[:, None] * (after[:, None] / volume)[..., None]
    return np.sum(osmotic_pressure(along, feed) * volume * weights, axis=1) * span[:, 0] / 2
