"""The usual model of one linear element across the pore, to compare with.

As in single-element DSPM-DE codes, concentrations fall linearly from end to end of the pore, and
the convective and electric fluxes take their mean. The transport core resolves the profile instead.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from selectivity.screening.calibration.membrane.curves import Curves, Points
from selectivity.screening.calibration.membrane.model import exclusion, is_charged, pore_share

LEAST: Final = 1e-6
MOST: Final = 20.0
"""Range of permeate over feed concentration that is looked through. [-]"""
BISECTIONS: Final = 40


def rejections_of_one_element(curves: Curves, values: np.ndarray) -> np.ndarray:
    """Rejection of every point by one linear element.

    Parameters
    ----------
    curves : Curves
    values : ndarray of shape (n_membranes, 4)
        In the order of `model.PARAMETERS`.

    Returns
    -------
    ndarray of shape (n_membranes, n_points)
        [-]
    """
    shape = len(values), len(curves.points.feed)
    low, high = np.full(shape, np.log(LEAST)), np.full(shape, np.log(MOST))
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        above = _excess(curves, values, np.exp(middle)) > 0
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    return 1.0 - np.exp((low + high) / 2)


def _excess(curves: Curves, values: np.ndarray, passage: np.ndarray) -> np.ndarray:
    """How much more the permeate carries away than the element delivers. [any scale]"""
    points = curves.points
    _, diffusion, convection = exclusion(points, values)
    mobility = diffusion * points.diffusivity * values[:, 2, None, None]
    permeate = passage[..., None] * points.feed
    feed = np.broadcast_to(points.feed, permeate.shape)
    inlet, outlet = (each * pore_share(points, values, each) for each in (feed, permeate))
    mean, flux = (inlet + outlet) / 2, curves.water_flux[:, None]
    driven = (permeate - convection * mean) * flux / mobility + outlet - inlet
    return np.where(is_charged(points), _coupled(points, mean, driven), driven[..., 0])


def _coupled(points: Points, mean: np.ndarray, driven: np.ndarray) -> np.ndarray:
    """What is left after the field, which drives both ions, is taken out."""
    carried = points.charge * mean
    return driven[..., 0] * -carried[..., 1] + driven[..., 1] * carried[..., 0]
