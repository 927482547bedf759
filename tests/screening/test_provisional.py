"""The provisional fit finds the constants that made its anchors."""

import csv

import numpy as np
import pandas as pd
import pytest

from selectivity.screening import provisional
from selectivity.screening.materials_file import write_constants
from selectivity.tables.materials import load_materials

GRID = np.array([0.90, 0.94, 0.98])
SCALES = np.array([1.0, 1.3])


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(provisional, "REPLACED_GRID", GRID)
    monkeypatch.setattr(provisional, "SCALE_GRID", SCALES)
    monkeypatch.setattr(provisional, "FIT_SAMPLES", 8)


@pytest.fixture
def anchors():
    names = ["radius", "groups", "guessed", "peg", "cutoff"]
    return pd.DataFrame(
        {"candidate": names, "material_class": "polyamide_nf", "error": 0.25, "weight": 1.0}
    )


def test_fit_returns_the_constants_behind_the_anchors(small, study, anchors):
    made = anchors.assign(measured=provisional.medians(study, anchors, 0.94, 1.3))
    fitted = provisional.fit(study, made)
    assert fitted.scale == pytest.approx(1.3)
    assert fitted.replaced["polyamide_nf"] == pytest.approx(0.94)
    assert fitted.error == pytest.approx(0, abs=1e-9)
    assert fitted.replaced_spread["polyamide_nf"] > 0


def test_one_wild_anchor_does_not_move_the_fit(small, study, anchors):
    made = anchors.assign(measured=provisional.medians(study, anchors, 0.94, 1.3))
    made.loc[0, "measured"] += 6
    assert provisional.fit(study, made).replaced["polyamide_nf"] == pytest.approx(0.94)


def test_a_class_of_two_membranes_takes_what_all_share(small):
    classes = np.array(["mof", "mof", *["polyamide_nf"] * 3])
    wanted = np.array([0.90, 0.90, 0.98, 0.98, 0.98])
    loss = 0.5 * ((GRID[:, None] - wanted) / 0.01) ** 2
    chosen, _, spread = provisional._fit_classes(loss, classes, np.ones(5))
    assert GRID[chosen["polyamide_nf"]] == 0.98  # three membranes: a value of its own
    assert chosen["mof"] == chosen[""]
    assert spread["mof"] == spread[""] >= provisional.UNSEEN
    between = abs(GRID[chosen["polyamide_nf"]] - GRID[chosen[""]])
    assert spread["mof"] >= between


def test_note_tells_of_a_class_that_tells_too_little(small, study, tmp_path):
    names = ["", "mof", "polyamide_nf"]
    values = dict.fromkeys(names, 0.95)
    count = {"mof": 1, "polyamide_nf": 3}
    path = tmp_path / "materials.csv"
    path.write_bytes((study.data / "materials.csv").read_bytes())
    write_constants(path, provisional.Fit(1.3, 0.1, values, values, count, 0.1))
    priors = {
        name: load_materials(path).prior(name, "hydration_replaced") for name in (*count, "mxene")
    }
    assert priors["mof"].note.endswith("4 membranes of all classes, only 1 of the class")
    assert priors["mxene"].note.endswith("none of the class")
    assert "fitted to 3 membranes of the class" in priors["polyamide_nf"].note


def test_constants_are_written_and_nothing_else(small, study, anchors, tmp_path):
    path = tmp_path / "materials.csv"
    path.write_bytes((study.data / "materials.csv").read_bytes())
    made = anchors.assign(measured=provisional.medians(study, anchors, 0.94, 1.3))
    written = write_constants(path, provisional.fit(study, made))
    before, after = (
        list(csv.DictReader(name.read_text(encoding="utf-8").splitlines()))
        for name in (study.data / "materials.csv", path)
    )
    fitted = ("hydration_replaced", "permittivity_scale")
    changed = [new for old, new in zip(before, after, strict=True) if old != new]
    assert {row["descriptor"] for row in changed} <= set(fitted)
    assert written == sum(row["descriptor"] in fitted for row in after)
    prior = load_materials(path).prior("polyamide_nf", "hydration_replaced")
    assert prior.value == pytest.approx(0.94)
    assert prior.kind == "fitted"


def test_weak_kinds_count_together_as_one(study, monkeypatch):
    frame = pd.DataFrame(
        {
            "row_id": ["a", "b", "c"],
            "candidate": ["radius", "peg", "gap"],
            "ion_a": "Li+",
            "ion_b": "Mg2+",
            "use": "1",
            "kind": ["mixed_salt_rejection_ratio"] * 2 + ["SDEM_permeability_ratio"],
            "log10_selectivity": [1.0, 1.2, 2.0],
        }
    )
    tables = {
        provisional.LINKS: frame[["candidate", "row_id"]],
        provisional.MEASURED: frame.drop(columns="candidate"),
    }
    monkeypatch.setattr(provisional, "read_table", lambda path, name: tables[name])
    rows = provisional.anchors(study).set_index("candidate")
    assert rows["weight"].to_dict() == {"radius": 0.5, "peg": 0.5, "gap": 1.0}
