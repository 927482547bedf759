"""Routes from what was measured to channels, their origins and their bounds."""

import numpy as np
import pytest

from selectivity.screening import charge, chunks, descriptors, draws, geometry
from selectivity.screening.descriptor_rows import descriptor_rows
from selectivity.screening.shared import sample_shared
from selectivity.stages import estimators

SETTINGS = (16, 5)


@pytest.fixture
def resolved(study):
    """Descriptors of every candidate: name → (Chunk, position, Resolved)."""
    shared = sample_shared(study.ions, study.groups, study.materials, SETTINGS)
    found = {}
    tables = study.candidates, study.candidate_groups, study.materials
    for chunk in chunks.chunks(*tables, shared, SETTINGS):
        result = descriptors.resolve(chunk, study.feeds[0], 3, shared.groups.names)
        found |= {name: (chunk, place, result) for place, name in enumerate(chunk.names)}
    return found


def origin(resolved, candidate, descriptor):
    _, place, result = resolved[candidate]
    quantity = result.quantities[descriptor]
    return quantity.origin[place], quantity.derived_from[place]


def samples(resolved, candidate, descriptor):
    _, place, result = resolved[candidate]
    return result.quantities[descriptor].samples[:, place]


@pytest.mark.parametrize(
    ("candidate", "descriptor", "expected"),
    [
        ("radius", "size", "measured"),
        ("gap", "size", "measured"),
        ("cutoff", "size", "derived"),
        ("peg", "size", "derived"),
        ("laminate", "size", "derived"),
        ("nothing", "size", "assumed"),
        ("radius", "mouth_size", "assumed"),
        ("gap", "fixed_charge", "measured"),
        ("radius", "fixed_charge", "derived"),
        ("cutoff", "fixed_charge", "derived"),
        ("exchanger", "fixed_charge", "derived"),
        ("groups", "fixed_charge", "derived"),
        ("guessed", "fixed_charge", "derived"),
        ("nothing", "fixed_charge", "assumed"),
        ("radius", "thickness", "measured"),
        ("cutoff", "thickness", "derived"),
        ("peg", "tortuosity_factor", "derived"),
        ("radius", "tortuosity_factor", "assumed"),
    ],
)
def test_origin(resolved, candidate, descriptor, expected):
    assert origin(resolved, candidate, descriptor)[0] == expected


def test_charge_is_counted_once(resolved):
    assert origin(resolved, "groups", "fixed_charge")[1] == "functional groups"
    assert np.all(samples(resolved, "groups", "fixed_charge") == 0)
    _, place, result = resolved["groups"]
    density = result.channels.interior.site_density[:, place]
    assert np.median(density[:, result.group_names.index("sulfonate")]) == pytest.approx(300, 0.05)


def test_a_measured_zeta_goes_before_assumed_groups(resolved):
    assert "zeta" in origin(resolved, "guessed", "fixed_charge")[1]
    _, place, result = resolved["guessed"]
    assert np.all(result.channels.interior.site_density[:, place] == 0)


def test_exchange_capacity_over_water(resolved):
    # 1.5 mol/kg dry in 0.4 kg water per kg dry of 997 kg/m³
    expected = -1.5 * 997 / 0.4
    assert np.median(samples(resolved, "exchanger", "fixed_charge")) == pytest.approx(
        expected, 0.05
    )


def test_zeta_by_grahame_at_one_millimolar(resolved):
    # σ = √(8 ε ε0 RT c) sinh(ζ/2V_T) = 3.70e-3 sinh(-0.389) = -1.48 mC/m²; X = 2σ/(rF), r = 0.4 nm
    expected = -2 * 1.475e-3 / (0.4e-9 * 96485)
    charge_samples = samples(resolved, "radius", "fixed_charge")
    assert np.exp(np.mean(np.log(-charge_samples))) == pytest.approx(-expected, rel=0.25)


def test_isoelectric_point_gives_the_sign(resolved):
    assert np.all(samples(resolved, "cutoff", "fixed_charge") < 0)  # pH 6 above 5.0


def test_permeance_fixes_porosity_over_tortuosity_and_length(resolved, study):
    _, place, result = resolved["cutoff"]
    channels = result.channels
    factor = (channels.porosity / channels.tortuosity_factor / channels.length)[:, place, 0]
    radius = samples(resolved, "cutoff", "size")
    permeance = factor * radius**2 / (8 * 8.9e-4)
    # 8 L/(m² h bar), with the spread of Poiseuille's law for such pores
    assert np.exp(np.mean(np.log(permeance))) == pytest.approx(8e-3 / 3600 / 1e5, rel=0.4)


def test_physical_bounds_hold_in_every_sample(resolved):
    for candidate in resolved:
        _, place, result = resolved[candidate]
        channels = result.channels
        assert np.all(channels.interior.size[:, place] > 0)
        assert np.all((channels.porosity[:, place] > 0) & (channels.porosity[:, place] <= 1))
        assert np.all(channels.tortuosity_factor[:, place] >= 1)
        assert np.all(channels.length[:, place] > 2 * channels.mouth_length[:, place])
        replaced = channels.hydration_replaced[:, place]
        assert np.all((replaced >= 0) & (replaced <= 1))
        assert np.all(channels.interior.permittivity[:, place] <= 78.4)
        assert np.all(channels.interior.permittivity[:, place] >= 1)


def test_replaced_hydration_is_shared_within_a_class_and_size_is_not(resolved):
    first, second = (samples(resolved, name, "hydration_replaced") for name in ("radius", "peg"))
    assert np.array_equal(first, second)
    other = samples(resolved, "gap", "hydration_replaced")
    assert not np.array_equal(first, other)
    one, two = (samples(resolved, name, "size") for name in ("groups", "guessed"))
    assert not np.array_equal(one, two)


def test_no_rejection_tells_no_size(study):
    table = study.candidates.assign(
        peg400_rejection=np.where(study.candidates["candidate"] == "peg", -0.1, np.nan)
    )
    shared = sample_shared(study.ions, study.groups, study.materials, SETTINGS)
    rows = table[table["candidate"] == "peg"]
    tables = rows, study.candidate_groups, study.materials
    chunk = next(iter(chunks.chunks(*tables, shared, SETTINGS)))
    result = descriptors.resolve(chunk, study.feeds[0], 3, shared.groups.names)
    assert result.quantities["size"].origin[0] == "assumed"


def test_radius_and_cut_off_that_disagree_are_both_used(study):
    stated = study.candidates.set_index("candidate")
    stated.loc[["radius", "groups"], "mwco"] = 0.8, 0.2  # kg/mol: 0.69 and 0.32 nm
    shared = sample_shared(study.ions, study.groups, study.materials, (256, 5))
    tables = stated.reset_index(), study.candidate_groups, study.materials
    found = {}
    for chunk in chunks.chunks(*tables, shared, (256, 5)):
        size = geometry.resolve_size(chunk)
        factor = geometry.disagreement(chunk)
        for place, name in enumerate(chunk.names):
            notes = size.origin[place], size.derived_from[place]
            found[name] = (size.samples[:, place], *notes, factor[place])
    other = estimators.radius_from_mwco(0.8)
    values, origin, derived_from, factor = found["radius"]
    assert factor == pytest.approx(other / 0.40e-9)
    assert origin == "derived"
    assert derived_from == "pore_radius, mwco (they disagree by a factor 1.7)"
    assert np.median(values) == pytest.approx(np.sqrt(0.40e-9 * other), rel=0.01)
    assert np.quantile(values, 0.05) < 0.40e-9 < other < np.quantile(values, 0.95)
    assert found["groups"][1] == "measured"  # 0.35 and 0.32 nm agree
    assert np.isnan(found["groups"][3])
    assert np.isnan(found["gap"][3])


def test_rows_name_origin_and_source(resolved):
    for chunk, result in {id(c): (c, r) for c, _, r in resolved.values()}.values():
        frame = descriptor_rows(chunk, result).to_pandas()
        assert set(frame["origin"]) <= {"measured", "derived", "assumed"}
        assert (frame.loc[frame["origin"] == "derived", "derived_from"] != "").all()
        assert (frame.loc[frame["origin"] == "assumed", "source"] != "").all()
        assert (frame["lo"] <= frame["value"]).all()
        assert (frame["value"] <= frame["hi"]).all()
        assert not frame.duplicated(["candidate", "descriptor"]).any()


def test_mouth_is_like_the_interior_unless_it_is_given(resolved):
    _, place, result = resolved["gap"]
    same = (
        result.channels.mouth.fixed_charge[:, place]
        == result.channels.interior.fixed_charge[:, place]
    )
    assert same.all()
    assert origin(resolved, "gap", "mouth_fixed_charge") == ("assumed", "like the interior")


def test_ph_moves_the_charge_of_an_amphoteric_wall(study):
    shared = sample_shared(study.ions, study.groups, study.materials, SETTINGS)
    rows = study.candidates[study.candidates["candidate"] == "cutoff"]
    chunk = next(
        iter(chunks.chunks(rows, study.candidate_groups, study.materials, shared, SETTINGS))
    )
    size = np.full(chunk.shape, 0.4e-9)
    below, at, above = (
        charge.resolve_charge(chunk, size, 10.0 ** (3 - ph)).fixed.samples.mean()
        for ph in (3.0, 5.0, 8.0)
    )
    assert below > 0 > above
    assert abs(at) < abs(below) / 5


def test_a_prior_may_be_negative_and_lognormal():
    descriptor = draws.BY_NAME["fixed_charge"]
    prior = draws.Prior("x", "fixed_charge", -100.0, 50.0, "lognormal", "", "", "")
    drawn = draws.draw_prior(descriptor, np.linspace(0.01, 0.99, 99)[:, None], prior)
    assert np.all(drawn < 0)
    assert np.median(drawn) == pytest.approx(-100, rel=1e-6)
