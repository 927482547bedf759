"""One membrane through every process; writes docs/processes/same-membrane.md.

Run with ``python benchmarks/same_membrane.py``.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from selectivity.domain.process import Membranes, ProcessResult, Solution
from selectivity.process import dialysis, ed, electrode, fo, mcdi, nf
from selectivity.process.dialysis import DialysisSettings
from selectivity.process.ed_settings import ElectrodialysisSettings
from selectivity.process.electrode import ElectrodeSettings
from selectivity.process.fo import OsmosisSettings
from selectivity.process.mcdi_settings import CapacitiveSettings
from selectivity.process.nf_module import FiltrationSettings

OUT = Path(__file__).parents[1] / "docs" / "processes" / "same-membrane.md"
TRANSFER = 3e-5
FEED = np.array([20.0, 40.0, 100.0])
HEAD = """# The same membrane in six processes

Written by `python benchmarks/same_membrane.py`. One layer of 1 µm, X = −300 mol/m³, Φ of Li⁺,
Mg²⁺, Cl⁻ 0.3, 0.03, 0.3, K_f 0.6, 0.5, 0.7, a twentieth of the free diffusivity, A = 3 pm/(s Pa);
feed 20 mM LiCl and 40 mM MgCl2 at 298.15 K. Where a second membrane belongs to the process it is
the same one with X = +300 mol/m³. Polarization is that of Li⁺ at the feed face.

| process | what drives | Li⁺/Mg²⁺ separation | Li⁺ recovery | kWh/kg Li | polarization |
| --- | --- | --- | --- | --- | --- |
"""
TAIL = """
The membrane is the same, the separation is not. What is imposed decides:

* **NF and FO** carry ions by convection and keep those back that partition badly. In NF the product
  is the permeate; in FO it is the feed without its water, so that its number says what *leaks*.
* **Dialysis** works near equilibrium: partition × diffusion, with the Donnan factor of the charge.
* **ED and MCDI** force a current through the fixed charge, which fills with Mg²⁺: the Donnan factor
  works against Li⁺, more so the more dilute the solution. ED's product still holds the feed that
  entered the concentrate's channels. MCDI's number is that of one cycle,
  removed Li⁺ over removed Mg²⁺ against the feed; its product still holds the feed that flows by.
* **Electrodes** of lithium let only Li⁺ react: nothing leaves the closed cell, so the separation is
  1 by definition, and what is reported is the limiting current and the polarization.

In a study `selectivity same_membrane -o results/same_membrane.parquet` sends the first candidate of
the ranking (or `--candidate NAME`) through the same six processes with areas that follow from its
own fluxes; the report shows the table where the configuration names a brine
(`process.same_membrane.through_all` is the function).
"""


def solution() -> Solution:
    """LiCl and MgCl2."""
    return Solution(
        ("Li+", "Mg2+", "Cl-"),
        np.array([1.0, 2.0, -1.0]),
        np.array([1.029e-9, 7.06e-10, 2.032e-9]),
        np.array([6.94e-3, 24.305e-3, 35.45e-3]),
        FEED,
        298.15,
        0,
    )


def membrane() -> Membranes:
    """The membrane of the table."""
    friction = np.array([[[0.6, 0.5, 0.7]]])
    single = np.ones((1, 1))
    return Membranes(
        ("same",),
        1e-6 * single,
        -300.0 * single,
        np.array([[[0.3, 0.03, 0.3]]]),
        friction,
        friction,
        0.05 * solution().diffusivity[None, None],
        3e-12 * single,
        np.zeros((1, 1), dtype=int),
    )


def runs() -> list[tuple[str, str, ProcessResult]]:
    """Every process once."""
    one, feed = membrane(), solution()
    other = replace(one, fixed_charge=-one.fixed_charge)
    cell = ElectrodialysisSettings(
        partner=other, voltage=0.15, area=5e-3, mass_transfer=TRANSFER, tolerance=1e-4
    )
    cycle = CapacitiveSettings(
        partner=other, current=10.0, charge_time=60.0, discharge_time=60.0, steps=60, cycles=4,
        periodic=2e-2, feed_flow=1e-5, area=1.0,
    )  # fmt: skip
    contact = DialysisSettings(
        area=0.02, mass_transfer=TRANSFER, receiver_mass_transfer=TRANSFER, tolerance=1e-5
    )
    draw = OsmosisSettings(
        draw=np.array([0.0, 300.0, 600.0]), area=0.2, feed_flow=1e-6, draw_flow=1e-6,
        mass_transfer=TRANSFER, draw_mass_transfer=TRANSFER, tolerance=1e-5,
    )  # fmt: skip
    press = FiltrationSettings(pressure=15e5, mass_transfer=TRANSFER)
    return [
        ("NF", "15 bar, half the water", nf.solve(one, feed, press)),
        ("dialysis", "pure water, counter-current", dialysis.solve(one, feed, contact)),
        ("FO", "300 mM MgCl2", fo.solve(one, feed, draw)),
        ("ED", "0.15 V per cell pair", ed.solve(one, feed, cell)),
        ("MCDI", "10 A/m², 60 s", mcdi.solve(one, feed, cycle)),
        ("electrodes", "3 A/m²", electrode.solve(one, feed, ElectrodeSettings(current=3.0))),
    ]


def main() -> None:
    """Write the table."""
    lines = []
    for name, drive, result in runs():
        metrics = result.metrics
        separation = metrics.separation_factor[0, 1]
        if name == "MCDI":
            separation = result.scalars["removed_ratio_to_feed"][0, 1]
        energy = metrics.energy_per_target[0] / 3.6e6
        lines.append(
            f"| {name} | {drive} | {separation:.3g} | {metrics.target_recovery[0]:.3g} | "
            f"{energy:.3g} | {metrics.polarization[0, 0, 0]:.3g} |"
        )
        print(lines[-1], result.status, result.advice)
    OUT.write_text(HEAD + "\n".join(lines) + "\n" + TAIL, encoding="utf-8")


if __name__ == "__main__":
    main()
