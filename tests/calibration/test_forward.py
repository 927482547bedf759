"""Forward models against limits that are known, and the weighing of their constants."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from selectivity.screening.calibration.forward import predict_physics
from selectivity.screening.calibration.pairs import PairTable
from selectivity.screening.calibration.physics_constants import PhysicsConstants
from selectivity.screening.calibration.physics_rows import with_physics
from selectivity.screening.calibration.posterior import effective_samples, fit_physics
from selectivity.screening.calibration.prior import PRIORS, draw_constants
from selectivity.screening.calibration.rows import Rows, make_rows
from selectivity.screening.calibration.situation import situations
from selectivity.tables.measured import read_measured

PLAIN = PhysicsConstants(1.0, 1.0, 0.0, 1.4, 1.0, 0.02, 0.02, 0.02)
HEAD = "row_id,kind,ion_a,ion_b,feed,zeta_mV,MWCO_Da,water_permeance_LMH_bar,pressure_bar\n"
KINDS = (
    "single_salt_rejection_ratio",
    "mixed_salt_separation_factor",
    "SDEM_permeability_ratio",
    "conductance_ratio",
)


def _physics(path: Path, pairs: PairTable, constants: PhysicsConstants) -> np.ndarray:
    rows = make_rows(read_measured(path), pairs)
    return predict_physics(situations(rows, pairs, 298.15), constants)


def _table(write: Callable[..., Path], cells: list[str]) -> Path:
    return write(HEAD + "".join(f"r{i},{row}\n" for i, row in enumerate(cells)))


@pytest.mark.parametrize("kind", KINDS)
def test_a_positive_wall_holds_magnesium_back(
    kind: str, write: Callable[..., Path], pairs: PairTable
) -> None:
    table = _table(write, [f"{kind},Li+,Mg2+,2000 ppm,{z},400,10,5" for z in (-30, 0, 30)])
    found = _physics(table, pairs, PLAIN)
    assert np.isfinite(found).all()
    assert found[0] < found[1] < found[2]


@pytest.mark.parametrize("kind", KINDS)
def test_an_ion_against_itself_is_not_separated(
    kind: str, write: Callable[..., Path], pairs: PairTable
) -> None:
    found = _physics(_table(write, [f"{kind},Li+,Li+,2000 ppm,-20,400,10,5"]), pairs, PLAIN)
    assert found[0] == pytest.approx(0.0, abs=1e-6)


def test_wide_uncharged_pores_at_high_flux_separate_nothing(
    write: Callable[..., Path], pairs: PairTable
) -> None:
    wide = replace(PLAIN, radius_scale=60.0, charge_scale=0.0, permittivity_scale=3.0)
    row = "single_salt_rejection_ratio,Li+,Mg2+,2000 ppm,-20,1000,10,5"
    assert abs(_physics(_table(write, [row]), pairs, wide)[0]) < 0.02


def test_anions_and_unknown_ions_have_no_forward_model(
    write: Callable[..., Path], pairs: PairTable
) -> None:
    kind = "single_salt_rejection_ratio"
    table = _table(
        write, [f"{kind},Cl-,SO4^2-,,,,,", f"{kind},Xx+,Mg2+,,,,,", f"{kind},Li+,H+,,,,,"]
    )
    assert np.isnan(_physics(table, pairs, PLAIN)).all()


def test_prior_samples_are_repeatable_and_centred() -> None:
    samples = draw_constants(64)
    np.testing.assert_array_equal(samples, draw_constants(64))
    medians = [PRIORS[name][1] for name in PRIORS]
    np.testing.assert_allclose(np.median(samples, axis=0), medians, rtol=0.25)


def test_the_likelihood_finds_the_constants_that_made_the_data(
    lawful_rows: Rows, pairs: PairTable
) -> None:
    rows = with_physics(lawful_rows, pairs, draw_constants(8))
    truth = 3
    made = replace(rows, measured=rows.physics[:, truth])
    physics = fit_physics(made)
    assert physics.kept[0] == truth and physics.weight[0] == physics.weight.max()
    assert 1.0 <= effective_samples(physics) <= 8.0
    mean = physics.combine(made.physics[:, physics.kept], made.form)
    assert np.abs(mean - made.measured).mean() < 0.15


def test_rows_without_a_forward_model_take_the_level_of_their_form(lawful_rows: Rows) -> None:
    physics = fit_physics(lawful_rows)
    none = np.full((1, len(physics.kept)), np.nan)
    form = lawful_rows.form[:1]
    assert physics.combine(none, form)[0] == pytest.approx(physics.level[str(form[0])])
