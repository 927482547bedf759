"""Two streams side by side against the closed solutions of a linear exchange."""

import numpy as np
import pytest

from selectivity.process.exchanger import Sides, cocurrent, concentration, countercurrent

CONDUCTANCE = np.array([[2e-6, 1e-6, 3e-6]])  # m/s


def linear(rows, left, right):
    flux = CONDUCTANCE * (left - right)
    return np.hstack([flux, np.zeros((len(flux), 1))])


def sides(left_flow=1e-6, right_flow=2e-6):
    content = np.array([10.0, 20.0, 50.0])
    return Sides.of((content, np.zeros(3)), (left_flow, right_flow), 1)


def units(area, left_flow):
    return CONDUCTANCE[0] * area / left_flow


def test_cocurrent_contactor():
    found = cocurrent(sides(), linear, 0.8, 1e-9)
    share = (1 - np.exp(-units(0.8, 1e-6) * 1.5)) / 1.5
    np.testing.assert_allclose(
        concentration(found.left[:, -1])[0], np.array([10, 20, 50]) * (1 - share), rtol=1e-7
    )


@pytest.mark.parametrize("right_flow", [1e-6, 2e-6])
def test_countercurrent_contactor(right_flow):
    found = countercurrent(sides(1e-6, right_flow), linear, 0.8, 1e-10)
    number, ratio = units(0.8, 1e-6), 1e-6 / right_flow
    if ratio == 1:
        share = number / (1 + number)
    else:
        decay = np.exp(-number * (1 - ratio))
        share = (1 - decay) / (1 - ratio * decay)
    np.testing.assert_allclose(
        concentration(found.left[:, -1])[0], np.array([10, 20, 50]) * (1 - share), rtol=1e-6
    )


def test_countercurrent_beats_cocurrent_and_both_conserve():
    for run in (cocurrent, countercurrent):
        found = run(sides(), linear, 2.0, 1e-9)
        right = found.right[:, 0] if run is countercurrent else found.right[:, -1]
        whole = found.left[:, -1] + right
        np.testing.assert_allclose(whole, sides().left + sides().right, rtol=1e-12)
    counter = countercurrent(sides(), linear, 2.0, 1e-9).left[0, -1, 0]
    assert counter < cocurrent(sides(), linear, 2.0, 1e-9).left[0, -1, 0]


def test_a_membrane_without_solution_stops_and_the_other_goes_on():
    def broken(rows, left, right):
        flux = np.hstack([CONDUCTANCE * (left - right), np.zeros((len(left), 1))])
        flux[(rows == 1) & (left[:, 0] < 8)] = np.nan
        return flux

    both = Sides.of((np.array([10.0, 20.0, 50.0]), np.zeros(3)), (1e-6, 1e-6), 2)
    found = cocurrent(both, broken, 0.4, 1e-8)
    assert np.isinf(found.stopped[0])
    assert 0 < found.stopped[1] < 0.4
    assert concentration(found.left[1, -1])[0] == pytest.approx(8, rel=1e-2)


@pytest.mark.parametrize("direction", [1.0, -1.0])
def test_a_stream_that_would_be_emptied_is_no_answer(direction):
    """A flux that asks for no concentrations is met to rounding, whatever it leaves behind."""
    content = np.array([10.0, 20.0, 50.0])

    def constant(rows, left, right):
        flux = np.zeros((len(rows), 4))
        flux[:, 0] = direction * np.where(rows == 0, 0.5, 1.5) * content[0] * 1e-6
        return flux

    both = Sides.of((content, content), (1e-6, 1e-6), 2)
    found = countercurrent(both, constant, 1.0, 1e-9)
    assert np.all(found.error <= 1e-9)
    np.testing.assert_array_equal(found.stopped, [np.inf, 0.0])
