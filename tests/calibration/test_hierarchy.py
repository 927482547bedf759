"""The constants of the screening: what the likelihood prefers, and how the posterior is sampled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from selectivity.errors import DataError
from selectivity.screening.calibration import hierarchy as pooled
from selectivity.screening.calibration import population, screening_fit
from selectivity.screening.calibration.hierarchy import Hierarchy, thinned
from selectivity.screening.calibration.pairs import PairTable
from selectivity.screening.calibration.rows import make_rows
from selectivity.tables.calibrated import load_calibrated
from selectivity.tables.measured import read_measured

HEAD = "row_id,paper_group,kind,family,ion_a,ion_b,zeta_mV,MWCO_Da,log10_selectivity,use\n"
CLASSES = ("cof", "mof", "other", "polyamide_nf")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory, pairs: PairTable) -> Hierarchy:
    """Eight rows of four papers, two definitions, two classes."""
    lines = [
        f"r{i},P{i // 2},{kind},{family},Li+,Mg2+,{zeta},{250 + 10 * i},1.0,1"
        for i, (kind, family, zeta) in enumerate(
            [
                ("single_salt_rejection_ratio", "polyamide NF", -10),
                ("single_salt_rejection_ratio", "polyamide NF", 5),
                ("mixed_salt_separation_factor", "polyamide NF", 12),
                ("mixed_salt_separation_factor", "polyamide NF", -3),
                ("SDEM_permeability_ratio", "polyamide NF", 2),
                ("SDEM_permeability_ratio", "polyamide NF", -20),
                ("conductance_ratio", "MOF nanochannel", -10),
                ("conductance_ratio", "MOF nanochannel", 0),
            ]
        )
    ]
    path = tmp_path_factory.mktemp("pooled") / "t.csv"
    path.write_text(HEAD + "\n".join(lines) + "\n")
    frame = read_measured(path)
    return screening_fit.hierarchy(make_rows(frame, pairs), frame, pairs)


def _measuring(model: Hierarchy, parameters: np.ndarray) -> Hierarchy:
    """The model whose measurements follow from some parameters."""
    measured = model.predict(parameters[None])[0]
    return replace(model, rows=replace(model.rows, measured=measured))


def test_classes_of_rows_come_from_the_family(model: Hierarchy) -> None:
    assert model.classes == ("mof", "polyamide_nf")
    assert list(model.of_row) == [1] * 6 + [0] * 2
    assert len(model.prior[0]) == 3 + 1 + 2


def test_a_class_moves_its_own_rows_alone(model: Hierarchy) -> None:
    base = model.prior[0]
    moved = base + np.array([0, 0, 0, 0, 0.5, 0])
    change = np.abs(np.diff(model.predict(np.stack([base, moved])), axis=0))[0]
    assert (change[:6] == 0).all() and (change[6:] > 1e-3).all()


def test_every_scale_reaches_a_prediction(model: Hierarchy) -> None:
    base = model.prior[0]
    for place in range(4):
        moved = base + 0.3 * (np.arange(len(base)) == place)
        assert np.abs(np.diff(model.predict(np.stack([base, moved])), axis=0)).max() > 1e-3


def test_the_likelihood_is_largest_at_the_truth(model: Hierarchy) -> None:
    truth = model.prior[0] + np.array([0.1, -0.2, 0.1, -1.0, 0.3, 0.1])
    made = _measuring(model, truth)
    sets = truth + 0.6 * np.vstack([np.zeros(6), np.eye(6), -np.eye(6)])
    found = made.log_likelihood(made.predict(sets)).sum(axis=1)
    assert found.argmax() == 0
    assert found[0] == pytest.approx(0.0, abs=1e-9)


def test_only_kinds_under_pressure_have_an_offset(model: Hierarchy) -> None:
    error = np.full((1, model.rows.n_rows), 0.6)
    offsets = model.offsets(error)[0]
    assert offsets[:4] == pytest.approx(0.6 * 1 / (1 + pooled.OFFSET_PAPERS))
    assert (offsets[4:] == 0).all()


def test_one_wild_paper_does_not_decide(model: Hierarchy) -> None:
    truth = model.prior[0] + np.array([0.1, 0, 0, -1.0, 0, 0])
    made = _measuring(model, truth)
    wild = np.where(np.array(made.rows.paper) == "P3", 8.0, made.rows.measured)
    made = replace(made, rows=replace(made.rows, measured=wild))
    sets = np.stack([truth, truth + np.array([0, 0, 0, 1.5, 0, 0])])
    found = made.log_likelihood(made.predict(sets)).sum(axis=1)
    assert found[0] > found[1]


def test_a_large_paper_is_thinned_over_its_range(model: Hierarchy) -> None:
    many = model.rows.take(np.zeros(40, dtype=int))
    many = replace(many, measured=np.linspace(0, 2, 40))
    kept = thinned(many, np.full(40, "x"))
    assert len(kept) == pooled.MOST_ROWS
    assert many.measured[kept][[0, -1]] == pytest.approx([0, 2])


def test_rows_without_a_forward_model_are_refused(
    write: Callable[..., Path], pairs: PairTable
) -> None:
    frame = read_measured(write(HEAD + "a,P,conductance_ratio,COF,Cl-,SO4 2-,,,1,1\n"))
    with pytest.raises(DataError, match="two cations of unlike charge"):
        screening_fit.hierarchy(make_rows(frame, pairs), frame, pairs)


def test_the_population_finds_a_known_posterior() -> None:
    """Normal prior and likelihood: mean and covariance are known."""
    prior = np.array([0.0, 1.0, -1.0]), np.array([1.0, 2.0, 0.5])
    seen, precise = np.array([1.5, -2.0, -1.0]), np.linalg.inv(
        np.array([[0.04, 0.02, 0], [0.02, 0.09, 0], [0, 0, 0.2]])
    )  # fmt: skip

    def likelihood(sets: np.ndarray) -> np.ndarray:
        away = sets - seen
        return -0.5 * np.einsum("ni,ij,nj->n", away, precise, away)

    found = population.sample_posterior(likelihood, prior, seed=3)
    inverse = precise + np.diag(1 / prior[1] ** 2)
    covariance = np.linalg.inv(inverse)
    mean = covariance @ (precise @ seen + prior[0] / prior[1] ** 2)
    got_mean, got = found.moments()
    assert found.effective > 200
    assert np.abs(got_mean - mean) == pytest.approx(0, abs=0.03)
    assert got == pytest.approx(covariance, abs=0.01)
    again = population.sample_posterior(likelihood, prior, seed=3)
    assert np.array_equal(found.samples, again.samples)


def test_rounding_does_not_decide_the_samples() -> None:
    """No direction among parameters that the data leave alike may be picked by rounding."""
    prior = np.zeros(18), np.full(18, 0.9)

    def likelihood(shift: float) -> population.LogDensity:
        return lambda sets: -0.5 * ((sets[:, 0] + sets[:, 1] - 1.0) / 0.05) ** 2 * (1.0 + shift)

    first, second = (population.sample_posterior(likelihood(s), prior, 3) for s in (0.0, 1e-10))
    np.testing.assert_allclose(second.samples, first.samples, rtol=0, atol=1e-8)


def test_table_gives_classes_without_rows_what_all_share(model: Hierarchy, tmp_path: Path) -> None:
    random = np.random.default_rng(2)
    samples = model.prior[0] + random.normal(0, 0.2, (400, 6))
    posterior = population.Population(samples, np.full(400, 1 / 400))
    table = screening_fit.screening_table(model, posterior, CLASSES, "abc")
    table.to_csv(tmp_path / "t.csv", index=False)
    fitted = load_calibrated(tmp_path / "t.csv")
    assert fitted is not None
    shared, own = (fitted.place("hydration_replaced", name) for name in ("cof", "mof"))
    mean, covariance = posterior.moments()
    assert np.log(fitted.median[shared]) == pytest.approx(mean[3])
    assert fitted.log_spread[shared] ** 2 == pytest.approx(covariance[3, 3] + pooled.BETWEEN**2)
    assert np.log(fitted.median[own]) == pytest.approx(mean[3] + mean[4])
    pair = samples[:, 3] + samples[:, 4], samples[:, 3] + samples[:, 5]
    expected = np.corrcoef(*pair)[0, 1]
    other = fitted.place("hydration_replaced", "polyamide_nf")
    assert fitted.correlation[own, other] == pytest.approx(expected, abs=0.01)
    counts = table.set_index("material_class")[["rows", "papers"]]
    assert tuple(counts.loc["mof"]) == (2, 1) and tuple(counts.loc["cof"]) == (0, 0)
