"""The three-stage model as a whole (theory 3)."""

import warnings
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selectivity.checks.reference_case import (
    NANO,
    charged,
    no_groups,
    reference_channels,
    reference_feed,
    reference_ions,
)
from selectivity.domain.options import ModelOptions
from selectivity.domain.results import SIZE_REGIMES
from selectivity.errors import ModelError
from selectivity.stages.selectivity import three_stage

IONS = reference_ions("Li+", "Mg2+", "Cl-")
FEED = reference_feed(3.4, 19.6, 42.6)
PLAIN = ModelOptions(binding="none")


def channels(sizes=(0.36, 0.5), charge=(-300.0, 80.0), **changes):
    given = {"hydration_replaced": 0.95} | changes
    return charged(reference_channels(np.array(sizes) * NANO, 3, **given), np.array(charge))


def solve(given=None, options=PLAIN, feed=FEED, ions=IONS):
    return three_stage(ions, channels() if given is None else given, no_groups(3), feed, options)


def narrow_mouth(given, factor):
    mouth = replace(given.interior, size=given.interior.size * factor)
    return replace(given, mouth=mouth)


CASES = {
    "plain": (channels(), PLAIN),
    "slit": (channels(is_slit=True), PLAIN),
    "narrow mouth": (narrow_mouth(channels(), 0.9), PLAIN),
    "nodes": (channels(size_spread=[0.2, 0.1]), replace(PLAIN, size_nodes=5)),
    "defects": (channels(defect_share=[0.01, 0.0], defect_size=[2e-9, np.nan]), PLAIN),
    "defects of one size": (
        channels(defect_share=0.01, defect_size=2e-9),
        replace(PLAIN, size_nodes=7),
    ),
    "friction": (channels(wall_friction=[0.3, np.nan]), PLAIN),
    "stokes": (channels(), replace(PLAIN, terms=("steric",), channel_radius_model="stokes")),
    "no terms": (channels(), replace(PLAIN, terms=())),
}


@pytest.mark.parametrize("name", CASES)
def test_three_factors_multiply_and_resistances_add(name):
    given, options = CASES[name]
    result = solve(given, options)
    pair = result.selectivity("Li+", "Mg2+")
    np.testing.assert_allclose(
        pair.partition * pair.diffusion * pair.interfacial, pair.total, rtol=1e-12
    )
    total = result.resistance_entry + result.resistance_transit + result.resistance_exit
    np.testing.assert_allclose(total * result.ion_permeability, 1.0)
    np.testing.assert_array_equal(result.resistance_entry, result.resistance_exit)
    np.testing.assert_allclose(2 * result.share_entry + result.share_transit, 1.0)


@pytest.mark.parametrize("name", CASES)
def test_batch_equals_loop_and_shapes(name):
    given, options = CASES[name]
    result = solve(given, options)
    assert result.ion_permeability.shape == (2, 3)
    assert result.donnan_potential.shape == (2, 1)
    for number in (0, 1):
        alone = solve(one_candidate(given, number), options)
        for key in ("ion_permeability", "distribution", "donnan_potential", "share_entry"):
            np.testing.assert_allclose(
                getattr(result, key)[number], getattr(alone, key)[0], rtol=1e-10
            )


def one_candidate(given, number):
    def cut(value):
        return value[number : number + 1] if isinstance(value, np.ndarray) else value

    parts = {item.name: cut(getattr(given, item.name)) for item in fields(given)}
    for region in ("interior", "mouth"):
        old = getattr(given, region)
        parts[region] = replace(
            old, **{item.name: cut(getattr(old, item.name)) for item in fields(old)}
        )
    return replace(given, **parts | {"names": given.names[number : number + 1]})


def test_samples_stand_in_front():
    scale = np.linspace(0.9, 1.1, 4)[:, None, None]
    sampled = replace(channels(), length=channels().length * scale)
    ions = replace(IONS, diffusivity=IONS.diffusivity * scale)
    result = solve(sampled, ions=ions)
    assert result.ion_permeability.shape == (4, 2, 3)
    assert result.debye_overlap.shape == (4, 2, 1)
    alone = solve(replace(channels(), length=channels().length * 0.9),
                  ions=replace(IONS, diffusivity=IONS.diffusivity * 0.9))  # fmt: skip
    np.testing.assert_allclose(result.ion_permeability[0], alone.ion_permeability)


@settings(max_examples=25, deadline=None)
@given(st.floats(0.05, 3), st.floats(-3000, 3000), st.floats(0, 1), st.booleans())
def test_any_channel_gives_numbers(size, charge, replaced, slit):
    given = channels((size, 0.5), (charge, 0.0), hydration_replaced=[replaced, 1.0], is_slit=slit)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        result = solve(given)
    for name in ("ion_permeability", "partition_coefficient", "share_entry", "distribution"):
        assert np.isfinite(getattr(result, name)).all()
    assert not np.isnan(result.resistance_entry).any()
    assert ((result.share_entry >= 0) & (result.share_entry <= 0.5)).all()


def test_excluded_ions_are_bounds():
    # Chloride (0.181 nm) does not fit the first, all cations do; nothing fits the second.
    result = solve(channels((0.17, 0.05), (100.0, -100.0), hydration_replaced=1.0))
    assert result.excluded[0].tolist() == [True, True, True]
    assert result.uncompensated[:, 0].tolist() == [True, True]
    pair = solve(channels((0.0705, 0.5), (-100.0, 0.0), hydration_replaced=1.0))
    assert pair.partition_coefficient[0, 0] == 0 < pair.partition_coefficient[0, 1]
    assert pair.resistance_transit[0, 0] == np.inf
    assert pair.selectivity("Mg2+", "Li+").total[0] == np.inf
    assert pair.selectivity("Li+", "Mg2+").total[0] == 0
    assert pair.energies["interior"]["steric"][0, 0] == np.inf
    assert SIZE_REGIMES[pair.size_regime[0, 0]] == "excluded"


def test_a_flat_uncharged_wide_channel_is_free_diffusion():
    given = channels((1e5, 1e5), (0.0, 0.0), mouth_length=1e-15, porosity=[1.0, 0.25],
                     is_slit=True, length=[1.0, 1.0])  # fmt: skip
    result = solve(given)
    np.testing.assert_allclose(
        result.ion_permeability, IONS.diffusivity * np.array([[1.0], [0.25]]), rtol=1e-3
    )
    np.testing.assert_allclose(result.donnan_potential, 0.0, atol=1e-6)


def test_like_mouths_in_two_objects_are_one():
    given = channels()
    copy = replace(given, mouth=replace(given.interior, size=given.interior.size.copy()))
    np.testing.assert_array_equal(solve(copy).ion_permeability, solve(given).ion_permeability)


def test_a_narrower_mouth_moves_the_resistance_there():
    # Without a dehydration term ions are rigid; with it they shrink in a narrow mouth.
    rigid = replace(PLAIN, terms=("steric",))
    plain, narrow = solve(options=rigid), solve(narrow_mouth(channels(), 0.99), rigid)
    # The larger ion pays; the mouth's own Donnan potential may draw the smaller one in.
    assert (narrow.share_entry[:, 1] > plain.share_entry[:, 1]).all()
    assert (narrow.mouth_donnan_potential != narrow.donnan_potential).all()
    assert (narrow.mouth_partition_coefficient < plain.partition_coefficient).all()
    interior = narrow.energies["interior"]["steric"]
    assert (narrow.energies["mouth"]["steric"] > interior).all()


def test_a_size_distribution_averages_the_flux():
    given = channels(size_spread=0.15)
    result = solve(given, replace(PLAIN, size_nodes=3))
    nodes, number = np.polynomial.hermite_e.hermegauss(3)
    factors = np.exp(0.15 * nodes)
    weights = number * factors**2 / np.sum(number * factors**2)
    single = [
        solve(channels(np.array([0.36, 0.5]) * factor)).ion_permeability for factor in factors
    ]
    expected = sum(weight * part for weight, part in zip(weights, single, strict=True))
    np.testing.assert_allclose(result.ion_permeability, expected)
    # Terms are those of the median size.
    np.testing.assert_allclose(result.energies["interior"]["steric"],
                               solve().energies["interior"]["steric"])  # fmt: skip
    narrow = solve(channels(size_spread=1e-9), replace(PLAIN, size_nodes=3))
    np.testing.assert_allclose(narrow.ion_permeability, solve().ion_permeability, rtol=1e-6)


def test_defects_take_selectivity():
    tight = solve(channels(hydration_replaced=0.8))
    leaky = solve(channels(hydration_replaced=0.8, defect_share=0.02, defect_size=5e-9))
    before, after = (one.selectivity("Li+", "Mg2+").total for one in (tight, leaky))
    assert (after < before).all()
    assert (leaky.ion_permeability[:, 1] > tight.ion_permeability[:, 1]).all()


def test_temperature_enters():
    warm = solve(feed=replace(FEED, temperature=330.0))
    ratio = warm.energies["interior"]["steric"] / solve().energies["interior"]["steric"]
    np.testing.assert_allclose(ratio, 330.0 / 298.15)
    assert (warm.debye_length > solve().debye_length).all()
    assert warm.ion_permeability[0, 1] != solve().ion_permeability[0, 1]


def test_donnan_energy_permselectivity_and_flags():
    result = solve(channels((0.36, 5.0), (-300.0, 0.0)))
    potential = result.donnan_potential * 96485.33
    np.testing.assert_allclose(result.energies["interior"]["donnan"], IONS.charge * potential,
                               atol=1e-6)  # fmt: skip
    assert 0.5 < result.permselectivity_prefactor[0, 0] < 1
    assert result.permselectivity_prefactor[1, 0] == 0
    assert result.finite_charge_correction[1, 0] == np.inf
    assert result.debye_overlap[:, 0].tolist() == [True, False]
    assert result.stern_overlap[:, 0].tolist() == [True, False]
    assert result.salt_partner == ("Cl-", "Cl-", "Mg2+")


def test_inputs_that_cannot_be():
    with pytest.raises(ModelError, match="two mouths"):
        solve(channels(length=0.5e-9))
    with pytest.raises(ModelError, match="charge imbalance"):
        solve(feed=reference_feed(3.4, 19.6, 30.0))
    with pytest.raises(ModelError, match="odd"):
        solve(options=replace(PLAIN, size_nodes=4))
