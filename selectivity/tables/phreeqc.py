"""Solutions by PHREEQC with its Pitzer database, through phreeqpython; loaded when first used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, NamedTuple

import numpy as np

from selectivity.domain.water import ZERO_CELSIUS
from selectivity.errors import ConvergenceError
from selectivity.tables.paths import data_dir
from selectivity.tables.reader import read_table

DATABASE: Final = "pitzer.dat"
_ABSENT: Final = -90.0  # PHREEQC writes -99.99 for the logarithm of what is not there
_LN10: Final = float(np.log(10.0))


class Mineral(NamedTuple):
    """A solid: ``ions`` as often as they count in a formula unit, ``log_k`` NaN if known."""

    name: str
    formula: str
    ions: tuple[str, ...]
    water: int
    log_k: float


@dataclass(frozen=True)
class Species:
    """Ions as PHREEQC knows them: (n_ions,) names of species and of totals; empty for H+, OH-."""

    species: tuple[str, ...]
    masters: tuple[str, ...]


class Computed(NamedTuple):
    """What PHREEQC found for solutions.

    ``log_water`` (n,) ln of the water activity; ``water`` (n,) [kg] in ``volume`` (n,) [L];
    ``log_gamma`` (n, n_ions) ln of molal activity coefficients; ``saturation`` (n, n_minerals)
    indices; ``density`` (n,) [kg/L].
    """

    log_water: np.ndarray
    water: np.ndarray
    volume: np.ndarray
    log_gamma: np.ndarray
    saturation: np.ndarray
    density: np.ndarray


@cache
def minerals() -> tuple[Mineral, ...]:
    """Solids of ``data/minerals.csv``."""
    frame = read_table(data_dir() / "minerals.csv", "minerals")
    columns = zip(
        frame["mineral"], frame["formula"], frame["ions"], frame["water"], frame["log_k"],
        strict=True,
    )  # fmt: skip
    return tuple(
        Mineral(str(name), str(formula), tuple(str(ions).split()), int(water), float(log_k))
        for name, formula, ions, water, log_k in columns
    )


@cache
def known_ions() -> dict[str, tuple[str, str, bool]]:
    """Species, total and whether it is a stand-in, by ion; ``data/solution_ions.csv``."""
    frame = read_table(data_dir() / "solution_ions.csv", "solution_ions")
    rows = zip(frame["ion"], frame["species"], frame["master"], frame["stand_in"], strict=True)
    return {
        str(ion): (str(own), str(total), str(other) == "yes") for ion, own, total, other in rows
    }


@cache
def _engine() -> Any:
    """PHREEQC with its database and the solids that it lacks."""
    from phreeqpython import PhreeqPython

    engine = PhreeqPython(database=DATABASE).ip
    known = known_ions()
    lines = ["PHASES"]
    for solid in minerals():
        if np.isnan(solid.log_k):
            continue
        species = [known[ion][0] for ion in solid.ions]
        products = [f"{species.count(one)} {one}" for one in dict.fromkeys(species)]
        products += [f"{solid.water} H2O"] if solid.water else []
        formula = solid.formula.replace("·", ":")
        lines += [solid.name, f" {formula} = {' + '.join(products)}", f" log_k {solid.log_k}"]
    engine.run_string("\n".join([*lines, "END", ""]))
    return engine


def _output(species: Sequence[str], solids: Sequence[str]) -> str:
    """The block that asks for the numbers of ``Computed``."""
    wanted = ['LA("H2O")', 'TOT("water")', "SOLN_VOL", "RHO"]
    wanted += [f'LA("{one}") - LM("{one}")' for one in species]
    wanted += [f'SI("{one}")' for one in solids]
    lines = ["SELECTED_OUTPUT", " -reset false", " -high_precision true", "USER_PUNCH", " -start"]
    lines += [f" {10 * row + 10} PUNCH {one}" for row, one in enumerate(wanted)]
    return "\n".join([*lines, " -end", "END", ""])


def _input(molality: np.ndarray, ions: Species, celsius: float, acidity: float) -> str:
    """Solutions as text."""
    blocks = []
    for number, row in enumerate(molality, start=1):
        totals: dict[str, float] = {}
        for master, amount in zip(ions.masters, row, strict=True):
            if master:
                totals[master] = totals.get(master, 0.0) + float(amount)
        lines = [f"SOLUTION {number}", f" temp {celsius}", f" pH {acidity}", " units mol/kgw"]
        lines += [f" {master} {amount:.12e}" for master, amount in totals.items()]
        blocks.append("\n".join(lines))
    return "\n".join([*blocks, "END", ""])


def compute(
    molality: np.ndarray, ions: Species, solids: Sequence[str], temperature: float, acidity: float
) -> Computed:
    """Solutions one by one in one run.

    Parameters
    ----------
    molality : ndarray of shape (n, n_ions)
        [mol/kg water]
    ions : Species
    solids : sequence of str
        Names of ``minerals()``.
    temperature : float
        [K]
    acidity : float
        pH.

    Returns
    -------
    Computed

    Raises
    ------
    ConvergenceError
        If PHREEQC finds no solution of one of them.
    """
    engine = _engine()
    engine.run_string(_output(ions.species, solids))
    try:
        engine.run_string(_input(molality, ions, temperature - ZERO_CELSIUS, acidity))
    except Exception as error:  # phreeqpython raises bare exceptions
        raise ConvergenceError("PHREEQC found no solution of a mixture this strong") from error
    rows = np.array([row[: 4 + len(ions.species) + len(solids)]
                     for row in engine.get_selected_output_array()[1:]], dtype=float)  # fmt: skip
    gamma = rows[:, 4 : 4 + len(ions.species)]
    return Computed(
        rows[:, 0] * _LN10,
        rows[:, 1],
        rows[:, 2],
        np.where(gamma < _ABSENT, 0.0, gamma) * _LN10,
        rows[:, 4 + len(ions.species) :],
        rows[:, 3],
    )
