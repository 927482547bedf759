"""Molar free energies of entry. ``TERMS`` is the registry; tests run over it."""

from __future__ import annotations

from selectivity.domain.options import ModelOptions
from selectivity.errors import ModelError
from selectivity.terms.affinity import AFFINITY
from selectivity.terms.base import SITE_BINDING, Surroundings, Term
from selectivity.terms.dehydration import DEHYDRATION_LINEAR, DEHYDRATION_SHELLS
from selectivity.terms.dielectric import DIELECTRIC
from selectivity.terms.steric import STERIC

TERMS: dict[str, Term] = {
    "steric": STERIC,
    "dehydration_shells": DEHYDRATION_SHELLS,
    "dehydration_linear": DEHYDRATION_LINEAR,
    "dielectric": DIELECTRIC,
    "affinity": AFFINITY,
}

BINDING_MODELS = ("none", "langmuir", "constant")


def active_terms(options: ModelOptions) -> tuple[str, ...]:
    """Names of the terms that add up, after the check that no two cover the same thing.

    ``binding = "constant"`` switches the ``affinity`` term on.

    Parameters
    ----------
    options : ModelOptions

    Returns
    -------
    tuple of str
        Keys of ``TERMS``, in the order given.

    Raises
    ------
    ModelError
        Unknown term or binding model, a term named twice, or two that cover the same thing.
    """
    _check_names(options)
    names = options.terms
    if options.binding == "constant" and "affinity" not in names:
        names = (*names, "affinity")
    owner: dict[str, str] = {}
    if options.binding == "langmuir":
        owner[SITE_BINDING] = "binding = langmuir"
    for name in names:
        for thing in sorted(TERMS[name].covers(options)):
            if thing in owner:
                raise ModelError(
                    f"terms: found {name!r} beside {owner[thing]!r}, and both cover {thing}; "
                    "allowed: one of them; leave the other out"
                )
            owner[thing] = name
    return names


def _check_names(options: ModelOptions) -> None:
    """Raise for names that no registry knows, and for repetitions."""
    unknown = [name for name in options.terms if name not in TERMS]
    if unknown:
        raise ModelError(f"terms: found {unknown}; allowed: {sorted(TERMS)}; correct the name")
    if options.binding not in BINDING_MODELS:
        raise ModelError(
            f"binding: found {options.binding!r}; allowed: {BINDING_MODELS}; choose one"
        )
    if options.binding == "none" and "affinity" in options.terms:
        raise ModelError(
            "terms: found 'affinity' with binding = 'none'; allowed: binding = 'constant'; "
            "set it or leave the term out"
        )
    if len(set(options.terms)) != len(options.terms):
        raise ModelError(f"terms: found {options.terms}; allowed: each once; remove repetitions")


__all__ = ["BINDING_MODELS", "TERMS", "Surroundings", "Term", "active_terms"]
