"""``selectivity fit``: refit the calibration, to the shipped measurements and one's own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from selectivity.screening.calibration.rows import Rows
    from selectivity.screening.calibration.shipped import Calibration

HELP: Final = """Fit the calibration to measured selectivities.

Without a table it reproduces the shipped data/calibration.json (about two minutes). Tables given
are added to the shipped measurements (rows with use = 0 stay out). How this calibration was made:
`selectivity fit -o data/calibration.json --constants data/calibrated_constants.csv --predictions
data/out_of_paper_predictions.csv`

With --membrane the parameters of one membrane are fitted instead, to its own rejections: a table
with solute, feed_mM, flux_LMH (or pressure_bar and water_permeance_LMH_bar), rejection_pct, and
solute_radius_nm for neutral solutes.

Example: `selectivity fit my_measurements.csv -o my_calibration.json`
"""


def register(app: typer.Typer) -> None:
    """Add the sub-command to the application."""
    app.command("fit", help=HELP)(fit)


def fit(
    tables: Annotated[
        list[Path] | None, typer.Argument(help="Own measurements, added to the shipped ones.")
    ] = None,
    output: Annotated[Path, typer.Option("--output", "-o", help="Calibration (JSON).")] = Path(
        "calibration.json"
    ),
    constants: Annotated[
        Path | None, typer.Option(help="Also write the posterior of the constants (CSV).")
    ] = None,
    predictions: Annotated[
        Path | None, typer.Option(help="Also write the out-of-paper predictions (CSV).")
    ] = None,
    membrane: Annotated[
        Path | None, typer.Option(help="Rejections of one membrane, to characterise it.")
    ] = None,
    only: Annotated[bool, typer.Option("--only", help="Leave the shipped rows out.")] = False,
) -> None:
    """See `HELP`."""
    if membrane:
        _characterise(membrane, output)
        return
    from selectivity.tables.paths import data_dir

    shipped_table = [] if only else [data_dir() / "measured_selectivity.csv"]
    rows, predicted, fitted = _calibrate([*shipped_table, *(tables or [])])
    _write_all(fitted, rows, predicted, (output, constants, predictions))
    print(
        f"{output}: {fitted.structure}; {fitted.n_rows} rows of {fitted.n_papers} papers, data "
        f"{fitted.data_version}, seed {fitted.seed}"
    )
    for name, scale in fitted.intervals.scales.items():
        print(f"  {name:36s} 90 % half width {fitted.intervals.quantile * scale:.3f} decades")


def _calibrate(tables: list[Path]) -> tuple[Rows, np.ndarray, Calibration]:
    """Rows with their forward models, predictions of each without its paper, and the fit."""
    from selectivity.screening.calibration import shipped
    from selectivity.screening.calibration.pairs import PairTable
    from selectivity.screening.calibration.rows import make_rows
    from selectivity.tables.measured import read_together
    from selectivity.tables.paths import data_dir

    frame = read_together(tables)
    pairs = PairTable(data_dir() / "ions.csv")
    with typer.progressbar(length=shipped.N_SAMPLES, label="models", file=sys.stderr) as bar:
        rows = shipped.with_prior(make_rows(frame, pairs), pairs, lambda _: bar.update(1))
    predicted = shipped.out_of_paper_predictions(rows)
    return rows, predicted, shipped.fit(rows, predicted - rows.measured)


def _write_all(
    fitted: Calibration,
    rows: Rows,
    predicted: np.ndarray,
    paths: tuple[Path, Path | None, Path | None],
) -> None:
    """Calibration, and on request constants and out-of-paper predictions."""
    from selectivity.screening.calibration import shipped
    from selectivity.screening.calibration.constants_table import constants_table
    from selectivity.screening.calibration.validate import out_of_paper_table

    output, constants, predictions = paths
    shipped.save(fitted, output)
    if constants:
        _write(constants, constants_table(fitted.samples, fitted.physics, fitted.data_version))
    if predictions:
        _write(predictions, out_of_paper_table(rows, predicted))


def _write(path: Path, table: pd.DataFrame) -> None:
    from selectivity.tables.write import write_atomically

    write_atomically(path, lambda file: table.to_csv(file, index=False, float_format="%.6g"))


def _characterise(membrane: Path, output: Path) -> None:
    import pandas as pd

    from selectivity.screening.calibration.membrane.data import read_curves
    from selectivity.screening.calibration.membrane.fit import (
        N_STEPS,
        PROFILE_STEPS,
        fit_membrane,
    )
    from selectivity.screening.calibration.membrane.words import table, words
    from selectivity.tables.paths import data_dir

    curves = read_curves(membrane, data_dir() / "ions.csv")
    with typer.progressbar(length=N_STEPS + PROFILE_STEPS, label="fit", file=sys.stderr) as bar:
        found = fit_membrane(curves, lambda _: bar.update(1))
    print("\n".join(words(found)))
    path = output.with_suffix(".csv")
    _write(path, pd.DataFrame(table(found)))
    print(f"{path}: best values, intervals and profiles (SI)")
