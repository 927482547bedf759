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


def test_axes_have_readable_units_and_do_not_magnify_noise(study):
    along = MD | {"quantity": "diffusivity", "unit": "m2/s", "error": 1e-11}
    moving = [along | {"z_nm": z, "value": 1.5e-9 + 1e-12 * z} for z in (-1.0, 0.0, 1.0)]
    tables = study.tables | {"md_terms": pd.DataFrame([MD, *moving])}
    tables["simulated"] = pd.DataFrame([ROW])
    figure = SIMULATED.build(replace(study, tables=tables))["figures"][0]
    assert figure["y"]["label"] == "diffusivity, 1e-9 m²/s"
    middle = figure["series"][0]["points"][1]
    assert abs(middle["y"] - 1.5) < 1e-9
    assert abs(middle["y_hi"] - 1.5 - 1.645e-2) < 1e-3  # rounded
    assert figure["y"]["least"] > 20 * 0.002  # the values themselves span 0.002
