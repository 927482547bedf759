"""Candidates of a screening as membranes of a process: the same description, with its samples."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from selectivity.domain.process import Membranes, Solution
from selectivity.errors import ConfigError, DataError
from selectivity.screening import chunks, descriptors, stacks
from selectivity.screening.api import _study as study_of
from selectivity.screening.settings import Settings
from selectivity.screening.shared import sample_shared
from selectivity.stages.prepare import prepare
from selectivity.stages.selectivity import solve_stages
from selectivity.tables.cells import nearest


def membranes_of(
    config: Path | str | None, feed: dict[str, float], names: list[str], samples: int
) -> tuple[Membranes, Solution]:
    """Candidates in equilibrium with a feed, as layers.

    Parameters
    ----------
    config : Path or str or None
        Configuration of the study; the shipped one for None.
    feed : dict of str to float
        Concentration by ion. [mol/m³]
    names : list of str
        Candidates.
    samples : int
        Of every uncertain input, as in the screening.

    Returns
    -------
    tuple of Membranes and Solution
        One membrane for each candidate and sample, its name that of the candidate. Groups keep
        the charge that they have in the feed.

    Raises
    ------
    ConfigError
        For a candidate that is not in the study.
    """
    study = study_of(config, feed, None)
    settings = Settings.of(study)
    rows = study.candidates[study.candidates["candidate"].isin(names)]
    missing = [name for name in names if name not in set(rows["candidate"])]
    if missing:
        known = study.candidates["candidate"].tolist()
        near = [nearest(name, known) or "none near" for name in missing]
        raise ConfigError(f"no candidate {', '.join(missing)}; nearest: {', '.join(near)}")
    own = study.feeds[0]
    sizes = samples, settings.seed
    shared = sample_shared(study.ions, study.groups, study.materials, sizes)
    found = []
    for chunk in chunks.chunks(rows, study.candidate_groups, study.materials, shared, sizes):
        channels = descriptors.resolve(chunk, own, len(settings.ions), shared.groups.names).channels
        ions = shared.ions(own.temperature)
        stages = solve_stages(prepare(ions, channels, shared.groups, own, settings.options))
        cases = stacks.layered_cases(stages, 0.0, settings.detection_limit)
        found.append((channels.names * samples, cases))
    table = study.ions
    solution = Solution(
        names=settings.ions,
        charge=np.asarray(table.charge, float),
        diffusivity=np.asarray(shared.ions(own.temperature).diffusivity).reshape(-1)[
            -len(settings.ions) :
        ],
        molar_mass=np.asarray(table.values["molar_mass"]),
        concentration=np.asarray(own.concentration, float).reshape(-1),
        temperature=own.temperature,
        target=settings.places[0],
    )
    return _joined(found), solution


def _joined(found: list) -> Membranes:
    """All chunks as one set of membranes."""
    if not found:
        raise DataError("no candidate could be computed; see `selectivity show`")
    fields = (
        "thickness",
        "fixed_charge",
        "partition",
        "hindrance_convection",
        "hindrance_diffusion",
        "diffusivity",
        "water_permeability",
        "drag",
    )
    arrays = {f: np.concatenate([getattr(cases, f) for _, cases in found]) for f in fields}
    return Membranes(names=tuple(name for names, _ in found for name in names), **arrays)
