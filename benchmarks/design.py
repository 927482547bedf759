"""A design of twenty membranes in three processes, all together and one after the other.

With activities by the Pitzer table, as a design is by default, and with ideal solutions beside.

``python -m benchmarks.design [MEMBRANES] [SAMPLES]``; processor time, as others may share the
machine.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace

import numpy as np

from selectivity.domain.process import Membranes, Solution
from selectivity.process.dialysis import DialysisSettings
from selectivity.process.ed_settings import ElectrodialysisSettings
from selectivity.process.nf_module import FiltrationSettings
from selectivity.process.registry import PROCESSES
from selectivity.process.stage import Limits, plant_of
from selectivity.process.target import Target, Task, design
from selectivity.screening.design_solution import Activities, with_activities
from selectivity.tables.process_solution import IDEAL, PITZER
from tests.process import examples

STAGES, BUDGET = 3, 60.0
ONE_BY_ONE = 3  # membranes that are timed one after the other
SETTINGS = {
    "nf": FiltrationSettings(
        water_flux=5e-6, recovery=0.7, mass_transfer=5e-5, tolerance=1e-4
    ),
    "dialysis": DialysisSettings(
        area=0.05, mass_transfer=3e-5, receiver_mass_transfer=3e-5, tolerance=1e-4
    ),
    "ed": ElectrodialysisSettings(
        partner=examples.membranes((300.0,)), voltage=0.2, area=2e-3, mass_transfer=3e-5,
        tolerance=1e-3, limiting_currents=False,
    ),
}  # fmt: skip


def membranes(count: int, process: str) -> Membranes:
    """Membranes that differ in charge and partition, as samples of candidates do."""
    rng = np.random.default_rng(6)
    low, high = (-2000.0, -500.0) if process == "ed" else (-100.0, 300.0)
    found = examples.membranes(tuple(rng.uniform(low, high, count)))
    scatter = np.exp(rng.normal(0.0, 0.4, found.partition.shape))
    return replace(found, partition=np.minimum(found.partition * scatter, 1.0))


def seconds(process: str, chosen: Membranes, feed: Solution, together: bool) -> float:
    """Processor time of the designs of some membranes."""
    task = Task(np.append(feed.concentration, 1.0), Target(0.95, 0.5, 0.01, 1), feed, STAGES, False)
    rows = [np.arange(chosen.n_membranes)] if together else np.arange(chosen.n_membranes)[:, None]
    start = time.process_time()
    for index in rows:
        plant = plant_of(
            PROCESSES[process], chosen.take(index), feed, SETTINGS[process], Limits(pressure=83e5)
        )
        design(plant, len(index), task)
    return time.process_time() - start


def report(count: int, samples: int, model: str) -> None:
    """One table, for real or for ideal solutions."""
    start = time.process_time()
    feed = with_activities(examples.feed(), Activities(model, "", 7.0, {}), [])
    total = time.process_time() - start
    print(f"solution: {model}; {total:.1f} s for its table")
    for process in SETTINGS:
        chosen = membranes(count * samples, process)
        whole = seconds(process, chosen, feed, together=True)
        few = seconds(process, chosen.take(np.arange(ONE_BY_ONE)), feed, together=False)
        alone = few / ONE_BY_ONE * chosen.n_membranes
        total += whole
        print(f"{process:9s} {whole:7.1f} s together, {alone / whole:6.1f} times faster than alone")
    print(f"all       {total:7.1f} s of {BUDGET:g} s")


def main(count: int = 20, samples: int = 8) -> None:
    """Print the tables."""
    print(f"{count} membranes x {samples} samples, {STAGES} stages, processor time")
    for model in (IDEAL, PITZER):
        report(count, samples, model)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
