"""Rejection, polarization, shares and separation factors of solved cases (theory 0, 4, 5.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from selectivity.constants import FARADAY, GAS_CONSTANT
from selectivity.domain.layered import DRAG_NONE, LayeredCases, TransportResult
from selectivity.transport.build import at_full_shape

_NO_CURRENT: Final = 1e-9
"""A current below this share of what the ions carry to and fro is none. [-]"""
_NO_DROP: Final = 1e-12
"""An electrochemical-potential difference below this is none. [RT]"""


@dataclass(frozen=True)
class Metrics:
    """Derived quantities; NaN where undefined.

    Attributes
    ----------
    rejection_observed, rejection_real : ndarray of shape (n_cases, n_ions)
        1 − c_p/c_f against the bulk, and against the feed face of the membrane. [-]
    polarization_feed, polarization_permeate : ndarray of shape (n_cases, n_ions)
        Face over bulk. [-]
    transport_number : ndarray of shape (n_cases, n_ions)
        Share of the current. [-]
    resistance_share : ndarray of shape (n_cases, n_layers, n_ions)
        Share of the ion's electrochemical-potential drop. [-]
    separation_factor : ndarray of shape (n_cases, n_ions, n_ions)
        (c_a/c_b)_p / (c_a/c_b)_f. [-]
    """

    rejection_observed: np.ndarray
    rejection_real: np.ndarray
    polarization_feed: np.ndarray
    polarization_permeate: np.ndarray
    transport_number: np.ndarray
    resistance_share: np.ndarray
    separation_factor: np.ndarray


def boundary_layers(cases: LayeredCases) -> np.ndarray:
    """Layers that are stagnant solution: X = 0, Φ = K_c = K_d = 1, no groups.

    Parameters
    ----------
    cases : LayeredCases
        At full shape.

    Returns
    -------
    ndarray of bool of shape (n_cases, n_layers)
    """
    present = ((cases.feed > 0) | (cases.permeate > 0))[:, None]
    factors = (cases.partition, cases.hindrance_convection, cases.hindrance_diffusion)
    plain = np.all([np.where(present, factor, 1) == 1 for factor in factors], axis=(0, -1))
    plain &= (cases.fixed_charge == 0) & (cases.drag != DRAG_NONE)
    if cases.regulation is not None:
        plain &= np.sum(cases.regulation.site_density, axis=-1) == 0
    return plain


def _faces(cases: LayeredCases, nodes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Concentrations at both faces of the membrane; NaN where all layers are solution."""
    plain = boundary_layers(cases)
    n_cases, n_layers = plain.shape
    membrane = ~plain
    first = np.argmax(membrane, axis=1)
    last = n_layers - np.argmax(membrane[:, ::-1], axis=1)
    some = np.any(membrane, axis=1)[:, None]
    here = np.arange(n_cases)
    feed, permeate = nodes[here, first], nodes[here, last]
    return np.where(some, feed, np.nan), np.where(some, permeate, np.nan)


def _shares(cases: LayeredCases, result: TransportResult) -> np.ndarray:
    voltage = GAS_CONSTANT * cases.temperature / FARADAY
    electrical = cases.charge[:, None] * (result.node_potential / voltage[:, None])[..., None]
    potential = np.log(result.node_concentration) + electrical
    drops = potential[:, :-1] - potential[:, 1:]
    total = potential[:, :1] - potential[:, -1:]
    shares = drops / np.where(np.abs(total) > _NO_DROP, total, np.nan)
    return np.where(np.isfinite(shares), shares, np.nan)


def metrics(cases: LayeredCases, result: TransportResult) -> Metrics:
    """Derived quantities of solved cases.

    Parameters
    ----------
    cases : LayeredCases
        As solved.
    result : TransportResult

    Returns
    -------
    Metrics

    References
    ----------
    theory.md 0, 4, 5.1
    """
    cases = at_full_shape(cases)
    feed, permeate = cases.feed.astype(float), result.permeate
    nodes = result.node_concentration
    with np.errstate(all="ignore"):
        face, far_face = _faces(cases, nodes)
        carried = cases.charge * result.ion_flux * FARADAY
        gross = np.sum(np.abs(carried), axis=1)
        some = np.abs(result.current) > _NO_CURRENT * gross
        current = np.where(some, result.current, np.nan)
        passage = permeate / feed
        fields = {
            "rejection_observed": 1 - passage,
            "rejection_real": 1 - permeate / face,
            "polarization_feed": face / feed,
            "polarization_permeate": far_face / permeate,
            "transport_number": carried / current[:, None],
            "separation_factor": passage[:, :, None] / passage[:, None, :],
        }
        shares = _shares(cases, result)
    finite = {k: np.where(np.isfinite(value), value, np.nan) for k, value in fields.items()}
    return Metrics(resistance_share=shares, **finite)
