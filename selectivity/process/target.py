"""The fewest stages that bring a brine to a target, or what keeps a membrane from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from selectivity.domain.process import LIMITING_CURRENT, OSMOTIC_LIMIT, SCALING, SOLVED, Solution
from selectivity.process.cascade import Cascades, run_cascades
from selectivity.process.stage import Plant, remembered

SELECTIVITY: Final = "selectivity"
RECOVERY: Final = "recovery"
MODEL: Final = "model"
LIMIT_NAMES: Final = {
    OSMOTIC_LIMIT: "osmotic pressure",
    LIMITING_CURRENT: "limiting current",
    SCALING: "scaling",
}
"""Kind of limit of a stage that fails, by its status; ``model`` for any other."""
_SECONDS_PER_DAY: Final = 86_400.0


class Target(NamedTuple):
    """What the last product has to be; NaN for what does not matter.

    ``purity`` target ion over all cations, mol/mol; ``recovery`` of the brine's target ion;
    ``ratio`` of unwanted to target ion, mol/mol; ``unwanted`` its index.
    """

    purity: float
    recovery: float
    ratio: float
    unwanted: int


class Task(NamedTuple):
    """A brine (n_ions + 1,), a target, the feed's ions, the most stages, with recycle or not.

    ``dilution`` is the water in a volume of brine that diluted it. [-]
    """

    brine: np.ndarray
    target: Target
    feed: Solution
    most: int
    recycle: bool
    dilution: float = 0.0


@dataclass(frozen=True)
class Design:
    """A cascade and whether it meets its target; SI, amounts per m³ of brine.

    Numbers are NaN where a stage has no solution.

    Attributes
    ----------
    stages : int
    recycle, feasible : bool
    limit, limits : str
        Kind of what limits, and the sentence with its size; empty where feasible.
    purity, recovery, ratio : float
        Of the last product. [-]
    area_per_rate : float
        Area over mass of the target per time. [m² d/kg]
    energy_per_mass : float
        [J/kg]
    water_per_mass : float
        From outside and that of the dilution, over mass of the target. [m³/kg]
    strength : float
        Mass of the target in a volume of the last product. [kg/m³]
    pressure : float
        Highest of the stages; NaN without. [Pa]
    imbalance : float
        Of the whole cascade, relative. [-]
    inlet, added, product, rest : ndarray of shape (n_stages, n_ions + 1)
        See ``Cascades``.
    area, power : ndarray of shape (n_stages,)
        See ``Cascades``.
    """

    stages: int
    recycle: bool
    feasible: bool
    limit: str
    limits: str
    purity: float
    recovery: float
    ratio: float
    area_per_rate: float
    energy_per_mass: float
    water_per_mass: float
    strength: float
    pressure: float
    imbalance: float
    inlet: np.ndarray
    added: np.ndarray
    product: np.ndarray
    rest: np.ndarray
    area: np.ndarray
    power: np.ndarray


def design(plant: Plant, rows: int, task: Task) -> list[Design]:
    """The fewest stages that meet the target, or those that come nearest, for each row.

    Parameters
    ----------
    plant : callable
    rows : int
        Membranes of the plant.
    task : Task

    Returns
    -------
    list of Design
        One for each row. More stages allowed never give a worse one.
    """
    plant = remembered(plant)
    best: list[Design | None] = [None] * rows
    for count in range(1, task.most + 1):
        left = np.flatnonzero([_may_gain(one) for one in best])
        if not len(left):
            break
        brine = np.tile(task.brine, (len(left), 1))
        found = run_cascades(
            lambda places, inlet, left=left: plant(left[places], inlet),
            brine,
            task.feed.charge,
            count,
            task.recycle,
        )
        for place, row in enumerate(left):
            one = _judge(found, place, task)
            old = best[row]
            if old is None or one.feasible or _distance(one, task) < _distance(old, task):
                best[row] = one
    return [one for one in best if one is not None]


def _may_gain(best: Design | None) -> bool:
    """Whether more stages could do better; not where the first one fails by itself."""
    if best is None:
        return True
    stuck = best.limit not in ("", SELECTIVITY, RECOVERY) and not best.recycle
    return not best.feasible and not stuck


def _distance(found: Design, task: Task) -> float:
    """How far a design is from its target, in logarithms; infinite where a stage fails."""
    if found.limit not in ("", SELECTIVITY, RECOVERY):
        return np.inf
    target = task.target
    with np.errstate(all="ignore"):
        parts = np.log(
            [
                target.purity / found.purity,
                target.recovery / found.recovery,
                found.ratio / target.ratio,
            ]
        )
    return float(np.nansum(np.maximum(parts, 0)))


def _judge(found: Cascades, row: int, task: Task) -> Design:
    """One row against the target."""
    feed, wanted = task.feed, task.feed.target
    product = found.product[row, -1]
    cations = np.append(np.maximum(np.sign(feed.charge), 0), 0.0)
    with np.errstate(all="ignore"):  # nothing may pass: its numbers are then infinite or NaN
        purity = product[wanted] / (product @ cations)
        ratio = product[task.target.unwanted] / product[wanted]
        recovery = product[wanted] / task.brine[wanted]
        mass = product[wanted] * feed.molar_mass[wanted]
        area = np.sum(found.area[row]) / (mass * _SECONDS_PER_DAY)
        energy = np.sum(found.power[row]) / mass
        water = (np.sum(found.added[row, :, -1]) + task.dilution) / mass
        strength = mass / product[-1]
        limit, limits = _limits(found, row, (purity, recovery, ratio), task)
    pressures = found.pressure[row]
    return Design(
        stages=found.area.shape[1],
        recycle=found.recycle,
        feasible=not limit,
        limit=limit,
        limits=limits,
        purity=float(purity),
        recovery=float(recovery),
        ratio=float(ratio),
        area_per_rate=float(area),
        energy_per_mass=float(energy),
        water_per_mass=float(water),
        strength=float(strength),
        pressure=float(np.max(pressures)) if np.any(np.isfinite(pressures)) else np.nan,
        imbalance=float(found.imbalance(task.brine[None])[row]),
        inlet=found.inlet[row],
        added=found.added[row],
        product=found.product[row],
        rest=found.rest[row],
        area=found.area[row],
        power=found.power[row],
    )


def _limits(
    found: Cascades, row: int, reached: tuple[float, float, float], task: Task
) -> tuple[str, str]:
    """Kind of the first thing that limits, and all of them with their sizes."""
    status = str(found.status[row])
    if status != SOLVED:
        kind = LIMIT_NAMES.get(status, MODEL)
        return kind, f"{kind}: {found.advice[row]}"
    purity, recovery, ratio = reached
    target, said = task.target, []
    if purity < target.purity:
        said.append((SELECTIVITY, _purity_text(found.product[row, -1], purity, task)))
    if ratio > target.ratio:
        said.append((SELECTIVITY, _ratio_text(found.inlet.shape[1], ratio, task)))
    if recovery < target.recovery:
        words = (
            f"recovery: {recovery:.3g} of {target.recovery:g}, {target.recovery / recovery:.3g} "
            f"times more is asked for, after {_stages(found.inlet.shape[1])}: raise the recovery "
            "or the area of a stage, or recycle the rest"
        )
        said.append((RECOVERY, words))
    return (said[0][0] if said else ""), "; ".join(text for _, text in said)


def _purity_text(product: np.ndarray, purity: float, task: Task) -> str:
    """How far the purity falls short, and which cation is in the way."""
    feed = task.feed
    others = np.where(feed.charge > 0, product[:-1], 0.0)
    others[feed.target] = 0.0
    worst = int(np.argmax(others))
    start = task.brine[worst] / task.brine[feed.target]
    end = product[worst] / product[feed.target]
    return (
        f"selectivity: purity {purity:.3g} of {task.target.purity:g}; "
        f"{others[worst] / np.sum(others):.0%} of the other cations is {feed.names[worst]}, whose "
        f"ratio to {feed.names[feed.target]} went from {start:.3g} to {end:.3g} and has to come to "
        f"{end * (1 / task.target.purity - 1) / (1 / purity - 1):.3g}"
    )


def _stages(count: int) -> str:
    return "1 stage" if count == 1 else f"{count} stages"


def _ratio_text(count: int, ratio: float, task: Task) -> str:
    """How far the ratio falls short, and the separation factor that a stage would need."""
    names, target = task.feed.names, task.target
    start = float(task.brine[target.unwanted] / task.brine[task.feed.target])
    each, needed = (start / ratio) ** (1 / count), (start / target.ratio) ** (1 / task.most)
    words = "each stage makes it worse, so that no number of them helps"
    if each > 1:
        enough = int(np.ceil(np.log(start / target.ratio) / np.log(each)))
        words = (
            f"each stage divides it by {each:.3g}; with {_stages(task.most)} at most each has to "
            f"divide it by {needed:.3g}, or about {_stages(enough)} like these"
        )
    return (
        f"selectivity: {names[target.unwanted]}/{names[task.feed.target]} {ratio:.4g} against "
        f"{target.ratio:g} after {_stages(count)} from {start:.3g}; {words}"
    )
