"""Pre-posterior analysis against closed forms of normal quantities, and on synthetic truths."""

import numpy as np
import pytest
from scipy.stats import qmc, wilcoxon

from selectivity.screening.measurements import kinds, preposterior, tables
from selectivity.screening.measurements.leading import Question, sampled
from selectivity.screening.measurements.trial import carried_out

N = 4096
NINETY = 2 * 1.6448536
NAMES = ("radius", "gap", "cutoff", "peg", "exchanger", "groups")
CONFIG = """sampling: {n_samples: 16, seed: 5}
measurements: {top_k: 6, n_samples: 1024, n_rejection_samples: 0, n_sobol: 16}
"""


@pytest.fixture(scope="module")
def normal():
    """Two candidates with log10 selectivity of unit spread, and something irrelevant.

    Shuffled one by one, as the screening shuffles the own inputs of each candidate.
    """
    random = np.random.default_rng(3)
    points = qmc.MultivariateNormalQMC(np.zeros(3), rng=random).random(N)
    return np.stack([random.permutation(column) for column in points.T], axis=1)


def measured(values, error):
    """A measurement of a quantity with a normal error."""
    return kinds.Measurement("a", "quantity", "-", values, values, np.full(N, error), error, "")


@pytest.mark.parametrize("error", [0.2, 1.0])
def test_closed_form_of_two_normal_candidates(normal, error):
    order = preposterior.Order(normal[:, :2], 1)
    worth = order.worth(measured(normal[:, 0], error), 0)
    known = 1 / (1 + error**2)  # share of the variance that the reading tells
    wrong = 0.5 - np.arctan(np.sqrt(known / (2 - known))) / np.pi
    assert worth.pairs_now == pytest.approx(0.5, abs=0.01)
    assert worth.reduction == pytest.approx(0.5 - wrong, abs=4 * worth.reduction_error)
    assert worth.reduction_error < 0.25 * worth.reduction
    assert worth.interval_now == pytest.approx(NINETY, rel=0.03)
    assert worth.interval_after == pytest.approx(NINETY * np.sqrt(1 - known), rel=0.05)


def test_something_irrelevant_is_worth_nothing(normal):
    order = preposterior.Order(normal[:, :2], 1)
    worth = order.worth(measured(normal[:, 2], 0.1), 0)
    assert abs(worth.reduction) < min(0.02, 3 * worth.reduction_error)
    assert worth.interval_after == pytest.approx(worth.interval_now, rel=0.06)


def test_a_sharper_measurement_is_worth_more(normal):
    order = preposterior.Order(normal[:, :2], 1)
    found = [order.worth(measured(normal[:, 0], error), 0).reduction for error in (0.1, 0.5, 3.0)]
    assert found[0] > found[1] > found[2] > 0


def test_an_excluded_end_is_an_open_interval_and_no_nan(normal):
    samples = normal[:, :2].copy()
    samples[:400, 0] = -np.inf
    worth = preposterior.Order(samples, 1).worth(measured(normal[:, 0], 0.5), 0)
    assert worth.interval_now == np.inf
    assert np.isfinite([worth.pairs_now, worth.reduction, worth.samples]).all()


def test_pairs_count_equal_as_half():
    ahead = preposterior.pairs_ahead(np.array([[1.0, 2.0, 2.0], [np.inf, -np.inf, -np.inf]]))
    np.testing.assert_array_equal(ahead, [[0, 0, 0.5], [1, 1, 0.5]])
    assert preposterior.wrong_pairs(np.array([0.1, 0.5, 1.0])) == pytest.approx(0.6)


def test_the_proposed_measurement_narrows_more_than_a_random_one(make_study):
    study = make_study(NAMES, CONFIG)
    question = Question(study, study.feeds[0], NAMES, {})
    nothing, proposed, random = carried_out(question, 30, seed=11)
    gained = random.expected_wrong - proposed.expected_wrong
    assert wilcoxon(gained, alternative="greater").pvalue < 0.01
    assert proposed.rank_interval.mean() < random.rank_interval.mean()
    assert proposed.expected_wrong.mean() < nothing.expected_wrong.mean()


def test_what_is_promised_is_what_a_measurement_brings(make_study):
    study = make_study(NAMES, CONFIG)
    question = Question(study, study.feeds[0], NAMES, {})
    best = max((worth for _, worth in tables.judged(question)), key=lambda each: each.reduction)
    nothing, proposed, _ = carried_out(question, 200, seed=12)
    brought = nothing.expected_wrong - proposed.expected_wrong
    error = brought.std() / np.sqrt(len(brought)) + best.reduction_error
    assert brought.mean() == pytest.approx(best.reduction, abs=3 * error)


def test_readings_are_what_the_descriptors_say(make_study):
    study = make_study(NAMES, CONFIG)
    question = Question(study, study.feeds[0], NAMES, {})
    found = {
        (each.candidate, each.name): each
        for done in sampled(question, 256)
        for each in kinds.descriptors_of(done)
    }
    zeta, radius = found["radius", "zeta_potential"], found["radius", "pore_radius"]
    assert np.median(zeta.value) == pytest.approx(-20, abs=0.5)  # as stated in the table
    assert np.median(radius.value) == pytest.approx(0.40, rel=0.01)
    assert (radius.known_now, zeta.known_now) == ("measured", "measured")
    assert found["gap", "slit_width"].known_now == "measured"
    assert np.median(found["gap", "slit_width"].value) == pytest.approx(0.6, rel=0.01)
    assert ("gap", "pore_radius") not in found and ("radius", "slit_width") not in found
    permeance = found["cutoff", "water_permeance"]
    assert np.median(permeance.value) == pytest.approx(8.0, rel=0.02)
    assert permeance.assumed_error == pytest.approx(0.8, rel=0.02)
