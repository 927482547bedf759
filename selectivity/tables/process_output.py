"""Results of a process as the JSON that ``selectivity process`` writes."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from selectivity.constants import GAS_CONSTANT
from selectivity.domain.process import ProcessResult, Solution

_JOULE_PER_KWH: Final = 3.6e6
_PASCAL_PER_BAR: Final = 1e5


def as_json(name: Any, feed: Solution, result: ProcessResult) -> dict[str, Any]:
    """A case's result: its membranes in order.

    Parameters
    ----------
    name : object
        Of the case, echoed.
    feed : Solution
    result : ProcessResult

    Returns
    -------
    dict
        What is undefined is NaN, which becomes null in the file.
    """
    count = len(result.status)
    return {
        "name": name,
        "process": result.process,
        "solution": _model(feed),
        "membranes": [_membrane(place, feed, result) for place in range(count)],
    }


def _model(feed: Solution) -> dict[str, Any]:
    """How solutions were taken, and what the model lacks."""
    if feed.table is None:
        return {"model": "ideal"}
    return {"model": feed.table.model, "stand_ins": dict(feed.table.stand_ins)}


def _strength(feed: Solution, content: np.ndarray) -> dict[str, Any]:
    """Osmotic pressure of a stream, ideal and real, and how near each mineral is."""
    ideal = GAS_CONSTANT * feed.temperature * float(np.sum(content))
    found: dict[str, Any] = {"osmotic_pressure_ideal_bar": ideal / _PASCAL_PER_BAR}
    if feed.table is None:
        return found
    real = float(feed.table.osmotic_pressure(content))
    index = feed.table.saturation_index(content)
    return {
        "osmotic_pressure_bar": real / _PASCAL_PER_BAR,
        **found,
        "inside_table": bool(feed.table.inside(content)),
        "saturation_index": dict(zip(feed.table.minerals, index.tolist(), strict=True)),
    }


def _ions(feed: Solution, values: np.ndarray) -> dict[str, float]:
    return dict(zip(feed.names, np.asarray(values, float).tolist(), strict=True))


def _membrane(place: int, feed: Solution, result: ProcessResult) -> dict[str, Any]:
    streams = result.streams
    return {
        "membrane": place + 1,
        "status": str(result.status[place]),
        "advice": result.advice[place],
        "streams": {
            label: {
                "enters": bool(streams.direction[number] < 0),
                "flow_m3_s": streams.flow[place, number],
                "concentration_mol_m3": _ions(feed, streams.concentration[place, number]),
                **_strength(feed, streams.concentration[place, number]),
            }
            for number, label in enumerate(streams.labels)
        },
        **_metrics(place, feed, result),
        "process_numbers": {
            key: _of_shape(value[place], feed) for key, value in result.scalars.items()
        },
        "profiles": {key: value[place] for key, value in result.profiles.items()},
    }


def _of_shape(value: np.ndarray, feed: Solution) -> Any:
    """Numbers per ion with the ions' names; others as they are."""
    return _ions(feed, value) if np.shape(value) == (len(feed.names),) else value


def _metrics(place: int, feed: Solution, result: ProcessResult) -> dict[str, Any]:
    metrics = result.metrics
    polarization = metrics.polarization[place]
    shares = metrics.resistance_share[place]
    target = feed.names[feed.target] if feed.target >= 0 else ""
    return {
        "polarization": {
            ion: {"feed": polarization[i, 0], "permeate": polarization[i, 1]}
            for i, ion in enumerate(feed.names)
        },
        "transport_number": _ions(feed, metrics.transport_number[place]),
        "resistance_share": {
            ion: {str(layer + 1): shares[layer, i] for layer in range(len(shares))}
            for i, ion in enumerate(feed.names)
        },
        "separation_factor": {
            f"{target}/{ion}": metrics.separation_factor[place, i]
            for i, ion in enumerate(feed.names)
            if target and i != feed.target and feed.charge[i] * feed.charge[feed.target] > 0
        },
        "target_recovery": metrics.target_recovery[place],
        "purity_mol": metrics.purity_mol[place],
        "purity_mass": metrics.purity_mass[place],
        "power_W": metrics.power[place],
        "energy_kWh_per_m3_product": metrics.energy_per_volume[place] / _JOULE_PER_KWH,
        "energy_kWh_per_kg_Li": metrics.energy_per_target[place] / _JOULE_PER_KWH,
        "energy_kWh_per_kg_Li2CO3": metrics.energy_per_carbonate[place] / _JOULE_PER_KWH,
        "minimum_power_W": metrics.minimum_power[place],
        "minimum_power_ideal_W": metrics.minimum_power_ideal[place],
        "efficiency": metrics.efficiency[place],
        "energy_over_minimum": metrics.energy_ratio[place],
        "water_balance": metrics.water_balance[place],
        "ion_balance": metrics.ion_balance[place],
    }
