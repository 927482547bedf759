"""Dialysis: a concentration difference alone, in a contactor or between two tanks."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from selectivity.domain.process import Membranes, ProcessResult, Solution
from selectivity.process import contact as shared
from selectivity.process.base import COMPOSITION, check_neutral, check_settings, choice, setting
from selectivity.process.contact import BATCH, CONTACTS, COUNTER, Contact
from selectivity.process.exchanger import Sides
from selectivity.process.metrics import assemble, local_metrics
from selectivity.process.scaling import first_mineral, saturation_setting, told


@dataclass(frozen=True)
class DialysisSettings:
    """A contactor, or two tanks with the membrane between them.

    Attributes
    ----------
    contact : str
        ``counter``, ``co`` or ``batch``.
    area : float
        [m²]
    feed_flow, receiver_flow : float
        Of a contactor. [m³/s]
    feed_volume, receiver_volume : float
        Of the tanks of a batch. [m³]
    duration : float
        Of a batch. [s]
    receiver : ndarray of shape (n_ions,) or None
        Its composition at its inlet; None is pure water. [mol/m³]
    pressure : float
        Feed minus receiver. [Pa]
    mass_transfer, receiver_mass_transfer : float
        k_cp of both sides; infinite without boundary layers. [m/s]
    start_share : float
        Total of a face that has received nothing, over the feed's (theory 4.2c). [-]
    channel_pressure_drop, pump_efficiency : float
        What the pumps work against, in both channels [Pa], and how well [-].
    tolerance : float
    saturation_index : float
        log₁₀ of the supersaturation of the feed that is told; needs a table of activities. [-]
    """

    contact: str = choice(COUNTER, CONTACTS)
    area: float = setting(1.0, "m2", 0.0, open_low=True)
    feed_flow: float = setting(1e-6, "m3_s", 0.0, open_low=True)
    receiver_flow: float = setting(1e-6, "m3_s", 0.0, open_low=True)
    feed_volume: float = setting(1e-3, "m3", 0.0, open_low=True)
    receiver_volume: float = setting(1e-3, "m3", 0.0, open_low=True)
    duration: float = setting(3600.0, "s", 0.0, open_low=True)
    receiver: np.ndarray | None = field(default=None, metadata=COMPOSITION)
    pressure: float = setting(0.0, "Pa")
    mass_transfer: float = setting(np.inf, "m_s", 0.0, open_low=True)
    receiver_mass_transfer: float = setting(np.inf, "m_s", 0.0, open_low=True)
    start_share: float = setting(1e-2, "", 0.0, 0.5, open_low=True)
    channel_pressure_drop: float = setting(1e4, "Pa", 0.0)
    pump_efficiency: float = setting(0.8, "", 0.0, 1.0, open_low=True)
    tolerance: float = setting(1e-6, "", 1e-10, 1e-2)
    saturation_index: float = saturation_setting()


def solve(membranes: Membranes, feed: Solution, settings: DialysisSettings) -> ProcessResult:
    """Dialysis of a feed against a receiver.

    Parameters
    ----------
    membranes : Membranes
        From the feed to the receiver.
    feed : Solution
    settings : DialysisSettings

    Returns
    -------
    ProcessResult
        The receiver's outlet is the product; volumes stand for flows in a batch.
    """
    check_settings(settings)
    check_neutral(feed.concentration, feed.names, feed.charge, "the feed")
    receiver = shared.other_side(feed, settings.receiver, "the receiver")
    batch = settings.contact == BATCH
    volumes = (settings.feed_flow, settings.receiver_flow)
    if batch:
        volumes = (settings.feed_volume, settings.receiver_volume)
    n = membranes.n_membranes
    sides = Sides.of((feed.concentration, receiver), volumes, n)
    contact = Contact(
        membranes,
        feed,
        shared.boundary(feed, (settings.mass_transfer, settings.receiver_mass_transfer), n),
        shared.water_drive(membranes, settings.pressure),
        settings.start_share * np.sum(feed.concentration, axis=-1),
    )
    length = settings.area * (settings.duration if batch else 1.0)
    exchanged = shared.run(contact, sides, settings.contact, length, settings.tolerance)
    leaving = shared.ends(exchanged, settings.contact)
    streams = shared.streams(("feed", "receiver", "raffinate", "dialysate"), sides, leaving)
    first = contact.crossing(np.arange(n), *(side[:, 0] for side in exchanged.sides))
    power = np.full(n, sum(volumes) * settings.channel_pressure_drop / settings.pump_efficiency)
    limit = settings.saturation_index
    mineral = first_mineral(feed.table, exchanged.along, exchanged.sides[0], limit)
    status, advice = told(mineral, shared.states(exchanged, length), limit, ("feed", length))
    gone = (sides.left - leaving[0]) / length
    return ProcessResult(
        process="dialysis",
        status=status,
        advice=advice,
        streams=streams,
        metrics=assemble(
            feed, streams, "dialysate", power, local_metrics(feed, contact.films, first), "receiver"
        ),
        scalars={
            "area_m2": np.full(n, settings.area),
            "mean_flux_mol_m2_s": gone[:, :-1],
            "mean_water_flux_m_s": gone[:, -1],
            "first_flux_mol_m2_s": first.ion_flux,
            "integration_error": exchanged.error,
        },
        profiles=shared.profiles(exchanged, "area_time_m2_s" if batch else "area_m2"),
    )
