"""Shared by the tests of the core: the independent integration, examples, random stacks."""

import importlib.util
import json
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from selectivity.checks.stacks import CL, LI, MG, NA, Layer, stack_cases

ROOT = Path(__file__).parents[2]
EXAMPLES = Path(__file__).parent / "data" / "transport_cases.json"


@pytest.fixture(scope="session")
def shooting():
    """`benchmarks/shooting.py`: LSODA from the permeate, no code of the package."""
    path = ROOT / "benchmarks" / "shooting.py"
    spec = importlib.util.spec_from_file_location("shooting", path)
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules["shooting"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def examples():
    """The three examples, as read."""
    return json.loads(EXAMPLES.read_text())


@pytest.fixture
def compare(shooting):
    """Compare a case solved by the core with the independent integration."""

    def run(cases, result, case=0, tolerance=1e-6):
        one = first_case(cases, case)
        problem = shooting.Problem(
            charge=one.charge,
            feed=one.feed,
            thickness=one.thickness,
            fixed_charge=one.fixed_charge,
            partition=one.partition,
            convection=one.hindrance_convection,
            diffusion=one.hindrance_diffusion,
            diffusivity=one.diffusivity,
            water_flux=float(result.water_flux[case]),
            current=float(result.current[case]),
            permeate=None if one.closure == 1 else result.permeate[case],
        )
        wobble = 1 + 1e-3 * np.cos(np.arange(one.charge.size))
        guess = (result.permeate if one.closure == 1 else result.ion_flux)[case] * wobble
        flux, _, potential, success = shooting.solve(problem, guess)
        assert success
        np.testing.assert_allclose(result.ion_flux[case], flux, rtol=tolerance)
        scale = max(abs(potential), 1e-4)
        assert abs(result.potential_drop[case] - potential) < tolerance * scale

    return run


def first_case(cases, case):
    """Arrays of one case without the axis of cases."""
    values = {}
    for field in fields(cases):
        value = getattr(cases, field.name)
        per_case = 1 if field.name in PER_CASE else 2 if field.name in PER_LAYER else 3
        if field.name != "regulation" and np.ndim(value) == per_case:
            value = value[case]
        values[field.name] = value
    return replace(cases, **values)


PER_CASE = (
    "temperature",
    "closure",
    "permeate_total",
    "water_flux",
    "pressure",
    "current",
    "voltage",
)
PER_LAYER = (
    "charge",
    "feed",
    "permeate",
    "thickness",
    "fixed_charge",
    "water_permeability",
    "drag",
)


@pytest.fixture
def nanofiltration():
    """Two cases of a LiCl–MgCl2 feed behind a film, on a charged membrane."""
    layers = [Layer(2e-5), Layer(2e-7, -50.0, [0.15, 0.03, 0.2], [0.6, 0.5, 0.7], factor=0.05)]
    feed = np.array([[20.0, 60.0, 140.0], [50.0, 5.0, 60.0]])
    return stack_cases([1, 2, -1], [LI, MG, CL], feed, layers, water_flux=np.array([1e-5, 3e-6]))


@pytest.fixture
def dialysis():
    """Two cases of a cation-exchange membrane between reservoirs, under current."""
    layers = [Layer(5e-5), Layer(1e-4, -2000.0, 0.8, 0.5, factor=0.05), Layer(5e-5)]
    feed = np.array([[50.0, 20.0, 70.0], [30.0, 40.0, 70.0]])
    return stack_cases(
        [1, 1, -1],
        [LI, NA, CL],
        feed,
        layers,
        [10.0, 30.0, 40.0],
        water_flux=np.array([0.0, -2e-6]),
        current=np.array([20.0, -15.0]),
    )
