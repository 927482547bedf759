"""The shipped tables: units, sources and conventions."""

import hashlib
from pathlib import Path

import numpy as np
import pytest

from selectivity.commands.candidates import read_rows
from selectivity.constants import BORN_PREFACTOR
from selectivity.screening.catalogue import CATALOGUE
from selectivity.tables.ions import UNCERTAIN, load_ions
from selectivity.tables.names import written_charge
from selectivity.tables.reader import read_table
from selectivity.tables.references import load_references, split_keys
from selectivity.tables.schema import load_schema

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
SCHEMA_OF = {
    DATA / "ions.csv": "ions",
    DATA / "groups.csv": "groups",
    DATA / "materials.csv": "materials",
    DATA / "default_uncertainty.csv": "default_uncertainty",
    DATA / "brines.csv": "brines",
    DATA / "minerals.csv": "minerals",
    DATA / "solution_ions.csv": "solution_ions",
    DATA / "prices.csv": "prices",
    DATA / "inventory.csv": "inventory",
    DATA / "measured_selectivity.csv": "measured_selectivity",
    DATA / "added_membranes.csv": "candidates",
    DATA / "assumed_groups.csv": "assumed_groups",
    ROOT / "config/candidates.csv": "candidates",
    ROOT / "config/candidate_groups.csv": "candidate_groups",
    ROOT / "config/candidate_measurements.csv": "candidate_measurements",
}
NOTED = {
    "bare_radius_nm": ("no bare radius", "no ionic radius"),
    "hydrated_radius_nm": ("no hydrated radius",),
    "hydration_gibbs_kJ_mol": ("no Gibbs energy",),
    "diffusivity_m2_s": ("no diffusivity",),
}
"""What the note of a row says where the cell is empty."""


@pytest.fixture(scope="module")
def ions():
    return {row["ion"]: row for row in read_rows(DATA / "ions.csv")}


@pytest.fixture(scope="module")
def measured():
    return read_rows(DATA / "measured_selectivity.csv")


@pytest.mark.parametrize("path", SCHEMA_OF, ids=lambda path: path.name)
def test_table_keeps_its_schema(path):
    assert len(read_table(path, SCHEMA_OF[path])) > 0


@pytest.mark.parametrize("path", sorted((DATA / "schema").glob("*.csv")), ids=lambda p: p.stem)
def test_unit_of_the_schema_is_the_suffix_of_the_column(path):
    for column in load_schema(path.stem).columns:
        if column.is_number and column.unit and column.unit != "pH":
            assert column.name.endswith(f"_{column.unit}"), column.name
        assert column.description, column.name


@pytest.mark.parametrize("path", SCHEMA_OF, ids=lambda path: path.name)
def test_every_source_is_in_the_references(path):
    references = load_references(DATA / "references.bib")
    for row in read_rows(path):
        for column, cell in row.items():
            if column in ("source", "source_label") or (
                column.endswith("_source") and column != "reference_in_source"
            ):
                assert set(split_keys(cell)) <= set(references), (row, column)


@pytest.mark.parametrize("table", ["groups", "materials", "default_uncertainty", "assumed_groups"])
def test_every_row_has_a_source(table):
    assert all(row["source"] for row in read_rows(DATA / f"{table}.csv"))


def test_every_ion_number_has_uncertainty_source_and_kind():
    """The rule of `selectivity check`; tests/bad_input breaks it."""
    table = load_ions(DATA / "ions.csv")
    for field in UNCERTAIN:
        assert np.all(table.uncertainty[field][~np.isnan(table.values[field])] > 0), field


def test_ions_are_enough_and_what_no_source_has_is_empty_and_noted(ions):
    assert len(ions) >= 28
    assert not ions["H+"]["bare_radius_nm"]
    assert not ions["Zr4+"]["diffusivity_m2_s"]
    for name, row in ions.items():
        for field, words in NOTED.items():
            if not row[field]:
                assert any(word in row["note"] for word in words), (
                    f"{name} has no {field}: its note says why, with the words {words[0]!r}"
                )


def test_charge_of_an_ion_is_the_one_its_identifier_states(ions):
    for name, row in ions.items():
        assert int(row["charge"]) == written_charge(name)
    charges = {name: int(row["charge"]) for name, row in ions.items()}
    assert (charges["SO4^2-"], charges["NH4+"], charges["Zr4+"], charges["NO3-"]) == (-2, 1, 4, -1)


def test_hydration_energies_rest_on_one_proton_scale(ions):
    """A cation's value moves by its charge: H⁺ itself must stand on the scale of the column."""
    for field, scale in (("gibbs", "-1051.9"), ("enthalpy", "-1091")):
        assert {row[f"{field}_proton_scale_kJ_mol"] for row in ions.values()} == {scale}
        assert float(ions["H+"][f"hydration_{field}_kJ_mol"]) == float(scale)
    expected = {"Li+": -477, "Na+": -371, "Mg2+": -1826}
    for name, value in expected.items():
        assert float(ions[name]["hydration_gibbs_kJ_mol"]) == pytest.approx(value, abs=0.5)
    expected = {"Li+": -519, "Na+": -404, "K+": -321, "Mg2+": -1924, "Ca2+": -1578}
    for name, value in expected.items():
        assert float(ions[name]["hydration_enthalpy_kJ_mol"]) == pytest.approx(value, abs=0.5)


def test_wrong_manganese_value_is_not_there(ions):
    assert float(ions["Mn2+"]["hydration_gibbs_kJ_mol"]) < -1700


def test_radii_are_of_one_convention(ions):
    bare = {name: float(ions[name]["bare_radius_nm"]) for name in ("Li+", "Mg2+", "Na+", "K+")}
    assert bare["Li+"] < bare["Mg2+"] < bare["Na+"] < bare["K+"]
    hydrated = {"Li+": 0.382, "Na+": 0.358, "K+": 0.331, "Mg2+": 0.428, "Ca2+": 0.412}
    assert {name: float(ions[name]["hydrated_radius_nm"]) for name in hydrated} == hydrated
    for name, row in ions.items():
        assert row["bare_radius_source"] in ("marcus2015", "shannon1976", ""), name
        if row["bare_radius_source"] == "shannon1976":
            assert "bare radius: Shannon" in row["note"], f"{name}: its note says which radius"


def test_radius_and_energy_of_every_ion_belong_together(ions):
    """Theory 1.3: what the first hydration layer has to hold is positive."""
    born = BORN_PREFACTOR * (1 - 1 / 78.4)
    for row in ions.values():
        if not row["bare_radius_nm"]:
            continue
        bare = float(row["bare_radius_nm"])
        outer = min(bare + 0.276, float(row["hydrated_radius_nm"] or bare + 0.276))
        continuum = int(row["charge"]) ** 2 * born / (outer * 1e-9)
        spread = float(row["hydration_gibbs_uncertainty_kJ_mol"]) * 1e3
        assert -float(row["hydration_gibbs_kJ_mol"]) * 1e3 - continuum > spread, row["ion"]


def test_stokes_radius_follows_from_the_diffusivity(ions):
    for row in ions.values():
        if row["diffusivity_m2_s"]:
            radius = 1.380649e-23 * 298.15 / (6 * np.pi * 0.890e-3) * 1e9
            expected = radius / float(row["diffusivity_m2_s"])
            assert float(row["stokes_radius_nm"]) == pytest.approx(expected, rel=1e-4)


def test_every_spelling_means_one_ion(ions):
    spellings = [s for name, row in ions.items() for s in (name, *row["aliases"].split("|"))]
    assert len(spellings) == len(set(spellings))
    assert {"SO4-2", "SO4--", "SO₄²⁻", "SO4²⁻"} <= set(ions["SO4^2-"]["aliases"].split("|"))
    assert {"Li", "Li⁺", "Li1+"} <= set(ions["Li+"]["aliases"].split("|"))
    assert {"Mg", "Mg+2", "Mg²⁺"} <= set(ions["Mg2+"]["aliases"].split("|"))


def _constants(group):
    return {
        row["ion"]: float(row["value"])
        for row in read_rows(DATA / "groups.csv")
        if row["group"] == group and row["property"] == "association_constant"
    }


def test_sulfonate_holds_magnesium_best_and_lithium_least():
    constant = _constants("sulfonate")
    assert constant["Mg2+"] > constant["K+"] > constant["Na+"] > constant["Li+"]
    assert constant["K+"] / constant["Li+"] == pytest.approx(2.90, rel=0.01)


def test_phosphonate_holds_divalent_ions_ten_to_hundred_times_better_than_carboxylate():
    strong, weak = _constants("phosphonate_second"), _constants("carboxylate")
    ratios = [strong[ion] / weak[ion] for ion in ("Mg2+", "Ca2+")]
    assert all(10 <= ratio <= 100 for ratio in ratios)


def test_class_other_has_every_descriptor_that_a_class_has():
    classes: dict[str, set[str]] = {}
    for row in read_rows(DATA / "materials.csv"):
        classes.setdefault(row["material_class"], set()).add(row["descriptor"])
        assert (
            row["distribution"] == "choice"
            or float(row["uncertainty"]) > 0
            or (row["descriptor"] == "defect_share")
        )
    assert all(descriptors <= classes["other"] for descriptors in classes.values())


def test_default_uncertainties_are_those_of_the_program():
    listed = {
        row["field"]: tuple(float(row[f"{k}_uncertainty"] or 0) for k in ("relative", "absolute"))
        for row in read_rows(DATA / "default_uncertainty.csv")
        if row["table"] == "candidates"
    }
    known = {d.name: (d.relative, pytest.approx(d.absolute / d.scale)) for d in CATALOGUE}
    assert listed == {name: known[name] for name in listed}


def test_logarithms_are_those_of_the_selectivities(measured):
    for row in measured:
        assert float(row["log10_selectivity"]) == pytest.approx(
            np.log10(float(row["selectivity"])), abs=1e-6
        )


def test_inventory_lists_every_file_and_knows_the_tables_of_facts():
    listed = {row["file"]: row for row in read_rows(DATA / "inventory.csv")}
    files = {f"data/{p.name}" for p in DATA.iterdir() if p.is_file() and p.name[0] != "."}
    assert files <= set(listed)
    for name, row in listed.items():
        assert (ROOT / name).exists()
        if row["sha256"]:
            assert hashlib.sha256((ROOT / name).read_bytes()).hexdigest() == row["sha256"], name
