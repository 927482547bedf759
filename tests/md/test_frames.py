"""Made-up trajectories with known structure and motion, through the whole analysis."""

import numpy as np
import pandas as pd
import pytest

from selectivity.errors import DataError
from selectivity.md.analysis import analyse
from selectivity.md.contact import survival_probability
from selectivity.md.inputs import read_runs
from selectivity.md.motion import finite_size_correction
from selectivity.md.passes import run_passes
from selectivity.md.verdict import INSUFFICIENT, SUFFICIENT, WEAK, Settings
from tests.md.synthetic import RT, TEMPERATURE, write_runs, write_xyz

EDGE = 30.0  # Å
N_FRAMES = 200
SETTINGS = Settings(pore_frames=4)
BOX = f"{EDGE / 10} {EDGE / 10} {EDGE / 10}"


def runs_of(folder, names, frames, **columns):
    """The runs of one made-up trajectory."""
    write_xyz(folder / "run.xyz", names, frames)
    row = {
        "candidate": "made",
        "ion": "Na+",
        "run": "a",
        "topology": "run.xyz",
        "trajectory": "run.xyz",
        "format": "XYZ",
        "length_unit": "A",
        "dt_ps": 1,
        "box_nm": BOX,
        "temperature_K": TEMPERATURE,
        "water_selection": "name O",
    } | columns
    runs, problems = read_runs(write_runs(folder / "runs.csv", [row]), folder)
    assert problems == {}
    return runs["made", "Na+"]


def values(frame: pd.DataFrame, quantity: str) -> pd.DataFrame:
    part = frame[frame["quantity"] == quantity]
    assert len(part), f"{quantity} is not in {sorted(set(frame['quantity']))}"
    return part.set_index("z_nm")


def value(frame: pd.DataFrame, quantity: str) -> float:
    return float(values(frame, quantity)["value"].iloc[0])


def octahedron(radius: float) -> np.ndarray:
    """Six places around an ion."""
    return radius * np.vstack([np.eye(3), -np.eye(3)])


def test_ideal_gas_has_flat_distribution(tmp_path):
    random = np.random.default_rng(2)
    frames = random.uniform(0, EDGE, (N_FRAMES, 401, 3))
    runs = runs_of(tmp_path, ["Na"] + ["O"] * 400, frames)
    result = run_passes(runs, SETTINGS, 1, lambda done: None, None)
    tally, grid = result.tally, result.grid
    from selectivity.md.distribution import find_shells, radial_distribution

    density = tally.density[:, 0].sum() / tally.frames.sum()
    counts = tally.neighbours[:, :, 0].sum(axis=(0, 1))
    distribution = radial_distribution(counts, tally.visits.sum(), density, grid)
    outer = distribution[200:]
    assert outer.mean() == pytest.approx(1, abs=0.03)
    assert np.isnan(find_shells(np.ones(grid.n_r), grid).first)


def test_known_shells_and_random_walk(tmp_path):
    """Six waters at 0.21 nm, twelve at 0.42 nm, an ion that steps at random across the boundary."""
    random = np.random.default_rng(3)
    step = 0.5  # Å along each axis: D = step²/2dt
    path = np.cumsum(random.normal(0, step, (1200, 1, 3)), axis=0)
    shells = np.vstack([octahedron(2.1), octahedron(4.2), octahedron(4.2)[:, ::-1] * 0.98])
    noise = random.normal(0, 0.12, (1200, 18, 3))
    waters = path + shells + noise
    background = random.uniform(0, EDGE, (1200, 100, 3))
    far = np.linalg.norm((background - path + EDGE / 2) % EDGE - EDGE / 2, axis=2) > 5.2
    background = np.where(far[..., None], background, path + 7.0)
    frames = np.concatenate([path, waters, background], axis=1) % EDGE
    frame = analyse(runs_of(tmp_path, ["Na"] + ["O"] * 118, frames), SETTINGS)
    assert value(frame, "rdf_first_peak") == pytest.approx(0.21, abs=0.005)
    assert value(frame, "coordination_first_shell") == pytest.approx(6, abs=0.01)
    assert value(frame, "coordination_second_shell") == pytest.approx(12, abs=0.3)
    known = (step * 1e-10) ** 2 / 2e-12
    found = values(frame, "diffusivity_bulk_uncorrected").iloc[0]
    assert found["value"] == pytest.approx(known, abs=4 * found["error"])
    assert found["error"] < 0.2 * known
    added = value(frame, "diffusivity_bulk") - found["value"]
    from selectivity.domain.water import viscosity_patek

    edge = EDGE * 1e-10
    viscosity = viscosity_patek(TEMPERATURE)
    assert added == pytest.approx(finite_size_correction(TEMPERATURE, viscosity, edge), rel=1e-6)


def test_a_flat_minimum_is_in_the_error_of_the_number(tmp_path):
    """Six waters at 0.21 nm, one anywhere from there to 0.41 nm, twelve beyond."""
    random = np.random.default_rng(4)
    n_frames = 2000
    bound = octahedron(2.1) + random.normal(0, 0.08, (n_frames, 6, 3))
    beyond = np.vstack([octahedron(4.2), octahedron(4.2)[:, ::-1] * 0.98])
    beyond = beyond + random.normal(0, 0.08, (n_frames, 12, 3))
    direction = random.normal(0, 1, (n_frames, 1, 3))
    direction /= np.linalg.norm(direction, axis=2, keepdims=True)
    loose = direction * random.uniform(2.1, 4.1, (n_frames, 1, 1))
    atoms = np.concatenate([np.zeros((n_frames, 1, 3)), bound, loose, beyond], axis=1)
    frames = (atoms + EDGE / 2) % EDGE
    names = ["Na"] + ["O"] * 19
    number = values(analyse(runs_of(tmp_path, names, frames), SETTINGS), "coordination_first_shell")
    found, error = number["value"].iloc[0], number["error"].iloc[0]
    assert found - error < 6.25
    assert found + error > 6.75
    for radius, expected in ((0.25, 6.2), (0.31, 6.5), (0.37, 6.8)):
        runs = runs_of(tmp_path, names, frames, first_shell_nm=radius)
        row = values(analyse(runs, SETTINGS), "coordination_first_shell").iloc[0]
        assert row["value"] == pytest.approx(expected, abs=0.05)
        assert row["error"] < 0.05
        assert "given with the runs" in row["reason"]
    with pytest.raises(DataError, match="first_shell_nm: found 5; allowed"):
        analyse(runs_of(tmp_path, names, frames, first_shell_nm=5.0), SETTINGS)


def channel_frames(n_frames: int = 240) -> tuple[list[str], np.ndarray]:
    """An ion in a square channel: six waters outside, four waters and one wall oxygen inside."""
    random = np.random.default_rng(4)
    inside = random.random(n_frames) < 0.2
    z = np.where(inside, random.uniform(-3.9, 3.9, n_frames), random.uniform(5.1, 14.9, n_frames))
    ion = np.stack([np.full(n_frames, 15.0), np.full(n_frames, 15.0), z + 15.0], axis=1)[:, None]
    waters = ion + octahedron(2.2) + random.normal(0, 0.1, (n_frames, 6, 3))
    waters[inside, 4:] = 1.0
    far = random.uniform(0, 1, (n_frames, 60, 3)) * np.array([30, 30, 6]) + np.array([0, 0, 0])
    away = np.linalg.norm((far - ion + 15) % EDGE - 15, axis=2) > 5.5
    far = np.where(away[..., None], far, np.array([2.0, 2.0, 2.0]))
    ligand = np.where(inside[:, None, None], ion + np.array([0, 0, 2.3]), [[[2.0, 28.0, 15.0]]])
    ring = np.array([[15 + 6 * np.cos(a), 15 + 6 * np.sin(a)] for a in np.arange(24) * np.pi / 12])
    wall = np.concatenate([np.column_stack([ring, np.full(24, h)]) for h in np.arange(11, 20)])
    wall = np.broadcast_to(wall, (n_frames, *wall.shape))
    names = ["Na"] + ["O"] * 66 + ["OW"] + ["C"] * wall.shape[1]
    return names, np.concatenate([ion, waters, far, ligand, wall], axis=1)


CHANNEL = {
    "wall_selection": "name C",
    "ligand_selection": "name OW",
    "mouth_low_nm": -0.4,
    "mouth_high_nm": 0.4,
    "bulk_low_nm": 0.55,
    "bulk_high_nm": 1.45,
}


def test_channel_with_known_profiles(tmp_path):
    names, frames = channel_frames(600)
    frame = analyse(runs_of(tmp_path, names, frames, **CHANNEL), SETTINGS)
    water = values(frame, "coordination_first_shell_water")["value"]
    wall = values(frame, "coordination_first_shell_wall")["value"]
    lost = values(frame, "waters_lost_first_shell")["value"]
    assert water[0.0] == pytest.approx(4, abs=0.01)
    assert wall[0.0] == pytest.approx(1)
    assert lost[0.0] == pytest.approx(2, abs=0.1)
    assert water[1.0] == pytest.approx(6, abs=0.1)
    assert wall[1.0] == 0
    known = -RT * 1e-3 * np.log((0.2 / 0.78) / (0.8 / 0.98))
    barrier = values(frame, "barrier").iloc[0]
    assert barrier["value"] == pytest.approx(known, abs=4 * barrier["error"])
    assert barrier["error"] < 2
    radius = values(frame, "pore_radius")["value"]
    chord = 6 * np.cos(np.pi / 24)
    assert 0.6 - 0.185 - 1e-3 <= radius.min() <= 0.6 - 0.185 + 0.02, chord
    assert set(frame["verdict"]) <= {"sufficient", "weak", "insufficient"}
    assert (frame["reason"] != "").all()


def test_never_visited_bins_are_bounds(tmp_path):
    names, frames = channel_frames()
    frames[:, 0, 2] = np.where(np.abs(frames[:, 0, 2] - 15) < 1, 17.5, frames[:, 0, 2])
    frame = analyse(runs_of(tmp_path, names, frames, **CHANNEL), SETTINGS)
    centre = values(frame, "pmf").loc[0.0]
    assert centre["verdict"] == INSUFFICIENT
    assert centre["reason"].startswith("never visited: the value is a lower bound")
    assert np.isnan(centre["error"])


def test_drift_of_the_wall_is_taken_out(tmp_path):
    names, frames = channel_frames()
    still = analyse(runs_of(tmp_path, names, frames, **CHANNEL), SETTINGS)
    drift = np.linspace(0, 40, len(frames))[:, None]
    frames[:, :, 2] = (frames[:, :, 2] + drift) % EDGE
    moved = analyse(runs_of(tmp_path, names, frames, **CHANNEL), SETTINGS)
    quantity = "coordination_first_shell_wall"
    assert values(moved, quantity)["value"].to_numpy() == pytest.approx(
        values(still, quantity)["value"].to_numpy()
    )
    assert value(moved, "barrier") == pytest.approx(value(still, "barrier"))


def test_known_residence_time(tmp_path):
    """Contacts that end with a known chance in each frame."""
    random = np.random.default_rng(5)
    lifetime, n_frames = 12.0, 4000
    bound, state = np.zeros(n_frames, dtype=bool), False
    for i in range(n_frames):
        state = random.random() >= 1 - np.exp(-1 / lifetime) if state else random.random() < 0.1
        bound[i] = state
    away = random.uniform(-1, 1, (n_frames, 3))
    away *= (5.5 + 6 * random.random(n_frames)[:, None]) / np.linalg.norm(away, axis=1)[:, None]
    near = np.array([2.3, 0, 0]) + random.normal(0, 0.1, (n_frames, 3))
    ion = 15 + np.where(bound[:, None], near, away)
    frames = np.stack([ion, np.full((n_frames, 3), 15.0)], axis=1)
    columns = {"group_selection": "name OC", "water_selection": "none", "ligand_selection": ""}
    frame = analyse(runs_of(tmp_path, ["Na", "OC"], frames, **columns), SETTINGS)
    found = values(frame, "residence_time").iloc[0]
    assert found["value"] * 1e3 == pytest.approx(lifetime, abs=3 * found["error"] * 1e3)
    assert found["error"] * 1e3 < 1
    assert found["verdict"] in (SUFFICIENT, WEAK)
    assert value(frame, "contact_occupancy") == pytest.approx(bound.mean(), abs=1e-6)
    assert value(frame, "contact_free_energy") < -5


def test_survival_is_that_of_waterdynamics(tmp_path):
    import MDAnalysis
    from MDAnalysis.coordinates.memory import MemoryReader
    from waterdynamics import SurvivalProbability

    contact = np.random.default_rng(6).random((80, 1)) < 0.8
    x = np.where(contact[:, 0], 2.0, 9.0)
    frames = np.zeros((80, 2, 3), dtype=np.float32)
    frames[:, 1, 0] = x
    universe = MDAnalysis.Universe.empty(2, trajectory=True)
    universe.add_TopologyAttr("names", ["G", "NA"])
    universe.add_TopologyAttr("ids", [1, 2])
    universe.load_new(frames, format=MemoryReader)
    theirs = SurvivalProbability(universe, "name NA and around 3 name G")
    theirs.run(tau_max=6)
    assert survival_probability(contact, 6) == pytest.approx(theirs.sp_timeseries)


def test_a_killed_job_goes_on(tmp_path):
    names, frames = channel_frames(60)
    runs = runs_of(tmp_path, names, frames, **CHANNEL)
    memory = tmp_path / "memory"
    first = run_passes(runs, SETTINGS, 1, lambda done: None, memory)
    assert len(list(memory.glob("*.npz"))) == 1
    (tmp_path / "run.xyz").touch()
    again = run_passes(runs, SETTINGS, 1, lambda done: None, memory)
    assert len(list(memory.glob("*.npz"))) == 2, "a changed file is read again"
    for name in ("visits", "neighbours", "occupancy", "spatial"):
        assert np.array_equal(getattr(first.tally, name), getattr(again.tally, name))


def test_frames_shared_by_processes_give_the_same(tmp_path):
    names, frames = channel_frames(90)
    runs = runs_of(tmp_path, names, frames, **CHANNEL)
    alone = run_passes(runs, SETTINGS, 1, lambda done: None, None).tally
    shared = run_passes(runs, SETTINGS, 2, lambda done: None, None).tally
    for name in ("visits", "neighbours", "square", "occupancy", "density", "frames", "origins"):
        assert np.array_equal(getattr(alone, name), getattr(shared, name)), name
    assert shared.axial == pytest.approx(alone.axial, rel=1e-9, abs=1e-30)
    assert np.array_equal(np.array(alone.position), np.array(shared.position))


def test_window_with_two_ions_is_refused(tmp_path):
    names, frames = channel_frames(40)
    names[1] = "Na"
    columns = CHANNEL | {
        "window_centre": 0,
        "force_constant": 1200,
        "force_constant_convention": "half",
    }
    with pytest.raises(DataError, match="ion_selection takes 2 atoms"):
        analyse(runs_of(tmp_path, names, frames, **columns), SETTINGS)
