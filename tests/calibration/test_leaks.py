"""Nothing that a measurement tells, and nothing that names a source, reaches a prediction."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from selectivity.screening.calibration import shipped
from selectivity.screening.calibration.crossval import folds, out_of_paper
from selectivity.screening.calibration.pairs import PairTable
from selectivity.screening.calibration.rows import Rows
from selectivity.screening.calibration.structures import BASELINES, STRUCTURES
from selectivity.screening.calibration.validate import validate
from selectivity.tables.measured import read_measured
from selectivity.tables.paths import data_dir

NEVER = (
    *("selectivity", "log10_selectivity", "qualifier", "R_a_pct", "R_b_pct", "P_a_um_s"),
    *("P_b_um_s", "J_a_mol_m2_h", "J_b_mol_m2_h", "use", "flags", "grade", "read_level"),
    *("dataset", "source_label", "source_doi", "reference_in_source", "paper_group"),
    "split_group",
)
PREDICTED = ["predicted_log10_selectivity", "lower_90", "upper_90", "status", "assumed"]


@pytest.fixture(scope="module")
def calibration() -> shipped.Calibration:
    return shipped.load(data_dir() / shipped.FILE)


def _predict(path: Path, calibration: shipped.Calibration, pairs: PairTable) -> pd.DataFrame:
    return validate(read_measured(path), calibration, pairs)


def test_results_and_sources_do_not_change_a_prediction(
    tmp_path: Path, calibration: shipped.Calibration, pairs: PairTable
) -> None:
    table = pd.read_csv(data_dir() / "measured_selectivity.csv", dtype=str)
    plain = _predict(data_dir() / "measured_selectivity.csv", calibration, pairs)
    random = np.random.default_rng(1)
    for name in NEVER:
        table[name] = table[name].to_numpy()[random.permutation(len(table))]
    table.to_csv(tmp_path / "shuffled.csv", index=False)
    shuffled = _predict(tmp_path / "shuffled.csv", calibration, pairs)
    pd.testing.assert_frame_equal(plain[PREDICTED], shuffled[PREDICTED])
    table.drop(columns=list(NEVER)).to_csv(tmp_path / "without.csv", index=False)
    without = _predict(tmp_path / "without.csv", calibration, pairs)
    pd.testing.assert_frame_equal(plain[PREDICTED], without[PREDICTED])


def test_rows_do_not_see_each_other(
    measured: pd.DataFrame, calibration: shipped.Calibration, pairs: PairTable
) -> None:
    whole = validate(measured, calibration, pairs).set_index("row_id")
    part = measured.iloc[::-37]
    alone = validate(part, calibration, pairs).set_index("row_id")
    pd.testing.assert_frame_equal(whole.loc[alone.index], alone)


def test_no_paper_is_split(lawful_rows: Rows) -> None:
    papers = np.array(lawful_rows.paper)
    for held_out, trained in folds(lawful_rows.paper):
        assert not set(papers[held_out]) & set(papers[trained])
        assert (held_out ^ trained).all()


@pytest.mark.parametrize("name", [*BASELINES, *STRUCTURES])
def test_every_structure_predicts_and_a_shuffled_target_gives_no_skill(
    name: str, lawful_rows: Rows
) -> None:
    from dataclasses import replace

    fit = (BASELINES | STRUCTURES)[name]
    honest = out_of_paper(fit, lawful_rows)
    assert np.isfinite(honest).all()
    random = np.random.default_rng(3)
    mixed = replace(lawful_rows, measured=random.permutation(lawful_rows.measured))
    error = np.abs(out_of_paper(fit, mixed) - mixed.measured).mean()
    spread = np.abs(mixed.measured - np.median(mixed.measured)).mean()
    assert error > 0.9 * spread
    if name in STRUCTURES and name != "physics":
        assert np.abs(honest - lawful_rows.measured).mean() < 0.5 * spread


def test_pairs_named_the_other_way_round_get_the_opposite_sign(
    write: Callable[..., Path], calibration: shipped.Calibration, pairs: PairTable
) -> None:
    head = "row_id,kind,ion_a,ion_b,zeta_mV\n"
    rows = "x,single_salt_rejection_ratio,Li+,Mg2+,9\ny,single_salt_rejection_ratio,Mg2+,Li+,9\n"
    found = _predict(write(head + rows), calibration, pairs)["predicted_log10_selectivity"]
    assert found[0] == -found[1] > 0
