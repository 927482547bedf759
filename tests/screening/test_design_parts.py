"""A study's design in parts: names at parse time, what each part holds, their gathering."""

import json

import numpy as np
import pandas as pd
import pytest

from selectivity.errors import ConfigError, MissingDataError
from selectivity.screening import design_beside, design_parts
from selectivity.screening.design_rows import NUMBERS, STREAMS, best_first, tables
from selectivity.tables import design_parts as names
from selectivity.tables.design_section import DesignSection

TEXT = """
design:
  brine: east_taijinar
  ions: [Li+, Mg2+, Cl-]
  dilution: 20
  candidates: [a, b, c]
  candidates_per_job: 2
  processes: {nf: {water_flux_LMH: 20}}
"""


def row(candidate, process="nf", energy=1.0, feasible=True):
    numbers = {f"{name}{end}": energy for name in NUMBERS for end in ("", "_lo", "_hi")}
    amounts = {"Li+": 1.0, "water_m3": 0.5}
    return {
        "candidate": candidate,
        "process": process,
        "feasible": feasible,
        "samples": 1,
        "share_of_samples_that_meet_the_target": float(feasible),
        "limit": "",
        "limits": "",
        "stages": 1,
        "recycle": False,
        **numbers,
        "balance_error": 0.0,
        "osmotic_pressure_error": 0.002,
        "shown_sample": dict.fromkeys(NUMBERS, energy),
        "per_m3_of_brine": [{f"{name}_mol": amounts for name in STREAMS}],
    }


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "config.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_defaults_at_parse_time_are_those_of_the_section():
    section = DesignSection()
    assert tuple(section.processes) == names.PROCESSES
    assert (section.top_k, section.candidates_per_job) == (names.TOP_K, names.PER_JOB)


def test_parts_of_a_section():
    assert names.part_names({"brine": None}) == []
    section = {"brine": "x", "top_k": 5, "candidates_per_job": 2, "processes": {"nf": {}}}
    assert names.part_names(section) == ["nf_0", "nf_1", "nf_2"]
    assert names.part_names({**section, "candidates": ["a", "b"]}) == ["nf_0"]


def test_first_candidates_are_those_with_a_rank(tmp_path):
    ranking = tmp_path / "ranking.csv"
    ranking.write_text("rank,candidate\n1,a\n2,b\n,c\n", encoding="utf-8")
    assert design_parts.first_candidates(ranking, 5) == ["a", "b"]


def test_a_part_holds_its_candidates_and_an_empty_one_nothing(config, tmp_path, monkeypatch):
    asked = []

    def solve(question, candidates):
        asked.append((list(question.settings), list(candidates)))
        return [], None

    monkeypatch.setattr(design_parts, "solve", solve)
    for part in ("nf_0", "nf_1"):
        out = design_parts.solve_part(config, tmp_path / "no.csv", part, tmp_path / f"{part}.json")
        assert json.loads(out.read_text()) == []
    assert asked == [(["nf"], ["a", "b"]), (["nf"], ["c"])]
    with pytest.raises(ConfigError, match="nf_0, nf_1"):
        design_parts.solve_part(config, tmp_path / "no.csv", "nf_7", tmp_path / "x.json")


def test_gathering_ranks_all_parts(config, tmp_path, monkeypatch):
    again = []
    monkeypatch.setattr(
        design_beside,
        "solve",
        lambda asked, names, layers: (
            again.append((asked.section.solution, list(asked.settings), names, layers))
            or ([], None)
        ),
    )
    monkeypatch.setattr(design_beside, "rows_of", lambda answers, feed: [row("b", energy=1.2)])
    with pytest.raises(MissingDataError, match="nf_0"):
        design_parts.gather(config, tmp_path)
    folder = tmp_path / design_parts.FOLDER
    folder.mkdir()
    (folder / "nf_0.json").write_text(json.dumps([row("a", energy=2.0), row("b")]))
    (folder / "nf_1.json").write_text(json.dumps([row("c", feasible=False)]))
    written = design_parts.gather(config, tmp_path)
    assert [path.name for path in written] == [
        "design.json",
        "design.parquet",
        "design_streams.parquet",
    ]
    content = json.loads(written[0].read_text(encoding="utf-8"))
    assert [one["candidate"] for one in content["designs"]] == ["b", "a", "c"]
    assert again == [("ideal", ["nf"], ["b"], None)]
    beside = content["first_design_with_ideal_solutions"]
    assert beside["energy_kWh_per_kg_Li"] == 1.2
    assert "per_m3_of_brine" not in beside
    assert content["solution"]["model"] == "pitzer"
    assert content["solution"]["largest_osmotic_pressure_error"] == 0.002
    assert content["ions_left_out"] == ["Na+", "K+", "Ca2+", "SO4^2-"]
    frame = pd.read_parquet(written[1])
    assert frame["rank"].tolist() == [1, 2, 3]
    streams = pd.read_parquet(written[2])
    assert set(streams["ion"]) == {"Li+", "water"}
    before = [path.read_bytes() for path in written]
    assert [path.read_bytes() for path in design_parts.gather(config, tmp_path)] == before


def test_what_was_not_computed_is_empty_and_last():
    frame, _ = tables(best_first([row("a", energy=None, feasible=False), row("b")]))
    assert frame["candidate"].tolist() == ["b", "a"]
    assert np.isnan(frame["purity_mol"][1])


def test_no_brine_is_said(tmp_path):
    path = tmp_path / "config.yaml"
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"design\.brine"):
        design_parts.asked_of(path)
