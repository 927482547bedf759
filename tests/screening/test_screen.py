"""The screening of a bucket: products, independence, failures, and what a new candidate changes."""

import dataclasses
import json
import math

import numpy as np
import pandas as pd
import pytest

from selectivity.errors import MissingDataError, ModelError
from selectivity.screening import chunks, descriptors, explain, gather, outcome, screen, table
from selectivity.screening.fields import central
from selectivity.screening.settings import Settings
from selectivity.screening.shared import sample_shared

SETTINGS = (16, 5)


def run(study, folder):
    """All buckets and the ranking; returns the results directory."""
    for bucket in range(study.config.workflow.buckets):
        screen.screen_bucket(study, (bucket, 2), folder / "buckets" / str(bucket))
    gather.gather(study, folder / "buckets", folder)
    return folder


def test_every_candidate_has_a_row_and_a_number(study, results):
    ranking = pd.read_csv(results / "ranking.csv")
    assert sorted(ranking["candidate"]) == sorted(study.candidates["candidate"])
    ends = ranking[["selectivity_li_mg_lo", "selectivity_li_mg", "selectivity_li_mg_hi"]]
    assert (ends.diff(axis=1).iloc[:, 1:] >= 0).all().all()
    assert list(ranking.columns[: len(table.FIRST)]) == table.column_names(
        ("Li+", "Mg2+"), table.FIRST
    )
    assert ranking["rank"].tolist() == list(range(1, len(ranking) + 1))


def test_factors_multiply_to_the_selectivity_in_every_sample(study):
    settings = Settings.of(study)
    shared = sample_shared(study.ions, study.groups, study.materials, SETTINGS)
    tables = study.candidates, study.candidate_groups, study.materials
    for chunk in chunks.chunks(*tables, shared, SETTINGS):
        feed = study.feeds[0]
        resolved = descriptors.resolve(chunk, feed, 3, shared.groups.names)
        ions = shared.ions(feed.temperature)
        done = outcome.compute(ions, resolved.channels, shared.groups, (feed, settings.options))
        wanted, unwanted = settings.places
        passes = done.permeability > 0
        some = passes[..., wanted] | passes[..., unwanted]  # the ratio of two excluded ions is none
        with np.errstate(divide="ignore", invalid="ignore"):
            total = done.permeability[..., wanted] / done.permeability[..., unwanted]
        product = np.prod(done.selectivities(wanted, unwanted), axis=0)
        assert np.allclose(product[some], total[some], rtol=1e-9)
        assert np.isnan(product[~some]).all()
        assert np.allclose(done.share.sum(axis=0)[passes], 1, rtol=1e-12)


def test_a_new_candidate_changes_only_the_columns_of_rank(study, make_study, results, tmp_path):
    names = [name for name in study.candidates["candidate"] if name not in ("groups", "peg")]
    fewer = run(make_study(names), tmp_path / "fewer")
    few = pd.read_csv(fewer / "ranking.csv").set_index("candidate").sort_index()
    many = pd.read_csv(results / "ranking.csv").set_index("candidate").loc[few.index]
    of_the_first = table.column_names(("Li+", "Mg2+"), table.AT_WORK)
    varying = {*table.RANK_COLUMNS, *of_the_first}
    kept = [name for name in few.columns if name not in varying]
    pd.testing.assert_frame_equal(few[kept], many[kept], check_exact=True)
    for name in gather.TIDY:
        first, second = (pd.read_parquet(d / f"{name}.parquet") for d in (fewer, results))
        second = second[second["candidate"].isin(names)].reset_index(drop=True)
        pd.testing.assert_frame_equal(first, second, check_exact=True)


def test_the_same_run_gives_the_same_bytes(study, results, tmp_path):
    again = run(study, tmp_path / "again")
    for name in ("ranking.csv", *(f"{table_name}.parquet" for table_name in gather.TIDY)):
        assert (again / name).read_bytes() == (results / name).read_bytes()


def test_record_of_the_run(results):
    record = json.loads((results / "run.json").read_text())
    assert record["seed"] == 5
    assert record["config"]["pair"] == {"wanted": "Li+", "unwanted": "Mg2+"}
    assert set(record["outputs"]) >= {"ranking.csv", "terms.parquet", "comparison.parquet"}
    assert "Li+/Mg2+" in record["ranking_rule"]


def test_a_failing_candidate_keeps_its_row_and_stops_nobody(study, tmp_path, monkeypatch):
    original = outcome.three_stage

    def failing(ions, channels, *rest):
        if "gap" in channels.names:
            raise ModelError("broken on purpose")
        return original(ions, channels, *rest)

    monkeypatch.setattr(outcome, "three_stage", failing)
    ranking = pd.read_csv(run(study, tmp_path / "results") / "ranking.csv").set_index("candidate")
    assert ranking.loc["gap", "status"] == "failed"
    assert "broken on purpose" in ranking.loc["gap", "advice"]
    assert math.isnan(ranking.loc["gap", "rank"])
    assert math.isnan(ranking.loc["gap", "selectivity_li_mg"])
    assert (ranking.drop(index="gap")["status"] != "failed").all()


def test_a_chunk_that_fails_whole_keeps_its_rows(study, tmp_path, monkeypatch):
    def failing(*_):
        raise ModelError("broken on purpose")

    monkeypatch.setattr(outcome, "three_stage", failing)
    ranking = pd.read_csv(run(study, tmp_path / "results") / "ranking.csv")
    assert (ranking["status"] == "failed").all()
    assert len(ranking) == len(study.candidates)


def test_an_empty_bucket_is_no_candidate(make_study, tmp_path):
    study = make_study(["radius"])
    counts = [
        screen.screen_bucket(study, (bucket, 2), tmp_path / "b" / str(bucket)) for bucket in (0, 1)
    ]
    assert sorted(counts) == [0, 1]
    assert len(gather.read_buckets(tmp_path / "b", "summary", 2)) == 1


def test_a_missing_bucket_is_named(tmp_path):
    with pytest.raises(MissingDataError, match=r"1.summary\.parquet"):
        gather.read_buckets(tmp_path, "summary", 2)


def test_switching_off_at_the_centre(study):
    settings = Settings.of(study)
    shared = sample_shared(study.ions, study.groups, study.materials, SETTINGS)
    tables = study.candidates, study.candidate_groups, study.materials
    chunk = next(iter(chunks.chunks(*tables, shared, SETTINGS)))
    feed = study.feeds[0]
    resolved = descriptors.resolve(chunk, feed, 3, shared.groups.names)
    switched = explain.switch_off(resolved.channels, feed, shared, settings)
    assert switched.without_term.shape == (len(switched.terms), len(chunk.names))
    assert {"steric", "dehydration_shells", "dielectric", "donnan"} <= set(switched.terms)
    assert np.allclose(switched.stage_share.sum(axis=0), 1)
    # without the dielectric term magnesium enters more easily: it made part of the selectivity
    place = switched.terms.index("dielectric")
    assert np.all(switched.without_term[place] < switched.whole)


def test_central_keeps_one_sample(study):
    shared = sample_shared(study.ions, study.groups, study.materials, SETTINGS)
    middle = central(shared.groups)
    assert middle.acid_constant.shape[0] == 1
    alike = dataclasses.replace(shared.groups)
    assert alike.acid_constant.shape[0] == SETTINGS[0]


def test_temperature_and_feed_have_rankings_of_their_own(make_study, tmp_path):
    config = (
        "sampling: {n_samples: 16}\nworkflow: {buckets: 2}\nfeeds:\n  cold: {temperature_C: 5}\n"
        "  warm: {temperature_C: 60, concentrations_mM: {Li+: 1, Mg2+: 1, Cl-: 3}}\n"
    )
    study = make_study(["radius", "gap"], config)
    folder = run(study, tmp_path / "results")
    cold, warm = (pd.read_csv(folder / name) for name in ("ranking.csv", "ranking_warm.csv"))
    merged = cold.merge(warm, on="candidate")
    assert (merged["permeability_li_m_s_y"] > merged["permeability_li_m_s_x"]).all()


def test_pair_names_the_columns(make_study, tmp_path):
    config = (
        "sampling: {n_samples: 16}\nworkflow: {buckets: 2}\npair: {wanted: Na+, unwanted: Mg2+}\n"
        "feeds: {sea: {concentrations_mM: {Na+: 10, Mg2+: 5, Cl-: 20}}}\n"
    )
    study = make_study(["radius"], config)
    ranking = pd.read_csv(run(study, tmp_path / "results") / "ranking.csv")
    assert {"selectivity_na_mg", "permeability_na_m_s"} <= set(ranking.columns)
