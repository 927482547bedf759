"""Numbers, ions and bounds as a reader sees them; the same rules as ``assets/core.js``."""

from __future__ import annotations

import math
import re

SIGNIFICANT_DIGITS = 3
BOUND_DIGITS = 2
PLAIN_LOW, PLAIN_HIGH = 1e-2, 1e4
_SUPERSCRIPT = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_SUBSCRIPT = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def number(value: float | None, digits: int = SIGNIFICANT_DIGITS) -> str:
    """A number with few significant digits; an en dash for none.

    Parameters
    ----------
    value : float or None
        NaN and None mean "not computed".
    digits : int
        Significant digits.

    Returns
    -------
    str
        Plain between 0.01 and 10,000 in size, otherwise such as ``3.2e4``.
    """
    if value is None or math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if value == 0:
        return "0"
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    power = int(exponent)
    if PLAIN_LOW <= float(f"1e{power}") < PLAIN_HIGH:
        text = f"{float(f'{mantissa}e{power}'):.{max(digits - 1 - power, 0)}f}"
    else:
        text = f"{mantissa}e{power}"
    return "−" + text[1:] if text.startswith("-") else text


def power_of_ten(exponent: int) -> str:
    """Such as 10⁻⁶."""
    return "10" + str(exponent).translate(_SUPERSCRIPT)


def interval(low: float | None, high: float | None, digits: int = SIGNIFICANT_DIGITS) -> str:
    """A range such as ``2.1 to 9.8``; open where one end is missing."""
    low_text, high_text = (
        number(end, digits) if end is not None and math.isfinite(end) else "open"
        for end in (low, high)
    )
    return f"{low_text} to {high_text}"


def ion_label(ion: str) -> str:
    """``SO4^2-`` as SO₄²⁻ and ``Mg2+`` as Mg²⁺; other spellings are returned as they are.

    A digit before the sign is the charge of a single element and an index of a molecule.
    """
    match = re.fullmatch(r"(.+)\^(\d*[+-])", ion) or re.fullmatch(r"([A-Z][a-z]?)(\d*[+-])", ion)
    match = match or re.fullmatch(r"([A-Z][A-Za-z0-9()]*)([+-])", ion)
    if match is None:
        return ion
    return match[1].translate(_SUBSCRIPT) + match[2].translate(_SUPERSCRIPT)


def bound_label(value: float, ion: str) -> str:
    """A selectivity that is only known from below, because the other ion is excluded."""
    return f"> {number(value, BOUND_DIGITS)} (lower bound: {ion_label(ion)} excluded)"
