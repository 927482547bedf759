"""Samples of what was measured and of the priors, for a chunk of candidates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from selectivity.screening import sampling
from selectivity.screening.catalogue import BY_NAME, DIMENSION
from selectivity.screening.drawing import draw_prior, draw_stated
from selectivity.tables.calibrated import DESCRIPTOR_OF
from selectivity.tables.materials import MaterialTable, Prior

MEASURED, DERIVED, ASSUMED = "measured", "derived", "assumed"
ANY_CLASS: Final = "other"
"""Row of ``data/materials.csv`` for a class that has no prior of its own."""

SHARED_PRIORS: Final = tuple(dict.fromkeys(DESCRIPTOR_OF.values()))
"""Calibrated constants: all candidates of a class move together. [one Sobol column per class]"""


@dataclass(frozen=True)
class Quantity:
    """A sampled descriptor of a chunk and where it comes from.

    Attributes
    ----------
    samples : ndarray of shape (n_samples, n_candidates)
        NaN where the candidate has none. [SI]
    origin, derived_from, source : ndarray of object of shape (n_candidates,)
        ``measured``, ``derived`` or ``assumed``; from what; keys of ``references.bib``.
    """

    samples: np.ndarray
    origin: np.ndarray
    derived_from: np.ndarray
    source: np.ndarray


@dataclass(frozen=True)
class Sites:
    """Functional groups of one location, as the table states them.

    Attributes
    ----------
    density, uncertainty : ndarray of shape (n_candidates, n_groups)
        Site density (0 where a group is absent or its density is not known) and its standard
        uncertainty (NaN where not stated). [mol/m³]
    unknown : ndarray of bool of shape (n_candidates, n_groups)
        True for a group that is there in an unknown density.
    assumed : ndarray of bool of shape (n_candidates,)
        True where a note says that the densities are assumed: any measured charge goes first.
    """

    density: np.ndarray
    uncertainty: np.ndarray
    unknown: np.ndarray
    assumed: np.ndarray


@dataclass(frozen=True)
class Chunk:
    """Candidates that are computed together.

    Attributes
    ----------
    names, material_class, source : tuple of str
        Length n_candidates.
    is_slit : ndarray of bool of shape (n_candidates,)
    value, uncertainty : mapping of str to ndarray of shape (n_candidates,)
        By descriptor; NaN where the table is empty. [SI]
    sites : mapping of str to Sites
        ``wall`` and ``mouth``.
    points : ndarray of shape (n_samples, n_candidates, n_dimensions)
        Own points. [-]
    shared : mapping of str to ndarray of shape (n_samples,)
        Shared points by key, such as ``hydration_replaced|MOF``. [-]
    priors : MaterialTable
    """

    names: tuple[str, ...]
    material_class: tuple[str, ...]
    source: tuple[str, ...]
    is_slit: np.ndarray
    value: Mapping[str, np.ndarray]
    uncertainty: Mapping[str, np.ndarray]
    sites: Mapping[str, Sites]
    points: np.ndarray
    shared: Mapping[str, np.ndarray]
    priors: MaterialTable

    @property
    def shape(self) -> tuple[int, int]:
        """(n_samples, n_candidates)."""
        return self.points.shape[0], self.points.shape[1]

    def has(self, name: str) -> np.ndarray:
        """Which candidates state a descriptor. (n_candidates,)"""
        value = self.value.get(name)
        return np.zeros(len(self.names), bool) if value is None else ~np.isnan(value)


def empty(chunk: Chunk) -> Quantity:
    """A quantity that no candidate has yet."""
    n_candidates = len(chunk.names)
    blank = [np.full(n_candidates, "", dtype=object) for _ in range(3)]
    return Quantity(np.full(chunk.shape, np.nan), *blank)


def fill(
    quantity: Quantity, where: np.ndarray, samples: np.ndarray, origin: str, note: object
) -> np.ndarray:
    """Write samples into the candidates that have none yet.

    Parameters
    ----------
    quantity : Quantity
        Changed in place.
    where : ndarray of bool of shape (n_candidates,)
        Candidates that this route could serve.
    samples : ndarray of shape (n_samples, n_candidates)
        NaN allowed outside ``where``. [SI]
    origin : str
        ``measured``, ``derived`` or ``assumed``.
    note : tuple of (str, sequence of str)
        ``derived_from``, one or of each candidate, and the source of each candidate.

    Returns
    -------
    ndarray of bool of shape (n_candidates,)
        Candidates that were written.
    """
    derived_from, source = note  # type: ignore[misc]
    new = where & (quantity.origin == "")
    quantity.samples[:, new] = samples[:, new]
    quantity.origin[new] = origin
    each = np.broadcast_to(np.asarray(derived_from, dtype=object), new.shape)
    quantity.derived_from[new] = each[new]
    quantity.source[new] = np.asarray(source, dtype=object)[new]
    return new


def measured(chunk: Chunk, name: str) -> np.ndarray:
    """Samples of a column of the candidates.

    Parameters
    ----------
    chunk : Chunk
    name : str
        Key of the catalogue.

    Returns
    -------
    ndarray of shape (n_samples, n_candidates)
        NaN where the table is empty. [SI]
    """
    samples = np.full(chunk.shape, np.nan)
    where = np.flatnonzero(chunk.has(name))
    if not len(where):
        return samples
    descriptor = BY_NAME[name]
    value = chunk.value[name][where]
    stated = chunk.uncertainty.get(name, np.full(len(chunk.names), np.nan))[where]
    spread = np.where(np.isnan(stated), descriptor.default_uncertainty(value), stated)
    points = chunk.points[:, where, DIMENSION[name]]
    samples[:, where] = draw_stated(descriptor, points, value, spread)
    return samples


def prior(chunk: Chunk, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Samples of the prior of each candidate's material class, and the sources.

    Parameters
    ----------
    chunk : Chunk
    name : str
        Descriptor of ``data/materials.csv``.

    Returns
    -------
    tuple of ndarray
        Samples (n_samples, n_candidates) [SI] and source keys (n_candidates,). NaN and "" where
        neither the class nor ``other`` has this descriptor.
    """
    samples = np.full(chunk.shape, np.nan)
    sources = np.full(len(chunk.names), "", dtype=object)
    classes = np.asarray(chunk.material_class, dtype=object)
    for material in dict.fromkeys(chunk.material_class):  # classes, not candidates
        found = find_prior(chunk.priors, material, name)
        if found is None:
            continue
        where = np.flatnonzero(classes == material)
        sources[where] = found.source
        samples[:, where] = draw_prior(BY_NAME[name], _points(chunk, name, material, where), found)
    return samples, sources


def find_prior(priors: MaterialTable, material: str, name: str) -> Prior | None:
    """Prior of a class, else that of the class ``other``."""
    return priors.prior(material, name) or priors.prior(ANY_CLASS, name)


def model_error(chunk: Chunk, name: str, spread: float | np.ndarray | None = None) -> np.ndarray:
    """Factor by which an estimator errs: log-normal with median 1. (n_samples, n_candidates)"""
    spread = BY_NAME[name].relative if spread is None else spread
    return sampling.draw_lognormal(chunk.points[:, :, DIMENSION[name]], np.ones(1), spread)


def scale(chunk: Chunk, name: str) -> np.ndarray:
    """Calibrated factor on an estimator; 1 without a calibration. (n_samples, n_candidates)"""
    samples, _ = prior(chunk, name)
    return np.where(np.isnan(samples), 1.0, samples)


def prior_note(chunk: Chunk) -> str:
    """Where the constants of the material classes come from, in words."""
    if chunk.priors.calibrated is None:
        return "prior of the material class"
    return "calibrated constant of the material class"


def shared_key(name: str, material: str) -> str:
    """Key of the shared points of a calibrated constant."""
    return f"{name}|{material}"


def _points(chunk: Chunk, name: str, material: str, where: np.ndarray) -> np.ndarray:
    key = shared_key(name, material)
    if name in SHARED_PRIORS and key in chunk.shared:
        return np.repeat(chunk.shared[key][:, None], len(where), axis=1)
    return chunk.points[:, where, DIMENSION[name]]
