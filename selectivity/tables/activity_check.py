"""How far a table of activities is from the model that it was made with."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from selectivity.constants import GAS_CONSTANT, WATER_MOLAR_MASS
from selectivity.domain.activity import SoluteTable
from selectivity.errors import ConvergenceError
from selectivity.tables import phreeqc
from selectivity.tables.activity import species_of, water_density


def pressure_error(
    table: SoluteTable, names: Sequence[str], content: np.ndarray, acidity: float
) -> float:
    """Largest deviation of a table's osmotic pressures from PHREEQC's own.

    Parameters
    ----------
    table : SoluteTable
    names : sequence of str
        Ions of the table, as the case writes them.
    content : ndarray of shape (n, n_ions)
        Solutions; those that are not finite, empty or beyond the table are left out. [mol/m³]
    acidity : float
        pH.

    Returns
    -------
    float
        Relative to PHREEQC's, at the volumes that it finds itself; NaN where none is left. [-]
    """
    own = content[np.all(np.isfinite(content), axis=1) & (np.sum(content, axis=1) > 0)]
    own = own[table.inside(own)]
    if not len(own):
        return np.nan
    pure = water_density(table.temperature)
    molality = own / (table.water_share(own) * pure)[:, None]
    try:
        found = phreeqc.compute(molality, species_of(names), [], table.temperature, acidity)
    except ConvergenceError:
        return np.nan
    amount = 1e3 * molality * (found.water / found.volume)[:, None]
    osmotic = -found.log_water * pure / WATER_MOLAR_MASS * GAS_CONSTANT * table.temperature
    return float(np.max(np.abs(table.osmotic_pressure(amount) / osmotic - 1)))
