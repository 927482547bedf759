"""Channels of the three-stage model as layers of the transport core (theory 3.3)."""

from __future__ import annotations

from typing import Final

import numpy as np

from selectivity.domain.channels import Groups, Region
from selectivity.domain.layered import (
    DRAG_FRICTION,
    DRAG_HINDRANCE,
    SWEPT,
    ChargeRegulation,
    LayeredCases,
)
from selectivity.domain.water import viscosity_patek
from selectivity.stages.entry import RegionState, access_resistance
from selectivity.stages.estimators import path_factor_from_permeance
from selectivity.stages.prepare import Case
from selectivity.stages.selectivity import Stages
from selectivity.stages.transit import membrane_factor

INTERIOR: Final = 2
N_LAYERS: Final = 5
"""Solution before the pores, mouth, interior, mouth, solution behind the pores."""

TRACE: Final = 1e-6
"""Passage below which an ion counts as kept back altogether: no analysis tells it from none. [-]"""


def layered_cases(
    stages: Stages, film: np.ndarray | float, floor: float, regulated: bool = False
) -> LayeredCases:
    """Solved channels as stacks of layers, without a drive.

    Parameters
    ----------
    stages : Stages
        Of the three-stage model; the path of the median size is taken.
    film : ndarray of shape (n_samples, n_candidates, 1) or float
        Thickness of the boundary layer on the feed side; 0 for none. [m]
    floor : float
        Least permeability of an ion in one layer: stands for an excluded ion, whose Φ of 0 has no
        logarithm. [m/s]
    regulated : bool
        Groups follow the composition from point to point; if not, they keep the charge, bound
        ions included, that they have in equilibrium with the feed.

    Returns
    -------
    LayeredCases
        n_cases = n_samples × n_candidates, candidates fastest. The permeate is swept by the water,
        current is zero; ``water_flux`` and ``pressure`` are left to be given. The outer layers are
        free solution as thick as the access resistance asks for (and the film), so that the sum
        of the layers is the series of theory 3.1.
    """
    case, states = stages.case, (stages.mouth, stages.interior, stages.mouth)
    regions = (case.channels.mouth, case.channels.interior, case.channels.mouth)
    diffusivity = case.ions.diffusivity[case.centre]
    in_pore = diffusivity * membrane_factor(case)[case.centre]
    thickness = _thickness(case, film)
    partition = _layers(
        [_floored(case, *each, floor) for each in zip(states, thickness[1:4], strict=True)], 1.0
    )
    convection = _layers([state.hindrance_convection[case.centre] for state in states], 1.0)
    hindrance = _layers([state.hindrance_diffusion[case.centre] for state in states], 1.0)
    shape = partition.shape[:2]
    charge = [region.fixed_charge for region in regions]
    if not regulated:
        charge = [state.donnan.effective_charge for state in states]
    return LayeredCases(
        temperature=np.full(shape[0], case.feed.temperature),
        charge=np.broadcast_to(case.ion_charge.astype(float), (shape[0], partition.shape[-1])),
        feed=_flat(case.concentration[case.centre]),
        thickness=np.stack([_flat(each)[:, 0] for each in thickness], axis=1),
        fixed_charge=_layers([values[case.centre] for values in charge], 0.0)[..., 0],
        partition=partition,
        hindrance_convection=convection,
        hindrance_diffusion=hindrance,
        diffusivity=_layers([in_pore] * 3, diffusivity),
        closure=np.full(shape[0], SWEPT),
        permeate=np.zeros((shape[0], partition.shape[2])),
        current=np.zeros(shape[0]),
        water_permeability=_water_permeability(case),
        drag=_drag(case, shape),
        regulation=_regulation(case, regions) if regulated else None,
    )


def impermeable(stages: Stages, water_flux: float) -> np.ndarray:
    """Cases in which all cations or all anions stay out: then nothing passes without current.

    Parameters
    ----------
    stages : Stages
    water_flux : float
        The smallest that is asked for. [m/s]

    Returns
    -------
    ndarray of bool of shape (n_samples × n_candidates,)
        True where convection K_c Φ e^(-z Δϕ_D) and diffusion P/J_w of one sign of charge together
        stay below `TRACE`.
    """
    case, centre = stages.case, stages.case.centre
    convected = stages.interior.hindrance_convection[centre] * stages.content[centre]
    passing = convected + stages.series.permeability[centre] / water_flux
    present = case.concentration[centre] > 0
    by_sign = [
        np.max(np.where((sign * case.ion_charge > 0) & present, passing, 0.0), axis=-1)
        for sign in (1, -1)
    ]
    return (np.minimum(*by_sign) < TRACE).ravel()


def film_thickness(case: Case, mass_transfer: float) -> np.ndarray:
    """Thickness D/k of the boundary layer, D that of the main salt of the feed (theory 4.4).

    Parameters
    ----------
    case : Case
    mass_transfer : float
        k. [m/s]

    Returns
    -------
    ndarray of shape (n_samples, n_candidates, 1)
        The same for all ions; D is the harmonic mean of the cation and the anion that carry most
        charge in the feed. [m]
    """
    carried = case.ion_charge * case.concentration.reshape(-1, len(case.ion_charge)).mean(axis=0)
    pair = [int(np.argmax(carried)), int(np.argmin(carried))]
    cation, anion = np.abs(case.ion_charge[pair])
    first, second = (case.ions.diffusivity[case.centre][..., [each]] for each in pair)
    salt = (cation + anion) * first * second / (cation * first + anion * second)
    return salt / mass_transfer


def _flat(values: np.ndarray) -> np.ndarray:
    """(n_samples × n_candidates, n_ions or 1)"""
    return np.ascontiguousarray(values).reshape(-1, values.shape[-1])


def _layers(inner: list[np.ndarray], outer: np.ndarray | float) -> np.ndarray:
    """Mouth, interior, mouth between two layers of solution. (n_cases, 5, n_ions or 1)"""
    flat = [_flat(values) for values in inner]
    ends = np.broadcast_to(outer, inner[0].shape)
    return np.stack([_flat(ends), *flat, _flat(ends)], axis=1)


def _thickness(case: Case, film: np.ndarray | float) -> list[np.ndarray]:
    """Thickness of the five layers. (n_samples, n_candidates, 1) each [m]"""
    channels, centre = case.channels, case.centre
    mouth = channels.mouth
    unit = access_resistance(mouth.size, mouth.is_slit, channels.porosity, np.ones(1))[centre]
    ends = channels.mouth_length[centre]
    inside = channels.length[centre] - 2 * ends
    return [unit + film, ends, inside, ends, unit]


def _floored(case: Case, state: RegionState, thickness: np.ndarray, floor: float) -> np.ndarray:
    """Φ of one region, that of an excluded ion from the least permeability."""
    mobility = state.hindrance_diffusion * case.ions.diffusivity * membrane_factor(case)
    least = floor * thickness / mobility[case.centre]
    return np.maximum(state.partition[case.centre], least)


def _drag(case: Case, shape: tuple[int, ...]) -> np.ndarray:
    """Hindrance pairs where hydrodynamic, friction where K_f is given. (n_cases, 5)"""
    given = ~np.isnan(_flat(case.channels.wall_friction[case.centre]))
    drag = np.full(shape, DRAG_FRICTION)
    drag[:, 1:-1] = np.where(given, DRAG_FRICTION, DRAG_HINDRANCE)
    return drag


def _water_permeability(case: Case) -> np.ndarray:
    """Poiseuille permeance of the whole channel, in its interior. (n_cases, 5) [m/(s Pa)]"""
    channels, centre = case.channels, case.centre
    shape = channels.interior.size[centre], channels.interior.is_slit[centre]
    path = membrane_factor(case)[centre] / channels.length[centre]
    viscosity = viscosity_patek(case.feed.temperature)
    value = path / path_factor_from_permeance(np.ones(1), *shape, viscosity)
    resisting = np.full((_flat(value).shape[0], N_LAYERS), np.inf)
    resisting[:, INTERIOR] = _flat(value)[:, 0]
    return resisting


def _regulation(case: Case, regions: tuple[Region, ...]) -> ChargeRegulation | None:
    """Groups of mouths and interior in local equilibrium; none if no candidate has any."""
    density = np.stack([_flat(region.site_density[case.centre]) for region in regions], axis=1)
    if not np.any(density > 0):
        return None
    density = np.pad(density, ((0, 0), (1, 1), (0, 0)))
    n_cases, n_groups = len(density), density.shape[-1]
    binds = case.options.binding == "langmuir"
    association, acid = _constants(case.groups, case.shape[1:], len(case.ion_charge))
    proton = np.broadcast_to(case.proton_concentration, (*case.shape[1:], 1))
    return ChargeRegulation(
        site_density=density,
        group_charge=case.groups.charge,
        acid_constant=acid.reshape(n_cases, n_groups),
        association=association.reshape(n_cases, n_groups, -1) * binds,
        proton_concentration=np.broadcast_to(proton.reshape(-1, 1), (n_cases, N_LAYERS)),
        proton=np.full(n_cases, -1),
    )


def _constants(
    groups: Groups, shape: tuple[int, ...], n_ions: int
) -> tuple[np.ndarray, np.ndarray]:
    """Association and acid constants of every case. (..., n_groups, n_ions), (..., n_groups)"""
    n_groups = len(groups.names)
    association = np.broadcast_to(groups.association, (*shape, n_groups, n_ions))
    return association, np.broadcast_to(groups.acid_constant, (*shape, n_groups))


__all__ = ["film_thickness", "impermeable", "layered_cases"]
