"""One contract for every free-energy term, and the rules about what may be combined."""

from dataclasses import replace

import numpy as np
import pytest

from selectivity.checks.reference_case import (
    NANO,
    WATER_PERMITTIVITY,
    reference_channels,
    reference_ions,
)
from selectivity.domain.options import ModelOptions
from selectivity.errors import ModelError
from selectivity.terms import TERMS, active_terms
from selectivity.terms.base import Surroundings
from selectivity.terms.hydration import hydration_state

IONS = reference_ions("Li+", "Mg2+", "Cl-")
T = 298.15


def energy(name, sizes, options, temperature=T, **changes):
    channels = reference_channels(np.array(sizes) * NANO, 3, **changes)
    hydration = hydration_state(IONS, channels.interior, WATER_PERMITTIVITY, options)
    around = Surroundings(channels.interior, channels, WATER_PERMITTIVITY, options, hydration)
    return TERMS[name].energy(IONS, around, temperature)


@pytest.mark.parametrize("name", TERMS)
def test_shape_and_batch_equals_loop(name):
    options = ModelOptions(terms=(name,), binding="constant")
    together = energy(name, [0.35, 0.5], options)
    assert together.shape == (2, 3)
    assert not np.isnan(together).any()
    alone = [energy(name, [size], options)[0] for size in (0.35, 0.5)]
    np.testing.assert_array_equal(together, alone)
    assert TERMS[name].covers(options)
    assert TERMS[name].name == name


@pytest.mark.parametrize("name", ["steric", "dehydration_shells", "dehydration_linear"])
def test_nothing_in_a_very_wide_pore(name):
    wide = energy(name, [1e6], ModelOptions(terms=(name,)))
    np.testing.assert_allclose(wide, 0.0, atol=2e-2)


def test_constant_affinity_is_an_energy_of_its_own():
    options = ModelOptions(terms=("affinity",), binding="constant")
    channels = reference_channels(np.array([0.4, 0.6]) * NANO, 3)
    given = np.array([[1.0, -2.0, 3.0], [4.0, 5.0, 6.0]])
    channels = replace(channels, affinity_energy=given)
    hydration = hydration_state(IONS, channels.interior, WATER_PERMITTIVITY, options)
    around = Surroundings(channels.interior, channels, WATER_PERMITTIVITY, options, hydration)
    np.testing.assert_array_equal(TERMS["affinity"].energy(IONS, around, T), given)


def test_default_terms_do_not_conflict():
    assert active_terms(ModelOptions()) == ModelOptions().terms
    assert active_terms(ModelOptions(binding="constant"))[-1] == "affinity"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"terms": ("dehydration_shells", "dehydration_linear")}, "both cover"),
        ({"born_radius": "bare"}, "both cover inner-shell"),
        ({"channel_radius_model": "stokes"}, "both cover volume"),
        ({"terms": ("affinity",), "binding": "langmuir"}, "both cover site binding"),
        ({"terms": ("affinity",), "binding": "none"}, "binding = 'constant'"),
        ({"terms": ("steric", "steric")}, "each once"),
        ({"terms": ("sterik",)}, "correct the name"),
        ({"binding": "some"}, "choose one"),
    ],
)
def test_terms_that_exclude_each_other(options, words):
    with pytest.raises(ModelError, match=words):
        active_terms(ModelOptions(**options))


def test_a_bare_born_radius_or_a_rigid_ion_goes_without_shells():
    born = ModelOptions(terms=("steric", "dielectric"), born_radius="bare")
    assert active_terms(born) == ("steric", "dielectric")
    rigid = replace(born, channel_radius_model="stokes", born_radius="stokes")
    assert active_terms(rigid) == ("steric", "dielectric")


def test_the_wall_replaces_its_share_of_the_hydration():
    options = ModelOptions(terms=("dehydration_shells",))
    shares = [
        energy("dehydration_shells", [0.3], options, hydration_replaced=share)
        for share in (0.0, 0.25, 1.0)
    ]
    np.testing.assert_allclose(shares[1], 0.75 * shares[0])
    assert (shares[0] > 0).all()
    assert (shares[2] == 0).all()
