"""The shipped nanotube, read once."""

from pathlib import Path

import pytest

from selectivity.md.inputs import read_runs
from selectivity.md.run import Run

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def nanotube_runs() -> dict[tuple[str, str], list[Run]]:
    runs, problems = read_runs(ROOT / "config/trajectories.csv", ROOT)
    assert problems == {}
    return runs
