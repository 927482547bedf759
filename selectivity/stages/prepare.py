"""Inputs of the three-stage model on one shape: paths × samples × candidates × ions."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from selectivity.domain.channels import Channels, Groups, Region
from selectivity.domain.feed import Feed
from selectivity.domain.ions import Ions
from selectivity.domain.options import ModelOptions
from selectivity.errors import ModelError
from selectivity.stages.composition import check_electroneutral
from selectivity.stages.layout import ions_outermost
from selectivity.terms import active_terms

ION_FIELDS = (
    "charge",
    "bare_radius",
    "hydrated_radius",
    "stokes_radius",
    "hydration_gibbs",
    "diffusivity",
)


@dataclass(frozen=True)
class Case:
    """Everything that the stages read, broadcast.

    Attributes
    ----------
    ions : Ions
        Fields of the full shape (paths, ..., n_candidates, n_ions).
    ion_charge : ndarray of shape (n_ions,)
        z. [-]
    channels : Channels
        Fields of shape (paths, ..., n_candidates, 1).
    groups : Groups
    concentration : ndarray
        Feed, full shape. [mol/m³]
    proton_concentration : ndarray
        Feed. [mol/m³]
    feed : Feed
    options : ModelOptions
        With ``terms`` completed and checked.
    weights : ndarray of shape (paths, ..., n_candidates, 1)
        Share of the open area of each path; sums to 1.
    centre : int
        Path of the median size.
    same_mouth : bool
        The mouths are like the interior in every candidate.
    """

    ions: Ions
    ion_charge: np.ndarray
    channels: Channels
    groups: Groups
    concentration: np.ndarray
    proton_concentration: np.ndarray
    feed: Feed
    options: ModelOptions
    weights: np.ndarray
    centre: int
    same_mouth: bool

    @property
    def shape(self) -> tuple[int, ...]:
        """(paths, ..., n_candidates)."""
        return self.concentration.shape[:-1]


def prepare(
    ions: Ions, channels: Channels, groups: Groups, feed: Feed, options: ModelOptions
) -> Case:
    """Check the inputs and broadcast them.

    Raises
    ------
    ModelError
        Terms in conflict, a feed that is not electroneutral, a channel shorter than its mouths,
        an even number of size nodes.
    """
    options = replace(options, terms=active_terms(options))
    check_electroneutral(feed.concentration, ions.charge)
    _check(channels, options)
    batch = _batch_shape(ions, channels, feed)
    factors, weights = _paths(channels, options)
    shape = (weights.shape[0], *batch)
    same_mouth = _same_region(channels.interior, channels.mouth)
    full = (*shape, ions.n_ions)
    wide = {name: ions_outermost(getattr(ions, name), full) for name in ION_FIELDS}
    return Case(
        ions=replace(ions, **wide),
        ion_charge=np.asarray(ions.charge),
        channels=_broadcast_channels(channels, feed, factors, shape),
        groups=groups,
        concentration=ions_outermost(feed.concentration, full),
        proton_concentration=np.asarray(feed.proton_concentration),
        feed=feed,
        options=options,
        weights=_stretch(weights, (*shape, 1)),
        centre=(len(factors) - int(np.any(channels.defect_share > 0))) // 2,
        same_mouth=same_mouth,
    )


def _check(channels: Channels, options: ModelOptions) -> None:
    """Raise for channels shorter than their mouths and for nodes without a median."""
    if np.any(channels.length <= 2 * channels.mouth_length):
        raise ModelError(
            "length: found a channel not longer than its two mouths; allowed: longer; "
            "give a shorter mouth_length or leave the candidate out"
        )
    if options.size_nodes < 1 or options.size_nodes % 2 == 0:
        raise ModelError(
            f"size_nodes: found {options.size_nodes}; allowed: an odd number, so that one node is "
            "the median size; choose 1, 5 or 7"
        )


def _stretch(values: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Broadcast an array whose first axis is the paths; missing axes come behind that one."""
    missing = len(shape) - values.ndim
    spread = values.reshape(values.shape[0], *(1,) * missing, *values.shape[1:])
    return np.broadcast_to(spread, shape)


def _batch_shape(ions: Ions, channels: Channels, feed: Feed) -> tuple[int, ...]:
    """Common shape of samples and candidates."""
    values = [getattr(ions, name) for name in ION_FIELDS] + [feed.concentration]
    values += [
        value
        for part in (channels, channels.interior, channels.mouth, feed)
        for value in vars(part).values()
        if isinstance(value, np.ndarray)
    ]
    return np.broadcast_shapes(*(np.shape(value)[:-1] for value in values))


def _same_region(interior: Region, mouth: Region) -> bool:
    """True where all fields of two regions agree."""
    if interior is mouth:
        return True
    return all(
        np.array_equal(getattr(interior, item.name), getattr(mouth, item.name), equal_nan=True)
        for item in fields(Region)
    )


def _paths(channels: Channels, options: ModelOptions) -> tuple[list[np.ndarray], np.ndarray]:
    """Size factor of every quadrature node, and the open-area weights of nodes and defects.

    Gauss-Hermite in ln(size); sizes are distributed by number, so the weights carry the open area
    of a pore: its radius squared, or the gap of a slit.
    """
    spread, interior = channels.size_spread, channels.interior
    if options.size_nodes > 1 and np.any(spread > 0):
        nodes, number = np.polynomial.hermite_e.hermegauss(options.size_nodes)
        factors = [np.exp(node * spread) for node in nodes]
        area = [np.where(interior.is_slit, factor, factor**2) for factor in factors]
        shares = np.stack([part * share for part, share in zip(area, number, strict=True)])
        shares = shares / shares.sum(axis=0)
    else:
        factors = [np.ones_like(interior.size)]
        shares = np.ones((1, *np.shape(interior.size)))
    if np.any(channels.defect_share > 0):
        defect = np.where(np.isnan(channels.defect_size), interior.size, channels.defect_size)
        defect, _ = np.broadcast_arrays(defect / interior.size, shares[0])
        share, _ = np.broadcast_arrays(channels.defect_share, defect)
        shares = np.concatenate([shares * (1.0 - share), share[None]])
        factors = [*factors, defect]
    return factors, shares


def _broadcast_channels(
    channels: Channels, feed: Feed, factors: list[np.ndarray], shape: tuple[int, ...]
) -> Channels:
    """Channels with paths in front; a defect is wide, uncharged, and holds bulk water."""
    column = (*shape, 1)
    changed = {
        item.name: np.broadcast_to(getattr(channels, item.name), column)
        for item in fields(Channels)
        if item.name not in ("names", "interior", "mouth", "affinity_energy")
    }
    has_defect = bool(np.any(channels.defect_share > 0))
    scale = np.stack([np.broadcast_to(factor, column[1:]) for factor in factors])
    interior = _broadcast_region(channels.interior, feed, scale, has_defect)
    mouth = _broadcast_region(channels.mouth, feed, scale, has_defect)
    if has_defect:
        mouth.size[-1] = interior.size[-1]
    affinity = channels.affinity_energy
    affinity = ions_outermost(affinity, (*shape, affinity.shape[-1]))
    return replace(channels, interior=interior, mouth=mouth, affinity_energy=affinity, **changed)


def _broadcast_region(region: Region, feed: Feed, scale: np.ndarray, has_defect: bool) -> Region:
    """A region with paths in front. Charge and permittivity stay those of the median size."""
    n_groups = region.site_density.shape[-1]
    wide = {
        name: np.array(np.broadcast_to(getattr(region, name), scale.shape))
        for name in ("size", "is_slit", "permittivity", "fixed_charge")
    }
    wide["size"] *= scale
    sites = np.array(np.broadcast_to(region.site_density, (*scale.shape[:-1], n_groups)))
    if has_defect:
        wide["permittivity"][-1] = feed.water_permittivity
        wide["fixed_charge"][-1] = 0.0
        sites[-1] = 0.0
    return Region(site_density=sites, **wide)
