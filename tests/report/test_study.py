"""Reading results: what is there, what is missing, what is said about it."""

import json
import shutil
from dataclasses import replace

import pytest

from selectivity.errors import DataError, MissingDataError
from selectivity.report.citations import field, used_references
from selectivity.report.headline import feed_label, headline
from selectivity.report.study import read_study


def test_feeds_pair_and_order_come_from_the_run(study):
    assert study.feeds == ["chlorides", "dilute_pH3"]
    assert study.pair == ("Li+", "Mg2+")
    assert study.pair_key == "li_mg"
    assert len(study.first) == 220


def test_no_ranking_names_the_command(tmp_path):
    with pytest.raises(MissingDataError, match="selectivity run"):
        read_study(tmp_path / "config.yaml", tmp_path)


def test_broken_files_are_named(folder, tmp_path):
    results = tmp_path / "results"
    shutil.copytree(folder / "results", results)
    (results / "run.json").write_text("{", encoding="utf-8")
    with pytest.raises(DataError, match=r"run\.json"):
        read_study(tmp_path / "config.yaml", results)
    (results / "run.json").unlink()
    (results / "terms.parquet").write_bytes(b"no parquet")
    with pytest.raises(DataError, match=r"terms\.parquet"):
        read_study(tmp_path / "config.yaml", results)
    (results / "terms.parquet").unlink()
    (results / "ranking.csv").write_text("rank,candidate\n1,A\n", encoding="utf-8")
    with pytest.raises(DataError, match="tie_group"):
        read_study(tmp_path / "config.yaml", results)


def test_ranking_alone_is_enough(folder, tmp_path):
    shutil.copy(folder / "results" / "ranking.csv", tmp_path / "ranking.csv")
    study = read_study(tmp_path / "config.yaml", tmp_path)
    assert study.feeds == ["default"]
    assert study.pair == ("Li", "Mg")


def test_configuration_is_read_where_the_run_has_none(folder, tmp_path):
    shutil.copy(folder / "results" / "ranking.csv", tmp_path / "ranking.csv")
    config = tmp_path / "config.yaml"
    config.write_text("pair: [Na+, Mg2+]\nfeeds:\n  - name: sea\n    pH: 8\n", encoding="utf-8")
    study = read_study(config, tmp_path)
    assert study.pair == ("Na+", "Mg2+")
    assert feed_label(study, "sea") == "sea (pH 8)"


def test_headline_says_group_bound_feed_and_meaning(study):
    first, second, feed, meaning = headline(study, "chlorides")
    group = study.first[study.first["tie_group"] == "1"]
    assert first.startswith(f"{len(group)} of 215 ranked candidates share the first place")
    assert "> 3.2e4 (lower bound: Mg²⁺ excluded)" in second
    assert "The best that is not a bound is Membrane 2 of the test" in second
    assert "3.40 mM Li⁺, 19.6 mM Mg²⁺, 42.6 mM Cl⁻, pH 6, 25 °C" in feed
    assert "Li⁺ over Mg²⁺ ion permeability ratio at zero driving force" in meaning


def test_headline_of_one_winner_and_of_none(study):
    frame = study.first.copy()
    frame.loc[0, ["bound", "selectivity_li_mg_hi"]] = ["", "9e4"]
    frame.loc[1:, "tie_group"] = "7"
    study.rankings["alone"] = frame
    study.rankings["empty"] = frame.assign(rank="")
    try:
        first, second = headline(study, "alone")[:2]
        assert "stands first of 215" in first
        assert "3.20e4 (90 % interval 1.10e4 to 9.00e4)" in second
        assert "No candidate could be ranked" in headline(study, "empty")[0]
    finally:
        del study.rankings["alone"], study.rankings["empty"]


def test_headline_of_a_large_group_gives_its_range(study):
    frame = study.first.assign(tie_group="1")
    shared = replace(study, rankings={"chlorides": frame})
    first = headline(shared, "chlorides")[0]
    assert first.startswith("None of the 215 ranked candidates can be told apart from the first")
    assert "their medians range from" in first
    assert "2 more have lower bounds" in first
    assert "Membrane" not in first
    frame.loc[21:, "tie_group"] = "2"
    first = headline(shared, "chlorides")[0]
    assert first.startswith("21 of 215 ranked candidates share the first place; their medians")
    frame.loc[20:, "tie_group"] = "2"
    assert "Membrane 0 of the test" in headline(shared, "chlorides")[0]


def test_only_cited_references_are_kept(study, synthetic):
    entries = used_references(study)
    assert list(entries) == ["estimate2026", "nightingale1959", "wang2023"]
    assert field(entries["wang2023"], "title") == "Concentration dependence"
    assert field(entries["wang2023"], "journal") == ""


def test_bibtex_fields_without_braces():
    entry = '@book{k,\n  title = "One, {Two} \\& three",\n  year = 2020\n}'
    assert field(entry, "year") == "2020"
    assert field(entry, "title") == "One, Two & three"


def test_run_record_is_json(folder):
    assert json.loads((folder / "results" / "run.json").read_text("utf-8"))["seed"] == 20261121
