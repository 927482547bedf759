"""Functional groups in the three-stage model: binding, hopping, pH, and what explains a selectivity
(theory 1.5, 1.6, 2.2, 7)."""

from dataclasses import replace

import numpy as np
import pytest

from selectivity.checks.reference_case import (
    NANO,
    charged,
    no_groups,
    reference_channels,
    reference_feed,
    reference_ions,
    with_sites,
)
from selectivity.domain.channels import Groups
from selectivity.domain.options import ModelOptions
from selectivity.stages.explain import explain
from selectivity.stages.selectivity import three_stage

IONS = reference_ions("Li+", "Mg2+", "Cl-")
FEED = reference_feed(3.4, 19.6, 42.6)
SULFONATE = Groups(
    ("sulfonate",), np.array([-1.0]), 10.0 ** (3 - np.array([-1.0])),
    np.array([[1e-3, 0.05, 0.0]]), np.ones((1, 3)),
)  # fmt: skip
DENSITY = np.array([[500.0], [1500.0]])
OPTIONS = ModelOptions(terms=("steric",))


def channels(density=DENSITY, sizes=(0.5, 0.6)):
    return with_sites(reference_channels(np.array(sizes) * NANO, 3), density)


def solve(options=OPTIONS, groups=SULFONATE, feed=FEED, given=None):
    return three_stage(IONS, channels() if given is None else given, groups, feed, options)


def test_binding_neutralises_and_lets_a_single_salt_through_faster():
    feed = reference_feed(0.0, 20.0, 40.0)
    bound, free = solve(feed=feed), solve(replace(OPTIONS, binding="none"), feed=feed)
    assert (np.abs(bound.effective_charge) < np.abs(free.effective_charge)).all()
    assert (bound.salt_permeance[:, 1] > free.salt_permeance[:, 1]).all()


def test_binding_raises_a_mixture_at_most_to_the_uncharged_channel():
    bound, free = solve(), solve(replace(OPTIONS, binding="none"))
    bare = solve(given=channels(0 * DENSITY))
    total = [one.selectivity("Li+", "Mg2+").total for one in (free, bound, bare)]
    assert (total[0] < total[1]).all()
    assert (total[1] <= total[2]).all()
    assert (bound.effective_charge < 0).all()


def test_binding_energy_is_an_output_and_slows_the_chord():
    result = solve()
    expected = (
        -8.314462618 * 298.15 * np.log1p(result.bound_concentration / result.pore_concentration)
    )
    np.testing.assert_allclose(result.energies["interior"]["binding"], expected)
    assert (result.apparent_diffusivity[:, 1] < result.pore_diffusivity[:, 1]).all()
    ratio = result.apparent_diffusivity[:, 2] / result.pore_diffusivity[:, 2]
    np.testing.assert_allclose(ratio, 1.0)


def test_attraction_eases_entry_and_slows_transit_at_once():
    """Theory 2.3: of the counter-ions, content rises while the chord mobility falls."""
    charged_wall, bare = solve(), solve(given=channels(0 * DENSITY))
    assert (charged_wall.distribution[:, :2] > bare.distribution[:, :2]).all()
    assert (charged_wall.apparent_diffusivity[:, :2] < bare.apparent_diffusivity[:, :2]).all()


def test_hopping_adds_a_path_and_the_factors_still_multiply():
    options = replace(OPTIONS, hopping=True, hopping_parameters={"intrinsic_barrier": 5e3})
    with_hops, without = solve(options), solve()
    assert (with_hops.ion_permeability[:, :2] > without.ion_permeability[:, :2]).all()
    np.testing.assert_array_equal(with_hops.ion_permeability[:, 2], without.ion_permeability[:, 2])
    pair = with_hops.selectivity("Li+", "Mg2+")
    product = pair.partition * pair.diffusion * pair.interfacial
    np.testing.assert_allclose(product, pair.total, rtol=1e-12)
    open_sites = solve(replace(options, blocking=False))
    assert (open_sites.ion_permeability[:, 1] > with_hops.ion_permeability[:, 1]).all()


def test_ph_by_candidate_and_isoelectric_point():
    groups = Groups(("acid", "amine"), np.array([-1.0, 0.0]), 10.0 ** (3 - np.array([4.0, 9.0])),
                    np.zeros((2, 3)), np.ones((2, 3)))  # fmt: skip
    given = channels(np.array([[300.0, 200.0], [300.0, 200.0]]), (0.5, 0.5))
    feed = replace(FEED, proton_concentration=10.0 ** (3 - np.array([[3.0], [10.0]])))
    result = solve(groups=groups, feed=feed, given=given)
    assert result.fixed_charge[0, 0] > 0 > result.fixed_charge[1, 0]
    np.testing.assert_allclose(result.isoelectric_point[0], result.isoelectric_point[1])
    at_point = replace(FEED, proton_concentration=10 ** (3 - result.isoelectric_point))
    neutral = solve(groups=groups, feed=at_point, given=given)
    np.testing.assert_allclose(neutral.effective_charge, 0.0, atol=1e-3)


def test_constant_affinity_enters_the_partition_coefficient():
    energies = np.array([[0.0, -5e3, 0.0], [1e3, 0.0, 0.0]])
    given = replace(channels(0 * DENSITY), affinity_energy=energies)
    plain = solve(replace(OPTIONS, binding="none"), given=given)
    bound = solve(replace(OPTIONS, binding="constant"), given=given)
    ratio = bound.partition_coefficient / plain.partition_coefficient
    np.testing.assert_allclose(ratio, np.exp(-energies / (8.314462618 * 298.15)))
    np.testing.assert_array_equal(bound.energies["mouth"]["affinity"], energies)


def explained(given, options, groups=SULFONATE):
    return explain(IONS, given, groups, FEED, options, ("Li+", "Mg2+"))


def test_switching_off():
    found = explained(channels(), ModelOptions())
    assert list(found["term"]) == [*ModelOptions().terms, "donnan", "binding", "hindrance"]
    assert list(found["stage"]) == ["entry", "transit", "exit"]
    total = solve(ModelOptions()).selectivity("Li+", "Mg2+").total
    assert all(value.shape == (2,) for part in found.values() for value in part.values())
    # A negative wall draws Mg2+ in: without it lithium wins.
    assert (found["term"]["donnan"] > total).all()
    assert (found["term"]["binding"] < total).all()
    np.testing.assert_array_equal(found["stage"]["entry"], found["stage"]["exit"])


def test_switching_off_equals_leaving_out():
    """Without groups and with the radius untouched both ways must agree."""
    given = charged(channels(np.zeros((2, 0))), np.array([-100.0, 50.0]))
    options = ModelOptions(terms=("steric", "dielectric"), binding="none")
    found = explained(given, options, no_groups(3))["term"]
    for name, other in (("steric", "dielectric"), ("dielectric", "steric")):
        left = three_stage(IONS, given, no_groups(3), FEED, replace(options, terms=(other,)))
        np.testing.assert_allclose(found[name], left.selectivity("Li+", "Mg2+").total)
    smooth = replace(given, wall_friction=np.ones((2, 1)))
    left = three_stage(IONS, smooth, no_groups(3), FEED, options)
    np.testing.assert_allclose(found["hindrance"], left.selectivity("Li+", "Mg2+").total)


def test_no_donnan_is_no_charge_where_all_ions_fit_alike():
    given = charged(channels(np.zeros((2, 0))), np.array([-100.0, 50.0]))
    options = ModelOptions(terms=(), binding="none")
    found = explained(given, options, no_groups(3))["term"]["donnan"]
    bare = three_stage(IONS, charged(given, np.zeros(2)), no_groups(3), FEED, options)
    np.testing.assert_allclose(found, bare.selectivity("Li+", "Mg2+").total)


@pytest.mark.parametrize("stage", ["entry", "transit", "exit"])
def test_a_stage_that_is_off_has_no_resistance(stage):
    found = explained(channels(), ModelOptions())["stage"][stage]
    result = solve(ModelOptions())
    rest = sum(
        getattr(result, f"resistance_{name}")
        for name in ("entry", "transit", "exit")
        if name != stage
    )
    np.testing.assert_allclose(found, rest[:, 1] / rest[:, 0])


@pytest.mark.parametrize("blocking", [True, False])
def test_hopping_conductance_by_hand(blocking):
    """(ε/τ_f) D_0 exp(-(ΔG‡_0 + |ΔG_b|)/RT) q (1 - θ)/c beside the mobile path (theory 3.1)."""
    given = {"attempt_diffusivity": 2e-9, "intrinsic_barrier": 3e3}
    options = replace(OPTIONS, hopping=True, blocking=blocking, hopping_parameters=given)
    hopping, plain = solve(options), solve()
    extra = (hopping.transit_diffusivity - plain.transit_diffusivity) * plain.distribution
    bound = plain.bound_concentration
    occupied = (bound.sum(axis=-1, keepdims=True) + protons(plain)) / DENSITY
    vacant = 1 - occupied if blocking else 1.0
    speed = 0.1 * 2e-9 * np.exp(-3e3 / (8.314462618 * 298.15)) * 1e-3
    expected = (speed * bound * vacant)[:, :2] / SULFONATE.association[0, :2]
    expected = expected / FEED.concentration[:2]
    np.testing.assert_allclose(extra[:, :2], expected, rtol=1e-6)


def protons(result):
    """q_H of the sulfonate: what its fixed charge lacks. (n_candidates, 1)"""
    return result.fixed_charge + DENSITY
