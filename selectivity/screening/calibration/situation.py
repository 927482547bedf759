"""What the forward models need of each row, in SI: membrane, feed and drive, gaps filled."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Final

import numpy as np

from selectivity.domain.ions import Ions
from selectivity.screening.calibration import kinds
from selectivity.screening.calibration.pairs import Pair, PairTable
from selectivity.screening.calibration.rows import Rows
from selectivity.stages import estimators

NANOMETRE: Final = 1e-9
LMH: Final = 1e-3 / 3600.0
"""1 L/(m² h). [m/s]"""
BAR: Final = 1e5
MILLIVOLT: Final = 1e-3

DENSE, LAYERED, CHANNEL = "pressure-driven", "multilayer", "channel"
CLASSES: Final = (DENSE, LAYERED, CHANNEL)
"""Classes that have a dehydration constant of their own."""
RADIUS: Final = {DENSE: 0.42, LAYERED: 0.38, CHANNEL: 0.33}
"""Pore radius where none is told: priors of data/materials.csv. [nm]"""
ZETA: Final = {DENSE: -15.0, LAYERED: 5.0, CHANNEL: -10.0}
"""Zeta potential where none is told: priors of data/materials.csv. [mV]"""
PERMEANCE: Final = 12.0
PRESSURE: Final = 6.0
"""Medians of the measured table. [L/(m² h bar), bar]"""
SALT: Final = 2000.0
RATIO: Final = 20.0
"""Commonest feed of the measured table. [g/m³, -]"""
CHANNEL_FEED: Final = 100.0
"""Feed of a cell without pressure where none is told. [mol/m³]"""
CHLORIDE_MASS: Final = 35.453
ELECTROLYTE: Final = np.array([1.0, 1.0])
"""1 mM of a 1:1 salt, in which zeta potentials are usually taken. [mol/m³]"""


@dataclass(frozen=True)
class Situation:
    """Rows as the physics sees them; each field (n_rows,) unless said otherwise.

    Attributes
    ----------
    ions : Ions
        Every cation of the rows and chloride, which is the last.
    first, second : ndarray of int
        Places of the two cations.
    size : ndarray
        Pore radius. [m]
    surface_charge : ndarray
        From the zeta potential. [C/m²]
    water_permeance : ndarray
        [m/(s Pa)]
    water_flux : ndarray
        0 for cells without pressure. [m/s]
    feed : ndarray of shape (n_rows, 2)
        Cations of the feed, alone or together. [mol/m³]
    mixed : ndarray of bool
        Both salts are in one feed.
    form, material : ndarray of str
        Of `kinds.FORMS` and `CLASSES`.
    possible : ndarray of bool
        Both are cations of the ion table.
    """

    ions: Ions
    first: np.ndarray
    second: np.ndarray
    size: np.ndarray
    surface_charge: np.ndarray
    water_permeance: np.ndarray
    water_flux: np.ndarray
    feed: np.ndarray
    mixed: np.ndarray
    form: np.ndarray
    material: np.ndarray
    possible: np.ndarray


def situations(rows: Rows, pairs: PairTable, temperature: float) -> Situation:
    """Membrane, feed and drive of each row, gaps filled with medians and priors.

    Parameters
    ----------
    rows : Rows
    pairs : PairTable
    temperature : float
        [K]

    Returns
    -------
    Situation
    """
    names, possible = _cations(rows, pairs)
    ions = pairs.ions_at([*names, "Cl-"], temperature)
    place = {name: i for i, name in enumerate(names)}
    chosen = [(p.first, p.second) if ok else (names[0], names[0]) for p, ok in
              zip(rows.pair, possible, strict=True)]  # fmt: skip
    first, second = (np.array([place[pair[i]] for pair in chosen], dtype=int) for i in (0, 1))
    material = _materials(rows)
    size = _size(rows, material)
    permeance = np.nan_to_num(10 ** rows.column("permeance"), nan=PERMEANCE)
    pressure = np.nan_to_num(10 ** rows.column("pressure"), nan=PRESSURE)
    driven = rows.form != kinds.CHANNEL
    feed, mixed = _feeds(rows, np.stack([first, second], axis=1), pairs.masses(names))
    return Situation(
        ions=ions,
        first=first,
        second=second,
        size=size,
        surface_charge=_surface_charge(rows, material, temperature),
        water_permeance=permeance * LMH / BAR,
        water_flux=np.where(driven, permeance * pressure * LMH, 0.0),
        feed=feed,
        mixed=mixed,
        form=rows.form,
        material=material,
        possible=possible,
    )


def tiled(case: Situation, times: int) -> Situation:
    """The same rows several times, one block after the other."""
    arrays = {
        field.name: np.concatenate([getattr(case, field.name)] * times)
        for field in fields(case)
        if field.name != "ions"
    }
    return replace(case, **arrays)


def _cations(rows: Rows, pairs: PairTable) -> tuple[list[str], np.ndarray]:
    possible = np.array([p.known and p.cations and _complete(p, pairs) for p in rows.pair], bool)
    found = [
        name
        for pair, ok in zip(rows.pair, possible, strict=True)
        if ok
        for name in (pair.first, pair.second)
    ]
    return list(dict.fromkeys(found)) or ["Li+"], possible


def _complete(pair: Pair, pairs: PairTable) -> bool:
    return pairs.complete(pair.first) and pairs.complete(pair.second)


def _materials(rows: Rows) -> np.ndarray:
    layered = rows.column("multilayer") > 0
    channel = rows.form == kinds.CHANNEL
    return np.where(channel, CHANNEL, np.where(layered, LAYERED, DENSE))


def _by_class(material: np.ndarray, values: dict[str, float]) -> np.ndarray:
    return np.array([values[name] for name in material], dtype=float)


def _size(rows: Rows, material: np.ndarray) -> np.ndarray:
    """Told, else from the passage of PEG 400, else the prior of the class. [m]"""
    told = 10 ** rows.column("radius") * NANOMETRE
    rejection = 1.0 - 10 ** rows.column("leak")
    from_solute = estimators.radius_from_peg400(rejection)
    prior = _by_class(material, RADIUS) * NANOMETRE
    return np.where(np.isfinite(told), told, np.where(np.isfinite(from_solute), from_solute, prior))


def _surface_charge(rows: Rows, material: np.ndarray, temperature: float) -> np.ndarray:
    from selectivity.domain.water import permittivity_malmberg

    zeta = rows.column("zeta")
    zeta = np.where(np.isfinite(zeta), zeta, _by_class(material, ZETA)) * MILLIVOLT
    charge = np.array([1.0, -1.0])
    water = permittivity_malmberg(temperature)
    return estimators.surface_charge_grahame(zeta, ELECTROLYTE, charge, temperature, water)


def _feeds(rows: Rows, ions: np.ndarray, masses: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Cations of the feed [mol/m³], and whether they are in one feed."""
    charge, mass = masses[:, 0][ions], masses[:, 1][ions]
    salt_mass = mass + np.abs(charge) * CHLORIDE_MASS
    salt = np.nan_to_num(10 ** rows.column("salt"), nan=SALT)[:, None]
    told = np.isfinite(rows.column("salt"))
    single = salt / salt_mass
    ratio = np.nan_to_num(10 ** rows.column("ratio"), nan=RATIO)
    cations = np.stack([np.ones_like(ratio), ratio], axis=1) / mass
    mixed_feed = cations * salt / np.sum(cations * salt_mass, axis=1, keepdims=True)
    channel = rows.form == kinds.CHANNEL
    mixed = np.isin(rows.form, (kinds.MIXED_REJECTION, kinds.MIXED_FACTOR, kinds.PERMEABILITY))
    feed = np.where(mixed[:, None], mixed_feed, single)
    unknown = (channel & ~told)[:, None]
    return np.where(unknown, CHANNEL_FEED, feed), mixed
