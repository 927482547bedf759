"""Size, permittivity and length of a channel from whatever was measured (theory 7)."""

from __future__ import annotations

from typing import Final

import numpy as np

from selectivity.constants import WATER_DIAMETER
from selectivity.screening import draws
from selectivity.screening.catalogue import BY_NAME, DEFAULT_SOURCE
from selectivity.screening.draws import ASSUMED, DERIVED, MEASURED, Chunk, Quantity
from selectivity.stages import estimators
from selectivity.terms.dielectric import confined_permittivity_bandini

CLOSED_GAP: Final = 1e-12
"""Size of a channel whose layers touch: smaller than any ion. [m]"""

SHORTEST: Final = 3 * WATER_DIAMETER
"""Shortest channel: two mouths and as much interior. [m]"""

LEAST_REJECTION: Final = 0.01
"""Smallest sampled rejection of a solute that tells a size: the error of its analysis. [-]"""

DISAGREEMENT: Final = 1.5
"""Factor between a stated radius and that of the MWCO from which neither is trusted alone: beyond
what a radius (10 %), a MWCO (10 %) and their relation (20 %) err (`selectivity2026`). [-]"""

SMOOTHEST: Final = 1.0
"""Smallest tortuosity factor: a straight channel. [-]"""


def resolve_size(chunk: Chunk) -> Quantity:
    """Pore radius (cylinder) or half the free gap (slit).

    Parameters
    ----------
    chunk : Chunk

    Returns
    -------
    Quantity
        > 0. [m] In this order: pore radius and MWCO together where they disagree, the size that
        belongs to the geometry, the other size, the wet
        spacing less a layer, the dry spacing with swelling less a layer, MWCO, PEG400 rejection,
        the prior of the material class.
    """
    size = draws.empty(chunk)
    slit = chunk.is_slit
    radius = draws.measured(chunk, "pore_radius")
    gap = draws.measured(chunk, "slit_width") / 2
    _fill_both(size, chunk)
    _fill(size, chunk, (slit & chunk.has("slit_width"), gap, MEASURED, ""))
    _fill(size, chunk, (~slit & chunk.has("pore_radius"), radius, MEASURED, ""))
    _fill(size, chunk, (chunk.has("slit_width"), gap, DERIVED, "slit_width"))
    _fill(size, chunk, (chunk.has("pore_radius"), radius, DERIVED, "pore_radius"))
    _fill_spacing(size, chunk)
    _fill_solutes(size, chunk)
    for name, geometry in (("slit_width", slit), ("pore_radius", ~slit)):
        _fill_prior(size, chunk, name, geometry)
    for name in ("pore_radius", "slit_width"):
        _fill_prior(size, chunk, name, np.ones_like(slit))
    return size


def disagreement(chunk: Chunk) -> np.ndarray:
    """Factor between the stated pore radius and the one that the MWCO tells. (n_candidates,)

    Parameters
    ----------
    chunk : Chunk

    Returns
    -------
    ndarray
        >= `DISAGREEMENT`. [-] NaN where both agree, or do not both tell the size.
    """
    blank = np.full(len(chunk.names), np.nan)
    radius, cutoff = (chunk.value.get(name, blank) for name in ("pore_radius", "mwco"))
    ratio = np.exp(np.abs(np.log(radius / estimators.radius_from_mwco(cutoff))))
    sized = chunk.is_slit & chunk.has("slit_width")
    return np.where(~sized & (ratio >= DISAGREEMENT), ratio, np.nan)


def _fill_both(size: Quantity, chunk: Chunk) -> None:
    """Geometric mean of two radii that disagree: each lies one standard deviation away from it.

    The stated error of the radius is left out: for such a pair it is the disagreement already.
    """
    factor = disagreement(chunk)
    where = ~np.isnan(factor)
    if not where.any():
        return
    ends = chunk.value["pore_radius"], estimators.radius_from_mwco(chunk.value["mwco"])
    errors = [BY_NAME[name].relative for name in ("pore_radius", "size_model_error")]
    spread = np.hypot(np.log(np.where(where, factor, 1.0)), np.hypot(*errors)) / 2
    samples = np.sqrt(ends[0] * ends[1]) * draws.model_error(chunk, "size_model_error", spread)
    notes = [f"pore_radius, mwco (they disagree by a factor {each:.2g})" for each in factor]
    _fill(size, chunk, (where, samples, DERIVED, np.array(notes, dtype=object)))


def _fill(size: Quantity, chunk: Chunk, route: tuple) -> None:
    where, samples, origin, derived_from = route
    draws.fill(size, where, samples, origin, (derived_from, chunk.source))


def _fill_spacing(size: Quantity, chunk: Chunk) -> None:
    wet, dry = chunk.has("wet_spacing"), chunk.has("dry_spacing")
    if not np.any(wet | dry):
        return
    layer, _ = draws.prior(chunk, "layer_thickness")
    swelling, _ = draws.prior(chunk, "swelling")
    known = ~np.isnan(layer[0])
    gap = np.maximum((draws.measured(chunk, "wet_spacing") - layer) / 2, CLOSED_GAP)
    _fill(size, chunk, (wet & known, gap, DERIVED, "wet_spacing, layer_thickness"))
    grown = draws.measured(chunk, "dry_spacing") + swelling
    gap = np.maximum((grown - layer) / 2, CLOSED_GAP)
    note = "dry_spacing, swelling, layer_thickness"
    _fill(size, chunk, (dry & known & ~np.isnan(swelling[0]), gap, DERIVED, note))


def _fill_solutes(size: Quantity, chunk: Chunk) -> None:
    error = draws.model_error(chunk, "size_model_error")
    if np.any(where := chunk.has("mwco")):
        radius = estimators.radius_from_mwco(draws.measured(chunk, "mwco")) * error
        _fill(size, chunk, (where, radius, DERIVED, "mwco"))
    stated = chunk.value.get("peg400_rejection", np.full(len(chunk.names), np.nan))
    if np.any(where := stated > 0):  # none at all tells no size
        rejection = draws.measured(chunk, "peg400_rejection")
        radius = np.full(chunk.shape, np.nan)
        told = np.maximum(rejection[:, where], LEAST_REJECTION)
        radius[:, where] = estimators.radius_from_peg400(told)
        _fill(size, chunk, (where, radius * error, DERIVED, "peg400_rejection"))


def _fill_prior(size: Quantity, chunk: Chunk, name: str, where: np.ndarray) -> None:
    samples, sources = draws.prior(chunk, name)
    samples = samples / 2 if name == "slit_width" else samples
    known = where & ~np.isnan(samples[0])
    draws.fill(size, known, samples, ASSUMED, (f"prior of the material class: {name}", sources))


def resolve_mouth_size(chunk: Chunk, size: Quantity) -> Quantity:
    """Size of the mouths: measured, or that of the interior with a spread. [m]"""
    mouth = draws.empty(chunk)
    given = draws.measured(chunk, "mouth_radius")
    _fill(mouth, chunk, (chunk.has("mouth_radius"), given, MEASURED, ""))
    ratio, sources = draws.prior(chunk, "mouth_size_ratio")
    unknown = np.isnan(ratio[0])
    ratio[:, unknown] = draws.model_error(chunk, "mouth_size_ratio")[:, unknown]
    sources[unknown] = DEFAULT_SOURCE
    note = ("like the interior, with the spread of the material class", sources)
    draws.fill(mouth, size.origin != "", size.samples * ratio, ASSUMED, note)
    return mouth


def resolve_permittivity(
    chunk: Chunk, size: np.ndarray, water_permittivity: float
) -> tuple[Quantity, Quantity]:
    """Relative permittivity of the confined water, and the scale on the layered-water model.

    Parameters
    ----------
    chunk : Chunk
    size : ndarray of shape (n_samples, n_candidates)
        [m]
    water_permittivity : float
        Of bulk water at the temperature. [-]

    Returns
    -------
    tuple of Quantity
        Permittivity in [1, water_permittivity], and the scale (NaN where it was given). [-]
    """
    permittivity, scale = draws.empty(chunk), draws.empty(chunk)
    given = draws.measured(chunk, "pore_permittivity")
    has = chunk.has("pore_permittivity")
    _fill(permittivity, chunk, (has, np.minimum(given, water_permittivity), MEASURED, ""))
    factor, sources = draws.prior(chunk, "permittivity_scale")
    unknown = np.isnan(factor[0])
    factor[:, unknown] = 1.0
    sources[unknown] = DEFAULT_SOURCE
    draws.fill(scale, ~has, factor, ASSUMED, (draws.prior_note(chunk), sources))
    layered = confined_permittivity_bandini(size, chunk.is_slit, water_permittivity)
    samples = np.clip(layered * factor, 1.0, water_permittivity)
    note = ("size, permittivity_scale", sources)
    draws.fill(permittivity, ~np.isnan(size[0]), samples, DERIVED, note)
    return permittivity, scale


def resolve_path(chunk: Chunk, size: np.ndarray, viscosity: float) -> dict[str, Quantity]:
    """Length, porosity and tortuosity factor, of which P needs ε/(τ_f L).

    Parameters
    ----------
    chunk : Chunk
    size : ndarray of shape (n_samples, n_candidates)
        [m]
    viscosity : float
        Of water at the temperature. [Pa s]

    Returns
    -------
    dict of str to Quantity
        ``thickness`` [m], ``porosity`` and ``tortuosity_factor`` [-]. Where the water permeance is
        known it gives ε/(τ_f L): the thickness follows from it unless it was measured, then the
        tortuosity factor.
    """
    path = {name: _stated(chunk, name) for name in ("thickness", "porosity", "tortuosity_factor")}
    wet = chunk.has("water_permeance") & ~np.isnan(size[0])
    factor = np.full(chunk.shape, np.nan)
    if np.any(wet):
        permeance = draws.measured(chunk, "water_permeance")[:, wet]
        shape = size[:, wet], chunk.is_slit[wet]
        factor[:, wet] = estimators.path_factor_from_permeance(permeance, *shape, viscosity)
        factor *= draws.model_error(chunk, "transport_model_error")
        factor *= draws.scale(chunk, "path_scale")
    thick = path["thickness"].origin != ""
    _assume(path["porosity"], chunk, "porosity")
    turns = path["porosity"].samples / (factor * path["thickness"].samples)
    note = "water_permeance, size, porosity, thickness"
    turns = np.maximum(turns, SMOOTHEST)
    _fill(path["tortuosity_factor"], chunk, (wet & thick, turns, DERIVED, note))
    _assume(path["tortuosity_factor"], chunk, "tortuosity_factor")
    ratio = path["porosity"].samples / path["tortuosity_factor"].samples
    length = np.maximum(ratio / factor, SHORTEST)
    note = "water_permeance, size, porosity, tortuosity_factor"
    _fill(path["thickness"], chunk, (wet, length, DERIVED, note))
    _assume(path["thickness"], chunk, "thickness")
    return path


def _stated(chunk: Chunk, name: str) -> Quantity:
    quantity = draws.empty(chunk)
    _fill(quantity, chunk, (chunk.has(name), draws.measured(chunk, name), MEASURED, ""))
    return quantity


def _assume(quantity: Quantity, chunk: Chunk, name: str) -> None:
    if np.all(quantity.origin != ""):
        return
    samples, sources = draws.prior(chunk, name)
    known = ~np.isnan(samples[0])
    samples = np.maximum(samples, SHORTEST) if name == "thickness" else samples
    draws.fill(quantity, known, samples, ASSUMED, ("prior of the material class", sources))
