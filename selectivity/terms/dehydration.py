"""Cost of the hydration that a narrow channel takes away (theory 1.3)."""

from __future__ import annotations

import numpy as np

from selectivity.domain.ions import Ions
from selectivity.domain.options import ModelOptions
from selectivity.terms.base import INNER_SHELLS, SHELL_VOLUME, Surroundings, Term


def dehydration_free_energy(lost_energy: np.ndarray, hydration_replaced: np.ndarray) -> np.ndarray:
    """(1 - χ) times the energy of the lost hydration.

    Parameters
    ----------
    lost_energy : ndarray
        Σ (1 - f_ν) E_ν (shells), or s (1 - f) |ΔG_hyd| (linear). [J/mol]
    hydration_replaced : ndarray
        χ in [0, 1], the share that the wall or the rearranged waters replace. [-]

    Returns
    -------
    ndarray
        >= 0. [J/mol]
    """
    return (1.0 - hydration_replaced) * lost_energy


def _energy(ions: Ions, surroundings: Surroundings, temperature: float) -> np.ndarray:
    """Dehydration cost; the temperature acts through ε_w in the layer energies. [J/mol]"""
    return dehydration_free_energy(
        surroundings.hydration.lost_energy, surroundings.channels.hydration_replaced
    )


def _covers(options: ModelOptions) -> frozenset[str]:
    """The explicit layers, and nothing outside them."""
    return frozenset({INNER_SHELLS, SHELL_VOLUME})


DEHYDRATION_SHELLS = Term("dehydration_shells", _energy, _covers)
DEHYDRATION_LINEAR = Term("dehydration_linear", _energy, _covers)
