"""The design in the report: flows that add up, what limits as text, nothing without a brine."""

import json
import re
import shutil
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from selectivity.report.citations import _design_sources
from selectivity.report.page import STYLES, _asset, _environment
from selectivity.report.sankey import HEIGHT, NODE, Flow, draw
from selectivity.report.sections.design import COST, DESIGN
from selectivity.screening.design_rows import best_first, document, tables
from selectivity.screening.designs import question
from selectivity.tables.design_section import DesignSection
from selectivity.tables.paths import data_dir
from selectivity.tables.write import write_json
from tests.screening.test_design_parts import row

HAS_BROWSER = shutil.which("chromium") is not None
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
    content["first_design_with_ideal_solutions"] = row("good", energy=1.25)
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


def test_real_and_ideal_stand_beside_each_other_with_their_source(study):
    context = DESIGN.build(study)
    assert context["solution"]["source"] == "appelo2015"
    energy = next(one for one in context["beside"] if one["title"] == "Energy")
    assert (energy["real"], energy["ideal"], energy["change"]) == ("1.00", "1.25", "−20.0 %")
    assert _design_sources(study) == {"appelo2015", "garrett2004"}


def test_an_ideal_design_has_nothing_beside(study):
    about = json.loads((study.results / "design.json").read_text(encoding="utf-8"))
    own = {"solution": {"model": "ideal", "why": "asked for"}}
    write_json(
        study.results / "design.json", {**about, **own, "first_design_with_ideal_solutions": None}
    )
    context = DESIGN.build(study)
    assert context["beside"] == []
    html = _environment().get_template("design.html").render(study=study, **context)
    assert "Solutions are taken as ideal: asked for." in html


def test_section_as_text(study):
    html = _environment().get_template("design.html").render(study=study, **DESIGN.build(study))
    assert "&lt;b&gt;Mg2+" in html
    assert "<b>Mg2+" not in html
    assert re.search(r'<polygon points="[\d., ]+" class="flow on">', html)
    assert "style=" not in html


if HAS_BROWSER:  # as in test_browser.py: without chromium these tests are left out

    def test_every_column_is_on_the_printed_page(browser, study, tmp_path):
        """A4 upright between margins of 1 cm; a table with all columns that there can be."""
        frame = study.tables["design"]
        for name in ("inlet_pressure_bar", "water_m3_per_kg_Li", COST):
            for end, value in (("", 98.7), ("_lo", 12.3), ("_hi", 444.0)):
                frame[f"{name}{end}"] = value
        frame["samples"], frame["candidate"] = 4, "nano2025-psf-pei-tmc-qthim"
        context = DESIGN.build(study)
        assert len(context["columns"]) == 8
        body = _environment().get_template("design.html").render(study=study, **context)
        file = tmp_path / "page.html"
        style = "\n".join(_asset(f"{name}.css") for name in STYLES)
        file.write_text(f"<meta charset='utf-8'><style>{style}</style>{body}", encoding="utf-8")
        view = browser.new_page(viewport={"width": 718, "height": 1040})
        view.emulate_media(media="print")
        view.goto(file.as_uri())
        wide = view.evaluate("[...document.querySelectorAll('table')].map(t => t.scrollWidth)")
        view.close()
        assert len(wide) == 2
        assert max(wide) <= 718


def test_no_design_no_section(study):
    study.tables["design"] = pd.DataFrame()
    assert DESIGN.build(study) is None
