"""Checks of theory §4: the transport core against what can be written down."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from selectivity.checks.base import Check
from selectivity.checks.coupling import coupling_checks
from selectivity.checks.osmosis import osmosis_checks
from selectivity.checks.stacks import CL, LI, MG, NA, K, Layer, solve_stack, stack_cases
from selectivity.constants import FARADAY, GAS_CONSTANT, REFERENCE_TEMPERATURE
from selectivity.domain.layered import DRAG_NONE
from selectivity.transport import solve
from selectivity.transport.closed_forms import (
    goldman_voltage,
    harmonic_diffusivity,
    neutral_flux,
    neutral_rejection,
)
from selectivity.transport.single_salt import Salts, salt_passage

SOURCE = "biesheuvel2022"
RELATIVE = 1e-8
PARTITION, FRICTION, THICKNESS, SOLUTE = 0.4, 0.5, 1e-6, 1e-10
REFLECTION = 1 - PARTITION * FRICTION
TRANSFER = SOLUTE / THICKNESS
FILM, FILM_DIFFUSIVITY = 2e-5, 1e-9
MEMBRANE = Layer(THICKNESS, 0.0, PARTITION, FRICTION, factor=SOLUTE / FILM_DIFFUSIVITY)
NEUTRAL = ([0.0], [FILM_DIFFUSIVITY], [10.0])


def _close(section: str, name: str, expected: float, obtained: float, unit: str) -> Check:
    """Check to 1e-8 of the expected number."""
    return Check(section, name, expected, float(obtained), unit, SOURCE, RELATIVE * abs(expected))


def _neutral() -> list[Check]:
    """Neutral solutes, [B]16 to 24."""
    water = 2 * TRANSFER
    flux = solve_stack(*NEUTRAL, [MEMBRANE], [3.0], water_flux=water).ion_flux[0, 0]
    expected = neutral_flux(water, REFLECTION, TRANSFER, 10.0, 3.0)
    swept = solve_stack(*NEUTRAL, [MEMBRANE], water_flux=water)
    film = solve_stack(*NEUTRAL, [Layer(FILM), MEMBRANE], water_flux=water)
    film_peclet = water * FILM / FILM_DIFFUSIVITY
    face = film.node_concentration[0, 1, 0]
    permeate = film.permeate[0, 0]
    return [
        _close("4", "neutral flux, [B]16, Pe 2", expected, flux, "mol/(m² s)"),
        _close(
            "4",
            "swept neutral rejection, [B]18, Pe 2",
            neutral_rejection(2.0, REFLECTION),
            1 - swept.permeate[0, 0] / 10,
            "-",
        ),
        _close(
            "4",
            "rejection with polarization, [B]24",
            neutral_rejection(2.0, REFLECTION, film_peclet),
            1 - permeate / 10,
            "-",
        ),
        _close(
            "4.4",
            "film theory, [B]23, concentration at the face",
            permeate + (10 - permeate) * np.exp(film_peclet),
            face,
            "mol/m³",
        ),
    ]


def _limits() -> list[Check]:
    """Rejection at small, large and the best Péclet number."""
    slow = solve_stack(*NEUTRAL, [MEMBRANE], water_flux=1e-6 * TRANSFER)
    fast = solve_stack(*NEUTRAL, [MEMBRANE], water_flux=200 * TRANSFER)
    film_transfer = FILM_DIFFUSIVITY / FILM
    best = np.log(1 + film_transfer / TRANSFER)
    around = best * (1 + np.array([-1e-3, 0.0, 1e-3]))
    stack = [Layer(FILM), MEMBRANE]
    curve = solve_stack(*NEUTRAL, stack, water_flux=around * TRANSFER)
    height = 1 - curve.permeate[:, 0] / 10
    curvature = height[0] - 2 * height[1] + height[2]
    shift = (height[0] - height[2]) / (2 * curvature)
    small = 1e-6 * REFLECTION / (1 - REFLECTION)
    return [
        Check(
            "4", "rejection over σ Pe/(1−σ), Pe 1e-6", 1.0,
            (1 - slow.permeate[0, 0] / 10) / small, "-", SOURCE, 1e-5,
        ),
        _close("4", "rejection at Pe 200, σ", REFLECTION, 1 - fast.permeate[0, 0] / 10, "-"),
        Check(
            "4", "best Pe with a film, ln(1 + k_cp/k_m)", best,
            best * (1 + 1e-3 * shift), "-", SOURCE, 1e-6 * best,
        ),
    ]  # fmt: skip


def _carried(salt: tuple[np.ndarray, np.ndarray], side: list[float], layers: list[Layer]) -> float:
    """F Σ z J under 5 A/m². [A/m²]"""
    run = solve_stack(*salt, side, layers, side, water_flux=0.0, current=5.0)
    return FARADAY * float(np.sum(salt[0] * run.ion_flux[0]))


def _electrical() -> list[Check]:
    """Goldman–Hodgkin–Katz, films of salts, current, limiting current."""
    charge, mobility = np.array([1.0, 1.0, -1.0]), np.array([LI, NA, CL])
    feed, permeate = np.array([90.0, 10.0, 100.0]), np.array([20.0, 80.0, 100.0])
    ghk = solve_stack(charge, mobility, feed, [Layer(1e-6)], permeate, water_flux=0.0)
    salt = (np.array([2.0, -1.0]), np.array([MG, CL]))
    nf = Layer(1e-7, -30.0, 0.2, 0.6, factor=0.05)
    water = 1e-5
    film = solve_stack(*salt, [10.0, 20.0], [Layer(FILM), nf], water_flux=water)
    grown = np.exp(water * FILM / harmonic_diffusivity(*salt))
    permeate_mg = film.permeate[0, 0]
    cem = Layer(1e-3, -5e4, 1.0, 1.0, factor=0.1)
    dilute = [1.0, 2.0]
    driven = solve_stack(*salt, dilute, [Layer(FILM), cem], dilute, water_flux=0.0, current=1e3)
    carried = _carried(salt, dilute, [Layer(FILM), cem])
    return [
        _close(
            "4", "Goldman–Hodgkin–Katz potential, equal totals",
            goldman_voltage(charge, mobility, feed, permeate, REFERENCE_TEMPERATURE),
            ghk.potential_drop[0], "V",
        ),
        _close(
            "4.4", "MgCl2 at the face, harmonic-mean diffusivity",
            permeate_mg + (10 - permeate_mg) * grown, film.node_concentration[0, 1, 0], "mol/m³",
        ),
        _single_salt(),
        Check("4", "current over F Σ z J", 1.0, carried / 5.0, "-", SOURCE, 1e-10),
        Check(
            "4.4", "limiting current of MgCl2 at a cation-exchange membrane, 6 F D₊ c/δ",
            6 * FARADAY * MG * 1.0 / FILM, driven.limiting_current[0], "A/m²", "theory 5.4",
            1e-4 * 6 * FARADAY * MG / FILM,
        ),
    ]  # fmt: skip


def _single_salt() -> Check:
    """MgCl2 through one charged layer, by two logarithms."""
    charge, mobility, feed = [2.0, -1.0], np.array([MG, CL]), np.array([10.0, 20.0])
    partition, friction, factor, fixed, water = [0.1, 0.3], [0.5, 0.7], 0.05, -50.0, 2e-5
    layer = Layer(1e-7, fixed, partition, friction, factor=factor)
    run = solve_stack(charge, mobility, feed, [layer], water_flux=water)
    exact = salt_passage(
        Salts(
            *(np.array([row]) for row in (charge, feed, partition, friction)),
            transfer=np.array([friction]) * factor * mobility / layer.thickness,
            fixed_charge=np.array([fixed]),
            water_flux=np.array([water]),
        )
    )
    return _close(
        "4", "MgCl2 through one charged layer, closed form, permeate over feed",
        float(exact[0]), run.permeate[0, 0] / feed[0], "-",
    )  # fmt: skip


def _water() -> list[Check]:
    """The water balance of neutral solutes and of charged layers, and permeabilities alone."""
    energy = GAS_CONSTANT * REFERENCE_TEMPERATURE
    permeance, pressure = 1e-11, 2e6
    free = Layer(THICKNESS, 0.0, PARTITION, 1.0, factor=0.1, water_permeability=permeance)
    run = solve_stack(*NEUTRAL, [free], pressure=pressure)
    osmotic = energy * (10 - run.permeate[0, 0])
    salt = ([1.0, -1.0], [LI, CL], [100.0, 100.0])
    charged = Layer(THICKNESS, -500.0, 0.5, 1.0, factor=0.1, water_permeability=permeance)
    forced = solve_stack(*salt, [charged], pressure=pressure)
    back = solve_stack(*salt, [charged], water_flux=forced.water_flux)
    alone = Layer(1.0, 0.0, 1.0, 0.0, diffusion=1.0, factor=[1e-6 / LI, 1e-6 / CL], drag=DRAG_NONE)
    through = solve_stack(*salt, [alone], [10.0, 10.0], water_flux=1e-5)
    return [
        _close(
            "4.3", "J_w = A (ΔP − σΔΠ), [B]27, no ion–wall friction",
            permeance * (pressure - (1 - PARTITION) * osmotic), run.water_flux[0], "m/s",
        ),
        _close("4.3", "pressure of the flux that it drove", pressure, back.pressure[0], "Pa"),
        _close("4.2", "permeability alone, P Δc", 9e-5, through.ion_flux[0, 0], "mol/(m² s)"),
    ]  # fmt: skip


def _symmetric() -> list[Check]:
    """Symmetric channels do not rectify."""
    edge = Layer(1e-8, -200.0, 0.3, 1.0, factor=0.1)
    core = Layer(1e-6, -50.0, 0.8, 1.0, factor=0.1)
    side = [10.0, 10.0]
    symmetric = solve_stack(
        [1.0, -1.0], [LI, CL], side, [edge, core, edge], side,
        water_flux=0.0, voltage=np.array([0.2, -0.2]),
    )  # fmt: skip
    ratio = -symmetric.current[0] / symmetric.current[1]
    return [
        Check("4.5", "rectification of a symmetric channel", 1.0, ratio, "-", SOURCE, RELATIVE),
    ]


def _minimum() -> list[Check]:
    """Charge of least retention at low flux, over Φc (theory 1.6)."""
    content, share = 10.0, np.linspace(-1.2, 0.6, 1801)
    rows = []
    for name, mobility, expected in (("KCl", K, -0.04), ("LiCl", LI, -0.69)):
        salt = ([1.0, -1.0], [mobility, CL], [content, content])
        layer = Layer(1e-7, 0.0, PARTITION, 1.0, factor=0.1)
        cases = stack_cases(*salt, [layer], water_flux=np.full(share.shape, 1e-8))
        charge = (share * PARTITION * content)[:, None]
        passed = solve(replace(cases, fixed_charge=charge)).permeate[:, 0]
        obtained = float(share[np.argmax(passed)])
        title = f"charge of least retention of {name} over Φc"
        rows.append(Check("1.6", title, expected, obtained, "-", "theory 1.6", 5e-3))
    return rows


def checks() -> list[Check]:
    """Checks of theory §4, computed now.

    Returns
    -------
    list of Check
    """
    return [
        *_neutral(),
        *_limits(),
        *_electrical(),
        *_water(),
        *_symmetric(),
        *coupling_checks(),
        *_minimum(),
        *osmosis_checks(),
    ]
