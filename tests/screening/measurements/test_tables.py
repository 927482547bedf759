"""Rejections between solved samples, Sobol indices, and the tables that a study gets."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from selectivity.errors import DataError, MissingDataError
from selectivity.screening import shared
from selectivity.screening.catalogue import CATALOGUE
from selectivity.screening.measurements import at_work, kinds, sobol, tables, words
from selectivity.screening.measurements.leading import Question, ranked_samples, sampled
from selectivity.screening.sampling import sobol_points

NAMES = ("radius", "gap", "groups")
CONFIG = """sampling: {n_samples: 16, seed: 5}
measurements: {top_k: 2, n_samples: 128, n_rejection_samples: 64, n_sobol: 256}
"""


@pytest.fixture
def question(make_study):
    study = make_study(NAMES, CONFIG)
    return Question(study, study.feeds[0], NAMES, {})


def test_every_descriptor_is_in_one_group_of_inputs():
    assert set(sobol.GROUP_OF) == {kind.name for kind in CATALOGUE}
    assert set(sobol.GROUP_OF.values()) | {
        sobol.ION_DATA,
        sobol.CONSTANTS,
        sobol.CALIBRATED,
    } == set(words.INPUTS)


def test_shared_inputs_at_given_points_are_those_of_the_screening(question):
    study = question.study
    given = study.ions, study.groups, study.materials
    points = sobol_points(16, sum(shared.shared_sizes(*given)), 5)
    again, usual = shared.shared_from(*given, points), shared.sample_shared(*given, (16, 5))
    np.testing.assert_array_equal(again.groups.association, usual.groups.association)
    for name, values in usual.ion_values.items():
        np.testing.assert_array_equal(again.ion_values[name], values)


def test_interpolated_rejections_err_as_they_say(question):
    parts = sampled(question, 128)
    found = {each.candidate + each.name: each for each in at_work.rejections(question, parts)}
    solved = at_work.passages(question, NAMES, 128)  # the same samples, solved
    assert len(found) == 6
    for (name, ion), passage in solved.items():
        measurement = found[f"{name}rejection_{ion}"]
        truth = kinds.passage_coordinate(passage)
        missed = np.quantile(np.abs(measurement.coordinate - truth), 0.95)
        assert missed < 2 * measurement.error[0] and missed < 0.3 * truth.std() + 0.02


def test_indices_share_out_the_variance(question):
    found = [each for each in sobol.indices(question) if each.output == "log10_selectivity"]
    assert [each.candidate for each in found[:: len(words.INPUTS)]] == list(NAMES)
    for name in NAMES:
        own = {each.group: each for each in found if each.candidate == name}
        assert set(own) == set(words.INPUTS)
        assert sum(each.total for each in own.values()) > 0.7
        error = sum(each.first_confidence for each in own.values())
        assert sum(each.first for each in own.values()) < 1 + error
        for each in own.values():
            assert each.first - each.total <= 2 * (each.first_confidence + each.total_confidence)
        assert abs(own["path"].total) < 0.1  # length and porosity divide out of a selectivity


def test_an_input_that_alone_varies_has_the_whole_variance(question, monkeypatch):
    design = sobol._design

    def without(problem, asked, seed):
        points = design(problem, asked, seed)
        others = np.array(problem["groups"]) != sobol.SIZE
        points[:, others] = 0.5
        return points

    monkeypatch.setattr(sobol, "_design", without)
    one = replace(question, names=("radius",))
    own = {e.group: e for e in sobol.indices(one) if e.output == "log10_selectivity"}
    assert own["pore_size"].total == pytest.approx(1.0, abs=0.15)
    assert own["charge"].total == pytest.approx(0.0, abs=1e-12)


def _ranked(folder, names=NAMES):
    folder.mkdir(exist_ok=True)
    frame = pd.DataFrame({"rank": [*range(1, len(names)), ""], "candidate": names})
    frame.to_csv(folder / "ranking.csv", index=False)


def test_tables_of_a_study(question, tmp_path):
    _ranked(tmp_path / "results")
    paths = tables.write_tables(question.study, tmp_path / "results")
    measurements, sensitivity = map(pd.read_parquet, paths)
    assert [path.name for path in paths] == ["measurements.parquet", "sensitivity.parquet"]
    assert tuple(measurements) == tables.MEASUREMENT_COLUMNS
    assert tuple(sensitivity) == tables.SENSITIVITY_COLUMNS
    assert set(measurements["candidate"]) == {"radius", "gap"}  # the third has no rank
    assert measurements["order_in_study"].tolist() == list(range(1, len(measurements) + 1))
    assert measurements["expected_reduction"].is_monotonic_decreasing
    assert (measurements["assumed_error"] > 0).all() and (measurements["criterion_now"] > 0).all()
    left = measurements["criterion_now"] - measurements["expected_reduction"]
    np.testing.assert_allclose(left, measurements["criterion_after"], rtol=1e-4)
    again = tables.write_tables(question.study, tmp_path / "results")
    assert pd.read_parquet(again[0]).equals(measurements)


def test_samples_are_ordered_as_asked(question):
    parts = sampled(question, 64)
    whole = ranked_samples(parts, question)
    turned = ranked_samples(parts, replace(question, names=NAMES[::-1]))
    np.testing.assert_array_equal(whole, turned[:, ::-1])


def test_no_candidates_or_one_make_whole_tables(question, tmp_path):
    _ranked(tmp_path / "results", ("radius", "gap"))
    paths = tables.write_tables(question.study, tmp_path / "results")
    alone = pd.read_parquet(paths[0])
    assert set(alone["candidate"]) == {"radius"} and (alone["criterion_now"] == 0).all()
    _ranked(tmp_path / "results", ("radius",))
    empty = pd.read_parquet(tables.write_tables(question.study, tmp_path / "results")[0])
    assert tuple(empty) == tables.MEASUREMENT_COLUMNS and not len(empty)
    assert not len(words.useful(empty)) and words.most_sensitive(empty) is None


def test_a_ranking_that_is_not_there(question, tmp_path):
    with pytest.raises(MissingDataError, match="selectivity rank"):
        tables.write_tables(question.study, tmp_path)


def test_n_sobol_must_be_a_power_of_two(make_study):
    with pytest.raises(DataError, match=r"n_sobol: found '100'.*power of two"):
        make_study(NAMES, CONFIG.replace("n_sobol: 256", "n_sobol: 100"))


def test_words():
    assert words.measurement_name("rejection_Mg2+") == "rejection of Mg2+"
    assert words.measurement_name("slit_width") == "slit width"
    assert words.decades(np.inf) == "open" and words.decades(1.234) == "1.2"
