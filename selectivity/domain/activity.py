"""Activities of a mixture, tabulated against concentration; what a process knows of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from scipy.interpolate import CubicSpline

from selectivity.constants import GAS_CONSTANT

_NEAR: Final = 1e-6
"""Squared distance of two compositions below which they count as one. [-]"""
_TRACE: Final = 1e-30  # mol/m³, so that logarithms stay finite


@dataclass(frozen=True)
class SoluteTable:
    """Osmotic pressure, activity coefficients and saturation along rays of one composition.

    A ray is a solution that is diluted and concentrated at constant ratios of its ions. Between
    rays the table is of first order in the composition (share of each ion in Σ z² c) from each ray,
    weighted by the inverse fourth power of the distance.

    Attributes
    ----------
    model : str
        Name of the model, such as ``pitzer``.
    charge : ndarray of shape (n_ions,)
        [-]
    temperature : float
        [K]
    minerals : tuple of str
        (n_minerals,)
    content : ndarray of shape (n_minerals, n_ions)
        Ions per formula unit. [-]
    strength : ndarray of shape (n_rays, n_levels)
        Σ z² c of each level, from 0. [mol/m³]
    direction : ndarray of shape (n_rays, n_ions)
        c/Σ z² c of each ray. [-]
    value : ndarray of shape (n_rays, n_levels, 2 + n_ions + n_minerals)
        Π/(RT Σ c) − 1; 1 − volume share of water; ln γ_i, γ_i = a_i/c_i with a_i in mol/L; and
        log₁₀ of each mineral's saturation ratio less its ions' log₁₀ c [mol/m³].
    gradient : ndarray of shape (n_rays, n_levels, 2 + n_ions + n_minerals, n_ions)
        Derivatives by the direction at constant Σ z² c.
    stand_ins : mapping of str to str
        Ions that the database lacks, and what stands for them.
    """

    model: str
    charge: np.ndarray
    temperature: float
    minerals: tuple[str, ...]
    content: np.ndarray
    strength: np.ndarray
    direction: np.ndarray
    value: np.ndarray
    gradient: np.ndarray
    stand_ins: Mapping[str, str]

    @cached_property
    def _splines(self) -> list[CubicSpline]:
        """One per ray, over √Σ z² c, in which the limiting law is a straight line."""
        whole = np.concatenate([self.value[..., None], self.gradient], axis=-1)
        return [
            CubicSpline(np.sqrt(s), v, axis=0) for s, v in zip(self.strength, whole, strict=True)
        ]

    def _strength(self, concentration: np.ndarray) -> np.ndarray:
        return np.asarray(concentration) @ self.charge**2

    def inside(self, concentration: np.ndarray) -> np.ndarray:
        """True where a solution is no stronger than the table's end. (...,)"""
        return self._strength(concentration) <= np.max(self.strength[:, -1])

    def look_up(self, concentration: np.ndarray) -> np.ndarray:
        """All tabulated values of solutions (..., n_ions): (..., 2 + n_ions + n_minerals)."""
        strength = self._strength(concentration)
        share = concentration / np.maximum(strength, _TRACE)[..., None]
        total, weights = 0.0, 0.0
        for ray, spline in enumerate(self._splines):
            away = np.where(strength[..., None] > 0, share - self.direction[ray], 0.0)
            size = np.sum(self.direction[ray] ** 2)
            weight = 1 / (np.sum(away**2, axis=-1) / size + _NEAR) ** 2
            with np.errstate(invalid="ignore"):  # a trial below zero is NaN, and so is its answer
                row = spline(np.sqrt(np.minimum(strength, self.strength[ray, -1])))
            near = row[..., 0] + np.einsum("...qi,...i->...q", row[..., 1:], away)
            total = total + weight[..., None] * near
            weights = weights + weight
        return total / weights[..., None]

    def osmotic_pressure(self, concentration: np.ndarray) -> np.ndarray:
        """Π of solutions (..., n_ions). [Pa]"""
        return self.ideal_pressure(concentration) * (1 + self.look_up(concentration)[..., 0])

    def ideal_pressure(self, concentration: np.ndarray) -> np.ndarray:
        """RT Σ c of the same. [Pa]"""
        return GAS_CONSTANT * self.temperature * np.sum(concentration, axis=-1)

    def excess_pressure(self, concentration: np.ndarray) -> np.ndarray:
        """Π − RT Σ c. [Pa]"""
        return self.osmotic_pressure(concentration) - self.ideal_pressure(concentration)

    def log_coefficient(self, concentration: np.ndarray) -> np.ndarray:
        """ln γ_i of solutions (..., n_ions); only sums over neutral salts have a meaning."""
        return self.look_up(concentration)[..., 2 : 2 + len(self.charge)]

    def water_share(self, concentration: np.ndarray) -> np.ndarray:
        """Volume of water, at its density when pure, per volume of solution. [-]"""
        return 1 - self.look_up(concentration)[..., 1]

    def saturation_index(self, concentration: np.ndarray) -> np.ndarray:
        """log₁₀ of ion activity product over solubility product (..., n_minerals)."""
        level = np.log10(np.maximum(concentration, _TRACE))
        return self.look_up(concentration)[..., 2 + len(self.charge) :] + level @ self.content.T
