"""Which stage makes the selectivity: the exact decomposition of theory 0."""

from __future__ import annotations

from typing import Final

import numpy as np

from selectivity.screening.sampling import interval_of_known

ENTRY: Final = "entry"
TRANSIT: Final = "transit"


def leading_stage(factors: tuple[np.ndarray, ...]) -> np.ndarray:
    """Stage that contributes most in the direction of the selectivity.

    Parameters
    ----------
    factors : tuple of ndarray of shape (n_samples, n_candidates)
        Partition, diffusion and interfacial selectivity; they multiply to the selectivity. [-]

    Returns
    -------
    ndarray of object of shape (n_candidates,)
        ``entry`` (log partition and log interfacial selectivity together) or ``transit`` (log
        diffusion selectivity), by the medians over the samples; empty where neither is known.

    References
    ----------
    theory 0
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        partition, diffusion, interfacial = (np.log10(factor) for factor in factors)
        entry = interval_of_known(partition + interfacial)[1]
        transit = interval_of_known(diffusion)[1]
        unknown = np.isnan(entry) & np.isnan(transit)
        entry, transit = (np.where(np.isnan(part), 0.0, part) for part in (entry, transit))
        direction = np.where(entry + transit < 0, -1.0, 1.0)
        chosen = np.where(direction * entry >= direction * transit, ENTRY, TRANSIT)
    return np.where(unknown, "", chosen).astype(object)
