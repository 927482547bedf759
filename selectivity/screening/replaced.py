"""Simulated profiles in the place of analytic stages (theory 3.1, 6)."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from selectivity.constants import thermal_energy
from selectivity.screening.outcome import Outcome
from selectivity.screening.settings import Settings
from selectivity.screening.simulated_use import PMF, Use

LARGEST_DIFFERENCE: Final = 30e3
"""Difference of two simulated barriers beyond which a selectivity is a bound (issue 5): exp of a
larger one rests on the tail of both profiles. [J/mol]"""


def with_profiles(
    outcome: Outcome, uses: list[Use], temperature: float, settings: Settings
) -> tuple[Outcome, np.ndarray]:
    """Outcome in which the profiles that may be used stand for the analytic stages.

    Parameters
    ----------
    outcome : Outcome
    uses : list of Use
    temperature : float
        [K]
    settings : Settings

    Returns
    -------
    tuple
        The outcome, with the term `PMF` (NaN where analytic) and NaN in every analytic term and
        the Donnan term of an ion whose profile is used: the profile holds them, except the Donnan
        term of charge that is stated not to have been simulated. And for each
        candidate ``lower``, ``upper`` or empty: which bound the selectivity of the pair is because
        it rests on more than `LARGEST_DIFFERENCE` between two profiles, cut there.
    """
    bound = np.full(outcome.permeability.shape[1], "", dtype=object)
    used = [use for use in uses if use.profile.used]
    if not used:
        return outcome, bound
    changed = _copied(outcome)
    for use in used:
        _replace(changed, use, temperature)
    for index in {use.candidate for use in used}:
        pair = [_of(used, index, place) for place in settings.places]
        if pair[0] is not None and pair[1] is not None:
            bound[index] = _cut(changed, (pair[0], pair[1]), temperature)
    return changed, bound


def _copied(outcome: Outcome) -> Outcome:
    """The same numbers in arrays of their own, with the term `PMF` for no one yet."""
    energies = {
        region: {name: np.array(value) for name, value in terms.items()}
        | {PMF: np.full(outcome.permeability.shape, np.nan)}
        for region, terms in outcome.energies.items()
    }
    return replace(
        outcome,
        permeability=np.array(outcome.permeability),
        resistance=np.array(outcome.resistance),
        share=np.array(outcome.share),
        energies=energies,
        factors={name: np.array(value) for name, value in outcome.factors.items()},
    )


def _replace(outcome: Outcome, use: Use, temperature: float) -> None:
    """Write one profile into copied arrays."""
    where = (..., use.candidate, use.ion)
    total = use.resistance.sum(axis=0)
    outcome.permeability[where] = use.permeability
    outcome.resistance[where] = use.resistance
    outcome.share[where] = use.resistance / total
    outcome.factors["distribution"][where] = use.content
    outcome.factors["transit_diffusivity"][where] = use.permeability * use.inside / use.content
    outcome.factors["interfacial_excess"][where] = 1.0
    inner = -thermal_energy(temperature) * np.log(use.content)
    for region, energy in (("interior", inner), ("mouth", use.mouth_energy)):
        for terms in outcome.energies[region].values():
            terms[where] = np.nan
        outcome.energies[region][PMF][where] = energy - use.donnan
        if not np.isnan(use.profile.simulated_charge):
            outcome.energies[region]["donnan"][where] = use.donnan


def _of(uses: list[Use], candidate: int, ion: int) -> Use | None:
    found = [use for use in uses if (use.candidate, use.ion) == (candidate, ion)]
    return found[0] if found else None


def _cut(outcome: Outcome, pair: tuple[Use, Use], temperature: float) -> str:
    """Bound the permeability of the ion with the far higher barrier; which bound that makes."""
    wanted, unwanted = pair
    difference = unwanted.barrier - wanted.barrier
    middle = float(np.median(difference))
    if abs(middle) <= LARGEST_DIFFERENCE:
        return ""
    high = unwanted if middle > 0 else wanted
    beyond = np.maximum(np.sign(middle) * difference - LARGEST_DIFFERENCE, 0.0)
    raised = np.exp(beyond / thermal_energy(temperature))
    where = (..., high.candidate, high.ion)
    outcome.permeability[where] *= raised
    outcome.resistance[where] /= raised
    outcome.factors["transit_diffusivity"][where] *= raised
    return "lower" if middle > 0 else "upper"
