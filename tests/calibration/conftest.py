"""A small measured table with a known law, and the shipped one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from selectivity.screening.calibration.pairs import PairTable
from selectivity.screening.calibration.physics_rows import with_physics
from selectivity.screening.calibration.prior import draw_constants
from selectivity.screening.calibration.rows import Rows, make_rows
from selectivity.tables.measured import read_measured
from selectivity.tables.paths import data_dir

N_PAPERS = 12
ROWS_PER_PAPER = 5
N_SAMPLES = 4


@pytest.fixture(scope="session")
def pairs() -> PairTable:
    return PairTable(data_dir() / "ions.csv")


@pytest.fixture(scope="session")
def measured() -> pd.DataFrame:
    return read_measured(data_dir() / "measured_selectivity.csv")


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def written(text: str, name: str = "table.csv") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return written


@pytest.fixture(scope="session")
def lawful(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """log10 selectivity 0.5 + ζ/50 mV, with an offset per paper."""
    random = np.random.default_rng(7)
    lines = ["row_id,paper_group,kind,ion_a,ion_b,zeta_mV,log10_selectivity,R_a_pct,use"]
    for paper in range(N_PAPERS):
        offset = random.normal(0, 0.05)
        for row in range(ROWS_PER_PAPER):
            zeta = random.uniform(-40, 20)
            value = 0.5 + zeta / 50 + offset
            lines.append(
                f"r{paper}-{row},P{paper},single_salt_rejection_ratio,Na+,Mg2+,{zeta:.2f},"
                f"{value:.4f},{random.uniform(0, 90):.1f},1"
            )
    path = tmp_path_factory.mktemp("lawful") / "lawful.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def lawful_rows(lawful: Path, pairs: PairTable) -> Rows:
    samples = draw_constants(N_SAMPLES)
    return with_physics(make_rows(read_measured(lawful), pairs), pairs, samples)
