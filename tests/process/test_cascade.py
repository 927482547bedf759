"""Cascades: balances to rounding, closed forms of constant shares, limits with their sizes."""

from dataclasses import replace

import numpy as np
import pytest

from selectivity.process.cascade import run_cascades
from selectivity.process.dialysis import DialysisSettings
from selectivity.process.nf_module import FiltrationSettings
from selectivity.process.registry import PROCESSES
from selectivity.process.stage import ROUTES, Limits, Stages, plant_of, remembered
from selectivity.process.target import Target, Task, design
from tests.process import examples

CHARGE = examples.CHARGE
BRINE = np.append(examples.feed().concentration, 1.0)
NF = FiltrationSettings(water_flux=5e-6, recovery=0.6, tolerance=1e-4)
NO_LIMITS = Limits()
EASY = Target(np.nan, 0.2, 0.9, 1)


def constant_plant(lithium, magnesium, water, added=0.0):
    """Stages whose shares do not depend on what enters; chloride by electroneutrality."""

    def plant(rows, inlet):
        n = len(rows)
        share = np.tile([lithium, magnesium, np.nan, water], (n, 1))
        total = inlet.copy()
        total[:, -1] *= 1 + added
        share[:, 2] = (share[:, :2] * total[:, :2]) @ CHARGE[:2] / total[:, 2]
        outside = np.zeros_like(inlet)
        outside[:, -1] = added
        one = np.ones(n)
        return Stages(share, outside, one, 2 * one, np.nan * one, np.full(n, "solved"), ("",) * n)

    return plant


def filtration(membranes=None, settings=NF, limits=NO_LIMITS):
    membranes = examples.membranes() if membranes is None else membranes
    return plant_of(PROCESSES["nf"], membranes, examples.feed(), settings, limits)


def one(plant, target, most=3, recycle=False):
    return design(plant, 1, Task(BRINE, target, examples.feed(), most, recycle))[0]


@pytest.mark.parametrize("count", [1, 2, 5])
def test_constant_shares_with_recycle_are_a_gamblers_ruin(count):
    shares = (0.7, 0.4, 0.5)
    found = run_cascades(constant_plant(*shares), BRINE[None], CHARGE, count, True)
    for ion, share in zip((0, 1, 3), shares, strict=True):
        odds = (1 - share) / share
        wins = 1 / (count + 1) if odds == 1 else (1 - odds) / (1 - odds ** (count + 1))
        assert found.product[0, -1, ion] / BRINE[ion] == pytest.approx(wins, rel=1e-12)
    assert found.imbalance(BRINE[None])[0] <= 1e-12
    assert found.change[0] <= 1e-12


@pytest.mark.parametrize("count", [1, 3])
def test_constant_shares_in_series_multiply(count):
    found = run_cascades(constant_plant(0.7, 0.4, 0.5), BRINE[None], CHARGE, count, False)
    np.testing.assert_allclose(
        found.product[0, -1, [0, 1, 3]] / BRINE[[0, 1, 3]],
        np.array([0.7, 0.4, 0.5]) ** count,
        rtol=1e-12,
    )
    assert found.imbalance(BRINE[None])[0] <= 1e-12
    np.testing.assert_allclose(found.area.sum(), np.sum(0.5 ** np.arange(count)), rtol=1e-12)


@pytest.mark.parametrize("recycle", [False, True])
def test_water_from_outside_is_in_the_balance(recycle):
    plant = constant_plant(0.7, 0.4, 0.5, added=0.1)
    found = run_cascades(plant, BRINE[None], CHARGE, 3, recycle)
    assert found.added[0, :, -1].sum() > 0
    assert found.imbalance(BRINE[None])[0] <= 1e-12


@pytest.mark.parametrize("recycle", [False, True])
def test_filtration_closes_is_neutral_and_settles(recycle):
    brine = np.tile(BRINE, (2, 1))
    found = run_cascades(filtration(), brine, CHARGE, 3, recycle)
    assert np.all(found.status == "solved"), found.advice
    assert np.all(found.imbalance(brine) <= 1e-9)
    assert np.all(found.change <= 1e-5)
    for amount in (found.inlet, found.product, found.rest):
        assert np.all(amount > 0)
        gap = np.abs(amount[..., :-1] @ CHARGE)
        assert np.all(gap <= 1e-9 * (amount[..., :-1] @ np.abs(CHARGE)))


def test_settled_stages_make_what_the_process_makes_of_their_inlets():
    plant = filtration()
    brine = np.tile(BRINE, (2, 1))
    found = run_cascades(plant, brine, CHARGE, 2, True)
    for stage in range(2):
        again = plant(np.arange(2), found.inlet[:, stage])
        made = again.share * found.inlet[:, stage]
        np.testing.assert_allclose(made, found.product[:, stage], rtol=1e-3)


def test_recycle_recovers_more():
    brine = np.tile(BRINE, (2, 1))
    once, recycled = (run_cascades(filtration(), brine, CHARGE, 2, way) for way in (False, True))
    assert np.all(recycled.product[:, -1, 0] > once.product[:, -1, 0])


def test_membranes_together_equal_each_alone():
    task = Task(BRINE, EASY, examples.feed(), 2, True)
    both = design(filtration(), 2, task)
    for place, found in enumerate(both):
        alone = examples.membranes().take(np.array([place]))
        single = design(filtration(alone), 1, task)[0]
        assert single.stages == found.stages
        assert single.recovery == pytest.approx(found.recovery, rel=1e-3)


def test_recycled_water_that_piles_up_is_told():
    found = run_cascades(constant_plant(0.7, 0.4, 0.5, 0.8), BRINE[None], CHARGE, 3, True)
    assert found.status[0] == "outside_model"
    assert "do not recycle" in found.advice[0]


def test_a_process_that_stops_has_no_numbers():
    """Half way through a module a stream looks like a product; it is none."""
    nf = PROCESSES["nf"]

    def stopped(*asked):
        result = nf.solve(*asked)
        return replace(result, status=np.full(len(result.status), "unconverged"))

    broken = replace(nf, solve=stopped)
    found = one(plant_of(broken, examples.membranes(), examples.feed(), NF, NO_LIMITS), EASY)
    assert not found.feasible
    assert found.limit == "model"
    numbers = [found.purity, found.recovery, found.ratio, found.energy_per_mass]
    assert np.all(np.isnan(numbers))


def test_a_stage_above_the_highest_pressure_keeps_its_numbers():
    found = one(filtration(limits=Limits(pressure=1e4)), EASY)
    assert found.limit == "osmotic pressure"
    assert found.recovery > 0


def test_water_of_the_dilution_counts():
    plain = one(constant_plant(0.8, 0.2, 0.6), EASY)
    task = Task(BRINE, EASY, examples.feed(), 3, False, 0.95)
    diluted = design(constant_plant(0.8, 0.2, 0.6), 1, task)[0]
    mass = plain.product[-1, 0] * examples.feed().molar_mass[0]
    assert plain.water_per_mass == 0
    assert diluted.water_per_mass == pytest.approx(0.95 / mass)
    assert plain.strength == pytest.approx(mass / plain.product[-1, -1])


def test_a_stage_that_makes_it_worse_is_told():
    found = one(constant_plant(0.2, 0.8, 0.6), Target(np.nan, np.nan, 1e-3, 1))
    assert "each stage makes it worse" in found.limits


def test_a_stage_is_solved_once():
    solved = []

    def plant(rows, inlet):
        solved.extend(rows)
        return constant_plant(0.8, 0.5, 0.6)(rows, inlet)

    task = Task(BRINE, Target(0.99, np.nan, np.nan, 1), examples.feed(), 4, False)
    assert design(plant, 2, task)[0].stages == 4
    assert len(solved) == 2 * 4
    known = remembered(plant)
    rows, inlet = np.array([1, 0]), np.tile(BRINE, (2, 1))
    for left, right in zip(known(rows, inlet), known(rows, inlet), strict=True):
        np.testing.assert_array_equal(left, right)


def test_every_route_is_a_process():
    for name, route in ROUTES.items():
        labels = (
            PROCESSES[name]
            .solve(examples.membranes_for(name), examples.feed(), examples.SETTINGS[name])
            .streams.labels
        )
        assert {route.product, route.rest} <= set(labels)
        assert not route.second or route.second in labels


def test_dialysis_takes_water_from_outside():
    settings = DialysisSettings(area=0.05, mass_transfer=2e-5, tolerance=1e-4)
    plant = plant_of(
        PROCESSES["dialysis"], examples.membranes(), examples.feed(), settings, Limits()
    )
    found = run_cascades(plant, np.tile(BRINE, (2, 1)), CHARGE, 1, False)
    np.testing.assert_allclose(found.added[:, 0, -1], 1.0, rtol=1e-12)
    assert np.all(found.imbalance(np.tile(BRINE, (2, 1))) <= 1e-9)


def test_inlet_of_electrodialysis_is_divided_between_both_channels():
    plant = plant_of(
        PROCESSES["ed"],
        examples.membranes_for("ed"),
        examples.feed(),
        replace(examples.SETTINGS["ed"], limiting_currents=False),
        Limits(),
    )
    found = run_cascades(plant, np.tile(BRINE, (2, 1)), CHARGE, 1, False)
    assert np.all(found.added == 0)
    assert np.all(found.product[:, 0, 0] / BRINE[0] > 0.5)
    assert np.all(found.imbalance(np.tile(BRINE, (2, 1))) <= 1e-9)


def test_fewest_stages_that_meet_the_target():
    plant = constant_plant(0.9, 0.5, 0.6)
    found = one(plant, Target(np.nan, 0.5, 0.6, 1), most=6)
    assert (found.feasible, found.stages, found.limits) == (True, 2, "")


def test_more_stages_allowed_are_never_worse():
    plant = constant_plant(0.8, 0.5, 0.6)
    target = Target(np.nan, 0.6, 0.2, 1)
    gaps = []
    for most in range(1, 6):
        found = one(plant, target, most)
        gaps.append(
            max(np.log(found.ratio / target.ratio), 0)
            + max(np.log(target.recovery / found.recovery), 0)
        )
    assert np.all(np.diff(gaps) <= 0)


@pytest.mark.parametrize(
    ("target", "kind", "words"),
    [
        (Target(0.9, np.nan, np.nan, 1), "selectivity", "purity 0.516 of 0.9"),
        (Target(np.nan, np.nan, 0.1, 1), "selectivity", "about 6 stages"),
        (Target(np.nan, 0.95, np.nan, 1), "recovery", "1.19 times more"),
    ],
)
def test_target_out_of_reach_says_what_limits_and_by_how_much(target, kind, words):
    found = one(constant_plant(0.8, 0.5, 0.6), target, most=1)
    assert not found.feasible
    assert found.limit == kind
    assert words in found.limits


def test_a_membrane_that_passes_nothing_is_told_and_stops_no_other():
    found = one(constant_plant(0.0, 0.0, 0.5), Target(0.9, 0.5, 0.1, 1), most=1)
    assert not found.feasible
    assert found.recovery == 0
    assert "inf times more" in found.limits
    assert np.isinf(found.area_per_rate)


def test_pressure_beyond_the_limit_is_told_with_its_size():
    plant = filtration(limits=Limits(pressure=1e5))
    found = one(plant, EASY)
    assert found.limit == "osmotic pressure"
    assert "above the highest allowed (1)" in found.limits


def test_pressure_below_osmotic_limits():
    tight = replace(examples.membranes((60.0,)), partition=np.full((1, 2, 3), 1e-4))
    plant = filtration(tight, replace(NF, water_flux=None, pressure=4e5, recovery=0.5))
    found = one(plant, EASY)
    assert found.limit == "osmotic pressure"
    assert "bar" in found.limits
