"""Limiting currents in closed form (theory 5.4, 5.8)."""

from __future__ import annotations

from typing import NamedTuple

from selectivity.constants import FARADAY


class Salt(NamedTuple):
    """A salt of one cation and one anion; charges with their sign, diffusivities in m²/s."""

    cation_charge: int
    anion_charge: int
    cation_diffusivity: float
    anion_diffusivity: float

    @property
    def diffusivity(self) -> float:
        """D_hm. [m²/s]"""
        plus = self.cation_charge * self.cation_diffusivity
        minus = -self.anion_charge * self.anion_diffusivity
        both = (self.cation_charge - self.anion_charge) * self.cation_diffusivity
        return both * self.anion_diffusivity / (plus + minus)

    @property
    def cation_transport_number(self) -> float:
        """t₊ in solution. [-]"""
        plus = self.cation_charge * self.cation_diffusivity
        return plus / (plus - self.anion_charge * self.anion_diffusivity)

    @property
    def cations_per_formula(self) -> int:
        """ν₊ of the salt with the smallest whole numbers."""
        from math import gcd

        return -self.anion_charge // gcd(self.cation_charge, -self.anion_charge)


def limiting_current_film(
    salt: Salt, concentration: float, film: float, transport_number: float = 1.0
) -> float:
    """Current at which the salt is used up at a cation-exchange membrane.

    Parameters
    ----------
    salt : Salt
    concentration : float
        Of the salt in the diluate. [mol/m³]
    film : float
        δ. [m]
    transport_number : float
        Of the cation in the membrane; 1 for an ideal one. [-]

    Returns
    -------
    float
        z ν F D_salt c/(δ (T_m − t)). [A/m²]

    References
    ----------
    biesheuvel2022
    """
    carried = salt.cation_charge * salt.cations_per_formula * FARADAY
    gap = transport_number - salt.cation_transport_number
    return carried * salt.diffusivity * concentration / (film * gap)


def limiting_current_cell(salt: Salt, concentration: float, length: float) -> float:
    """Limiting current between two electrodes of the cation: 2 F D c/((1 − t₊) L).

    Parameters
    ----------
    salt : Salt
        1:1.
    concentration : float
        Mean over the cell. [mol/m³]
    length : float
        Between the electrodes. [m]

    Returns
    -------
    float
        4 F D₊ c/L. [A/m²]
    """
    share = 1 - salt.cation_transport_number
    return 2 * FARADAY * salt.diffusivity * concentration / (share * length)
