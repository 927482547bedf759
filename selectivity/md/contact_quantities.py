"""Contacts with functional groups as judged quantities."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from selectivity.md import contact
from selectivity.md.case import Case
from selectivity.md.passes import PassResult
from selectivity.md.quantities import judged
from selectivity.md.table import Quantity
from selectivity.md.verdict import INSUFFICIENT, SUFFICIENT, WEAK, Verdict, judge

_EXPONENTIAL: Final = 0.3  # difference of two measures of a residence time that noise may make


def contact_quantities(result: PassResult, case: Case) -> list[Quantity]:
    """Contact free energy, occupancy and residence time at groups; empty without groups."""
    if not result.tally.contact:
        return []
    reach = contact.contact_distance(result.tally, result.grid)
    if np.isnan(reach):
        return []
    touching = np.array(result.tally.contact) < reach
    energy = contact.contact_energy(result.tally, result.grid, case.temperature)
    occupancy = contact.contact_occupancy(touching, case.settings.blocks)
    residence = contact.residence_time(touching, result.steps[0])
    energy = replace(energy, n_effective=np.asarray(float(residence.departures)))
    said = Verdict(
        SUFFICIENT,
        f"contact within {reach * 1e9:.3g} nm (first minimum of g), against the mean of the box",
    )
    verdict = judge(energy, case.energy_scale(), case.settings.samples, (said,))
    return [
        Quantity("contact_free_energy", energy, (verdict,)),
        judged("contact_occupancy", occupancy, case, 0.05, None, (said,)),
        judged("residence_time", residence.time, case, 0.0, None, (said, _decay(residence))),
    ]


def _decay(residence: contact.Residence) -> Verdict:
    """What the survival of contacts says of their mean time."""
    if not residence.departures:
        text = f"no contact ended in {residence.watched * 1e9:.3g} ns of contact: a lower bound"
        return Verdict(INSUFFICIENT, text)
    mean = float(residence.time.value)
    if not np.isfinite(mean):
        return Verdict(INSUFFICIENT, "contacts end within a frame: write frames more often")
    if not np.isfinite(residence.fall):
        return Verdict(WEAK, "most contacts outlast what was followed")
    said = f"survival falls to 1/e in {residence.fall * 1e9:.3g} ns"
    if abs(residence.fall / mean - 1) <= _EXPONENTIAL:
        return Verdict(SUFFICIENT, said)
    return Verdict(WEAK, f"{said}: the decay is not exponential, the mean is of all contacts")
