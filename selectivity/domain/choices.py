"""Choices of submodels that exclude each other (theory 1.1, 1.3 to 1.5, 2.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from selectivity.domain.options import ModelOptions

AFFINITY: Final = "affinity"
"""The term of a constant binding energy."""
_NO_ENERGY: Final = (
    "no column holds a binding energy, so that it would count as 0 kJ/mol: {}; groups of "
    "tables.candidate_groups bind with binding: langmuir"
)


class Fault(NamedTuple):
    """One clash: the option, what stands there, what may stand there, what to do."""

    option: str
    found: str
    allowed: str
    advice: str


class FaultsError(ValueError):
    """Every clash at once.

    Parameters
    ----------
    faults : sequence of Fault
    """

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{f.option}: found {f.found}; {f.advice}" for f in faults))


def clashes(options: ModelOptions) -> list[Fault]:
    """Choices of the options that cannot stand together.

    Parameters
    ----------
    options : ModelOptions

    Returns
    -------
    list of Fault
        Empty if everything goes together.
    """
    return [*_term_clashes(options), *_binding_clashes(options), *_node_faults(options)]


def study_faults(options: ModelOptions) -> list[Fault]:
    """Choices that a study cannot make: what clashes, and what no table of a study supplies.

    Parameters
    ----------
    options : ModelOptions

    Returns
    -------
    list of Fault
        Empty if a study can be computed with them.
    """
    faults = []
    if options.binding == "constant":
        do = _NO_ENERGY.format("write langmuir or none")
        faults.append(Fault("binding", "constant", "langmuir or none", do))
        options = replace(options, binding="none")
    if AFFINITY in options.terms:
        do = _NO_ENERGY.format("remove it")
        faults.append(Fault("terms", AFFINITY, "the other terms", do))
        terms = tuple(term for term in options.terms if term != AFFINITY)
        options = replace(options, terms=terms)
    return [*faults, *clashes(options)]


def _term_clashes(options: ModelOptions) -> list[Fault]:
    terms, born = set(options.terms), options.born_radius
    shells, linear = "dehydration_shells" in terms, "dehydration_linear" in terms
    faults = []
    if len(terms) < len(options.terms):
        faults.append(Fault("terms", "a term listed twice", "each once", "remove one"))
    if shells and linear:
        found, allowed = "dehydration_shells and dehydration_linear", "one of the two"
        faults.append(Fault("terms", found, allowed, "both cover the inner shells: remove one"))
    if shells and options.channel_radius_model == "stokes":
        found = "stokes with the term dehydration_shells"
        advice = "both exclude the same volume: write retained, or remove the term"
        faults.append(Fault("channel_radius_model", found, "retained", advice))
    if (shells or linear) and "dielectric" in terms and born != "hydrated":
        advice = "both cover the inner shells: write hydrated, or remove the dehydration term"
        faults.append(Fault("born_radius", f"{born} with a dehydration term", "hydrated", advice))
    return faults


def _binding_clashes(options: ModelOptions) -> list[Fault]:
    binding, faults = options.binding, []
    if AFFINITY in options.terms and binding != "constant":
        advice = "a group enters through one of the two: write constant, or remove the term"
        faults.append(Fault("binding", f"{binding} with the term affinity", "constant", advice))
    if options.hopping and binding != "langmuir":
        advice = "hopping needs solved loadings: write langmuir, or switch hopping off"
        faults.append(Fault("binding", f"{binding} with hopping", "langmuir", advice))
    return faults


def _node_faults(options: ModelOptions) -> list[Fault]:
    if options.size_nodes % 2:
        return []
    advice = "with an odd number one node is the median pore: write 7"
    return [Fault("size_nodes", str(options.size_nodes), "an odd number", advice)]
