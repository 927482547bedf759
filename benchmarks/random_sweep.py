"""Random stacks of layers solved by the core: how many reach the tolerance, and at what cost.

    python benchmarks/random_sweep.py 100000        # membranes of 1 nm to 10 µm
    python benchmarks/random_sweep.py 10000 -4      # to 100 µm: Péclet numbers to 10⁵

prints the table of docs/transport.md. Cases follow the issue: 2 to 7 ions, 1 to 5 layers, charges 0
to ±5 M, partition 1e-4 to 10 of each ion by itself, water flux to ±1e-4 m/s, currents to the limit.
"""

from __future__ import annotations

import sys
import time

import numpy as np

from selectivity.constants import FARADAY
from selectivity.domain.layered import FLUX_RATIO, RESERVOIR, SWEPT, LayeredCases
from selectivity.transport import solve
from selectivity.transport.build import build_stack
from selectivity.transport.limiting import limiting_current
from selectivity.transport.solver import Options

BLOCK, LIMIT_BLOCK = 1000, 64
MOST_CURRENT = 1e4  # A/m²
THICKEST = -5.0
"""Decadic logarithm of the thickest membrane [m]; films reach 0.1 mm."""
CURRENT_SHARE = 0.05
"""Share of the reservoir cases under a current; each needs its limiting current first."""


def _solution(random, charge):
    """Electroneutral concentrations over five decades, one ion in ten a trace."""
    content = 10 ** random.uniform(-2, 3, charge.shape)
    trace = (random.random(charge.shape) < 0.1) & (np.arange(charge.shape[1]) > 1)
    content = np.where(trace, 1e-9 * content.max(axis=1, keepdims=True), content)
    carried = np.sum(charge * content, axis=1)
    content[:, 1] += np.maximum(carried, 0)
    content[:, 0] += np.maximum(-carried, 0)
    return content


def random_cases(random, n_cases, n_ions, n_layers, thickest=THICKEST):
    """Cases of one shape."""
    shape = (n_cases, n_layers)
    charge = random.choice([1, 1, 2, 3, -1, -1, -2, 0], (n_cases, n_ions)).astype(float)
    charge[:, 0], charge[:, 1] = 1, -1
    film = random.random(shape) < 0.3
    fixed = random.choice([-1.0, 1.0], shape) * 10 ** random.uniform(0, np.log10(5000), shape)
    fixed = np.where(film | (random.random(shape) < 0.2), 0, fixed)
    wide = (*shape, n_ions)
    soft = film[..., None]
    friction = np.where(soft, 1, random.uniform(0.05, 1, wide))
    closure = random.choice([SWEPT, RESERVOIR, FLUX_RATIO], n_cases, p=[0.5, 0.4, 0.1])
    size = 10 ** random.uniform(-9, -4, n_cases)
    flux = np.where(closure == SWEPT, size, random.choice([-1, 0, 1], n_cases) * size)
    flux = np.where(closure == FLUX_RATIO, np.abs(flux), flux)
    thin, thick = np.where(film, -6, -9), np.where(film, -4, thickest)
    thickness = 10 ** random.uniform(thin, thick, shape)
    feed = _solution(random, charge)
    return LayeredCases(
        temperature=np.full(n_cases, 298.15),
        charge=charge,
        feed=feed,
        thickness=thickness,
        fixed_charge=fixed,
        partition=np.where(soft, 1, 10 ** random.uniform(-4, 1, wide)),
        hindrance_convection=friction,
        hindrance_diffusion=friction,
        diffusivity=10 ** random.uniform(-9.3, -8.7, (n_cases, 1, n_ions))
        * np.where(soft, 1, 10 ** random.uniform(-2, 0, wide)),
        closure=closure,
        permeate=_solution(random, charge),
        permeate_total=1e-2 * feed.sum(axis=1),
        water_flux=flux,
        current=np.zeros(n_cases),
    )


def with_currents(random, cases):
    """Some reservoir cases under up to 0.99 of their limiting current, or of that at 5 V."""
    n_cases = len(cases.current)
    chosen = np.flatnonzero((cases.closure == RESERVOIR) & (random.random(n_cases) < CURRENT_SHARE))
    current = np.zeros(n_cases)
    current[chosen] = random.choice([-1.0, 1.0], len(chosen))
    values = {**cases.__dict__, "current": current}
    stack = build_stack(LayeredCases(**values))
    for piece in np.array_split(chosen, max(1, len(chosen) // LIMIT_BLOCK)):
        limit, reached = limiting_current(stack.take(piece), Options())
        largest = np.where(np.isfinite(limit), limit, np.nan_to_num(reached))
        largest = np.clip(largest * FARADAY, -MOST_CURRENT, MOST_CURRENT)
        current[piece] = largest * random.uniform(0, 0.99, len(piece))
    return LayeredCases(**{**values, "current": current})


def sweep(n_cases, thickest=THICKEST, seed=20240601):
    """Rows (n_ions, n_layers, cases, solved, median and worst error, seconds a case)."""
    random = np.random.default_rng(seed)
    rows, failures = [], []
    done = 0
    while done < n_cases:
        shape = (int(random.integers(2, 8)), int(random.integers(1, 6)))
        count = min(BLOCK, n_cases - done)
        cases = with_currents(random, random_cases(random, count, *shape, thickest))
        start = time.perf_counter()
        result = solve(cases)
        seconds = time.perf_counter() - start
        good = result.status == "solved"
        rows.append((*shape, count, int(good.sum()), seconds))
        for case in np.flatnonzero(~good):
            failures.append((done, shape, int(case), str(result.status[case]), result.advice[case]))
        done += count
        print(f"{done:7d} {shape} {good.sum()}/{count} {1e3 * seconds / count:.2f} ms", flush=True)
    return rows, failures


def main():
    """Run the sweep and print its table."""
    rows, failures = sweep(int(sys.argv[1]), *map(float, sys.argv[2:3]))
    total = sum(row[2] for row in rows)
    solved = sum(row[3] for row in rows)
    print("\n| layers | cases | solved | ms a case |\n| --- | --- | --- | --- |")
    for layers in sorted({row[1] for row in rows}):
        some = [row for row in rows if row[1] == layers]
        cases, good, seconds = (sum(row[k] for row in some) for k in (2, 3, 4))
        print(f"| {layers} | {cases} | {good} | {1e3 * seconds / cases:.2f} |")
    print(f"| all | {total} | {solved} ({100 * solved / total:.3f} %) | |")
    for failure in failures[:20]:
        print(failure)


if __name__ == "__main__":
    main()
