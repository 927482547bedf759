"""Rows of ``descriptors.parquet``: every descriptor with its interval, origin and source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from selectivity.screening import tidy
from selectivity.screening.catalogue import BY_NAME, CATALOGUE
from selectivity.screening.descriptors import Resolved, source_of, stated_quantities
from selectivity.screening.draws import ASSUMED, DERIVED, Chunk, Quantity
from selectivity.screening.summary import finite_interval

if TYPE_CHECKING:
    import pyarrow as pa

_SIZES: Final = {
    "size": ("pore_radius", "slit_width"),
    "mouth_size": ("mouth_radius", "mouth_half_gap"),
}
"""Result names of a size: of a cylinder, and of a slit."""

_SLIT_FACTOR: Final = {"size": 2.0, "mouth_size": 1.0}
"""A slit is shown by its whole gap, its mouth by half of it, as in the candidates' table. [-]"""

_NANO: Final = 1e-9


class Block(NamedTuple):
    """Rows of one descriptor."""

    name: str
    unit: str
    ends: list[np.ndarray]
    quantity: Quantity
    where: np.ndarray


def descriptor_rows(chunk: Chunk, resolved: Resolved) -> pa.Table:
    """Descriptors of a chunk, candidate by candidate.

    Parameters
    ----------
    chunk : Chunk
    resolved : Resolved
        At the first feed of the study.

    Returns
    -------
    pyarrow.Table
        ``candidate, descriptor, value, lo, hi, unit, origin, derived_from, source``.
    """
    blocks = [*_sizes(chunk, resolved), *_others(resolved), *_sites(chunk, resolved)]
    shown = {block.name for block in blocks}
    rest = [entry.name for entry in CATALOGUE if entry.name not in shown]
    for name, quantity in stated_quantities(chunk, rest).items():
        blocks.append(_block(name, quantity))
    index = np.concatenate([np.flatnonzero(block.where) for block in blocks])
    order = np.argsort(index, kind="stable")
    columns = {"candidate": np.array(chunk.names, dtype=object)[index][order]}
    columns["descriptor"] = _spread(blocks, [block.name for block in blocks])[order]
    for position, name in ((1, "value"), (0, "lo"), (2, "hi")):
        parts = [block.ends[position][block.where] for block in blocks]
        columns[name] = np.concatenate(parts)[order]
    columns["unit"] = _spread(blocks, [block.unit for block in blocks])[order]
    for name in ("origin", "derived_from"):
        parts = [getattr(block.quantity, name)[block.where] for block in blocks]
        columns[name] = np.concatenate(parts)[order]
    parts = [source_of(block.quantity)[block.where] for block in blocks]
    columns["source"] = np.concatenate(parts)[order]
    return tidy.table(columns)


def _spread(blocks: list[Block], values: list[str]) -> np.ndarray:
    counts = [int(block.where.sum()) for block in blocks]
    return np.repeat(np.array(values, dtype=object), counts)


def _block(name: str, quantity: Quantity, shown: str = "", factor: float = 1.0) -> Block:
    """Rows of the candidates that have a descriptor, in the unit of the catalogue."""
    entry = BY_NAME[name]
    ends = [end * factor / entry.scale for end in finite_interval(quantity.samples)]
    return Block(shown or name, entry.unit, ends, quantity, quantity.origin != "")


def _sizes(chunk: Chunk, resolved: Resolved) -> list[Block]:
    blocks = []
    for key, names in _SIZES.items():
        quantity = resolved.quantities[key]
        there = quantity.origin != ""
        for name, factor, shape in (
            (names[0], 1.0, ~chunk.is_slit),
            (names[1], _SLIT_FACTOR[key], chunk.is_slit),
        ):
            if np.any(there & shape):
                ends = [end * factor / _NANO for end in finite_interval(quantity.samples)]
                blocks.append(Block(name, "nm", ends, quantity, there & shape))
    return blocks


def _others(resolved: Resolved) -> list[Block]:
    return [
        _block(name, quantity)
        for name, quantity in resolved.quantities.items()
        if name not in _SIZES
    ]


def _sites(chunk: Chunk, resolved: Resolved) -> list[Block]:
    """Site densities of the groups that make the charge."""
    blocks = []
    regions = {"wall": resolved.channels.interior, "mouth": resolved.channels.mouth}
    own_mouth = (chunk.sites["mouth"].density > 0) | chunk.sites["mouth"].unknown
    for location, region in regions.items():
        sites = chunk.sites[location]
        for group in np.flatnonzero(np.any(region.site_density > 0, axis=(0, 1))):
            samples = region.site_density[..., group]
            where = np.any(samples > 0, axis=0)
            where = where if location == "wall" else where & own_mouth[:, group]
            if not where.any():
                continue
            origin = np.where(where, np.where(sites.assumed, ASSUMED, DERIVED), "").astype(object)
            stated = where & (sites.density[:, group] > 0) & ~sites.assumed
            origin[stated] = "measured"
            note = np.where(origin == ASSUMED, "assumed density", "").astype(object)
            quantity = Quantity(samples, origin, note, np.array(chunk.source, dtype=object))
            name = f"{location}_{resolved.group_names[group]}_density"
            ends = list(finite_interval(samples))
            blocks.append(Block(name, "mol/m³", ends, quantity, where))
    return blocks
