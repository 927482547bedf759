"""One salt, or one neutral solute, through one layer: the core's equations in closed form.

At zero current a salt has one unknown profile, that of its co-ion, whose slope is a quadratic of
its concentration over a linear function of it. The length of the layer is then a sum of two
logarithms, and the permeate the one root of a monotone function: no mesh, no first guess.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from selectivity.transport.charge import donnan

_FURTHEST: Final = 600.0
"""Log-odds between the ends of the passage that are looked through: e^-600 is nothing. [-]"""
_THROUGH: Final = 15.0
"""Log-odds from which a permeate is the feed but for 3e-7, where the root is lost in rounding."""
_ALIKE: Final = 1e-14
"""Relative difference between convection and feed that is rounding: the salt passes whole. [-]"""
_NEAR: Final = 0.5
"""Relative change below which log1p keeps more digits than log. [-]"""


class Salts(NamedTuple):
    """Cases of one salt in one layer; arrays (n_cases, 2) hold cation and anion.

    Attributes
    ----------
    charge : ndarray of shape (n_cases, 2)
        z_i, opposite signs. [-]
    feed : ndarray of shape (n_cases, 2)
        Electroneutral, above 0. [mol/m³]
    partition, convection : ndarray of shape (n_cases, 2)
        Φ_i and K_c,i. [-]
    transfer : ndarray of shape (n_cases, 2)
        K_d,i D_i ε/(τ L). [m/s]
    fixed_charge : ndarray of shape (n_cases,)
        [mol/m³]
    water_flux : ndarray of shape (n_cases,)
        Above 0. [m/s]
    """

    charge: np.ndarray
    feed: np.ndarray
    partition: np.ndarray
    convection: np.ndarray
    transfer: np.ndarray
    fixed_charge: np.ndarray
    water_flux: np.ndarray


class _Layer(NamedTuple):
    """The same by role; the slope of the co-ion w is J_w N(w)/H(w), with

    N = K w (m w + X) - w_p (m S w + X p_v), H = p_w p_v (m (1 + m/n) w + X).
    """

    own: np.ndarray
    """m, the size of the co-ion's charge. [-]"""
    fixed: np.ndarray
    """X, the size of the fixed charge. [mol/m³]"""
    carried: np.ndarray
    """K. [m/s]"""
    spread: np.ndarray
    """S. [m/s]"""
    counter: np.ndarray
    """p_v, the counter-ion's transfer. [m/s]"""
    both: np.ndarray
    """p_w p_v. [m²/s²]"""
    shared: np.ndarray
    """m (1 + m/n). [-]"""
    water_flux: np.ndarray
    """[m/s]"""
    feed: np.ndarray
    """Of the co-ion outside. [mol/m³]"""
    inlet: np.ndarray
    """Of the co-ion inside, at the feed. [mol/m³]"""


def salt_passage(salts: Salts) -> np.ndarray:
    """c_p/c_f of a salt whose permeate is what its fluxes make it.

    Parameters
    ----------
    salts : Salts

    Returns
    -------
    ndarray of shape (n_cases,)
        Above 1 for a salt that is enriched; NaN where it is not known: no water flux, or a
        passage below about 1e-15. [-]

    References
    ----------
    theory.md 4.1 and 4.2, for two ions in one layer
    """
    from scipy.optimize.elementwise import find_root

    role = np.where(salts.fixed_charge > 0, 0, 1)
    layer = _by_role(salts, role)
    with np.errstate(all="ignore"):
        convected = _convected(layer)

    def excess(odds: np.ndarray, place: np.ndarray) -> np.ndarray:
        rows = place.astype(int)
        some = Salts(*(array[rows] for array in salts))
        return _excess(some, _Layer(*(array[rows] for array in layer)), role[rows], odds)

    place = np.arange(len(role), dtype=float)
    limit = np.full(len(role), _FURTHEST)
    with np.errstate(all="ignore"):
        found = find_root(excess, (-limit, limit), args=(place,))
        endless = excess(-limit, place) < 0
        share = np.where(endless, 0.0, 1 / (1 + np.exp(-found.x)))
        through = excess(np.full(len(role), _THROUGH), place) > 0
        share = np.where(found.success | endless, share, np.where(through, 1.0, np.nan))
        alike = np.abs(layer.feed - convected) <= _ALIKE * layer.feed
        passage = np.where(alike, 1.0, (convected + share * (layer.feed - convected)) / layer.feed)
    return np.where(salts.water_flux > 0, passage, np.nan)


def _by_role(salts: Salts, role: np.ndarray) -> _Layer:
    """Co-ion and counter-ion out of cation and anion."""
    case = np.arange(len(role))
    own, other = (np.abs(salts.charge[case, place]) for place in (role, 1 - role))
    slow, fast = salts.transfer[case, role], salts.transfer[case, 1 - role]
    swept, also = salts.convection[case, role], salts.convection[case, 1 - role]
    inside = _inside(salts, salts.feed)
    return _Layer(
        own=own,
        fixed=np.abs(salts.fixed_charge),
        carried=fast * swept + own / other * slow * also,
        spread=fast + own / other * slow,
        counter=fast,
        both=slow * fast,
        shared=own * (1 + own / other),
        water_flux=salts.water_flux,
        feed=salts.feed[case, role],
        inlet=inside[case, role],
    )


def _inside(salts: Salts, outside: np.ndarray) -> np.ndarray:
    """Concentrations in the layer in equilibrium with a solution. (n_cases, 2) [mol/m³]"""
    virtual = (salts.partition * outside).T[:, None]
    found = donnan(salts.charge.T[:, None], virtual, salts.fixed_charge[None], None)
    return found.concentration[:, 0].T


def _convected(layer: _Layer) -> np.ndarray:
    """Co-ion of the permeate where convection alone carries it, N(w_0) = 0. [mol/m³]"""
    inlet, own = layer.inlet, layer.own
    carried = layer.carried * inlet * (own * inlet + layer.fixed)
    return carried / (own * layer.spread * inlet + layer.fixed * layer.counter)


def _excess(salts: Salts, layer: _Layer, role: np.ndarray, odds: np.ndarray) -> np.ndarray:
    """ln of the length that makes a permeate, over that of the layer; falls with the odds.

    ``odds`` is the logit of where the permeate lies between what convection alone carries (an
    endless layer) and the feed (no layer).
    """
    convected = _convected(layer)
    away = (layer.feed - convected) / (1 + np.exp(-odds))
    permeate = convected + away
    ratio = permeate / layer.feed
    outlet = _inside(salts, ratio[:, None] * salts.feed)[np.arange(len(role)), role]
    length = _length(layer, permeate, away, outlet) / layer.water_flux
    return np.log(np.maximum(length, np.finfo(float).tiny))


def _length(
    layer: _Layer, permeate: np.ndarray, away: np.ndarray, outlet: np.ndarray
) -> np.ndarray:
    """∫ H/N dw from inlet to outlet: two logarithms. [m/s]"""
    own, fixed, inlet = layer.own, layer.fixed, layer.inlet
    square = own * layer.carried
    linear = layer.carried * fixed - own * layer.spread * permeate
    constant = fixed * layer.counter * permeate
    root = np.sqrt(linear**2 + 4 * square * constant)
    high = np.where(linear > 0, 2 * constant / (linear + root), (root - linear) / (2 * square))
    low = np.where(linear > 0, -(linear + root) / (2 * square), -2 * constant / (root - linear))
    slope = own * layer.spread * inlet + fixed * layer.counter
    from_low = inlet - low
    from_high = -away * slope / (square * from_low)
    change = outlet - inlet
    weights = (layer.both * (layer.shared * end + fixed) for end in (high, low))
    at_high, at_low = (weight / (square * (high - low)) for weight in weights)
    return at_high * _log_ratio(change, from_high) - at_low * _log_ratio(change, from_low)


def _log_ratio(change: np.ndarray, start: np.ndarray) -> np.ndarray:
    """ln((start + change)/start)."""
    relative = change / start
    return np.where(np.abs(relative) < _NEAR, np.log1p(relative), np.log(1 + relative))
