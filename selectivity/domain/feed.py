"""The solution that a channel faces."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Feed:
    """A feed at one temperature and pH.

    Attributes
    ----------
    name : str
        Name in the configuration.
    concentration : ndarray of shape (n_ions,) or (n_samples, 1, n_ions)
        Concentration of each ion, in the order of the ions. Electroneutral. [mol/m³]
    proton_concentration : float
        10^(3 - pH). Not part of ``concentration``; a trace in electroneutrality. [mol/m³]
    temperature : float
        [K]
    water_permittivity : float
        Relative permittivity of bulk water at the temperature. [-]
    """

    name: str
    concentration: np.ndarray
    proton_concentration: float
    temperature: float
    water_permittivity: float
