"""The table of one membrane: salts by formula, and what bad tables are told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from selectivity.errors import DataError
from selectivity.screening.calibration.membrane.data import read_curves
from selectivity.screening.calibration.membrane.salts import salts, written_plainly
from selectivity.tables.ions import load_ions
from selectivity.tables.paths import data_dir

HEAD = "solute,feed_mM,flux_LMH,rejection_pct,solute_radius_nm,conductance_S_m2\n"


def read(write: Callable[..., Path], text: str) -> str:
    """What a bad table is told."""
    with pytest.raises(DataError) as caught:
        read_curves(write(text), data_dir() / "ions.csv")
    return str(caught.value)


def test_salts_of_all_ions_of_the_table() -> None:
    known = salts(load_ions(data_dir() / "ions.csv"))
    assert known["MgCl2"] == ("Mg2+", "Cl-", 1, 2)
    assert known["(NH4)2SO4"] == ("NH4+", "SO4^2-", 2, 1)
    assert known["Mg(NO3)2"][2:] == (1, 2) and known["La2(SO4)3"][2:] == (2, 3)
    assert known["MgSO4"][2:] == (1, 1) and "HCl" not in known and "NaOH" not in known
    assert written_plainly("MgCl₂ ") == "MgCl2"


def test_every_mistake_is_named(write: Callable[..., Path]) -> None:
    rows = (
        "NaCI,10,20,50,,\nNaCl,0,20,50,,\nNaCl,10,,50,,\nNaCl,10,20,100,,\nNaCl,10,x,20,,\n"
        "GdCl3,10,20,50,,\nNaCl,10,1e-5,50,,\nNaCl,10,20,,,\nglucose,1,,,0.36,5\n"
    )
    text = read(write, HEAD + rows)
    assert "did you mean 'NaCl'" in text and "saturated" in text and "flux_LMH" in text
    assert "'GdCl3'" in text and "or add the ion" in text
    assert "between 0.01 and 5000" in text and "neither of them" in text
    assert "conductances are those of salts" in text
    assert "no rows" in read(write, HEAD)


def test_other_units_and_fractions_are_seen(write: Callable[..., Path]) -> None:
    wrong = read(write, "solute,feed_mM,flux_m_s,rejection_pct\nNaCl,10,1e-5,50\n")
    assert "'flux_m_s'" in wrong and "give flux_LMH, in its unit" in wrong and "row 2" not in wrong
    fractions = HEAD + "NaCl,10,20,0.5,,\nNaCl,10,50,0.7,,\n"
    assert "percent" in read(write, fractions) and "multiply by 100" in read(write, fractions)
    osmotic = "solute,feed_mM,pressure_bar,water_permeance_LMH_bar,rejection_pct\nNaCl,600,5,9,99\n"
    assert "above the osmotic pressure" in read(write, osmotic)
    assert "add feed_mM" in read(write, "solute,rejection_pct\nNaCl,50\n")


def test_bounds_say_what_is_wrong_with_the_number(write: Callable[..., Path]) -> None:
    full = read(write, HEAD + "NaCl,10,20,100,,\n")
    assert "between -1000 and 100, 100 itself not a value" in full and "saturated" in full
    assert "saturated" not in read(write, HEAD + "NaCl,10,20,-2000,,\n")
    assert "it looks like m/s: multiply by 3.6e6" in read(write, HEAD + "NaCl,10,1e-5,50,,\n")
    assert "m/s" not in read(write, HEAD + "NaCl,10,0.005,50,,\n")
    assert "m/s" not in read(write, HEAD + "NaCl,10,-20,50,,\n")


def test_a_missing_flux_column_is_told_once(write: Callable[..., Path]) -> None:
    head = "solute,feed_mM,rejection_pct,conductance_S_m2\n"
    told = read(write, head + "NaCl,10,50,\nNaCl,20,40,\n")
    assert told.count("give flux_LMH, or pressure_bar") == 1 and "no such column" in told
    assert "row 2" not in told
    half = "solute,feed_mM,rejection_pct,pressure_bar\nNaCl,10,50,5\nNaCl,20,40,5\n"
    assert read(write, half).count("no such column") == 1
    conducting = read_curves(write(head + "NaCl,10,,50\n"), data_dir() / "ions.csv")
    assert conducting.n_measured == 1


def test_further_columns_and_missing_uncertainties_are_accepted(write: Callable[..., Path]) -> None:
    text = "solute,feed_mM,flux_LMH,rejection_pct,date,operator\nMgCl₂,10,20,-3,2026-01-02,me\n"
    found = read_curves(write(text), data_dir() / "ions.csv")
    assert found.rejection[0] == pytest.approx(-0.03) and found.n_assumed == 1
    assert found.uncertainty[0] == pytest.approx(0.02)
    assert list(found.points.feed[0]) == [10.0, 20.0]


def test_bad_tables_leave_with_2(write: Callable[..., Path], tmp_path: Path) -> None:
    from selectivity.cli import main

    with pytest.raises(SystemExit) as ended:
        main(["fit", "--membrane", str(write(HEAD)), "-o", str(tmp_path / "out.csv")])
    assert ended.value.code == 2 and not (tmp_path / "out.csv").exists()
