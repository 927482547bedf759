"""Stages in series, with or without recycle of the retentate, until a target is met."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

import numpy as np

from selectivity.domain.process import SOLVED, Membranes, Solution
from selectivity.process.base import Process

PRODUCTS: Final[dict[str, tuple[str, str]]] = {
    "nf": ("permeate", "concentrate"),
    "dialysis": ("dialysate", "raffinate"),
    "ed": ("concentrate", "diluate"),
    "mcdi": ("concentrate", "diluate"),
}
"""Streams that go on to the next stage, and back to the one before."""
_PASSES: Final = 25
_SAME: Final = 1e-4
_SECONDS_PER_DAY: Final = 86_400.0


@dataclass(frozen=True)
class Target:
    """What the last product has to be; NaN for what does not matter.

    Attributes
    ----------
    purity : float
        Target ion over all cations, mol/mol. [-]
    recovery : float
        Target in the last product over the brine's. [-]
    ratio : float
        Unwanted over wanted ion, mol/mol. [-]
    unwanted : int
        Index of the unwanted ion.
    """

    purity: float
    recovery: float
    ratio: float
    unwanted: int


class Stage(NamedTuple):
    """What a stage makes of an inlet: amounts (flow × concentration, flow last), area, power."""

    product: np.ndarray
    rest: np.ndarray
    area: float
    power: float
    status: str
    advice: str


@dataclass(frozen=True)
class Design:
    """A cascade and whether it meets its target; SI."""

    process: str
    membrane: str
    stages: int
    recycle: bool
    feasible: bool
    limits: str
    purity: float
    recovery: float
    ratio: float
    area_per_rate: float
    energy_per_mass: float
    inlets: tuple[np.ndarray, ...]
    results: tuple[Stage, ...]


Solve = Callable[[np.ndarray], Stage]
"""From an inlet amount (n_ions + 1, flow last) to what a stage makes of it."""


def stage_solver(process: Process, membrane: Membranes, feed: Solution, settings: Any) -> Solve:
    """A process as a stage; its flows and its area scale with what enters.

    Parameters
    ----------
    process : Process
    membrane : Membranes
        One membrane.
    feed : Solution
        Ions and temperature.
    settings : dataclass instance

    Returns
    -------
    callable
    """
    forward, back = PRODUCTS[process.name]

    def solve(inlet: np.ndarray) -> Stage:
        content = inlet[:-1] / inlet[-1]
        result = process.solve(membrane, replace(feed, concentration=content), settings)
        streams = result.streams
        scale = inlet[-1] / float(streams.of("feed")[0][0])
        amounts = []
        for label in (forward, back):
            flow, concentration = streams.of(label)
            amounts.append(scale * np.append(flow[0] * concentration[0], flow[0]))
        product, rest = amounts
        return Stage(
            product,
            rest,
            scale * float(result.scalars["area_m2"][0]),
            scale * float(result.metrics.power[0]),
            str(result.status[0]),
            result.advice[0],
        )

    return solve


def run_cascade(solve: Solve, brine: np.ndarray, count: int, recycle: bool) -> tuple:
    """Inlets and results of each stage once the recycled streams have settled.

    Parameters
    ----------
    solve : callable
    brine : ndarray of shape (n_ions + 1,)
        Amounts per time, the flow last.
    count : int
        Stages.
    recycle : bool
        Each retentate but the first goes back to the stage before.

    Returns
    -------
    tuple
        Inlets, results, and the largest relative change of the last pass.
    """
    inlets = [brine]
    results: list[Stage] = []
    for _ in range(count):
        results.append(solve(inlets[-1]))
        inlets.append(results[-1].product)
    inlets = inlets[:count]
    change = 0.0
    for _ in range(_PASSES if recycle and count > 1 else 0):
        change = 0.0
        for k in range(count):
            wanted = brine if k == 0 else results[k - 1].product
            if k + 1 < count:
                wanted = wanted + results[k + 1].rest
            change = max(change, float(np.max(np.abs(wanted - inlets[k]) / wanted)))
            inlets[k] = wanted
            results[k] = solve(wanted)
            if results[k].status != SOLVED:
                return tuple(inlets), tuple(results), np.inf
        if change <= _SAME:
            break
    return tuple(inlets), tuple(results), change


def design(
    names: tuple[str, str], solve: Solve, brine: np.ndarray, goal: tuple[Target, Solution],
    most: int, recycle: bool,
) -> Design:  # fmt: skip
    """Fewest stages that reach the purity, and whether the recovery is then enough.

    Parameters
    ----------
    names : tuple of str
        Process and membrane.
    solve : callable
    brine : ndarray of shape (n_ions + 1,)
        Amounts per time, the flow last.
    goal : tuple of Target and Solution
    most : int
        Stages at most.
    recycle : bool

    Returns
    -------
    Design
        With what limits where the target is out of reach.
    """
    target = goal[0]
    best = None
    for count in range(1, most + 1):
        inlets, results, change = run_cascade(solve, brine, count, recycle)
        found = _judge(names, (inlets, results), brine, goal, recycle)
        failed = next((r for r in results if r.status != SOLVED), None)
        if failed is not None:
            found = replace(found, feasible=False, limits=f"stage fails: {failed.advice}")
            return best or found
        if change > 10 * _SAME:
            found = replace(found, feasible=False, limits="the recycle did not settle")
        if found.feasible:
            return found
        if best is not None and _distance(found, target) >= _distance(best, target):
            return best
        best = found
    return best


def _distance(found: Design, target: Target) -> float:
    """How far a design is from its target, in logarithms; what is met counts nothing."""
    parts = (
        np.log(target.purity / found.purity),
        np.log(target.recovery / found.recovery),
        np.log(found.ratio / target.ratio),
    )
    return float(np.nansum(np.maximum(parts, 0)))


def _judge(
    names: tuple[str, str], parts: tuple, brine: np.ndarray, goal: tuple[Target, Solution],
    recycle: bool,
) -> Design:  # fmt: skip
    (inlets, results), (target, feed) = parts, goal
    product, wanted = results[-1].product, feed.target
    cations = np.append(np.maximum(np.sign(feed.charge), 0), 0.0)
    purity = float(product[wanted] / (product @ cations))
    recovery = float(product[wanted] / brine[wanted])
    ratio = float(product[target.unwanted] / product[wanted])
    rate = float(product[wanted] * feed.molar_mass[wanted])
    limits = []
    if purity < target.purity:
        limits.append(
            f"selectivity: purity {purity:.3g} of {target.purity:g} after {len(results)} stages"
        )
    if ratio > target.ratio:
        limits.append(
            f"selectivity: ratio {ratio:.3g} against {target.ratio:g} after {len(results)} stages"
        )
    if recovery < target.recovery:
        limits.append(
            f"recovery {recovery:.3g} of {target.recovery:g}; {target.recovery / recovery:.3g} "
            "times more is asked for"
        )
    return Design(
        *names,
        stages=len(results),
        recycle=recycle,
        feasible=not limits,
        limits="; ".join(limits),
        purity=purity,
        recovery=recovery,
        ratio=ratio,
        area_per_rate=sum(r.area for r in results) / (rate * _SECONDS_PER_DAY),
        energy_per_mass=sum(r.power for r in results) / rate,
        inlets=inlets,
        results=results,
    )
