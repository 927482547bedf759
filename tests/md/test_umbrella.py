"""Umbrella sampling against a well that is known, WHAM against MBAR, pymbar's own histogram."""

import numpy as np
import pytest

from selectivity.errors import DataError
from selectivity.md.force_constant import force_constant_warning
from selectivity.md.motion import window_diffusivity
from selectivity.md.pmf import umbrella_profile
from selectivity.md.run import Geometry, Restraint
from selectivity.md.umbrella import Window, bias, cut_overlap, mbar, pymbar_options
from selectivity.md.verdict import INSUFFICIENT, SUFFICIENT, WEAK, Limits, Scale, Settings, judge
from selectivity.md.wham import Histograms, wham
from tests.md.synthetic import (
    GEOMETRY,
    RT,
    STIFFNESS,
    TEMPERATURE,
    TIME_STEP,
    WELL,
    harmonic_windows,
)

CENTRES = np.linspace(-1, 1, 21) * 1e-9
SETTINGS = Settings()
SCALE = Scale(Limits(RT * 1e-3, 4 * RT * 1e-3), 1e-3, "kJ/mol", 1e-9, per_window=True)


def known_barrier(z: np.ndarray) -> float:
    """Centre less bulk of ½ well ξ², on the bins that are used."""
    used = z[(z >= GEOMETRY.bulk_low) & (z <= GEOMETRY.bulk_high)]
    return float(-np.mean(0.5 * WELL * used**2))


def verdict_of(windows, geometry=GEOMETRY):
    result = umbrella_profile(windows, geometry, TEMPERATURE, SETTINGS)
    return judge(result.barrier, SCALE, SETTINGS.samples, result.flaws)


def test_harmonic_well_comes_back():
    result = umbrella_profile(harmonic_windows(CENTRES), GEOMETRY, TEMPERATURE, SETTINGS)
    middle = np.abs(result.z) < 0.9e-9
    known = 0.5 * WELL * result.z**2 + known_barrier(result.z)
    apart = (result.profile.value - known)[middle] / result.profile.error[middle]
    assert np.sqrt(np.mean(apart**2)) < 2
    tolerance = 3 * float(result.barrier.error)
    assert tolerance < 1.2 * RT
    assert result.barrier.value == pytest.approx(known_barrier(result.z), abs=tolerance)
    assert result.barrier_wham == pytest.approx(float(result.barrier.value), abs=0.3 * RT)
    assert verdict_of(harmonic_windows(CENTRES)).word == SUFFICIENT


def test_error_is_that_of_repeated_runs():
    results = [
        umbrella_profile(
            harmonic_windows(CENTRES, 100, seed=seed), GEOMETRY, TEMPERATURE, SETTINGS
        ).barrier
        for seed in range(12)
    ]
    spread = np.std([float(result.value) for result in results], ddof=1)
    told = np.mean([float(result.error) for result in results])
    assert 0.5 < told / spread < 2


def test_both_sides_are_averaged_not_added():
    """One-sided windows sample a little of the other side; counting it would cost RT ln 2."""
    geometry = Geometry(bulk_low=0.75e-9, bulk_high=0.95e-9, mirror=True)
    windows = harmonic_windows(CENTRES[10:], 2000)
    result = umbrella_profile(windows, geometry, TEMPERATURE, SETTINGS)
    assert result.z == pytest.approx(-result.z[::-1], abs=1e-15)
    assert result.profile.value == pytest.approx(result.profile.value[::-1], nan_ok=True)
    assert result.barrier.value == pytest.approx(known_barrier(result.z), abs=0.2 * RT)
    near = np.abs(result.z) < 0.3e-9
    known = 0.5 * WELL * result.z**2 + known_barrier(result.z)
    assert np.max(np.abs(result.profile.value - known)[near]) < 0.3 * RT


def test_windows_without_overlap_are_insufficient():
    centres = np.delete(CENTRES, [13, 14, 15])
    verdict = verdict_of(harmonic_windows(centres))
    assert verdict.word == INSUFFICIENT
    assert "windows at 0.2 and 0.6 nm" in verdict.reason
    assert "add windows" in verdict.reason


def test_few_samples_are_insufficient():
    verdict = verdict_of(harmonic_windows(CENTRES, 10))
    assert verdict.word == INSUFFICIENT
    assert "independent samples (wanted 50)" in verdict.reason
    assert "ns more per window would mend it" in verdict.reason


@pytest.mark.parametrize(("factor", "word"), [(0.5, "twice"), (2.0, "half")])
def test_force_constant_wrong_by_two_is_warned(factor, word):
    wrong = tuple(
        Window(w.name, Restraint(w.restraint.centre, factor * STIFFNESS), w.value, TIME_STEP)
        for w in harmonic_windows(CENTRES, well=0.0)
    )
    assert word in force_constant_warning(wrong, GEOMETRY, TEMPERATURE)
    verdict = verdict_of(wrong)
    assert verdict.word in (WEAK, INSUFFICIENT)
    assert "force constant" in verdict.reason


def test_right_force_constant_is_not_warned():
    windows = harmonic_windows(CENTRES)
    assert force_constant_warning(windows, GEOMETRY, TEMPERATURE) == ""


def test_halves_that_differ_are_insufficient():
    drifting = tuple(
        Window(w.name, w.restraint, w.value + np.where(np.arange(400) < 200, 1, -1) * 2e-11, 1e-12)
        for w in harmonic_windows(CENTRES)
    )
    verdict = verdict_of(drifting)
    assert verdict.word == INSUFFICIENT
    assert "halves of the run give" in verdict.reason


def test_no_bulk_region_is_refused():
    geometry = Geometry(bulk_low=3e-9)
    with pytest.raises(DataError, match="no bulk region: no sample between"):
        umbrella_profile(harmonic_windows(CENTRES), geometry, TEMPERATURE, SETTINGS)


def test_bins_agree_with_pymbar():
    windows = harmonic_windows(CENTRES)
    edges = np.arange(-10.5, 11) * 0.1e-9
    binned = mbar(windows, edges, TEMPERATURE)
    from pymbar import FES

    value = np.concatenate([window.independent for window in windows])
    sizes = [len(window.independent) for window in windows]
    inside = (value > edges[0]) & (value < edges[-1])
    owner = np.repeat(np.arange(len(windows)), sizes)[inside]
    sizes = np.bincount(owner, minlength=len(windows))
    with pymbar_options():
        fes = FES(bias(windows, value[inside], TEMPERATURE), sizes)
    fes.generate_fes(
        np.zeros(inside.sum()), value[inside], histogram_parameters={"bin_edges": edges}
    )
    centres = (edges[1:] + edges[:-1]) / 2
    theirs = fes.get_fes(centres[:, None], uncertainty_method="analytical")
    mine = binned.energy - binned.energy.min()
    assert mine == pytest.approx(theirs["f_i"], abs=0.02)
    lowest = int(np.argmin(binned.energy))
    for index in (3, 15):
        weights = np.zeros(len(centres))
        weights[index], weights[lowest] = 1, -1
        assert binned.contrast(weights)[1] == pytest.approx(theirs["df_i"][index], rel=0.05)


def test_wham_gives_a_well_from_exact_histograms():
    place = np.linspace(-1, 1, 201)
    energy = 3 * place**2
    centres = np.linspace(-1, 1, 9)
    restraint = 20 * (place - centres[:, None]) ** 2
    counts = np.exp(-energy - restraint)
    counts *= 1000 / counts.sum(axis=1, keepdims=True)
    found = wham(Histograms(counts, restraint))
    assert found == pytest.approx(energy, abs=1e-6)


def test_overlap_is_counted_across_each_gap():
    overlap = np.array([[0.6, 0.4, 0.0], [0.4, 0.59, 0.01], [0.0, 0.01, 0.99]])
    order = [2, 0, 1]
    value, gaps = cut_overlap(overlap[np.ix_(order, order)], np.array([3.0, 1.0, 2.0]))
    assert value == pytest.approx([0.4, 0.01])
    assert gaps.tolist() == [[1.0, 2.0], [2.0, 3.0]]


def test_one_window_is_refused():
    with pytest.raises(DataError, match="one umbrella window"):
        umbrella_profile(harmonic_windows(CENTRES[:1]), GEOMETRY, TEMPERATURE, SETTINGS)


def test_centre_that_is_not_reached_has_no_barrier():
    windows = harmonic_windows(CENTRES[CENTRES > 0.3e-9])
    result = umbrella_profile(windows, GEOMETRY, TEMPERATURE, SETTINGS)
    assert np.isnan(result.barrier.value)
    assert np.isfinite(result.profile.value).any()
    verdict = judge(result.barrier, SCALE, SETTINGS.samples, result.flaws)
    assert verdict.word == INSUFFICIENT
    assert "do not reach the channel's centre" in verdict.reason


def test_windows_far_apart_have_no_error_bar():
    windows = harmonic_windows(np.array([0.0, 0.85e-9]), stiffness=5e25)
    result = umbrella_profile(windows, GEOMETRY, TEMPERATURE, SETTINGS)
    assert np.isnan(result.barrier.error)
    assert judge(result.barrier, SCALE, SETTINGS.samples, result.flaws).word == INSUFFICIENT


def test_long_series_are_thinned_before_mbar():
    window = harmonic_windows(CENTRES[:1], 60_000)[0]
    assert 2_500 < len(window.independent) <= 5_000


def test_short_windows_have_no_diffusivity_but_do_not_stop():
    place, found = window_diffusivity(harmonic_windows(CENTRES, 12))
    assert len(place) == len(CENTRES)
    assert np.isnan(found.error).all()


def test_diffusivity_of_overdamped_motion():
    known, step, steps = 1e-9, 2e-13, 40_000
    decay = np.exp(-known * STIFFNESS / RT * step)
    kicks = np.random.default_rng(8).normal(0, np.sqrt(RT / STIFFNESS * (1 - decay**2)), steps)
    value = np.zeros(steps)
    for i in range(1, steps):
        value[i] = decay * value[i - 1] + kicks[i]
    window = Window("w", Restraint(0.0, STIFFNESS), value, step)
    _, found = window_diffusivity((window,))
    assert found.value[0] == pytest.approx(known, rel=0.15)
    assert found.error[0] < 0.2 * known
