"""Times of the processes, in ratios to a plain scipy version of the same equations.

Run with ``python benchmarks/processes.py``; writes docs/processes/benchmarks.md.
"""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.integrate import solve_ivp
from scipy.optimize import fsolve

from selectivity.domain.process import Membranes, Solution
from selectivity.process import dialysis, ed, mcdi, nf
from selectivity.process.crossing import Films, cross, salt_diffusivity
from selectivity.process.dialysis import DialysisSettings
from selectivity.process.ed_settings import ElectrodialysisSettings
from selectivity.process.mcdi_settings import CapacitiveSettings
from selectivity.process.nf_module import FiltrationSettings
from selectivity.tables.activity import tabulate

CHARGE = np.array([1.0, 1.0, 2.0, -1.0, -2.0])
DIFFUSIVITY = np.array([1.029, 1.334, 0.706, 2.032, 1.065]) * 1e-9
FEED = np.array([20.0, 50.0, 60.0, 150.0, 20.0])
FILM, FLUX, RECOVERY, PRESSURE = 3e-5, 1e-5, 0.5, 15e5
OUT = Path(__file__).parents[1] / "docs" / "processes" / "benchmarks.md"


def solution(scale: float = 1.0) -> Solution:
    """Five ions."""
    mass = np.array([6.94, 22.99, 24.305, 35.45, 96.056]) * 1e-3
    names = ("Li+", "Na+", "Mg2+", "Cl-", "SO4-2")
    return Solution(names, CHARGE, DIFFUSIVITY, mass, scale * FEED, 298.15, 0)


def membranes(count: int, charge: float = 0.0, thickness: float = 2e-7) -> Membranes:
    """Random active layers; ``charge`` is added to ±100 mol/m³."""
    rng = np.random.default_rng(1)
    shape = (count, 1, 5)
    friction = rng.uniform(0.4, 0.8, shape)
    return Membranes(
        tuple(map(str, range(count))),
        np.full((count, 1), thickness),
        charge + rng.uniform(-100, 100, (count, 1)),
        rng.uniform(0.02, 0.3, shape),
        friction,
        friction,
        np.broadcast_to(0.05 * DIFFUSIVITY, shape),
        np.full((count, 1), 1e-11),
        np.zeros((count, 1), dtype=int),
    )


def timed(run: object) -> float:
    """Shorter of two runs. [s]"""
    times = []
    for _ in range(2):
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    return min(times)


def _slope(concentration: np.ndarray, flux: np.ndarray, layer: tuple) -> np.ndarray:
    """dc/dx of the Nernst-Planck equations of one layer at zero current."""
    friction, mobility = layer
    drive = (friction * concentration * FLUX - flux) / mobility
    weight = CHARGE**2 * concentration
    field = np.sum(CHARGE * drive) / np.sum(weight)
    return drive - CHARGE * concentration * field


def _donnan(outside: np.ndarray, partition: np.ndarray, fixed: float) -> np.ndarray:
    def charge(potential: np.ndarray) -> np.ndarray:
        return np.sum(CHARGE * partition * outside * np.exp(-CHARGE * potential)) + fixed

    return partition * outside * np.exp(-CHARGE * fsolve(charge, 0.0)[0])


def plain_coupon(membrane: Membranes, feed: np.ndarray) -> np.ndarray:
    """Permeate by shooting: LSODA through film and membrane, fsolve on ln c_p."""
    friction = membrane.hindrance_diffusion[0, 0]
    partition, fixed = membrane.partition[0, 0], membrane.fixed_charge[0, 0]
    salt = 1.36e-9
    film = (np.ones(5), DIFFUSIVITY)
    active = (friction, friction * membrane.diffusivity[0, 0])

    def miss(logs: np.ndarray) -> np.ndarray:
        permeate = np.append(np.exp(logs), 0.0)
        permeate[4] = np.sum(CHARGE[:4] * permeate[:4]) / 2
        flux = permeate * FLUX
        options = {"method": "LSODA", "rtol": 1e-6, "atol": 1e-9}
        layer = lambda x, c: _slope(c, flux, film)  # noqa: E731
        face = solve_ivp(layer, (0, salt / FILM), feed, **options).y[:, -1]
        inside = _donnan(face, partition, fixed)
        layer = lambda x, c: _slope(c, flux, active)  # noqa: E731
        end = solve_ivp(layer, (0, membrane.thickness[0, 0]), inside, **options).y[:, -1]
        wanted = _donnan(np.maximum(permeate, 1e-12), partition, fixed)
        return (end[:4] - wanted[:4]) / inside[:4]

    return np.exp(fsolve(miss, np.log(0.7 * feed[:4]), xtol=1e-6))


def coupon_of(many: Membranes) -> None:
    """One crossing of every membrane with its film."""
    film = np.full(many.n_membranes, salt_diffusivity(solution()) / FILM)
    cross(many, solution(), Films(feed=film), (FEED, None), water_flux=np.array(FLUX))


def rows() -> list[tuple[str, float, float, float]]:
    """Name, time per unit [s], limit [s], time of the plain version [s] or NaN."""
    many, one = membranes(1000), membranes(1)
    flux = FiltrationSettings(
        water_flux=FLUX, recovery=RECOVERY, mass_transfer=FILM, tolerance=1e-4
    )
    pressure = replace(flux, water_flux=None, pressure=PRESSURE)
    real = replace(solution(), table=tabulate(solution()))
    cation, anion = membranes(1, -1500.0, 1e-4), membranes(1, 1500.0, 1e-4)
    pairs = membranes(50, -1500.0, 1e-4)
    cell = ElectrodialysisSettings(
        partner=anion, voltage=0.2, area=2e-3, mass_transfer=FILM, tolerance=1e-4
    )
    cycle = CapacitiveSettings(
        partner=anion, current=10.0, steps=20, cycles=1, feed_flow=2e-5, area=1.0
    )
    contact = DialysisSettings(area=0.02, feed_flow=1e-6, receiver_flow=2e-6, tolerance=1e-5)
    coupon = timed(lambda: plain_coupon(one, FEED))
    return [
        ("NF module, 1-D to 1e-4, of 1,000", timed(lambda: nf.solve(many, solution(), flux)) / 1e3,
         5e-3, 19 * coupon),
        ("NF coupon, 0-D, of 1,000", timed(lambda: coupon_of(many)) / 1e3, 1e-3, coupon),
        ("NF module by pressure, real solution, of 1,000",
         timed(lambda: nf.solve(many, real, pressure)) / 1e3, 5e-3, np.nan),
        ("NF module alone", timed(lambda: nf.solve(one, solution(), flux)), np.nan, 19 * coupon),
        ("ED cell pair, multi-ion, with its limiting currents",
         timed(lambda: ed.solve(cation, solution(), cell)), 50e-3, np.nan),
        ("ED cell pair, of 50 together, without limiting currents",
         timed(lambda: ed.solve(pairs, solution(), replace(cell, limiting_currents=False))) / 50,
         50e-3, np.nan),
        ("MCDI cycle", timed(lambda: mcdi.solve(cation, solution(0.2), cycle)), 1.0, np.nan),
        ("dialysis, counter-current", timed(lambda: dialysis.solve(one, solution(), contact)),
         np.nan, np.nan),
    ]  # fmt: skip


def main() -> None:
    """Write the table."""
    lines = [
        "# How fast the processes are",
        "",
        "Written by `python benchmarks/processes.py`; five ions, film and membrane. The plain",
        "version integrates the same equations by LSODA with `fsolve` around it; a module takes",
        "it nineteen times, as often as the adaptive integration here asks for a crossing.",
        "Processor time of this process, so that other work on the machine counts less.",
        "",
        "| what | time | asked for | plain scipy | ratio |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name, spent, limit, plain in rows():
        asked = "" if np.isnan(limit) else f"{limit * 1e3:.3g} ms"
        other = "" if np.isnan(plain) else f"{plain * 1e3:.3g} ms"
        ratio = "" if np.isnan(plain) else f"{plain / spent:.3g}"
        lines.append(f"| {name} | {spent * 1e3:.3g} ms | {asked} | {other} | {ratio} |")
        print(lines[-1])
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
