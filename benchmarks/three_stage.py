"""Speed of the three-stage model on one core, beside a loop over candidates and samples.

Run from the repository root: ``python benchmarks/three_stage.py``. Three ions (Li+, Mg2+, Cl-),
everything of theory §1-3 computed: terms, Donnan with regulation, binding and isoelectric point,
hindrance, resistances, selectivities, flags. The loop calls the same model once per candidate and
sample and gives the same numbers, which is asserted. Seconds are processor seconds of the one core,
so that other work on the machine does not count.
"""

from __future__ import annotations

import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"

import time  # noqa: E402
from dataclasses import fields, replace  # noqa: E402

import numpy as np  # noqa: E402

from selectivity.checks.reference_case import (  # noqa: E402
    NANO,
    reference_channels,
    reference_feed,
    reference_ions,
)
from selectivity.domain.channels import Channels, Groups, Region  # noqa: E402
from selectivity.domain.options import ModelOptions  # noqa: E402
from selectivity.stages.explain import explain  # noqa: E402
from selectivity.stages.selectivity import three_stage  # noqa: E402

TARGET = 100_000
N_SAMPLES, N_CANDIDATES, N_LOOP, REPEATS = 256, 16, 150, 7
SEED = 1


def make_case(n_groups: int, size_nodes: int, n_candidates: int) -> tuple:
    """Inputs of 256 samples; every field of every candidate is sampled."""
    rng = np.random.default_rng(SEED)
    shape = (N_SAMPLES, n_candidates, 1)
    ions = reference_ions("Li+", "Mg2+", "Cl-")
    spread = 1 + 0.01 * rng.standard_normal((N_SAMPLES, 1, 3))
    ions = replace(ions, hydrated_radius=ions.hydrated_radius * spread,
                   hydration_gibbs=ions.hydration_gibbs * spread)  # fmt: skip
    channels = reference_channels(np.ones(n_candidates), 3, n_groups)
    region = Region(
        size=rng.uniform(0.25, 1.0, shape) * NANO,
        is_slit=(rng.random((n_candidates, 1)) < 0.3),
        permittivity=rng.uniform(30, 78, shape),
        fixed_charge=rng.uniform(-300, 300, shape),
        site_density=rng.uniform(50, 1000, (*shape[:2], n_groups)),
    )
    channels = replace(
        channels,
        interior=region,
        mouth=region,
        length=rng.uniform(20, 200, shape) * NANO,
        hydration_replaced=rng.uniform(0.8, 1.0, shape),
        porosity=rng.uniform(0.05, 0.3, shape),
        size_spread=np.full((n_candidates, 1), 0.2 if size_nodes > 1 else 0.0),
    )
    binding = np.array([[1e-3, 5e-3, 0.0], [0.0, 0.0, 1e-3]])[:n_groups]
    groups = Groups(("acid", "amine")[:n_groups], np.array([-1.0, 0.0])[:n_groups],
                    10.0 ** (3 - np.array([4.0, 9.0]))[:n_groups], binding,
                    np.ones((n_groups, 3)))  # fmt: skip
    feed = reference_feed(3.4, 19.6, 42.6, ph=6.0)
    return ions, channels, groups, feed, ModelOptions(size_nodes=size_nodes)


def one(case: tuple, sample: int, candidate: int) -> tuple:
    """The inputs of a single candidate and sample."""
    ions, channels, groups, feed, options = case

    def cut(value: object) -> object:
        if not isinstance(value, np.ndarray):
            return value
        if value.ndim == 3:
            return value[sample, candidate : candidate + 1]
        return value[candidate : candidate + 1]

    region = Region(
        **{item.name: cut(getattr(channels.interior, item.name)) for item in fields(Region)}
    )
    parts = {
        item.name: cut(getattr(channels, item.name))
        for item in fields(Channels)
        if item.name not in ("names", "interior", "mouth")
    }
    channel = Channels(names=("one",), interior=region, mouth=region, **parts)
    few = {"hydrated_radius", "hydration_gibbs"}
    ion = replace(ions, **{name: getattr(ions, name)[sample, 0] for name in few})
    return ion, channel, groups, feed, options


def loop_rate(case: tuple) -> float:
    """Candidates × samples per second of the loop; its numbers are those of the block."""
    whole = three_stage(*case).ion_permeability
    places = [(k % N_SAMPLES, k % whole.shape[1]) for k in range(0, 7 * N_LOOP, 7)]
    inputs = [one(case, *place) for place in places]
    start = time.process_time()
    found = [three_stage(*each).ion_permeability[0] for each in inputs]
    seconds = time.process_time() - start
    expected = np.array([whole[place] for place in places])
    np.testing.assert_allclose(np.array(found), expected, rtol=1e-9)
    return N_LOOP / seconds


def block_rate(function, case: tuple, *more: object) -> float:
    """Candidates × samples per second of a whole block, best of some repeats."""
    function(*case, *more)
    seconds = []
    for _ in range(REPEATS):
        start = time.process_time()
        function(*case, *more)
        seconds.append(time.process_time() - start)
    return case[1].interior.size.size / min(seconds)


def main() -> None:
    """Print one line per case."""
    print(f"{'case':<40}{'block /s':>12}{'loop /s':>10}{'ratio':>8}")
    rows = [
        ("3 ions, no groups", 0, 1, N_CANDIDATES),
        ("3 ions, acid and amine, binding", 2, 1, N_CANDIDATES),
        ("3 ions, 7 size nodes", 0, 7, N_CANDIDATES // 4),
        ("3 ions, 7 size nodes, acid and amine", 2, 7, N_CANDIDATES // 4),
    ]
    for name, n_groups, nodes, n_candidates in rows:
        case = make_case(n_groups, nodes, n_candidates)
        block, loop = block_rate(three_stage, case), loop_rate(case)
        missed = "" if nodes > 1 or block >= TARGET else f"   below {TARGET:,}"
        print(f"{name:<40}{block:>12,.0f}{loop:>10,.0f}{block / loop:>8,.0f}{missed}")
    case = make_case(2, 1, N_CANDIDATES)
    rate = block_rate(explain, case, ("Li+", "Mg2+"))
    print(f"{'explain: 6 terms and 3 stages off':<40}{rate:>12,.0f}")


if __name__ == "__main__":
    main()
