"""Which term and which stage make the selectivity: the model with one of them switched off."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from selectivity.domain.channels import Channels, Groups, Region
from selectivity.domain.feed import Feed
from selectivity.domain.ions import Ions
from selectivity.domain.options import ModelOptions
from selectivity.domain.results import pair_ratio
from selectivity.stages.donnan import solve_donnan
from selectivity.stages.entry import RegionState, partition_coefficient, sites_of
from selectivity.stages.layout import divide
from selectivity.stages.prepare import Case, prepare
from selectivity.stages.selectivity import Stages, put_in_series, solve_stages
from selectivity.stages.series import over_paths
from selectivity.stages.transit import boltzmann_factor, conductance

STAGES = ("entry", "transit", "exit")
INTERACTIONS = ("donnan", "binding", "hindrance")


def explain(
    ions: Ions,
    channels: Channels,
    groups: Groups,
    feed: Feed,
    options: ModelOptions,
    pair: tuple[str, str],
) -> dict[str, dict[str, np.ndarray]]:
    """Selectivity with each term, interaction or stage switched off.

    A term that is off leaves Φ, while the radius inside the channel and with it the hindrance
    stay; the Donnan equilibrium is solved again. ``donnan`` off: Δϕ_D = 0 in mouth and interior;
    ``binding`` off: groups keep their protons, ions do not bind; ``hindrance`` off: K_d = 1. A
    stage that is off has no resistance.

    Parameters
    ----------
    ions, channels, groups, feed, options
        As for ``three_stage``.
    pair : tuple of str
        Wanted and unwanted ion.

    Returns
    -------
    dict
        ``{"term": {name: array}, "stage": {name: array}}`` of shape (..., n_candidates). [-]
    """
    a, b = (ions.names.index(name) for name in pair)
    stages = solve_stages(prepare(ions, channels, groups, feed, options))
    switches = (*stages.case.options.terms, *INTERACTIONS)
    return {
        "term": {name: pair_ratio(_without(stages, name), a, b) for name in switches},
        "stage": {name: pair_ratio(_without_stage(stages, name), a, b) for name in STAGES},
    }


def _without(stages: Stages, name: str) -> np.ndarray:
    """Permeability with one term or interaction off. (..., n_ions) [m/s]"""
    case, channels = stages.case, stages.case.channels
    inner = _conductance_without(case, channels.interior, stages.interior, name)
    outer = inner
    if not case.same_mouth:
        outer = _conductance_without(case, channels.mouth, stages.mouth, name)
    return over_paths(put_in_series(case, inner, outer).permeability, case.weights)


def _conductance_without(case: Case, region: Region, state: RegionState, name: str) -> np.ndarray:
    """Conductance of one region with one thing off. [m²/s]"""
    if name == "hindrance":
        smooth = replace(state, hindrance_diffusion=np.ones_like(state.hindrance_diffusion))
        return conductance(case, region, smooth, boltzmann_factor(state, case))
    if name == "donnan":
        return conductance(case, region, state, state.partition)
    if name == "binding":
        problem = replace(state.problem, sites=sites_of(case, region, binding=False))
        partition = state.partition
    else:
        kept = [energy for term, energy in state.energies.items() if term != name]
        partition = np.broadcast_to(
            partition_coefficient(kept, case.feed.temperature), case.concentration.shape
        )
        problem = replace(state.problem, strength=case.concentration * partition)
    changed = replace(state, partition=partition, problem=problem, donnan=solve_donnan(problem))
    return conductance(case, region, changed, boltzmann_factor(changed, case))


def _without_stage(stages: Stages, name: str) -> np.ndarray:
    """Permeability with one stage's resistance taken out. (..., n_ions) [m/s]"""
    series = stages.series
    share = 1.0 - 2.0 * series.mouth_share if name == "transit" else series.mouth_share
    # The rest of a total that is all this stage is zero, and the flux then has no limit.
    by_path = divide(series.permeability, 1.0 - share, np.inf)
    return over_paths(by_path, stages.case.weights)
