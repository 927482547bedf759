"""The design in the report: flows that add up, what limits as text, nothing without a brine."""

import re
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from selectivity.report.sankey import HEIGHT, NODE, Flow, draw
from selectivity.report.sections.design import DESIGN
from selectivity.screening.design_rows import best_first, document, tables
from selectivity.screening.designs import question
from selectivity.tables.design_section import DesignSection
from selectivity.tables.paths import data_dir
from selectivity.tables.write import write_json
from tests.screening.test_design_parts import row

SERIES = Flow([1.0, 0.7], [0.0, 0.0], [0.7, 0.49], [0.3, 0.21], 1.0)
BACK = Flow([1.14, 0.8], [0.0, 0.0], [0.8, 0.66], [0.34, 0.14], 1.0)


def heights(drawing, kind):
    found = []
    for band in drawing.bands:
        if band.kind == kind:
            y = [float(pair.split(",")[1]) for pair in band.points.split()]
            found.append(max(y) - min(y))
    return np.array(found)


def test_heights_are_amounts_and_add_up():
    drawing = draw(SERIES, recycle=False)
    scale = HEIGHT / 1.0
    np.testing.assert_allclose(heights(drawing, "on"), np.array([1, 0.7, 0.49]) * scale, atol=0.01)
    np.testing.assert_allclose(heights(drawing, "rest"), np.array([0.3, 0.21]) * scale, atol=0.01)
    assert [node[2] for node in drawing.nodes] == [NODE, NODE]


def test_recycled_rest_goes_back_between_the_stages():
    drawing = draw(BACK, recycle=True)
    scale = HEIGHT / 1.14
    np.testing.assert_allclose(heights(drawing, "back"), np.array([0.34, 0.14]) * scale, atol=0.01)
    assert not len(heights(drawing, "rest"))


def test_nothing_that_passes_is_still_a_band():
    drawing = draw(Flow([1.0], [0.0], [0.0], [1.0], 1.0), recycle=False)
    assert np.all(heights(drawing, "on") > 0)
    assert "product 0 %" in [text.words for text in drawing.texts]


@pytest.fixture
def study(tmp_path):
    section = DesignSection(brine="east_taijinar", ions=("Li+", "Mg2+", "Cl-"), dilution=20.0)
    asked = question(section, None, data_dir(), ("x", []))
    poor = {**row("poor", feasible=False), "limits": "selectivity: <b>Mg2+</b> 4 against 1"}
    content = document(asked, best_first([row("good"), poor]))
    write_json(tmp_path / "design.json", content)
    frame, streams = tables(content["designs"])
    found = {"design": frame, "design_streams": streams}
    return SimpleNamespace(results=tmp_path, tables=found)


def test_section_names_the_best_and_what_limits_the_others(study):
    context = DESIGN.build(study)
    assert context["best"]["name"] == "good"
    assert (context["n_feasible"], context["n_designs"]) == (1, 2)
    assert context["rows"][1]["limits"].endswith("4 against 1")
    assert [item["ion"] for item in context["sankeys"]] == ["Li⁺"]
    assert {figure["id"] for figure in context["figures"]} == {"design-energy", "design-purity"}


def test_section_as_text(study):
    from selectivity.report.page import _environment

    html = _environment().get_template("design.html").render(study=study, **DESIGN.build(study))
    assert "&lt;b&gt;Mg2+" in html
    assert "<b>Mg2+" not in html
    assert re.search(r'<polygon points="[\d., ]+" class="flow on">', html)
    assert "style=" not in html


def test_no_design_no_section(study):
    study.tables["design"] = pd.DataFrame()
    assert DESIGN.build(study) is None
