"""Cases of a file solved, and the rows that ``selectivity simulate`` writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from selectivity.domain.layered import (
    BEYOND_LIMIT,
    INVALID,
    SOLVED,
    LayeredCases,
    TransportResult,
)
from selectivity.errors import Problem
from selectivity.tables.case_arrays import layered_cases, shapes_of
from selectivity.tables.case_model import problem_at
from selectivity.tables.cases import Case, CaseFile
from selectivity.transport import Options, solve
from selectivity.transport.metrics import Metrics, metrics

Row = dict[str, Any]
_EMPTY: Final = ("water_flux_m_s", "current_A_m2", "potential_drop_V", "residual")
_BY_ION: Final = (
    "flux_mol_m2_s",
    "permeate_mol_m3",
    "rejection_observed",
    "rejection_real",
    "polarization",
    "transport_number",
    "resistance_share",
    "separation_factor",
)


@dataclass(frozen=True)
class Simulation:
    """Rows in the order of the file, and the mistakes that only solving could tell."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    unconverged: tuple[str, ...]


def _value(number: float) -> float | None:
    return float(number) if np.isfinite(number) else None


def _by_ion(names: Sequence[str], values: np.ndarray) -> dict[str, float | None]:
    plain = values.tolist()
    return {n: v if np.isfinite(v) else None for n, v in zip(names, plain, strict=True)}


def _pairs(case: Case, factors: np.ndarray) -> dict[str, float | None]:
    """Separation factors of like-signed ions, A before B in the order of the case."""
    signs = np.sign(case.charge)
    return {
        f"{case.ions[a]}/{case.ions[b]}": _value(factors[a, b])
        for a in range(len(signs))
        for b in range(a + 1, len(signs))
        if signs[a] == signs[b]
    }


def _row(case: Case, cases: LayeredCases, result: TransportResult, more: Metrics, i: int) -> Row:
    """One solved or unconverged case."""
    names = case.ions
    shares = more.resistance_share[i].T
    layers = [str(number + 1) for number in range(shares.shape[1])]
    faces = zip(
        _by_ion(names, more.polarization_feed[i]).items(),
        _by_ion(names, more.polarization_permeate[i]).values(),
        strict=True,
    )
    resists = bool(np.any(np.isfinite(cases.water_permeability[i])))
    return {
        "name": case.name,
        "status": str(result.status[i]),
        "advice": result.advice[i],
        "water_flux_m_s": _value(result.water_flux[i]),
        "flux_mol_m2_s": _by_ion(names, result.ion_flux[i]),
        "permeate_mol_m3": _by_ion(names, result.permeate[i]),
        "rejection_observed": _by_ion(names, more.rejection_observed[i]),
        "rejection_real": _by_ion(names, more.rejection_real[i]),
        "polarization": {n: {"feed": feed, "permeate": far} for (n, feed), far in faces},
        "current_A_m2": _value(result.current[i]),
        "potential_drop_V": _value(result.potential_drop[i]),
        "transport_number": _by_ion(names, more.transport_number[i]),
        "resistance_share": {n: _by_ion(layers, shares[k]) for k, n in enumerate(names)},
        "separation_factor": _pairs(case, more.separation_factor[i]),
        "residual": _value(result.residual[i]),
        "error_estimate": _value(result.error_estimate[i]),
        "limiting_current_A_m2": _value(result.limiting_current[i]),
        "pressure_Pa": _value(result.pressure[i]) if resists else None,
    }


def _profiles(case: Case, result: TransportResult, i: int) -> Row:
    """Profiles of one case, without the repeated points at its end."""
    found = result.profiles
    position = found.position[i]
    count = int(np.argmax(position >= position[-1])) + 1
    return {
        "x_m": position[:count].tolist(),
        "layer": (found.layer[i, :count] + 1).astype(int).tolist(),
        "concentration_mol_m3": {
            name: found.concentration[i, k, :count].tolist() for k, name in enumerate(case.ions)
        },
        "potential_V": found.potential[i, :count].tolist(),
        "pressure_Pa": found.pressure[i, :count].tolist(),
    }


def invalid_row(name: Any, problems: Sequence[Problem]) -> Row:
    """Row of a case with mistakes: nothing computed."""
    row: Row = {"name": name, "status": INVALID, "advice": "; ".join(map(str, problems))}
    row |= dict.fromkeys(_EMPTY) | {key: {} for key in _BY_ION}
    return row


def simulate(cases: CaseFile, with_profiles: bool = False) -> Simulation:
    """Every good case of a file solved.

    Parameters
    ----------
    cases : CaseFile
    with_profiles : bool
        Add the profiles to each row.

    Returns
    -------
    Simulation
        Cases with mistakes have rows with the status ``invalid``.
    """
    rows: list[Row] = [
        invalid_row(name, problems)
        for name, problems in zip(cases.names, cases.problems, strict=True)
    ]
    good = [(number, case) for number, case in enumerate(cases.cases) if case is not None]
    problems, unconverged = [], []
    for indices in shapes_of([case for _, case in good]).values():
        chosen = [good[index] for index in indices]
        arrays = layered_cases([case for _, case in chosen])
        result = solve(arrays, Options(), with_profiles=with_profiles, with_limits=True)
        more = metrics(arrays, result)
        for i, (number, case) in enumerate(chosen):
            rows[number] = _row(case, arrays, result, more, i)
            if result.status[i] == BEYOND_LIMIT:
                problems.append((number, _beyond(cases.file, case, result, i)))
            elif result.status[i] != SOLVED:
                unconverged.append((number, f"{_called(case, number)}: {result.advice[i]}"))
            elif with_profiles:
                rows[number]["profiles"] = _profiles(case, result, i)
    return Simulation(
        tuple(rows),
        tuple(problem for _, problem in sorted(problems, key=lambda pair: pair[0])),
        tuple(text for _, text in sorted(unconverged)),
    )


def beyond_limits(cases: CaseFile) -> tuple[Problem, ...]:
    """Mistakes that only solving can tell, of a file with others: currents beyond their limits."""
    driven = [case if case and case.model.drive.current_A_m2 else None for case in cases.cases]
    return simulate(replace(cases, cases=tuple(driven))).problems


def _called(case: Case, number: int) -> str:
    return f"case [{number}]" if case.name is None else f"case [{number}] {case.name!r}"


def _beyond(file: str, case: Case, result: TransportResult, i: int) -> Problem:
    limit = result.limiting_current[i]
    current = case.model.drive.current_A_m2
    found = f"{current:g} A/m², beyond the limiting current of {limit:.6g} A/m²"
    allowed = f"less than {abs(limit):.6g} A/m² either way of zero"
    return problem_at(file, [*case.place, "drive", "current_A_m2"], found, allowed, "lower it")
