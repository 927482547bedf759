"""Descriptors of a row: what stands in it, what follows from it, and what stays open.

Nothing is used that a measurement would only tell afterwards (selectivity, rejections,
permeabilities, fluxes of ions) or that names where the row comes from.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from selectivity.screening.calibration import kinds
from selectivity.screening.calibration.feed_text import parse_feed
from selectivity.screening.calibration.pairs import Pair

NAMES: Final = (
    "zeta",
    "radius",
    "leak",
    "permeance",
    "pressure",
    "salt",
    "ratio",
    "gibbs_step",
    "multilayer",
    "mixed_rejection",
    "mixed_factor",
    "permeability",
    "channel",
)
"""Features: ``zeta`` [mV]; ``radius`` log10 [nm]; ``leak`` log10 of the share of PEG 400 that
passes; ``permeance`` log10 [L/(m² h bar)]; ``pressure`` log10 [bar]; ``salt`` log10 [g/m³];
``ratio`` log10 of the mass of the second ion over the first; ``gibbs_step`` [MJ/mol]; the others
0 or 1."""

LINEAR: Final = ("zeta", "gibbs_step")
ZETA_OF_SIGN: Final = {"positive": 12.0, "negative": -28.0, "neutral": 0.0}
"""Medians of the zeta potentials of ``data/measured_selectivity.csv`` by the sign that the family
states. [mV]"""
ZETA_PER_PH: Final = 6.0
"""Zeta potential per pH unit below the isoelectric point, median of the same rows. [mV]"""
DEFAULT_PH: Final = 6.5
SMALLEST_LEAK: Final = 0.003
"""Resolution of a PEG 400 rejection. [-]"""
RADIUS_RANGE: Final = (0.2, 0.8)
"""Radii beyond are read as its ends: NF pores are not wider, whatever probe was used. [nm]"""
MWCO_FACTOR: Final = 0.01673
MWCO_POWER: Final = 0.557
"""r [nm] = 0.01673 MWCO^0.557 (data README)."""

_POSITIVE: Final = re.compile(
    r"positiv|quatern|\bPEI\b|polyethyl?enimine|\bPDA?DMA|\bPAH\b|guanidin|正电|带正|季铵|聚乙烯亚胺",
    re.IGNORECASE,
)
_NEGATIVE: Final = re.compile(
    r"negativ|sulfonat|carboxyl|\bPSS\b|NF ?270|PIP[-/ ]?TMC|\bDK\b|NF90|负电|带负|磺酸|羧",
    re.IGNORECASE,
)
_NEUTRAL: Final = re.compile(r"near-neutral|neutral|中性", re.IGNORECASE)


@dataclass(frozen=True)
class Described:
    """Features in the order of `NAMES`, NaN where open, and the names of what is open."""

    values: tuple[float, ...]
    assumed: tuple[str, ...]


def describe(record: Mapping[str, object], form: str, pair: Pair) -> Described:
    """Features of one row.

    Parameters
    ----------
    record : mapping
        Row of `tables.measured.read_measured`.
    form : str
        Form of the definition.
    pair : Pair

    Returns
    -------
    Described
    """
    assumed: list[str] = []
    salt, ratio = _feed(record, form, assumed)
    values = {
        "zeta": _zeta(record, assumed),
        "radius": _radius(record, assumed),
        "leak": _leak(record),
        "permeance": _permeance(record),
        "pressure": _pressure(record, assumed),
        "salt": _log(salt),
        "ratio": _log(ratio),
        "gibbs_step": pair.gibbs_step,
        "multilayer": float(bool(re.search(r"multilayer|layer-by-layer", str(record["family"])))),
        **{name: float(form == name) for name in NAMES[-4:]},
    }
    return Described(tuple(values[name] for name in NAMES), tuple(assumed))


def _number(record: Mapping[str, object], column: str) -> float:
    return float(record[column])  # type: ignore[arg-type]


def _log(value: float) -> float:
    return math.log10(value) if value > 0 else math.nan


def _zeta(record: Mapping[str, object], assumed: list[str]) -> float:
    """Zeta potential: measured, else from the sign that is stated, else from the IEP. [mV]"""
    zeta = _number(record, "zeta_mV")
    if math.isfinite(zeta):
        return zeta
    said = stated_sign(record)
    if said:
        assumed.append(f"zeta potential (from the stated sign: {said})")
        return ZETA_OF_SIGN[said]
    point, ph = _number(record, "IEP_pH"), _number(record, "pH")
    if math.isfinite(point):
        assumed.append("zeta potential (from the isoelectric point)")
        return ZETA_PER_PH * (point - (ph if math.isfinite(ph) else DEFAULT_PH))
    assumed.append("zeta potential")
    return math.nan


def stated_sign(record: Mapping[str, object]) -> str:
    """Sign of the surface charge that the words of a row state; "" if none.

    Parameters
    ----------
    record : mapping
        Row of the table.

    Returns
    -------
    str
        ``positive``, ``negative``, ``neutral`` or "".
    """
    for column in ("charge_sign", "family", "functional_groups", "membrane"):
        text = str(record[column])
        for pattern, sign in ((_NEUTRAL, "neutral"), (_POSITIVE, "positive")):
            if pattern.search(text):
                return sign
        if _NEGATIVE.search(text):
            return "negative"
    return ""


def _radius(record: Mapping[str, object], assumed: list[str]) -> float:
    """log10 of the pore radius: from the MWCO, which is one convention, else as reported."""
    cutoff = _number(record, "MWCO_Da")
    radius = MWCO_FACTOR * cutoff**MWCO_POWER if cutoff > 0 else math.nan
    if math.isnan(radius):
        radius = _number(record, "pore_radius_nm")
    if not radius > 0:
        if math.isnan(_number(record, "PEG400_rejection_pct")):
            assumed.append("pore radius")
        return math.nan
    return math.log10(min(max(radius, RADIUS_RANGE[0]), RADIUS_RANGE[1]))


def _leak(record: Mapping[str, object]) -> float:
    rejection = _number(record, "PEG400_rejection_pct")
    if math.isnan(rejection):
        return math.nan
    return math.log10(min(max(1.0 - rejection / 100.0, SMALLEST_LEAK), 1.0))


def _permeance(record: Mapping[str, object]) -> float:
    """log10 of the water permeance; from flux and pressure where it is not told. [LMH/bar]"""
    permeance = _number(record, "water_permeance_LMH_bar")
    if math.isnan(permeance):
        pressure = _number(record, "pressure_bar")
        permeance = _number(record, "flux_LMH") / pressure if pressure > 0 else math.nan
    return _log(permeance)


def _pressure(record: Mapping[str, object], assumed: list[str]) -> float:
    """log10 of the pressure; from the flux where the permeance is known too. [bar]"""
    pressure = _number(record, "pressure_bar")
    permeance = _number(record, "water_permeance_LMH_bar")
    if math.isnan(pressure) and permeance > 0:
        pressure = _number(record, "flux_LMH") / permeance
    if not pressure > 0:
        assumed.append("pressure")
    return _log(pressure)


def _feed(record: Mapping[str, object], form: str, assumed: list[str]) -> tuple[float, float]:
    """Total salt [g/m³] and mass ratio of the second over the first ion [-] of the feed."""
    text = parse_feed(str(record["feed"]))
    a, b = _number(record, "feed_a_mg_L"), _number(record, "feed_b_mg_L")
    ratio = b / a if a > 0 and b > 0 else text.ratio
    mixed = form in (kinds.MIXED_REJECTION, kinds.MIXED_FACTOR, kinds.PERMEABILITY)
    if math.isnan(text.salt):
        assumed.append("feed concentration")
    if mixed and math.isnan(ratio):
        assumed.append("feed ratio")
    return text.salt, ratio if mixed else math.nan
