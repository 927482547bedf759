"""Analytic and simulated permeabilities side by side in the report."""

from dataclasses import replace

import pandas as pd

from selectivity.report.page import render
from selectivity.report.sections.simulated import SIMULATED

ROW = {
    "candidate": "tube",
    "feed": "standard",
    "ion": "Li+",
    "origin": "analytic",
    "verdict": "insufficient",
    "electrostatics": "in the profile, as assumed",
    "barrier_kJ_mol": 25.6,
    "permeability_analytic_m_s": 4.3e-4,
    "permeability_simulated_m_s": 1.6e-7,
    "permeability_simulated_lo_m_s": 5.9e-11,
    "permeability_simulated_hi_m_s": 2.6e-4,
    "forced": False,
}
MD = {
    "candidate": "tube",
    "ion": "Li+",
    "quantity": "barrier",
    "z_nm": float("nan"),
    "value": 25.6,
    "error": 1.0,
    "unit": "kJ/mol",
    "verdict": "insufficient",
    "reason": "halves differ",
}


def with_rows(study, *rows):
    tables = study.tables | {"md_terms": pd.DataFrame([MD]), "simulated": pd.DataFrame(rows)}
    return replace(study, tables=tables)


def test_it_says_which_one_counts_and_why(study):
    rows = [
        ROW,
        ROW | {"origin": "md", "verdict": "weak"},
        ROW | {"origin": "md", "forced": True},
    ]
    built = SIMULATED.build(with_rows(study, *rows))["beside"]
    assert [row["used"] for row in built] == [
        "analytic (insufficient)",
        "simulated (weak)",
        "simulated, on request (insufficient)",
    ]
    assert built[0]["barrier"] == "25.6"
    assert built[0]["electrostatics"] == "in the profile, as assumed"
    assert "analytic (insufficient)" in render(with_rows(study, *rows))


def test_no_table_without_simulations(study):
    assert SIMULATED.build(with_rows(study))["beside"] == []
