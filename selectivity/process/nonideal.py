"""Real osmotic pressures and membrane potentials where solutions are not ideal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final, NamedTuple

import numpy as np

from selectivity.constants import thermal_voltage
from selectivity.domain.activity import SoluteTable
from selectivity.domain.layered import TransportResult

_LEAST: Final = 0.05
"""A feedback this close to one is not extrapolated. [-]"""
_ENOUGH: Final = 1e-5
"""Change of the excess osmotic difference, over the pressures that act. [-]"""
_MOST: Final = 12


def excess_difference(table: SoluteTable, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Π − RT Σ c on the left less that on the right, of solutions (n, n_ions). [Pa]"""
    return table.excess_pressure(left) - table.excess_pressure(right)


class Barrier(NamedTuple):
    """Layers before and behind the membrane's faces, and its resistance to water [Pa s/m]."""

    before: int
    after: int
    resistance: np.ndarray

    def excess(self, table: SoluteTable, result: TransportResult) -> np.ndarray:
        """Pressure that real solutions take beyond ideal ones, as far as the membrane reflects.

        A membrane that ions pass freely feels no osmotic difference, whatever the solutions are:
        the excess counts with the apparent reflection coefficient of the ideal crossing,
        (P − J_w/A)/RT ΔΣc, held between 0 and 1.
        """
        nodes = result.node_concentration
        left, right = nodes[:, self.before], nodes[:, nodes.shape[1] - 1 - self.after]
        ideal = table.ideal_pressure(left) - table.ideal_pressure(right)
        with np.errstate(all="ignore"):
            share = (result.pressure - result.water_flux * self.resistance) / ideal
        share = np.where(np.isfinite(share), np.clip(share, 0.0, 1.0), 1.0)
        return share * excess_difference(table, left, right)


def with_activities(
    table: SoluteTable,
    solve: Callable[[dict[str, Any]], TransportResult],
    drive: dict[str, Any],
    barrier: Barrier,
    sides: tuple[np.ndarray, np.ndarray | None],
) -> TransportResult:
    """A crossing whose water feels the real osmotic pressures at the membrane's faces.

    The core is ideal. It gets the pressure less the excess osmotic difference, found by secants
    from that of the bulk.

    Parameters
    ----------
    table : SoluteTable
    solve : callable
        Crossing of ideal solutions under a drive.
    drive : dict
        Arguments of ``solve``; a water flux needs no iteration.
    barrier : Barrier
    sides : tuple of ndarray of shape (n_membranes, n_ions)
        Both solutions; None for a permeate that is not known. [mol/m³]

    Returns
    -------
    TransportResult
        Its pressure is the real one.
    """
    left, right = sides
    if "pressure" not in drive:
        result = solve(drive)
        return replace(result, pressure=result.pressure + barrier.excess(table, result))
    guess = table.excess_pressure(left)
    guess = guess if right is None else guess - table.excess_pressure(right)
    guess = np.where(np.isfinite(guess), guess, 0.0)  # a side that is not known stays unsolved
    scale = np.abs(drive["pressure"]) + table.osmotic_pressure(left)
    tried = excess = np.full_like(guess, np.nan)
    for _ in range(_MOST):
        result = solve({**drive, "pressure": drive["pressure"] - guess})
        found = barrier.excess(table, result)
        if np.all((np.abs(found - guess) <= _ENOUGH * scale) | np.isnan(found)):
            break
        with np.errstate(all="ignore"):
            slope = (found - excess) / (guess - tried)
        slope = np.where(np.isfinite(slope) & (slope < 1 - _LEAST), slope, 0.0)
        tried, excess = guess, found
        guess = np.where(np.isnan(found), guess, guess + (found - guess) / (1 - slope))
    return replace(result, pressure=result.pressure + guess)


def potential_excess(
    table: SoluteTable, charge: np.ndarray, sides: tuple[np.ndarray, np.ndarray], flux: np.ndarray
) -> np.ndarray:
    """What activities add to the voltage over a membrane, counter-ions by their share in the flux.

    Parameters
    ----------
    table : SoluteTable
    charge : ndarray of shape (n_ions,)
        [-]
    sides : tuple of ndarray of shape (n_membranes, n_ions)
        Left and right. [mol/m³]
    flux : ndarray of shape (n_membranes, n_ions)
        [mol/(m² s)]

    Returns
    -------
    ndarray of shape (n_membranes,)
        Right over left: V_T Σ t_i/z_i ln(γ_right/γ_left), t of the ions of the sign that carries
        most. [V]
    """
    carried = np.abs(charge * flux)
    positive = np.sum(carried * (charge > 0), axis=1) >= np.sum(carried * (charge < 0), axis=1)
    own = carried * np.where(positive[:, None], charge > 0, charge < 0)
    with np.errstate(all="ignore"):
        share = own / np.sum(own, axis=1, keepdims=True)
        per_charge = np.where(own > 0, share / np.where(charge == 0, 1, charge), 0.0)
    ratio = table.log_coefficient(sides[1]) - table.log_coefficient(sides[0])
    return thermal_voltage(table.temperature) * np.sum(per_charge * ratio, axis=1)
