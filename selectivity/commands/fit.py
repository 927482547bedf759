"""``selectivity fit``: refit the calibration, to the shipped measurements and one's own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from selectivity.screening.calibration.pairs import PairTable
    from selectivity.screening.calibration.rows import Rows
    from selectivity.screening.calibration.shipped import Calibration

CONSTANTS: Final = "calibrated_constants.csv"
HELP: Final = """Fit the calibration to measured selectivities.

Tables given are added to the shipped measurements (rows with use = 0 stay out). Two files are
made: the calibration that `selectivity validate --calibration` takes, and beside it the constants
of theory that a screening takes (`calibration: {constants: FILE}` in the configuration), with
spread and correlations. Takes some minutes. Without a table it makes the shipped files again:
`selectivity fit -o data/calibration.json --predictions data/out_of_paper_predictions.csv`

With --membrane the parameters of one membrane are fitted instead, to its own measurements: a table
with solute (any salt of the ions in data/ions.csv, or a neutral solute with its solute_radius_nm),
feed_mM, and either rejection_pct at flux_LMH (or pressure_bar and water_permeance_LMH_bar) or
conductance_S_m2.

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
        Path | None,
        typer.Option(help=f"Constants for screenings (CSV); {CONSTANTS} beside the output."),
    ] = None,
    predictions: Annotated[
        Path | None, typer.Option(help="Also write the out-of-paper predictions (CSV).")
    ] = None,
    membrane: Annotated[
        Path | None, typer.Option(help="Measurements of one membrane, to characterise it.")
    ] = None,
    only: Annotated[bool, typer.Option("--only", help="Leave the shipped rows out.")] = False,
) -> None:
    """See `HELP`."""
    if membrane:
        _characterise(membrane, output)
        return
    from selectivity.screening.calibration import shipped
    from selectivity.screening.calibration.pairs import PairTable
    from selectivity.tables.paths import data_dir

    pairs = PairTable(data_dir() / "ions.csv")
    frame = _measurements(tables or [], only, pairs)
    rows, predicted, fitted = _calibrate(frame, pairs)
    of_theory = _constants(rows, frame, pairs, fitted.data_version)
    beside = constants or output.parent / CONSTANTS
    shipped.save(fitted, output)
    _write(beside, of_theory)
    if predictions:
        from selectivity.screening.calibration.validate import out_of_paper_table

        _write(predictions, out_of_paper_table(rows, predicted))
    _tell(fitted, output)
    _tell_constants(of_theory, beside)


def _measurements(tables: list[Path], only: bool, pairs: PairTable) -> pd.DataFrame:
    """Shipped and own rows under each other; the own ones checked."""
    from selectivity.errors import DataError, Problem
    from selectivity.screening.calibration.checks_for_fit import check_for_fit
    from selectivity.tables.measured import read_measured, read_together
    from selectivity.tables.paths import data_dir

    problems: list[Problem] = []
    for path in tables:
        try:
            check_for_fit(read_measured(path), path, pairs)
        except DataError as error:
            problems += error.problems
    if problems:
        raise DataError(problems=problems)
    own = [] if only else [data_dir() / "measured_selectivity.csv"]
    return read_together([*own, *tables])


def _calibrate(frame: pd.DataFrame, pairs: PairTable) -> tuple[Rows, np.ndarray, Calibration]:
    """Rows with their forward models, predictions of each without its paper, and the fit."""
    from selectivity.screening.calibration import shipped
    from selectivity.screening.calibration.rows import make_rows

    with typer.progressbar(length=shipped.N_SAMPLES, label="models", file=sys.stderr) as bar:
        rows = shipped.with_prior(make_rows(frame, pairs), pairs, lambda _: bar.update(1))
    predicted = shipped.out_of_paper_predictions(rows)
    return rows, predicted, shipped.fit(rows, predicted - rows.measured)


def _constants(
    rows: Rows, frame: pd.DataFrame, pairs: PairTable, data_version: str
) -> pd.DataFrame:
    """Posterior of the constants that a screening uses."""
    from selectivity.screening.calibration import population, screening_fit
    from selectivity.tables.materials import load_materials
    from selectivity.tables.paths import data_dir

    model = screening_fit.hierarchy(rows, frame, pairs)
    total = population.ROUNDS * population.PER_ROUND
    with typer.progressbar(length=total, label="constants", file=sys.stderr) as bar:
        posterior = screening_fit.fit_screening(model, bar.update)
    classes = load_materials(data_dir() / "materials.csv").classes
    return screening_fit.screening_table(model, posterior, classes, data_version)


def _tell(fitted: Calibration, output: Path) -> None:
    print(
        f"{output}: {fitted.structure}; {fitted.n_rows} rows of {fitted.n_papers} papers, data "
        f"{fitted.data_version}, seed {fitted.seed}"
    )
    for name, scale in fitted.intervals.scales.items():
        print(f"  {name:36s} 90 % half width {fitted.intervals.quantile * scale:.3f} decades")


def _tell_constants(table: pd.DataFrame, path: Path) -> None:
    effective = table["effective_samples"].iloc[0]
    print(f"{path}: constants of theory, {effective:.0f} effective samples; to screen with them:")
    print(f"  calibration: {{constants: {path}}} in the configuration, relative to the study")
    for row in table.itertuples():
        name = f"{row.constant} ({row.material_class})"
        print(f"  {name:56s} {row.median:8.3g} [{row.lower_90:.3g}, {row.upper_90:.3g}]")


def _write(path: Path, table: pd.DataFrame) -> None:
    from selectivity.tables.write import write_atomically

    write_atomically(path, lambda file: table.to_csv(file, index=False, float_format="%.6g"))


def _characterise(membrane: Path, output: Path) -> None:
    import pandas as pd

    from selectivity.screening.calibration.membrane.data import read_curves
    from selectivity.screening.calibration.membrane.fit import N_TICKS, fit_membrane
    from selectivity.screening.calibration.membrane.words import table, words
    from selectivity.tables.paths import data_dir

    curves = read_curves(membrane, data_dir() / "ions.csv")
    with typer.progressbar(length=N_TICKS, label="fit", file=sys.stderr) as bar:
        found = fit_membrane(curves, lambda _: bar.update(1))
    print("\n".join(words(found)))
    path = output.with_suffix(".csv")
    _write(path, pd.DataFrame(table(found)))
    print(f"{path}: best values, intervals, profiles, and each measurement with its pull (SI)")
