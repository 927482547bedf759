"""The three-stage model and the transport core on the same channels."""

from dataclasses import replace

import numpy as np
import pytest

from selectivity.domain.layered import RESERVOIR, LayeredCases
from selectivity.screening import chunks, descriptors, stacks
from selectivity.screening.settings import Settings
from selectivity.screening.shared import sample_shared
from selectivity.stages.prepare import prepare
from selectivity.stages.selectivity import Stages, solve_stages, three_stage
from selectivity.transport import solve

N_SAMPLES = 8
LABELLED = 1e-9  # of the ion's concentration, on the feed side only (issue 4)
NO_FLOOR = 1e-30


def inputs_of(study):
    """What the three-stage model takes, of the first chunk, sizes held wide enough to enter."""
    settings = Settings.of(study)
    sizes = N_SAMPLES, settings.seed
    shared = sample_shared(study.ions, study.groups, study.materials, sizes)
    chunk = next(
        chunks.chunks(study.candidates, study.candidate_groups, study.materials, shared, sizes)
    )
    feed = study.feeds[0]
    resolved = descriptors.resolve(chunk, feed, len(settings.ions), shared.groups.names)
    ions = shared.ions(feed.temperature)
    return ions, resolved.channels, shared.groups, feed, settings.options


def labelled(cases: LayeredCases, ion: int) -> LayeredCases:
    """Both sides in equilibrium, a trace of one ion marked on the feed side only."""

    def wide(values: np.ndarray) -> np.ndarray:
        return np.concatenate([values, values[..., [ion]]], axis=-1)

    marked = LABELLED * cases.feed.sum(axis=1)
    feed, permeate = wide(cases.feed), wide(cases.feed)
    feed[:, -1], permeate[:, -1] = marked, 0.0
    feed[:, ion] -= marked
    groups = cases.regulation
    if groups is not None:
        groups = replace(groups, association=wide(groups.association))
    per_ion = ("charge", "partition", "hindrance_convection", "hindrance_diffusion", "diffusivity")
    wider = {name: wide(getattr(cases, name)) for name in per_ion}
    return replace(
        cases,
        feed=feed,
        permeate=permeate,
        closure=np.full(len(feed), RESERVOIR),
        water_flux=np.zeros(len(feed)),
        regulation=groups,
        **wider,
    )


@pytest.mark.parametrize(
    ("name", "regulated"), [("radius", False), ("gap", False), ("groups", False), ("groups", True)]
)
def test_a_tracer_meets_the_resistances_of_the_three_stages(make_study, name, regulated):
    given = inputs_of(make_study((name,)))
    expected = three_stage(*given)
    stages: Stages = solve_stages(prepare(*given))
    cases = stacks.layered_cases(stages, 0.0, NO_FLOOR, regulated)
    for ion in range(3):
        traced = labelled(cases, ion)
        result = solve(traced)
        assert set(result.status) == {"solved"}
        permeability = result.ion_flux[:, -1] / traced.feed[:, -1]
        assert permeability == pytest.approx(expected.ion_permeability[:, 0, ion], rel=5e-6)
        left = result.node_concentration[..., -1] / traced.feed[:, [-1]]
        entry, transit = 1 - left[:, 2], left[:, 2] - left[:, 3]
        assert entry == pytest.approx(expected.share_entry[:, 0, ion], abs=5e-6)
        assert transit == pytest.approx(expected.share_transit[:, 0, ion], abs=5e-6)
        assert left[:, 3] == pytest.approx(expected.share_exit[:, 0, ion], abs=5e-6)
