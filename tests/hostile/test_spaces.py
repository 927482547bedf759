"""Spaces of strangers: `enumerate` refuses what no candidate can be, by file and key."""

import json

import pytest

RADIUS = {"low": 0.2, "high": 1.0}
COLUMNS = {"pore_radius_nm": RADIUS, "geometry": ["cylinder"]}


def radius(**given):
    return {"columns": {"pore_radius_nm": given}}


def density(given):
    return {"groups": {"acid": {"site_density_mol_m3": given}}}


def radius_where(**given):
    return {"columns": COLUMNS | {"pore_radius_nm": RADIUS | {"where": given}}}


SPACES = {
    "true for a number of candidates": {"candidates": True},
    "true for a radius": {"columns": {"pore_radius_nm": True}},
    "true for an end of a range": radius(low=True, high=2),
    "more candidates than a disk holds": {"candidates": 10**12},
    "a range beyond the largest number": {
        "columns": {"fixed_charge_mol_m3": {"low": -1.7e308, "high": 1.7e308}}
    },
    "a range of all numbers on a log scale": radius(low=1e-320, high=1e308, scale="log"),
    "a log scale from zero": radius(low=0, high=1, scale="log"),
    "a nested list": {"columns": {"pore_radius_nm": [[0.5]]}},
    "text for a density": density("much"),
    "text among densities": density([0, "much"]),
    "a negative density": density(-100),
    "a density under itself": density(RADIUS | {"where": {"acid": 1}}),
    "a density under an unknown column": density(RADIUS | {"where": {"geometri": "slit"}}),
    "a condition of text on a number": {
        "columns": COLUMNS | {"thickness_nm": RADIUS | {"where": {"pore_radius_nm": "wide"}}}
    },
    "a condition of a number on text": radius_where(geometry=3),
    "a condition on nothing": radius_where(geometry=[]),
    "a group that is code": {"groups": {"__import__('os').system('touch PWNED')": {}}},
    "a constraint that is code": {"constraints": ["__import__('os').system('touch PWNED') < 1"]},
    "a constraint on a function": {"constraints": ["abs < 1"]},
    "a constraint on two functions": {"constraints": ["sqrt == log10"]},
    "a constraint inside a constraint": {"constraints": ["(" * 180 + "1"]},
    "an attribute": {"constraints": ["pore_radius_nm.__class__ == 1"]},
    "a name of two lines": {"columns": COLUMNS | {"name": "a\nb"}},
    "a name with a zero byte": {"columns": COLUMNS | {"name": "a\0b"}},
    "half a character": {"columns": COLUMNS | {"name": "\ud800"}},
    "an identifier that is a path": {"name": "../../x"},
    "five hundred columns": {"columns": {f"c{place}": 1 for place in range(500)}},
    "five hundred groups": {"groups": {f"g{place}": {} for place in range(500)}},
}
"""What each puts into a space that is right else."""


@pytest.mark.parametrize("output", ["out", "out.csv"])
@pytest.mark.parametrize("name", SPACES)
def test_what_no_candidate_can_be(refused, tmp_path, name, output):
    space = {"candidates": 100, "columns": COLUMNS} | SPACES[name]
    (tmp_path / "in.yaml").write_text(json.dumps(space))
    assert "in.yaml, row 1" in refused("enumerate", "in.yaml", "-o", output)
    assert not (tmp_path / "PWNED").exists()


LATER = {
    "values outside the bounds": radius(low=-5, high=-1),
    "a class that is not there": {"columns": COLUMNS | {"material_class": "nonsense"}},
    "a product of texts": {"constraints": ["'a' * 1000000000 == 'b'"]},
    "a number that is no comparison": {"constraints": ["pore_radius_nm"]},
    "a grid without end": {
        "method": "grid",
        "columns": {name: RADIUS | {"steps": 10_000} for name in ("pore_radius_nm", "porosity")}
        | {"thickness_nm": [1, 2]},
    },
}
"""What only shows when the rows are made."""


@pytest.mark.parametrize("name", LATER)
def test_rows_that_cannot_be(refused, tmp_path, name):
    space = {"candidates": 100, "columns": COLUMNS} | LATER[name]
    (tmp_path / "in.yaml").write_text(json.dumps(space))
    refused("enumerate", "in.yaml", "-o", "out")


@pytest.mark.parametrize("output", ["in.yaml", ".", "folder.csv", "in.yaml/out"])
def test_an_output_that_cannot_be_written(refused, tmp_path, output):
    (tmp_path / "in.yaml").write_text(json.dumps({"candidates": 100, "columns": COLUMNS}))
    (tmp_path / "folder.csv").mkdir()
    refused("enumerate", "in.yaml", "-o", output)


@pytest.mark.parametrize("count", ["0", "-5", "1000000000000", "1e3", "many"])
def test_a_number_of_candidates_that_cannot_be(refused, tmp_path, count):
    (tmp_path / "in.yaml").write_text(json.dumps({"candidates": 100, "columns": COLUMNS}))
    refused("enumerate", "in.yaml", "-o", "out", "-n", count)
