"""From descriptors to channels: measured, derived from something, or assumed (theory 7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from selectivity.constants import WATER_DIAMETER
from selectivity.domain.channels import Channels, Region
from selectivity.domain.feed import Feed
from selectivity.domain.water import viscosity_patek
from selectivity.screening import charge, draws, geometry
from selectivity.screening.catalogue import BY_NAME, DEFAULT_SOURCE
from selectivity.screening.draws import ASSUMED, MEASURED, Chunk, Quantity
from selectivity.terms.dielectric import confined_permittivity_bandini

MOUTH_SHARE: Final = 1 / 3
"""Largest share of the length that one mouth takes in a very short channel. [-]"""

PLAIN: Final = ("size_spread", "wall_friction", "defect_share", "defect_radius", "stern_thickness")
"""Descriptors that stand for an optional feature: absent unless stated."""


@dataclass(frozen=True)
class Resolved:
    """Sampled channels of a chunk and where each descriptor comes from.

    Attributes
    ----------
    channels : Channels
        Sampled; fields of shape (n_samples, n_candidates, 1).
    quantities : dict of str to Quantity
        By descriptor as results name it; ``size`` and ``mouth_size`` are radius or half gap.
    group_names : tuple of str
        Functional groups, along the last axis of the site densities.
    """

    channels: Channels
    quantities: dict[str, Quantity]
    group_names: tuple[str, ...]


def resolve(chunk: Chunk, feed: Feed, n_ions: int, group_names: tuple[str, ...]) -> Resolved:
    """Sample every descriptor that the physics needs.

    Parameters
    ----------
    chunk : Chunk
        What the tables say, the priors and the points.
    feed : Feed
        Gives temperature, water permittivity and pH to the estimators.
    n_ions : int
        Ions of the run.
    group_names : tuple of str
        Functional groups, in the order of the site densities.

    Returns
    -------
    Resolved
        NaN in the channels of a candidate for which something could neither be measured, derived
        nor assumed; `problems` names it.
    """
    found: dict[str, Quantity] = {"size": geometry.resolve_size(chunk)}
    size = found["size"].samples
    found["mouth_size"] = geometry.resolve_mouth_size(chunk, found["size"])
    water = feed.water_permittivity
    found["pore_permittivity"], found["permittivity_scale"] = geometry.resolve_permittivity(
        chunk, size, water
    )
    wall = charge.resolve_charge(chunk, size, feed.proton_concentration)
    mouth = charge.resolve_mouth_charge(chunk, wall)
    found |= {"fixed_charge": wall.fixed, "mouth_fixed_charge": mouth.fixed}
    found |= geometry.resolve_path(chunk, size, viscosity_patek(feed.temperature))
    found["hydration_replaced"] = _replaced(chunk)
    found |= {name: _plain(chunk, name) for name in PLAIN}
    channels = _channels(chunk, found, (wall, mouth), (water, n_ions))
    return Resolved(channels, found, group_names)


def problems(resolved: Resolved) -> np.ndarray:
    """What is missing for each candidate, in words; empty where nothing is.

    Parameters
    ----------
    resolved : Resolved

    Returns
    -------
    ndarray of object of shape (n_candidates,)
        Advice.
    """
    needed = ("size", "thickness", "porosity", "tortuosity_factor", "hydration_replaced")
    text = np.full(len(resolved.channels.names), "", dtype=object)
    for name in needed:
        missing = np.isnan(resolved.quantities[name].samples).any(axis=0)
        advice = (
            f"{name}: neither measured nor derived, and the material class has no prior; "
            "state it or a known material class"
        )
        text[missing & (text == "")] = advice
    return text


def _replaced(chunk: Chunk) -> Quantity:
    """χ: stated, or the calibrated constant of the class, shared by its candidates."""
    quantity = draws.empty(chunk)
    own = draws.measured(chunk, "hydration_replaced")
    sources = np.asarray(chunk.source, dtype=object)
    draws.fill(quantity, chunk.has("hydration_replaced"), own, MEASURED, ("", sources))
    samples, prior_sources = draws.prior(chunk, "hydration_replaced")
    note = (draws.prior_note(chunk), prior_sources)
    draws.fill(quantity, ~np.isnan(samples[0]), samples, ASSUMED, note)
    return quantity


def _plain(chunk: Chunk, name: str) -> Quantity:
    quantity = draws.empty(chunk)
    sources = np.asarray(chunk.source, dtype=object)
    draws.fill(quantity, chunk.has(name), draws.measured(chunk, name), MEASURED, ("", sources))
    if name in ("size_spread", "wall_friction"):
        samples, prior_sources = draws.prior(chunk, name)
        note = ("prior of the material class", prior_sources)
        draws.fill(quantity, ~np.isnan(samples[0]), samples, ASSUMED, note)
    return quantity


def _or_zero(quantity: Quantity) -> np.ndarray:
    return np.nan_to_num(quantity.samples)[..., None]


def _channels(
    chunk: Chunk,
    found: dict[str, Quantity],
    charges: tuple[charge.Charge, charge.Charge],
    settings: tuple[float, int],
) -> Channels:
    """Assemble what the physics takes."""
    (wall, mouth), (water, n_ions) = charges, settings
    size = found["mouth_size"].samples
    scale = found["permittivity_scale"].samples
    layered = confined_permittivity_bandini(size, chunk.is_slit, water)
    modelled = np.clip(layered * scale, 1.0, water)
    permittivity = np.where(np.isnan(scale), found["pore_permittivity"].samples, modelled)
    length = found["thickness"].samples[..., None]
    return Channels(
        names=chunk.names,
        interior=_region(chunk, found["size"].samples, found["pore_permittivity"].samples, wall),
        mouth=_region(chunk, size, permittivity, mouth),
        length=length,
        mouth_length=np.minimum(WATER_DIAMETER, MOUTH_SHARE * length),
        porosity=found["porosity"].samples[..., None],
        tortuosity_factor=found["tortuosity_factor"].samples[..., None],
        wall_friction=found["wall_friction"].samples[..., None],
        hydration_replaced=found["hydration_replaced"].samples[..., None],
        affinity_energy=np.zeros((len(chunk.names), n_ions)),
        size_spread=_or_zero(found["size_spread"]),
        defect_share=_or_zero(found["defect_share"]),
        defect_size=found["defect_radius"].samples[..., None],
        stern_thickness=found["stern_thickness"].samples[..., None],
    )


def _region(
    chunk: Chunk, size: np.ndarray, permittivity: np.ndarray, charge_of: charge.Charge
) -> Region:
    return Region(
        size=size[..., None],
        is_slit=chunk.is_slit[:, None],
        permittivity=permittivity[..., None],
        fixed_charge=charge_of.fixed.samples[..., None],
        site_density=charge_of.density,
    )


def stated_quantities(chunk: Chunk, names: list[str]) -> dict[str, Quantity]:
    """Columns of the table that are shown beside what was derived from them.

    Parameters
    ----------
    chunk : Chunk
    names : list of str
        Descriptors of the catalogue.

    Returns
    -------
    dict of str to Quantity
        Only those that some candidate states.
    """
    sources = np.asarray(chunk.source, dtype=object)
    shown = {}
    for name in names:
        where = chunk.has(name)
        if name in BY_NAME and where.any():
            shown[name] = draws.empty(chunk)
            draws.fill(shown[name], where, draws.measured(chunk, name), MEASURED, ("", sources))
    return shown


def source_of(quantity: Quantity) -> np.ndarray:
    """Source keys, that of the project's own estimates where a row has none."""
    blank = (quantity.source == "") & (quantity.origin == ASSUMED)
    return np.where(blank, DEFAULT_SOURCE, quantity.source)
