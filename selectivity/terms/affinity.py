"""Constant affinity of an ion for the wall (theory 1.5, where binding is not solved)."""

from __future__ import annotations

import numpy as np

from selectivity.domain.ions import Ions
from selectivity.domain.options import ModelOptions
from selectivity.terms.base import SITE_BINDING, Surroundings, Term


def _energy(ions: Ions, surroundings: Surroundings, temperature: float) -> np.ndarray:
    """ΔG_affinity of the candidate, a constant; negative attracts. [J/mol]"""
    return surroundings.channels.affinity_energy + 0.0 * surroundings.hydration.outer_radius


def _covers(options: ModelOptions) -> frozenset[str]:
    """Binding to sites, which must then not be solved with the composition."""
    return frozenset({SITE_BINDING})


AFFINITY = Term("affinity", _energy, _covers)
