"""Hydration layers of an ion and what a pore leaves of them (theory 1.3)."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from selectivity.constants import BORN_PREFACTOR, WATER_DIAMETER, WATER_RADIUS
from selectivity.domain.channels import Region
from selectivity.domain.ions import Ions
from selectivity.domain.options import ModelOptions
from selectivity.errors import ModelError
from selectivity.terms.base import Hydration
from selectivity.terms.steric import radius_in_channel

SHELL_OUTER = ("hydrated", "two_layers")


def outer_radius(ions: Ions, shell_outer: str) -> np.ndarray:
    """Outer radius of the last explicit hydration layer.

    Parameters
    ----------
    ions : Ions
    shell_outer : str
        ``"hydrated"`` or ``"two_layers"`` (two full water diameters beyond the bare ion).

    Returns
    -------
    ndarray
        Shape of the ion fields. [m]

    Raises
    ------
    ModelError
        Unknown option, or a hydrated radius that is not beyond the bare one.
    """
    if shell_outer not in SHELL_OUTER:
        raise ModelError(f"shell_outer: found {shell_outer!r}; allowed: {SHELL_OUTER}; choose one")
    if shell_outer == "two_layers":
        return ions.bare_radius + 2 * WATER_DIAMETER
    if np.any(ions.hydrated_radius <= ions.bare_radius):
        wrong = _names_where(ions, ions.hydrated_radius <= ions.bare_radius)
        raise ModelError(
            f"hydrated radius of {wrong}: found not larger than the bare radius; "
            "allowed: larger; take both radii from one source"
        )
    return ions.hydrated_radius


def _names_where(ions: Ions, mask: np.ndarray) -> str:
    """Names of the ions for which a mask over samples holds anywhere."""
    mask = np.broadcast_to(mask, np.broadcast_shapes(np.shape(mask), (ions.n_ions,)))
    any_sample = mask.reshape(-1, ions.n_ions).any(axis=0)
    return ", ".join(np.asarray(ions.names)[any_sample])


def layer_bounds(ions: Ions, outer: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Inner and outer radius of each hydration layer, from the bare ion outward.

    Layers are one water diameter thick, the last one ends at ``outer``; a layer that an ion does
    not have is empty (inner = outer).

    Returns
    -------
    list of (ndarray, ndarray)
        Length of the ion with most layers. [m]
    """
    thickness = float(np.max(outer - ions.bare_radius))
    # The tolerance keeps two full layers at two in floating point.
    n_layers = max(int(np.ceil(thickness / WATER_DIAMETER - 1e-9)), 1)
    edges = [
        np.minimum(ions.bare_radius + layer * WATER_DIAMETER, outer)
        for layer in range(n_layers + 1)
    ]
    return list(pairwise(edges))


def layer_energies(
    ions: Ions, bounds: list[tuple[np.ndarray, np.ndarray]], water_permittivity: float
) -> list[np.ndarray]:
    """Hydration energy held by each layer.

    Born differences for the second layer outward and for the continuum beyond the last one; the
    first layer takes the remainder, so that everything sums to -ΔG_hyd.

    Parameters
    ----------
    ions : Ions
    bounds : list of (ndarray, ndarray)
        From ``layer_bounds``. [m]
    water_permittivity : float
        ε_w. [-]

    Returns
    -------
    list of ndarray
        E_ν >= 0, one array per layer. [J/mol]

    Raises
    ------
    ModelError
        If a remainder is negative: the radius and the energy of an ion do not belong together.

    References
    ----------
    zwolak2009
    """
    born = ions.charge**2 * BORN_PREFACTOR * (1.0 - 1.0 / water_permittivity)
    outer_layers = [born * (1.0 / inner - 1.0 / outer) for inner, outer in bounds[1:]]
    first = -ions.hydration_gibbs - born / bounds[0][1]
    # Layers beyond the first telescope: their sum and the continuum are Born at the first edge.
    if np.any(first < 0):
        raise ModelError(
            f"hydration energy of {_names_where(ions, first < 0)}: found smaller than the Born "
            "energy outside its first water layer; allowed: larger; take the bare radius, "
            "hydrated radius and energy of this ion from sources that belong together"
        )
    return [first, *outer_layers]


def intact_fraction(radius: np.ndarray, region: Region) -> np.ndarray:
    """Share of a hydration layer that fits into the region.

    Water centres lie at R = R_out - 0.138 nm on a sphere; the space open to them ends at
    a = size - 0.138 nm. Cylinder: f = 1 - √(1 - (a/R)²) for a < R; slit: a/R; else 1; 0 for a <= 0.

    Parameters
    ----------
    radius : ndarray
        Outer radius R_out of the layer. [m]
    region : Region
        Fields broadcast with ``radius``.

    Returns
    -------
    ndarray
        f in [0, 1]; its slope is infinite at a = R in a cylinder. [-]

    References
    ----------
    zwolak2009
    """
    open_space = np.maximum(region.size - WATER_RADIUS, 0.0)
    fill = np.minimum(open_space / (radius - WATER_RADIUS), 1.0)
    return np.where(region.is_slit, fill, 1.0 - np.sqrt(1.0 - fill * fill))


def layer_loss(
    ions: Ions,
    region: Region,
    bounds: list[tuple[np.ndarray, np.ndarray]],
    energies: list[np.ndarray],
) -> tuple[np.ndarray, np.ndarray]:
    """Energy of the broken share of all layers, and the mean intact fraction.

    Returns
    -------
    tuple of ndarray
        Σ (1 - f_ν) E_ν [J/mol] and f̄ weighted by layer volume R_out³ - R_in³ [-].
    """
    lost = np.zeros(())
    intact_volume = np.zeros(())
    for (inner, outer), energy in zip(bounds, energies, strict=True):
        fraction = intact_fraction(outer, region)
        lost = lost + (1.0 - fraction) * energy
        intact_volume = intact_volume + fraction * (outer**3 - inner**3)
    return lost, intact_volume / (bounds[-1][1] ** 3 - bounds[0][0] ** 3)


def hydration_state(
    ions: Ions, region: Region, water_permittivity: float, options: ModelOptions
) -> Hydration:
    """Everything that the terms of one region share about hydration.

    Parameters
    ----------
    ions : Ions
    region : Region
    water_permittivity : float
        ε_w. [-]
    options : ModelOptions
        ``terms`` tells which dehydration model is on, if any.

    Returns
    -------
    Hydration
    """
    outer = outer_radius(ions, options.shell_outer)
    if "dehydration_shells" in options.terms:
        bounds = layer_bounds(ions, outer)
        energies = layer_energies(ions, bounds, water_permittivity)
        lost, mean_intact = layer_loss(ions, region, bounds, energies)
    elif "dehydration_linear" in options.terms:
        mean_intact = intact_fraction(outer, region)
        lost = options.dehydration_scale * (1.0 - mean_intact) * np.abs(ions.hydration_gibbs)
    else:
        lost = 0.0 * (outer * region.size)
        mean_intact = 1.0 + lost
    radius = radius_in_channel(ions, mean_intact, options.channel_radius_model)
    return Hydration(lost, mean_intact, outer, radius)
