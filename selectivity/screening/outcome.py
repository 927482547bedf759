"""What the screening keeps of the three-stage model, for candidates that can be joined again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from selectivity.domain.channels import Channels, Groups
from selectivity.domain.feed import Feed
from selectivity.domain.ions import Ions
from selectivity.domain.options import ModelOptions
from selectivity.domain.results import SIZE_REGIMES, ThreeStageResult, pair_ratio
from selectivity.stages.selectivity import three_stage

STAGES: Final = ("entry", "transit", "exit")

FLAGS: Final = ("extrapolated", "weakly_hydrated", "debye_overlap", "stern_overlap")

REGIME_VALUES: Final = (
    "solute_pore_ratio",
    "radius_in_channel",
    "debye_length",
    "donnan_potential",
    "fixed_charge",
    "isoelectric_point",
    "effective_charge",
    "salt_permeance",
)

_FACTORS: Final = ("distribution", "transit_diffusivity", "interfacial_excess")


@dataclass(frozen=True)
class Outcome:
    """Arrays of shape (n_samples, n_candidates, n_ions), or with 1 in place of n_ions.

    Attributes
    ----------
    permeability : ndarray
        0 where excluded, NaN where not computed. [m/s]
    resistance, share : ndarray
        Of each stage, with the stages in front. [s/m; -]
    energies : dict of str to dict of str to ndarray
        By region and term; inf where a term excludes the ion. [J/mol]
    factors : dict of str to ndarray
        Whose ratios multiply to the selectivity; see `selectivities`.
    values : dict of str to ndarray
        `REGIME_VALUES`. [SI]
    flags : dict of str to ndarray of bool
        `FLAGS`.
    size_regime : ndarray of int
        Index into ``domain.results.SIZE_REGIMES``.
    salt_partner : tuple of str
        Ion with which each ion's salt permeance is that of a salt.
    """

    permeability: np.ndarray
    resistance: np.ndarray
    share: np.ndarray
    energies: dict[str, dict[str, np.ndarray]]
    factors: dict[str, np.ndarray]
    values: dict[str, np.ndarray]
    flags: dict[str, np.ndarray]
    size_regime: np.ndarray
    salt_partner: tuple[str, ...]

    def selectivities(self, wanted: int, unwanted: int) -> tuple[np.ndarray, ...]:
        """Partition, diffusion and interfacial selectivity. (n_samples, n_candidates)

        Parameters
        ----------
        wanted, unwanted : int
            Positions of the ions.

        Returns
        -------
        tuple of ndarray
            Per sample they multiply to the ratio of the permeabilities. [-]
        """
        partition, diffusion, excess = (self.factors[name] for name in _FACTORS)
        return (
            pair_ratio(partition, wanted, unwanted),
            pair_ratio(diffusion, wanted, unwanted),
            pair_ratio(excess, unwanted, wanted),
        )

    def common_regime(self) -> np.ndarray:
        """Most frequent size regime over the samples. (n_candidates, n_ions) of object"""
        counts = [(self.size_regime == code).sum(axis=0) for code in range(len(SIZE_REGIMES))]
        names = np.array(SIZE_REGIMES, dtype=object)
        return names[np.argmax(counts, axis=0)]


def compute(
    ions: Ions, channels: Channels, groups: Groups, setting: tuple[Feed, ModelOptions]
) -> Outcome:
    """Three-stage model of some candidates.

    Parameters
    ----------
    ions : Ions
    channels : Channels
    groups : Groups
    setting : tuple
        Feed and submodels.

    Returns
    -------
    Outcome

    Raises
    ------
    ModelError
        If a candidate cannot be computed; then all of them are lost.
    """
    feed, options = setting
    return from_result(three_stage(ions, channels, groups, feed, options))


def from_result(result: ThreeStageResult) -> Outcome:
    """Keep what the tables need; no Donnan potential (NaN) where nothing balances the wall."""
    closed = (result.ion_permeability == 0).all(axis=-1, keepdims=True) | result.uncompensated
    names = {"resistance": [], "share": []}
    for stage in STAGES:
        for what, parts in names.items():
            parts.append(getattr(result, f"{what}_{stage}"))
    return Outcome(
        permeability=result.ion_permeability,
        resistance=np.stack(names["resistance"]),
        share=np.stack(names["share"]),
        energies={
            region: terms | {"donnan": np.where(closed, np.nan, terms["donnan"])}
            for region, terms in result.energies.items()
        },
        factors={name: getattr(result, name) for name in _FACTORS},
        values={name: getattr(result, name) for name in REGIME_VALUES}
        | {"donnan_potential": np.where(closed, np.nan, result.donnan_potential)},
        flags={name: getattr(result, name) for name in FLAGS},
        size_regime=result.size_regime,
        salt_partner=result.salt_partner,
    )


def not_computed(like: Outcome) -> Outcome:
    """An outcome of the same shape without numbers.

    Parameters
    ----------
    like : Outcome

    Returns
    -------
    Outcome
        NaN everywhere, no flag set, regime ``excluded``.
    """
    return Outcome(
        permeability=_blank(like.permeability),
        resistance=_blank(like.resistance),
        share=_blank(like.share),
        energies={
            region: {term: _blank(values) for term, values in terms.items()}
            for region, terms in like.energies.items()
        },
        factors={name: _blank(values) for name, values in like.factors.items()},
        values={name: _blank(values) for name, values in like.values.items()},
        flags={name: np.zeros_like(values) for name, values in like.flags.items()},
        size_regime=np.zeros_like(like.size_regime),
        salt_partner=like.salt_partner,
    )


def nothing(shape: tuple[int, int, int], terms: Sequence[str]) -> Outcome:
    """Outcome without numbers where not even another candidate gives the shape.

    Parameters
    ----------
    shape : tuple of int
        Samples, candidates, ions.
    terms : sequence of str
        Free-energy terms.

    Returns
    -------
    Outcome
        NaN everywhere, no flag set, regime ``excluded``.
    """
    ions, column = np.full(shape, np.nan), np.full((*shape[:2], 1), np.nan)
    stages = np.full((len(STAGES), *shape), np.nan)
    return Outcome(
        permeability=ions,
        resistance=stages,
        share=stages,
        energies={region: dict.fromkeys(terms, ions) for region in ("interior", "mouth")},
        factors=dict.fromkeys(_FACTORS, ions),
        values=dict.fromkeys(REGIME_VALUES, column),
        flags=dict.fromkeys(FLAGS, np.zeros(shape, dtype=bool)),
        size_regime=np.zeros(shape, dtype=int),
        salt_partner=("",) * shape[-1],
    )


def _blank(values: np.ndarray) -> np.ndarray:
    return np.full(values.shape, np.nan)


def join(outcomes: Sequence[Outcome]) -> Outcome:
    """Outcomes of single candidates, side by side.

    Parameters
    ----------
    outcomes : sequence of Outcome

    Returns
    -------
    Outcome
    """
    first = outcomes[0]
    return Outcome(
        permeability=_side_by_side([each.permeability for each in outcomes]),
        resistance=_side_by_side([each.resistance for each in outcomes]),
        share=_side_by_side([each.share for each in outcomes]),
        energies={
            region: {
                term: _side_by_side([each.energies[region][term] for each in outcomes])
                for term in terms
            }
            for region, terms in first.energies.items()
        },
        factors=_join_named([each.factors for each in outcomes]),
        values=_join_named([each.values for each in outcomes]),
        flags=_join_named([each.flags for each in outcomes]),
        size_regime=_side_by_side([each.size_regime for each in outcomes]),
        salt_partner=first.salt_partner,
    )


def _join_named(parts: Sequence[dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    return {name: _side_by_side([part[name] for part in parts]) for name in parts[0]}


def _side_by_side(parts: Sequence[np.ndarray]) -> np.ndarray:
    """Along the candidates; a value that all share stays one."""
    if all(part.shape[-2] == 1 for part in parts) and parts[0].ndim > 1:
        return np.concatenate(parts, axis=-2)
    return parts[0]
