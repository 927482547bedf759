"""The shipped calibration: stored, reloaded, refitted, and what it says of odd tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from selectivity.errors import DataError
from selectivity.screening.calibration import shipped
from selectivity.screening.calibration.intervals import fit_intervals, nested_half_width
from selectivity.screening.calibration.kinds import CHANNEL, FORM_OF_KIND, FORMS, form_of
from selectivity.screening.calibration.pairs import PairTable
from selectivity.screening.calibration.rows import Rows, measured_log10
from selectivity.screening.calibration.trees import BOOSTING, SEED, fit_trees, varying
from selectivity.screening.calibration.validate import summarise, validate
from selectivity.tables.measured import read_measured
from selectivity.tables.paths import data_dir

ODD = (
    "row_id,kind,process,ion_a,ion_b,feed,family,zeta_mV\n"
    "a,single_salt_rejection_ratio,pressure-driven NF,Li+,Mg2+,镁锂比 20,新材料,5\n"
    "b,magic_ratio,telepathy,Li+,Mg2+,,,\n"
    "c,mixed_salt_separation_factor,NF,Xx+,Mg2+,,,\n"
    "d,,,,,,,\n"
    "e,single_salt_rejection_ratio,NF,Cs+,Zn2+,,,\n"
)


@pytest.fixture(scope="module")
def calibration() -> shipped.Calibration:
    return shipped.load(data_dir() / shipped.FILE)


def test_nothing_is_refused_and_the_status_says_what_is_odd(
    write: Callable[..., Path], calibration: shipped.Calibration, pairs: PairTable
) -> None:
    found = validate(read_measured(write(ODD)), calibration, pairs).set_index("row_id")
    values = found[["predicted_log10_selectivity", "lower_90", "upper_90"]].to_numpy(float)
    assert np.isfinite(values).all()
    assert (values[:, 1] < values[:, 0]).all() and (values[:, 0] < values[:, 2]).all()
    assert found["status"]["a"] == "predicted"
    assert found["status"]["b"] == "predicted_nearest_kind"
    assert found["status"]["c"] == "unknown_ion" and "data/ions.csv" in found["advice"]["c"]
    assert found["status"]["e"] == "predicted_few_data"
    width = found["upper_90"] - found["lower_90"]
    assert width["b"] > width["a"]
    assert "zeta potential" in found["assumed"]["b"] and "zeta" not in found["assumed"]["a"]


def test_saved_calibration_predicts_the_same(
    tmp_path: Path, lawful_rows: Rows, pairs: PairTable
) -> None:
    errors = np.random.default_rng(0).normal(0, 0.1, lawful_rows.n_rows)
    fitted = shipped.fit(lawful_rows, errors)
    path = shipped.save(fitted, tmp_path / "c.json")
    again = shipped.load(path)
    rows = fitted.prepared(lawful_rows, pairs)
    np.testing.assert_allclose(again.predict(rows), fitted.predict(rows), atol=1e-7)
    assert path.read_bytes() == shipped.save(again, tmp_path / "d.json").read_bytes()


def test_a_foreign_file_is_refused_with_advice(tmp_path: Path) -> None:
    (tmp_path / "c.json").write_text("{}")
    with pytest.raises(DataError, match="selectivity fit"):
        shipped.load(tmp_path / "c.json")


def test_too_few_papers_are_refused(lawful_rows: Rows) -> None:
    with pytest.raises(DataError, match="at least 3 papers"):
        shipped.fit(lawful_rows.take(np.arange(5)))


def test_rows_with_use_0_stay_out(lawful_rows: Rows, pairs: PairTable) -> None:
    errors = np.full(lawful_rows.n_rows, 0.1)
    wild = np.where(np.arange(lawful_rows.n_rows) == 0, 99.0, lawful_rows.measured)
    use = np.arange(lawful_rows.n_rows) > 0
    with_wild = shipped.fit(replace(lawful_rows, measured=wild, use=use), errors[1:])
    without = shipped.fit(lawful_rows.take(use), errors[1:])
    rows = without.prepared(lawful_rows, pairs)
    np.testing.assert_array_equal(with_wild.predict(rows), without.predict(rows))


def test_own_trees_equal_those_of_scikit_learn(lawful_rows: Rows) -> None:
    from sklearn.ensemble import HistGradientBoostingRegressor

    values, measured = lawful_rows.values.copy(), lawful_rows.measured
    values[::7, 0] = np.nan
    weight = np.ones(len(values))
    keep = varying(values)
    model = HistGradientBoostingRegressor(
        **BOOSTING, min_samples_leaf=8, early_stopping=False, random_state=SEED
    ).fit(values[:, keep], measured)
    own = fit_trees(values, measured, weight, [0] * values.shape[1])
    np.testing.assert_allclose(own.predict(values), model.predict(values[:, keep]), rtol=1e-9)


def test_intervals_cover_unseen_papers(lawful_rows: Rows) -> None:
    error = np.random.default_rng(5).normal(0, 0.2, lawful_rows.n_rows)
    half = nested_half_width(error, lawful_rows)
    assert 0.8 <= (np.abs(error) <= half).mean() <= 1.0
    wide = fit_intervals(10 * error, lawful_rows).half_width(lawful_rows)
    assert np.allclose(wide, 10 * fit_intervals(error, lawful_rows).half_width(lawful_rows))


def test_every_kind_has_a_form_and_unknown_ones_the_nearest() -> None:
    assert set(FORM_OF_KIND.values()) == set(FORMS)
    assert form_of("Single-salt rejection ratio").known
    assert form_of("electrodialysis_current_ratio").name == CHANNEL
    assert not form_of("whatever").known


def test_measured_value_from_rejections_only_where_defined() -> None:
    row = {"log10_selectivity": np.nan, "selectivity": np.nan, "R_a_pct": 20, "R_b_pct": 92}
    assert measured_log10({**row, "kind": "single_salt_rejection_ratio"}) == pytest.approx(1.0)
    assert np.isnan(measured_log10({**row, "kind": "conductance_ratio"}))
    assert np.isnan(measured_log10({**row, "R_b_pct": 100, "kind": "mixed_salt_rejection_ratio"}))


def test_summary_by_kind_and_pair(
    lawful: Path, calibration: shipped.Calibration, pairs: PairTable
) -> None:
    frame = read_measured(lawful)
    lines = summarise(frame, validate(frame, calibration, pairs))
    assert [line.kind for line in lines] == ["single_salt_rejection_ratio", "all"]
    assert lines[0].n_papers == 12 and 0 < lines[0].error < 2
