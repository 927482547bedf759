"""The three-stage model: entry, transit and exit of every ion in every candidate (theory §1-3)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from selectivity.domain.channels import Channels, Groups
from selectivity.domain.feed import Feed
from selectivity.domain.ions import Ions
from selectivity.domain.options import ModelOptions
from selectivity.domain.results import ThreeStageResult
from selectivity.stages import outputs
from selectivity.stages.entry import RegionState, access_resistance, region_state
from selectivity.stages.layout import divide
from selectivity.stages.prepare import Case, prepare
from selectivity.stages.series import Series, over_paths, parallel_share, series_resistance
from selectivity.stages.transit import (
    apparent_diffusivity,
    boltzmann_factor,
    conductance,
    mobile_diffusivity,
)


@dataclass(frozen=True)
class Stages:
    """Solved interior and mouth of a case, and the resistances that follow.

    Attributes
    ----------
    case : Case
    interior, mouth : RegionState
        The same object where mouths are like the interior.
    content : ndarray
        Φ exp(-z Δϕ_D) of the interior, by path. [-]
    conductance : ndarray
        Interior, by path. [m²/s]
    series : Series
        By path.
    """

    case: Case
    interior: RegionState
    mouth: RegionState
    content: np.ndarray
    conductance: np.ndarray
    series: Series


def three_stage(
    ions: Ions, channels: Channels, groups: Groups, feed: Feed, options: ModelOptions
) -> ThreeStageResult:
    """Permeability, selectivity and everything behind them, at zero force.

    Parameters
    ----------
    ions : Ions
        Fields (n_ions,) or (n_samples, 1, n_ions).
    channels : Channels
        Fields (n_candidates, 1) or (n_samples, n_candidates, 1).
    groups : Groups
    feed : Feed
        Electroneutral; its proton concentration may be an array that broadcasts with candidates.
    options : ModelOptions

    Returns
    -------
    ThreeStageResult

    Raises
    ------
    ModelError
        Conflicting terms, a charged feed, radii and hydration energies that do not belong
        together, a channel shorter than its mouths.

    Notes
    -----
    An excluded ion has Φ = 0, infinite resistances and P = 0. Blocks of some thousand
    candidates × samples stay in the processor's cache and are the fastest.
    """
    stages = solve_stages(prepare(ions, channels, groups, feed, options))
    case, interior, centre = stages.case, stages.interior, stages.case.centre
    donnan = interior.donnan
    mobile = mobile_diffusivity(case, interior)
    return ThreeStageResult(
        names=ions.names,
        candidates=channels.names,
        ion_charge=case.ion_charge,
        temperature=feed.temperature,
        energies=outputs.energies(case, interior, stages.mouth),
        partition_coefficient=interior.partition[centre],
        mouth_partition_coefficient=stages.mouth.partition[centre],
        donnan_potential=outputs.potential(case, interior),
        mouth_donnan_potential=outputs.potential(case, stages.mouth),
        pore_concentration=donnan.concentration[centre],
        bound_concentration=donnan.bound[centre],
        hindrance_diffusion=interior.hindrance_diffusion[centre],
        hindrance_convection=interior.hindrance_convection[centre],
        pore_diffusivity=mobile[centre],
        apparent_diffusivity=apparent_diffusivity(mobile, donnan.concentration, donnan.bound)[
            centre
        ],
        fixed_charge=donnan.fixed_charge[centre],
        effective_charge=donnan.effective_charge[centre],
        uncompensated=donnan.closed[centre],
        **_fluxes(stages, mobile),
        **outputs.charge_outputs(case, interior),
        **outputs.size_outputs(case, interior),
    )


def solve_stages(case: Case) -> Stages:
    """Solve interior and mouth and put the resistances in series."""
    interior = region_state(case, case.channels.interior)
    mouth = interior if case.same_mouth else region_state(case, case.channels.mouth)
    content = boltzmann_factor(interior, case)
    inner = conductance(case, case.channels.interior, interior, content)
    outer = inner
    if not case.same_mouth:
        outer = conductance(case, case.channels.mouth, mouth, boltzmann_factor(mouth, case))
    return Stages(case, interior, mouth, content, inner, put_in_series(case, inner, outer))


def put_in_series(case: Case, interior: np.ndarray, mouth: np.ndarray) -> Series:
    """Resistances of the paths from the conductances of interior and mouth."""
    channels = case.channels
    access = access_resistance(
        channels.mouth.size, channels.mouth.is_slit, channels.porosity, case.ions.diffusivity
    )
    return series_resistance(interior, mouth, access, channels.length, channels.mouth_length)


def _fluxes(stages: Stages, mobile: np.ndarray) -> dict[str, object]:
    """Permeability, selectivity factors and resistances over all paths."""
    case, series, centre = stages.case, stages.series, stages.case.centre
    by_path = series.permeability
    permeability = over_paths(by_path, case.weights)
    content = over_paths(stages.content, case.weights)
    conducted = over_paths(stages.conductance, case.weights)
    excess = series.excess[0]
    if by_path.shape[0] > 1:
        inside = (case.channels.length - 2 * case.channels.mouth_length)[centre]
        excess = divide(conducted, inside * permeability, np.nan)
        excess = np.where(permeability > 0, excess, series.excess[centre])
    face = parallel_share(series.mouth_share, case.weights, by_path)
    total = divide(np.ones_like(permeability), permeability, np.inf)
    entry, transit = _part(face, total), _part(1.0 - 2.0 * face, total)
    return {
        "ion_permeability": permeability,
        "excluded": permeability == 0,
        "distribution": content,
        "transit_diffusivity": np.where(
            content > 0, divide(conducted, content, 0.0), mobile[centre]
        ),
        "interfacial_excess": excess,
        "share_entry": face,
        "share_transit": 1.0 - 2.0 * face,
        "share_exit": face,
        "resistance_entry": entry,
        "resistance_transit": transit,
        "resistance_exit": entry,
        **outputs.salt_outputs(case, permeability),
    }


def _part(share: np.ndarray, total: np.ndarray) -> np.ndarray:
    """Share of a resistance; a stage without share has none even if the total is infinite."""
    return np.multiply(share, total, out=np.zeros_like(total), where=share > 0)
