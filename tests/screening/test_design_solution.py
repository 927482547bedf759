"""How a design takes its solutions: the switch, what is said of it, the table of a cascade."""

from dataclasses import replace

import numpy as np
import pytest

from selectivity.errors import DataError
from selectivity.screening.design_solution import activities_of, with_activities
from selectivity.tables.activity import tabulate
from selectivity.tables.activity_check import pressure_error
from selectivity.tables.brines import Wish, brine_of, load_brine
from selectivity.tables.design_section import DesignSection
from selectivity.tables.paths import data_dir
from selectivity.tables.references import load_references
from tests.tables.test_activity import solution

IONS = ["Li+", "Na+", "Mg2+", "Cl-", "SO4^2-"]
TAIJINAR = load_brine("east_taijinar", Wish(IONS, "Cl-", 20.0))
RARE = brine_of("own", {"Li+": 1.0, "Mg2+": 1.0, "La3+": 1.0, "Cl-": 6.0}, Wish())


def test_real_is_the_default_and_names_its_source_and_the_acidity():
    said = activities_of(DesignSection(), TAIJINAR).as_json()
    assert said["model"] == "pitzer"
    assert said["source"] in load_references(data_dir() / "references.bib")
    assert said["pH"] == 7.6
    assert said["stand_ins"] == {}
    assert any("one table of activities for all stages" in text for text in said["assumptions"])


def test_the_switch_is_that_of_the_process_cases():
    said = activities_of(DesignSection(solution="ideal"), TAIJINAR)
    assert said.as_json() == {"model": "ideal", "why": "asked for"}
    feed = solution(dict(zip(TAIJINAR.ions, TAIJINAR.concentration, strict=True)))
    assert with_activities(feed, said, []).table is None
    assert activities_of(DesignSection(solution="pitzer", pH=5.0), TAIJINAR).acidity == 5.0
    assert activities_of(DesignSection(), RARE).acidity == 7.0


def test_a_missing_ion_makes_it_ideal_unless_real_is_asked_for():
    said = activities_of(DesignSection(), RARE)
    assert said.model == "ideal"
    assert "La3+" in said.why
    asked = activities_of(DesignSection(solution="pitzer"), RARE)
    feed = solution(dict(zip(RARE.ions, RARE.concentration, strict=True)))
    with pytest.raises(DataError, match="La3"):
        with_activities(feed, asked, [])


def test_stand_ins_are_named():
    said = activities_of(DesignSection(), load_brine("nmc_leachate", Wish(None, "SO4^2-")))
    assert said.stand_ins == {"Ni2+": "Mg+2", "Co2+": "Mg+2"}


def streams(feed):
    """What goes on and what is left of stages that keep Mg2+ and SO4^2- and pass Li+ and Na+."""
    share = {"Li+": 0.9, "Na+": 0.8, "Mg2+": 0.1, "SO4^2-": 0.2}
    found = []
    for count in (1, 2, 3):
        for left in (False, True):
            part = np.array([share.get(name, 0.0) for name in feed.names]) ** count
            part = 1 - part if left else part
            content = part * feed.concentration / (0.4 if left else 0.6)
            content[feed.names.index("Cl-")] = 0.0
            content[feed.names.index("Cl-")] = content @ feed.charge
            found.append(content)
    return np.array(found)


def test_one_table_holds_along_a_cascade():
    """Against PHREEQC itself, within 1 %; without the further rays the concentrates are off."""
    feed = solution(dict(zip(TAIJINAR.ions, TAIJINAR.concentration, strict=True)))
    own = activities_of(DesignSection(), TAIJINAR)
    table = with_activities(feed, own, []).table
    few = tabulate(feed, [], own.acidity)
    content = streams(feed)
    assert np.all(content >= 0)
    error = pressure_error(table, feed.names, content, own.acidity)
    assert error < 0.01
    assert error < 0.5 * pressure_error(few, feed.names, content, own.acidity)


def test_the_error_of_a_table_is_what_it_is_off_by():
    feed = solution(dict(zip(TAIJINAR.ions, TAIJINAR.concentration, strict=True)))
    table = tabulate(feed, [], 7.0)
    wrong = table.value.copy()
    wrong[..., 0] += 0.1  # of RT Σ c
    off = pressure_error(replace(table, value=wrong), feed.names, feed.concentration[None], 7.0)
    share = table.ideal_pressure(feed.concentration) / table.osmotic_pressure(feed.concentration)
    assert off == pytest.approx(0.1 * share, rel=0.01)
    assert np.isnan(pressure_error(table, feed.names, np.full((1, 5), np.nan), 7.0))
