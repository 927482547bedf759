"""What flows both ways: the size against which a net flux of nearly zero is judged."""

from __future__ import annotations

from typing import Final

import numpy as np

from selectivity.transport.mesh import Elements
from selectivity.transport.stack import Stack
from selectivity.transport.state import State

_SHARE: Final = 1e-6
"""A net flux that is a smaller share of what flows both ways is judged against that share."""


def gross_flux(
    elements: Elements, inside: tuple[np.ndarray, np.ndarray], water_flux: np.ndarray
) -> np.ndarray:
    """Flux of each ion one way, through the elements in series.

    A net flux is the difference of what flows either way, and inherits the rounding of both: where
    charge gathers an ion, its equilibrium exchange is as much larger, and no relative accuracy can
    be asked of a net flux that is zero but for rounding.

    Parameters
    ----------
    elements : Elements
    inside : tuple of ndarray of shape (n_ions, n_elements, n_cases)
        Concentrations in each element at its upstream and its downstream end. [mol/m³]
    water_flux : ndarray of shape (n_cases,)
        [m/s]

    Returns
    -------
    ndarray of shape (n_ions, n_cases)
        Zero where an ion is absent from an element. [mol/(m² s)]
    """
    content = np.maximum(*inside)
    passing = content * (1 + elements.length * np.abs(elements.convection * water_flux))
    with np.errstate(divide="ignore", invalid="ignore"):
        held = np.where(elements.length > 0, elements.length * elements.resistance / passing, 0.0)
        return 1 / np.sum(held, axis=1)


def inside_ends(stack: Stack, elements: Elements, state: State) -> tuple[np.ndarray, np.ndarray]:
    """Concentrations at the ends of the elements of a solution. See ``gross_flux``."""
    before = np.concatenate([stack.feed[:, None], state.virtual[:, :-1]], axis=1)
    charge = stack.charge[:, None]
    return (
        elements.partition * before * np.exp(-charge * state.inlet),
        elements.partition * state.virtual * np.exp(-charge * state.outlet),
    )


def flux_size(state: State, gross: np.ndarray) -> np.ndarray:
    """What a change of each ion flux is relative to. (n_ions, n_cases) [mol/(m² s)]"""
    size = np.maximum(np.abs(state.ion_flux), _SHARE * gross)
    return np.where(size > 0, size, 1.0)
