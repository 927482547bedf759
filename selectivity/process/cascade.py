"""Stages in series, with or without recycle of the rest: balances closed by construction.

The unknowns of a cascade are the shares of what enters each stage that go on from it. For given
shares the amounts follow from linear balances, which therefore close to rounding; the shares
follow from the process at those amounts. Both are repeated until the shares stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from selectivity.domain.process import OUTSIDE, SOLVED, UNCONVERGED
from selectivity.process.stage import Plant, Stages, balanced

PASSES: Final = 60
SETTLED: Final = 1e-5
"""Largest change of an amount over the brine's in the last pass. [-]"""
_SHRINK: Final = 0.5


@dataclass(frozen=True)
class Cascades:
    """As many cascades of one number of stages as there are rows.

    Attributes
    ----------
    inlet, added, product, rest : ndarray of shape (n, n_stages, n_ions + 1)
        Of each stage: what comes from the brine and other stages, from outside, what goes on, what
        is left; ions in mol and, last, the volume, all per m³ of brine.
    area, power : ndarray of shape (n, n_stages)
        [m² s/m³] and [J/m³] of brine.
    pressure : ndarray of shape (n, n_stages)
        [Pa]
    status : ndarray of shape (n,)
        ``solved``, or that of the first stage that fails.
    advice : tuple of str
    change : ndarray of shape (n,)
        Of the last pass; 0 without recycle. [-]
    recycle : bool
    """

    inlet: np.ndarray
    added: np.ndarray
    product: np.ndarray
    rest: np.ndarray
    area: np.ndarray
    power: np.ndarray
    pressure: np.ndarray
    status: np.ndarray
    advice: tuple[str, ...]
    change: np.ndarray
    recycle: bool

    @property
    def leaving(self) -> np.ndarray:
        """What leaves beside the product (n, n_ions + 1)."""
        return self.rest[:, 0] if self.recycle else np.sum(self.rest, axis=1)

    def imbalance(self, brine: np.ndarray) -> np.ndarray:
        """What the whole cascade fails to balance by, over what enters it (n,)."""
        entering = brine + np.sum(self.added, axis=1)
        gap = np.abs(entering - self.product[:, -1] - self.leaving)
        return np.max(gap / np.where(entering > 0, entering, 1.0), axis=1)


@dataclass
class _Rows:
    """Shares and sizes of all stages of all rows, as far as they are known."""

    share: np.ndarray
    added: np.ndarray
    area: np.ndarray
    power: np.ndarray
    pressure: np.ndarray
    status: np.ndarray
    advice: list[str]

    @classmethod
    def empty(cls, rows: int, count: int, width: int) -> _Rows:
        wide = np.full((rows, count, width), np.nan)
        area, power, pressure = np.full((3, rows, count), np.nan)
        status = np.full(rows, SOLVED, dtype=object)
        return cls(wide, np.zeros_like(wide), area, power, pressure, status, [""] * rows)

    def put(self, rows: np.ndarray, stage: np.ndarray, found: Stages, weight: np.ndarray) -> None:
        """What stages were found to do; ``weight`` of the new share against the old one."""
        old = self.share[rows, stage]
        mixed = old + weight[:, None] * (found.share - old)
        self.share[rows, stage] = np.where(np.isnan(old), found.share, mixed)
        self.added[rows, stage] = found.added
        self.area[rows, stage] = found.area
        self.power[rows, stage] = found.power
        self.pressure[rows, stage] = found.pressure
        for place in np.flatnonzero(found.status != SOLVED):
            row = rows[place]
            if self.status[row] == SOLVED:
                self.status[row] = found.status[place]
                self.advice[row] = f"stage {stage[place] + 1}: {found.advice[place]}"


def run_cascades(
    plant: Plant, brine: np.ndarray, charge: np.ndarray, count: int, recycle: bool
) -> Cascades:
    """Cascades of one number of stages, one for each row of the plant's membranes.

    Parameters
    ----------
    plant : callable
        See ``stage.Plant``.
    brine : ndarray of shape (n, n_ions + 1)
        Ions in mol and, last, the volume.
    charge : ndarray of shape (n_ions,)
        [-]
    count : int
        Stages.
    recycle : bool
        The rest of each stage but the first enters the stage before.

    Returns
    -------
    Cascades
        A row whose stage fails keeps that stage's status; later stages are NaN.
    """
    known = _Rows.empty(len(brine), count, brine.shape[1])
    _forward(plant, brine, known)
    change = np.zeros(len(brine))
    amounts = _amounts(known, brine, charge, recycle)
    if recycle and count > 1:
        amounts, change = _settle(plant, brine, charge, known)
    inlet, added = amounts
    total = inlet + added
    product = _neutral(known.share * total, charge, brine)
    volume = inlet[..., -1]
    return Cascades(
        inlet=inlet,
        added=added,
        product=product,
        rest=total - product,
        area=known.area * volume,
        power=known.power * volume,
        pressure=known.pressure,
        status=known.status.astype(str),
        advice=tuple(known.advice),
        change=change,
        recycle=recycle,
    )


def _forward(plant: Plant, brine: np.ndarray, known: _Rows) -> None:
    """Every stage once, from the brine on, without recycle."""
    inlet = brine.copy()
    for stage in range(known.area.shape[1]):
        rows = np.flatnonzero(known.status == SOLVED)
        if not len(rows):
            return
        found = plant(rows, inlet[rows])
        known.put(rows, np.full(len(rows), stage), found, np.ones(len(rows)))
        entering = inlet[rows]
        inlet[rows] = found.share * (entering + found.added * entering[:, -1:])


def _amounts(
    known: _Rows, brine: np.ndarray, charge: np.ndarray, recycle: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Inlets and additions (n, count, n_ions + 1) of the linear balances with known shares."""
    share = np.nan_to_num(known.share)
    back = (1 - share) if recycle else np.zeros_like(share)
    water = 1 + known.added[..., -1]
    volume = _balance(share[..., -1] * water, back[..., -1] * water, brine[:, -1], 0.0)
    added = _neutral(known.added * volume[..., None], charge, brine)
    inlet = np.empty_like(share)
    inlet[..., -1] = volume
    for ion in range(len(charge)):
        inlet[..., ion] = _balance(share[..., ion], back[..., ion], brine[:, ion], added[..., ion])
    return _neutral(inlet, charge, brine), added


def _balance(
    forward: np.ndarray, back: np.ndarray, brine: np.ndarray, added: np.ndarray | float
) -> np.ndarray:
    """Inlets (n, count) of one species: in_k = brine + f_{k-1} t_{k-1} + b_{k+1} t_{k+1}."""
    n, count = forward.shape
    matrix = np.tile(np.eye(count), (n, 1, 1))
    upper = np.arange(count - 1)
    matrix[:, upper + 1, upper] = -forward[:, :-1]
    matrix[:, upper, upper + 1] = -back[:, 1:]
    source = np.zeros((n, count))
    source[:, 0] = brine
    extra = np.broadcast_to(added, (n, count))
    total = np.linalg.solve(matrix, (source + extra)[..., None])[..., 0]
    return total - extra


def _neutral(amount: np.ndarray, charge: np.ndarray, brine: np.ndarray) -> np.ndarray:
    """Amounts whose main anion follows from electroneutrality, which keeps their balances."""
    out = amount.copy()
    weight = np.where(charge < 0, np.abs(charge) * brine[0, :-1], -1.0)
    ion = int(np.argmax(weight))
    flat = amount[..., :-1].reshape(-1, len(charge))
    own = balanced(flat, charge, np.full(len(flat), ion))
    out[..., :-1] = own.reshape(amount[..., :-1].shape)
    return out


def _refuse_growth(known: _Rows, inlet: np.ndarray) -> None:
    """Cascades whose recycled streams grow without end: their balances have no positive answer."""
    for row in np.flatnonzero((known.status == SOLVED) & np.any(inlet[..., -1] <= 0, axis=1)):
        known.status[row] = OUTSIDE
        known.advice[row] = (
            f"with recycle, the {np.max(known.added[row, :, -1]):.3g} m³ of water added per m³ of "
            "inlet pile up; lower the receiver's flow, or do not recycle"
        )


def _settle(
    plant: Plant, brine: np.ndarray, charge: np.ndarray, known: _Rows
) -> tuple[tuple[np.ndarray, np.ndarray], np.ndarray]:
    """Shares and amounts with recycle; each row stops by itself."""
    count = known.area.shape[1]
    amounts = _amounts(known, brine, charge, True)
    change = np.full(len(brine), np.inf)
    weight = np.ones(len(brine))
    for _ in range(PASSES):
        _refuse_growth(known, amounts[0])
        open_rows = np.flatnonzero((known.status == SOLVED) & (change > SETTLED))
        if not len(open_rows):
            break
        rows = np.repeat(open_rows, count)
        stage = np.tile(np.arange(count), len(open_rows))
        inlet, added = (part[rows, stage] for part in amounts)
        old = known.share[rows, stage]
        found = plant(rows, inlet)
        scale = np.where(brine[rows] + added > 0, brine[rows] + added, np.inf)
        moved = np.abs(found.share - old) * (inlet + added) / scale
        moved = np.max(moved.reshape(len(open_rows), -1), axis=1)
        worse = ~(moved < change[open_rows])
        weight[open_rows] = np.where(worse, _SHRINK * weight[open_rows], weight[open_rows])
        change[open_rows] = moved
        done = np.repeat(moved <= SETTLED, count)
        kept = np.where(done, 0.0, np.repeat(weight[open_rows], count))
        known.put(rows, stage, found, kept)
        fresh = _amounts(known, brine, charge, True)
        amounts = tuple(
            np.where((change <= SETTLED)[:, None, None], before, after)
            for before, after in zip(amounts, fresh, strict=True)
        )
    late = (known.status == SOLVED) & (change > SETTLED)
    for row in np.flatnonzero(late):
        known.status[row] = UNCONVERGED
        known.advice[row] = f"the recycle still changes by {change[row]:.1g} of the brine"
    return amounts, np.where(np.isfinite(change), change, np.nan)
