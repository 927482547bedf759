"""The shipped group table, in SI, and contradictions in it."""

import numpy as np
import pytest

from selectivity.errors import DataError
from selectivity.tables.groups import CHARGE_OF_KIND, acid_constant, load_groups
from selectivity.tables.ions import load_ions
from selectivity.tables.paths import data_dir

IONS = ("Li+", "Na+", "K+", "Mg2+", "Cl-")
HEADER = "group,property,ion,value,uncertainty,unit,source,kind,note\n"
ACID = "x,kind,,acid,,-,k,estimated,\nx,pKa,,4,0.5,pH,k,estimated,\n"


@pytest.fixture(scope="module")
def names():
    return load_ions(data_dir() / "ions.csv").resolver


@pytest.fixture(scope="module")
def table(names):
    return load_groups(data_dir() / "groups.csv", names)


@pytest.fixture
def read(tmp_path, names):
    def apply(rows):
        (tmp_path / "groups.csv").write_text(HEADER + rows, encoding="utf-8")
        return load_groups(tmp_path / "groups.csv", names)

    return apply


def test_sulfonate_binds_in_the_order_of_the_review(table):
    place = table.names.index("sulfonate")
    lithium, sodium, potassium, magnesium, chloride = table.matrix(IONS)[place]
    assert magnesium > potassium > sodium > lithium > chloride == 0
    assert np.all(table.matrix(IONS, uncertainty=True)[place][:4] > 0)


def test_arrays_for_the_physics(table):
    groups = table.groups(IONS)
    n_groups = len(table.names)
    assert groups.association.shape == groups.sites_per_ion.shape == (n_groups, len(IONS))
    assert groups.charge.shape == groups.acid_constant.shape == (n_groups,)
    assert np.array_equal(np.isnan(groups.acid_constant), groups.charge == 1)
    assert [CHARGE_OF_KIND[kind] for kind in table.kind] == list(groups.charge)


def test_acid_constant():
    # pKa 4: half dissociated at pH 4, where c_H = 0.1 mol/m³
    assert acid_constant(np.array([4.0]))[0] == pytest.approx(0.1, rel=1e-12)


def test_litres_per_mole_become_cubic_metres(read):
    table = read(ACID + "x,association_constant,Mg²⁺,2,1,L/mol,k,estimated,\n")
    assert table.association["x", "Mg2+"] == pytest.approx(2e-3, rel=1e-12)
    assert table.association_uncertainty["x", "Mg2+"] == pytest.approx(1e-3, rel=1e-12)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("x,kind,,acid,,-,k,estimated,\n", "no pKa of 'x', kind acid"),
        ("x,pKa,,4,,pH,k,estimated,\n", "no kind of 'x'"),
        ("x,kind,,quaternary,,-,k,estimated,\nx,pKa,,9,,pH,k,estimated,\n", "no proton"),
        (ACID + "x,charge,,1,,e,k,estimated,\n", "charge 1 of 'x', kind acid"),
        (ACID + "x,charge,,0,,e,k,estimated,\n", "charge 0 of 'x', kind acid"),
        (ACID + "x,pKa,,5,,pH,k,estimated,\n", "a second pKa of 'x'"),
        (ACID + "x,association_constant,Li+,-1,,m3/mol,k,estimated,\n", "a number >= 0"),
        (ACID + "x,association_constant,Li+,1,,,k,estimated,\n", "m3/mol or L/mol"),
        (ACID + "x,association_constant,,1,,m3/mol,k,estimated,\n", "column ion"),
    ],
)
def test_contradictions(read, rows, message):
    with pytest.raises(DataError) as raised:
        read(rows)
    assert message in str(raised.value)
