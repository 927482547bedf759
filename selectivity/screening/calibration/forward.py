"""Forward models: the measured quantity itself, by definition, from the transport core.

* rejections of single salts: one solve per salt, permeate swept;
* rejections and separation factor of a mixture: one solve of all ions together;
* permeability ratio: zero-force ratio K_d Φ D e^{-zψ} at the Donnan potential of the feed;
* fluxes without pressure (dialysis, conductance, electrodialysis): zero-force ratio too, each salt
  alone, because neither cell nor current is told.

Boundary layers are left out: cells and cross-flow velocities are not told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from selectivity.constants import REFERENCE_TEMPERATURE, thermal_energy
from selectivity.domain.channels import Region
from selectivity.domain.layered import DRAG_NONE, SOLVED, SWEPT, LayeredCases
from selectivity.domain.options import ModelOptions
from selectivity.domain.water import permittivity_malmberg, viscosity_patek
from selectivity.screening.calibration import kinds
from selectivity.screening.calibration.physics_constants import PhysicsConstants, RowConstants
from selectivity.screening.calibration.situation import Situation
from selectivity.stages import estimators
from selectivity.stages.hindrance import held_hindrance
from selectivity.terms.dehydration import dehydration_free_energy
from selectivity.terms.dielectric import born_free_energy, confined_permittivity_bandini
from selectivity.terms.hydration import hydration_state
from selectivity.terms.steric import steric_partition

SMALLEST_PARTITION: Final = 1e-8
"""Stands for an excluded ion, which the core asks to be above 0: far below what is measured."""
TEMPERATURE: Final = REFERENCE_TEMPERATURE
LEAST_PASSAGE: Final = 1e-6
"""Resolution of a passage: below, a ratio says nothing that was measured. [-]"""
_OPTIONS: Final = ModelOptions()


@dataclass(frozen=True)
class _Pores:
    """Partition [-], K_c, K_d [-], per row and ion (n_rows, n_ions), and X (n_rows,) [mol/m³]."""

    partition: np.ndarray
    convection: np.ndarray
    diffusion: np.ndarray
    fixed_charge: np.ndarray
    path: np.ndarray


def predict_physics(case: Situation, constants: PhysicsConstants) -> np.ndarray:
    """log10 selectivity of each row by the forward model of its definition.

    Parameters
    ----------
    case : Situation
    constants : PhysicsConstants

    Returns
    -------
    ndarray of shape (n_rows,)
        NaN where no forward model applies (anions, unknown ions) or the core did not solve.
    """
    return predict_rows(case, constants.of_rows(case.material))


def predict_rows(case: Situation, constants: RowConstants) -> np.ndarray:
    """`predict_physics` with constants of each row."""
    pores = _pores(case, constants)
    found = np.full(len(case.first), np.nan)
    single = case.form == kinds.SINGLE_REJECTION
    mixed = np.isin(case.form, (kinds.MIXED_REJECTION, kinds.MIXED_FACTOR))
    for where, passages in ((single, _single), (mixed, _mixed)):
        index = np.flatnonzero(where & case.possible)
        if len(index):
            first, second = passages(case, pores, index)
            found[index] = np.log10(first / second)
    index = np.flatnonzero(~single & ~mixed & case.possible)
    if len(index):
        found[index] = _zero_force(case, pores, index)
    return found


def _pores(case: Situation, constants: RowConstants) -> _Pores:
    size = (case.size * constants.radius_scale)[:, None]
    slit = np.zeros_like(size, dtype=bool)
    water = permittivity_malmberg(TEMPERATURE)
    layered = confined_permittivity_bandini(size, slit, water)
    permittivity = np.clip(layered * np.reshape(constants.permittivity_scale, (-1, 1)), 1.0, water)
    region = Region(size, slit, permittivity, np.zeros_like(size), np.zeros((len(size), 0)))
    state = hydration_state(case.ions, region, water, _OPTIONS)
    unreplaced = constants.unreplaced[:, None]
    energy = dehydration_free_energy(state.lost_energy, 1.0 - unreplaced)
    energy = energy + born_free_energy(case.ions.charge, state.outer_radius, permittivity, water)
    ratio = state.radius_in_channel / size
    steric = steric_partition(ratio, slit)
    partition = steric * np.exp(-energy / thermal_energy(TEMPERATURE))
    diffusion, convection, _ = held_hindrance(ratio, slit)
    charge = estimators.volume_charge(case.surface_charge, size[:, 0], slit[:, 0])
    path = estimators.path_factor_from_permeance(
        case.water_permeance, size[:, 0], slit[:, 0], viscosity_patek(TEMPERATURE)
    )
    return _Pores(
        np.maximum(partition, SMALLEST_PARTITION),
        convection,
        diffusion,
        charge * constants.charge_scale + constants.charge_shift,
        path * constants.path_scale,
    )


def _passages(
    case: Situation, pores: _Pores, index: np.ndarray, ions: np.ndarray, feed: np.ndarray
) -> np.ndarray:
    """c_p/c_f of each ion under the measured water flux, permeate swept.

    ``ions`` (n_cases, n_ions) are places in the ion list; ``feed`` likewise. [mol/m³]
    """
    from selectivity.transport import solve

    rows = index[:, None]
    result = solve(
        LayeredCases(
            temperature=np.full(len(index), TEMPERATURE),
            charge=case.ions.charge[ions],
            feed=feed,
            thickness=np.ones((len(index), 1)),
            fixed_charge=pores.fixed_charge[index][:, None],
            partition=pores.partition[rows, ions][:, None, :],
            hindrance_convection=pores.convection[rows, ions][:, None, :],
            hindrance_diffusion=pores.diffusion[rows, ions][:, None, :],
            diffusivity=(case.ions.diffusivity[ions] * pores.path[index][:, None])[:, None, :],
            closure=np.full(len(index), SWEPT),
            permeate=np.zeros_like(feed),
            water_flux=case.water_flux[index],
            current=np.zeros(len(index)),
            drag=np.full((len(index), 1), DRAG_NONE),
        )
    )
    passage = np.where((result.status == SOLVED)[:, None], result.permeate / feed, np.nan)
    return np.maximum(passage, LEAST_PASSAGE)


def _single(case: Situation, pores: _Pores, index: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Passages of the two salts, each alone; solved together as one batch."""
    cation = np.concatenate([case.first[index], case.second[index]])
    chloride = np.full_like(cation, case.ions.n_ions - 1)
    content = np.concatenate([case.feed[index, 0], case.feed[index, 1]])
    feed = np.stack([content, content * case.ions.charge[cation]], axis=1)
    twice = np.concatenate([index, index])
    passage = _passages(case, pores, twice, np.stack([cation, chloride], axis=1), feed)[:, 0]
    return passage[: len(index)], passage[len(index) :]


def _mixed(case: Situation, pores: _Pores, index: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Passages of both cations from one feed."""
    chloride = np.full(len(index), case.ions.n_ions - 1)
    ions = np.stack([case.first[index], case.second[index], chloride], axis=1)
    cations = case.feed[index]
    anion = np.sum(cations * case.ions.charge[ions[:, :2]], axis=1)
    passage = _passages(case, pores, index, ions, np.column_stack([cations, anion]))
    return passage[:, 0], passage[:, 1]


def _zero_force(case: Situation, pores: _Pores, index: np.ndarray) -> np.ndarray:
    """log10 of P_a/P_b at the Donnan potential of each salt alone, or of the mixture."""
    mixed = case.mixed[index]
    places = (case.first[index], case.second[index])
    salts = [case.feed[index] * mask for mask in ((1.0, 0.0), (0.0, 1.0))]
    found = []
    for place, alone in zip(places, salts, strict=True):
        feed = np.where(mixed[:, None], case.feed[index], alone)
        potential = _donnan(case, pores, index, feed)
        carried = pores.partition[index, place] * pores.diffusion[index, place]
        energy = case.ions.charge[place] * potential
        found.append(np.log10(carried * case.ions.diffusivity[place]) - energy / np.log(10.0))
    return found[0] - found[1]


def _donnan(case: Situation, pores: _Pores, index: np.ndarray, feed: np.ndarray) -> np.ndarray:
    """ψ/V_T of the pore against the feed, by bisection on a monotone balance. (n,)"""
    ions = np.stack([case.first[index], case.second[index],
                     np.full(len(index), case.ions.n_ions - 1)], axis=1)  # fmt: skip
    charge = case.ions.charge[ions]
    anion = np.sum(feed * charge[:, :2], axis=1)
    inside = np.column_stack([feed, anion]) * pores.partition[index[:, None], ions]
    low, high = np.full(len(index), -_FAR), np.full(len(index), _FAR)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        terms = charge * inside * np.exp(-charge * middle[:, None])
        total = terms.sum(axis=1) + pores.fixed_charge[index]
        low, high = np.where(total > 0, middle, low), np.where(total > 0, high, middle)
    return (low + high) / 2


_FAR: Final = 30.0
"""Donnan potentials beyond this are not met. [V_T]"""
_HALVINGS: Final = 60
