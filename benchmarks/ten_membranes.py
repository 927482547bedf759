"""The ten membranes of the review: measured, predicted by statistics and by physics.

    python benchmarks/ten_membranes.py

prints the tables of docs/ten-membranes.md. Rows of a paper that the calibration has seen are
predicted by a model fitted without that paper.
"""

from __future__ import annotations

import numpy as np

from selectivity.domain.layered import DRAG_NONE, RESERVOIR, LayeredCases
from selectivity.screening.calibration import shipped
from selectivity.screening.calibration.pairs import PairTable
from selectivity.screening.calibration.rows import Rows, make_rows
from selectivity.tables.measured import read_measured, read_rows_as_text
from selectivity.tables.paths import data_dir
from selectivity.transport import solve

SEEN = "GUO2016"
"""Paper of T06 in the measured table."""
VOLTAGE = 0.5
"""Of the I–V curve. [V]"""
SALT = 10.0
"""[mol/m³]"""
TIP_CHARGE, BASE_CHARGE = -1000.0, -10.0
"""Of overlapping and of separate double layers. [mol/m³]"""


def without_paper(rows: Rows) -> shipped.Calibration:
    """Calibration fitted without the paper that one of the ten comes from."""
    kept = np.array([paper != SEEN for paper in rows.paper])
    trained = rows.take(kept)
    return shipped.fit(trained, np.ones(trained.n_rows))


def rectification(salt: tuple[str, float]) -> float:
    """Current with the tip side positive over that with it negative. [-]"""
    _, diffusivity = salt
    layers = np.array([0.1e-6, 1.0e-6])
    mobility = np.array([diffusivity, 2.032e-9]) * np.array([[0.3], [1.0]])
    sides = np.array([VOLTAGE, -VOLTAGE])
    feed = np.full((2, 2), SALT)
    result = solve(
        LayeredCases(
            temperature=np.full(2, 298.15),
            charge=np.array([1.0, -1.0]),
            feed=feed,
            thickness=layers,
            fixed_charge=np.array([TIP_CHARGE, BASE_CHARGE]),
            partition=np.ones((2, 2, 2)),
            hindrance_convection=np.ones((2, 2, 2)),
            hindrance_diffusion=np.ones((2, 2, 2)),
            diffusivity=np.broadcast_to(mobility, (2, 2, 2)),
            closure=np.full(2, RESERVOIR),
            permeate=feed,
            water_flux=np.zeros(2),
            voltage=sides,
            drag=np.full((2, 2), DRAG_NONE),
        )
    )
    return float(-result.current[0] / result.current[1])


def main() -> None:
    """Print the tables."""
    pairs = PairTable(data_dir() / "ions.csv")
    table = data_dir() / "ten_membranes.csv"
    texts = read_rows_as_text(table)
    every = make_rows(read_measured(data_dir() / "measured_selectivity.csv"), pairs)
    fitted = without_paper(shipped.with_prior(every, pairs))
    rows = fitted.prepared(make_rows(read_measured(table), pairs), pairs)
    statistics = fitted.predict(rows) * rows.sign
    physics = fitted.physics.combine(rows.physics, rows.form) * rows.sign
    half = shipped.load(data_dir() / shipped.FILE).intervals.half_width(rows)
    print(
        "| membrane | pair | measured | measured log10 | predicted log10 | physics alone | ± 90 % |"
    )
    print("|---|---|---|---:|---:|---:|---:|")
    for i, text in enumerate(texts):
        value = f"{rows.measured[i] * rows.sign[i]:.2f}" if np.isfinite(rows.measured[i]) else "–"
        print(
            f"| {text['membrane']} | {text['ion_a']}/{text['ion_b']} | {text['measured_text']} | "
            f"{value} | {statistics[i]:+.2f} | {physics[i]:+.2f} | {half[i]:.2f} |"
        )
    print("\n| salt | current tip to base over base to tip |\n|---|---:|")
    for name, diffusivity in (("LiCl", 1.029e-9), ("NaCl", 1.334e-9), ("KCl", 1.957e-9)):
        print(f"| {name} | {rectification((name, diffusivity)):.2f} |")


if __name__ == "__main__":
    main()
