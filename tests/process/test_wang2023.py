"""Wang et al. 2023: fifteen feeds from permeabilities, and each feed predicted from the others."""

import csv

import numpy as np
import pytest

from selectivity.domain.process import Solution
from selectivity.process.permeability_fit import Series, fit_series, predict_left_out
from selectivity.tables.paths import data_dir

LITHIUM, MAGNESIUM = 6.94, 24.305  # g/mol
LMH = 1e-3 / 3600  # m/s
MEMBRANES = ("LBL", "NFX", "NF270")


def series_of(membrane):
    with (data_dir() / "measured_selectivity.csv").open(encoding="utf-8") as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if row["source_label"] == "wang2023"
            and row["membrane"] == membrane
            and row["flux_LMH"]
            and row["P_a_um_s"]
        ]

    def column(name):
        return np.array([float(row[name]) for row in rows])

    lithium, magnesium = column("feed_a_mg_L") / LITHIUM, column("feed_b_mg_L") / MAGNESIUM
    feed = np.stack([lithium, magnesium, lithium + 2 * magnesium], axis=1)
    solution = Solution(
        names=("Li+", "Mg2+", "Cl-"),
        charge=np.array([1.0, 2.0, -1.0]),
        diffusivity=np.array([1.029e-9, 7.06e-10, 2.032e-9]),
        molar_mass=np.array([LITHIUM, MAGNESIUM, 35.45]) * 1e-3,
        concentration=feed[0],
        temperature=298.15,
        target=0,
    )
    return Series(
        solution,
        feed,
        column("flux_LMH") * LMH,
        np.stack([column("R_a_pct"), column("R_b_pct")], axis=1) / 100,
        np.stack([column("P_a_um_s"), column("P_b_um_s")], axis=1) * 1e-6,
    )


@pytest.fixture(scope="module")
def all_series():
    return {membrane: series_of(membrane) for membrane in MEMBRANES}


def test_fifteen_rows(all_series):
    assert [len(series.feed) for series in all_series.values()] == [5, 5, 5]


@pytest.mark.parametrize(("membrane", "error"), [("LBL", 0.031), ("NFX", 0.011), ("NF270", 0.012)])
def test_rejections_from_permeabilities(all_series, membrane, error):
    fit = fit_series(all_series[membrane])
    assert fit.root_mean_square <= error
    if membrane == "NFX":
        assert fit.rejection[2, 0] == pytest.approx(-1.222, abs=0.03)  # the strongest enrichment


def test_a_feed_left_out_is_predicted(all_series):
    """Median error over fifteen feeds and two ions; no number of the feed itself is used."""
    errors = []
    for series in all_series.values():
        for place in range(5):
            errors.append(predict_left_out(series, place) - series.rejection[place])
    errors = np.abs(errors)
    assert np.median(errors[:, 1]) < 0.035
    assert np.median(errors[:, 0]) < 0.06
