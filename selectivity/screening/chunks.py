"""Chunks of candidates out of the tables, small enough to stay in the processor's cache."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import TYPE_CHECKING, Final

import numpy as np

from selectivity.screening import draws, sampling
from selectivity.screening.catalogue import CATALOGUE, N_DIMENSIONS
from selectivity.screening.draws import ASSUMED, Chunk, Sites
from selectivity.screening.shared import Shared
from selectivity.tables.materials import MaterialTable

if TYPE_CHECKING:
    import pandas as pd

CHUNK_VALUES: Final = 16384
"""Candidates × samples of a chunk: an array of three ions then takes 0.4 MB. [-]"""

GROUP_SET: Final = "group_set"
"""Column that names the groups of a candidate."""

LOCATIONS: Final = ("wall", "mouth")


def chunk_size(n_samples: int) -> int:
    """Candidates that are computed together."""
    return max(1, CHUNK_VALUES // n_samples)


def chunks(
    candidates: pd.DataFrame,
    groups: pd.DataFrame,
    materials: MaterialTable,
    shared: Shared,
    sampling_settings: tuple[int, int],
) -> Iterator[Chunk]:
    """Chunks of the candidates: those with the same groups together, then by identifier.

    Parameters
    ----------
    candidates, groups : DataFrame
        Of ``tables.candidates``, in SI.
    materials : MaterialTable
        Priors.
    shared : Shared
        Shared inputs.
    sampling_settings : tuple of int
        Number of samples, and the seed.

    Yields
    ------
    Chunk
    """
    n_samples, seed = sampling_settings
    ordered = _by_groups(candidates, groups)
    sites = {
        location: _sites(groups, ordered["candidate"], location, shared.groups.names)
        for location in LOCATIONS
    }
    n_dimensions = N_DIMENSIONS + len(LOCATIONS) * len(shared.groups.names)
    for part in _parts(ordered[GROUP_SET].tolist(), chunk_size(n_samples)):
        rows = ordered.iloc[part]
        names = tuple(rows["candidate"])
        yield Chunk(
            names=names,
            material_class=tuple(rows["material_class"]),
            source=tuple(rows["source"]) if "source" in rows else ("",) * len(rows),
            is_slit=_is_slit(rows, materials),
            value=_numbers(rows, ""),
            uncertainty=_numbers(rows, "_uncertainty"),
            sites={
                key: Sites(*[getattr(table, field.name)[part] for field in fields(Sites)])
                for key, table in sites.items()
            },
            points=sampling.candidate_points(names, n_samples, n_dimensions, seed),
            shared=shared.class_points,
            priors=materials,
        )


def _by_groups(candidates: pd.DataFrame, groups: pd.DataFrame) -> pd.DataFrame:
    """Candidates sorted by the set of their groups: a site balance is only solved where one is."""
    ordered = candidates.sort_values("candidate", kind="stable").reset_index(drop=True)
    if groups is None or not len(groups):
        return ordered.assign(**{GROUP_SET: ""})
    keys = groups["location"] + ":" + groups["group"]
    sets = keys.groupby(groups["candidate"]).agg(lambda names: "|".join(sorted(names)))
    marked = ordered.assign(**{GROUP_SET: ordered["candidate"].map(sets).fillna("")})
    return marked.sort_values(GROUP_SET, kind="stable").reset_index(drop=True)


def _parts(sets: list[str], size: int) -> Iterator[slice]:
    """Runs of equal group sets, at most ``size`` long."""
    start = 0
    for stop in range(1, len(sets) + 1):
        if stop == len(sets) or stop - start == size or sets[stop] != sets[start]:
            yield slice(start, stop)
            start = stop


def _numbers(rows: pd.DataFrame, suffix: str) -> dict[str, np.ndarray]:
    names = [entry.name for entry in CATALOGUE if entry.name + suffix in rows]
    return {name: rows[name + suffix].to_numpy(dtype=float) for name in names}


def _is_slit(rows: pd.DataFrame, materials: MaterialTable) -> np.ndarray:
    """Stated geometry, else the one that a stated size belongs to, else that of the class."""
    stated = rows["geometry"].to_numpy(dtype=object) if "geometry" in rows else None
    by_class = {
        material: _class_geometry(materials, material) for material in set(rows["material_class"])
    }
    slit = np.array([by_class[material] == "slit" for material in rows["material_class"]])
    for field, is_slit in (("pore_radius", False), ("slit_width", True), ("wet_spacing", True)):
        if field in rows:
            slit = np.where(rows[field].notna(), is_slit, slit)
    if stated is None:
        return slit
    return np.where(stated == "slit", True, np.where(stated == "cylinder", False, slit))


def _class_geometry(materials: MaterialTable, material: str) -> str:
    found = draws.find_prior(materials, material, "geometry")
    return str(found.value) if found is not None else "cylinder"


def _sites(
    groups: pd.DataFrame, candidates: pd.Series, location: str, names: tuple[str, ...]
) -> Sites:
    """Site densities of candidates × groups at one location."""
    shape = (len(candidates), len(names))
    sites = Sites(
        np.zeros(shape),
        np.full(shape, np.nan),
        np.zeros(shape, bool),
        np.zeros(len(candidates), bool),
    )
    if groups is None or not len(groups):
        return sites
    rows = groups[(groups["location"] == location) & groups["candidate"].isin(candidates)]
    position = {name: index for index, name in enumerate(candidates)}
    first = rows["candidate"].map(position).to_numpy(dtype=int)
    second = rows["group"].map({name: i for i, name in enumerate(names)}).to_numpy(dtype=int)
    density = rows["site_density"].to_numpy(dtype=float)
    sites.density[first, second] = np.nan_to_num(density)
    sites.unknown[first, second] = np.isnan(density)
    if "site_density_uncertainty" in rows:
        sites.uncertainty[first, second] = rows["site_density_uncertainty"].to_numpy(dtype=float)
    if "note" in rows:
        sites.assumed[first] = rows["note"].str.startswith(ASSUMED).to_numpy(dtype=bool)
    return sites
