"""Permeability along a free-energy profile, point by point (theory 3.1)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from selectivity.constants import thermal_energy
from selectivity.domain.results import pair_ratio
from selectivity.errors import ModelError
from selectivity.stages.layout import divide


@dataclass(frozen=True)
class ProfileResult:
    """Permeability of a profile and where its resistance sits; position reduced.

    Attributes
    ----------
    ion_permeability : ndarray
        P; 0 where a barrier is infinite. [m/s]
    share_entry, share_transit, share_exit : ndarray
        Of the total resistance, split at the mouths. [-]
    content : ndarray
        ⟨e^(-G/RT)⟩ over the channel between the mouths. [-]
    """

    ion_permeability: np.ndarray
    share_entry: np.ndarray
    share_transit: np.ndarray
    share_exit: np.ndarray
    content: np.ndarray


def profile_permeability(
    free_energy: np.ndarray,
    diffusivity: np.ndarray,
    position: np.ndarray,
    temperature: float,
    mouths: tuple[float, float] | None = None,
    electrostatic: np.ndarray | float = 0.0,
) -> ProfileResult:
    """1/P = ∫ exp(G/RT)/D dx and its split at the mouths.

    Parameters
    ----------
    free_energy : ndarray of shape (..., n_positions)
        G(x), zero in the bulk; ``inf`` excludes. [J/mol]
    diffusivity : ndarray of shape (..., n_positions)
        Local D(x), superficial. [m²/s]
    position : ndarray of shape (n_positions,)
        Rising; a jump of the profile is a position given twice. [m]
    temperature : float
        [K]
    mouths : tuple of float, optional
        Where the entry ends and the exit begins, inside the profile; the ends of the profile
        (no entry, no exit) if left out. [m]
    electrostatic : ndarray or float
        z RT Δϕ_D of charge that was not part of the profile; 0 where the simulation had it. [J/mol]

    Returns
    -------
    ProfileResult

    Raises
    ------
    ModelError
        If positions do not rise, or the mouths lie outside.

    Notes
    -----
    Between points exp(G/RT)/D is taken as exponential, which is exact for a linear G and for a
    constant one. Resistances are counted from the lowest barrier, so that a barrier of hundreds
    of RT does not overflow.
    """
    position = np.asarray(position, dtype=float)
    start, end = (position[0], position[-1]) if mouths is None else mouths
    if np.any(np.diff(position) < 0) or not position[0] <= start < end <= position[-1]:
        raise ModelError(
            "profile: found positions that do not rise or mouths outside them; allowed: rising "
            "positions with both mouths inside; sort the profile and check its unit"
        )
    barrier = (np.asarray(free_energy) + electrostatic) / thermal_energy(temperature)
    logarithm = barrier - np.log(diffusivity)
    highest = np.max(logarithm, axis=-1, keepdims=True)
    pieces = _cumulative(_scaled_resistance(logarithm, highest), position)
    entry, both = (_at(pieces, position, mouth) for mouth in (start, end))
    total = pieces[..., -1]
    occupied = _cumulative(np.exp(-barrier), position)
    content = (_at(occupied, position, end) - _at(occupied, position, start)) / (end - start)
    with np.errstate(over="ignore"):
        permeability = np.exp(-highest[..., 0]) / total
    shares = entry / total, (both - entry) / total, (total - both) / total
    return ProfileResult(permeability, *shares, content)


def _scaled_resistance(logarithm: np.ndarray, highest: np.ndarray) -> np.ndarray:
    """exp(logarithm - highest); 1 where a barrier is infinite and 0 elsewhere in its profile."""
    blocked = np.isposinf(highest)
    finite = np.where(blocked, -np.inf, logarithm)
    return np.where(np.isposinf(logarithm), 1.0, np.exp(finite - np.where(blocked, 0.0, highest)))


def _cumulative(values: np.ndarray, position: np.ndarray) -> np.ndarray:
    """Integral up to each position, exponential between points. (..., n_positions)"""
    left, right = values[..., :-1], values[..., 1:]
    both = (left > 0) & (right > 0)
    log_ratio = np.log(np.where(both, right, 1.0)) - np.log(np.where(both, left, 1.0))
    # The trapezoid is the limit of the logarithmic mean for equal ends.
    curved = both & (np.abs(log_ratio) > 1e-6)
    mean = np.where(curved, divide(right - left, log_ratio, 0.0), 0.5 * (left + right))
    steps = np.cumsum(mean * np.diff(position), axis=-1)
    return np.concatenate([np.zeros_like(steps[..., :1]), steps], axis=-1)


def _at(cumulative: np.ndarray, position: np.ndarray, where: float) -> np.ndarray:
    """Integral up to a place between two positions, linear in between. (...)"""
    index = int(np.clip(np.searchsorted(position, where, side="right"), 1, len(position) - 1))
    width = position[index] - position[index - 1]
    share = 1.0 if width == 0 else (where - position[index - 1]) / width
    return (1.0 - share) * cumulative[..., index - 1] + share * cumulative[..., index]


def profile_selectivity(result: ProfileResult, a: int, b: int) -> tuple[np.ndarray, ...]:
    """Total, partition and diffusion selectivity of two profiles (theory 3.1).

    Partition is the ratio of ⟨e^(-G/RT)⟩ over the channel, diffusion the rest.

    Parameters
    ----------
    result : ProfileResult
        Ions on the last axis.
    a, b : int
        Positions of the ions.

    Returns
    -------
    tuple of ndarray
        P_a/P_b, its partition part, its diffusion part. [-]
    """
    total = pair_ratio(result.ion_permeability, a, b)
    partition = pair_ratio(result.content, a, b)
    rest = pair_ratio(divide(result.ion_permeability, result.content, 0.0), a, b)
    return total, partition, rest
