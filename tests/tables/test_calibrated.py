"""Calibrated constants: read, put among the priors, drawn together."""

import numpy as np
import pytest
from scipy.stats import qmc

from selectivity.errors import DataError
from selectivity.tables.calibrated import EVERY_CLASS, load_calibrated
from selectivity.tables.materials import load_materials
from selectivity.tables.paths import data_dir

TABLE = """constant,material_class,median,log_spread,data_version,correlations,source,kind
permittivity_scale,all,1.5,0.1,abc,,selectivity2026,fitted
charge_scale,all,0.5,0.4,abc,0.8,selectivity2026,fitted
hydration_unreplaced,mof,0.05,0.5,abc,-0.5 -0.2,selectivity2026,fitted
"""


@pytest.fixture
def load(tmp_path):
    def written(text=TABLE):
        path = tmp_path / "calibrated_constants.csv"
        path.write_text(text, encoding="utf-8")
        return load_calibrated(path)

    return written


def test_the_shipped_table_has_every_class_and_scale():
    materials = load_materials(data_dir() / "materials.csv")
    fitted = load_calibrated(data_dir() / "calibrated_constants.csv")
    for material in materials.classes:
        assert fitted.keys[fitted.place("hydration_replaced", material)][1] == material
        for name in ("permittivity_scale", "charge_scale", "path_scale"):
            assert fitted.keys[fitted.place(name, material)] == (name, EVERY_CLASS)
    assert np.linalg.eigvalsh(fitted.correlation).min() > -0.05
    assert len(fitted.data_version) == 12


def test_points_take_the_correlations_and_stay_uniform(load):
    fitted = load()
    points = np.clip(qmc.Sobol(3, rng=1).random(4096), 1e-9, 1 - 1e-9)
    drawn = fitted.correlated(points)
    assert np.allclose(drawn.mean(axis=0), 0.5, atol=0.01)
    assert np.allclose(drawn.std(axis=0), 1 / np.sqrt(12), atol=0.01)
    # uniform marks of a normal pair with correlation r have correlation 6/π asin(r/2)
    expected = 6 / np.pi * np.arcsin(fitted.correlation / 2)
    assert np.allclose(np.corrcoef(drawn.T), expected, atol=0.03)


def test_priors_of_the_constants_are_replaced_and_no_others(load):
    materials = load_materials(data_dir() / "materials.csv")
    over = load().over(materials)
    assert over.prior("mof", "hydration_replaced").value == pytest.approx(0.95)
    assert over.prior("mof", "hydration_replaced").kind == "fitted"
    assert over.prior("polyamide_nf", "permittivity_scale").value == 1.5
    assert over.prior("cof", "hydration_replaced") == materials.prior("cof", "hydration_replaced")
    assert over.prior("mof", "pore_radius") == materials.prior("mof", "pore_radius")
    assert over.calibrated is not None and materials.calibrated is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("0.8,sel", "0.8 0.1,sel", "1 numbers from -1 to 1"),
        ("-0.5 -0.2", "-0.5 1.4", "2 numbers from -1 to 1"),
        ("-0.5 -0.2", "much", "2 numbers from -1 to 1"),
        ("charge_scale", "charge_scal", "did you mean 'charge_scale'"),
        (",0.5,0.4", ",-0.5,0.4", "median"),
        ("mof", "", "material_class"),
    ],
)
def test_what_is_wrong_is_said(load, old, new, said):
    with pytest.raises(DataError) as caught:
        load(TABLE.replace(old, new, 1))
    assert said in str(caught.value)


OTHER = """constant,unit,distribution,prior_median,prior_spread,median,correlation_path_scale
path_scale,,lognormal,1,0.5,0.9,1
"""


def test_a_table_of_another_version_is_one_problem_that_says_how_to_make_it_anew(load):
    with pytest.raises(DataError) as caught:
        load(OTHER)
    assert len(caught.value.problems) == 1
    told = str(caught.value)
    assert "another version" in told and "`selectivity fit`" in told
    assert "'distribution', 'prior_spread', 'correlation_path_scale'" in told
    assert "lacks 'material_class', 'log_spread', 'source', 'kind'" in told


@pytest.mark.parametrize("new", ["medain", "log_spread_x"])
def test_one_wrong_column_is_told_as_such(load, new):
    with pytest.raises(DataError) as caught:
        load(TABLE.replace("median", new, 1))
    assert "another version" not in str(caught.value)
    assert f"'{new}'" in str(caught.value)
