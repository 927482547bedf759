"""Priors in SI, for every class and for what has no class."""

import pytest

from selectivity.errors import DataError
from selectivity.tables.materials import DISTRIBUTIONS, load_materials
from selectivity.tables.paths import data_dir

HEADER = "material_class,descriptor,value,uncertainty,distribution,unit,source,kind,note\n"


@pytest.fixture
def read(tmp_path):
    def apply(rows):
        (tmp_path / "materials.csv").write_text(HEADER + rows, encoding="utf-8")
        return load_materials(tmp_path / "materials.csv")

    return apply


def test_shipped_priors():
    table = load_materials(data_dir() / "materials.csv")
    assert {"polyamide_nf", "mof", "cof", "mxene", "other"} <= set(table.classes)
    radius = table.prior("polyamide_nf", "pore_radius")
    assert 0.1e-9 < radius.value < 1e-9
    assert 0 < radius.uncertainty < radius.value
    assert table.prior("mxene", "geometry").value == "slit"
    assert table.prior("mxene", "no such descriptor") is None
    assert all(prior.distribution in DISTRIBUTIONS for prior in table.priors.values())


def test_value_and_uncertainty_share_the_unit_of_the_row(read):
    prior = read("mof,pore_radius,3.5,0.5,lognormal,Å,k,estimated,\n").prior("mof", "pore_radius")
    assert (prior.value, prior.uncertainty) == pytest.approx((0.35e-9, 0.05e-9), rel=1e-12)


def test_a_descriptor_may_carry_its_unit(read):
    assert read("mof,thickness_nm,50,,normal,nm,k,estimated,\n").prior("mof", "thickness")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("mof,pore_radus,1,,normal,nm,k,estimated,\n", "did you mean 'pore_radius'?"),
        ("mof,pore_radius,1,,normal,mV,k,estimated,\n", "mV does not measure pore_radius"),
        ("mof,pore_radius,1,,normal,furlong,k,estimated,\n", "'furlong'"),
        ("mof,pore_radius,one,,normal,nm,k,estimated,\n", "'one'"),
        ("mof,pore_radius,1,-1,normal,nm,k,estimated,\n", "column uncertainty"),
        ("mof,pore_radius,1,,gaussian,nm,k,estimated,\n", "column distribution"),
        ("mof,geometry,round,,choice,-,k,estimated,\n", "cylinder | slit"),
    ],
)
def test_wrong_rows(read, row, message):
    with pytest.raises(DataError) as raised:
        read(row)
    assert message in str(raised.value)


def test_one_prior_for_one_descriptor(read):
    with pytest.raises(DataError, match="duplicate 'mof', 'porosity'"):
        read("mof,porosity,0.2,,normal,-,k,estimated,\n" * 2)
