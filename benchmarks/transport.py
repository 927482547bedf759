# ruff: noqa: E402 - the number of threads is set before numpy starts
"""Speed of the transport core, all in one run on one core; prints the tables of docs/transport.md.

python benchmarks/transport.py
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"
sys.path.insert(0, str(Path(__file__).parent))

import numpy as np
import shooting
from scipy.integrate import solve_bvp

from selectivity.checks.stacks import CL, LI, MG, NA, SO4, Layer, stack_cases
from selectivity.report.simulation import simulate
from selectivity.tables.cases import read_cases
from selectivity.tables.write import write_text
from selectivity.transport import solve

NAMES = ("Li+", "Na+", "Mg2+", "Cl-", "SO4-2")
CHARGE = (1, 1, 2, -1, -2)
DIFFUSIVITY = (LI, NA, MG, CL, SO4)
FEED = (20.0, 50.0, 60.0, 150.0, 20.0)
PARTITION, FRICTION = (0.15, 0.2, 0.03, 0.25, 0.05), (0.6, 0.65, 0.5, 0.7, 0.55)
FILM = Layer(5e-5)
MEMBRANE = Layer(2e-7, -50.0, PARTITION, FRICTION, factor=0.05)


def five_ions(n_cases, layers=(FILM, MEMBRANE), seed=1):
    """A batch that differs in charge and water flux."""
    random = np.random.default_rng(seed)
    cases = stack_cases(
        CHARGE, DIFFUSIVITY, FEED, layers, water_flux=10 ** random.uniform(-6, -4.7, n_cases)
    )
    charge = np.array([layer.fixed_charge for layer in layers])
    values = {**cases.__dict__, "fixed_charge": charge * random.uniform(-2, 2, (n_cases, 1))}
    return type(cases)(**values)


def clock(action, repeats=1):
    """Result and the shortest processor time; other programs do not count in it. [s]"""
    best, result = np.inf, None
    for _ in range(repeats):
        start = time.process_time()
        result = action()
        best = min(best, time.process_time() - start)
    return result, best


def one_problem(cases, case):
    """A case of the batch for the shooting reference."""
    return shooting.Problem(
        charge=cases.charge,
        feed=cases.feed,
        thickness=cases.thickness,
        fixed_charge=cases.fixed_charge[case],
        partition=cases.partition,
        convection=cases.hindrance_convection,
        diffusion=cases.hindrance_diffusion,
        diffusivity=cases.diffusivity,
        water_flux=float(cases.water_flux[case]),
    )


def by_solve_bvp(problem, start):
    """The same case by SciPy's general boundary-value solver, both layers side by side."""
    n_ions, n_layers = len(problem.charge), len(problem.thickness)
    charge = problem.charge

    def slope(_x, state, scaled):
        flux = scaled * start * problem.water_flux
        rows = []
        for layer in range(n_layers):
            content = np.exp(state[layer * n_ions : (layer + 1) * n_ions])
            mobility = (problem.diffusion[layer] * problem.diffusivity[layer])[:, None]
            free = problem.convection[layer][:, None] * problem.water_flux * content
            free = (free - flux[:, None]) / mobility
            conduction = np.sum(charge[:, None] ** 2 * content, axis=0)
            field = np.sum(charge[:, None] * free, axis=0) / conduction
            change = free / content - charge[:, None] * field
            rows.append(problem.thickness[layer] * change)
        return np.concatenate(rows)

    def ends(first, last, scaled):
        outside = problem.feed
        residual = []
        for layer in range(n_layers):
            part = slice(layer * n_ions, (layer + 1) * n_ions)
            base = problem.partition[layer] * outside
            inner = shooting.donnan(charge, base, problem.fixed_charge[layer])
            residual.append(first[part] - np.log(base) + charge * inner)
            leaving = np.exp(last[part]) / problem.partition[layer]
            outside = leaving * np.exp(charge * shooting.neutral(charge, leaving))
        return np.concatenate([*residual, scaled * start / outside - 1])

    x = np.linspace(0, 1, 11)
    guess = []
    for layer in range(n_layers):
        base = problem.partition[layer] * problem.feed
        inner = shooting.donnan(charge, base, problem.fixed_charge[layer])
        level = np.log(base) - charge * inner
        guess.append(np.repeat(level[:, None], len(x), axis=1))
    run = solve_bvp(slope, ends, x, np.vstack(guess), p=np.ones(n_ions), tol=1e-6, max_nodes=5000)
    return run.p * start * problem.water_flux, run.success


def case_file(cases):
    """The batch as the content of a JSON file."""
    rows = []
    for case, flux in enumerate(cases.water_flux):
        layers = [
            {
                "thickness_m": float(cases.thickness[k]),
                "fixed_charge_mol_m3": float(cases.fixed_charge[case, k]),
                "ions": {
                    name: {
                        "partition": float(cases.partition[k, i]),
                        "friction": float(cases.hindrance_diffusion[k, i]),
                        "diffusivity_factor": float(cases.diffusivity[k, i] / DIFFUSIVITY[i]),
                    }
                    for i, name in enumerate(NAMES)
                },
            }
            for k in range(len(cases.thickness))
        ]
        ions = {
            name: {"charge": CHARGE[i], "diffusivity_m2_s": DIFFUSIVITY[i]}
            for i, name in enumerate(NAMES)
        }
        feed = dict(zip(NAMES, FEED, strict=True))
        rows.append(
            {"name": case, "ions": ions, "feed_mol_m3": feed, "permeate": "swept",
             "layers": layers, "drive": {"water_flux_m_s": float(flux)}}
        )  # fmt: skip
    return json.dumps(rows)


def through_files(folder, text):
    """Read, solve and write, as `selectivity simulate` does."""
    source = Path(folder) / "cases.json"
    source.write_text(text)

    def run():
        rows = simulate(read_cases(source)).rows
        write_text(Path(folder) / "out.json", json.dumps(rows, indent=1))

    return clock(run)[1]


def headline():
    """The table of issue §5."""
    solve(five_ions(10))
    cases = five_ions(10_000)
    result, batch = clock(lambda: solve(cases), 2)
    alone = clock(lambda: solve(five_ions(1)), 5)[1]
    with tempfile.TemporaryDirectory() as folder:
        files = through_files(folder, case_file(cases))
    shots, bvps, worst, agreed = [], [], 0.0, 0.0
    for case in range(20):
        problem = one_problem(cases, case)
        (flux, *_), seconds = clock(lambda p=problem: shooting.solve(p))
        shots.append(seconds)
        worst = max(worst, float(np.max(np.abs(result.ion_flux[case] / flux - 1))))
        if case < 5:
            start = np.array(FEED) * 0.9
            found, seconds = clock(lambda p=problem, s=start: by_solve_bvp(p, s))
            if found[1]:
                bvps.append(seconds)
                agreed = max(agreed, float(np.max(np.abs(found[0] / flux - 1))))
    each = batch / 10_000
    shot, bvp = float(np.median(shots)), float(np.median(bvps)) if bvps else np.nan
    print("| five ions, film and membrane | ms a case | ratio |\n| --- | --- | --- |")
    print(f"| core, batch of 10,000 | {1e3 * each:.3f} | 1 |")
    print(f"| through JSON files, 10,000 cases | {1e-1 * files:.3f} | {files / batch:.1f} |")
    print(f"| core, one case alone | {1e3 * alone:.1f} | {alone / each:.0f} |")
    print(
        f"| shooting with LSODA (benchmarks/shooting.py) | {1e3 * shot:.1f} | {shot / each:.0f} |"
    )
    print(f"| scipy.integrate.solve_bvp, tol 1e-6 | {1e3 * bvp:.0f} | {bvp / each:.0f} |")
    print(f"\nSolved {np.mean(result.status == 'solved'):.2%}; largest difference from shooting in "
          f"20 cases {worst:.1e} (solve_bvp: {agreed:.1e}); largest error estimate "
          f"{result.error_estimate.max():.1e}.\n")  # fmt: skip


def growth():
    """Time against cases and against layers."""
    print("| cases | ms a case | | layers | ms a case | ms a layer |")
    print("| --- | --- | --- | --- | --- | --- |")
    for n_cases, n_layers in zip((100, 300, 1000, 3000, 10_000), (1, 2, 4, 8, 16), strict=True):
        by_case = clock(lambda n=n_cases: solve(five_ions(n)), 3)[1] / n_cases
        layers = [MEMBRANE] * n_layers
        by_layer = clock(lambda one=layers: solve(five_ions(1000, one)), 3)[1] / 1000
        print(f"| {n_cases} | {1e3 * by_case:.3f} | | {n_layers} | {1e3 * by_layer:.3f} "
              f"| {1e3 * by_layer / n_layers:.3f} |")  # fmt: skip


if __name__ == "__main__":
    headline()
    growth()
