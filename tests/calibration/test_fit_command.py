"""`selectivity fit`: own rows are checked, added, and make files that a screening takes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from selectivity.cli import build_app
from selectivity.errors import DataError
from selectivity.screening.calibration import population, shipped
from selectivity.screening.calibration.checks_for_fit import check_for_fit
from selectivity.screening.calibration.pairs import PairTable
from selectivity.tables.calibrated import load_calibrated
from selectivity.tables.measured import read_measured
from selectivity.tables.paths import data_dir

HEAD = "row_id,kind,ion_a,ion_b,R_a_pct,R_b_pct,selectivity,log10_selectivity,use\n"
SINGLE = "single_salt_rejection_ratio"
BAD = HEAD + (
    f"a,{SINGLE},Lithum,Mg2+,30,95,,1.1,1\n"
    f"b,{SINGLE},Li+,Mg2+,0.30,0.95,,1.1,1\n"
    f"c,{SINGLE},Li+,Mg2+,101,102,,,1\n"
    "d,single_salt_rejections_ratio,Li+,Mg2+,,,,1.1,1\n"
    f"e,{SINGLE},Li+,Mg2+,,,-3,,1\n"
    f"f,{SINGLE},Li+,Mg2+,,,10,0.5,1\n"
    f"g,{SINGLE},Lithum,Mg2+,0.30,0.95,-3,,0\n"
    f"h,{SINGLE},Li+,Mg2+,30,95,14,1.146,1\n"
)


def test_every_mistake_of_a_table_is_said_at_once(
    write: Callable[..., Path], pairs: PairTable
) -> None:
    path = write(BAD)
    with pytest.raises(DataError) as caught:
        check_for_fit(read_measured(path), path, pairs)
    found = {problem.row: problem for problem in caught.value.problems}
    assert sorted(found) == ["2", "3", "4", "5", "6", "7"]
    assert found["2"].column == "ion_a" and "Li" in found["2"].advice
    assert "fractions" in found["3"].advice and found["3"].found == "0.3 and 0.95"
    assert "at least one below 100" in found["4"].allowed
    assert SINGLE in found["5"].advice
    assert found["6"].column == "selectivity"
    assert found["7"].allowed == "1.000"


def test_the_shipped_rows_pass(measured: pd.DataFrame, pairs: PairTable) -> None:
    check_for_fit(measured, data_dir() / "measured_selectivity.csv", pairs)


def test_a_row_that_the_shipped_table_has_is_refused_before_anything_is_written(
    write: Callable[..., Path], tmp_path: Path
) -> None:
    path = write(HEAD + f"S0000,{SINGLE},Li+,Mg2+,30,95,,1.1,1\n")
    with pytest.raises(DataError, match="each row_id once"):
        CliRunner().invoke(
            build_app(), ["fit", str(path), "-o", str(tmp_path / "c.json")], catch_exceptions=False
        )
    assert not (tmp_path / "c.json").exists()


def test_own_rows_make_files_that_a_screening_and_validate_take(
    lawful: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shipped, "N_SAMPLES", 4)
    monkeypatch.setattr(population, "ROUNDS", 2)
    monkeypatch.setattr(population, "PER_ROUND", 8)
    output, predictions = tmp_path / "mine.json", tmp_path / "out.csv"
    line = ["fit", "--only", str(lawful), "-o", str(output), "--predictions", str(predictions)]
    ended = CliRunner().invoke(build_app(), line, catch_exceptions=False)
    assert ended.exit_code == 0, ended.output
    assert "to screen with them" in ended.output
    fitted = load_calibrated(tmp_path / "calibrated_constants.csv")
    assert fitted is not None and fitted.data_version == shipped.load(output).data_version
    assert len(pd.read_csv(predictions)) == 60
    checked = ["validate", str(lawful), "-o", str(tmp_path / "p.csv"), "--calibration", str(output)]
    assert CliRunner().invoke(build_app(), checked, catch_exceptions=False).exit_code == 0
