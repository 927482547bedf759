"""``selectivity validate``: predictions for a table of measured selectivities."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

if TYPE_CHECKING:
    from selectivity.screening.calibration.validate import SummaryLine

HELP: Final = """Predict the selectivities of a table, and hold them against what was measured.

TABLE has the columns of data/measured_selectivity.csv; every cell may be empty. Measured results
and the names of papers are never used to predict. The output has one line per row: prediction and
90 % interval in log10, status, advice, what was assumed, and the error where a value was measured.

Example: `selectivity validate my_measurements.csv -o predictions.csv`
"""


def register(app: typer.Typer) -> None:
    """Add the sub-command to the application."""
    app.command("validate", help=HELP)(validate)


def validate(
    table: Annotated[Path, typer.Argument(help="Table of measurements (CSV, Excel, Parquet).")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Predictions (CSV).")] = Path(
        "predictions.csv"
    ),
    calibration: Annotated[
        Path | None, typer.Option(help="Calibration made by `fit`; the shipped one.")
    ] = None,
) -> None:
    """See `HELP`."""
    from selectivity.screening.calibration import shipped
    from selectivity.screening.calibration import validate as prediction
    from selectivity.screening.calibration.pairs import PairTable
    from selectivity.tables.measured import read_measured
    from selectivity.tables.paths import data_dir
    from selectivity.tables.write import write_atomically

    frame = read_measured(table)
    fitted = shipped.load(calibration or data_dir() / shipped.FILE)
    found = prediction.validate(frame, fitted, PairTable(data_dir() / "ions.csv"))
    write_atomically(
        output, lambda file: found.to_csv(file, index=False, float_format="%.6f", encoding="utf-8")
    )
    print(
        f"{output}: {len(found)} rows, calibration {fitted.structure}, data {fitted.data_version}"
    )
    _print(prediction.summarise(frame, found))


def _print(lines: list[SummaryLine]) -> None:
    if not lines:
        print("nothing measured in the table: no errors")
        return
    print(f"{'kind':34s}{'pair':12s}{'rows':>5s}{'papers':>7s}{'error':>7s}{'cover':>7s}"
          f"{'width':>7s}{'rank':>7s}")  # fmt: skip
    for line in lines:
        print(
            f"{line.kind[:33]:34s}{line.pair[:11]:12s}{line.n_rows:5d}{line.n_papers:7d}"
            f"{line.error:7.3f}{line.covered:7.2f}{line.width:7.2f}{line.correlation:7.2f}"
        )
    print(
        "error: mean |log10| over papers; cover: share of measurements in the 90 % interval; "
        "rank: mean correlation within (paper, kind, ion_a)"
    )
