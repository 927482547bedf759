"""The Donnan term of the charge that a simulation did not hold (theory 3.1)."""

from __future__ import annotations

from typing import Final

import numpy as np

from selectivity.constants import thermal_energy
from selectivity.domain.channels import Channels
from selectivity.domain.feed import Feed
from selectivity.domain.ions import Ions
from selectivity.screening.outcome import Outcome
from selectivity.screening.simulated import Profile
from selectivity.stages.donnan import DonnanProblem, solve_donnan

_OF_CHARGE: Final = ("donnan", "binding")
"""Energies that follow from the composition of the pore, and are no part of Φ."""

_ROUNDING: Final = 1e-6  # of the simulated charge, mol/m³ where that is zero


def remaining_charge(outcome: Outcome, index: int, simulated: float) -> np.ndarray:
    """Charge of a candidate that its simulation did not hold.

    Parameters
    ----------
    outcome : Outcome
        Of the analytic model.
    index : int
        Candidate.
    simulated : float
        Signed, per pore water; NaN where it is not stated. [mol/m³]

    Returns
    -------
    ndarray of shape (n_samples, 1)
        X − X_sim, and of the ions bound to X the share that X_sim does not account for; 0 where
        the simulated charge is not stated. [mol/m³]
    """
    own, effective = (
        np.asarray(outcome.values[name])[:, index, :]
        for name in ("fixed_charge", "effective_charge")
    )
    if np.isnan(simulated):
        return np.zeros_like(own)
    charged = own != 0
    share = np.where(charged, simulated / np.where(charged, own, 1.0), 0.0)
    return own - simulated + (effective - own) * (1.0 - np.clip(share, 0.0, 1.0))


def remaining_donnan(
    outcome: Outcome, given: tuple[Channels, Ions, Feed], index: int, remaining: np.ndarray
) -> np.ndarray:
    """z RT Δϕ_D of the remaining charge, constant along the channel.

    Parameters
    ----------
    outcome : Outcome
        Of the analytic model, whose Φ it takes.
    given : tuple
        What it was computed from.
    index : int
        Candidate.
    remaining : ndarray of shape (n_samples, 1)
        Charge that was not simulated. [mol/m³]

    Returns
    -------
    ndarray of shape (n_samples, n_ions)
        0 where no charge remains, NaN where no ion that fits can balance it. [J/mol]
    """
    _, ions, feed = given
    shape = outcome.permeability.shape
    parts = [
        np.broadcast_to(value, shape)[:, index]
        for name, value in outcome.energies["interior"].items()
        if name not in _OF_CHARGE
    ]
    thermal = thermal_energy(feed.temperature)
    partition = np.exp(-np.sum(parts, axis=0) / thermal)
    concentration = np.asarray(feed.concentration)
    concentration = concentration.reshape(-1, concentration.shape[-1])
    charge = np.broadcast_to(np.asarray(ions.charge).reshape(-1, shape[-1]), partition.shape)
    state = solve_donnan(DonnanProblem(partition * concentration, charge, remaining, 0.0, None))
    potential = np.where(state.closed, np.nan, state.potential)
    return np.where(remaining == 0, 0.0, charge * potential * thermal)


def said_of_charge(profile: Profile, remaining: np.ndarray, added: np.ndarray) -> str:
    """Where the electrostatics of a candidate are, in words.

    Parameters
    ----------
    profile : Profile
    remaining : ndarray of shape (n_samples, 1)
        [mol/m³]
    added : ndarray of shape (n_samples,)
        Donnan term that was added. [J/mol]
    """
    simulated = profile.simulated_charge
    if np.isnan(simulated):
        return "in the profile (assumed: the simulated charge is not stated)"
    held = f"in the profile for the simulated charge of {simulated:g} mol/m3"
    left = float(np.median(remaining))
    if abs(left) <= _ROUNDING * max(abs(simulated), 1.0):
        return f"{held}; no other charge"
    if not np.isfinite(added).all():
        return f"{held}; no Donnan term for the other {left:.3g} mol/m3: no ion can balance it"
    return f"{held}; Donnan term added for the other {left:.3g} mol/m3"
