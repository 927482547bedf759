"""An independent way to solve a case: shooting with LSODA from the permeate to the feed.

Shares no code with the package. One case at a time, written after theory §4: in each layer the flux
law gives c' and electroneutrality gives ϕ'; at each interface a Donnan potential is solved by
bisection. The unknowns are the fluxes; a root finder closes the composition at the feed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.integrate import solve_ivp
from scipy.optimize import brentq, root

FARADAY = 96485.33212331001  # C/mol
GAS = 8.31446261815324  # J/(mol K)
RTOL, ATOL_SHARE, CLOSED = 1e-10, 1e-13, 1e-7


@dataclass
class Problem:
    """One case; layer arrays are (n_layers, n_ions), from feed to permeate."""

    charge: np.ndarray
    feed: np.ndarray
    thickness: np.ndarray
    fixed_charge: np.ndarray
    partition: np.ndarray
    convection: np.ndarray
    diffusion: np.ndarray
    diffusivity: np.ndarray
    water_flux: float
    current: float = 0.0
    permeate: np.ndarray | None = None
    temperature: float = 298.15


def donnan(charge, outside, fixed):
    """Potential inside minus outside, by bisection."""
    if not np.any(charge):
        return 0.0

    def excess(potential):
        return np.sum(charge * outside * np.exp(-charge * potential)) + fixed

    return brentq(excess, -60, 60, xtol=1e-15, rtol=1e-15)


def neutral(charge, inside):
    """Potential of the layer over the neutral solution in equilibrium with it."""
    return -donnan(charge, inside, 0.0)


def cross(problem, layer, virtual, flux, dense=False):
    """From the permeate face of a layer to its feed face: virtual solution and potential gained."""
    charge, fixed = problem.charge, problem.fixed_charge[layer]
    partition = problem.partition[layer]
    mobility = problem.diffusion[layer] * problem.diffusivity[layer]
    convective = problem.convection[layer] * problem.water_flux
    entering = donnan(charge, partition * virtual, fixed)
    inside = partition * virtual * np.exp(-charge * entering)

    def slope(_x, state):
        content = np.maximum(state[:-1], 0.0)
        free = (convective * content - flux) / mobility
        conduction = np.sum(charge**2 * content)
        field = np.sum(charge * free) / conduction if conduction else 0.0
        return np.append(-(free - charge * content * field), -field)

    span = (0.0, problem.thickness[layer])
    scale = np.append(ATOL_SHARE * (inside + 1e-12 * np.max(inside)), 1e-12)
    run = solve_ivp(slope, span, np.append(inside, 0.0), method="LSODA", rtol=RTOL, atol=scale)
    if not run.success:
        raise RuntimeError(run.message)
    end = run.y[:-1, -1]
    leaving = neutral(charge, end / partition)
    outside = end / partition * np.exp(charge * leaving)
    return outside, entering + run.y[-1, -1] - leaving


def march(problem, virtual, flux):
    """Virtual solution at the feed that the fluxes ask for, and feed minus permeate potential."""
    potential = 0.0
    for layer in reversed(range(len(problem.thickness))):
        virtual, gain = cross(problem, layer, virtual, flux)
        potential += gain
    return virtual, potential


def _swept(problem, unknown):
    content = np.exp(unknown)
    content = content * np.exp(-problem.charge * donnan(problem.charge, content, 0.0))
    return content, problem.water_flux * content


def _mirrored(problem, guess):
    """Seen from the other side, so that the march goes against the water, which is stable."""
    layers = ("thickness", "fixed_charge", "partition", "convection", "diffusion", "diffusivity")
    turned = replace(
        problem,
        feed=problem.permeate,
        permeate=problem.feed,
        water_flux=-problem.water_flux,
        current=-problem.current,
        **{name: getattr(problem, name)[::-1] for name in layers},
    )
    flux, _, potential, success = solve(turned, None if guess is None else -guess)
    return -flux, problem.permeate, -potential, success


def solve(problem, guess=None):
    """Fluxes, permeate and potential drop of one case.

    ``guess``: permeate concentrations (swept) or fluxes (reservoir) to start from.
    """
    if problem.permeate is not None and problem.water_flux < 0:
        return _mirrored(problem, guess)
    scale = np.maximum(problem.feed, 1e-12 * np.max(problem.feed))
    if problem.permeate is None:
        start = np.log(0.9 * problem.feed if guess is None else guess)

        def closing(unknown):
            content, flux = _swept(problem, unknown)
            reached = np.maximum(march(problem, content, flux)[0], 1e-300)
            excess = donnan(problem.charge, np.exp(unknown), 0.0)
            return np.log(reached / scale) + problem.charge * excess

        found = root(closing, start, method="hybr", tol=1e-11)
        content, flux = _swept(problem, found.x)
    else:
        resistance = np.sum(
            problem.thickness[:, None]
            / (problem.partition * problem.diffusion * problem.diffusivity),
            axis=0,
        )
        unit = np.maximum(problem.feed, problem.permeate) / resistance
        unit = unit + np.abs(problem.water_flux) * problem.feed
        start = (problem.feed - problem.permeate) / resistance if guess is None else guess

        def closing(unknown):
            flux = unknown * unit
            reached = march(problem, problem.permeate, flux)[0] / scale - problem.feed / scale
            carried = np.sum(problem.charge * flux) - problem.current / FARADAY
            return reached + problem.charge * carried / np.sum(problem.charge**2 * unit)

        found = root(closing, start / unit, method="hybr", tol=1e-11)
        content, flux = problem.permeate, found.x * unit
    potential = march(problem, content, flux)[1]
    closed = bool(np.max(np.abs(found.fun)) < CLOSED)
    return flux, content, potential * GAS * problem.temperature / FARADAY, closed
