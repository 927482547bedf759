"""Inputs that all candidates share: one sample set from the seed, so that they stay comparable."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from selectivity.domain.channels import Groups
from selectivity.domain.ions import Ions
from selectivity.screening import sampling
from selectivity.screening.draws import SHARED_PRIORS, shared_key
from selectivity.tables.groups import GroupTable, acid_constant
from selectivity.tables.ions import FIELDS, IonTable
from selectivity.tables.materials import MaterialTable


@dataclass(frozen=True)
class Shared:
    """Sampled shared inputs.

    Attributes
    ----------
    table : IonTable
        The ions of the run, nominal.
    ion_values : dict of str to ndarray of shape (n_samples, 1, n_ions)
        By field of ``tables.ions.FIELDS``, at 298.15 K. [SI]
    groups : Groups
        Sampled acid and association constants.
    class_points : dict of str to ndarray of shape (n_samples,)
        Points of the calibrated constants of each material class. [-]
    """

    table: IonTable
    ion_values: dict[str, np.ndarray]
    groups: Groups
    class_points: dict[str, np.ndarray]

    def ions(self, temperature: float) -> Ions:
        """Sampled ions at a temperature [K]."""
        return self.table.at(temperature, self.ion_values)


def sample_shared(
    ions: IonTable,
    groups: GroupTable,
    materials: MaterialTable,
    sampling_settings: tuple[int, int],
) -> Shared:
    """Draw the shared inputs.

    Parameters
    ----------
    ions : IonTable
        The ions of the run.
    groups : GroupTable
    materials : MaterialTable
        Classes whose constants are shared, and how the constants are correlated.
    sampling_settings : tuple of int
        Number of samples, and the seed.

    Returns
    -------
    Shared
    """
    n_samples, seed = sampling_settings
    n_inputs = sum(shared_sizes(ions, groups, materials))
    points = sampling.sobol_points(n_samples, max(n_inputs, 1), seed)
    return shared_from(ions, groups, materials, points)


def shared_sizes(
    ions: IonTable, groups: GroupTable, materials: MaterialTable
) -> tuple[int, int, int, int]:
    """Number of shared inputs, in their order: ion data, acid constants, association constants,
    calibrated constants (`SHARED_PRIORS`, each of every class)."""
    n_ions, n_groups = len(ions.names), len(groups.names)
    n_constants = len(SHARED_PRIORS) * len(materials.classes)
    return len(FIELDS) * n_ions, n_groups, n_groups * n_ions, n_constants


def shared_from(
    ions: IonTable, groups: GroupTable, materials: MaterialTable, points: np.ndarray
) -> Shared:
    """Shared inputs at given points.

    Parameters
    ----------
    ions : IonTable
    groups : GroupTable
    materials : MaterialTable
    points : ndarray of shape (n_samples, n_inputs)
        Inside (0, 1), columns in the order of `shared_sizes`. [-]

    Returns
    -------
    Shared
    """
    n_samples, n_ions, n_groups = len(points), len(ions.names), len(groups.names)
    sizes = shared_sizes(ions, groups, materials)
    of_ions, of_acids, of_binding, of_classes = np.split(
        points[:, : sum(sizes)], np.cumsum(sizes)[:-1], axis=1
    )
    return Shared(
        table=ions,
        ion_values=_ion_values(ions, of_ions.reshape(n_samples, len(FIELDS), n_ions)),
        groups=_groups(
            groups, ions.names, (of_acids, of_binding.reshape(n_samples, n_groups, n_ions))
        ),
        class_points=_class_points(materials, of_classes),
    )


def _class_points(materials: MaterialTable, points: np.ndarray) -> dict[str, np.ndarray]:
    """Points of each constant and class; correlated where a calibration says how."""
    keys = [(name, material) for name in SHARED_PRIORS for material in materials.classes]
    found = {shared_key(*key): column for key, column in zip(keys, points.T, strict=False)}
    if materials.calibrated is None:
        return found
    fitted = materials.calibrated
    together = fitted.correlated(points[:, : len(fitted.keys)])
    places = {key: fitted.place(*key) for key in keys}
    return found | {
        shared_key(*key): together[:, place] for key, place in places.items() if place is not None
    }


def _ion_values(ions: IonTable, points: np.ndarray) -> dict[str, np.ndarray]:
    """Positive fields log-normal; the hydration energy, negative, log-normal in size. [SI]"""
    sampled = {}
    for index, field in enumerate(FIELDS):  # five fields
        value, spread = ions.values[field], ions.uncertainty[field]
        size = np.abs(np.nan_to_num(value))
        drawn = sampling.draw_lognormal(
            points[:, index], size, sampling.lognormal_spread(size, spread)
        )
        sampled[field] = np.where(np.isnan(value), np.nan, np.sign(value) * drawn)[:, None, :]
    return sampled


def _groups(
    table: GroupTable, ions: tuple[str, ...], points: tuple[np.ndarray, np.ndarray]
) -> Groups:
    of_acids, of_binding = points
    exponent = sampling.draw_normal(of_acids, table.acid_exponent, table.acid_exponent_uncertainty)
    constant = table.matrix(ions)
    spread = sampling.lognormal_spread(constant, table.matrix(ions, uncertainty=True))
    return Groups(
        names=table.names,
        charge=table.charge,
        acid_constant=acid_constant(exponent)[:, None, :],
        association=sampling.draw_lognormal(of_binding, constant, spread)[:, None],
        sites_per_ion=np.ones((len(table.names), len(ions))),
    )
