"""What a free-energy term is, and what it may read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from selectivity.domain.channels import Channels, Region
from selectivity.domain.ions import Ions
from selectivity.domain.options import ModelOptions

EXCLUDED_VOLUME = "excluded volume"
INNER_SHELLS = "inner-shell solvation"
SHELL_VOLUME = "volume of the hydration shells"
CONTINUUM = "outer (continuum) solvation"
SITE_BINDING = "site binding"


@dataclass(frozen=True)
class Hydration:
    """State of the hydration layers of every ion in one region (theory 1.3).

    Attributes
    ----------
    lost_energy : ndarray
        Σ (1 - f_ν) E_ν, before the wall replaces a part; zero where no dehydration term is on.
        Shape as the result. [J/mol]
    mean_intact : ndarray
        f̄, intact fraction weighted by layer volume; 1 where no dehydration term is on. [-]
    outer_radius : ndarray
        Outer radius of the last explicit layer. [m]
    radius_in_channel : ndarray
        Radius that the ion has inside the channel (theory 1.1). [m]
    """

    lost_energy: np.ndarray
    mean_intact: np.ndarray
    outer_radius: np.ndarray
    radius_in_channel: np.ndarray


@dataclass(frozen=True)
class Surroundings:
    """One region of the channels as a term sees it.

    Attributes
    ----------
    region : Region
        Interior or mouth. Fields (..., n_candidates, 1).
    channels : Channels
        Candidate constants that belong to no region.
    water_permittivity : float
        ε_w of bulk water at the temperature. [-]
    options : ModelOptions
        The choices in force.
    hydration : Hydration
        Shared by steric exclusion, dehydration and the dielectric term.
    """

    region: Region
    channels: Channels
    water_permittivity: float
    options: ModelOptions
    hydration: Hydration

    @property
    def ratio(self) -> np.ndarray:
        """λ, radius inside the channel over pore radius or half gap. [-]"""
        return self.hydration.radius_in_channel / self.region.size


@dataclass(frozen=True)
class Term:
    """A molar free energy of entry.

    Attributes
    ----------
    name : str
        Key in ``TERMS`` and in every output.
    energy : callable
        ``(ions, surroundings, temperature) -> J/mol``, shape as the result; positive opposes
        being in the pore; ``inf`` where the ion is excluded.
    covers : callable
        ``options -> frozenset`` of what the term accounts for. Two terms that cover the same
        thing are not chosen together.
    """

    name: str
    energy: Callable[[Ions, Surroundings, float], np.ndarray]
    covers: Callable[[ModelOptions], frozenset[str]]
