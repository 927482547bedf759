"""Sobol indices of log10 selectivity and permeability, by groups of inputs, from SALib.

A Saltelli design over every uncertain input of the screening, those of the candidate and those that
candidates share, goes through the whole model, all candidates at once. Inputs are grouped as people
measure them, and each input is in one group, so that the indices share out all of the variance.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from selectivity.screening.catalogue import CATALOGUE, N_DIMENSIONS
from selectivity.screening.chunks import LOCATIONS
from selectivity.screening.draws import SHARED_PRIORS
from selectivity.screening.measurements.leading import Question, chunks_of
from selectivity.screening.sampling import CONFIDENCE, SOBOL_BITS, stable_hash
from selectivity.screening.screen import screen_chunk
from selectivity.screening.shared import shared_from, shared_sizes

SIZE, CHARGE, PERMITTIVITY = "pore_size", "charge", "pore_permittivity"
REPLACED, PATH, MOUTH = "hydration_replaced", "path", "mouth"
FEATURES, ION_DATA, CONSTANTS = "spread_friction_defects", "ion_data", "group_constants"
CALIBRATED = "calibrated_constants"
"""All calibrated constants together: they are correlated, so their shares cannot be told apart."""
GROUP_OF: Final = {
    **dict.fromkeys(
        (
            *("pore_radius", "slit_width", "wet_spacing", "dry_spacing", "mwco"),
            *("peg400_rejection", "layer_thickness", "swelling", "size_model_error"),
        ),
        SIZE,
    ),
    **dict.fromkeys(
        (
            *("zeta_potential", "isoelectric_point", "fixed_charge", "ion_exchange_capacity"),
            *("water_content", "site_density", "charge_model_error", "group_density_error"),
            "charge_scale",
        ),
        CHARGE,
    ),
    **dict.fromkeys(("pore_permittivity", "permittivity_scale"), PERMITTIVITY),
    "hydration_replaced": REPLACED,
    **dict.fromkeys(
        (
            *("thickness", "porosity", "tortuosity_factor", "water_permeance"),
            *("transport_model_error", "path_scale"),
        ),
        PATH,
    ),
    **dict.fromkeys(
        (
            *("mouth_radius", "mouth_fixed_charge", "mouth_size_ratio"),
            "mouth_group_density_error",
        ),
        MOUTH,
    ),
    **dict.fromkeys(
        (
            *("size_spread", "wall_friction", "defect_share", "defect_radius"),
            "stern_thickness",
        ),
        FEATURES,
    ),
}
"""Group of every descriptor of the catalogue."""
OUTPUTS: Final = ("log10_selectivity", "log10_permeability")
RESAMPLES: Final = 100
"""Of SALib's bootstrap. [-]"""
_NO_VARIANCE: Final = 1e-18


@dataclass(frozen=True)
class Index:
    """Share of the variance of one output that one group of inputs makes.

    Attributes
    ----------
    candidate, output, group : str
    first, first_confidence, total, total_confidence : float
        First-order and total index, and the half width of their 90 % intervals; NaN where the
        output does not vary or was not computed. [-]
    """

    candidate: str
    output: str
    group: str
    first: float
    first_confidence: float
    total: float
    total_confidence: float


def indices(question: Question) -> Iterator[Index]:
    """Sobol indices of the candidates of a question.

    Parameters
    ----------
    question : Question

    Yields
    ------
    Index
        Of every candidate, output and group, in the order of the question.
    """
    labels = _labels(question)
    problem = {
        "num_vars": len(labels),
        "names": [f"x{place}" for place in range(len(labels))],
        "bounds": [[0.0, 1.0]] * len(labels),
        "groups": labels,
    }
    seed = stable_hash("Sobol indices", question.settings.seed) % 2**32
    found = _outputs(question, _design(problem, question, seed))
    for name in question.names:
        for output, values in zip(OUTPUTS, found[name], strict=True):
            yield from _analysed((name, output), values, problem, seed)


def _labels(question: Question) -> list[str]:
    """Group of every input: the candidate's own, then the shared ones."""
    study = question.study
    n_groups = len(study.groups.names)
    own = [GROUP_OF[kind.name] for kind in CATALOGUE]
    located = {"wall": CHARGE, "mouth": MOUTH}
    own += [located[place] for place in LOCATIONS for _ in range(n_groups)]
    n_ions, n_acids, n_binding, n_classes = shared_sizes(study.ions, study.groups, study.materials)
    each = n_classes // len(SHARED_PRIORS)
    calibrated = [GROUP_OF[name] for name in SHARED_PRIORS for _ in range(each)]
    if study.materials.calibrated is not None:
        calibrated = [CALIBRATED] * n_classes
    return own + [ION_DATA] * n_ions + [CONSTANTS] * (n_acids + n_binding) + calibrated


def _design(problem: dict[str, Any], question: Question, seed: int) -> np.ndarray:
    """Saltelli design over all inputs, inside (0, 1). (n_runs, n_inputs)"""
    from SALib.sample import sobol

    n_base = question.study.config.measurements.n_sobol
    points = sobol.sample(problem, n_base, calc_second_order=False, seed=seed)
    smallest = 0.5 / 2**SOBOL_BITS
    return np.clip(points, smallest, 1.0 - smallest)


def _outputs(question: Question, points: np.ndarray) -> dict[str, np.ndarray]:
    """`OUTPUTS` of every candidate in every run. (2, n_runs) each"""
    study, feed = question.study, question.feed
    settings = replace(question.settings, n_samples=len(points))
    n_own = N_DIMENSIONS + len(LOCATIONS) * len(study.groups.names)
    shared = shared_from(study.ions, study.groups, study.materials, points[:, n_own:])
    wanted, unwanted = settings.places
    found: dict[str, np.ndarray] = {}
    for chunk in chunks_of(question, shared, settings):
        own = np.broadcast_to(points[:, None, :n_own], (len(points), len(chunk.names), n_own))
        same = replace(chunk, points=own, shared=shared.class_points)
        permeability = screen_chunk(same, feed, shared, settings, question.profiles).outcome
        logs = np.log10(np.maximum(permeability.permeability, settings.detection_limit))
        both = np.stack([logs[..., wanted] - logs[..., unwanted], logs[..., wanted]])
        found |= {name: both[..., index] for index, name in enumerate(chunk.names)}
    return found


def _analysed(
    place: tuple[str, str], values: np.ndarray, problem: dict[str, Any], seed: int
) -> Iterator[Index]:
    """Indices of one output of one candidate."""
    from SALib.analyze import sobol

    groups = list(dict.fromkeys(problem["groups"]))
    if not np.isfinite(values).all() or values.var() < _NO_VARIANCE:
        for group in groups:
            yield Index(*place, group, *[np.nan] * 4)
        return
    settings = {"num_resamples": RESAMPLES, "conf_level": CONFIDENCE, "seed": seed}
    found = sobol.analyze(problem, values, calc_second_order=False, **settings)
    columns = zip(*(found[key] for key in ("S1", "S1_conf", "ST", "ST_conf")), strict=True)
    for group, row in zip(groups, columns, strict=True):
        yield Index(*place, group, *map(float, row))
