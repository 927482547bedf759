"""Designs of a brine: membranes of a study, or given by their layers, in every allowed process."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from selectivity.domain.process import Membranes, Solution
from selectivity.errors import ConfigError, DataError, Problem
from selectivity.process.ranked import Ranked, summarise
from selectivity.process.registry import PROCESSES
from selectivity.process.stage import PASCAL_PER_BAR, Limits, plant_of
from selectivity.process.target import Target, Task, design
from selectivity.screening.design_solution import Activities, activities_of, with_activities
from selectivity.screening.in_process import membranes_of
from selectivity.tables.brines import Brine, Wish, brine_of, brines_file, load_brine
from selectivity.tables.design_section import DesignSection
from selectivity.tables.process_cases import membranes_of_layers
from selectivity.tables.process_settings import read_settings

MAGNESIUM: Final = "Mg2+"


@dataclass(frozen=True)
class Question:
    """A design as it was asked for, ready to be solved.

    Attributes
    ----------
    file : str
        For messages.
    section : DesignSection
    config : Path or None
        Configuration of the study; the shipped one for None.
    brine : Brine
    settings : dict of str to object
        Of each process.
    """

    file: str
    section: DesignSection
    config: Path | None
    brine: Brine
    settings: dict[str, Any]

    @property
    def activities(self) -> Activities:
        """How solutions are taken."""
        return activities_of(self.section, self.brine)

    @property
    def content(self) -> dict[str, float]:
        """Concentration by ion. [mol/m³]"""
        return dict(zip(self.brine.ions, map(float, self.brine.concentration), strict=True))


@dataclass(frozen=True)
class Answer:
    """A membrane in a process, over its samples."""

    process: str
    membrane: str
    ranked: Ranked


def brine_of_section(section: DesignSection, data: Path) -> Brine:
    """Brine of a section: its own analysis, or one of the table.

    Parameters
    ----------
    section : DesignSection
    data : Path
        Data folder of the study.

    Returns
    -------
    Brine

    Raises
    ------
    DataError
        See ``tables.brines``.
    """
    wish = Wish(section.ions, section.balance_with, section.dilution, section.charge_tolerance)
    name = section.brine or "own"
    if section.concentrations_mg_L is not None:
        mass = {ion: value / 1e3 for ion, value in section.concentrations_mg_L.items()}  # kg/m³
        return brine_of(name, mass, wish, per_mass=True)
    if section.concentrations_mM is not None:
        return brine_of(name, section.concentrations_mM, wish)
    return load_brine(name, wish, brines_file(data))


def question(section: DesignSection, config: Path | None, data: Path, where: tuple) -> Question:
    """A section ready to be solved; every mistake that only the physics can tell, at once.

    Parameters
    ----------
    section : DesignSection
    config : Path or None
    data : Path
        Data folder of the study.
    where : tuple of str and list
        File and path of the section in it.

    Returns
    -------
    Question

    Raises
    ------
    DataError, ConfigError
    """
    file, place = where
    brine = brine_of_section(section, data)
    for ion in ("Li+", MAGNESIUM):
        if ion not in brine.ions:
            raise ConfigError(
                f"{file}: design: a design needs Li+ and {MAGNESIUM} among the ions of the brine; "
                f"found {', '.join(brine.ions)}; add {ion} to ions"
            )
    problems: list[Problem] = []
    settings = {
        name: read_settings(
            PROCESSES[name].settings,
            raw or {},
            brine.ions,
            (file, [*place, "processes", name]),
            problems,
        )
        for name, raw in section.processes.items()
    }
    if problems:
        raise DataError(problems=problems)
    return Question(file, section, config, brine, settings)


def solve(
    asked: Question, names: Sequence[str], layers: dict[str, Any] | None = None
) -> tuple[list[Answer], Solution]:
    """Every membrane in every process of the question; all samples of all membranes together.

    Parameters
    ----------
    asked : Question
    names : sequence of str
        Candidates of the study; not used where ``layers`` are given.
    layers : dict of str to list, optional
        Layers of each membrane by its name.

    Returns
    -------
    tuple of list of Answer and Solution
        In the order of processes and membranes.
    """
    section = asked.section
    if layers:
        membranes, feed = membranes_of_layers(asked.file, layers, asked.content)
    else:
        membranes, feed = membranes_of(asked.config, asked.content, list(names), section.samples)
    partner = None
    if section.partner_layers is not None:
        own = {"partner": section.partner_layers}
        partner, _ = membranes_of_layers(asked.file, own, asked.content)
    feed = with_activities(feed, asked.activities, list(asked.settings.values()))
    task = Task(
        np.append(feed.concentration, 1.0), _target(section, feed), feed,
        section.max_stages, section.recycle, 1.0 - 1.0 / section.dilution,
    )  # fmt: skip
    limits = Limits(pressure=section.max_pressure_bar * PASCAL_PER_BAR)
    found = []
    for name, settings in asked.settings.items():
        process = PROCESSES[name]
        if process.partner:
            settings = dataclasses.replace(settings, partner=partner)
        plant = plant_of(process, membranes, feed, settings, limits)
        designs = design(plant, membranes.n_membranes, task)
        found += _by_membrane(name, membranes, designs)
    return found, feed


def _by_membrane(process: str, membranes: Membranes, designs: list) -> list[Answer]:
    """Samples of one name as one answer."""
    grouped: dict[str, list] = {}
    for name, one in zip(membranes.names, designs, strict=True):
        grouped.setdefault(name, []).append(one)
    return [Answer(process, name, summarise(own)) for name, own in grouped.items()]


def _target(section: DesignSection, feed: Solution) -> Target:
    own = section.target
    given = (own.purity_mol, own.recovery, own.magnesium_to_lithium_mol)
    purity, recovery, ratio = (np.nan if value is None else value for value in given)
    return Target(purity, recovery, ratio, feed.names.index(MAGNESIUM))
