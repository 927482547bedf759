"""Ion properties as arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Ions:
    """Properties of n ions at one temperature.

    Ion fields have shape (n_ions,); sampled fields (n_samples, 1, n_ions), so that they broadcast
    with candidate fields of shape (n_candidates, 1) or (n_samples, n_candidates, 1).

    Attributes
    ----------
    names : tuple of str
        Identifiers of ``data/ions.csv``, such as ``Li+``.
    charge : ndarray
        Signed charge number. [-]
    bare_radius : ndarray
        Ionic radius. [m]
    hydrated_radius : ndarray
        Outer radius of the last explicit hydration layer. [m]
    stokes_radius : ndarray
        Radius from the diffusivity by Stokes' law. [m]
    hydration_gibbs : ndarray
        Gibbs energy of hydration, negative, one proton scale. [J/mol]
    diffusivity : ndarray
        In water at infinite dilution, at the temperature of the run. [m²/s]
    hydrated_radius_assumed : ndarray of bool
        True where the table has none and bare radius + one water diameter stands in. (n_ions,)
    """

    names: tuple[str, ...]
    charge: np.ndarray
    bare_radius: np.ndarray
    hydrated_radius: np.ndarray
    stokes_radius: np.ndarray
    hydration_gibbs: np.ndarray
    diffusivity: np.ndarray
    hydrated_radius_assumed: np.ndarray

    @property
    def n_ions(self) -> int:
        """Number of ions."""
        return len(self.names)
