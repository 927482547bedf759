"""The table of a mixture's activities that processes take, made by the Pitzer model once a feed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from selectivity.constants import WATER_MOLAR_MASS
from selectivity.domain.activity import SoluteTable
from selectivity.domain.process import Solution
from selectivity.errors import ConvergenceError, DataError
from selectivity.tables import phreeqc
from selectivity.tables.cases import shipped_ions

PITZER: Final = "pitzer"
NEUTRAL_PH: Final = 7.0
STRONGEST: Final = 20.0
"""Ionic strength at which a table ends, if PHREEQC gets there. [mol/kg water]"""
_LEVELS: Final = 18
_STRETCH: Final = 1.6  # more levels where the limiting law bends
_NUDGE: Final = 1e-3  # of a molality, over twice the ionic strength
_FIRST: Final = 1e-10  # of an absent ion, over twice the ionic strength
_SAME: Final = 1e-3
_LENT: Final = 0.02  # share of a species that may be another ion's before its solids are left out
_CARBONATE: Final = "C(4)"
_NO_TOTAL: Final = ("H+", "OH-")  # what the pH holds


def missing_ions(names: Sequence[str]) -> tuple[str, ...]:
    """Ions that neither the database has nor another stands for."""
    known = phreeqc.known_ions()
    return tuple(
        name for name in names if shipped_ions().resolver.find(name) not in (*known, *_NO_TOTAL)
    )


def species_of(names: Sequence[str]) -> phreeqc.Species:
    """What ions are called in the database; ``missing_ions`` are a KeyError."""
    known = {**phreeqc.known_ions(), **{ion: (ion, "", False) for ion in _NO_TOTAL}}
    found = [known[str(shipped_ions().resolver.find(name))] for name in names]
    return phreeqc.Species(tuple(one[0] for one in found), tuple(one[1] for one in found))


def tabulate(
    feed: Solution, others: Sequence[np.ndarray] = (), acidity: float = NEUTRAL_PH
) -> SoluteTable:
    """Table for a feed and the solutions that meet it.

    Parameters
    ----------
    feed : Solution
    others : sequence of ndarray of shape (n_ions,)
        Further solutions of the same ions, such as a draw. [mol/m³]
    acidity : float
        pH, which splits carbonate.

    Returns
    -------
    SoluteTable

    Raises
    ------
    DataError
        For an ion that the database has no species for.
    """
    missing = missing_ions(feed.names)
    if missing:
        raise DataError(
            f"no activity of {', '.join(missing)} in {phreeqc.DATABASE}; known: "
            f"{', '.join(phreeqc.known_ions())}; leave the ion out or write solution: ideal"
        )
    ions = [str(shipped_ions().resolver.find(name)) for name in feed.names]
    solids = _solids(ions, feed.concentration)
    rays = [_ray(composition, ions, solids, (feed, acidity)) for composition in _rays(feed, others)]
    count = min(len(ray[0]) for ray in rays)
    rays = [(ray[0][:count], ray[1], ray[2][:count], ray[3][:count]) for ray in rays]
    known = phreeqc.known_ions()
    return SoluteTable(
        model=PITZER,
        charge=feed.charge,
        temperature=feed.temperature,
        minerals=tuple(solid.name.replace("_", " ") for solid in solids),
        content=_content(ions, solids, feed.concentration),
        strength=np.stack([ray[0] for ray in rays]),
        direction=np.stack([ray[1] for ray in rays]),
        value=np.stack([ray[2] for ray in rays]),
        gradient=np.stack([ray[3] for ray in rays]),
        stand_ins={ion: known[ion][0] for ion in ions if ion in known and known[ion][2]},
    )


def _rays(feed: Solution, others: Sequence[np.ndarray]) -> list[np.ndarray]:
    """The feed, its monovalent ions alone, and the others: directions that differ."""
    found: list[np.ndarray] = []
    single = np.where(np.abs(feed.charge) == 1, feed.concentration, 0.0)
    cations = single @ np.maximum(feed.charge, 0)
    anions = single @ np.maximum(-feed.charge, 0)
    if cations > 0 and anions > 0:
        single = np.where(feed.charge < 0, single * cations / anions, single)
    else:
        single = np.zeros_like(single)
    for one in (feed.concentration, *others, single):
        size = one @ feed.charge**2
        if size <= 0:
            continue
        direction = one / size
        if all(np.max(np.abs(direction - old)) > _SAME * np.max(old) for old in found):
            found.append(direction)
    return found


def _solids(ions: Sequence[str], feed: np.ndarray) -> list[phreeqc.Mineral]:
    """Solids whose ions are all there, no species of them mostly by a stand-in."""
    known = phreeqc.known_ions()
    there, borrowed, total = set(), dict[str, float](), dict[str, float]()
    for ion, amount in zip(ions, feed, strict=True):
        species, _, stand_in = known.get(ion, ("", "", True))
        total[species] = total.get(species, 0.0) + amount
        if stand_in:
            borrowed[species] = borrowed.get(species, 0.0) + amount
        else:
            there.add(ion)
    there = {ion for ion in there if borrowed.get(known[ion][0], 0) <= _LENT * total[known[ion][0]]}
    if "HCO3-" in there:
        there.add("CO3^2-")
    return [solid for solid in phreeqc.minerals() if set(solid.ions) <= there]


def _content(
    ions: Sequence[str], solids: Sequence[phreeqc.Mineral], feed: np.ndarray
) -> np.ndarray:
    """Ions of the case in a formula unit; all carbonate counts as its more abundant ion."""
    carriers = [i for i, ion in enumerate(ions) if ion in ("HCO3-", "CO3^2-")]
    carrier = max(carriers, key=lambda i: feed[i], default=-1)
    out = np.zeros((len(solids), len(ions)))
    for row, solid in enumerate(solids):
        for ion in solid.ions:
            out[row, carrier if ion == "CO3^2-" else ions.index(ion)] += 1
    return out


def _ray(
    direction: np.ndarray, ions: Sequence[str], solids: Sequence[phreeqc.Mineral],
    conditions: tuple[Solution, float],
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:  # fmt: skip
    """Strength, direction, values and gradients of one ray; see ``SoluteTable``."""
    feed, acidity = conditions
    species = species_of(ions)
    content = _content(ions, solids, feed.concentration)
    names = [solid.name for solid in solids]
    roots = np.sqrt(STRONGEST) * np.linspace(0, 1, _LEVELS)[1:] ** _STRETCH
    levels = []
    for twice in 2 * roots**2:
        base = twice * np.maximum(direction, _FIRST)
        rows = np.concatenate([base[None], base + np.diag(_NUDGE * twice / np.maximum(
            feed.charge**2, 1))])  # fmt: skip
        try:
            found = phreeqc.compute(rows, species, names, feed.temperature, acidity)
        except ConvergenceError:
            break
        levels.append(_level(rows, found, content, feed))
    if len(levels) < 3:
        raise ConvergenceError("PHREEQC solves not even the diluted feed; write solution: ideal")
    strength, value, gradient = (np.stack(part) for part in zip(*levels, strict=True))
    return (np.concatenate([[0.0], strength]), direction, *_from_zero(strength, value, gradient))


def _level(
    molality: np.ndarray, found: phreeqc.Computed, content: np.ndarray, feed: Solution
) -> tuple[float, np.ndarray, np.ndarray]:
    """Σ z² c, values and gradients of one level; row 0 is the ray, the others are nudged."""
    litres = found.volume / found.water
    amount = 1e3 * molality / litres[:, None]
    pure = water_density(feed.temperature)
    osmotic = -found.log_water * pure / WATER_MOLAR_MASS
    value = np.concatenate(
        [
            (osmotic / np.sum(amount, axis=1) - 1)[:, None],
            (1 - 1e3 / (litres * pure))[:, None],
            found.log_gamma + np.log(litres)[:, None],
            found.saturation - np.log10(amount) @ content.T,
        ],
        axis=1,
    )
    slope = np.linalg.solve(amount[1:] - amount[0], value[1:] - value[0])
    strength = float(amount[0] @ feed.charge**2)
    return strength, value[0], strength * slope.T


def water_density(temperature: float) -> float:
    """Of pure water, as PHREEQC has it. [kg/m³]"""
    none = phreeqc.Species((), ())
    return 1e3 * float(phreeqc.compute(np.zeros((1, 0)), none, [], temperature, 7.0).density[0])


def _from_zero(
    strength: np.ndarray, value: np.ndarray, gradient: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Values from infinite dilution on: zero, but for the solids' constants, along √strength."""
    first, second = np.sqrt(strength[:2])
    start = value[0] - (value[1] - value[0]) * first / (second - first)
    start[: 2 + gradient.shape[2]] = 0.0
    return (
        np.concatenate([start[None], value]),
        np.concatenate([np.zeros_like(gradient[:1]), gradient]),
    )
