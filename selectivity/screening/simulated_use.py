"""Permeabilities along simulated profiles, point by point (theory 3.1, 6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import ndtri

from selectivity.domain.channels import Channels
from selectivity.domain.feed import Feed
from selectivity.domain.ions import Ions
from selectivity.screening import sampling
from selectivity.screening.outcome import Outcome
from selectivity.screening.settings import Settings
from selectivity.screening.simulated import Line, Profile, Profiles
from selectivity.screening.simulated_charge import (
    remaining_charge,
    remaining_donnan,
    said_of_charge,
)
from selectivity.stages.entry import access_resistance
from selectivity.stages.profile import profile_permeability

PMF: Final = "pmf"
"""Name of the simulated free energy among the terms."""

N_POSITIONS: Final = 201
"""Points of a profile along the channel; between them exp(G/RT)/D is exponential. [-]"""

FRACTION: Final = np.linspace(-0.5, 0.5, N_POSITIONS)


@dataclass(frozen=True)
class Use:
    """A profile at work in one candidate; arrays of shape (n_samples,).

    Attributes
    ----------
    candidate, ion : int
        Positions in the chunk.
    profile : Profile
    analytic, permeability : ndarray
        P without and with the profile. [m/s]
    barrier : ndarray
        Highest G inside the channel. [J/mol]
    content : ndarray
        ⟨e^(-G/RT)⟩ between the mouths. [-]
    mouth_energy : ndarray
        Mean G of the entry mouth. [J/mol]
    resistance : ndarray of shape (3, n_samples)
        Entry, transit, exit; access is part of entry and exit. [s/m]
    inside : ndarray
        Length between the mouths. [m]
    donnan : ndarray
        z RT Δϕ_D of charge that was not simulated, part of every energy above. [J/mol]
    electrostatics : str
        Where the electrostatics are, in words.
    """

    candidate: int
    ion: int
    profile: Profile
    analytic: np.ndarray
    permeability: np.ndarray
    barrier: np.ndarray
    content: np.ndarray
    mouth_energy: np.ndarray
    resistance: np.ndarray
    inside: np.ndarray
    donnan: np.ndarray
    electrostatics: str


def simulated_uses(
    outcome: Outcome, given: tuple[Channels, Ions, Feed], profiles: Profiles, settings: Settings
) -> list[Use]:
    """Permeabilities of every simulated candidate and ion of a chunk, used or not.

    Parameters
    ----------
    outcome : Outcome
        Of the analytic model.
    given : tuple
        What it was computed from.
    profiles : Profiles
    settings : Settings

    Returns
    -------
    list of Use
    """
    names = given[0].names
    return [
        _use(outcome, given, (index, place, profiles[name, ion]), settings)
        for index, name in enumerate(names)  # simulated ones only: a handful
        for place, ion in enumerate(settings.ions)
        if (name, ion) in profiles
    ]


def _use(
    outcome: Outcome,
    given: tuple[Channels, Ions, Feed],
    which: tuple[int, int, Profile],
    settings: Settings,
) -> Use:
    channels, ions, feed = given
    index, ion, profile = which
    n_samples = settings.n_samples
    key = f"{channels.names[index]}|{settings.ions[ion]}|{PMF}"
    drawn = ndtri(sampling.candidate_points((key,), n_samples, 2, settings.seed)[:, 0])
    length, mouth = _own(channels.length, index), _own(channels.mouth_length, index)
    place = _places(profile.ends, length)
    remaining = remaining_charge(outcome, index, profile.simulated_charge)
    donnan = remaining_donnan(outcome, given, index, remaining)[:, ion]
    said = said_of_charge(profile, remaining, donnan)
    donnan = np.nan_to_num(donnan)
    energy = _at(profile.free_energy, place, drawn[:, :1]) + donnan[:, None]
    diffusivity = _diffusivity(outcome, channels, which, (place, drawn[:, 1:]))
    ends = 0.5 - float(np.median(mouth / length))
    temperature = feed.temperature
    result = profile_permeability(energy, diffusivity, FRACTION, temperature, (-ends, ends))
    along = length[:, 0] / result.ion_permeability
    access = _access(channels, ions, index)[:, ion]
    resistance = np.stack(
        [
            result.share_entry * along + access,
            result.share_transit * along,
            result.share_exit * along + access,
        ]
    )
    at_mouth = np.mean(energy[:, -ends >= FRACTION], axis=1)
    return Use(
        index,
        ion,
        profile,
        outcome.permeability[:, index, ion],
        1.0 / resistance.sum(axis=0),
        energy.max(axis=1),
        result.content,
        at_mouth,
        resistance,
        (length - 2.0 * mouth)[:, 0],
        donnan,
        said,
    )


def _own(values: np.ndarray, index: int) -> np.ndarray:
    """One candidate's samples. (n_samples, 1)"""
    return np.asarray(values)[..., index, :].reshape(-1, 1)


def _places(ends: tuple[float, float], length: np.ndarray) -> np.ndarray:
    """Where in the profile each point of the channel lies. (n_samples, N_POSITIONS) [m]

    A channel longer than the simulated one repeats its centre; one that is shorter is its middle.
    """
    low, high = ends
    centre = 0.5 * (low + high)
    spare = np.maximum(length - (high - low), 0.0)
    away = FRACTION * length
    return centre + np.sign(away) * np.maximum(np.abs(away) - 0.5 * spare, 0.0)


def _at(line: Line, place: np.ndarray, drawn: np.ndarray) -> np.ndarray:
    """Value with one error for the whole profile, as its errors are correlated."""
    value = np.interp(place, line.position, line.value)
    return value + drawn * np.interp(place, line.position, line.error)


def _diffusivity(
    outcome: Outcome,
    channels: Channels,
    which: tuple[int, int, Profile],
    at: tuple[np.ndarray, np.ndarray],
) -> np.ndarray:
    """Superficial D(z): simulated where it may be used, else K_d D_m. [m²/s]"""
    (index, ion, profile), (place, drawn) = which, at
    analytic = outcome.factors["transit_diffusivity"][:, index, ion][:, None]
    if profile.diffusivity is None:
        return np.broadcast_to(analytic, place.shape)
    line = profile.diffusivity
    spread = sampling.lognormal_spread(line.value, line.error)
    local = np.interp(place, line.position, np.log(line.value))
    local = np.exp(local + drawn * np.interp(place, line.position, spread))
    return local * _own(channels.porosity / channels.tortuosity_factor, index)


def _access(channels: Channels, ions: Ions, index: int) -> np.ndarray:
    """Access resistance of one face. (n_samples, n_ions) [s/m]"""
    mouth = channels.mouth
    unit = access_resistance(mouth.size, mouth.is_slit, channels.porosity, np.ones(1))
    diffusivity = np.asarray(ions.diffusivity)
    return _own(unit, index) / diffusivity.reshape(-1, diffusivity.shape[-1])
