"""The map: smooth, in the units of the columns, equal to a screening of its points."""

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from selectivity.report.fields import Axis, Field, contour
from selectivity.report.map_figure import draw, page, placed, standalone
from selectivity.screening.map import axis_values, map_table
from selectivity.tables.map_section import MapSection

SECTION = MapSection(points=7, x_low=0.25, x_high=0.7, y_low=-300, y_high=300)


@pytest.fixture(scope="module")
def mapped():
    from dataclasses import replace

    from selectivity.tables.paths import shipped_root
    from selectivity.tables.study import load_study
    from selectivity.tables.wanted import Wanted

    study = load_study(shipped_root() / "config/config.yaml", wanted=Wanted(names=()))
    config = study.config.model_copy(update={"map": SECTION})
    return map_table(replace(study, config=config))


def test_every_point_once_in_the_units_of_the_columns(mapped):
    assert len(mapped) == 7 * 7 * mapped["feed"].nunique()
    x, _ = axis_values(SECTION)
    one = mapped[mapped["feed"] == mapped["feed"].iloc[0]]
    np.testing.assert_allclose(one["pore_radius_nm"].to_numpy().reshape(7, 7), np.tile(x, (7, 1)))
    assert one["fixed_charge_mol_m3"].iloc[0] == pytest.approx(-300)
    assert one["fixed_charge_mol_m3"].iloc[-1] == pytest.approx(300)
    assert one["selectivity_li_mg"].notna().all()


def test_a_positive_wall_keeps_the_divalent_cation_back(mapped):
    column = mapped[mapped["pore_radius_nm"] == mapped["pore_radius_nm"].max()].head(7)
    selectivity = column.sort_values("fixed_charge_mol_m3")["selectivity_li_mg"].to_numpy()
    assert (np.diff(selectivity) > 0).all()  # theory 1.2: exp(-2FΨ/RT) against exp(-FΨ/RT)


def test_an_end_that_a_column_does_not_allow_is_left(mapped):
    x, _ = axis_values(MapSection(x_low=0.0, x_high=1.0, points=11))
    assert x[0] == pytest.approx(0.05)


def test_figures_mark_candidates_and_targets(mapped):
    candidates = pd.DataFrame({"x": [0.4, 9.0], "y": [0.0, 0.0], "text": ["<b>&", "far"]})
    (drawn, *_) = draw(mapped, SECTION, ("Li+", "Mg2+"), candidates)
    assert drawn.n_marks == 1
    assert "&lt;b&gt;&amp;" in drawn.selectivity and "<b>" not in drawn.selectivity
    assert "style=" not in drawn.selectivity and "<script" not in drawn.selectivity
    assert "of this map" in drawn.sentence or "Nowhere" in drawn.sentence
    assert standalone(drawn.selectivity).startswith("<?xml")
    assert drawn.permeability in page([drawn], SECTION)


def test_candidates_stand_at_their_descriptors():
    tables = {
        "descriptors": pd.DataFrame(
            {"candidate": ["a", "b"], "descriptor": ["pore_radius"] * 2, "value": [0.4, 0.5]}
        ),
        "regimes": pd.DataFrame({"candidate": ["a", "a"], "fixed_charge_mol_m3": [-5.0, -5.0]}),
    }
    ranking = pd.DataFrame(
        {"candidate": ["a", "b"], "rank": ["1", ""], "selectivity_li_mg": ["12", ""]}
    )
    found = placed(tables, ranking, SECTION)
    assert found.to_dict("records") == [
        {"x": 0.4, "y": -5.0, "text": "a: selectivity 12.0, rank 1"}
    ]


def test_a_contour_lies_where_the_field_has_the_level():
    x, y = np.linspace(-1, 1, 41), np.linspace(-1, 1, 31)
    values = np.hypot(*np.meshgrid(x, y))
    found = contour(Field(x, y, values, Axis("r", 0, 2)), 0.6, "circle")
    assert len(found.segments) > 40
    radii = np.hypot(found.segments[..., 0], found.segments[..., 1])
    np.testing.assert_allclose(radii, 0.6, atol=2e-3)
    values[:, 20:] = np.nan
    half = contour(Field(x, y, values, Axis("r", 0, 2)), 0.6, "half")
    assert half.segments[..., 0].max() <= 0


@pytest.mark.parametrize(
    "changed",
    [
        {"x": "pore_radius"},
        {"x": "geometry"},
        {"x": "fixed_charge_mol_m3"},
        {"x": "thickness_nm"},
        {"x_low": 2.0},
        {"x_low": -1.0},
        {"fixed": {"porosity": 0.1, "colour": 1.0}},
    ],
)
def test_wrong_sections_are_refused(changed):
    with pytest.raises(ValidationError):
        MapSection(**changed)
