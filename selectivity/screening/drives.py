"""Stacks of layers under several drives, and picks of them."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np

from selectivity.domain.layered import ChargeRegulation, LayeredCases


def driven(cases: LayeredCases, water_flux: np.ndarray, pressure: np.ndarray) -> LayeredCases:
    """Every case under every drive.

    Parameters
    ----------
    cases : LayeredCases
        From `stacks.layered_cases`.
    water_flux, pressure : ndarray of shape (n_drives,)
        [m/s], [Pa]; one of the two is NaN in each.

    Returns
    -------
    LayeredCases
        n_cases × n_drives, drives fastest.
    """
    n_drives, n_cases = len(water_flux), len(cases.temperature)
    repeated = repeat(cases, np.repeat(np.arange(n_cases), n_drives))
    drives = {"water_flux": water_flux, "pressure": pressure}
    return replace(repeated, **{name: np.tile(value, n_cases) for name, value in drives.items()})


def repeat(cases: LayeredCases, index: np.ndarray) -> LayeredCases:
    """The cases of an index array, any of them as often as it stands there."""
    arrays = {
        item.name: getattr(cases, item.name)[index]
        for item in fields(LayeredCases)
        if np.ndim(getattr(cases, item.name)) > 0 and item.name != "regulation"
    }
    groups = cases.regulation
    if groups is not None:
        own = {
            item.name: getattr(groups, item.name)[index]
            for item in fields(ChargeRegulation)
            if item.name != "group_charge"
        }
        groups = replace(groups, **own)
    return replace(cases, regulation=groups, **arrays)
