"""Spaces of designs: the same seed the same bytes, constraints kept, stable identifiers."""

import hashlib
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from selectivity.errors import ConfigError, DataError
from selectivity.tables.candidates import load_candidates
from selectivity.tables.parts import parts_of
from selectivity.tables.space import Space, classes, read_space
from selectivity.tables.space_files import write_space

ROOT = Path(__file__).parents[2]
COLUMNS = {
    "geometry": ["cylinder", "slit"],
    "pore_radius_nm": {"low": 0.25, "high": 1.0, "scale": "log", "where": {"geometry": "cylinder"}},
    "slit_width_nm": {"low": 0.5, "high": 2.0, "steps": 3, "where": {"geometry": "slit"}},
    "mouth_radius_nm": {"low": 0.3, "high": 1.0},
    "fixed_charge_mol_m3": [-100, 0, 100],
    "material_class": "other",
}
GROUPS = {"acid": {"location": "mouth", "group": "carboxylate", "site_density_mol_m3": [0, 50]}}
CONSTRAINTS = ("pore_radius_nm <= mouth_radius_nm", "acid == 0 or fixed_charge_mol_m3 <= 0")


def space(**changed):
    given = {"columns": COLUMNS, "groups": GROUPS, "constraints": CONSTRAINTS, "candidates": 500}
    return Space(**(given | changed))


def rows_of(path):
    return pd.concat([pd.read_parquet(part) for part in parts_of(path)], ignore_index=True)


def digests(folder):
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]


@pytest.mark.parametrize("method", ["sobol", "random", "grid"])
def test_constraints_hold_and_every_row_is_a_candidate(tmp_path, method):
    written = write_space(space(method=method, candidates=5000 if method == "grid" else 500),
                          tmp_path / "d")  # fmt: skip
    rows = rows_of(written.tables[0])
    assert written.candidates == len(rows) == rows["candidate"].nunique()
    both = rows.dropna(subset=["pore_radius_nm"])
    assert (both["pore_radius_nm"] <= both["mouth_radius_nm"]).all()
    assert (rows["pore_radius_nm"].isna() == (rows["geometry"] == "slit")).all()
    sites = rows_of(written.tables[1])
    charged = rows.set_index("candidate").loc[sites["candidate"], "fixed_charge_mol_m3"]
    assert (charged <= 0).all()
    assert set(sites["site_density_mol_m3"]) == {50.0}
    assert len(load_candidates(written.tables[0], classes())) == len(rows)


def test_a_grid_has_every_combination_once(tmp_path):
    written = write_space(space(method="grid", candidates=None, constraints=()), tmp_path / "d")
    # cylinders: 5 radii; slits: 3 widths; both x 5 mouths x 3 charges x 2 densities
    assert written.candidates == (5 + 3) * 5 * 3 * 2
    rows = rows_of(written.tables[0]).drop(columns="candidate")
    assert len(rows.drop_duplicates()) == (5 + 3) * 5 * 3


def test_same_space_same_bytes_another_seed_others(tmp_path):
    for name in ("a", "b"):
        write_space(space(seed=3, part_rows=100), tmp_path / name)
    write_space(space(seed=4, part_rows=100), tmp_path / "c")
    assert digests(tmp_path / "a") == digests(tmp_path / "b")
    assert digests(tmp_path / "a") != digests(tmp_path / "c")


@pytest.mark.parametrize("method", ["sobol", "random"])
def test_number_and_size_of_parts_leave_the_others_as_they_are(tmp_path, method):
    few = rows_of(write_space(space(method=method, candidates=200), tmp_path / "few").tables[0])
    given = {"method": method, "candidates": 700, "part_rows": 128}
    many = rows_of(write_space(space(**given), tmp_path / "many").tables[0])
    pd.testing.assert_frame_equal(many.iloc[:200].reset_index(drop=True), few)
    assert [pq.read_metadata(p).num_rows for p in parts_of(tmp_path / "many/candidates")] == [
        *[128] * 5, 60]  # fmt: skip


def test_a_further_constraint_leaves_the_others_as_they_are(tmp_path):
    less = rows_of(write_space(space(constraints=()), tmp_path / "a").tables[0])
    more = rows_of(write_space(space(), tmp_path / "b").tables[0])
    common = less.merge(more, on="candidate", suffixes=("", "_b"))
    assert len(common) > 100
    assert (common["mouth_radius_nm"] == common["mouth_radius_nm_b"]).all()


def test_csv_and_parquet_files_hold_the_same(tmp_path):
    write_space(space(), tmp_path / "c.csv")
    write_space(space(), tmp_path / "c.parquet")
    first = load_candidates(tmp_path / "c.csv", classes())
    second = load_candidates(tmp_path / "c.parquet", classes())
    assert first["candidate"].tolist() == second["candidate"].tolist()
    np.testing.assert_allclose(first["pore_radius"], second["pore_radius"], rtol=1e-15)
    assert (tmp_path / "c_groups.csv").is_file()


def test_impossible_constraints_end(tmp_path):
    with pytest.raises(DataError, match="satisfy the constraints"):
        write_space(space(constraints=("mouth_radius_nm > 2",)), tmp_path / "d")
    assert not (tmp_path / "d").exists()


def test_values_outside_the_bounds_are_told(tmp_path):
    bad = COLUMNS | {"mouth_radius_nm": {"low": 0.3, "high": 1000.0}}
    with pytest.raises(DataError, match="mouth_radius_nm: found"):
        write_space(space(columns=bad), tmp_path / "d")
    assert not (tmp_path / "d").exists()


def test_another_folder_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(DataError, match=r"mine\.txt"):
        write_space(space(), tmp_path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("columns: {pore_radius: [0.3]}\ncandidates: 5", "did you mean 'pore_radius_nm'?"),
        ("columns: {pore_radius_nm: {low: 1}}\ncandidates: 5", "give low and high"),
        ("columns: {pore_radius_nm: {low: 1, high: 0.5}}\ncandidates: 5", "low must not be above"),
        ("columns: {pore_radius_nm: [wide]}\ncandidates: 5", "write numbers"),
        ("columns: {pore_radius_nm: [0.3]}", "state how many candidates"),
        ("columns: {pore_radius_nm: [0.3]}\nnumber: 3", "unknown key 'number'"),
        ("columns: {pore_radius_nm: [0.3]}\nmethod: halton\ncandidates: 5", "'grid'|grid"),
        ("columns: {pore_radius_nm: [0.3]}\ncandidates: 5\nconstraints: ['pore < 1']", "pore"),
        ("columns: {pore_radius_nm: [0.3]}\ncandidates: 5\nconstraints: ['import os']",
         "not an expression"),
        ("columns: {pore_radius_nm: [0.3]}\ncandidates: 5\ngroups: {a: {group: carboxyl}}",
         "carboxylate"),
        ("columns: {}\ncandidates: 5", "add what varies"),
    ],
)  # fmt: skip
def test_mistakes_are_told_with_their_line(tmp_path, text, said):
    path = tmp_path / "space.yaml"
    path.write_text(text)
    with pytest.raises(ConfigError) as told:
        read_space(path)
    assert any(part in str(told.value) for part in said.split("|")), str(told.value)


def test_the_worked_example(tmp_path):
    example = read_space(ROOT / "docs/cases/space/channels.yaml")
    small = example.model_copy(update={"candidates": 300})
    assert write_space(small, tmp_path / "d").candidates == 300
