"""The core: examples, conservation, closures, batches, honesty."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selectivity.checks.stacks import CL, LI, MG, Layer, stack_cases
from selectivity.constants import FARADAY
from selectivity.domain.layered import DRAG_NONE
from selectivity.errors import ModelError
from selectivity.transport import Options, solve

SALT = ([1.0, 2.0, -1.0], [LI, MG, CL], [20.0, 60.0, 140.0])
LAYERS = [Layer(2e-5), Layer(2e-7, -50.0, [0.15, 0.03, 0.2], [0.6, 0.5, 0.7], factor=0.05)]


def test_fluxes_are_electroneutral_and_batches_equal_loops(nanofiltration):
    result = solve(nanofiltration)
    charge = nanofiltration.charge
    carried = result.ion_flux @ charge
    assert np.all(np.abs(carried) < 1e-10 * np.abs(result.ion_flux).max(axis=1))
    for case in range(2):
        alone = replace(
            nanofiltration,
            feed=nanofiltration.feed[case],
            water_flux=nanofiltration.water_flux[case],
        )
        np.testing.assert_allclose(solve(alone).ion_flux[0], result.ion_flux[case], rtol=1e-9)


def test_imposed_current_is_carried(dialysis):
    result = solve(dialysis)
    carried = FARADAY * (result.ion_flux @ dialysis.charge)
    np.testing.assert_allclose(carried, dialysis.current, rtol=1e-10)


def test_voltage_gives_back_the_current(dialysis):
    driven = solve(dialysis)
    nothing = np.full(2, np.nan)
    back = solve(replace(dialysis, current=nothing, voltage=driven.potential_drop))
    np.testing.assert_allclose(back.ion_flux, driven.ion_flux, rtol=1e-7)


def test_positive_voltage_drives_positive_current():
    layers = [Layer(1e-6, -100.0, factor=0.1)]
    side = [10.0, 10.0]
    voltage = np.array([-0.1, 0.0, 0.1])
    cases = stack_cases([1, -1], [LI, CL], side, layers, side, water_flux=0.0, voltage=voltage)
    current = solve(cases).current
    assert current[0] < 0 < current[2]
    assert abs(current[1]) < 1e-9 * current[2]


def test_flux_ratio_permeate_has_its_total_and_the_ratio_of_the_fluxes():
    cases = stack_cases(*SALT, LAYERS, 1.0, water_flux=np.array([0.0, 1e-6]))
    result = solve(cases)
    assert list(result.status) == ["solved", "solved"]
    np.testing.assert_allclose(result.permeate.sum(axis=1), 1.0, rtol=1e-9)
    ratio = result.ion_flux / result.permeate
    np.testing.assert_allclose(ratio, ratio[:, :1] * np.ones(3), rtol=1e-9)


def test_an_ion_on_one_side_only_crosses_and_an_absent_one_does_not():
    layers = [Layer(1e-6, -100.0, factor=0.1)]
    feed, permeate = [10.0, 0.0, 0.0, 10.0], [0.0, 20.0, 0.0, 20.0]
    cases = stack_cases([1, 1, 2, -1], [LI, 1.3e-9, MG, CL], feed, layers, permeate, water_flux=0.0)
    result = solve(cases)
    assert list(result.status) == ["solved"]
    assert result.ion_flux[0, 0] > 0 > result.ion_flux[0, 1]
    assert result.ion_flux[0, 2] == 0


def test_a_permeability_alone_equals_its_limit():
    permeability, thickness = np.array([1e-6, 2e-7, 3e-6]), 1e-7
    alone = Layer(
        thickness, 0.0, 1.0, 0.0, diffusion=1.0,
        factor=permeability * thickness / SALT[1], drag=DRAG_NONE,
    )  # fmt: skip
    small = 1e-7
    limit = Layer(
        thickness, 0.0, small, small,
        factor=permeability * thickness / (SALT[1] * np.full(3, small**2)),
    )  # fmt: skip
    one, other = (
        solve(stack_cases(*SALT, [layer], [1.0, 1.0, 3.0], water_flux=1e-5)).ion_flux
        for layer in (alone, limit)
    )
    np.testing.assert_allclose(one, other, rtol=1e-5)


def test_pressure_and_water_flux_are_each_others_inverse():
    layers = [LAYERS[0], replace(LAYERS[1], water_permeability=3e-11)]
    forced = solve(stack_cases(*SALT, layers, pressure=np.array([5e5, 1e6])))
    assert list(forced.status) == ["solved", "solved"]
    assert np.all(np.diff(forced.water_flux) > 0)
    back = solve(stack_cases(*SALT, layers, water_flux=forced.water_flux))
    np.testing.assert_allclose(back.pressure, [5e5, 1e6], rtol=1e-7)


def test_trace_lithium_is_rejected_negatively_and_not_clipped():
    feed = [1.0, 200.0, 401.0]
    layers = [Layer(1e-7, 100.0, [0.3, 0.05, 0.4], 0.6, factor=0.05)]
    result = solve(stack_cases([1, 2, -1], [LI, MG, CL], feed, layers, water_flux=5e-6))
    assert 1 - result.permeate[0, 0] / feed[0] < 0


@settings(max_examples=8, deadline=None)
@given(
    charge=st.floats(-500, 500),
    content=st.floats(0.05, 1.0),
    flux=st.floats(-7, -4.5),
)
def test_a_salt_of_equal_mobilities_is_never_rejected_negatively(charge, content, flux):
    layers = [Layer(1e-6, charge, content, 0.9, factor=0.1)]
    result = solve(stack_cases([1, -1], [1e-9, 1e-9], [10.0, 10.0], layers, water_flux=10**flux))
    assert list(result.status) == ["solved"]
    assert result.permeate[0, 0] <= 10.0 * (1 + 1e-9)


def test_current_beyond_the_limit_is_told_with_the_limit():
    layers = [Layer(5e-5), Layer(1e-4, -3000.0, factor=0.05), Layer(5e-5)]
    side = [10.0, 10.0]
    cases = stack_cases(
        [1, -1], [LI, CL], side, layers, side, water_flux=0.0, current=np.array([15.0, 500.0])
    )
    result = solve(cases, with_limits=True)
    assert list(result.status) == ["solved", "beyond_limiting_current"]
    limit = result.limiting_current[1]
    assert f"{limit:.6g}" in result.advice[1]
    assert np.all(np.isnan(result.ion_flux[1]))
    near = solve(replace(cases, current=np.array([0.999, 1.001]) * limit))
    assert list(near.status) == ["solved", "beyond_limiting_current"]


def test_a_case_that_misses_its_tolerance_says_so(nanofiltration):
    result = solve(nanofiltration, Options(tolerance=1e-30, most_splits=1))
    assert list(result.status) == ["unconverged"] * 2
    assert all(result.advice)
    assert np.all(np.isnan(result.ion_flux))
    assert np.all(np.isfinite(result.residual))


def test_contradictions_are_refused(nanofiltration):
    with pytest.raises(ModelError, match="electroneutral"):
        solve(replace(nanofiltration, feed=np.array([1.0, 1.0, 1.0])))
    with pytest.raises(ModelError, match="water_flux and pressure"):
        solve(replace(nanofiltration, pressure=np.array(1e5)))
    with pytest.raises(ModelError, match="zero current"):
        solve(replace(nanofiltration, current=np.array(1.0)))


def test_profiles_meet_the_ends_and_stay_neutral(nanofiltration):
    result = solve(nanofiltration, with_profiles=True)
    found = result.profiles
    np.testing.assert_allclose(found.concentration[:, :, 0], nanofiltration.feed, rtol=1e-12)
    np.testing.assert_allclose(found.potential[:, 0], result.potential_drop, rtol=1e-9)
    fixed = nanofiltration.fixed_charge[found.layer.astype(int)]
    carried = np.einsum("cip,i->cp", found.concentration, nanofiltration.charge) + fixed
    assert np.max(np.abs(carried)) < 1e-9 * nanofiltration.feed.max()
    assert np.all(np.diff(found.position, axis=1) >= 0)
