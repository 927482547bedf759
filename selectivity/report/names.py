"""What a reader calls descriptors and stages; other names are shown with spaces."""

from __future__ import annotations

from typing import Final

from selectivity.report.numbers import ion_label
from selectivity.screening.measurements import words

DESCRIPTORS: Final = {
    "fixed_charge": "fixed charge, that of groups apart",
    "mouth_fixed_charge": "mouth fixed charge, that of groups apart",
    "hydration_replaced": "hydration replaced by the wall, χ",
    "permittivity_scale": "pore permittivity over layered-water estimate, ε_p scale",
    "pore_permittivity": "pore permittivity, ε_p",
    "size_spread": "spread of ln pore size",
    "mwco": "molecular-weight cut-off (MWCO)",
    "peg400_rejection": "PEG 400 rejection",
}

STAGES: Final = {
    "entry": "partition and mouth resistance",
    "transit": "mobility in the channel",
    "exit": "mouth resistance on the permeate side",
}


def descriptor_label(name: str) -> str:
    """``size_spread`` as *spread of ln pore size*."""
    return DESCRIPTORS.get(name, name.replace("_", " "))


def measurement_label(name: str) -> str:
    """``rejection_Mg2+`` as *rejection of Mg²⁺*."""
    title = words.measurement_name(name)
    head, joint, ion = title.rpartition(" of ")
    return f"{head}{joint}{ion_label(ion)}" if joint else title
