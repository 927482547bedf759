"""The transport core as a function: arrays in, arrays out."""

from __future__ import annotations

from typing import Final

import numpy as np

from selectivity.constants import FARADAY
from selectivity.domain.layered import (
    BEYOND_LIMIT,
    RESERVOIR,
    SOLVED,
    UNCONVERGED,
    LayeredCases,
    Profiles,
    TransportResult,
)
from selectivity.errors import ModelError
from selectivity.transport.build import build_stack
from selectivity.transport.limiting import limiting_current
from selectivity.transport.memory import Recall
from selectivity.transport.profiles import profiles_of
from selectivity.transport.results import Readings, read
from selectivity.transport.solver import Options, Part
from selectivity.transport.stack import Stack
from selectivity.transport.ways import chunks, solve_stack, with_sense

_NEUTRAL: Final = 1e-6
"""Largest charge of a solution over the charge of its ions. [-]"""
_LIMIT_CHUNK: Final = 128
_SAFE: Final = 1e-9


class _Table:
    """Results put in their places as they come, cases last."""

    def __init__(self, stack: Stack) -> None:
        n_ions, n_cases = stack.charge.shape
        nodes = len(stack.thickness) + 1
        one, ions = (n_cases,), (n_ions, n_cases)
        shapes = {
            "ion_flux": ions,
            "permeate": ions,
            "current": one,
            "potential_drop": one,
            "pressure": one,
            "node_concentration": (n_ions, nodes, n_cases),
            "node_potential": (nodes, n_cases),
            "residual": one,
        }
        self.values = {name: np.full(shape, np.nan) for name, shape in shapes.items()}
        self.water_flux = np.full(n_cases, np.nan)
        self.error = np.full(n_cases, np.inf)
        self.iterations = np.zeros(n_cases, dtype=int)
        self.elements = np.zeros(n_cases, dtype=int)
        self.profiles: list[tuple[np.ndarray, Profiles]] = []

    def put(self, part: Part, readings: Readings, good: np.ndarray) -> None:
        """A part's readings; cases that are not good stay NaN."""
        for name, array in self.values.items():
            value = getattr(readings, name)
            array[..., part.index] = np.where(good, value, np.nan)
        self.water_flux[part.index] = np.where(good, part.batch.state.water_flux, np.nan)
        self.error[part.index] = part.error
        self.residual_of(part, readings)
        self.iterations[part.index] = part.batch.iterations
        self.elements[part.index] = np.sum(part.batch.mesh.length > 0, axis=0)

    def residual_of(self, part: Part, readings: Readings) -> None:
        """The residual is told of every case, solved or not."""
        self.values["residual"][part.index] = readings.residual


def _check(stack: Stack) -> None:
    """Raise for a solution that is not electroneutral or a drive that is not one."""
    for name, content in (("feed", stack.feed), ("permeate", stack.permeate)):
        carried = np.sum(stack.charge * content, axis=0)
        gross = np.sum(np.abs(stack.charge) * content, axis=0)
        bad = np.flatnonzero(np.abs(carried) > _NEUTRAL * np.maximum(gross, _SAFE))
        if len(bad):
            raise ModelError(
                f"{name} of case {bad[0]} carries {carried[bad[0]]:.3g} mol/m³ of charge; allowed: "
                "an electroneutral solution; correct a concentration"
            )
    water = np.isnan(stack.water_flux) == np.isnan(stack.pressure)
    current = np.isnan(stack.current) == np.isnan(stack.voltage)
    charged = (stack.closure != RESERVOIR) & ~(stack.current == 0)
    for bad, found, advice in (
        (water, "both or neither of water_flux and pressure", "give one of them"),
        (current, "both or neither of current and voltage", "give one of them"),
        (
            charged,
            "a swept or flux-ratio permeate with a current or voltage",
            "impose zero current",
        ),
    ):
        if np.any(bad):
            raise ModelError(f"case {np.flatnonzero(bad)[0]} has {found}; {advice}")


def limits_of(stack: Stack, index: np.ndarray, options: Options) -> np.ndarray:
    """Limiting current of some cases. (len(index),) [A/m²]"""
    limit = np.full(len(index), np.nan)
    for piece in chunks(np.arange(len(index)), _LIMIT_CHUNK):
        limit[piece] = limiting_current(stack.take(index[piece]), options)[0] * FARADAY
    return limit


def _verdicts(
    stack: Stack, good: np.ndarray, limit: np.ndarray, error: np.ndarray
) -> tuple[np.ndarray, tuple[str, ...]]:
    """Status and advice of each case."""
    current = stack.current * FARADAY
    beyond = ~good & (np.abs(current) >= np.abs(limit))
    status = np.where(good, SOLVED, np.where(beyond, BEYOND_LIMIT, UNCONVERGED))
    advice = [""] * len(good)
    for case in np.flatnonzero(~good):
        if beyond[case]:
            advice[case] = (
                f"current {current[case]:.6g} A/m² is beyond the limiting current of "
                f"{limit[case]:.6g} A/m²; lower it, or thin the boundary layer"
            )
        elif stack.closure[case] != RESERVOIR and not stack.water_flux[case] > 0:
            advice[case] = (
                "no flux towards a permeate that is made by the fluxes; raise the pressure or the "
                "water flux, or give the permeate as concentrations"
            )
        else:
            advice[case] = (
                f"error estimate {error[case]:.1e}; the case is too steep for the largest mesh: "
                "weaken the drive or split a layer"
            )
    return status, tuple(advice)


def solve(
    cases: LayeredCases,
    options: Options | None = None,
    with_profiles: bool = False,
    with_limits: bool = False,
    recall: Recall | None = None,
) -> TransportResult:
    """Steady fluxes of any ions through stacks of layers (theory 4).

    Parameters
    ----------
    cases : LayeredCases
        Any number of cases with the same number of layers.
    options : Options, optional
    with_profiles : bool
        Also return c(x), ϕ(x) and P(x).
    with_limits : bool
        Also compute the limiting current of every case with an imposed, non-zero current; it is
        always computed for such cases that cannot be solved.
    recall : Recall, optional
        From ``Memory.of``. Cases whose row has a solution from an earlier call are tried from it
        first and verified like any other; those that do not reach the tolerance take the usual
        ways. What is found replaces the solution of the row.

    Returns
    -------
    TransportResult
        A case that does not reach the tolerance has its status and NaN, never a number.

    Raises
    ------
    ModelError
        If a solution is not electroneutral, or a drive or closure is contradictory.

    References
    ----------
    biesheuvel2022
    """
    options = options or Options()
    stack = build_stack(cases)
    _check(stack)
    table = _Table(stack)
    for part in solve_stack(stack, options, recall):
        part = with_sense(part)
        good = part.error <= options.tolerance
        if recall is not None and np.any(good):
            recall.memory.keep(recall.rows[part.index[good]], part.batch.trimmed(good))
        table.put(part, read(part.batch), good)
        if with_profiles:
            table.profiles.append((part.index, profiles_of(part.batch)))
    good = table.error <= options.tolerance
    driven = np.nan_to_num(stack.current) != 0
    asked = np.flatnonzero(driven & (with_limits | ~good))
    limit = np.full(stack.n_cases, np.nan)
    limit[asked] = limits_of(stack, asked, options)
    status, advice = _verdicts(stack, good, limit, table.error)
    arrays = {name: np.moveaxis(value, -1, 0) for name, value in table.values.items()}
    arrays["node_concentration"] = arrays["node_concentration"].swapaxes(1, 2)
    return TransportResult(
        status=status,
        advice=advice,
        water_flux=table.water_flux,
        error_estimate=table.error,
        limiting_current=limit,
        iterations=table.iterations,
        elements=table.elements,
        profiles=_joined_profiles(table, stack.n_cases) if with_profiles else None,
        **arrays,
    )


def _joined_profiles(table: _Table, n_cases: int) -> Profiles:
    """Profiles of all parts on the longest of their grids."""
    longest = max(profile.position.shape[-1] for _, profile in table.profiles)
    joined: dict[str, np.ndarray] = {}
    for index, profile in table.profiles:
        for name, value in profile.__dict__.items():
            fill = [(0, 0)] * (value.ndim - 1) + [(0, longest - value.shape[-1])]
            wide = np.pad(value, fill, mode="edge")
            target = joined.setdefault(name, np.full((n_cases, *wide.shape[1:]), np.nan))
            target[index] = wide
    return Profiles(**joined)
