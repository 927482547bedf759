"""Pairs of ions in one order: the ion that passes more easily first."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from selectivity.domain.ions import Ions

NEEDED: Final = ("bare_radius", "hydration_gibbs", "diffusivity")
"""Fields of the ion table without which there is no forward model."""
UNKNOWN_GIBBS: Final = {1: -0.37, 2: -1.75, 3: -4.4}
"""Typical hydration Gibbs energy of a cation that is not in the table, by charge. [MJ/mol]"""
UNKNOWN_RADIUS: Final = {1: 0.35, 2: 0.42, 3: 0.47}
"""Typical hydrated radius of a cation that is not in the table, by charge. [nm]"""


@dataclass(frozen=True)
class Pair:
    """Two ions, the less charged (then the less hydrated) one first.

    Attributes
    ----------
    first, second : str
        Identifiers of ``data/ions.csv``, or as written.
    swapped : bool
        True if the table names them the other way round.
    known : bool
        Both are in the ion table.
    charge_step : float
        |z_second| - |z_first|, 0 or above. [-]
    gibbs_step : float
        ΔG_hyd,first - ΔG_hyd,second; above 0 where the second one is hydrated more. [MJ/mol]
    radius_step : float
        Hydrated radius of the second one less that of the first. [nm]
    anions, cations : bool
        Both are anions, or both are cations.
    """

    first: str
    second: str
    swapped: bool
    known: bool
    charge_step: float
    gibbs_step: float
    radius_step: float
    anions: bool
    cations: bool


@dataclass(frozen=True)
class Ion:
    """Charge number [-], hydration Gibbs energy [MJ/mol], hydrated radius [nm] of an ion."""

    name: str
    charge: int
    gibbs: float
    radius: float
    known: bool


class PairTable:
    """Finds ions by any spelling.

    Parameters
    ----------
    path : Path
        ``data/ions.csv``.
    """

    def __init__(self, path: Path) -> None:
        from selectivity.tables.ions import load_ions

        self._ions = load_ions(path)
        self._found: dict[str, Ion] = {}

    def ion(self, written: str) -> Ion:
        """Ion of a spelling; typical properties of its charge if it is not in the table."""
        if written not in self._found:
            name = self._ions.resolver.find(written) if written else None
            self._found[written] = self._known(name) if name else _typical(written)
        return self._found[written]

    def advice(self, written: str) -> str:
        """What to say of an ion that is not in the table."""
        problem = self._ions.resolver.problem(written)
        return f"unknown ion {problem.found}: {problem.advice}"

    def find(self, ion_a: str, ion_b: str) -> Pair:
        """Pair in canonical order.

        Parameters
        ----------
        ion_a, ion_b : str
            As written in the table.

        Returns
        -------
        Pair
        """
        a, b = self.ion(ion_a), self.ion(ion_b)
        swapped = (abs(a.charge), -a.gibbs) > (abs(b.charge), -b.gibbs)
        first, second = (b, a) if swapped else (a, b)
        return Pair(
            first=first.name,
            second=second.name,
            swapped=swapped,
            known=a.known and b.known,
            charge_step=float(abs(second.charge) - abs(first.charge)),
            gibbs_step=first.gibbs - second.gibbs,
            radius_step=second.radius - first.radius,
            anions=first.charge < 0 and second.charge < 0,
            cations=first.charge > 0 and second.charge > 0,
        )

    def complete(self, name: str) -> bool:
        """Whether an ion of the table has what the physics needs."""
        place = self._ions.names.index(name)
        return all(math.isfinite(float(self._ions.values[field][place])) for field in NEEDED)

    def ions_at(self, names: list[str], temperature: float) -> Ions:
        """Properties of some ions for the physics."""
        return self._ions.select(names).at(temperature)

    def masses(self, names: list[str]) -> np.ndarray:
        """Charge number and molar mass [g/mol] of some ions. (n, 2)"""
        chosen = self._ions.select(names)
        return np.stack([chosen.charge, chosen.values["molar_mass"] * 1e3], axis=1)

    def _known(self, name: str) -> Ion:
        place = self._ions.names.index(name)
        gibbs = float(self._ions.values["hydration_gibbs"][place]) / 1e6
        radius = float(self._ions.values["hydrated_radius"][place]) * 1e9
        charge = int(self._ions.charge[place])
        size = min(max(abs(charge), 1), max(UNKNOWN_GIBBS))
        gibbs = gibbs if math.isfinite(gibbs) else UNKNOWN_GIBBS[size]
        radius = radius if math.isfinite(radius) else UNKNOWN_RADIUS[size]
        return Ion(name, charge, gibbs, radius, True)


def _typical(written: str) -> Ion:
    from selectivity.tables.names import plain_spelling, written_charge

    charge = written_charge(plain_spelling(written)) or 1
    size = min(max(abs(charge), 1), max(UNKNOWN_GIBBS))
    return Ion(written, charge, UNKNOWN_GIBBS[size], UNKNOWN_RADIUS[size], False)
