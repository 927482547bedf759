"""A closed cell between two electrodes of the target ion: Butler–Volmer faces (theory 5.8)."""

from __future__ import annotations

from dataclasses import dataclass
from math import pi
from typing import Final

import numpy as np

from selectivity.constants import FARADAY, thermal_voltage
from selectivity.domain.process import (
    LIMITING_CURRENT,
    SOLVED,
    UNCONVERGED,
    Membranes,
    ProcessResult,
    Solution,
    Streams,
)
from selectivity.errors import ModelError
from selectivity.process.base import check_neutral, check_settings, setting
from selectivity.process.cell_faces import Faces, limit_of, solve_faces
from selectivity.process.crossing import Films
from selectivity.process.metrics import assemble, local_metrics

_NEWTON_STEPS: Final = 60
_ENOUGH: Final = 1e-12


@dataclass(frozen=True)
class ElectrodeSettings:
    """A symmetric cell: the target dissolves at the first face and deposits at the other.

    Attributes
    ----------
    current : float
        [A/m²]
    area : float
        Of an electrode. [m²]
    exchange_current : float
        i_0 at the reference concentration. [A/m²]
    reference_concentration : float
        Of the target. [mol/m³]
    anodic_transfer, cathodic_transfer : float
        α_a and α_c; i_0 goes with the target's concentration at the face to the power α_a. [-]
    """

    current: float = setting(1.0, "A_m2", 0.0, open_low=True)
    area: float = setting(1.0, "m2", 0.0, open_low=True)
    exchange_current: float = setting(10.0, "A_m2", 0.0, open_low=True)
    reference_concentration: float = setting(1000.0, "mol_m3", 0.0, open_low=True)
    anodic_transfer: float = setting(0.5, "", 0.0, 1.0, open_low=True)
    cathodic_transfer: float = setting(0.5, "", 0.0, 1.0, open_low=True)


def overpotential(
    current: np.ndarray, exchange: np.ndarray, anodic: float, cathodic: float
) -> np.ndarray:
    """η with i = i_0 [exp(α_a η) − exp(−α_c η)]. [-]

    Parameters
    ----------
    current : ndarray
        Positive when the target dissolves. [A/m²]
    exchange : ndarray
        i_0. [A/m²]
    anodic, cathodic : float
        α_a, α_c. [-]

    Returns
    -------
    ndarray
        In units of RT/F.
    """
    ratio = np.asarray(current) / exchange
    both = anodic + cathodic
    eta = 2 * np.arcsinh(ratio / 2) / both
    for _ in range(_NEWTON_STEPS):
        forward, back = np.exp(anodic * eta), np.exp(-cathodic * eta)
        step = (ratio - forward + back) / (anodic * forward + cathodic * back)
        eta = eta + np.clip(step, -2.0, 2.0)
        if np.all(np.abs(step) <= _ENOUGH * (1 + np.abs(eta))):
            break
    return eta


def sand_time(feed: Solution, current: float) -> float:
    """Time to exhaust the salt at a planar electrode, D_salt π [z F c/(2 I (1 − t₊))]². [s]

    Parameters
    ----------
    feed : Solution
        The target and one anion.
    current : float
        [A/m²]

    Returns
    -------
    float
        NaN for more ions than two.

    References
    ----------
    newman2004
    """
    if len(feed.charge) != 2:
        return np.nan
    ion = feed.target
    z, d = feed.charge, feed.diffusivity
    carried = z**2 * d * feed.concentration
    share = carried[ion] / np.sum(carried)
    salt = (abs(z[0]) + abs(z[1])) * d[0] * d[1] / np.sum(np.abs(z) * d)
    wide = z[ion] * FARADAY * feed.concentration[ion] / (2 * current * (1 - share))
    return float(pi * salt * wide**2)


def solve(membranes: Membranes, feed: Solution, settings: ElectrodeSettings) -> ProcessResult:
    """Steady state of a cell that was filled with the feed.

    Parameters
    ----------
    membranes : Membranes
        Separator or electrolyte layers between the electrodes.
    feed : Solution
        What the cell holds on average; every ion but the target keeps its amount.
    settings : ElectrodeSettings

    Returns
    -------
    ProcessResult

    Raises
    ------
    ModelError
        Without a target ion.
    """
    check_settings(settings)
    check_neutral(feed.concentration, feed.names, feed.charge, "the electrolyte")
    if feed.target < 0 or feed.charge[feed.target] <= 0:
        raise ModelError("no Li+ among the ions; the electrodes need an ion that reacts")
    limit = limit_of(membranes, feed)
    faces = solve_faces(membranes, feed, np.full(membranes.n_membranes, settings.current), limit)
    voltage, losses = _voltage(faces, feed, settings)
    streams = _streams(membranes, feed, settings)
    power = voltage * settings.current * settings.area
    beyond = settings.current >= limit
    inside = faces.result.profiles
    good = faces.good & ~beyond
    return ProcessResult(
        process="electrode",
        status=np.where(good, SOLVED, np.where(beyond, LIMITING_CURRENT, UNCONVERGED)),
        advice=_advice(good, limit, settings.current),
        streams=streams,
        metrics=assemble(feed, streams, "cell", power, local_metrics(feed, Films(), faces.result)),
        scalars={
            "area_m2": np.full(len(good), settings.area),
            "limiting_current_A_m2": limit,
            "current_share_of_limit": settings.current / limit,
            "cell_voltage_V": voltage,
            **losses,
            "anode_face_mol_m3": faces.left,
            "cathode_face_mol_m3": faces.right,
            "salt_kept": faces.kept,
            "sand_time_s": np.full(len(good), sand_time(feed, settings.current)),
        },
        profiles={
            "position_m": inside.position,
            "concentration_mol_m3": np.swapaxes(inside.concentration, 1, 2),
        },
    )


def _voltage(
    faces: Faces, feed: Solution, settings: ElectrodeSettings
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Voltage of the cell and its parts. [V]"""
    unit = thermal_voltage(feed.temperature)
    alphas = (settings.anodic_transfer, settings.cathodic_transfer)
    parts = []
    for content, sign in ((faces.left, 1.0), (faces.right, -1.0)):
        ratio = content[:, feed.target] / settings.reference_concentration
        exchange = settings.exchange_current * ratio**settings.anodic_transfer
        flow = np.full(len(ratio), sign * settings.current)
        parts.append((unit * overpotential(flow, exchange, *alphas), unit * np.log(ratio)))
    (anode, first), (cathode, second) = parts
    drop = faces.result.potential_drop
    losses = {
        "anode_overpotential_V": anode,
        "cathode_overpotential_V": cathode,
        "concentration_overpotential_V": (first - second) / feed.charge[feed.target],
        "solution_drop_V": drop,
    }
    whole = anode - cathode + losses["concentration_overpotential_V"] + drop
    return whole, losses


def _streams(membranes: Membranes, feed: Solution, settings: ElectrodeSettings) -> Streams:
    """The filling, before and after: nothing enters or leaves."""
    volume = np.sum(membranes.thickness, axis=1) * settings.area
    content = np.tile(feed.concentration, (len(volume), 2, 1))
    return Streams(("feed", "cell"), np.array([-1, 1]), np.stack([volume] * 2, axis=1), content)


def _advice(good: np.ndarray, limit: np.ndarray, current: float) -> tuple[str, ...]:
    return tuple(
        ""
        if fine
        else "the core found neither the cell nor its limiting current; lower the current"
        if np.isnan(most)
        else "the core found no solution of the cell; lower the current"
        if current < most
        else f"{current:.4g} A/m² against a limiting current of {most:.4g} A/m² "
        f"({current / most:.2f} times): the target is used up at the cathode; lower the current "
        "or shorten the cell"
        for fine, most in zip(good, limit, strict=True)
    )
