"""One salt in one layer in closed form: the core's answer, and its limits."""

import numpy as np
import pytest

from selectivity.domain.layered import DRAG_NONE, SOLVED, SWEPT, LayeredCases
from selectivity.transport import solve
from selectivity.transport.single_salt import Salts, salt_passage

N_CASES = 400
FAMILIES = ((1.0, -1.0), (2.0, -1.0), (1.0, -2.0), (2.0, -2.0), (3.0, -1.0))


def random_salts(seed: int, n_cases: int = N_CASES) -> Salts:
    """Salts of every family, from excluded to let through, from diffusion to convection."""
    rng = np.random.default_rng(seed)
    charge = np.array(FAMILIES)[rng.integers(len(FAMILIES), size=n_cases)]
    feed = 10 ** rng.uniform(-1, 3, n_cases)
    return Salts(
        charge=charge,
        feed=feed[:, None] * np.abs(charge[:, ::-1]),
        partition=10 ** rng.uniform(-3, 0.5, (n_cases, 2)),
        convection=rng.uniform(0.2, 1.4, (n_cases, 2)),
        transfer=10 ** rng.uniform(-6, -4.5, (n_cases, 2)),
        fixed_charge=rng.choice([-1, 0, 1], n_cases) * 10 ** rng.uniform(-1, 3, n_cases),
        water_flux=10 ** rng.uniform(-7, -4.5, n_cases),
    )


def by_the_core(salts: Salts) -> np.ndarray:
    """c_p/c_f by the core; NaN where it has no solution."""
    n_cases = len(salts.water_flux)
    shape = n_cases, 1, 2
    result = solve(
        LayeredCases(
            temperature=np.full(n_cases, 298.15),
            charge=salts.charge,
            feed=salts.feed,
            thickness=np.ones((n_cases, 1)),
            fixed_charge=salts.fixed_charge[:, None],
            partition=salts.partition.reshape(shape),
            hindrance_convection=salts.convection.reshape(shape),
            hindrance_diffusion=np.ones(shape),
            diffusivity=salts.transfer.reshape(shape),
            closure=np.full(n_cases, SWEPT),
            permeate=np.zeros((n_cases, 2)),
            water_flux=salts.water_flux,
            current=np.zeros(n_cases),
            drag=np.full((n_cases, 1), DRAG_NONE),
        )
    )
    return np.where(result.status == SOLVED, result.permeate[:, 0] / salts.feed[:, 0], np.nan)


def test_it_is_the_answer_of_the_core():
    salts = random_salts(1)
    core, exact = by_the_core(salts), salt_passage(salts)
    assert np.isfinite(core).mean() > 0.99
    known = np.isfinite(core)
    assert np.any(exact[known] > 1.01), "enriched salts are among them"
    np.testing.assert_allclose(exact[known], core[known], rtol=1e-8)


def test_an_endless_layer_lets_through_what_convection_carries():
    salts = random_salts(2)
    slow = salts._replace(water_flux=salts.water_flux * 1e7)
    slower = salts._replace(water_flux=salts.water_flux * 1e9)
    np.testing.assert_allclose(salt_passage(slow), salt_passage(slower), rtol=1e-6)


def test_no_water_flux_leaves_no_difference():
    salts = random_salts(3)
    still = salts._replace(water_flux=salts.water_flux * 1e-20)
    np.testing.assert_allclose(salt_passage(still), 1.0, atol=1e-4)


def test_an_even_handed_layer_separates_nothing():
    salts = random_salts(4)
    ones = np.ones_like(salts.partition)
    plain = salts._replace(
        partition=ones, convection=ones, fixed_charge=np.zeros_like(salts.fixed_charge)
    )
    np.testing.assert_allclose(salt_passage(plain), 1.0, rtol=1e-12)


def test_an_uncharged_salt_passes_like_a_neutral_solute_of_its_mean():
    """Equal Φ, K_c and D: the textbook form 1 - σ (1 - e^-Pe)/(1 - σ e^-Pe)."""
    salts = random_salts(5)
    first = {name: getattr(salts, name)[:, :1] for name in ("partition", "convection", "transfer")}
    alike = salts._replace(
        **{name: np.repeat(array, 2, axis=1) for name, array in first.items()},
        fixed_charge=np.zeros_like(salts.fixed_charge),
    )
    swept = (first["partition"] * first["convection"])[:, 0]
    left = np.exp(-(first["convection"] / first["transfer"])[:, 0] * salts.water_flux)
    wanted = swept / (1 - left * (1 - swept))
    np.testing.assert_allclose(salt_passage(alike), wanted, rtol=1e-9)


def test_what_is_not_known_is_not_a_number():
    salts = random_salts(7, 3)
    salts.water_flux[:2] = 0.0, -1e-6
    salts.partition[2] = 1e-30
    found = salt_passage(salts)
    assert np.isnan(found[:2]).all()
    assert np.isnan(found[2]) or found[2] < 1e-12


@pytest.mark.parametrize("n_cases", [0, 1])
def test_few_cases(n_cases):
    assert salt_passage(random_salts(6, n_cases)).shape == (n_cases,)
