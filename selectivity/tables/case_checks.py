"""What a transport case must keep beyond the type of each value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from selectivity.errors import Problem
from selectivity.tables.case_model import (
    MOST_CONCENTRATED,
    CaseModel,
    LayerIonModel,
    LayerModel,
    path_text,
    problem_at,
    written,
)
from selectivity.tables.cells import nearest, show
from selectivity.tables.groups import GroupTable

SWEPT: Final = "swept"
FLUX_RATIO: Final = "flux_ratio"
TOTAL: Final = "total_mol_m3"
_NEUTRAL: Final = 1e-6
"""Largest charge of a solution over the charge of its ions. [-]"""
_WAYS: Final = (
    ("partition", "friction", "diffusivity_factor"),
    ("partition", "hindrance_convection", "hindrance_diffusion", "diffusivity_factor"),
    ("permeability_m_s",),
)
_PLAIN: Final = str.maketrans({"⁺": "+", "¹": "1"})
_PROTON: Final = frozenset({"H+", "H1+", "H+1", "H"})
Place = list[str | int]


class Report:
    """Collects the problems of one case; ``is_patched`` if a number stands in for a bad one."""

    def __init__(
        self, file: str, place: Place, problems: list[Problem], is_patched: bool = False
    ) -> None:
        self.file, self.place, self.problems = file, place, problems
        self.is_patched = is_patched

    def say(self, place: Place, found: str, allowed: str, advice: str) -> None:
        """Add a problem at a path inside the case."""
        self.problems.append(problem_at(self.file, [*self.place, *place], found, allowed, advice))

    def unknown_ion(self, place: Place, name: str, known: Mapping[str, Any]) -> None:
        """An ion that the case does not list."""
        near = nearest(name, list(known))
        where = path_text([*self.place, "ions"])
        advice = f"did you mean {near!r}? Otherwise add it to {where}"
        if not near:
            advice = f"add it to {where}"
        self.say([*place, name], f"unknown ion {show(name)}", ", ".join(known), advice)


def check_solutions(model: CaseModel, charge: dict[str, int], report: Report) -> None:
    """Feed and permeate: known ions, something in them, electroneutral."""
    _check_solution("feed_mol_m3", model.feed_mol_m3, charge, report)
    permeate = model.permeate
    if permeate == SWEPT:
        return
    allowed = f"{SWEPT!r}, a mapping of ions to mol/m³, or {{{FLUX_RATIO}: {{{TOTAL}: 1.0}}}}"
    if not isinstance(permeate, Mapping):
        report.say(["permeate"], show(permeate), allowed, "write one of them")
        return
    if set(permeate) == {FLUX_RATIO}:
        inner = permeate[FLUX_RATIO]
        total = inner.get(TOTAL) if isinstance(inner, Mapping) else None
        good = _is_number(total) and 0 < total <= MOST_CONCENTRATED
        if not good or set(inner) != {TOTAL}:
            report.say(["permeate", FLUX_RATIO], show(inner), f"{{{TOTAL}: > 0}}", "give a total")
        return
    bad = [name for name, value in permeate.items() if not _concentration(value)]
    for name in bad:
        limit = f"a number from 0 to {MOST_CONCENTRATED:g}"
        report.say(["permeate", str(name)], written(permeate[name]), limit, "correct it")
    if not bad:
        _check_solution("permeate", permeate, charge, report)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _concentration(value: Any) -> bool:
    return _is_number(value) and 0 <= value <= MOST_CONCENTRATED


def _check_solution(
    key: str, content: Mapping[str, float], charge: dict[str, int], report: Report
) -> None:
    unknown = [name for name in content if name not in charge]
    for name in unknown:
        report.unknown_ion([key], str(name), charge)
    if not any(value > 0 for value in content.values()):
        report.say([key], "nothing dissolved", "at least one concentration > 0", "add a solute")
    if unknown or report.is_patched:
        return
    carried = sum(charge[name] * value for name, value in content.items())
    gross = sum(abs(charge[name]) * value for name, value in content.items())
    if abs(carried) > _NEUTRAL * gross:
        found = f"an unbalanced solution: {carried:+.6g} mol/m³ of charge"
        report.say([key], found, "0, electroneutral", "correct a concentration or a charge")


def check_layer(
    model: CaseModel, number: int, table: Callable[[], GroupTable], report: Report
) -> None:
    """Ions, their way of being given, and what goes with it."""
    layer, place = model.layers[number], ["layers", number]
    entries = layer.ions or {}
    _check_names(model, number, report)
    for name, entry in entries.items():
        _check_entry(entry, [*place, "ions", name], report)
    _check_charge(layer, place, report)
    if layer.groups:
        _check_groups(model, number, table(), report)


def _check_names(model: CaseModel, number: int, report: Report) -> None:
    """All ions of the case, and no others."""
    layer, place = model.layers[number], ["layers", number]
    for name in layer.ions or {}:
        if name not in model.ions:
            report.unknown_ion([*place, "ions"], name, model.ions)
    if layer.ions is None:
        return
    for name in model.ions:
        if name not in layer.ions:
            advice = "add it, or leave out `ions` for a boundary layer"
            report.say([*place, "ions", name], "nothing", "every ion of the case", advice)


def _check_charge(layer: LayerModel, place: Place, report: Report) -> None:
    """A charge needs ions that feel it."""
    entries = layer.ions or {}
    alone = [entry.permeability_m_s is not None for entry in entries.values()]
    if any(alone) and not all(alone):
        allowed = "permeability_m_s for all ions of the layer or for none"
        report.say([*place, "ions"], "some ions by permeability", allowed, "choose one way")
    charged = layer.fixed_charge_mol_m3 != 0 or bool(layer.groups)
    if any(alone) and charged:
        found = "a fixed charge in a layer of permeabilities"
        allowed = "0: permeabilities act on the neutral solution outside"
        report.say([*place, "fixed_charge_mol_m3"], found, allowed, "remove the charge")
    if layer.ions is None and charged:
        advice = "give the layer its ions"
        report.say([*place, "ions"], "nothing in a charged layer", "every ion of the case", advice)


def _check_entry(entry: LayerIonModel, place: Place, report: Report) -> None:
    given = {key for key, value in entry if value is not None}
    if given in [set(way) for way in _WAYS]:
        return
    way = _WAYS[2] if "permeability_m_s" in given else _WAYS[0]
    if given & {"hindrance_convection", "hindrance_diffusion"}:
        way = _WAYS[1]
    lacking = [key for key in way if key not in given]
    beyond = sorted(given - set(way))
    advice = "; ".join(
        ([f"add {', '.join(lacking)}"] if lacking else [])
        + ([f"remove {', '.join(beyond)}"] if beyond else [])
    )
    found = ", ".join(sorted(given)) or "nothing"
    allowed = " | ".join(" + ".join(one) for one in _WAYS)
    report.say(place, found, allowed, advice)


def _check_groups(model: CaseModel, number: int, table: GroupTable, report: Report) -> None:
    layer, place = model.layers[number], ["layers", number]
    for name in layer.groups or {}:
        if name not in table.names:
            near = nearest(name, list(table.names))
            advice = f"did you mean {near!r}?" if near else "choose one of them"
            allowed = ", ".join(table.names)
            report.say([*place, "groups", name], f"unknown group {show(name)}", allowed, advice)
    proton = proton_of(model)
    if proton is None and layer.ph is None:
        allowed = "a pH, or H+ among the ions"
        report.say([*place, "ph"], "nothing", allowed, "add ph beside groups")
    if proton is not None and layer.ph is not None:
        allowed = "one of them"
        report.say([*place, "ph"], "a pH beside the ion H+", allowed, "remove ph: H+ has its own")


def proton_of(model: CaseModel) -> str | None:
    """The case's name of H⁺, if it is one of its ions."""
    return next((name for name in model.ions if name.strip().translate(_PLAIN) in _PROTON), None)


def check_drive(model: CaseModel, report: Report) -> None:
    """One water drive, at most one electrical one, and what the permeate allows."""
    drive = model.drive
    pair = (drive.water_flux_m_s, drive.pressure_Pa)
    allowed = "water_flux_m_s or pressure_Pa"
    if pair == (None, None):
        report.say(["drive"], "no drive of the water", allowed, "add one of them")
    elif None not in pair:
        report.say(["drive"], "both water_flux_m_s and pressure_Pa", allowed, "remove one of them")
    if drive.current_A_m2 is not None and drive.voltage_V is not None:
        allowed = "current_A_m2 or voltage_V"
        report.say(["drive"], "both current_A_m2 and voltage_V", allowed, "remove one of them")
    resists = [layer.water_permeability_m_s_Pa is not None for layer in model.layers]
    if drive.pressure_Pa is not None and not any(resists):
        advice = "add water_permeability_m_s_Pa to the membrane"
        report.say(["layers"], "no water permeability", "one where pressure drives", advice)
    _check_closure(model, report)


def _check_closure(model: CaseModel, report: Report) -> None:
    drive, swept = model.drive, model.permeate == SWEPT
    ratio = isinstance(model.permeate, Mapping) and set(model.permeate) == {FLUX_RATIO}
    if not swept and not ratio:
        return
    advice = "impose no current, or give the permeate as concentrations"
    kind = "a swept" if swept else "a flux-ratio"
    if drive.current_A_m2:
        found = f"{drive.current_A_m2:g} with {kind} permeate"
        report.say(["drive", "current_A_m2"], found, "0: it carries no charge", advice)
    if drive.voltage_V is not None:
        found = f"a voltage with {kind} permeate"
        report.say(["drive", "voltage_V"], found, "zero current", advice)
    flux = drive.water_flux_m_s
    if swept and flux is not None and flux <= 0:
        advice = "give the permeate as concentrations, or a positive water flux"
        report.say(["drive", "water_flux_m_s"], f"{flux:g} with a swept permeate", "> 0", advice)
