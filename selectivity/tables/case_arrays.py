"""Cases of a file as the arrays of the transport core."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from selectivity.domain.layered import (
    DRAG_FRICTION,
    DRAG_HINDRANCE,
    DRAG_NONE,
    FLUX_RATIO,
    RESERVOIR,
    SWEPT,
    ChargeRegulation,
    LayeredCases,
)
from selectivity.tables import case_checks
from selectivity.tables.case_model import LayerIonModel, LayerModel
from selectivity.tables.cases import Case, shipped_groups, shipped_ions


def shapes_of(cases: Sequence[Case]) -> dict[tuple[int, int], list[int]]:
    """Indices of the cases by number of layers and of ions, which are solved together."""
    shapes: dict[tuple[int, int], list[int]] = {}
    for index, case in enumerate(cases):
        shapes.setdefault((len(case.model.layers), len(case.ions)), []).append(index)
    return shapes


def _drag(layer: LayerModel) -> int:
    entries = list((layer.ions or {}).values())
    if any(entry.permeability_m_s is not None for entry in entries):
        return DRAG_NONE
    paired = any(entry.hindrance_diffusion is not None for entry in entries)
    return DRAG_HINDRANCE if paired else DRAG_FRICTION


def _coefficients(
    entry: LayerIonModel | None, diffusivity: float, thickness: float
) -> tuple[float, float, float, float]:
    """Φ, K_c, K_d and D_m of one ion in one layer."""
    if entry is None:
        return 1.0, 1.0, 1.0, diffusivity
    if entry.permeability_m_s is not None:
        return 1.0, 0.0, 1.0, entry.permeability_m_s * thickness
    inside = diffusivity * (entry.diffusivity_factor or 1.0)
    if entry.friction is not None:
        return entry.partition or 1.0, entry.friction, entry.friction, inside
    convective = entry.hindrance_convection or 0.0
    return entry.partition or 1.0, convective, entry.hindrance_diffusion or 1.0, inside


def _layer_rows(case: Case) -> np.ndarray:
    """Φ, K_c, K_d and D_m. (n_layers, n_ions, 4)"""
    return np.array(
        [
            [
                _coefficients((layer.ions or {}).get(name), diffusivity, layer.thickness_m)
                for name, diffusivity in zip(case.ions, case.diffusivity, strict=True)
            ]
            for layer in case.model.layers
        ]
    )


def _closure(case: Case) -> tuple[int, list[float], float]:
    """Kind of permeate, its concentrations and its total."""
    permeate = case.model.permeate
    if permeate == case_checks.SWEPT:
        return SWEPT, [0.0] * len(case.ions), np.nan
    if set(permeate) == {case_checks.FLUX_RATIO}:
        total = permeate[case_checks.FLUX_RATIO][case_checks.TOTAL]
        return FLUX_RATIO, [0.0] * len(case.ions), float(total)
    return RESERVOIR, [float(permeate.get(name, 0.0)) for name in case.ions], np.nan


def _drive(case: Case) -> tuple[float, float, float, float]:
    """Water flux, pressure, current, voltage; NaN for what is not imposed."""
    drive = case.model.drive
    current = drive.current_A_m2
    if current is None and drive.voltage_V is None:
        current = 0.0
    given = (drive.water_flux_m_s, drive.pressure_Pa, current, drive.voltage_V)
    return tuple(np.nan if value is None else float(value) for value in given)


def _regulation(cases: Sequence[Case]) -> ChargeRegulation | None:
    """Groups of all layers; None where there are none."""
    layers = [[layer.groups or {} for layer in case.model.layers] for case in cases]
    if not any(groups for case in layers for groups in case):
        return None
    table, ions = shipped_groups(), shipped_ions()
    density = [[[groups.get(name, 0.0) for name in table.names] for groups in c] for c in layers]
    association = []
    protons, baths = [], []
    for case in cases:
        known = tuple(ions.resolver.find(name) or "" for name in case.ions)
        proton = case_checks.proton_of(case.model)
        proton_index = -1 if proton is None else case.ions.index(proton)
        matrix = table.groups(known).association.copy()
        if proton_index >= 0:
            matrix[:, proton_index] = 0.0
        association.append(matrix)
        protons.append(proton_index)
        exponents = [np.nan if layer.ph is None else layer.ph for layer in case.model.layers]
        baths.append(10.0 ** (3.0 - np.array(exponents, dtype=float)))
    any_groups = table.groups(("",))
    return ChargeRegulation(
        site_density=np.array(density, dtype=float),
        group_charge=any_groups.charge,
        acid_constant=any_groups.acid_constant,
        association=np.array(association),
        proton_concentration=np.array(baths),
        proton=np.array(protons),
    )


def layered_cases(cases: Sequence[Case]) -> LayeredCases:
    """Cases of one shape as arrays.

    Parameters
    ----------
    cases : sequence of Case
        All with the same number of layers and of ions.

    Returns
    -------
    LayeredCases
    """
    rows = np.array([_layer_rows(case) for case in cases])
    layers = [case.model.layers for case in cases]
    closures = [_closure(case) for case in cases]
    drives = np.array([_drive(case) for case in cases])
    resisting = [[layer.water_permeability_m_s_Pa or np.inf for layer in one] for one in layers]
    feeds = [[case.model.feed_mol_m3.get(name, 0.0) for name in case.ions] for case in cases]
    return LayeredCases(
        temperature=np.array([case.model.temperature_K for case in cases]),
        charge=np.array([case.charge for case in cases], dtype=float),
        feed=np.array(feeds, dtype=float),
        thickness=np.array([[layer.thickness_m for layer in one] for one in layers]),
        fixed_charge=np.array([[layer.fixed_charge_mol_m3 for layer in one] for one in layers]),
        partition=rows[..., 0],
        hindrance_convection=rows[..., 1],
        hindrance_diffusion=rows[..., 2],
        diffusivity=rows[..., 3],
        closure=np.array([closure[0] for closure in closures]),
        permeate=np.array([closure[1] for closure in closures]),
        permeate_total=np.array([closure[2] for closure in closures]),
        water_flux=drives[:, 0],
        pressure=drives[:, 1],
        current=drives[:, 2],
        voltage=drives[:, 3],
        water_permeability=np.array(resisting, dtype=float),
        drag=np.array([[_drag(layer) for layer in one] for one in layers]),
        regulation=_regulation(cases),
    )
