"""Water against tabulated values from elsewhere, and the limits of the correlations."""

import numpy as np
import pytest

from selectivity.domain.water import (
    PERMITTIVITY_RANGE,
    VISCOSITY_RANGE,
    diffusivity_at,
    permittivity_malmberg,
    viscosity_patek,
)
from selectivity.errors import OutOfRangeError

# IAPWS values of liquid water at 0.1 MPa (CRC Handbook), not the correlations' own output.
VISCOSITY = {273.15: 1.7917e-3, 293.15: 1.0016e-3, 298.15: 0.8900e-3, 333.15: 0.4660e-3}
PERMITTIVITY = {273.15: 87.90, 293.15: 80.20, 298.15: 78.36, 323.15: 69.90, 353.15: 60.97}


@pytest.mark.parametrize(("temperature", "expected"), VISCOSITY.items())
def test_viscosity(temperature, expected):
    assert viscosity_patek(temperature) == pytest.approx(expected, rel=2e-3)


@pytest.mark.parametrize(("temperature", "expected"), PERMITTIVITY.items())
def test_permittivity(temperature, expected):
    assert permittivity_malmberg(temperature) == pytest.approx(expected, rel=3e-3)


@pytest.mark.parametrize(
    ("correlation", "limits"),
    [(permittivity_malmberg, PERMITTIVITY_RANGE), (viscosity_patek, VISCOSITY_RANGE)],
)
def test_both_fall_with_temperature_and_raise_outside_their_range(correlation, limits):
    values = [correlation(t) for t in np.linspace(*limits, 9)]
    assert np.all(np.diff(values) < 0)
    for temperature in (limits[0] - 0.1, limits[1] + 0.1):
        with pytest.raises(OutOfRangeError, match="allowed"):
            correlation(temperature)


def test_diffusivity_follows_stokes_and_einstein():
    diffusivity = np.array([1.029e-9, 0.706e-9, 2.032e-9])
    assert diffusivity_at(diffusivity, 298.15) == pytest.approx(diffusivity, rel=1e-14)
    warm = diffusivity_at(diffusivity, 313.15)
    expected = 313.15 / 298.15 * 0.8900 / 0.6530  # tabulated viscosities at 25 and 40 °C
    assert warm / diffusivity == pytest.approx(expected, rel=2e-3)
