"""Schemas: bounds in every spelling, units, companions, and the shipped files themselves."""

import math

import pytest

from selectivity.errors import DataError, MissingDataError
from selectivity.tables.cells import in_bounds
from selectivity.tables.paths import schema_dir
from selectivity.tables.schema import Bounds, load_schema, parse_bounds
from selectivity.units import is_known

TYPES = ("text", "identifier", "ion", "path", "choice", "number", "integer")
SHIPPED = sorted(file.stem for file in schema_dir().glob("*.csv"))


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("[0,1]", Bounds(0, 1)),
        ("(0, inf)", Bounds(0, math.inf, True, True)),
        ("(-inf,0)", Bounds(-math.inf, 0, True, True)),
        ("(0,1e6]", Bounds(0, 1e6, True, False)),
        ("> 0", Bounds(low=0, low_open=True)),
        (">= 0, < 1", Bounds(0, 1, False, True)),
        ("0..14", Bounds(0, 14)),
        ("", Bounds()),
    ],
)
def test_bounds(text, bounds):
    assert parse_bounds(text) == bounds


def test_bounds_that_mean_nothing_are_refused():
    with pytest.raises(DataError, match="allowed"):
        parse_bounds("positive")


def test_open_ends_are_outside():
    column = load_schema("candidates").by_name()["porosity"]
    assert str(column.bounds) == "(0, 1]"
    assert [in_bounds(x, column) for x in (0.0, 1e-9, 1.0, 1.1)] == [False, True, True, False]


def test_field_and_unit_of_a_column():
    columns = load_schema("candidates").by_name()
    assert columns["mwco_Da"].field == "mwco"
    assert columns["peg400_rejection_pct"].unit == "pct"
    assert columns["isoelectric_point_pH"].field == "isoelectric_point"
    assert columns["pH"].field == "pH"
    assert columns["candidate"].requirement == "key"


def test_every_number_may_have_uncertainty_source_and_kind():
    columns = load_schema("candidates").by_name()
    for name in ("pore_radius_uncertainty_nm", "pore_radius_source", "pore_radius_kind"):
        assert name in columns
    assert not [name for name in columns if name.count("uncertainty") > 1]


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_schema_is_sound(name):
    """Every suffix matches the unit, every column is explained, every name occurs once."""
    schema = load_schema(name)
    names = [column.name for column in schema.columns]
    assert len(set(names)) == len(names) > 0
    for column in schema.columns:
        assert column.description, column.name
        assert column.requirement in ("required", "optional", "key"), column.name
        assert column.type in TYPES, column.name
        assert column.unit == "" or is_known(column.unit), column.name
        if column.unit and column.unit != "K":
            assert column.name.endswith(f"_{column.unit}") or column.name == "charge"


def test_an_unknown_table():
    with pytest.raises(MissingDataError, match="no schema"):
        load_schema("membranes")
