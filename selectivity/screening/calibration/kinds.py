"""Definitions of selectivity, and the nearest one that is known to the model."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

SINGLE_REJECTION: Final = "single_rejection"
MIXED_REJECTION: Final = "mixed_rejection"
MIXED_FACTOR: Final = "mixed_factor"
PERMEABILITY: Final = "permeability"
CHANNEL: Final = "channel"

FORMS: Final = (SINGLE_REJECTION, MIXED_REJECTION, MIXED_FACTOR, PERMEABILITY, CHANNEL)
"""Definitions that have a term of their own; the last one holds fluxes without pressure."""

FORM_OF_KIND: Final = {
    "single_salt_rejection_ratio": SINGLE_REJECTION,
    "mixed_salt_rejection_ratio": MIXED_REJECTION,
    "mixed_salt_separation_factor": MIXED_FACTOR,
    "SDEM_permeability_ratio": PERMEABILITY,
    "ion_flux_ratio": CHANNEL,
    "single_salt_ion_flux_ratio": CHANNEL,
    "mixed_salt_ion_flux_ratio": CHANNEL,
    "conductance_ratio": CHANNEL,
    "ED_flux_ratio": CHANNEL,
    "ED_mixed_permselectivity": CHANNEL,
}
"""Kinds of the measured table."""

_RULES: Final = (
    (
        r"conduct|flux|dialysis|electro|\bed\b|current|diffusion|mobility|drift|电|扩散|通量",
        CHANNEL,
    ),
    (r"sdem|permeab|solution.diffusion|渗透系数", PERMEABILITY),
    (r"single.*reject|single|ideal|单", SINGLE_REJECTION),
    (r"reject|1 ?- ?r|截留", MIXED_REJECTION),
    (r"mixed|binary|separation|factor|select|nf|nanofiltration|pressure|分离|混", MIXED_FACTOR),
)
"""Words of an unknown kind, its definition or its process, and the form that they speak for."""


@dataclass(frozen=True)
class Form:
    """Form of a selectivity.

    Attributes
    ----------
    name : str
        One of `FORMS`.
    known : bool
        False where the kind is not in the measured table and the nearest form stands in.
    """

    name: str
    known: bool


def form_of(kind: str, definition: str = "", process: str = "") -> Form:
    """Form of a kind; the nearest one if it is unknown.

    Parameters
    ----------
    kind, definition, process : str
        Cells of the measured table, any text.

    Returns
    -------
    Form
    """
    if kind in FORM_OF_KIND:
        return Form(FORM_OF_KIND[kind], True)
    folded = {name.casefold(): form for name, form in FORM_OF_KIND.items()}
    plain = re.sub(r"[\s\-]+", "_", kind.strip()).casefold()
    if plain in folded:
        return Form(folded[plain], True)
    for text in (kind, definition, process):
        words = text.replace("_", " ").casefold()
        for pattern, form in _RULES:
            if re.search(pattern, words):
                return Form(form, False)
    return Form(MIXED_FACTOR, False)
