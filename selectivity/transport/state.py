"""An iterate, and the sizes that make its unknowns comparable."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from selectivity.transport.stack import Stack


@dataclass(frozen=True)
class State:
    """An iterate.

    Attributes
    ----------
    virtual : ndarray of shape (n_ions, n_elements, n_cases)
        Neutral virtual concentration at the downstream node of each element. [mol/m³]
    field : ndarray of shape (n_stages, n_elements, n_cases)
        h dϕ/dx. [-]
    ion_flux : ndarray of shape (n_ions, n_cases)
        [mol/(m² s)]
    water_flux, carrier : ndarray of shape (n_cases,)
        J_w and the flux w of c_p,i = J_i / w. [m/s]
    inlet, outlet : ndarray of shape (n_elements, n_cases) or None
        Donnan potentials at the ends of the elements. [-]
    """

    virtual: np.ndarray
    field: np.ndarray
    ion_flux: np.ndarray
    water_flux: np.ndarray
    carrier: np.ndarray
    inlet: np.ndarray | None = None
    outlet: np.ndarray | None = None

    def take(self, index: np.ndarray) -> State:
        """The cases of an index array."""
        values = {
            name: None if value is None else value[..., index]
            for name, value in self.__dict__.items()
        }
        return State(**values)

    def first(self, size: int) -> State:
        """The first elements; the others are empty."""
        cut = {
            name: value[..., :size, :]
            for name in ("virtual", "field", "inlet", "outlet")
            if (value := getattr(self, name)) is not None
        }
        return replace(self, **cut)


class Scales(NamedTuple):
    """Sizes that make the unknowns comparable: gross ion flux, water flux, concentration."""

    ion_flux: np.ndarray
    water_flux: np.ndarray
    concentration: np.ndarray


def scales_of(stack: Stack) -> Scales:
    """Gross flux of each ion through the stack, one way. See ``Scales``."""
    conductance = 1 / np.sum(stack.thickness * stack.resistance / stack.partition, axis=1)
    total = np.sum(stack.feed * stack.present, axis=0)
    total = total + np.sum(stack.permeate * stack.present, axis=0)
    head = np.where(np.isnan(stack.pressure), 0, np.abs(stack.pressure)) + total
    driven = head / np.where(stack.water_resistance > 0, stack.water_resistance, np.inf)
    water = np.where(np.isnan(stack.water_flux), driven, np.abs(stack.water_flux))
    slowest = np.max(conductance * stack.present, axis=0)
    current = np.where(np.isnan(stack.current), 0, np.abs(stack.current))
    content = np.maximum(stack.feed, stack.permeate)
    share = content / np.sum(content * stack.present + 1e-300, axis=0)
    return Scales(content * (conductance + water) + share * current, water + slowest, total)


def needs_sums(stack: Stack) -> bool:
    """Whether a case imposes a voltage or a pressure."""
    return bool(np.any(~np.isnan(stack.voltage) | ~np.isnan(stack.pressure)))
