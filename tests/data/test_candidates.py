"""The shipped candidates: distinct, sourced, and rebuilt from the measured table byte for byte."""

import csv
import shutil
from pathlib import Path

import pytest

from selectivity.commands.candidates import candidates as make_candidates
from selectivity.commands.candidates import read_rows
from selectivity.errors import DataError
from selectivity.tables.from_measured import build, replicate_scatter
from selectivity.tables.membrane_identity import group_rows, plain_name

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
MADE = ("candidates.csv", "candidate_groups.csv", "candidate_measurements.csv")


@pytest.fixture(scope="module")
def membranes():
    return read_rows(ROOT / "config/candidates.csv")


@pytest.fixture(scope="module")
def measured():
    return read_rows(DATA / "measured_selectivity.csv")


def test_candidates_are_distinct_membranes(membranes):
    names = [row["candidate"] for row in membranes]
    assert len(names) == len(set(names)) >= 200
    assert all(name.replace("-", "").isalnum() and name == name.lower() for name in names)
    assert not any("rep" in row["name"].split() for row in membranes)
    reported = [
        tuple(row[k] for k in ("source", "pore_radius_nm", "mwco_Da", "zeta_potential_mV"))
        for row in membranes
        if sum(bool(row[k]) for k in ("pore_radius_nm", "mwco_Da", "zeta_potential_mV")) == 3
    ]
    assert len(reported) == len(set(reported))


def test_classes_of_the_candidates_have_priors(membranes):
    known = {row["material_class"] for row in read_rows(DATA / "materials.csv")}
    assert {row["material_class"] for row in membranes} <= known


def test_the_ten_membranes_of_the_review_are_candidates(membranes):
    assert sum("theory 8" in row["note"] for row in membranes) == 10


def test_radius_computed_from_the_cut_off_is_left_to_the_estimator(membranes, measured):
    computed = {
        plain_name(row["membrane"])
        for row in measured
        if row["pore_radius_origin"] == "computed from MWCO"
    }
    found = [row for row in membranes if row["name"] in computed]
    assert found
    assert all(not row["pore_radius_nm"] and row["mwco_Da"] for row in found)


def test_groups_stand_on_candidates_without_a_zeta_potential(membranes):
    zeta = {row["candidate"]: row["zeta_potential_mV"] for row in membranes}
    groups = {row["group"] for row in read_rows(DATA / "groups.csv")}
    for row in read_rows(ROOT / "config/candidate_groups.csv"):
        assert zeta[row["candidate"]] == ""
        assert row["group"] in groups
        assert row["note"].startswith("assumed")


def test_every_measured_row_belongs_to_at_most_one_candidate(membranes, measured):
    links = read_rows(ROOT / "config/candidate_measurements.csv")
    rows = [link["row_id"] for link in links]
    assert len(rows) == len(set(rows)) == len(measured) - 2  # two are no membranes
    assert {link["candidate"] for link in links} <= {row["candidate"] for row in membranes}


def _measured(**values):
    with (DATA / "measured_selectivity.csv").open(encoding="utf-8") as handle:
        columns = next(csv.reader(handle))
    row = dict.fromkeys(columns, "")
    return row | {"paper_group": "P", "family": "MOF", "source_label": "guo2016"} | values


def test_replicates_and_repeats_are_one_membrane_and_samples_are_not():
    rows = [
        _measured(row_id="S1", membrane="R 001 rep 1", water_permeance_LMH_bar="1"),
        _measured(row_id="S2", membrane="R 001 rep 2", water_permeance_LMH_bar="2"),
        _measured(row_id="S3", membrane="L", water_permeance_LMH_bar="1"),
        _measured(row_id="S4", membrane="L", water_permeance_LMH_bar="2"),
        _measured(row_id="S5", membrane="A", MWCO_Da="300", zeta_mV="5"),
        _measured(row_id="S6", membrane="B", MWCO_Da="300", zeta_mV="5"),
        _measured(row_id="S7", membrane="C", flags="same rejections as S5"),
        _measured(row_id="S8", membrane="D", MWCO_Da="300"),
    ]
    found = [[row["row_id"] for row in group] for group in group_rows(rows)]
    assert found == [["S1", "S2"], ["S3"], ["S4"], ["S5", "S6", "S7"], ["S8"]]


def test_candidates_are_rebuilt_byte_for_byte(tmp_path, capsys):
    make_candidates(data=DATA, output=tmp_path)
    assert "left out" in capsys.readouterr().out
    for name in MADE:
        assert (tmp_path / name).read_bytes() == (ROOT / "config" / name).read_bytes(), name


@pytest.mark.parametrize("material", ["polyamide_nf", "mof"])
def test_doubtful_descriptors_are_widened_or_left_out(material):
    family = {"polyamide_nf": "polyamide NF, positive zeta", "mof": "MOF nanochannel"}[material]
    row = _measured(
        row_id="S1",
        membrane="A",
        family=family,
        pore_radius_nm="0.2",
        pore_radius_origin="reported",
        pore_radius_from_MWCO_nm="0.5",
        flags="reported pore radius and MWCO disagree by more than 1.6x",
        zeta_mV="12",
        IEP_pH="0.4",
    )
    (record,) = build([row], [], []).candidates
    assert record["material_class"] == material
    assert float(record["pore_radius_uncertainty_nm"]) == pytest.approx(0.15)
    assert "isoelectric_point_pH" not in record
    assert "0.4 left out" in record["note"]


def test_scatter_of_replicates_is_pooled():
    names = ("R 1 rep 1", "R 1 rep 2", "R 2 rep 3", "R 2 rep 4")
    rows = [
        _measured(row_id=f"S{i}", membrane=name, dataset="d", PEG400_rejection_pct=value)
        for i, (name, value) in enumerate(zip(names, ("90", "92", "80", "80"), strict=True))
    ]
    scatter = replicate_scatter(group_rows(rows))
    assert scatter["d", "peg400_rejection_pct"] == pytest.approx(1.0)  # sqrt((2 + 0) / 2)


def test_wrong_measured_table_is_refused_with_every_problem(tmp_path):
    for name in ("added_membranes.csv", "assumed_groups.csv"):
        shutil.copy(DATA / name, tmp_path / name)
    text = (DATA / "measured_selectivity.csv").read_text(encoding="utf-8")
    wrong = text.replace("zeta_mV", "zeta_V", 1).replace("S0000,wang2023,A", "S0000,wang2023,Q", 1)
    (tmp_path / "measured_selectivity.csv").write_text(wrong, encoding="utf-8")
    with pytest.raises(DataError) as refused:
        make_candidates(data=tmp_path, output=tmp_path / "made")
    assert len(refused.value.problems) >= 2
    assert not (tmp_path / "made").exists()
