"""Nanofiltration and reverse osmosis: a plug-flow module to a set recovery (theory 5.3)."""

from __future__ import annotations

import numpy as np

from selectivity.domain.process import (
    OSMOTIC_LIMIT,
    SCALING,
    SOLVED,
    UNCONVERGED,
    Membranes,
    ProcessResult,
    Solution,
    Streams,
)
from selectivity.errors import ModelError
from selectivity.process.base import check_neutral, check_settings
from selectivity.process.crossing import cross
from selectivity.process.march import march
from selectivity.process.metrics import assemble, local_metrics
from selectivity.process.nf_course import Ended, end_of
from selectivity.process.nf_module import GIVEN, FiltrationSettings, Module, osmotic_pressure


def _check(feed: Solution, settings: FiltrationSettings) -> None:
    check_settings(settings)
    check_neutral(feed.concentration, feed.names, feed.charge, "the feed")
    if (settings.pressure is None) == (settings.water_flux is None):
        raise ModelError("give either pressure or water_flux, not both and not neither")
    if settings.sherwood != GIVEN and settings.velocity == 0:
        raise ModelError(f"sherwood {settings.sherwood} needs a velocity above 0; give velocity")


def solve(membranes: Membranes, feed: Solution, settings: FiltrationSettings) -> ProcessResult:
    """A module of each membrane, from its inlet to the recovery or to where it stops.

    Parameters
    ----------
    membranes : Membranes
    feed : Solution
    settings : FiltrationSettings

    Returns
    -------
    ProcessResult
        ``coupon_*`` is the answer without a module: the feed's composition everywhere.

    Raises
    ------
    ModelError
        For a feed with charge or settings that contradict each other.
    """
    _check(feed, settings)
    n = membranes.n_membranes
    module = Module(
        membranes,
        feed,
        settings,
        np.full(n, SOLVED, dtype=object),
        np.full(n, -np.inf),
        np.full(n, np.nan),
    )
    start = np.zeros((n, len(feed.charge) + 2))
    start[:, -1] = 0.0 if settings.pressure is None else settings.pressure
    end = -np.log1p(-settings.recovery)
    scale = np.full_like(start, np.inf)
    scale[:, :-2] = np.maximum(feed.concentration, 1e-30)
    course = march(module.slope, start, end, scale, settings.tolerance)
    return _report(module, end_of(module, course, end))


def _report(module: Module, ended: Ended) -> ProcessResult:
    feed, settings = module.feed, module.settings
    n = module.membranes.n_membranes
    first, last, reached = ended.states[:, 0], ended.last, ended.recovery
    coupon = cross(
        module.membranes,
        feed,
        module.films(1.0, np.arange(n)),
        (feed.contents(n), None),
        **module.drive(first[:, -1]),
    )
    streams = _streams(feed, settings.feed_flow, reached, last[:, :-2])
    inlet = first[:, -1] if settings.pressure is not None else module.highest
    outlet = inlet + last[:, -1] - first[:, -1]
    films = module.films(1.0, np.arange(n))
    power = settings.feed_flow * (
        inlet / settings.pump_efficiency - settings.recovery_efficiency * (1 - reached) * outlet
    )
    metrics = assemble(feed, streams, "permeate", power, local_metrics(feed, films, coupon))
    area = settings.feed_flow * last[:, -2]
    left = np.exp(-ended.positions)
    return ProcessResult(
        process="nf",
        status=ended.status,
        advice=_advice(module, ended, inlet),
        streams=streams,
        metrics=metrics,
        scalars={
            "area_m2": area,
            "recovery": reached,
            "inlet_pressure_Pa": inlet,
            "mean_water_flux_m_s": settings.feed_flow * reached / np.where(area > 0, area, np.nan),
            "coupon_water_flux_m_s": coupon.water_flux,
            "coupon_rejection": 1 - coupon.permeate / feed.concentration,
            "rejection": 1 - streams.concentration[:, 1] / feed.concentration,
            "osmotic_pressure_concentrate_Pa": osmotic_pressure(streams.concentration[:, 2], feed),
            "integration_error": ended.error,
        },
        profiles={
            "recovery": 1 - left,
            "retentate_mol_m3": (feed.contents(n)[:, None] - ended.states[..., :-2])
            / left[..., None],
            "area_m2": settings.feed_flow * ended.states[..., -2],
            "pressure_Pa": ended.states[..., -1],
        },
    )


def _streams(feed: Solution, flow: float, reached: np.ndarray, amount: np.ndarray) -> Streams:
    share = reached[:, None]
    permeate = np.where(share > 0, amount / np.where(share > 0, share, 1), 0.0)
    rest = (feed.concentration - amount) / (1 - share)
    inlet = np.broadcast_to(feed.concentration, rest.shape)
    return Streams(
        labels=("feed", "permeate", "concentrate"),
        direction=np.array([-1, 1, 1]),
        flow=flow * np.stack([np.ones_like(reached), reached, 1 - reached], axis=1),
        concentration=np.stack([inlet, permeate, rest], axis=1),
    )


def _advice(module: Module, ended: Ended, pressure: np.ndarray) -> tuple[str, ...]:
    """What limits, and by how much."""
    wanted, reached, scaling = module.settings.recovery, ended.recovery, ended.scaling
    rest = module.feed.contents(len(reached)) / (1 - wanted)
    needed = osmotic_pressure(rest, module.feed)
    text = {
        SOLVED: lambda i: "",
        UNCONVERGED: lambda i: (
            f"the core found no solution beyond a recovery of {reached[i]:.3f}; "
            "lower the recovery or the flux"
        ),
        OSMOTIC_LIMIT: lambda i: (
            f"{pressure[i] / 1e5:.3g} bar is used up by the osmotic difference and the channel's "
            f"losses at a recovery of {reached[i]:.3f}, {wanted - reached[i]:.3f} short of "
            f"{wanted:g}; without any salt in the permeate that recovery needs "
            f"{needed[i] / 1e5:.3g} bar"
        ),
        SCALING: lambda i: (
            f"{scaling.mineral[i]} saturates the concentrate at a recovery of {reached[i]:.3f}, "
            f"{wanted - reached[i]:.3f} short of {wanted:g}, where its saturation index would be "
            f"{scaling.end[i]:.2f}; allowed: {module.settings.saturation_index:g}; remove one of "
            "its ions first, or raise saturation_index where an antiscalant holds it"
        ),
    }
    return tuple(text[str(state)](i) for i, state in enumerate(ended.status))
