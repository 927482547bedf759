"""What every process of the registry keeps."""

from dataclasses import fields, replace

import numpy as np
import pytest

from selectivity.process.registry import PROCESSES
from selectivity.process.stage import ROUTES
from selectivity.transport import Memory
from tests.process import examples

NAMES = sorted(PROCESSES)


@pytest.fixture(scope="module")
def results():
    """Each process once."""
    return {name: run(name) for name in NAMES}


def run(name, membranes=None, settings=None, feed=None):
    membranes = examples.membranes_for(name) if membranes is None else membranes
    settings = examples.SETTINGS[name] if settings is None else settings
    return PROCESSES[name].solve(membranes, feed or examples.feed(), settings)


def test_every_process_has_an_example():
    for name in ("SETTINGS", "MORE_AREA", "NO_FORCE", "ALIKE"):
        assert set(getattr(examples, name)) == set(PROCESSES), f"examples.{name}"


@pytest.mark.parametrize("name", NAMES)
def test_water_and_ions_balance(results, name):
    assert np.all(results[name].status == "solved"), results[name].advice
    assert np.all(results[name].metrics.water_balance <= 1e-9)
    assert np.all(results[name].metrics.ion_balance <= 1e-9)


@pytest.mark.parametrize("name", NAMES)
def test_streams_are_neutral_and_not_negative(results, name):
    streams = results[name].streams
    charge = streams.concentration @ examples.CHARGE
    total = streams.concentration @ np.abs(examples.CHARGE)
    assert np.all(np.abs(charge) <= 1e-6 * total)
    assert np.all(streams.concentration >= 0)


@pytest.mark.parametrize("name", NAMES)
def test_metrics_have_their_shapes(results, name):
    metrics = results[name].metrics
    for field in fields(metrics):
        assert len(getattr(metrics, field.name)) == 2, field.name
    assert metrics.polarization.shape == (2, 3, 2)
    assert metrics.transport_number.shape == (2, 3)
    np.testing.assert_allclose(metrics.resistance_share.sum(axis=1), 1.0, rtol=1e-9)


@pytest.mark.parametrize("name", NAMES)
def test_batch_equals_loop(results, name):
    whole = results[name].streams
    for place in range(2):
        one = run(name, examples.membranes_for(name).take(np.array([place]))).streams
        np.testing.assert_allclose(one.concentration[0], whole.concentration[place], rtol=2e-4)
        np.testing.assert_allclose(one.flow[0], whole.flow[place], rtol=2e-4)


@pytest.mark.parametrize("name", NAMES)
def test_starts_from_earlier_crossings_change_nothing(results, name, monkeypatch):
    """The same with every crossing from the first guess; steps adapt to the last digits."""
    monkeypatch.setattr(Memory, "sizes", lambda memory, rows, n_layers: np.zeros_like(rows))
    cold, warm = run(name), results[name]
    assert list(cold.status) == list(warm.status)
    assert_allclose = np.testing.assert_allclose
    assert_allclose(warm.streams.concentration, cold.streams.concentration, rtol=1e-5)
    assert_allclose(warm.streams.flow, cold.streams.flow, rtol=1e-5)
    assert_allclose(warm.metrics.energy_per_volume, cold.metrics.energy_per_volume, rtol=1e-4)


@pytest.mark.parametrize("name", sorted(ROUTES))
def test_a_feed_for_each_membrane_equals_loop(name):
    feeds = (examples.feed(), examples.feed(lithium=12.0, magnesium=3.0))
    both = replace(examples.feed(), concentration=np.array([f.concentration for f in feeds]))
    settings = examples.SETTINGS[name]
    if name == "mcdi":  # as many cycles for one as for both
        settings = replace(settings, periodic=1e-12)
    whole = run(name, settings=settings, feed=both).streams
    for place, own in enumerate(feeds):
        membrane = examples.membranes_for(name).take(np.array([place]))
        one = run(name, membrane, settings, feed=own).streams
        np.testing.assert_allclose(one.concentration[0], whole.concentration[place], rtol=2e-4)
        np.testing.assert_allclose(one.flow[0], whole.flow[place], rtol=2e-4)


@pytest.mark.parametrize("name", NAMES)
def test_more_area_never_recovers_less(results, name):
    more = run(name, settings=examples.MORE_AREA[name])
    assert np.all(more.scalars["area_m2"] > results[name].scalars["area_m2"])
    if name == "fo":  # its product is the feed without water
        gained = more.scalars["water_recovery"] - results[name].scalars["water_recovery"]
    else:
        gained = more.metrics.target_recovery - results[name].metrics.target_recovery
    assert np.all(gained >= 0)


@pytest.mark.parametrize("name", NAMES)
def test_without_force_nothing_crosses(name):
    """Equal solutions, no voltage or flux; where zero is no setting, a millionth of the example."""
    idle = run(name, settings=examples.NO_FORCE[name])
    assert np.all(idle.status == "solved"), idle.advice
    if "cell_voltage_V" in idle.scalars:  # a closed cell has no streams that could change
        assert np.all(np.abs(idle.scalars["cell_voltage_V"]) <= 1e-6)
        faces = [idle.scalars[f"{name}_face_mol_m3"] for name in ("anode", "cathode")]
        np.testing.assert_allclose(*faces, rtol=1e-6)
    given = idle.streams.of(idle.streams.labels[0])[1]
    for label, direction in zip(idle.streams.labels, idle.streams.direction, strict=True):
        if direction > 0 and not label.startswith("cell"):  # electrodes hold more than the feed
            np.testing.assert_allclose(idle.streams.of(label)[1], given, rtol=2e-6)


@pytest.mark.parametrize("name", NAMES)
def test_a_membrane_that_treats_ions_alike_separates_nothing(name):
    """Two cations of one charge and one mobility, whatever film or electrode they meet."""
    alike = examples.alike()
    result = run(name, examples.unselective(), examples.ALIKE[name], feed=alike)
    assert np.all(result.status == "solved"), result.advice
    content = result.streams.concentration
    present = np.all(content > 0, axis=2)
    ratio = content[..., 0][present] / content[..., 1][present]
    np.testing.assert_allclose(ratio, alike.concentration[0] / alike.concentration[1], rtol=1e-6)
