"""Every mistake in a table is reported by file, row, column, found, allowed and what to do."""

from datetime import datetime

import openpyxl
import pytest

CANDIDATES = "config/candidates.csv"
ON_CANDIDATES = "config/candidate_groups.csv"


def swap(old, new):
    def change(text):
        assert old in text
        return text.replace(old, new, 1)

    return change


def test_the_study_itself_has_no_problems(study):
    code, printed = study.check()
    assert code == 0, printed
    assert "No problems" in printed
    assert "2 candidates" in printed


CELLS = [
    # change, row, column, found, allowed, advice
    ("0.42,,-15", "-0.42,,-15", "2", "pore_radius_nm", "'-0.42'", "(0, 100]", "check the value"),
    ("0.42,,-15", "small,,-15", "2", "pore_radius_nm", "'small'", "number in nm", "write a number"),
    ("0.42,,-15", "0.42 ± 0.02,,-15", "2", "pore_radius_nm", "'0.42 ± 0.02'", "number in nm",
     "write 0.42 here and 0.02 in pore_radius_uncertainty_nm"),
    ("0.42,,-15", '"0,42",,-15', "2", "pore_radius_nm", "'0,42'", "number", "write 0.42"),
    ("0.42,,-15", "0.42 nm,,-15", "2", "pore_radius_nm", "'0.42 nm'", "number", "number alone"),
    ("0.42,,-15", "<0.42,,-15", "2", "pore_radius_nm", "'<0.42'", "number", "a limit or a range"),
    ("0.42,,-15", "NaN,,-15", "2", "pore_radius_nm", "'NaN'", "number", "leave the cell empty"),
    ("0.42,,-15", "inf,,-15", "2", "pore_radius_nm", "'inf'", "number", "leave the cell empty"),
    ("0.42,,-15", "n/a,,-15", "2", "pore_radius_nm", "'n/a'", "number", "leave the cell empty"),
    ("0.42,,-15", "1e999,,-15", "2", "pore_radius_nm", "'1e999'", "number", "too large"),
    ("cylinder", "cilinder", "2", "geometry", "'cilinder'", "cylinder | slit", "'cylinder'"),
    ("cylinder", "slit", "2", "pore_radius_nm", "0.42 nm for a slit", "empty", "slit_width_nm"),
    ("mxene", "mxen", "3", "material_class", "'mxen'", "polyamide_nf", "'mxene'"),
    ("second,", "first,", "3", "candidate", "duplicate 'first'", "once", "row 2"),
    ("second,", ",", "3", "candidate", "an empty cell", "text", "fill it in"),
]  # fmt: skip


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: f"{cell[1]}")
def test_a_wrong_cell(spoil, cell):
    old, new, row, column, *words = cell
    lines = spoil(CANDIDATES, swap(old, new))
    line = next(line for line in lines if f"row {row}, column {column}" in line)
    found, rest = line.split("; allowed: ")
    allowed, advice = rest.split("; ", 1)
    assert words[0] in found
    assert words[1] in allowed
    assert words[2] in advice


HEADERS = [
    ("pore_radius_nm", "pore_radus_nm", "unknown column 'pore_radus_nm'", "'pore_radius_nm'"),
    ("pore_radius_nm", "pore_radius_A", "unit suffix 'A'", "multiply the values by 0.1"),
    ("pore_radius_nm", "pore_radius_mV", "unit suffix 'mV'", "mV does not measure pore_radius"),
    ("pore_radius_nm", "pore_radius", "'pore_radius'", "write pore_radius_nm"),
    ("pore_radius_nm", "Pore_Radius_nm", "unknown column", "'pore_radius_nm'"),
    ("zeta_potential_mV", "zeta_potential_V", "unit suffix 'V'", "multiply the values by 1000"),
    ("note", "name", "2 columns of this name", "remove or rename"),
    ("candidate,", "membrane,", "no such column", "add the column"),
]


@pytest.mark.parametrize(("old", "new", "found", "advice"), HEADERS)
def test_a_wrong_header(spoil, old, new, found, advice):
    lines = spoil(CANDIDATES, swap(old, new))
    assert any(found in line and advice in line and "row 1" in line for line in lines), lines


def test_semicolons_and_decimal_commas_are_named(spoil):
    def change(text):
        body = text.replace('"two, with a comma"', "two").replace("0.42", "0;42")
        return body.replace(",", ";").replace("0;42", "0,42")

    lines = spoil(CANDIDATES, change)
    assert any("semicolons between the columns" in line for line in lines)
    assert any("'0,42'" in line and "write 0.42" in line for line in lines)
    assert len(lines) == 2


def test_an_unquoted_decimal_comma_is_a_cell_too_many(spoil):
    lines = spoil(CANDIDATES, swap("0.42,,-15,", "0,42,,-15,x"))
    assert any("row 2" in line and "decimal commas" in line for line in lines)


FILES = [
    (b"", "an empty file"),
    (b"\n \n", "an empty file"),
    (b"candidate,name\n", "no rows"),
    (b"\xff\xfec\x00a\x00", "UTF-16"),
    (b"candidate,name\na,b\x00\n", "a NUL byte"),
    ("candidate,name\na,Müller\n".encode("latin-1"), "which is not UTF-8"),
    (b'candidate,name\na,"b\n', "unexpected end of data"),
    (b"PK\x03\x04 nothing", "an Excel file that cannot be opened"),
    (b"PAR1 nothing", "a Parquet file that cannot be opened"),
    (b"\xd0\xcf\x11\xe0 nothing", "an old Excel"),
]


@pytest.mark.parametrize(("content", "found"), FILES)
def test_a_wrong_file(spoil, content, found):
    lines = spoil(CANDIDATES, lambda text: content)
    assert any(found in line for line in lines), lines


def test_an_uncertainty_without_a_value(spoil):
    def change(text):
        return text.replace("note\n", "porosity_uncertainty,porosity\n").replace("-15,", "-15,0.1,")

    (line,) = (line for line in spoil(CANDIDATES, change) if "an uncertainty" in line)
    assert "row 2, column porosity_uncertainty" in line
    assert "fill in porosity, or leave both empty" in line


def test_a_formula_that_nobody_computed(study):
    book = openpyxl.Workbook()
    for row in (
        ["candidate", "pore_radius_nm"],
        ["first", "=0.84/2"],
        ["second", datetime(2026, 3, 1)],
    ):
        book.active.append(row)
    book.save(study.folder / "config/candidates.xlsx")
    study.write("config/config.yaml", "tables: {candidates: config/candidates.xlsx}\n")
    code, printed = study.check()
    assert code == 2
    assert "row 2: found the formula '=0.84/2' without a stored value" in printed
    assert "row 3, column pore_radius_nm: found '2026-03-01 00:00:00'" in printed


def test_a_missing_file(study):
    (study.folder / CANDIDATES).rename(study.folder / "config/candidate.csv")
    code, printed = study.check()
    assert code == 2
    assert "no such file" in printed
    assert "in that folder are: candidate.csv" in printed


def test_text_of_users_cannot_break_the_message(spoil):
    lines = spoil(CANDIDATES, swap("0.42", "\x1b[31m" + "9" * 500 + "x"))
    line = next(line for line in lines if "column pore_radius_nm" in line)
    assert "\x1b" not in line
    assert len(line) < 400


GROUPS = [
    ("first,wall", "frist,wall", "candidate", "'frist'", "did you mean 'first'?"),
    ("carboxylate", "carboxilate", "group", "'carboxilate'", "did you mean 'carboxylate'?"),
    ("wall", "wal", "location", "'wal'", "did you mean 'wall'?"),
    (",120,", ",-120,", "site_density_mol_m3", "'-120'", "check the value"),
]


@pytest.mark.parametrize(("old", "new", "column", "found", "advice"), GROUPS)
def test_wrong_groups_on_candidates(spoil, old, new, column, found, advice):
    lines = spoil(ON_CANDIDATES, swap(old, new))
    assert len(lines) == 1, lines
    assert f"row 2, column {column}" in lines[0]
    assert found in lines[0]
    assert advice in lines[0]


DATA = [
    ("data/groups.csv", "sulfonate,charge,,-1,", "sulfonate,charge,,1,",
     "charge 1 of 'sulfonate', kind acid"),
    ("data/groups.csv", "sulfonate,kind,,acid", "sulfonate,kind,,quaternary",
     "a pKa of 'sulfonate', kind quaternary"),
    ("data/groups.csv", "sulfonate,kind,,acid", "sulfonate,kind,,acidic", "did you mean 'acid'?"),
    ("data/groups.csv", "association_constant,Li+", "association_constant,Lj+",
     "did you mean 'Li+'?"),
    ("data/groups.csv", "m³/mol", "nm", "m3/mol or L/mol"),
    ("data/ions.csv", "Mg2+,magnesium,", "Li+,magnesium,", "duplicate 'Li+'"),
    ("data/ions.csv", ",-1051.9,", ",-1050,", "the scale of the other rows"),
    ("data/ions.csv", "nightingale1959,experimental", ",experimental",
     "fill in hydrated_radius_source"),
    ("data/ions.csv", "0.382,0.01,", "0.382,,",
     "fill in hydrated_radius_uncertainty_nm: that of the source, else the default of"),
    ("data/ions.csv", "0.382,0.01,", "0.382,0,", "found hydrated_radius_nm without it"),
    ("data/ions.csv", "nightingale1959", "nightingal1959", "did you mean 'nightingale1959'?"),
    ("data/materials.csv", "polyamide_nf,pore_radius", "polyamide_nf,pore_radus",
     "did you mean 'pore_radius'?"),
    ("data/materials.csv", "lognormal,nm", "lognormal,mV", "mV does not measure pore_radius"),
    ("data/materials.csv", ",cylinder,", ",cylindre,", "did you mean 'cylinder'?"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "words"), DATA)
def test_wrong_data_tables(spoil, name, old, new, words):
    lines = spoil(name, swap(old, new))
    assert any(words in line for line in lines), lines
