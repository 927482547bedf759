"""Only the same quantity is compared; everything else is listed with its reason."""

import numpy as np
import pandas as pd
import pytest

from selectivity.screening.compare import Prediction, compare, reason_not_comparable

PAIR = ("Li+", "Mg2+")


def row(**changes):
    base = {
        "row_id": "S1",
        "ion_a": "Li+",
        "ion_b": "Mg2+",
        "kind": "SDEM_permeability_ratio",
        "process": "pressure-driven NF",
        "qualifier": "=",
        "use": 1,
        "log10_selectivity": 1.5,
    }
    return base | changes


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"kind": "mixed_salt_rejection_ratio"}, "pressure"),
        ({"kind": "conductance_ratio"}, "conductance"),
        ({"kind": "something new"}, "forward model"),
        ({"kind": "ion_flux_ratio", "process": "electric-field conduction"}, "electric"),
        ({"ion_a": "Na+"}, "pair"),
        ({"use": 0}, "use = 0"),
        ({"qualifier": "<= (up to)"}, "bound"),
    ],
)
def test_reasons(changes, word):
    assert word in reason_not_comparable(row(**changes), PAIR)


def test_same_quantities_are_compared():
    assert reason_not_comparable(row(), PAIR) == ""
    diffusion = {"kind": "mixed_salt_ion_flux_ratio", "process": "concentration-driven diffusion"}
    assert reason_not_comparable(row(**diffusion), PAIR) == ""


def test_table_holds_predictions_only_where_comparable():
    measured = pd.DataFrame(
        [
            row(),
            row(row_id="S0", ion_a="Mg2+", ion_b="Li+"),
            row(row_id="S2", kind="ED_flux_ratio"),
            row(row_id="S3"),
        ]
    )
    links = pd.DataFrame(
        {"candidate": ["a", "a", "a", "failed"], "row_id": ["S1", "S0", "S2", "S3"]}
    )
    table = compare(measured, links, {"a": Prediction(1.2, 1.0, 1.6)}, PAIR)
    assert table.row_id.tolist() == ["S0", "S1", "S2", "S3"]
    assert table.comparable.tolist() == [True, True, False, False]
    assert table.measured_log10.tolist() == [-1.5, 1.5, 1.5, 1.5]
    assert table.predicted_log10.tolist()[:2] == [1.2, 1.2]
    assert np.isnan(table.predicted_log10[2])
    assert "status" in table.reason[3]
