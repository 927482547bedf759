"""Cases turned to the layout and the variables of the solver."""

from __future__ import annotations

from dataclasses import fields

import numpy as np

from selectivity.constants import FARADAY, GAS_CONSTANT
from selectivity.domain.layered import (
    DRAG_FRICTION,
    DRAG_HINDRANCE,
    FLUX_RATIO,
    RESERVOIR,
    ChargeRegulation,
    LayeredCases,
)
from selectivity.transport.stack import Stack, WallGroups


def _broadcast(cases: LayeredCases) -> dict[str, np.ndarray]:
    """Every array of the cases at its full shape."""
    per_case = ("temperature", "closure", "permeate_total", "water_flux", "pressure", "current")
    per_layer = ("thickness", "fixed_charge", "water_permeability", "drag")
    per_ion = ("charge", "feed", "permeate")
    arrays = {f.name: np.asarray(getattr(cases, f.name)) for f in fields(cases)[:-1]}
    shape = np.broadcast_shapes(arrays["partition"].shape, arrays["diffusivity"].shape)
    n_cases = max(
        [a.shape[0] for n, a in arrays.items() if n in (*per_case, "voltage") and a.ndim]
        + [shape[0] if len(shape) == 3 else 1]
        + [arrays[n].shape[0] for n in (*per_layer, *per_ion) if arrays[n].ndim == 2]
    )
    n_layers, n_ions = shape[-2:]
    for name, array in arrays.items():
        target: tuple[int, ...] = (n_cases, n_layers, n_ions)
        if name in (*per_case, "voltage"):
            target = (n_cases,)
        elif name in per_layer:
            target = (n_cases, n_layers)
        elif name in per_ion:
            target = (n_cases, n_ions)
        arrays[name] = np.broadcast_to(array, target)
    return arrays


def at_full_shape(cases: LayeredCases) -> LayeredCases:
    """The cases with every array at the shape that ``LayeredCases`` states."""
    return LayeredCases(**_broadcast(cases), regulation=cases.regulation)


def _layer_fields(arrays: dict[str, np.ndarray], present: np.ndarray) -> dict[str, np.ndarray]:
    """Coefficients of the flux law and of the water drag (theory 4.1, 4.3)."""
    mobility = arrays["hindrance_diffusion"] * arrays["diffusivity"]
    convective = arrays["hindrance_convection"]
    drag = arrays["drag"][..., None]
    paired = convective / mobility
    content = np.where(drag == DRAG_HINDRANCE, convective * paired, 0.0)
    content = np.where(drag == DRAG_FRICTION, 1 / arrays["diffusivity"], content)
    flux = np.where(drag == DRAG_HINDRANCE, paired, 0.0)
    flux = np.where(drag == DRAG_FRICTION, 1 / arrays["diffusivity"], flux)
    values = {
        "partition": arrays["partition"],
        "convection": paired,
        "resistance": 1 / mobility,
        "drag_content": content * present[:, None],
        "drag_flux": flux * present[:, None],
    }
    return {name: np.ascontiguousarray(array.transpose(2, 1, 0)) for name, array in values.items()}


def _groups(regulation: ChargeRegulation | None, n_cases: int, n_ions: int) -> WallGroups | None:
    if regulation is None:
        return None
    density = np.asarray(regulation.site_density, dtype=float)
    n_groups = density.shape[-1]
    association = np.broadcast_to(regulation.association, (n_cases, n_groups, n_ions))
    acid_constant = np.broadcast_to(regulation.acid_constant, (n_cases, n_groups))
    proton = np.broadcast_to(regulation.proton, (n_cases,))
    bath = np.broadcast_to(regulation.proton_concentration, (n_cases, density.shape[-2]))
    return WallGroups(
        site_density=np.broadcast_to(density, (n_cases, *density.shape[-2:])).transpose(2, 1, 0),
        charge=np.asarray(regulation.group_charge, dtype=float)[:, None, None],
        acid_constant=acid_constant.astype(float).T[:, None],
        association=association.transpose(1, 2, 0).astype(float),
        bath_proton=np.array(bath, dtype=float).T,
        is_proton=(np.arange(n_ions)[:, None] == proton).astype(float),
    )


def build_stack(cases: LayeredCases) -> Stack:
    """Cases turned to the layout and the variables of the solver.

    Parameters
    ----------
    cases : LayeredCases

    Returns
    -------
    Stack
    """
    arrays = _broadcast(cases)
    feed = arrays["feed"].astype(float)
    reservoir = (arrays["closure"] == RESERVOIR)[:, None]
    permeate = np.where(reservoir, arrays["permeate"], feed)
    present = (feed > 0) | (permeate > 0)
    energy = GAS_CONSTANT * arrays["temperature"]
    return Stack(
        temperature=arrays["temperature"].astype(float),
        closure=arrays["closure"].astype(int),
        permeate_total=np.where(
            arrays["closure"] == FLUX_RATIO, arrays["permeate_total"], np.nan
        ).astype(float),
        water_flux=arrays["water_flux"].astype(float),
        pressure=arrays["pressure"] / energy,
        current=arrays["current"] / FARADAY,
        voltage=arrays["voltage"] * FARADAY / energy,
        layer_resistance=1 / (arrays["water_permeability"] * energy[:, None]).T,
        charge=np.where(present, arrays["charge"], 0.0).T.copy(),
        feed=np.where(present, feed, 1.0).T.copy(),
        permeate=np.where(present, permeate, 1.0).T.copy(),
        present=present.T.astype(float),
        thickness=arrays["thickness"].T.astype(float),
        fixed_charge=arrays["fixed_charge"].T.astype(float),
        groups=_groups(cases.regulation, len(feed), feed.shape[1]),
        **_layer_fields(arrays, present.astype(float)),
    )
